"""PostgreSQL: a pool whose connections always come back, also from a task that was cancelled.

Tortoise picks the dialect of its migrations by this module's name: it must contain "asyncpg".
"""

import asyncio
from types import TracebackType
from typing import Any

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import TransactionContextPooled

CLOSING_SECONDS = 1.0


async def keep_session(_connection: object) -> None:
    """Spare the RESET that asyncpg sends on every release, an eighth of a read's cost: no session state is ever set."""


class ParleyPostgresClient(AsyncpgDBClient):
    """As Tortoise's, with a transaction that is safe to cancel at any point and no reset between uses."""

    waiting = 0  # transactions that have no connection yet

    async def create_pool(self, **kwargs: Any) -> asyncpg.Pool:
        return await asyncpg.create_pool(None, reset=keep_session, **kwargs)

    async def _close(self) -> None:
        if self._pool is not None:
            try:
                await asyncio.wait_for(self._pool.close(), CLOSING_SECONDS)
            except TimeoutError:
                self._pool.terminate()
            self._pool = None

    def _in_transaction(self) -> "CancelSafeTransaction":
        return CancelSafeTransaction(TransactionWrapper(self), self._pool_init_lock)


class CancelSafeTransaction(TransactionContextPooled):
    """Releases its connection whatever happens, and sets no ambient one: code is handed its own.

    Tortoise's context leaks the connection, idle in a transaction, when its task is cancelled during BEGIN.
    """

    async def __aenter__(self) -> Any:
        await self.ensure_connection()
        parent: Any = self.client._parent  # noqa: SLF001 - a ParleyPostgresClient, which Tortoise does not say
        parent.waiting += 1
        try:
            self.client._connection = await self._pool.acquire()  # noqa: SLF001
        finally:
            parent.waiting -= 1
        try:
            await self.client.begin()
        except BaseException:
            await asyncio.shield(self._give_back())
            raise
        return self.client

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc_val: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        try:
            if exc_type is None:
                await self.client.commit()
            elif issubclass(exc_type, Exception):
                await self.client.rollback()
        finally:
            await asyncio.shield(self._give_back())

    @property
    def _pool(self) -> asyncpg.Pool:
        pool: asyncpg.Pool = self.client._parent._pool  # noqa: SLF001
        return pool

    async def _give_back(self) -> None:
        connection = self.client._connection  # noqa: SLF001
        if connection.is_in_transaction():
            # Cancelled in the middle of a statement: a new connection is cheaper than a doubt about this one.
            connection.terminate()
        await self._pool.release(connection)


client_class = ParleyPostgresClient
