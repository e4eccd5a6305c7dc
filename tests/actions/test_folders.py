"""Folders that the database counts, and the sums that their changes become (INB-3)."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from domain.actions import conversations, folders, messages
from domain.house import House
from domain.lists import Count
from domain.queries import conversations as inbox
from domain.queries.folders import kept
from domain.viewer import System, Viewer
from models.accounts import AccountKind
from models.sql import statement
from tests import invariants
from tests.cast import Person, person, say, started

SUMMED = statement("""
    SELECT account_id, counterpart_kind, messages, starred, summed FROM folder_counts
    ORDER BY account_id, counterpart_kind, id""")
WAITING = statement("SELECT count(*) FROM folder_counts WHERE NOT summed")


async def summed(house: House) -> None:
    while await folders.sum_up(System(house)):
        pass


async def rows(house: House) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await house.database.fetch(SUMMED)]


@pytest.mark.rule("INB-3")
async def test_changes_become_one_sum_for_each_kind_of_counterpart(
    house: House, maya: Person, acme: Person, northstar: Person
) -> None:
    key = await started(acme, maya)
    await say(acme, key, "hello")
    await say(northstar, await started(northstar, maya), "hello")
    await conversations.star(await maya.viewer(), key)
    counts = [await kept(await one.viewer()) for one in (maya, acme, northstar)]

    await summed(house)

    assert await rows(house) == [
        (maya.key, "AGENCY", 1, 0, True),
        (maya.key, "SELLER", 1, 1, True),
        (acme.key, "CREATOR", 1, 0, True),
        (northstar.key, "CREATOR", 1, 0, True),
    ]
    assert [await kept(await one.viewer()) for one in (maya, acme, northstar)] == counts
    await invariants.holds(house.database)


@pytest.mark.rule("INB-4")
async def test_a_kind_of_counterpart_is_counted_by_itself(maya: Person, acme: Person, northstar: Person) -> None:
    await say(acme, await started(acme, maya), "hello")
    await conversations.archive(await maya.viewer(), await started(maya, acme))
    await say(northstar, await started(northstar, maya), "hello")
    viewer = await maya.viewer()

    shops, agencies = [await kept(viewer, kind) for kind in (AccountKind.SELLER, AccountKind.AGENCY)]

    assert (shops.messages, shops.archived) == (Count(0, exact=True), Count(1, exact=True))
    assert (agencies.messages, agencies.archived) == (Count(1, exact=True), Count(0, exact=True))


async def test_what_is_more_than_a_batch_is_summed_in_several(
    house: House, maya: Person, acme: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "BATCH", 3)
    key = await started(acme, maya)
    for change in (conversations.star, conversations.unstar) * 3:
        await change(await acme.viewer(), key)
    before = await kept(await acme.viewer())

    turns = [await folders.sum_up(System(house)) for _ in range(4)]

    assert turns == [True, True, False, False]
    assert [row for row in await rows(house) if row[0] == acme.key] == [(acme.key, "CREATOR", 1, 0, True)]
    assert await kept(await acme.viewer()) == before


async def test_a_sum_that_is_not_written_takes_nothing(
    house: House, maya: Person, acme: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    await started(acme, maya)
    before = await rows(house)
    with monkeypatch.context() as patched:
        patched.setattr(folders, "ADD", statement("INSERT INTO nowhere VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"))

        with pytest.raises(Exception, match="nowhere"):
            await folders.sum_up(System(house))

    assert await rows(house) == before
    await invariants.holds(house.database)


@pytest.mark.rule("INB-3")
async def test_whoever_counts_while_two_sum_up_and_others_write_sees_the_right_sum(
    house: House, maya: Person, acme: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "BATCH", 7)
    creators = [await person(house, AccountKind.CREATOR, f"creator{n}") for n in range(8)]
    keys = [await started(creator, acme) for creator in creators]
    for creator, key in zip(creators, keys, strict=True):
        await say(creator, key, "hello")
    viewer, over = await acme.viewer(), asyncio.Event()
    seen: list[tuple[int, bool]] = []

    async def again(work: Callable[[], Awaitable[object]]) -> None:
        while not over.is_set():
            await work()

    async def count() -> None:
        counts = await inbox.counts(viewer)
        seen.append((counts.messages.value, counts.starred.value + counts.archived.value <= len(keys)))

    async def write(creator: Viewer, key: int) -> None:
        for n in range(12):
            await conversations.star(viewer, key)
            await messages.send(creator, key, f"{key} {n}", "hello")
            await conversations.unstar(viewer, key)
            await conversations.mark_unread(viewer, key)
            await conversations.mark_read(viewer, [key])

    async with asyncio.TaskGroup() as going_on:
        for work in (lambda: folders.sum_up(System(house)), count) * 2:
            going_on.create_task(again(work))
        async with asyncio.TaskGroup() as writing:
            for creator, key in zip(creators, keys, strict=True):
                writing.create_task(write(await creator.viewer(), key))
        over.set()
    await summed(house)

    assert len(seen) > 10
    assert {*seen} == {(len(keys), True)}
    row = await house.database.fetch_row(WAITING)
    assert row is not None
    assert row[0] == 0
    await invariants.holds(house.database)
