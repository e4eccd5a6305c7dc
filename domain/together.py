"""Reads that many ask for at the same time, and that one statement can answer for all of them."""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Any, Generic, TypeAlias, TypeVar

Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")

Asked: TypeAlias = dict[Key, list["asyncio.Future[Any]"]]  # who waits for what

PATIENCE_SECONDS = 0.1  # with a statement that others wait for: a connection may be dead without saying so


class Together(Generic[Key, Found]):
    """Finds things by key. What is asked while a statement runs is read by the next one, however much it is.

    So nobody is answered with what was read before they asked; and the busier a process is, the less a question costs.
    """

    def __init__(self, read: Callable[[Sequence[Key]], Awaitable[Mapping[Key, Found]]]) -> None:
        self._read = read
        self._waiting: Asked[Key] = {}
        self._running: asyncio.Task[None] | None = None  # the one that newcomers wait for
        self._overtaken: set[asyncio.Task[None]] = set()

    async def get(self, key: Key) -> Found | None:
        """What there is now, or None. Raises what reading it raised."""
        answer: asyncio.Future[Found | None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, []).append(answer)
        if self._running is None:
            self._running = self._begin()
        return await answer

    def _begin(self) -> "asyncio.Task[None]":
        """In a context of its own: it goes on for others than whoever happened to ask first."""
        return asyncio.get_running_loop().create_task(self._run(), context=contextvars.Context())

    async def _run(self) -> None:
        loop, me = asyncio.get_running_loop(), asyncio.current_task()
        while self._waiting:
            asked, self._waiting = self._waiting, {}
            timer = loop.call_later(PATIENCE_SECONDS, self._overtake, me)
            try:
                await self._answer(asked)
            finally:
                timer.cancel()
        if self._running is me:
            self._running = None

    async def _answer(self, asked: Asked[Key]) -> None:
        try:
            found = await self._read(list(asked))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told to those whose question it was
            if len(asked) == 1:
                _tell(asked, error=error)
            else:  # one that cannot be read must not cost the others their answers
                await asyncio.gather(*(self._answer({key: answers}) for key, answers in asked.items()))
        else:
            _tell(asked, found)

    def _overtake(self, slow: asyncio.Task[None] | None) -> None:
        """Let nobody else wait for a statement that takes so long."""
        if slow is not None and self._running is slow:
            self._overtaken.add(slow)
            slow.add_done_callback(self._overtaken.discard)
            self._running = self._begin() if self._waiting else None


def _tell(
    asked: Mapping[Any, Sequence["asyncio.Future[Any]"]],
    found: Mapping[Any, Any] | None = None,
    error: Exception | None = None,
) -> None:
    for key, answers in asked.items():
        for answer in answers:
            if answer.done():
                continue  # whoever asked is gone
            if error is not None:
                answer.set_exception(error)
            else:
                answer.set_result(found.get(key) if found else None)
