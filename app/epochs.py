"""Whether this database is the one that the positions clients hold came from (EVT-3)."""

import secrets
from pathlib import Path

from domain.actions import feed
from domain.viewer import System
from models.database import Database, PostgresDatabase, SqliteDatabase


async def settle(system: System, *, restored: bool = False) -> str:
    """The epoch to run under: the last one, or a new one where the database was restored from a copy."""
    database = system.house.database
    if isinstance(database, PostgresDatabase):
        identity = await _postgres_identity(database)
        return await feed.settle_epoch(system, [] if restored else [identity], identity, renew=restored)
    assert isinstance(database, SqliteDatabase)  # noqa: S101 - there are two kinds
    return await _sqlite(system, database, restored=restored)


async def _postgres_identity(database: Database) -> str:
    (row,) = await database.fetch(feed.POSTGRES_IDENTITY)
    identity: str = row[0]
    return identity


async def _sqlite(system: System, database: SqliteDatabase, *, restored: bool) -> str:
    """Compare the file with the stamp beside it. Both get a new mark at every start and stop, and each minute between.

    So a copy that was taken before the last mark is told from the file itself. The stamp holds the mark before as
    well while the database is being marked, for a crash between the two.
    """
    stamp = Path(f"{database.path}-epoch")
    known = stamp.read_text(encoding="ascii").split() if stamp.exists() else []  # noqa: ASYNC240 - a few bytes
    mark = secrets.token_hex(8)
    _write(stamp, [*known, mark])
    epoch = await feed.settle_epoch(system, [] if restored else known, mark, renew=restored)
    _write(stamp, [mark])
    return epoch


def _write(stamp: Path, marks: list[str]) -> None:
    """Whole or not at all: a stamp cut short by a crash would look like a restore."""
    made = stamp.with_name(f"{stamp.name}.new")
    made.write_text("\n".join(marks) + "\n", encoding="ascii")
    made.replace(stamp)
