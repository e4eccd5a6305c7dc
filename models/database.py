"""One way to a database, whichever it is: read statements, and units of work on one connection.

SQLite: one writer (see engines.sqlite) beside a pool of read-only connections, so no read waits for a transaction.
PostgreSQL: a pool for transactions and readers beside it; reads that may be stale can be sent to a replica.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol
from urllib.parse import unquote

import aiosqlite
import asyncpg
import orjson
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import DBConnectionError, OperationalError

from models.credentials import credentials
from models.engines import asyncpg as postgres_engine
from models.engines import sqlite as sqlite_engine
from models.readers import Readers, Use
from models.sql import Row, Statement

TABLES = [
    "models.accounts", "models.teams", "models.conversations", "models.messages", "models.feed", "models.catalog",
    "models.cards", "models.collaborations", "models.mutations", "models.invitations", "models.partnerships",
    "models.samples", "models.media", "models.notifications", "models.due",
]  # fmt: skip
SQLITE_READERS = 4


# What opening a database, or the first statement on one that was never migrated, can fail with.
DATABASE_ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError, sqlite3.Error, DBConnectionError, OperationalError)


class Unit(Protocol):
    """A unit of work: statements on one connection, in one transaction."""

    dialect: str

    async def fetch(self, query: Statement, *values: Any) -> Sequence[Row]:
        """Every row."""
        ...

    async def fetch_row(self, query: Statement, *values: Any) -> Row | None:
        """The first row, or None."""
        ...

    async def execute_many(self, query: Statement, rows: Sequence[Sequence[Any]]) -> None:
        """Once for each row of values."""
        ...


class Database(Protocol):
    """An open database. `fetch` and `fetch_row` read the primary; each is one statement and one snapshot."""

    dialect: str

    async def fetch(self, query: Statement, *values: Any) -> Sequence[Row]: ...

    async def fetch_row(self, query: Statement, *values: Any) -> Row | None: ...

    def transaction(self) -> AbstractAsyncContextManager[Unit]:
        """Begin a unit of work; only domain.transaction may."""
        ...

    @property
    def use(self) -> dict[str, Use]:
        """How its connections are used: those for `reads`, and those for `transactions`."""
        ...

    async def close(self) -> None:
        """Let every connection go."""
        ...


class SqliteUnit:
    """A unit of work on SQLite's one writer."""

    dialect = "sqlite"

    def __init__(self, client: BaseDBAsyncClient) -> None:
        self._connection: aiosqlite.Connection = client._connection  # noqa: SLF001 - below Tortoise

    async def fetch(self, query: Statement, *values: Any) -> Sequence[Row]:
        return list(await self._connection.execute_fetchall(query.sqlite, _bound(values)))

    async def fetch_row(self, query: Statement, *values: Any) -> Row | None:
        rows = await self.fetch(query, *values)
        return rows[0] if rows else None

    async def execute_many(self, query: Statement, rows: Sequence[Sequence[Any]]) -> None:
        await self._connection.executemany(query.sqlite, [_bound(row) for row in rows])


class SqliteDatabase:
    """A SQLite file. Any number of readers, one writer, one process."""

    dialect = "sqlite"

    def __init__(self, path: str) -> None:
        self.path = path
        self.client = sqlite_engine.ParleySqliteClient(path, connection_name="sqlite")
        self._idle: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        self._readers: list[aiosqlite.Connection] = []
        self.waiting = 0  # reads that have no reader yet

    async def open(self) -> None:
        """Open the writer first: it makes the file if there is none."""
        await self.client.create_connection(with_db=True)
        for _ in range(SQLITE_READERS):
            self._readers.append(await sqlite_engine.connect(self.path, read_only=True))
            self._idle.put_nowait(self._readers[-1])

    async def fetch(self, query: Statement, *values: Any) -> Sequence[Row]:
        self.waiting += 1
        try:
            reader = await self._idle.get()
        finally:
            self.waiting -= 1
        try:
            return list(await reader.execute_fetchall(query.sqlite, _bound(values)))
        finally:
            # A cancelled statement still runs in the reader's thread; the next one simply queues behind it.
            self._idle.put_nowait(reader)

    async def fetch_row(self, query: Statement, *values: Any) -> Row | None:
        rows = await self.fetch(query, *values)
        return rows[0] if rows else None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[SqliteUnit]:
        async with self.client._in_transaction() as client:  # noqa: SLF001 - Tortoise has no public name for it
            yield SqliteUnit(client)

    @property
    def use(self) -> dict[str, Use]:
        writing = int(self.client._lock.locked())  # noqa: SLF001 - below Tortoise
        return {
            "reads": Use(SQLITE_READERS, SQLITE_READERS - self._idle.qsize(), self.waiting),
            "transactions": Use(1, writing, self.client.waiting),
        }

    async def close(self) -> None:
        for reader in self._readers:
            await reader.close()
        await self.client.close()


# Somebody's forgotten transaction must not hold ours for ever, nor the pool with them.
# And a plan is kept: statements that take lists would be planned anew each time, which costs more than to run them.
# To compile one costs a fifth of a second: more than the longest takes.
SESSION = {
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",
    "plan_cache_mode": "force_generic_plan",
    "jit": "off",
}


class PostgresUnit:
    """A unit of work on one connection of the pool."""

    dialect = "postgres"

    def __init__(self, client: BaseDBAsyncClient) -> None:
        self._connection: asyncpg.Connection = client._connection  # noqa: SLF001 - below Tortoise

    async def fetch(self, query: Statement, *values: Any) -> Sequence[Row]:
        return await self._connection.fetch(query.postgres, *values)

    async def fetch_row(self, query: Statement, *values: Any) -> Row | None:
        return await self._connection.fetchrow(query.postgres, *values)

    async def execute_many(self, query: Statement, rows: Sequence[Sequence[Any]]) -> None:
        await self._connection.executemany(query.postgres, rows)


class PostgresDatabase:
    """A PostgreSQL database, 15 or newer; `replica` serves reads that may be stale."""

    dialect = "postgres"

    def __init__(self, url: str, replica: str | None = None) -> None:
        self.url = url
        given = credentials(url)
        reads = max(1, given["maxsize"] // 2)
        given["maxsize"] = max(1, given["maxsize"] - reads)
        given["minsize"] = min(given["minsize"], given["maxsize"])
        self.client = postgres_engine.ParleyPostgresClient(**given, server_settings=SESSION, connection_name="postgres")
        self._readers = Readers(lambda: connect_postgres(url, SESSION), reads)
        self._replica_url = replica
        self.replica: PostgresDatabase = self

    async def open(self) -> None:
        """Fill the pool; an unreachable server is an error now, not at the first request."""
        await self.client.create_connection(with_db=True)
        assert self.client._pool is not None  # noqa: S101, SLF001 - create_connection has just made it
        self._pool: asyncpg.Pool = self.client._pool  # noqa: SLF001 - below Tortoise
        await self._readers.open()
        if self._replica_url:
            self.replica = PostgresDatabase(self._replica_url)
            await self.replica.open()

    async def fetch(self, query: Statement, *values: Any) -> Sequence[Row]:
        return await self._readers.fetch(query.postgres, values)

    async def fetch_row(self, query: Statement, *values: Any) -> Row | None:
        return await self._readers.fetch_row(query.postgres, values)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[PostgresUnit]:
        async with self.client._in_transaction() as client:  # noqa: SLF001 - Tortoise has no public name for it
            yield PostgresUnit(client)

    @property
    def use(self) -> dict[str, Use]:
        most, busy = self._pool.get_max_size(), self._pool.get_size() - self._pool.get_idle_size()
        return {"reads": self._readers.use, "transactions": Use(most, busy, self.client.waiting)}

    async def close(self) -> None:
        if self.replica is not self:
            await self.replica.close()
        await self._readers.close()
        await self.client.close()


async def open_database(url: str, replica: str | None = None) -> SqliteDatabase | PostgresDatabase:
    """Open `sqlite:///path` or `postgres://user:password@host:port/name?minsize=&maxsize=`."""
    database = PostgresDatabase(url, replica) if is_postgres(url) else SqliteDatabase(sqlite_path(url))
    await database.open()
    return database


def is_postgres(url: str) -> bool:
    """Whether the URL names a PostgreSQL database."""
    return url.startswith(("postgres://", "postgresql://"))


def sqlite_path(url: str) -> str:
    """The file of `sqlite:///relative/path` or `sqlite:////absolute/path`."""
    if not url.startswith("sqlite:///"):
        raise ValueError("give sqlite:///path or postgres://…")  # and never the URL: it may hold a password
    return unquote(url.removeprefix("sqlite:///"))


def orm_config(url: str) -> dict[str, Any]:
    """Tortoise's configuration, for migrations. One alias per dialect: Tortoise caches its SQL by alias alone."""
    alias = "postgres" if is_postgres(url) else "sqlite"
    engine = {
        "postgres": {
            "engine": "models.engines.asyncpg",
            "credentials": credentials(url) if alias == "postgres" else {},
        },
        "sqlite": {"engine": "models.engines.sqlite", "credentials": {}},
    }[alias]
    if alias == "sqlite":
        engine["credentials"] = {"file_path": sqlite_path(url)}
    app = {"models": TABLES, "default_connection": alias, "migrations": "models.migrations"}
    return {"connections": {alias: engine}, "apps": {"models": app}}


async def connect_postgres(url: str, settings: dict[str, str] | None = None) -> asyncpg.Connection:
    """One connection outside the pool: for what must hold it, as LISTEN does."""
    given = {name: value for name, value in credentials(url).items() if name not in _POOL_FIXED}
    return await asyncpg.connect(**given, server_settings=settings)


_POOL_FIXED = {"minsize", "maxsize", "max_inactive_connection_lifetime"}


def check_url(url: str) -> None:
    """Raise ValueError, saying what is wrong, for a URL that names no database."""
    if is_postgres(url):
        credentials(url)
    else:
        sqlite_path(url)


def _bound(values: Sequence[Any]) -> list[Any]:
    return [orjson.dumps(value).decode() if type(value) is list else value for value in values]
