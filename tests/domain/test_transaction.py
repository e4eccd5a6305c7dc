"""A door is whole or absent: whatever it meets, and whoever stops waiting for it."""

import asyncio
import itertools
import logging

import asyncpg
import pytest

from domain.actions import conversations, messages
from domain.errors import InvalidInput
from domain.events import AccessChanged
from domain.house import House
from domain.transaction import TRIES, Transaction, door
from domain.viewer import System, Viewer
from models.sql import statement
from tests.cast import Person, started
from tests.conftest import Heard, NothingHappens

CANCEL_POINTS = 200
RENAME = statement("UPDATE accounts SET name = $2 WHERE id = $1")
NAME = statement("SELECT name FROM accounts WHERE id = $1")
TWICE = statement("UPDATE accounts SET name = name || '!' WHERE id = $1")
ONE_SNAPSHOT = statement("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
SOON = statement("SET LOCAL deadlock_timeout = '20ms'")

on_postgres = pytest.mark.parametrize("dialect", ["postgres"])


@door
async def rename(viewer: Viewer, tx: Transaction, name: str) -> None:
    """Change something and say so; refuse a name that is empty, when all is written."""
    await tx.fetch(RENAME, viewer.account.key, name)
    tx.announce(AccessChanged(), to=[viewer.account.key])
    if not name:
        raise InvalidInput("name", "Give a name.")


async def name_of(who: Person) -> str:
    """What an account is called now."""
    return (await who.viewer()).account.name


async def test_a_door_inside_a_door_is_refused(maya: Person, acme: Person, nothing_happens: NothingHappens) -> None:
    conversation = await started(acme, maya)

    @door
    async def outer(viewer: Viewer, tx: Transaction) -> None:
        tx.announce(AccessChanged(), to=[viewer.account.key])
        await conversations.star(viewer, conversation)

    async with nothing_happens():
        with pytest.raises(RuntimeError, match="star is a door, called from inside a door: doors call steps"):
            await outer(await acme.viewer())


async def test_a_door_after_a_door_is_not_inside_it(maya: Person, acme: Person) -> None:
    conversation = await started(acme, maya)

    await rename(await acme.viewer(), "Acme & Sons")
    await conversations.star(await acme.viewer(), conversation)

    assert await name_of(acme) == "Acme & Sons"


@pytest.mark.rule("EVT-1", part="same transaction")
async def test_a_refused_door_leaves_neither_the_change_nor_the_event(
    acme: Person, nothing_happens: NothingHappens
) -> None:
    async with nothing_happens():
        with pytest.raises(InvalidInput):
            await rename(await acme.viewer(), "")


async def test_a_door_that_fails_unexpectedly_leaves_nothing(
    acme: Person, monkeypatch: pytest.MonkeyPatch, nothing_happens: NothingHappens
) -> None:
    async def broken(*_: object) -> dict[int, int]:
        raise OSError("the disk is full")

    monkeypatch.setattr("domain.feed.append", broken)

    async with nothing_happens():
        with pytest.raises(OSError, match="the disk is full"):
            await rename(await acme.viewer(), "Acme & Sons")


@on_postgres
async def test_a_serialization_failure_is_tried_again_and_told_once(house: House, acme: Person, heard: Heard) -> None:
    tries = itertools.count(1)
    tried = []

    @door
    async def louder(viewer: Viewer, tx: Transaction) -> None:
        tried.append(next(tries))
        await tx.fetch(ONE_SNAPSHOT)
        await tx.fetch(NAME, viewer.account.key)
        if tried == [1]:
            await house.database.fetch(RENAME, acme.key, "Meanwhile")
        await tx.fetch(TWICE, viewer.account.key)
        tx.announce(AccessChanged(), to=[viewer.account.key])

    await louder(await acme.viewer())

    assert tried == [1, 2]
    assert await name_of(acme) == "Meanwhile!"
    assert await heard(acme) == ["access_changed"]


@on_postgres
async def test_of_two_doors_in_a_deadlock_both_come_through(house: House, acme: Person, fresh: Person) -> None:
    tried: list[int] = []
    both_hold_one = asyncio.Barrier(2)

    @door
    async def louder(_viewer: System, tx: Transaction, first: int, second: int) -> None:
        tried.append(first)
        await tx.fetch(SOON)
        await tx.fetch(TWICE, first)
        if tried.count(first) == 1:
            await both_hold_one.wait()
        await tx.fetch(TWICE, second)
        tx.announce(AccessChanged(), to=[first])

    async with asyncio.timeout(10):
        await asyncio.gather(
            louder(System(house), acme.key, fresh.key),
            louder(System(house), fresh.key, acme.key),
        )

    assert len(tried) == 3
    assert [await name_of(acme), await name_of(fresh)] == ["Acme!!", "Fresh!!"]


async def test_a_door_is_not_tried_for_ever(house: House, nothing_happens: NothingHappens) -> None:
    tried = []

    @door
    async def unlucky(_viewer: System, _tx: Transaction) -> None:
        tried.append(1)
        raise asyncpg.DeadlockDetectedError

    async with nothing_happens():
        with pytest.raises(asyncpg.DeadlockDetectedError):
            await unlucky(System(house))

    assert len(tried) == TRIES


# ── cancellation ──


async def moments_pass(point: int) -> None:
    """Let a door come a little further at each point: by turns of the loop, or by the time its statements take."""
    if point % 2:
        await asyncio.sleep(point * 0.000_04)
    for _ in range(point // 2):
        await asyncio.sleep(0)


async def said_whole(house: House, conversation: int, by: Person, to: Person) -> int:
    """How many messages there are; and that each of them is there with all that belongs to it."""

    async def number(query: str, *values: int) -> int:
        row = (await house.database.fetch(statement(query), *values))[0]
        return int(row[0])

    said = await number("SELECT count(*) FROM messages WHERE conversation_id = $1", conversation)
    assert await number("SELECT coalesce(max(sequence), 0) FROM messages") == said
    assert await number("SELECT last_sequence FROM pairs WHERE id = $1", conversation) == said
    assert await number("SELECT count(*) FROM client_messages") == said
    assert await number("SELECT unread_count FROM sides WHERE account_id = $1", to.key) == said
    for who in (by, to):
        head = await number("SELECT position FROM feed_heads WHERE account_id = $1", who.key)
        assert await number("SELECT count(*) FROM feed_entries WHERE account_id = $1", who.key) == head
        assert await number("SELECT max(position) FROM feed_entries WHERE account_id = $1", who.key) == head
        query = "SELECT count(*) FROM feed_entries WHERE account_id = $1 AND kind = 'message_sent'"
        assert await number(query, who.key) == said
    return said


async def is_healthy(house: House, conversation: int, by: Person) -> None:
    """Nothing holds a lock or an open transaction, and every way to the database works."""
    if house.database.dialect == "postgres":
        query = """SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND state LIKE 'idle in transaction%'"""
        async with asyncio.timeout(5):  # for PostgreSQL to notice that a connection was terminated; a leaked one stays
            while (await house.database.fetch(statement(query)))[0][0]:
                await asyncio.sleep(0.01)
    viewer = await by.viewer()
    async with asyncio.timeout(5):
        await asyncio.gather(*(conversations.star(viewer, conversation) for _ in range(12)))
        await asyncio.gather(*(house.database.fetch(NAME, by.key) for _ in range(12)))


async def test_a_caller_cancelled_anywhere_leaves_the_send_whole_or_absent(
    house: House, maya: Person, acme: Person
) -> None:
    conversation = await started(maya, acme)
    viewer = await maya.viewer()

    for point in range(CANCEL_POINTS):
        caller = asyncio.create_task(messages.send(viewer, conversation, f"at {point}", "hello"))
        await moments_pass(point)
        caller.cancel()
        await asyncio.gather(caller, return_exceptions=True)
    while house.units:  # it is given up after some seconds, which a busy machine may need
        await house.settle()

    # A caller gone before it had its first turn has asked for nothing; whatever was begun was brought to its end.
    assert await said_whole(house, conversation, maya, acme) >= CANCEL_POINTS - 2
    await is_healthy(house, conversation, maya)


async def test_a_unit_of_work_cancelled_anywhere_is_whole_or_absent(house: House, maya: Person, acme: Person) -> None:
    conversation = await started(maya, acme)
    viewer = await maya.viewer()

    for point in range(CANCEL_POINTS):
        caller = asyncio.create_task(messages.send(viewer, conversation, f"at {point}", "hello"))
        await moments_pass(point)
        for unit in list(house.units):
            unit.cancel()
        await asyncio.gather(caller, return_exceptions=True)
    await house.settle()

    assert await said_whole(house, conversation, maya, acme) < CANCEL_POINTS
    await is_healthy(house, conversation, maya)


async def test_a_refusal_nobody_waits_for_is_known_to_the_log_only(
    house: House, acme: Person, caplog: pytest.LogCaptureFixture, nothing_happens: NothingHappens
) -> None:
    viewer = await acme.viewer()

    async with nothing_happens():
        with caplog.at_level(logging.ERROR, "asyncio"):
            caller = asyncio.create_task(rename(viewer, ""))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            caller.cancel()
            await asyncio.gather(caller, return_exceptions=True)
            await house.settle()

    assert caplog.messages == []
