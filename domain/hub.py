"""This process's listeners, by account, and the one reader that keeps them fed.

A listener first reads the feed by itself, page by page, until it is level with its account's head; from then on the
hub hands it events: read once per account, however many listen. Whatever is not the immediate next position makes
the listener read by itself again, so a slow one slows nobody and holds nothing but a short queue.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Protocol, TypeAlias

from structlog.stdlib import get_logger

UNKNOWN = -1
WAITING_EVENTS = 256
WAITING_SIGNALS = 8
STREAMS_AT_ONCE = 500
TIMER_SECONDS = 5.0
RETRY_SECONDS = 0.25

log = get_logger()


class Delivered(Protocol):
    """An event as listeners get it."""

    @property
    def number(self) -> int:
        """Its place in the account's stream."""
        ...


class Reader(Protocol):
    """Reads feeds on the hub's behalf."""

    async def __call__(self, tails: Mapping[int, int]) -> Sequence[tuple[int, Any]]:
        """Read every entry behind each account's tail, up to a bound: (account, event), in order."""
        ...


@dataclass(frozen=True, slots=True)
class TypingSignal:
    """Somebody of account `by` types, or stopped, in a conversation; told to the account `to`."""

    to: int
    conversation_key: int
    by: int
    typing: bool
    at: str

    def packed(self) -> list[Any]:
        """As the bus carries it."""
        return [self.to, self.conversation_key, self.by, self.typing, self.at]

    @property
    def moment(self) -> datetime:
        """When it was said."""
        return datetime.fromisoformat(self.at)


# What a watcher of typing waits on; an error, or None, ends it.
TypingQueue: TypeAlias = "asyncio.Queue[TypingSignal | BaseException | None]"


class Listener:
    """One subscription's place at an account's stream."""

    def __init__(self) -> None:
        self._waiting: deque[Any] = deque()
        self._wake = asyncio.Event()
        self.behind = False
        self.place = UNKNOWN  # up to where its subscriber has everything; UNKNOWN while an event is on its way there

    def hand(self, event: Any) -> None:
        """Queue an event; a listener whose queue is full reads the feed by itself instead."""
        if self.behind:
            return
        if len(self._waiting) >= WAITING_EVENTS:
            self.fall_behind()
        else:
            self._waiting.append(event)
            self._wake.set()

    def fall_behind(self) -> None:
        """Drop what waits: the feed has it."""
        self._waiting.clear()
        self.behind = True
        self._wake.set()

    def catch_up(self) -> None:
        """Say that a read of the feed begins now: what is handed from here on is not lost."""
        self.behind = False

    async def next(self) -> Any | None:
        """Wait for the next event; None says: read the feed."""
        while not self._waiting and not self.behind:
            self._wake.clear()
            await self._wake.wait()
        return None if self.behind else self._waiting.popleft()


class _Stream:
    """The listeners of one account, and the last position handed to them."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.tail = UNKNOWN
        self.head = 0


class Hub:
    """Who listens in this process, to which accounts and conversations."""

    def __init__(self) -> None:
        self.read: Reader | None = None
        self.read_heads: Callable[[list[int]], Awaitable[Mapping[int, int]]] | None = None
        self._streams: dict[int, _Stream] = {}
        self._typing: dict[tuple[int, int], set[TypingQueue]] = {}
        self._dirty = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        """Start the reader and the slow timer that makes up for whatever the bus lost."""
        self._tasks = [asyncio.create_task(self._serve()), asyncio.create_task(self._keep_looking())]

    async def close(self) -> None:
        """Stop both."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def listen(self, account_id: int) -> Listener:
        """Take a place; it must be given back with `leave`."""
        listener = Listener()
        self._streams.setdefault(account_id, _Stream()).listeners.add(listener)
        return listener

    def leave(self, account_id: int, listener: Listener) -> None:
        """Give a place back."""
        stream = self._streams[account_id]
        stream.listeners.discard(listener)
        if not stream.listeners:
            del self._streams[account_id]

    def level(self, account_id: int, position: int) -> None:
        """Note that a listener has read its account's feed up to a position: the hub hands out what follows."""
        stream = self._streams[account_id]
        if stream.tail == UNKNOWN:
            stream.tail = position
            if stream.head > position:
                self._dirty.set()

    def moved(self, heads: Mapping[int, int]) -> None:
        """Hear that feeds have reached positions."""
        for account_id, position in heads.items():
            stream = self._streams.get(account_id)
            if stream is not None and position > stream.head:
                stream.head = position
                self._dirty.set()

    def begin_anew(self) -> None:
        """Send every listener back to the feed: what its positions stood for has changed."""
        for stream in self._streams.values():
            for listener in stream.listeners:
                listener.fall_behind()

    @property
    def listeners(self) -> int:
        """How many listen."""
        return sum(len(stream.listeners) for stream in self._streams.values())

    async def _serve(self) -> None:
        while True:
            await self._dirty.wait()
            self._dirty.clear()
            tails = {key: stream.tail for key, stream in islice(self._behind(), STREAMS_AT_ONCE)}
            if not tails or self.read is None:
                continue
            if len(tails) == STREAMS_AT_ONCE:
                self._dirty.set()
            try:
                events = await self.read(tails)
            except Exception as error:  # noqa: BLE001 - whatever it is, the feed is there to be read again
                log.warning("the hub could not read", error=repr(error))
                await asyncio.sleep(RETRY_SECONDS)
                self._dirty.set()
                continue
            for account_id, event in events:
                self._hand(account_id, event)
            self._go_on(tails)
            for account_id in tails:
                # To the end of the line: busy streams must not starve quiet ones.
                if account_id in self._streams:
                    self._streams[account_id] = self._streams.pop(account_id)

    def _behind(self) -> Iterator[tuple[int, _Stream]]:
        return ((key, stream) for key, stream in self._streams.items() if UNKNOWN < stream.tail < stream.head)

    def _go_on(self, tails: Mapping[int, int]) -> None:
        """Read on where there is more; a head that the feed does not show yet is left to the timer."""
        for account_id, tail in tails.items():
            stream = self._streams.get(account_id)
            if stream is not None and stream.tail < stream.head:
                if stream.tail == tail:
                    stream.head = tail
                else:
                    self._dirty.set()

    def _hand(self, account_id: int, event: Delivered) -> None:
        stream = self._streams.get(account_id)
        if stream is None or event.number <= stream.tail:
            return
        stream.tail = event.number
        for listener in stream.listeners:
            listener.hand(event)

    async def look_again(self) -> None:
        """Ask how far every stream listened to has come, in one query: something may have been missed."""
        if self._streams and self.read_heads is not None:
            try:
                self.moved(await self.read_heads(list(self._streams)))
            except Exception as error:  # noqa: BLE001 - the next look may succeed
                log.warning("the hub could not look again", error=repr(error))

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(TIMER_SECONDS)
            await self.look_again()

    # ── typing: over the bus alone, never stored ──

    def listen_to_typing(self, account_id: int, conversation_key: int) -> TypingQueue:
        """Take a place at a conversation's typing; give it back with `leave_typing`."""
        queue: TypingQueue = asyncio.Queue()
        self._typing.setdefault((account_id, conversation_key), set()).add(queue)
        return queue

    def leave_typing(self, account_id: int, conversation_key: int, queue: TypingQueue) -> None:
        """Give a place back."""
        queues = self._typing[account_id, conversation_key]
        queues.discard(queue)
        if not queues:
            del self._typing[account_id, conversation_key]

    def typed(self, signal: TypingSignal) -> None:
        """Pass a signal to those who watch; one who does not keep up misses some."""
        for queue in self._typing.get((signal.to, signal.conversation_key), ()):
            if queue.qsize() < WAITING_SIGNALS:
                queue.put_nowait(signal)
