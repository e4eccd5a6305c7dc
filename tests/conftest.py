"""What tests stand on: both databases, a clock, the cast, an ear, and proof that nothing changed."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import domain.clock
from domain import policy
from domain.actions import feed
from domain.bus import MemoryBus
from domain.house import House
from domain.hub import Hub
from domain.queries import events
from domain.viewer import System
from models.accounts import AccountKind, CreatorLevel
from models.sql import statement
from tests import servers
from tests.cast import Person, person
from tests.databases import TABLES, Databases
from tests.processes import Process

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)  # a Wednesday
MISSING: dict[str, str] = {}


def missing(what: str, how: str) -> None:
    """Skip the test for want of something, and say once how to get it; with CI=true fail."""
    MISSING[what] = how
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing: {how}")
    pytest.skip(f"{what} is missing")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line for each thing that was missing."""
    for what, how in MISSING.items():
        terminalreporter.write_line(f"Tests that need {what} were skipped: {how}")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: while a test waits for a server or a page, another goes on."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return cores + 1


class Hands:
    """The clock's hands: only `advance` moves them."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def advance(self, **by: float) -> None:
        """Let time pass, as in `advance(days=1)`."""
        self.at += timedelta(**by)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Hands:
    """Time stands still at noon, UTC, on a Wednesday."""
    hands = Hands(NOON)
    monkeypatch.setattr(domain.clock, "now", lambda: hands.at)
    return hands


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str | None]:
    """A PostgreSQL server's maintenance database."""
    with servers.postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Each test that touches a database runs on both."""
    return str(request.param)


@pytest.fixture(scope="session")
async def databases(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Databases]:
    """Those of this process."""
    made = Databases(tmp_path_factory.mktemp("template"))
    yield made
    await made.close()


@pytest.fixture
async def database_url(dialect: str, tmp_path: Path, databases: Databases, postgres_server: str | None) -> str:
    """An empty database at this version."""
    if dialect == "sqlite":
        return await databases.sqlite(tmp_path)
    if postgres_server is None:
        missing("PostgreSQL", servers.HOW_TO_GET_POSTGRES)
    return await databases.postgres(str(postgres_server))


@pytest.fixture
async def house(database_url: str, databases: Databases) -> AsyncIterator[House]:
    """A house on an empty database, listening."""
    database = await databases.opened(database_url)
    hub = Hub()
    house = House(database, policy.load(), MemoryBus(hub), hub, b"the tests' secret, long enough to be one")
    house.epoch = await feed.settle_epoch(System(house), ["here"], "here")
    events.serve(house)
    await hub.open()
    yield house
    await hub.close()
    await house.settle()
    await databases.let_go(database)


@pytest.fixture
async def maya(house: House) -> Person:
    """A creator in the United States."""
    return await person(house, AccountKind.CREATOR, "maya")


@pytest.fixture
async def noor(house: House) -> Person:
    """Another creator in the United States."""
    return await person(house, AccountKind.CREATOR, "noor")


@pytest.fixture
async def acme(house: House) -> Person:
    """A seller in the United States."""
    return await person(house, AccountKind.SELLER, "acme")


@pytest.fixture
async def fresh(house: House) -> Person:
    """Another seller in the United States."""
    return await person(house, AccountKind.SELLER, "fresh")


@pytest.fixture
async def northstar(house: House) -> Person:
    """A verified agency in the United States."""
    return await person(house, AccountKind.AGENCY, "northstar")


@pytest.fixture
async def lumen(house: House) -> Person:
    """A LIVE partner in the United States."""
    return await person(house, AccountKind.AGENCY, "lumen", live_partner=True)


@pytest.fixture
async def gala(house: House) -> Person:
    """A creator of level Gold in the United States."""
    return await person(house, AccountKind.CREATOR, "gala", level=CreatorLevel.GOLD)


Heard = Callable[[Person], Awaitable[list[str]]]


@pytest.fixture
def heard(house: House) -> Heard:
    """What an account was told since it was made, in order: the kinds of its events."""

    async def read(who: Person) -> list[str]:
        query = statement("SELECT kind FROM feed_entries WHERE account_id = $1 ORDER BY position")
        kinds = [row[0] for row in await house.database.fetch(query, who.key)]
        return kinds[1:]  # the first is that its owner came

    return read


# Due work replaces rows by their sum, which is no change of what folders hold.
SUMMED = """
    SELECT account_id, counterpart_kind, sum(messages), sum(unread), sum(unreplied), sum(starred), sum(archived),
        sum(new_connections)
    FROM folder_counts GROUP BY account_id, counterpart_kind"""


async def everything(house: House) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table; of counts of folders, what they add up to."""
    asked = {table: f"SELECT * FROM {table}" for table in TABLES} | {"folder_counts": SUMMED}
    return {
        table: sorted((tuple(row) for row in await house.database.fetch(statement(text))), key=repr)
        for table, text in asked.items()
    }


NothingHappens = Callable[[], AbstractAsyncContextManager[None]]


@pytest.fixture
def nothing_happens(house: House) -> NothingHappens:
    """Proof that what is done inside changes no row of any table, so that nobody is told of anything."""

    @asynccontextmanager
    async def watch() -> AsyncIterator[None]:
        await house.settle()  # of what was done before, others are still being told
        before = await everything(house)
        yield
        assert await everything(house) == before

    return watch


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """The demo marketplace, served by a process of its own."""
    folder = tmp_path_factory.mktemp("demo")
    process = Process(f"sqlite:///{folder}/demo.sqlite3", folder / "log")
    try:
        process.run("demo")
        asyncio.run(process.start())
        yield process
    finally:
        process.close()
