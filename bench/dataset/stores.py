"""Where a dataset goes: into PostgreSQL by COPY, into SQLite in large transactions."""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import asyncpg

from models.database import is_postgres, sqlite_path
from models.engines import sqlite as _  # noqa: F401 - teaches sqlite3 how Parley keeps times
from models.terms import terms

BUFFERS = """
    SELECT pg_size_bytes(current_setting('shared_buffers')) >= pg_database_size(current_database()),
        current_setting('shared_buffers'), pg_size_pretty(pg_database_size(current_database()))"""
IDENTITIES = [
    "accounts",
    "users",
    "roles",
    "memberships",
    "pairs",
    "products",
    "campaigns",
    "product_lists",
    "leads",
    "target_collaborations",
    "invitations",
    "samples",
]


class Store(Protocol):
    """A database to be filled."""

    async def exists(self, table: str) -> bool:
        """Whether there is such a table."""
        ...

    async def wipe(self) -> None:
        """Leave nothing."""
        ...

    async def run(self, text: str, *values: Any) -> Sequence[Any]:
        """One statement."""
        ...

    async def load(self, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
        """Add rows, all or none."""
        ...

    async def settle(self) -> None:
        """What a database does to itself after so many rows, done now."""
        ...

    async def warm(self) -> str | None:
        """Bring what is often read into memory; what stands in the way, if something does."""
        ...

    async def close(self) -> None:
        """Let go."""
        ...


class PostgresStore:
    """A database of a PostgreSQL server; made if it is not there."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    @classmethod
    async def open(cls, url: str) -> "PostgresStore":
        try:
            return cls(await asyncpg.connect(url))
        except asyncpg.InvalidCatalogNameError:
            name = urlsplit(url).path.removeprefix("/")
            server = await asyncpg.connect(url, database="postgres")
            await server.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
            await server.close()
        return cls(await asyncpg.connect(url))

    async def exists(self, table: str) -> bool:
        return await self._connection.fetchval("SELECT to_regclass($1)", table) is not None

    async def wipe(self) -> None:
        await self._connection.execute("DROP SCHEMA public CASCADE")
        await self._connection.execute("CREATE SCHEMA public")

    async def run(self, text: str, *values: Any) -> Sequence[Any]:
        return await self._connection.fetch(text, *values)

    async def load(self, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
        await self._connection.copy_records_to_table(table, records=rows, columns=columns.split())

    async def settle(self) -> None:
        for table in IDENTITIES:
            await self.run(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        await self._connection.execute("VACUUM (ANALYZE)")
        with suppress(asyncpg.InsufficientPrivilegeError):
            await self._connection.execute("CHECKPOINT")

    async def warm(self) -> str | None:
        try:
            await self.run("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
            await self.run(
                "SELECT pg_prewarm(oid) FROM pg_class WHERE relkind IN ('r', 'i') AND relnamespace = $1::regnamespace",
                "public",
            )
        except asyncpg.PostgresError as error:
            return f"pg_prewarm is not to be had ({error}): the first rounds read from disk"
        ((enough, buffers, size),) = await self.run(BUFFERS)
        return None if enough else f"shared_buffers ({buffers}) is less than the dataset ({size}): reads may go to disk"

    async def close(self) -> None:
        await self._connection.close()


class SqliteStore:
    """A file."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)

    async def exists(self, table: str) -> bool:
        if not self._path.exists():
            return False
        return bool(await self.run("SELECT 1 FROM sqlite_master WHERE name = $1", table))

    async def wipe(self) -> None:
        for ending in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)

    async def run(self, text: str, *values: Any) -> Sequence[Any]:
        with closing(self._connect()) as connection:
            return connection.execute(text.replace("$", "?"), values).fetchall()

    async def load(self, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
        names = columns.split()
        marks = ", ".join("?" * len(names))
        with closing(self._connect()) as connection:
            connection.execute("PRAGMA cache_size=-500000")
            connection.execute("BEGIN")
            connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)
            connection.execute("COMMIT")

    async def settle(self) -> None:
        await self.run("PRAGMA wal_checkpoint(TRUNCATE)")

    async def warm(self) -> str | None:
        with self._path.open("rb") as file:
            while file.read(1 << 20):
                pass
        return None

    async def close(self) -> None:
        """There is nothing to let go: each statement has had its own connection."""

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, detect_types=sqlite3.PARSE_DECLTYPES)
        connection.create_function("parley_terms", -1, terms, deterministic=True)
        return connection


async def open_store(url: str) -> Store:
    """Open the database that a URL names, in `models.database`'s way."""
    return await PostgresStore.open(url.partition("?")[0]) if is_postgres(url) else SqliteStore(sqlite_path(url))
