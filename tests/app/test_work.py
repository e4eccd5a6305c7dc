"""Due work by real processes: servers, and `python -m app work` beside them."""

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from app import houses
from app.settings import Settings
from domain.house import House
from models.accounts import AccountKind
from models.migrate import migrate
from models.sql import statement
from tests.cast import Person, invited, offered, person, target
from tests.processes import ROOT, Process, process
from tests.wire import SECRET

END_NOW = statement("UPDATE target_collaborations SET ends_at = $1")
NOW_DUE = statement("UPDATE due_work SET due_at = $1")
ENDED = statement("SELECT count(*) FROM invitations WHERE status = 'EXPIRED'")
TOLD = statement("SELECT count(*) FROM feed_entries WHERE kind = 'invitation_changed' AND facts LIKE '%EXPIRED%'")
CREATORS = 120  # more than one claim takes


async def one(house: House, query: object) -> int:
    """A count."""
    row = await house.database.fetch_row(query)  # type: ignore[arg-type]
    assert row is not None
    return int(row[0])


@contextlib.asynccontextmanager
async def invitations_that_have_ended(database_url: str) -> AsyncIterator[House]:
    """A house with invitations that are due, while nobody has worked."""
    settings = Settings(database=database_url, secret=SecretStr(SECRET))
    await migrate(database_url)
    async with houses.opened(settings) as house:
        acme = await person(house, AccountKind.SELLER, "acme")
        key = await target(acme, await offered(acme, "Red"))
        creators: list[Person] = [await person(house, AccountKind.CREATOR, f"c{n}") for n in range(CREATORS)]
        sent = [await invited(acme, key, creator) for creator in creators]
        async with house.database.transaction() as unit:
            for query in (END_NOW, NOW_DUE):
                await unit.fetch(query, sent[0].sent_at)
        yield house


async def until_done(house: House) -> None:
    """Wait for the last one."""
    async with asyncio.timeout(30):
        while await one(house, ENDED) < CREATORS:
            await asyncio.sleep(0.05)
    await asyncio.sleep(0.3)  # whoever would do it again does it now


@pytest.mark.rule("PLT-5", part="deadlines of cards")
async def test_a_server_makes_up_for_what_was_due_while_none_ran(database_url: str, tmp_path: Path) -> None:
    async with invitations_that_have_ended(database_url) as house, process(database_url, tmp_path / "log") as server:
        assert await one(house, ENDED) == 0

        await server.start()
        await until_done(house)

        assert await one(house, TOLD) == 2 * CREATORS


@pytest.mark.rule("PLT-5", part="deadlines of cards")
@pytest.mark.parametrize("dialect", ["postgres"])
async def test_servers_and_workers_side_by_side_do_each_thing_once(database_url: str, tmp_path: Path) -> None:
    async with invitations_that_have_ended(database_url) as house, process(database_url, tmp_path / "log") as server:
        workers = [worker(server), worker(server)]

        await server.start()
        await until_done(house)
        for one_of_them in workers:
            one_of_them.terminate()

        assert [await asyncio.to_thread(one_of_them.wait, 10) for one_of_them in workers] == [0, 0]
        assert (await one(house, ENDED), await one(house, TOLD)) == (CREATORS, 2 * CREATORS)


def worker(server: Process) -> subprocess.Popen[bytes]:
    """`python -m app work` with a server's settings."""
    command = [sys.executable, "-m", "app", "work"]
    return subprocess.Popen(command, cwd=ROOT, env=server.environment, stdout=subprocess.DEVNULL)
