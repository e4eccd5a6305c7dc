"""Connections for reads that are outside of transactions.

A pool's way to a connection and back costs more than the statement of a page's key does: a task, a shield and a proxy
for each. Here a connection is taken from a list and put back; one that there is any doubt about is not put back.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

import asyncpg

from models.sql import Row

CLOSING_SECONDS = 1.0
RECOVERY_SECONDS = (0.001, 0.01, 0.1, 0.5)
# The server has answered, and the connection is as good as before.
ANSWERED = asyncpg.PostgresError


class Use(NamedTuple):
    """Of connections: how many there may be, how many are in use, and how many wait for one."""

    most: int
    busy: int
    waiting: int


class Readers:
    """At most `size` connections, made as they are needed."""

    def __init__(self, connect: Callable[[], Awaitable[asyncpg.Connection]], size: int) -> None:
        self._connect = connect
        self._size = size
        self._all: set[asyncpg.Connection] = set()
        self._idle: list[asyncpg.Connection] = []
        self._made = 0
        self._waiting: deque[asyncio.Future[asyncpg.Connection | None]] = deque()
        self._recovering: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Make the first; an unreachable server is an error now."""
        self._give_back(await self._take())

    async def fetch(self, text: str, values: Sequence[Any]) -> Sequence[Row]:
        """Every row."""
        connection = await self._take()
        try:
            found: Sequence[Row] = await connection.fetch(text, *values)
        except BaseException as error:
            self._after(error, connection)
            raise
        self._give_back(connection)
        return found

    async def fetch_row(self, text: str, values: Sequence[Any]) -> Row | None:
        """The first row, or None."""
        connection = await self._take()
        try:
            found: Row | None = await connection.fetchrow(text, *values)
        except BaseException as error:
            self._after(error, connection)
            raise
        self._give_back(connection)
        return found

    async def close(self) -> None:
        """Let every connection go; one that is still busy is cut."""
        for task in list(self._recovering):
            task.cancel()
        for connection in list(self._all):
            if connection in self._idle:
                with contextlib.suppress(Exception):
                    await connection.close(timeout=CLOSING_SECONDS)
            connection.terminate()
        self._all.clear()
        self._idle.clear()

    @property
    def use(self) -> Use:
        """How many connections there may be, how many are lent, and how many wait for one."""
        waiting = sum(not turn.done() for turn in self._waiting)
        return Use(self._size, self._made - len(self._idle), waiting)

    async def _take(self) -> asyncpg.Connection:
        while True:
            while self._idle:
                connection = self._idle.pop()
                if not connection.is_closed():
                    return connection
                self._forget(connection)
            if self._made < self._size:
                return await self._another()
            if (handed := await self._handed()) is not None:
                return handed

    async def _another(self) -> asyncpg.Connection:
        self._made += 1
        try:
            connection = await self._connect()
        except BaseException:
            self._made -= 1
            self._wake(None)
            raise
        self._all.add(connection)
        return connection

    async def _handed(self) -> asyncpg.Connection | None:
        """Wait for one that somebody gives back; None: look again, since one was lost."""
        turn: asyncio.Future[asyncpg.Connection | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # what it was woken for is another's
                handed = turn.result()
                if handed is None:
                    self._wake(None)
                else:
                    self._give_back(handed)
            raise

    def _after(self, error: BaseException, connection: asyncpg.Connection) -> None:
        """Keep a connection whose statement was refused; look after one whose statement was cut short."""
        if isinstance(error, ANSWERED):
            self._give_back(connection)
        elif isinstance(error, asyncio.CancelledError):
            task = asyncio.get_running_loop().create_task(self._recover(connection))
            self._recovering.add(task)
            task.add_done_callback(self._recovering.discard)
        else:
            self._lose(connection)

    async def _recover(self, connection: asyncpg.Connection) -> None:
        """Wait until the server has cancelled a statement: who cancels many must not cost a connection each."""
        for seconds in RECOVERY_SECONDS:
            await asyncio.sleep(seconds)
            try:
                await connection.fetchval("SELECT 1")
            except asyncpg.InterfaceError:
                continue  # not yet
            except Exception:  # noqa: BLE001 - whatever it is, there is doubt
                break
            self._give_back(connection)
            return
        self._lose(connection)

    def _lose(self, connection: asyncpg.Connection) -> None:
        connection.terminate()
        self._forget(connection)
        self._wake(None)

    def _give_back(self, connection: asyncpg.Connection) -> None:
        if connection.is_closed():
            self._lose(connection)
        elif not self._wake(connection):
            self._idle.append(connection)

    def _wake(self, connection: asyncpg.Connection | None) -> bool:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(connection)
                return True
        return False

    def _forget(self, connection: asyncpg.Connection) -> None:
        self._all.discard(connection)
        self._made -= 1
