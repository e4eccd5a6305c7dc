"""The bus over PostgreSQL's NOTIFY: nothing else has to run."""

import asyncio
import contextlib
from typing import Any

import asyncpg
from structlog.stdlib import get_logger

from domain.bus import BatchingBus
from domain.hub import Hub
from models.database import connect_postgres

CHANNEL = "parley"
RECONNECT_SECONDS = 0.5
NOTIFY_SECONDS = 5.0
LAST_WORD_SECONDS = 1.0

log = get_logger()


class PostgresBus(BatchingBus):
    """NOTIFY on one connection of its own, batched: inside the transactions it would cost most of their throughput."""

    largest = 7000  # PostgreSQL refuses a payload of 8,000

    def __init__(self, hub: Hub, url: str) -> None:
        super().__init__(hub)
        self._url = url
        self._lost = asyncio.Event()
        self._connection: asyncpg.Connection | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        await self._connect()
        self._tasks = [asyncio.create_task(self._keep_connected()), asyncio.create_task(self.go_on())]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._connection is not None:
            with contextlib.suppress(Exception):
                async with asyncio.timeout(LAST_WORD_SECONDS):
                    await self.last_words()
            self._connection.terminate()

    async def tell(self, payload: bytes) -> None:
        connection = self._connection
        if connection is None:
            return
        try:
            await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, payload.decode(), timeout=NOTIFY_SECONDS)
        except TimeoutError:
            connection.terminate()  # hung: a new one is made
            raise

    async def _connect(self) -> None:
        connection = await connect_postgres(self._url)
        try:
            await connection.add_listener(CHANNEL, self._heard)
        except BaseException:
            connection.terminate()
            raise
        self._connection = connection
        self._lost.clear()
        self.connected = True
        connection.add_termination_listener(lambda _: self._gone())
        if connection.is_closed():
            self._gone()

    def _gone(self) -> None:
        self.connected = False
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
                self.reconnects += 1
                await self.healed()

    def _heard(self, connection: Any, process_id: int, _channel: str, payload: object) -> None:
        if process_id != connection.get_server_pid():  # else this process told it, and knows
            self.hear(str(payload))
