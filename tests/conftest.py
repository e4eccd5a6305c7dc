"""What tests stand on: both databases, a clock, the cast, an ear, and proof that nothing changed."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
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
from models.database import open_database
from models.migrate import migrate
from models.sql import statement
from tests import servers
from tests.cast import Person, person
from tests.processes import Process

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)  # a Wednesday
MISSING: dict[str, str] = {}

TABLES = (
    "accounts users roles memberships statistics pairs conversations sides messages client_messages feed_heads "
    "feed_entries feed_epochs products showcases showcase_entries cards card_products campaigns "
    "campaign_products product_lists product_list_items client_mutations target_collaborations "
    "target_collaboration_products invitations partnerships agreements partnership_changes link_days samples media "
    "notifications due_work video_products outreach_weeks outreach_contacts starter_packs latest_figures saved_replies "
    "scheduled_messages bulk_messages bulk_recipients creator_notes creator_labels level_refreshes creator_levels "
    "creator_licences live_dashboards live_partner_ranks leads member_invitations abuse_reports audit_entries "
    "erasures searched_messages searched_products searched_samples search_progress "
    "folder_counts webhooks webhook_deliveries status_tellings"
).split()
# A hundred times as fast as TRUNCATE, which makes every file anew.
EMPTY = "; ".join(
    [f"DELETE FROM {table}" for table in reversed(TABLES)]
    + [
        f"SELECT setval('{table}_id_seq', 1, FALSE)"
        for table in (
            "accounts users roles memberships pairs products campaigns product_lists target_collaborations invitations "
            "partnerships partnership_changes samples media notifications saved_replies scheduled_messages "
            "bulk_messages creator_notes level_refreshes outreach_weeks leads member_invitations abuse_reports "
            "audit_entries folder_counts webhooks webhook_deliveries"
        ).split()
    ]
)

# A week that a test had made would change the next one's plans.
WITHOUT_WEEKS = """
    DO $$ DECLARE week text; BEGIN
        FOR week IN SELECT inhrelid::regclass::text FROM pg_inherits
            WHERE inhparent = 'feed_entries'::regclass AND inhrelid::regclass::text LIKE 'feed_entries_2%'
        LOOP EXECUTE 'DROP TABLE ' || week; END LOOP;
    END $$"""


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


_made: dict[str, str] = {}


@pytest.fixture
async def database_url(
    dialect: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, postgres_server: str | None
) -> str:
    """An empty database at this version: a copy of a migrated file, or one PostgreSQL database emptied."""
    if dialect == "sqlite":
        if dialect not in _made:
            _made[dialect] = f"{tmp_path_factory.mktemp('template')}/empty.sqlite3"
            await migrate(f"sqlite:///{_made[dialect]}")
        shutil.copy(_made[dialect], tmp_path / "parley.sqlite3")
        return f"sqlite:///{tmp_path / 'parley.sqlite3'}"
    if postgres_server is None:
        missing("PostgreSQL", servers.HOW_TO_GET_POSTGRES)
    return await _emptied_postgres(str(postgres_server))


async def _emptied_postgres(server: str) -> str:
    base, _, _ = server.rpartition("/")
    name = f"parley_test_{os.getpid()}"
    url = f"{base}/{name}"
    if "postgres" not in _made:
        connection = await asyncpg.connect(server)
        await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await connection.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_CTYPE 'C.UTF-8' LC_COLLATE 'C.UTF-8'"
        )
        await connection.close()
        await migrate(url)
        _made["postgres"] = server
        return url
    connection = await asyncpg.connect(url)
    await connection.execute(f"{EMPTY}; {WITHOUT_WEEKS}")
    await connection.close()
    return url


@pytest.fixture(scope="session", autouse=True)
def _leave_nothing(postgres_server: str | None) -> Iterator[None]:
    """Drop what was made on somebody's server."""
    yield
    if "postgres" in _made and postgres_server:
        import asyncio  # noqa: PLC0415

        async def drop() -> None:
            connection = await asyncpg.connect(postgres_server)
            await connection.execute(f"DROP DATABASE IF EXISTS parley_test_{os.getpid()} WITH (FORCE)")
            await connection.close()

        asyncio.run(drop())


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """A house on an empty database, listening."""
    database = await open_database(database_url)
    hub = Hub()
    house = House(database, policy.load(), MemoryBus(hub), hub, b"the tests' secret, long enough to be one")
    house.epoch = await feed.settle_epoch(System(house), ["here"], "here")
    events.serve(house)
    await hub.open()
    yield house
    await hub.close()
    await house.settle()
    await database.close()


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
