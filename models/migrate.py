"""Bring a database to this version: one process at a time, a copy first, all or nothing per migration."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import AsyncFileLock
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.recorder import MigrationRecorder

from models.database import connect_postgres, is_postgres, orm_config, sqlite_path

ADVISORY_LOCK = 0x7061726C6579  # "parley"


class MigrationBrokeReferencesError(Exception):
    """Rows of a table point at rows that are not there; the copy made before the migration is whole."""


class NewerDatabaseError(Exception):
    """A later version of Parley has migrated this database."""


class _Recorder(MigrationRecorder):
    """The line is written by the migration itself: see RecordedMigration."""

    async def record_applied(self, app: str, name: str) -> None:
        """Do nothing."""


async def migrate(url: str) -> list[str]:
    """Apply what is missing and return the names applied. Safe to call from many processes at once: one does it.

    A SQLite file that holds data is first copied beside itself, to `NAME.before-DATE`.
    """
    path = None if is_postgres(url) else Path(sqlite_path(url))
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
    async with _lock(url), TortoiseContext() as context:
        holds_data = path is not None and path.exists() and path.stat().st_size > 0
        config = orm_config(url)
        await context.init(config)
        alias = next(iter(config["connections"]))
        connection = context.connections.get(alias)
        executor = MigrationExecutor(connection, config["apps"])
        executor.recorder = executor.loader.recorder = _Recorder(connection)
        missing = [step.migration.name for step in await executor.plan()]
        if missing:
            if path and holds_data:
                _copy(path)
            await _apply(executor, connection, sqlite=path is not None)
        return missing


async def pending(url: str) -> list[str]:
    """Name the migrations that this database lacks, changing nothing. Raises NewerDatabaseError."""
    if not is_postgres(url) and not Path(sqlite_path(url)).exists():  # noqa: ASYNC240 - one look at the start
        return ["(no database yet)"]
    async with TortoiseContext() as context:
        config = orm_config(url)
        await context.init(config)
        executor = MigrationExecutor(context.connections.get(next(iter(config["connections"]))), config["apps"])
        missing = [step.migration.name for step in await executor.plan()]
        newer = {key.name for key in await executor.recorder.applied_migrations()} - {
            key.name for key in executor.loader.disk_migrations
        }
        if newer:
            raise NewerDatabaseError(f"the database has {', '.join(sorted(newer))}, which this version does not know")
        return missing


async def _apply(executor: MigrationExecutor, connection: BaseDBAsyncClient, *, sqlite: bool) -> None:
    if not sqlite:
        await executor.migrate(direction="forward")
        return
    # With foreign_keys=ON, remaking a parent table silently deletes its children.
    await connection.execute_query("PRAGMA foreign_keys=OFF")
    await executor.migrate(direction="forward")
    _, broken = await connection.execute_query("PRAGMA foreign_key_check")
    if broken:
        raise MigrationBrokeReferencesError(f"{len(broken)} rows, the first in table {broken[0]['table']}")
    await connection.execute_query("PRAGMA foreign_keys=ON")


def _copy(path: Path) -> Path:
    target = path.with_name(f"{path.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
    with sqlite3.connect(path) as source, sqlite3.connect(target) as copy:
        source.backup(copy)
    source.close()
    copy.close()
    return target


@asynccontextmanager
async def _lock(url: str) -> AsyncIterator[None]:
    if is_postgres(url):
        connection = await connect_postgres(url)
        try:
            await connection.execute("SELECT pg_advisory_lock($1)", ADVISORY_LOCK)
            yield
        finally:
            await connection.close()
    else:
        async with AsyncFileLock(sqlite_path(url) + ".migrating"):
            yield
