"""Keeping the feeds: the epoch of their positions, and the end of what is older than the policy keeps."""

import secrets
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta

from domain.transaction import Transaction, door
from domain.viewer import System
from models.sql import statement

EPOCH = statement("SELECT epoch, identity FROM feed_epochs WHERE id = 1 FOR UPDATE")
FIRST_EPOCH = statement("INSERT INTO feed_epochs (id, epoch, identity) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING")
SET_EPOCH = statement("UPDATE feed_epochs SET epoch = $1, identity = $2 WHERE id = 1")
# The cluster, its timeline, and the table itself: a dump that is restored over the old database makes a new one.
POSTGRES_IDENTITY = statement(
    postgres="""
    SELECT (SELECT system_identifier FROM pg_control_system()) || '/'
        || left(pg_walfile_name(pg_current_wal_lsn()), 8) || '/' || 'feed_entries'::regclass::oid::text""",
    sqlite="SELECT NULL",
)

WEEK = timedelta(days=7)
WEEKS_AHEAD = 3
BATCH = 1000
PARTITIONS = statement(
    postgres="""
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'feed_entries'::regclass AND c.relname LIKE 'feed_entries_2%'""",
    sqlite="SELECT NULL WHERE FALSE",
)
TRIM = statement(
    postgres="""
    DELETE FROM feed_entries_other WHERE ctid IN (SELECT ctid FROM feed_entries_other WHERE at < $1 LIMIT $2)
    RETURNING 1""",
    # In insertion order, which is the rowid's; so no index on `at` is needed, and a batch reads only what it deletes.
    sqlite="""
    DELETE FROM feed_entries WHERE rowid IN (SELECT rowid FROM feed_entries ORDER BY rowid LIMIT $2) AND at < $1
    RETURNING 1""",
)


@door
async def settle_epoch(
    viewer: System,  # noqa: ARG001 - a door takes the viewer first
    tx: Transaction,
    known: Collection[str],
    identity: str,
    *,
    renew: bool = False,
) -> str:
    """The epoch of this database's positions: a new one if `renew`, or if its identity is not among the known (EVT-3).

    From now on its identity is `identity`.
    """
    await tx.fetch(FIRST_EPOCH, _new_epoch(), identity)
    row = await tx.fetch_row(EPOCH)
    assert row is not None  # noqa: S101 - it was just made
    same = row[1] in {*known, identity} and not renew
    epoch: str = row[0] if same else _new_epoch()
    if (epoch, identity) != tuple(row):
        await tx.fetch(SET_EPOCH, epoch, identity)
    return epoch


@door
async def trim(viewer: System, tx: Transaction) -> bool:
    """Let entries older than `feed_kept_days` go, and make room for the weeks to come; True where more is left to do.

    PostgreSQL drops whole weeks; SQLite, and what lies outside the weeks, goes in batches.
    """
    cutoff = tx.now - timedelta(days=viewer.house.policy.defaults.feed_kept_days)
    if tx.dialect == "postgres":
        await _weeks(tx, cutoff)
    return len(await tx.fetch(TRIM, cutoff, BATCH)) == BATCH


async def _weeks(tx: Transaction, cutoff: datetime) -> None:
    # Dropping needs the whole table for a moment: rather try again later than let sends queue behind it.
    await tx.fetch(statement("SET LOCAL lock_timeout = '2s'"))
    await tx.fetch(statement("SELECT pg_advisory_xact_lock(hashtext('parley feed weeks'))"))
    there = {row[0] for row in await tx.fetch(PARTITIONS)}
    for ahead in range(WEEKS_AHEAD + 1):
        monday = _monday(tx.now) + ahead * WEEK
        if _name(monday) not in there and not await _strays(tx, monday):
            await _make(tx, monday)
    for name in sorted(there):
        monday = datetime.strptime(name.removeprefix("feed_entries_"), "%Y%m%d").replace(tzinfo=UTC).date()
        if _midnight(monday + WEEK) <= cutoff:
            await tx.fetch(statement(f"DROP TABLE {name}"))


async def _make(tx: Transaction, monday: date) -> None:
    """Make a week. Whoever appends waits before it has chosen a partition, and none came since the last look."""
    await tx.fetch(statement("LOCK TABLE feed_entries IN ACCESS EXCLUSIVE MODE"))
    if not await _strays(tx, monday):
        bounds = f"FROM ('{_midnight(monday)}') TO ('{_midnight(monday + WEEK)}')"
        await tx.fetch(statement(f"CREATE TABLE {_name(monday)} PARTITION OF feed_entries FOR VALUES {bounds}"))


async def _strays(tx: Transaction, monday: date) -> bool:
    """Whether entries of a week went to the partition of the rest, because this timer had not run."""
    query = statement("SELECT 1 FROM feed_entries_other WHERE at >= $1 AND at < $2 LIMIT 1")
    return await tx.fetch_row(query, _midnight(monday), _midnight(monday + WEEK)) is not None


def _monday(moment: datetime) -> date:
    return moment.date() - timedelta(days=moment.weekday())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _name(monday: date) -> str:
    return f"feed_entries_{monday:%Y%m%d}"


def _new_epoch() -> str:
    return secrets.token_hex(4)
