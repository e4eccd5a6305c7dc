"""An account's stream: gapless, in the transaction of the change, and kept for a while."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec import Struct

from domain import ids
from domain.actions import blocks, bulk, conversations, feed, recalls, showcase, teams
from domain.actions.audiences import NewBulk
from domain.actions.drafts import Draft
from domain.actions.feed import BATCH
from domain.errors import HistoryExpired, InvalidInput
from domain.events import KINDS
from domain.house import House
from domain.queries import events, missed, streams
from domain.viewer import System
from models.accounts import AccountKind
from models.sql import statement
from tests.cast import Person, asked_to_link, invited, linked, offered, person, requested, say, shown, started, target
from tests.conftest import Hands, Heard
from tests.pools import asked

on_postgres = pytest.mark.parametrize("dialect", ["postgres"])

ENTRIES = statement("SELECT position FROM feed_entries WHERE account_id = $1 ORDER BY position")
HEAD = statement("SELECT position FROM feed_heads WHERE account_id = $1")
SET_HEAD = statement("UPDATE feed_heads SET position = $2 WHERE account_id = $1")
FORGET = statement("DELETE FROM feed_entries WHERE account_id = $1 AND position = $2")
TELL = statement("""
    WITH RECURSIVE n (i) AS (SELECT $2::bigint UNION ALL SELECT i + 1 FROM n WHERE i < $3)
    INSERT INTO feed_entries (account_id, position, at, kind) SELECT $1, i, $4, 'access_changed' FROM n""")
WEEKS = statement("""
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'feed_entries'::regclass ORDER BY c.relname""")
HELD_BY = statement("SELECT DISTINCT tableoid::regclass::text FROM feed_entries WHERE account_id = $1")


async def positions(house: House, who: Person) -> list[int]:
    """The positions that an account's stream holds."""
    return [row[0] for row in await house.database.fetch(ENTRIES, who.key)]


def shape(event: Any) -> list[Any]:
    """An event with all that it holds; what only points back at what it came with is left out."""
    return [type(event), *(_plain(getattr(event, part.name)) for part in dataclasses.fields(event))]


def _plain(value: Any) -> Any:
    if isinstance(value, Struct):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__ if name != "within"}
    return [_plain(each) for each in value] if isinstance(value, list) else value


async def head(house: House, who: Person) -> int:
    """How far an account's stream has come."""
    row = (await house.database.fetch(HEAD, who.key))[0]
    return int(row[0])


async def told(house: House, who: Person, number: int, *, at: datetime) -> None:
    """Move an account's stream on by so many entries of one moment."""
    place = await head(house, who)
    await _write(house, who, place + 1, place + number, at)


async def _write(house: House, who: Person, first: int, last: int, at: datetime) -> None:
    async with house.database.transaction() as unit:
        await unit.fetch(TELL, who.key, first, last, at)
        await unit.fetch(SET_HEAD, who.key, last)


async def heard_since(who: Person, place: int) -> list[int]:
    """The positions that a listener gets who resumes from a place, up to the head of now."""
    viewer = await who.viewer()
    heard: list[int] = []
    async with asyncio.timeout(5), aclosing(streams.follow(viewer, ids.position(who.house.epoch, place))) as stream:
        while place < viewer.position:
            event = await anext(stream)
            place = event.number
            heard.append(place)
    return heard


async def expired(who: Person, position: str) -> None:
    """Resuming from a position is answered with HISTORY_EXPIRED, before anything is delivered."""
    async with asyncio.timeout(5), aclosing(streams.follow(await who.viewer(), position)) as stream:
        with pytest.raises(HistoryExpired):
            await anext(stream)


async def weeks(house: House) -> list[str]:
    """The feed's partitions, on PostgreSQL."""
    return [row[0] for row in await house.database.fetch(WEEKS)]


async def _drop_weeks(house: House) -> None:
    if house.database.dialect == "postgres":
        for name in await weeks(house):
            if name != "feed_entries_other":
                await house.database.fetch(statement(f"DROP TABLE {name}"))


@pytest.fixture(autouse=True)
async def _no_weeks(house: House) -> AsyncIterator[None]:
    """Each test begins without weeks, and leaves none."""
    await _drop_weeks(house)
    yield
    await _drop_weeks(house)


# ── positions ──


@pytest.mark.rule("EVT-1", part="positions")
async def test_positions_are_gapless_when_many_change_one_account_at_once(
    house: House, maya: Person, noor: Person, northstar: Person
) -> None:
    creators = (maya, noor, await person(house, AccountKind.CREATOR, "lena"))
    for who in creators:
        await linked(northstar, who)
    talks = [(who, await started(who, northstar)) for who in creators]
    for who, conversation in talks:
        await say(who, conversation, "hello")
    viewer, before = await northstar.viewer(), await head(house, northstar)

    await asyncio.gather(
        *(say(who, conversation, *(f"{conversation}: {n}" for n in range(20))) for who, conversation in talks),
        *(say(northstar, conversation, *(f"{conversation}: {n}" for n in range(10))) for _, conversation in talks),
        *(door(viewer, c) for door in (conversations.star, conversations.archive) for _, c in talks),
    )

    for who in (northstar, *creators):
        assert await positions(house, who) == list(range(1, await head(house, who) + 1))
    assert await head(house, northstar) >= before + 60 + 30 + 3


@pytest.mark.rule("EVT-1")
async def test_each_side_is_told_of_each_kind_of_change(  # noqa: PLR0917 - the whole cast
    maya: Person, acme: Person, northstar: Person, lumen: Person, gala: Person, heard: Heard
) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "hello")
    await recalls.recall(await acme.viewer(), conversation, 1)
    await conversations.mark_read(await maya.viewer(), [conversation])
    await conversations.star(await maya.viewer(), conversation)
    keys = await offered(acme, "Red")
    card = await shown(acme, conversation, keys)
    await showcase.add(await maya.viewer(), conversation, card)
    await showcase.remove(await maya.viewer(), keys)
    (serum,) = await offered(acme, "Serum", samples_offered=True)
    await invited(acme, await target(acme, [serum]), maya)
    await requested(maya, serum)
    await blocks.block(await acme.viewer(), maya.key)
    user_key = await teams.create_user(System(acme.house), "anna", "Anna")
    await teams.add_owner(System(acme.house), acme.key, user_key)

    assert await heard(acme) == [
        "conversation_changed", "message_sent", "message_recalled", "conversation_read", "message_sent",
        "showcase_added", "showcase_removed", "message_sent", "invitation_changed", "message_sent",
        "notification_added", "sample_changed", "block_changed", "access_changed",
    ]  # fmt: skip
    assert await heard(maya) == [
        "message_sent", "message_recalled", "conversation_read", "conversation_changed", "message_sent",
        "showcase_added", "showcase_removed", "message_sent", "invitation_changed", "notification_added",
        "message_sent", "sample_changed", "conversation_changed",
    ]  # fmt: skip
    await asked_to_link(northstar, maya)
    to_maya = NewBulk(creators=[maya.key], draft=Draft(text="hello"))
    await bulk.start(await northstar.viewer(), "bulk", to_maya)
    assert (await heard(northstar)) == ["message_sent", "partnership_changed", "bulk_message_progressed"]
    await asked(gala, lumen)
    assert await heard(lumen) == ["lead_changed", "notification_added"]
    assert {*(await heard(acme)), *(await heard(northstar)), *(await heard(lumen))} == set(KINDS)
    for who in (maya, acme, northstar, lumen, gala):
        head, missed_events = await missed.page(who.house, who.key, 1)
        heads, page = await events.read(who.house, {who.key: 1})
        assert head == heads[who.key]
        assert [shape(event) for event in missed_events] == [shape(event) for _, event in page]


async def test_an_event_says_who_did_what_to_which(maya: Person, acme: Person) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "hello")
    await conversations.mark_read(await maya.viewer(), [conversation])
    await blocks.block(await maya.viewer(), acme.key)

    _, page = await events.read(maya.house, {maya.key: 1})
    sent, read, block = (event for _, event in page)

    assert (sent.number, sent.message.text, sent.message.sender.key) == (2, "hello", acme.key)
    assert (read.number, read.by.key, read.up_to, read.conversation.key) == (3, maya.key, 1, conversation)
    assert (block.number, block.account.key, block.blocked) == (4, acme.key, True)


# ── resuming ──


@pytest.mark.rule("EVT-3")
async def test_who_resumes_gets_everything_since_in_order_and_once(house: House, maya: Person, clock: Hands) -> None:
    await told(house, maya, 2 * events.PAGE + 50, at=clock.at)

    assert await heard_since(maya, 1) == list(range(2, 2 * events.PAGE + 52))
    assert await heard_since(maya, 150) == list(range(151, 2 * events.PAGE + 52))


@pytest.mark.rule("EVT-3")
async def test_a_position_beyond_the_head_is_expired(house: House, maya: Person) -> None:
    await expired(maya, ids.position(house.epoch, await head(house, maya) + 1))


@pytest.mark.rule("EVT-3")
async def test_a_position_of_another_epoch_is_expired(house: House, maya: Person) -> None:
    position = ids.position(house.epoch, 1)
    house.epoch = await feed.settle_epoch(System(house), ["here"], "here", renew=True)

    await expired(maya, position)


@pytest.mark.rule("EVT-3")
async def test_a_position_older_than_the_kept_history_is_expired_and_the_head_is_not(
    clock: Hands, house: House, maya: Person
) -> None:
    clock.advance(days=31)
    await feed.trim(System(house))
    assert await positions(house, maya) == []
    await expired(maya, ids.position(house.epoch, 0))
    assert await heard_since(maya, 1) == []

    await told(house, maya, 3, at=clock.at)

    assert await heard_since(maya, 1) == [2, 3, 4]
    await expired(maya, ids.position(house.epoch, 0))


@pytest.mark.rule("EVT-3")
async def test_an_entry_that_is_missing_in_the_middle_is_never_passed_over(
    house: House, maya: Person, clock: Hands
) -> None:
    await told(house, maya, 5, at=clock.at)
    async with house.database.transaction() as unit:
        await unit.fetch(FORGET, maya.key, 4)

    with pytest.raises(HistoryExpired):
        await heard_since(maya, 1)
    assert await heard_since(maya, 4) == [5, 6]


@pytest.mark.parametrize("position", ["", "1", "x.1", "{}", "{}.", "{}.-1", "{}.01", "{}.9223372036854775808", "{}.1 "])
async def test_what_is_no_position_is_refused(house: House, maya: Person, position: str) -> None:
    told_apart = position.format(house.epoch)
    if position == "x.1":  # well formed, of an epoch that never was
        await expired(maya, told_apart)
        return

    async with aclosing(streams.follow(await maya.viewer(), told_apart)) as stream:
        with pytest.raises(InvalidInput) as refused:
            await anext(stream)

    assert refused.value.facts == {"field": "after"}


# ── trimming ──


async def test_trimming_goes_in_batches_and_keeps_what_is_young_enough(
    clock: Hands, house: House, maya: Person, noor: Person
) -> None:
    await told(house, maya, 2 * BATCH, at=clock.at)
    clock.advance(days=1)
    await told(house, noor, 10, at=clock.at)
    clock.advance(days=29, microseconds=1)

    more = [await feed.trim(System(house)) for _ in range(3)]

    assert more == [True, True, False]
    assert await positions(house, maya) == []
    assert await positions(house, noor) == list(range(2, 12))
    assert (await head(house, maya), await head(house, noor)) == (2 * BATCH + 1, 11)


async def test_what_is_exactly_as_old_as_the_kept_history_is_kept(clock: Hands, house: House, maya: Person) -> None:
    clock.advance(days=30)
    await feed.trim(System(house))
    assert await positions(house, maya) == [1]

    clock.advance(microseconds=1)
    await feed.trim(System(house))

    assert await positions(house, maya) == []


@on_postgres
async def test_room_is_made_for_this_week_and_the_next_three(clock: Hands, house: House) -> None:
    await feed.trim(System(house))
    await feed.trim(System(house))

    made = ["feed_entries_20261116", "feed_entries_20261123", "feed_entries_20261130", "feed_entries_20261207"]
    assert await weeks(house) == [*made, "feed_entries_other"]


@on_postgres
async def test_a_week_is_dropped_whole_when_its_last_moment_is_older_than_what_is_kept(
    clock: Hands, house: House
) -> None:
    await feed.trim(System(house))
    maya = await person(house, AccountKind.CREATOR, "maya")
    held = [row[0] for row in await house.database.fetch(HELD_BY, maya.key)]
    assert held == ["feed_entries_20261116"]

    clock.at = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(days=30) - timedelta(microseconds=1)
    await feed.trim(System(house))
    assert await positions(house, maya) == [1]

    clock.advance(microseconds=1)
    await feed.trim(System(house))

    assert await positions(house, maya) == []
    assert "feed_entries_20261116" not in await weeks(house)
    assert await head(house, maya) == 1
    await expired(maya, ids.position(house.epoch, 0))


@on_postgres
async def test_a_week_that_began_without_its_room_goes_on_without(clock: Hands, house: House, maya: Person) -> None:
    await feed.trim(System(house))
    await told(house, maya, 2, at=clock.at)

    assert "feed_entries_20261116" not in await weeks(house)
    assert await positions(house, maya) == [1, 2, 3]
    assert await heard_since(maya, 0) == [1, 2, 3]


@on_postgres
async def test_trimming_and_sending_go_on_at_once(clock: Hands, house: House) -> None:
    maya = await person(house, AccountKind.CREATOR, "maya")
    acme = await person(house, AccountKind.SELLER, "acme")
    conversation = await started(maya, acme)
    clock.advance(days=7)

    await asyncio.gather(
        *(say(maya, conversation, *(f"{n}.{m}" for m in range(10))) for n in range(4)),
        *(feed.trim(System(house)) for _ in range(3)),
    )

    assert await positions(house, maya) == list(range(1, 43))


# ── the epoch ──


async def test_a_database_that_is_known_keeps_its_epoch(house: House) -> None:
    again = await feed.settle_epoch(System(house), [], "here")

    assert again == house.epoch


async def test_a_database_of_an_unknown_identity_begins_a_new_epoch(house: House) -> None:
    restored = await feed.settle_epoch(System(house), ["elsewhere"], "elsewhere")

    assert restored != house.epoch
    assert await feed.settle_epoch(System(house), [], "elsewhere") == restored


async def test_a_known_database_may_change_its_identity(house: House) -> None:
    moved = await feed.settle_epoch(System(house), ["before", "here"], "there")

    assert moved == house.epoch
    assert await feed.settle_epoch(System(house), [], "there") == house.epoch
    assert await feed.settle_epoch(System(house), [], "here") != house.epoch


async def test_an_epoch_can_be_renewed(house: House) -> None:
    renewed = await feed.settle_epoch(System(house), ["here"], "here", renew=True)

    assert renewed != house.epoch
    assert await feed.settle_epoch(System(house), [], "here") == renewed
