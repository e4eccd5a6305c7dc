"""Indexes that are quicker made at once than row by row."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import asyncpg

from bench.dataset.stores import PostgresStore, Store

MADE_ALONE = """
    SELECT i.indexname, i.indexdef FROM pg_indexes i
    WHERE i.schemaname = 'public' AND i.tablename = $1 AND NOT EXISTS (
        SELECT 1 FROM pg_constraint c WHERE c.conindid = to_regclass(i.indexname))
    ORDER BY i.indexname"""
MEMORY = "1GB"


@asynccontextmanager
async def without_indexes(store: Store, tables: Sequence[str]) -> AsyncIterator[None]:
    """Load tables without all of their indexes that keep nothing unique; they are made anew afterwards.

    On SQLite nothing is dropped: its indexes of words are kept by triggers.
    """
    if not isinstance(store, PostgresStore):
        yield
        return
    texts = [tuple(row) for table in tables for row in await store.run(MADE_ALONE, table)]
    for name, _ in texts:
        await store.run(f"DROP INDEX {name}")
    yield
    with suppress(asyncpg.PostgresError):
        await store.run(f"SET maintenance_work_mem = '{MEMORY}'")
    for _, text in texts:
        await store.run(text)
