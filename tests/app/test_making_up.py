"""All that is due by itself, of every kind, after nobody worked for two months: once, whoever does it (PLT-5)."""

import asyncio
from datetime import datetime, timedelta

import pytest

from app.due_work import DueWork
from domain.actions import accounts, bulk, timers
from domain.actions.accounts import Figure
from domain.actions.audiences import NewBulk
from domain.actions.drafts import Draft
from domain.house import House
from domain.queries import bulk as bulk_queries
from domain.queries import conversations, invitations, outreach, partnerships
from domain.viewer import System
from domain.webhooks import EventKind
from models.accounts import AccountKind, Metric
from models.bulk import BulkStatus
from models.invitations import InvitationStatus
from models.partnerships import PartnershipStatus
from models.sql import Statement, statement
from tests import invariants, pools
from tests.cast import Person, asked_to_link, invited, linked, offered, person, requested, started, target, to_go
from tests.conftest import Hands, Heard
from tests.hooks import hooked, posted

WEEK = 50  # whom a seller of tier T1 may write to for the first time
LEFT = statement("SELECT count(*) FROM due_work WHERE due_at <= $1 OR attempts > 0")
SAMPLES = statement("SELECT status, cancel_reason FROM samples")
LICENSED = statement("SELECT count(*) FROM leads WHERE licensed IS NOT NULL")
LEVELS = statement("SELECT level FROM creator_levels WHERE creator_id = $1 ORDER BY set_at")


async def figured(who: Person, metric: Metric, amount: int, at: datetime) -> None:
    """Let the platform say what somebody sold."""
    figure = Figure(who.key, metric, amount * 100, at, "USD")
    await accounts.record_statistics(System(who.house), [figure])


async def rows(house: House, query: Statement, *values: object) -> list[tuple[object, ...]]:
    """What a statement finds."""
    return [tuple(row) for row in await house.database.fetch(query, *values)]


@pytest.mark.rule("PLT-5")
async def test_what_was_due_while_nobody_worked_happens_once_whoever_does_it(  # noqa: PLR0917 - the whole cast
    house: House, acme: Person, northstar: Person, maya: Person, noor: Person, lumen: Person, gala: Person,
    clock: Hands, heard: Heard, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    await figured(acme, Metric.AFFILIATE_GMV_30D, 1, clock.at - timedelta(days=7))
    await figured(gala, Metric.LIVE_GMV_30D, 12_000, clock.at)
    (red,) = await offered(acme, "Red", samples_offered=True)
    invitation = await invited(acme, await target(acme, [red], days=3), maya)
    await hooked(acme, EventKind.INVITATION_CHANGED)
    asked, link = await asked_to_link(northstar, noor), await linked(northstar, maya, days=5)
    await requested(maya, red)
    await pools.licensed(gala)
    await pools.asked(gala, lumen)
    talk = await started(noor, acme)
    await to_go(noor, talk, "Good morning", hours=20)
    crowd = [await person(house, AccountKind.CREATOR, f"creator{n}") for n in range(WEEK + 2)]
    to_all = NewBulk(creators=[one.key for one in crowd], draft=Draft(text="Hi"))
    sent = await bulk.start(await acme.viewer(), "bulk", to_all)
    await DueWork(house, {}).do()  # the last that anybody does
    waits = await bulk_queries.some(await acme.viewer(), [sent.key])
    assert waits[sent.key].status is BulkStatus.WAITING
    assert await posted(house) == []

    clock.advance(days=60)
    monkeypatch.setattr(timers, "BATCH", 1)  # so that each has something to claim
    await asyncio.gather(*(DueWork(house, {}).do() for _ in range(4)))

    assert (await invitations.some(await maya.viewer(), [invitation.key]))[invitation.key].status is (
        InvitationStatus.EXPIRED
    )
    links = await partnerships.some(await northstar.viewer(), [asked.key, link.key])
    assert [links[key].status for key in (asked.key, link.key)] == [
        PartnershipStatus.REQUEST_EXPIRED,
        PartnershipStatus.LINK_EXPIRED,
    ]
    assert await rows(house, SAMPLES) == [("CANCELLED", "OVERDUE")]
    assert await rows(house, LICENSED) == [(0,)]
    quota = await outreach.quota(await acme.viewer())
    assert (quota.used, quota.weekly_limit) == (3, WEEK)  # those whom the week of before had nothing left for
    assert await rows(house, LEVELS, gala.key) == [("PLATINUM",)]  # of December, and of January the same
    page = (await conversations.page(await acme.viewer())).nodes
    assert [one.last_message.text for one in page if one.last_message].count("Good morning") == 1
    done = await bulk_queries.some(await acme.viewer(), [sent.key])
    assert done[sent.key].status is BulkStatus.FINISHED
    assert [(await heard(one)).count("message_sent") for one in crowd] == [1] * len(crowd)
    assert [one.kind for one in await posted(house)] == ["invitation_changed"]
    assert await rows(house, LEFT, clock.at) == [(0,)]
    await invariants.holds(house.database)
