"""Connections for reads: each comes back, and whoever waits is woken."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from models.database import connect_postgres
from models.readers import Readers

PATIENCE = 10
SLOW = "SELECT pg_sleep(0.05)"


@pytest.fixture
def dialect() -> str:
    """PostgreSQL's only."""
    return "postgres"


@pytest.fixture
async def readers(database_url: str) -> AsyncIterator[Readers]:
    """A single connection, so that everybody has to wait."""
    made = Readers(lambda: connect_postgres(database_url), 1)
    await made.open()
    yield made
    await made.close()


async def test_many_share_one_connection(readers: Readers) -> None:
    found = await asyncio.gather(*(readers.fetch_row("SELECT $1::int", [number]) for number in range(50)))

    assert [row[0] for row in found if row] == list(range(50))
    assert len(readers._all) == 1


async def test_a_refused_statement_costs_nothing(readers: Readers) -> None:
    kept = set(readers._all)

    with pytest.raises(asyncpg.UndefinedTableError):
        await readers.fetch("SELECT * FROM nothing", [])

    assert await readers.fetch_row("SELECT 1", []) is not None
    assert readers._all == kept


async def test_a_cancelled_statement_does_not_cost_its_connection(readers: Readers) -> None:
    kept = set(readers._all)
    for _ in range(5):
        reading = asyncio.create_task(readers.fetch(SLOW, []))
        await asyncio.sleep(0.01)
        reading.cancel()
        await asyncio.wait([reading])
        async with asyncio.timeout(PATIENCE):
            assert await readers.fetch_row("SELECT 1", []) is not None

    assert readers._all == kept


async def test_whoever_waits_is_woken_when_a_connection_is_lost_and_others_give_up(readers: Readers) -> None:
    (connection,) = readers._all
    first = asyncio.create_task(readers.fetch(SLOW, []))
    await asyncio.sleep(0.01)
    second, third = (asyncio.create_task(readers.fetch_row("SELECT 1", [])) for _ in range(2))
    await asyncio.sleep(0)

    connection.terminate()
    with pytest.raises(Exception, match=r".*"):
        await first
    second.cancel()
    async with asyncio.timeout(PATIENCE):
        assert await third is not None
    await asyncio.wait([second])


async def test_a_lost_connection_is_made_anew(readers: Readers) -> None:
    (connection,) = readers._all
    connection.terminate()

    async with asyncio.timeout(PATIENCE):
        assert await readers.fetch_row("SELECT 1", []) is not None

    assert connection not in readers._all
