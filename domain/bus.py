"""How processes tell each other that feeds have moved. The bus is only speed: whatever it loses, the feed still has."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import orjson
from structlog.stdlib import get_logger

from domain.hub import Hub
from domain.signals import TypingSignal

BATCH_SECONDS = 0.003
TYPING_WAITING, HEADS_WAITING = 1_000, 100_000  # what others would hear late is found by their slow timer

log = get_logger()


class Bus(Protocol):
    """Carries positions that feeds have reached, and typing, to every process's hub.

    It counts the messages that it `published` and `heard`, and how often it had to connect again. `connected` is
    whether others hear at once what is published now.
    """

    connected: bool
    reconnects: int
    published: int
    heard: int

    def publish(self, heads: Mapping[int, int]) -> None:
        """Say which accounts' feeds have reached which positions. Called after commit; never waits, never fails."""
        ...

    def publish_typing(self, signal: TypingSignal) -> None:
        """Pass a typing signal on; it is stored nowhere."""
        ...

    async def open(self) -> None:
        """Begin to listen."""
        ...

    async def close(self) -> None:
        """Stop."""
        ...


class MemoryBus:
    """The bus of one process."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self.connected = True
        self.reconnects = self.published = self.heard = 0

    def publish(self, heads: Mapping[int, int]) -> None:
        self._hub.moved(heads)

    def publish_typing(self, signal: TypingSignal) -> None:
        self._hub.typed(signal)

    async def open(self) -> None:
        pass

    async def close(self) -> None:
        pass


class BatchingBus:
    """Tells this process at once, and the others at most once in a few milliseconds, in messages of so many bytes."""

    largest: int

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.connected = False
        self.reconnects = self.published = self.heard = 0
        self._heads: dict[int, int] = {}
        self._typing: list[TypingSignal] = []
        self._something = asyncio.Event()

    async def tell(self, payload: bytes) -> None:
        """Pass a message on. Raises where it could not be."""
        raise NotImplementedError

    def publish(self, heads: Mapping[int, int]) -> None:
        """Tell this process now and the others within a few milliseconds."""
        self.hub.moved(heads)
        self._keep(heads.items())
        self._something.set()

    def publish_typing(self, signal: TypingSignal) -> None:
        self.hub.typed(signal)
        if len(self._typing) < TYPING_WAITING:
            self._typing.append(signal)
        self._something.set()

    def hear(self, payload: bytes | str) -> None:
        """Take a message of another process."""
        told: dict[str, Any] = orjson.loads(payload)
        self.heard += 1
        if heads := told.get("heads"):
            self.hub.moved({account_id: position for account_id, position in heads})  # noqa: C416 - pairs of a JSON list
        for signal in told.get("typing", ()):
            self.hub.typed(TypingSignal(*signal))

    async def healed(self) -> None:
        """There is a connection: read what was not heard before, and tell what could not be told."""
        await self.hub.look_again()
        self._something.set()

    async def go_on(self) -> None:
        """Tell the others, for ever: at once after a quiet moment, else what a few milliseconds brought together."""
        clock = asyncio.get_running_loop().time
        told_at = -BATCH_SECONDS
        while True:
            await self._something.wait()
            await asyncio.sleep(max(0.0, told_at + BATCH_SECONDS - clock()))
            told_at = clock()
            self._something.clear()
            if not self.connected:
                self._typing.clear()
                continue  # until it has healed
            heads, self._heads = list(self._heads.items()), {}
            typing, self._typing = [signal.packed() for signal in self._typing], []
            try:
                await self._tell_all(heads, typing)
            except Exception as error:  # noqa: BLE001 - whatever it is, a task that ended would tell nothing more
                # Told again once there is a connection; the others' slow timer may find it out before.
                log.warning("the bus could not tell", error=repr(error))
                self._keep(heads)

    async def last_words(self) -> None:
        """Tell what has not been told yet."""
        await self._tell_all(list(self._heads.items()), [])

    async def _tell_all(self, heads: list[tuple[int, int]], typing: list[list[Any]]) -> None:
        for payload in payloads(heads, typing, self.largest):
            await self.tell(payload)
            self.published += 1

    def _keep(self, heads: Iterable[tuple[int, int]]) -> None:
        for account_id, position in heads:
            known = self._heads.get(account_id)
            if known is not None or len(self._heads) < HEADS_WAITING:
                self._heads[account_id] = max(position, known or 0)


def payloads(heads: list[tuple[int, int]], typing: list[list[Any]], largest: int) -> list[bytes]:
    """Cut a batch into messages that a bus accepts."""
    whole = orjson.dumps({"heads": heads, "typing": typing})
    if len(whole) <= largest or len(heads) + len(typing) <= 1:
        return [whole]
    middle, centre = len(heads) // 2, len(typing) // 2
    return payloads(heads[:middle], typing[:centre], largest) + payloads(heads[middle:], typing[centre:], largest)
