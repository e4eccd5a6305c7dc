"""SQLite: one writer. BEGIN IMMEDIATE, and a start that survives cancellation.

Tortoise picks the dialect of its migrations by this module's name: it must contain "sqlite".
"""

import asyncio
import sqlite3
from datetime import UTC, datetime
from types import TracebackType
from typing import Any
from urllib.parse import quote

import aiosqlite
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionContext, SqliteTransactionWrapper

from models.terms import terms


def text_of(moment: datetime) -> str:
    """A moment as SQLite keeps it: UTC at full width, so that text order is time order."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no offset")
    return moment.astimezone(UTC).isoformat(sep=" ", timespec="microseconds")


# These are global to the sqlite3 module; they give SQLite's rows the same Python types that asyncpg gives.
sqlite3.register_adapter(datetime, text_of)
sqlite3.register_converter("TIMESTAMPTZ", lambda raw: datetime.fromisoformat(raw.decode()))
sqlite3.register_converter("BOOLEAN", lambda raw: raw != b"0")


async def connect(path: str, *, read_only: bool = False) -> aiosqlite.Connection:
    """Open the file; a read-only connection cannot write even by mistake."""
    connection = await aiosqlite.connect(
        f"file:{quote(path)}?mode=ro" if read_only else path,
        uri=read_only,
        isolation_level=None,
        detect_types=sqlite3.PARSE_DECLTYPES,
    )
    pragmas = ["busy_timeout=5000", "cache_size=-16000", "mmap_size=268435456", "temp_store=MEMORY"]
    # What is deleted is overwritten in the file: who was erased shall not be found in its free pages.
    writing = ["journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "secure_delete=ON"]
    pragmas += ["query_only=ON"] if read_only else writing
    for pragma in pragmas:
        await connection.execute_fetchall(f"PRAGMA {pragma}")
    # What the triggers of searched tables make their indexes of.
    await connection.create_function("parley_terms", -1, terms, deterministic=True)
    return connection


class ParleySqliteClient(SqliteClient):
    """The writer: every acknowledged transaction is on disk (synchronous=FULL), readers go elsewhere."""

    waiting = 0  # transactions that wait for the one under way

    async def create_connection(self, with_db: bool) -> None:  # noqa: FBT001 - Tortoise's signature
        if self._connection is None:
            self._connection = await connect(self.filename)
            self._connection._conn.row_factory = sqlite3.Row  # noqa: SLF001 - the ORM reads rows by name
            await self._post_connect()

    def _in_transaction(self) -> "CancelSafeTransaction":
        return CancelSafeTransaction(ImmediateTransaction(self), self._lock)


class ImmediateTransaction(SqliteTransactionWrapper):
    """Takes the write lock at once: a transaction that reads first can then never fail to upgrade."""

    async def begin(self) -> None:
        await self._connection.execute_fetchall("BEGIN IMMEDIATE")


class CancelSafeTransaction(SqliteTransactionContext):
    """Gives the one write lock back whatever happens, and sets no ambient connection: code is handed its own.

    Tortoise's context keeps the lock for ever when its task is cancelled during BEGIN, and lends its connection to
    every task started inside it, also after its end.
    """

    async def __aenter__(self) -> Any:
        parent: ParleySqliteClient = self.connection._parent  # noqa: SLF001
        parent.waiting += 1
        try:
            await self._trxlock.acquire()
        finally:
            parent.waiting -= 1
        try:
            await self.ensure_connection()
            await self.connection.begin()
        except BaseException:
            await asyncio.shield(self._abandon())
            raise
        return self.connection

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc_val: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        try:
            if exc_type is None:
                await self.connection.commit()
        finally:
            await asyncio.shield(self._abandon())

    async def _abandon(self) -> None:
        """Roll back what is still open. The thread works in order: a BEGIN that was cancelled here has run there."""
        try:
            if self.connection._connection is not None:  # noqa: SLF001
                await self.connection._connection.rollback()  # noqa: SLF001
        finally:
            self._trxlock.release()


client_class = ParleySqliteClient
