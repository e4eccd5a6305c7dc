"""Limits under sends at once: as many go as there are units, and none after a block."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.actions import accounts, blocks, messages
from domain.actions.accounts import Figure
from domain.errors import AwaitingReply, Blocked, QuotaExhausted
from domain.house import House
from domain.queries import outreach
from domain.rows import Message
from domain.viewer import System
from models.accounts import AccountKind, Metric
from models.sql import statement
from tests.cast import Person, person, started
from tests.conftest import Hands, Heard
from tests.invariants import holds

SUNDAY = datetime.fromisoformat("2026-11-22T05:00:00+00:00")  # midnight in New York
UNITS = 10
CREATORS = 50
SENDS = 20
ROUNDS = 9
SPENT = statement("""
    SELECT w.spent, w.contacted, (SELECT count(*) FROM outreach_contacts c WHERE c.week_id = w.id),
        coalesce((SELECT k.spent FROM starter_packs k WHERE k.seller_id = w.seller_id), 0)
    FROM outreach_weeks w WHERE w.seller_id = $1""")
SPOKEN_TO = statement("SELECT creator_id FROM pairs WHERE partner_id = $1 AND last_sequence > 0 ORDER BY creator_id")
SAID = statement("SELECT last_sequence, awaiting FROM pairs WHERE id = $1")


async def sold(by: Person, taken_at: datetime) -> None:
    """Give a seller so little GMV that its weeks are limited."""
    figure = Figure(by.key, Metric.AFFILIATE_GMV_30D, 100, taken_at, "USD")
    await accounts.record_statistics(System(by.house), [figure])


def limited(house: House, **numbers: int) -> None:
    """Let other numbers hold."""
    house.policy._numbers["US"] = house.policy.of("US").model_copy(update=numbers)


async def at_once(by: Person, places: list[int], meanwhile: Awaitable[Any] | None = None, after: int = 0) -> list[Any]:
    """Send to each place at once, and do something meanwhile, after so many have begun; what each send came to."""
    viewer = await by.viewer()
    begun: list[Any] = [messages.send(viewer, key, f"{key}.{n}", "hello") for n, key in enumerate(places)]
    if meanwhile is not None:
        begun.insert(after, meanwhile)
    ended = await asyncio.gather(*begun, return_exceptions=True)
    if meanwhile is not None:
        done = ended.pop(after)
        assert not isinstance(done, BaseException), done
    return ended


async def row(house: House, query: Any, *values: Any) -> tuple[Any, ...]:
    """The one row of a query."""
    found = await house.database.fetch_row(query, *values)
    assert found is not None
    return tuple(found)


@pytest.mark.rule("OUT-11")
@pytest.mark.parametrize(("of_the_pack", "of_the_week"), [(0, UNITS), (4, UNITS - 4)])
async def test_as_many_of_fifty_sends_at_once_go_as_there_are_units_left(
    *, house: House, acme: Person, clock: Hands, heard: Heard, of_the_pack: int, of_the_week: int
) -> None:
    if of_the_pack:
        limited(house, starter_pack_units=of_the_pack, tier_t0_weekly=of_the_week)
    else:
        limited(house, tier_t1_weekly=of_the_week)
        await sold(acme, clock.at - timedelta(days=7))
    creators = [await person(house, AccountKind.CREATOR, f"creator{n}") for n in range(CREATORS)]
    places = [await started(acme, creator) for creator in creators]

    ended = await at_once(acme, places)

    sent = [creator.key for creator, end in zip(creators, ended, strict=True) if isinstance(end, Message)]
    refused = [end for end in ended if isinstance(end, QuotaExhausted)]
    assert (len(sent), len(refused)) == (UNITS, CREATORS - UNITS)
    assert {(one.limit, one.retry_at) for one in refused} == {(of_the_week, SUNDAY)}
    assert [key for (key,) in await house.database.fetch(SPOKEN_TO, acme.key)] == sent
    assert await row(house, SPENT, acme.key) == (of_the_week, UNITS, UNITS, of_the_pack)
    quota = await outreach.quota(await acme.viewer())
    assert (quota.used, quota.remaining) == (UNITS, 0)
    assert sum([(await heard(creator)).count("message_sent") for creator in creators]) == UNITS
    await holds(house.database)


@pytest.mark.rule("OUT-11")
@pytest.mark.parametrize("kind", [AccountKind.SELLER, AccountKind.AGENCY])
async def test_five_of_twenty_sends_at_once_to_one_creator_go_and_are_one_contact(
    house: House, maya: Person, clock: Hands, kind: AccountKind
) -> None:
    partner = await person(house, kind, "partner")
    key = await started(partner, maya)

    ended = await at_once(partner, [key] * SENDS)

    assert sorted(end.sequence for end in ended if isinstance(end, Message)) == [1, 2, 3, 4, 5]
    refused = [end for end in ended if isinstance(end, AwaitingReply)]
    month = datetime.fromisoformat("2026-12-01T05:00:00+00:00")
    assert len(refused) == SENDS - 5
    assert {(one.limit, one.retry_at) for one in refused} == {(5, None if kind == AccountKind.SELLER else month)}
    assert await row(house, SAID, key) == (5, 5)
    if kind == AccountKind.SELLER:
        assert await row(house, SPENT, partner.key) == (0, 1, 1, 1)
    await holds(house.database)


@pytest.mark.rule("BLK-4", part="sends")
async def test_no_send_commits_after_a_block_that_came_meanwhile_and_none_of_those_costs_a_unit(
    house: House, acme: Person, clock: Hands, heard: Heard
) -> None:
    creators = [await person(house, AccountKind.CREATOR, f"creator{n}") for n in range(ROUNDS)]
    spoken_to, refused = 0, 0

    for n, creator in enumerate(creators):
        key = await started(acme, creator)

        ended = await at_once(acme, [key] * SENDS, blocks.block(await creator.viewer(), acme.key), after=n)

        told = await heard(creator)  # one account's stream shows in which order they were committed
        assert told.count("block_changed") == 1
        assert told[-1] == "block_changed"
        assert told.count("message_sent") == sum(isinstance(end, Message) for end in ended) <= 5
        assert {type(end) for end in ended} <= {Message, AwaitingReply, Blocked}
        spoken_to += "message_sent" in told
        refused += sum(isinstance(end, Blocked) for end in ended)

    assert refused > 0
    assert spoken_to > 0
    quota = await outreach.quota(await acme.viewer())
    assert quota.used == spoken_to
    await holds(house.database)
