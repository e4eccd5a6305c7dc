"""How processes tell each other that feeds have moved. The bus is only speed: whatever it loses, the feed still has."""

import asyncio
import contextlib
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import asyncpg
import orjson
from structlog.stdlib import get_logger

from domain.hub import Hub, TypingSignal
from models.database import connect_postgres

CHANNEL = "parley"
BATCH_SECONDS = 0.003
BATCH_BYTES = 7000  # PostgreSQL refuses a payload of 8,000
RECONNECT_SECONDS = 0.5
NOTIFY_SECONDS = 5.0
LAST_WORD_SECONDS = 1.0
TYPING_WAITING = 1000

log = get_logger()


class Bus(Protocol):
    """Carries positions that feeds have reached, and typing, to every process's hub."""

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

    def publish(self, heads: Mapping[int, int]) -> None:
        self._hub.moved(heads)

    def publish_typing(self, signal: TypingSignal) -> None:
        self._hub.typed(signal)

    async def open(self) -> None:
        pass

    async def close(self) -> None:
        pass


class PostgresBus:
    """NOTIFY on one connection of its own, batched: inside the transactions it would cost most of their throughput."""

    def __init__(self, hub: Hub, url: str) -> None:
        self._hub = hub
        self._url = url
        self._heads: dict[int, int] = {}
        self._typing: list[TypingSignal] = []
        self._something = asyncio.Event()
        self._lost = asyncio.Event()
        self._connection: asyncpg.Connection | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def publish(self, heads: Mapping[int, int]) -> None:
        """Tell this process now and the others within a few milliseconds."""
        self._hub.moved(heads)
        self._keep(heads.items())
        self._something.set()

    def publish_typing(self, signal: TypingSignal) -> None:
        self._hub.typed(signal)
        if len(self._typing) < TYPING_WAITING:
            self._typing.append(signal)
        self._something.set()

    async def open(self) -> None:
        await self._connect()
        self._tasks = [asyncio.create_task(self._keep_connected()), asyncio.create_task(self._send())]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._connection is not None:
            with contextlib.suppress(Exception):
                async with asyncio.timeout(LAST_WORD_SECONDS):
                    for payload in _payloads(list(self._heads.items()), []):
                        await self._notify(payload)
            self._connection.terminate()

    async def _connect(self) -> None:
        connection = await connect_postgres(self._url)
        try:
            await connection.add_listener(CHANNEL, self._heard)
        except BaseException:
            connection.terminate()
            raise
        self._connection = connection
        self._lost.clear()
        connection.add_termination_listener(lambda _: self._lost.set())
        if connection.is_closed():
            self._lost.set()

    async def _keep_connected(self) -> None:
        while True:
            await self._lost.wait()
            try:
                await self._connect()
            except Exception as error:  # noqa: BLE001 - whatever it is, the next try may succeed
                log.warning("the bus has no connection", error=repr(error))
                await asyncio.sleep(RECONNECT_SECONDS)
            else:
                # Whatever was told meanwhile was not heard here: read. What could not be told is told now.
                await self._hub.look_again()
                self._something.set()

    def _heard(self, connection: Any, process_id: int, _channel: str, payload: object) -> None:
        if process_id == connection.get_server_pid():
            return  # told by this process, which knows
        told: dict[str, Any] = orjson.loads(str(payload))
        if heads := told.get("heads"):
            self._hub.moved({account_id: position for account_id, position in heads})  # noqa: C416 - pairs of a JSON list
        for signal in told.get("typing", ()):
            self._hub.typed(TypingSignal(*signal))

    def _keep(self, heads: Iterable[tuple[int, int]]) -> None:
        for account_id, position in heads:
            self._heads[account_id] = max(position, self._heads.get(account_id, 0))

    async def _notify(self, payload: str) -> None:
        connection = self._connection
        if connection is None:
            return
        try:
            await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, payload, timeout=NOTIFY_SECONDS)
        except TimeoutError:
            connection.terminate()  # hung: a new one is made
            raise

    async def _send(self) -> None:
        while True:
            await self._something.wait()
            await asyncio.sleep(BATCH_SECONDS)
            self._something.clear()
            heads, self._heads = list(self._heads.items()), {}
            typing, self._typing = [signal.packed() for signal in self._typing], []
            for payload in _payloads(heads, typing):
                try:
                    await self._notify(payload)
                except Exception as error:  # noqa: BLE001 - whatever it is, a task that ended would tell nothing more
                    # Told again once there is a connection; the others' slow timer may find it out before.
                    log.warning("the bus could not tell", error=repr(error))
                    self._keep(heads)
                    break


def _payloads(heads: list[tuple[int, int]], typing: list[list[Any]]) -> list[str]:
    """Cut a batch into payloads that NOTIFY accepts."""
    whole = orjson.dumps({"heads": heads, "typing": typing})
    if len(whole) <= BATCH_BYTES or len(heads) + len(typing) <= 1:
        return [whole.decode()]
    middle, centre = len(heads) // 2, len(typing) // 2
    return _payloads(heads[:middle], typing[:centre]) + _payloads(heads[middle:], typing[centre:])
