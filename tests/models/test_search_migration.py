"""What was said before version 6 is found as if the doors of version 6 had written it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from app.commands import _bring_up_to_date
from app.server import unready
from app.settings import Settings
from domain import policy
from domain.actions import erasures, indexing, posts, recalls, searched
from domain.bus import MemoryBus
from domain.house import House
from domain.hub import Hub
from domain.search_text import normal
from domain.transaction import Transaction, door
from domain.viewer import Staff, System
from models.accounts import AccountKind
from models.database import open_database
from models.migrate import migrate
from models.sql import Statement, statement
from tests import searching
from tests.cast import (
    Person,
    invited,
    linked,
    listed,
    offered,
    person,
    pictured,
    requested,
    saved,
    say,
    sent_list,
    shown,
    started,
    target,
    time_does_its_work,
    uploaded,
)
from tests.conftest import NothingHappens
from tests.databases import TABLES
from tests.models.earlier import at_version

SINCE = ["house_0006", "house_0007", "house_0008", "house_0009", "house_0010"]
NEW = {
    "searched_messages",
    "searched_products",
    "searched_samples",
    "search_progress",
    "folder_counts",
    "webhooks",
    "webhook_deliveries",
    "status_tellings",
}
COLUMNS = statement(
    postgres="SELECT column_name FROM information_schema.columns WHERE table_name = $1 AND table_schema = 'public'",
    sqlite="SELECT name FROM pragma_table_info($1)",
)
COUNTED = statement("""
    SELECT account_id, counterpart_kind, sum(messages), sum(unread), sum(unreplied), sum(starred), sum(archived),
        sum(new_connections)
    FROM folder_counts GROUP BY account_id, counterpart_kind""")
SIDES = statement("SELECT * FROM sides")
REACHED = statement("SELECT conversation_id, sequence FROM search_progress")
WIDE = "ＥＴＥ\u0301 Ǆ"
NAMES = {
    "accounts": ("name", "handle"), "products": ("title",), "target_collaborations": ("name",),
    "product_lists": ("name",), "saved_replies": ("name", "text"),
}  # fmt: skip
LEAD = statement("""
    INSERT INTO leads (partner_id, creator_id, source, status, requested_at, contact_shared, level, followers,
        search_text)
    SELECT p.id, c.id, 'INSTANT_MESSAGE', 'FOLLOW_UP', p.created_at, FALSE, c.level, -1, c.search_text
    FROM accounts p JOIN accounts c ON c.handle = 'maya' WHERE p.handle = 'northstar'""")


@door
async def noticed(viewer: System, tx: Transaction, conversation: int) -> None:
    """Post a notice."""
    await posts.notice(tx, conversation, "Something has happened")


@pytest.fixture
async def written(house: House, maya: Person, acme: Person, northstar: Person) -> House:
    """A house in which much is said, some of it taken back, and one account erased."""
    talk, other = await started(acme, maya), await started(northstar, maya)
    await say(acme, talk, "Crème brûlée", "gone")
    await recalls.recall(await acme.viewer(), talk, 2)
    await say(maya, talk, "ＷＩＤＥ がぎぐ")
    await shown(acme, talk, await offered(acme, "Red Mug", "Blue Mug"), "look")
    await invited(acme, await target(acme, await offered(acme, "Green Mug")), maya)
    await requested(maya, (await offered(acme, "Serum", samples_offered=True))[0])
    await pictured(maya, talk, await uploaded(maya), "a picture")
    await noticed(System(house), talk)
    await linked(northstar, maya)
    await sent_list(northstar, other, await listed(northstar, await offered(acme, "Lamp", "Sofa")))
    gone = await person(house, AccountKind.SELLER, "gone")
    last = await started(gone, maya)
    await shown(gone, last, await offered(gone, "Secret"), "words")
    await saved(acme, "Dear {creator_name}")
    await started(acme, await person(house, AccountKind.CREATOR, "noor"))  # nothing is said there
    await erasures.erase(Staff(house, "sam"), gone.key, "gone")
    await time_does_its_work(house)
    return house


@pytest.fixture
async def behind(written: House, blank_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The same as version 5 would have it."""
    await at_version(blank_url, SINCE, tmp_path, monkeypatch)
    old = await open_database(blank_url)
    for table in [table for table in TABLES if table not in NEW]:
        columns = [row[0] for row in await old.fetch(COLUMNS, table)]
        rows = await written.database.fetch(statement(f"SELECT {', '.join(columns)} FROM {table}"))
        places = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
        async with old.transaction() as unit:
            await unit.execute_many(
                statement(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"), [tuple(row) for row in rows]
            )
    await old.close()
    return blank_url


@pytest.fixture
async def migrated(behind: str) -> AsyncIterator[House]:
    """That, with the tables of this version, and nothing that can be found yet."""
    assert await migrate(behind) == SINCE
    database, hub = await open_database(behind), Hub()
    yield House(database, policy.load(), MemoryBus(hub), hub, b"the tests' secret, long enough to be one")
    await database.close()


async def rows(house: House, query: Statement) -> list[tuple[object, ...]]:
    """What a statement finds, in some order."""
    return sorted((tuple(row) for row in await house.database.fetch(query)), key=repr)


async def test_it_is_found_as_if_it_had_been_said_now(written: House, migrated: House) -> None:
    while await indexing.index_messages(System(migrated)):
        pass

    for query in (*searching.KEPT.values(), COUNTED, SIDES):
        assert await rows(migrated, query) == await rows(written, query)
    assert {*await rows(migrated, searching.KEPT["searched_messages"])}
    async with migrated.database.transaction() as unit:
        assert await searching.broken(unit) == []


async def test_it_is_done_in_batches_each_of_them_whole(migrated: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "BATCH", 2)
    keep, kept = searched.keep_many, 0

    async def breaking(*given: Any) -> None:
        nonlocal kept
        kept += 1
        if kept % 5 == 0:
            raise ConnectionError
        await keep(*given)

    monkeypatch.setattr(searched, "keep_many", breaking)
    reached, more = [await rows(migrated, REACHED)], True
    while more:
        try:
            more = await indexing.index_messages(System(migrated))
        except ConnectionError:
            assert await rows(migrated, REACHED) == reached[-1]
        else:
            reached.append(await rows(migrated, REACHED))

    assert reached[0] == [(0, 0)]
    assert reached[-1] == []
    assert reached == [*sorted(reached[:-1]), []]
    async with migrated.database.transaction() as unit:
        assert await searching.broken(unit) == []


async def test_no_server_starts_before_it_is_done(behind: str, tmp_path: Path) -> None:
    settings = Settings(database=behind, media=str(tmp_path / "media"))
    await migrate(behind)
    assert await unready(settings) == "not all that was said can be found yet: run `python -m app migrate` first"

    await _bring_up_to_date(settings)

    assert await unready(settings) is None


async def test_names_are_found_by_this_version_s_normal_form(behind: str, tmp_path: Path) -> None:
    """Version 5 kept the accents of wide letters and of digraphs."""
    old = await open_database(behind)
    async with old.transaction() as unit:
        for table, (name, *_) in NAMES.items():
            wide = f"UPDATE {table} SET {name} = '{WIDE} ' || {name} WHERE {name} NOT LIKE 'deleted%'"
            await unit.fetch(statement(wide))
        await unit.fetch(LEAD)
    await old.close()
    settings = Settings(database=behind, media=str(tmp_path / "media"))

    await _bring_up_to_date(settings)

    now = await open_database(behind)
    for table, (name, *more) in NAMES.items():
        names = statement(f"SELECT search_text, {', '.join([name, *more])} FROM {table} WHERE {name} LIKE '%Ǆ%'")
        found = await now.fetch(names)
        assert found, table
        between = "\n" if table == "saved_replies" else " "
        assert [row[0] for row in found] == [normal(between.join([*row][1:])) for row in found], table
        assert {row[0][:7] for row in found} == {"ete dz "}, table
    assert [row[0] for row in await now.fetch(statement("SELECT search_text FROM leads"))] == ["ete dz maya maya"]
    if now.dialect == "sqlite":
        async with now.transaction() as unit:
            assert await searching.misindexed(unit, "accounts") == []
    await now.close()


async def test_a_new_database_has_nothing_to_be_made_findable(house: House, nothing_happens: NothingHappens) -> None:
    async with nothing_happens():
        assert await indexing.index_messages(System(house)) is False


@pytest.mark.parametrize("dialect", ["postgres"])
async def test_an_index_of_words_that_version_6_made_is_made_anew(
    blank_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await at_version(blank_url, ["house_0007", "house_0008", "house_0009", "house_0010"], tmp_path, monkeypatch)
    database = await open_database(blank_url)
    for text in (
        "CREATE FUNCTION parley_grams(words text) RETURNS text[] LANGUAGE sql IMMUTABLE AS 'SELECT ARRAY[words]'",
        *(
            f"CREATE INDEX {table}_words ON {table} USING gin (parley_grams(search_text))"
            for table in ("accounts", "searched_messages", "searched_products", "searched_samples")
        ),
    ):
        await database.fetch(statement(postgres=text, sqlite="-"))

    await migrate(blank_url)

    indexes = "SELECT tablename FROM pg_indexes WHERE indexname LIKE '%\\_words' AND indexdef LIKE '%parley_parts%'"
    made = await database.fetch(statement(postgres=f"{indexes} ORDER BY tablename", sqlite="-"))
    assert [row[0] for row in made] == ["accounts", "searched_messages", "searched_products", "searched_samples"]
    before = statement(postgres="SELECT count(*) FROM pg_proc WHERE proname = 'parley_grams'", sqlite="-")
    assert await database.fetch_row(before) == (0,)
    await database.close()


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_what_version_6_knew_texts_by_is_known_anew(
    blank_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await at_version(blank_url, ["house_0007", "house_0008", "house_0009", "house_0010"], tmp_path, monkeypatch)
    database = await open_database(blank_url)
    tables = ["accounts", *searching.TABLES]
    async with database.transaction() as unit:
        await unit.fetch(
            statement("""
            INSERT INTO accounts (kind, handle, name, search_text, home_market, markets, status, level, verified,
                programmes, live_partner, created_at)
            VALUES ('CREATOR', 'maya', 'Maya', 'maya', 'US', 'US', 'ACTIVE', 'GOLD', FALSE, '', FALSE, '2026-01-01')""")
        )
        for table in tables:
            if table != "accounts":
                await unit.fetch(statement(f"INSERT INTO {table} VALUES (1, 7, 1, 1, 2, '2026-11-18', 'maya')"))
            await unit.fetch(statement(f"INSERT INTO {table}_words ({table}_words) VALUES ('delete-all')"))
            await unit.fetch(
                statement(f"INSERT INTO {table}_words (rowid, terms) VALUES (1, 'm a y ma ay ya may aya')")
            )
        assert [await searching.misindexed(unit, table) for table in tables].count([]) == 0

    await migrate(blank_url)

    async with database.transaction() as unit:
        assert [await searching.misindexed(unit, table) for table in tables] == [[]] * 4
        await unit.fetch(statement("DELETE FROM searched_messages"))
        assert await searching.misindexed(unit, "searched_messages") == []
    await database.close()
