"""Bulk messages: one message, or one invitation, to many creators, each tried once under all the rules."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.actions import accounts, blocks, bulk, deliveries, recalls
from domain.actions.accounts import Figure
from domain.actions.audiences import NewBulk
from domain.actions.drafts import Draft
from domain.bulk import BulkMessage, Recipient
from domain.errors import Closed, DomainError, Forbidden
from domain.house import House
from domain.queries import bulk as queries
from domain.queries import conversations as inbox
from domain.queries import media, notifications, outreach
from domain.queries.creators import EVERYBODY
from domain.viewer import System
from models.accounts import AccountKind, AccountStatus, Metric
from models.bulk import BulkStatus
from models.teams import Permission
from tests.cast import (
    Person,
    invited,
    linked,
    member,
    offered,
    person,
    saved,
    say,
    started,
    target,
    time_does_its_work,
    uploaded,
)
from tests.conftest import Hands, Heard, NothingHappens

SUNDAY = datetime.fromisoformat("2026-11-22T05:00:00+00:00")  # midnight in New York


def to(creators: Sequence[Person], text: str | None = "Hi {creator_name}, {shop_name} here.", **more: Any) -> NewBulk:
    """A bulk message to creators by name."""
    draft = more.pop("draft", None if text is None else Draft(text=text))
    return NewBulk(creators=[one.key for one in creators], draft=draft, **more)


def to_all(text: str | None = "Hi {creator_name}", **more: Any) -> NewBulk:
    """A bulk message to all creators that are found."""
    return NewBulk(filter=more.pop("filter", EVERYBODY), draft=None if text is None else Draft(text=text), **more)


async def begun(by: Person, creators: Sequence[Person], made: str = "bulk", **more: Any) -> BulkMessage:
    """Start one."""
    return await bulk.start(await by.viewer(), made, to(creators, **more))


async def crowd(house: House, number: int) -> list[Person]:
    """Some creators."""
    return [await person(house, AccountKind.CREATOR, f"creator{n}") for n in range(number)]


async def outcomes(by: Person, key: int) -> list[Recipient]:
    """What became of each creator."""
    return (await queries.recipients(await by.viewer(), [key], None, None, None))[key].nodes


async def said(by: Person, key: int) -> list[str]:
    """The same in words."""
    return [
        one.status if one.problem is None else f"{one.status} {one.problem.code}" for one in await outcomes(by, key)
    ]


async def now(by: Person, key: int) -> BulkMessage:
    """It as it stands."""
    return await queries.one(await by.viewer(), key, "id")


async def sold(by: Person, amount: int, taken_at: datetime) -> None:
    """Give a seller a figure."""
    figure = Figure(by.key, Metric.AFFILIATE_GMV_30D, amount * 100, taken_at, "USD")
    await accounts.record_statistics(System(by.house), [figure])


async def texts_of(who: Person) -> list[str | None]:
    """What was last said in each conversation, by whom it was said to."""
    return [one.last_message.text for one in (await inbox.page(await who.viewer())).nodes if one.last_message]


@pytest.mark.rule("OUT-12")
async def test_each_creator_is_told_the_text_as_it_was_filled_in_at_the_start(
    acme: Person, maya: Person, noor: Person, heard: Heard
) -> None:
    sent = await begun(acme, [maya, noor])
    assert (sent.status, await said(acme, sent.key)) == (BulkStatus.RUNNING, ["PENDING", "PENDING"])

    await time_does_its_work(acme.house)

    assert (await now(acme, sent.key)).status is BulkStatus.FINISHED
    assert await said(acme, sent.key) == ["SENT", "SENT"]
    assert await texts_of(maya) == ["Hi Maya, Acme here."]
    assert await texts_of(noor) == ["Hi Noor, Acme here."]
    assert await heard(maya) == ["message_sent"]
    first, second = await outcomes(acme, sent.key)
    assert (first.sequence, second.sequence) == (1, 1)


@pytest.mark.rule("OUT-12")
async def test_a_preview_tells_what_would_happen_and_sends_nothing(
    house: House, acme: Person, maya: Person, noor: Person, nothing_happens: NothingHappens
) -> None:
    zoe = await person(house, AccountKind.CREATOR, "zoe")
    await say(maya, await started(maya, acme), "Hello")
    await blocks.block(await zoe.viewer(), acme.key)
    viewer = await acme.viewer()

    async with nothing_happens():
        shown = await bulk.preview(viewer, to([maya, noor, zoe]))

    assert (shown.total, shown.free, shown.costing, shown.refused, shown.left_out) == (3, 1, 1, 1, 0)
    assert (shown.remaining, shown.sample_text) == (1020, "Hi Maya, Acme here.")
    costs = [(one.creator_key, one.contact.cost) for one in shown.creators]
    assert costs == [(maya.key, "FREE"), (noor.key, "ONE_UNIT"), (zoe.key, "REFUSED")]
    assert str(shown.creators[2].contact.problem) == (
        "You cannot send messages to creator now as you are blocked by them."
    )


@pytest.mark.rule("OUT-12")
async def test_those_written_to_lately_or_invited_already_can_be_left_out(
    house: House, acme: Person, maya: Person, noor: Person, clock: Hands
) -> None:
    zoe = await person(house, AccountKind.CREATOR, "zoe")
    await say(acme, await started(acme, maya), "Hello")
    clock.advance(days=8)
    await invited(acme, await target(acme, await offered(acme, "Red")), noor)
    viewer, all_three = await acme.viewer(), [maya, noor, zoe]

    lately = await bulk.preview(viewer, to(all_three, not_within_days=7))
    ever = await bulk.preview(viewer, to(all_three, not_within_days=9))
    uninvited = await bulk.preview(viewer, to(all_three, not_invited=True))

    assert [one.creator_key for one in lately.creators] == [maya.key, zoe.key]
    assert ([one.creator_key for one in ever.creators], ever.left_out) == ([zoe.key], 2)
    assert [one.creator_key for one in uninvited.creators] == [maya.key, zoe.key]


@pytest.mark.rule("OUT-12")
@pytest.mark.rule("OUT-10")
@pytest.mark.rule("PLT-5", part="bulk messages")
@pytest.mark.rule("EVT-6", part="bulk and scheduled")
async def test_at_an_exhausted_quota_the_connected_go_on_and_the_rest_wait_for_the_refresh(
    house: House, acme: Person, maya: Person, clock: Hands, heard: Heard
) -> None:
    await sold(acme, 1, clock.at - timedelta(days=7))  # T1: 50 a week
    creators = await crowd(house, 52)
    await say(maya, await started(maya, acme), "Hello")

    sent = await begun(acme, [*creators, maya])
    await time_does_its_work(house)

    waiting = await now(acme, sent.key)
    assert (waiting.status, waiting.resumes_at) == (BulkStatus.WAITING, SUNDAY)
    counts = (await queries.counts(await acme.viewer(), [sent.key]))[sent.key]
    assert (counts.total, counts.sent, counts.waiting, counts.pending) == (53, 51, 2, 0)
    clock.advance(days=3)
    assert await time_does_its_work(house) == 0

    clock.at = SUNDAY
    await time_does_its_work(house)

    assert (await now(acme, sent.key)).status is BulkStatus.FINISHED
    assert (await outreach.quota(await acme.viewer())).used == 2
    told = [one.kind for one in (await notifications.page(await acme.viewer())).nodes]
    assert told == ["BULK_MESSAGE_FINISHED", "BULK_MESSAGE_WAITING"]


@pytest.mark.rule("OUT-12")
async def test_one_that_is_not_to_go_on_by_itself_pauses_until_it_is_resumed(
    house: House, acme: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    await sold(acme, 1, clock.at - timedelta(days=7))
    sent = await begun(acme, await crowd(house, 51), auto_resume=False)
    await time_does_its_work(house)
    paused = await now(acme, sent.key)
    assert (paused.status, paused.resumes_at) == (BulkStatus.PAUSED, SUNDAY)

    again = await bulk.resume(await acme.viewer(), sent.key)
    assert again.status is BulkStatus.RUNNING
    async with nothing_happens():
        assert (await bulk.resume(await acme.viewer(), sent.key)).status is BulkStatus.RUNNING
    await time_does_its_work(house)
    assert (await now(acme, sent.key)).status is BulkStatus.PAUSED  # the quota is as it was
    clock.at = SUNDAY
    assert await time_does_its_work(house) == 0
    await bulk.resume(await acme.viewer(), sent.key)
    await time_does_its_work(house)

    assert (await now(acme, sent.key)).status is BulkStatus.FINISHED
    async with nothing_happens():
        with pytest.raises(Closed):
            await bulk.resume(await acme.viewer(), sent.key)


@pytest.mark.rule("BLK-4")
@pytest.mark.parametrize("by_creator", [True, False])
async def test_a_block_ends_what_was_still_to_go_for_good(
    acme: Person, maya: Person, noor: Person, heard: Heard, by_creator: bool
) -> None:
    sent = await begun(acme, [maya, noor])
    who, whom = (noor, acme) if by_creator else (acme, noor)
    await blocks.block(await who.viewer(), whom.key)
    await blocks.unblock(await who.viewer(), whom.key)

    await time_does_its_work(acme.house)

    reason = "BLOCKED" if by_creator else "YOU_BLOCKED_THEM"
    assert await said(acme, sent.key) == ["SENT", f"REFUSED {reason}"]
    assert await heard(noor) == ([] if not by_creator else ["block_changed", "block_changed"])


@pytest.mark.rule("BLK-3")
async def test_who_is_blocked_is_left_out_of_those_found_and_skipped_of_those_named(
    house: House, acme: Person, maya: Person, noor: Person
) -> None:
    await blocks.block(await acme.viewer(), noor.key)

    found = await bulk.preview(await acme.viewer(), to_all())
    sent = await begun(acme, [maya, noor])

    assert ([one.creator_key for one in found.creators], found.left_out) == ([maya.key], 0)
    assert await said(acme, sent.key) == ["PENDING", "SKIPPED YOU_BLOCKED_THEM"]


@pytest.mark.rule("OUT-12")
async def test_one_that_is_cancelled_skips_who_was_not_tried(
    house: House, acme: Person, maya: Person, noor: Person, nothing_happens: NothingHappens
) -> None:
    sent = await begun(acme, [maya, noor])
    assert await deliveries.deliver(System(house), sent.key)

    cancelled = await bulk.cancel(await acme.viewer(), sent.key)

    assert cancelled.status is BulkStatus.CANCELLED
    assert await said(acme, sent.key) == ["SENT", "SKIPPED CLOSED"]
    assert await time_does_its_work(house) == 0
    async with nothing_happens():
        assert await bulk.cancel(await acme.viewer(), sent.key) == cancelled
        with pytest.raises(Closed):
            await bulk.resume(await acme.viewer(), sent.key)


@pytest.mark.rule("OUT-12")
@pytest.mark.rule("COL-3")
async def test_invitations_go_in_bulk_each_creator_once(
    house: House, acme: Person, maya: Person, noor: Person, heard: Heard
) -> None:
    key = await target(acme, await offered(acme, "Red"))
    await invited(acme, key, maya)

    sent = await begun(acme, [maya, noor], text=None, target_key=key)
    await time_does_its_work(house)

    assert await said(acme, sent.key) == ["SKIPPED CLOSED", "SENT"]
    assert await heard(noor) == ["message_sent", "invitation_changed", "notification_added"]


@pytest.mark.rule("OUT-12")
async def test_a_photo_goes_to_all_and_each_recalls_its_own(
    house: House, acme: Person, maya: Person, noor: Person
) -> None:
    photo = await uploaded(acme)
    sent = await begun(acme, [maya, noor], text=None, draft=Draft(text="For {creator_name}", media_key=photo))
    await time_does_its_work(house)
    first, second = await outcomes(acme, sent.key)
    places = [(one.conversation_key or 0, one.sequence or 0) for one in (first, second)]

    await recalls.recall(await acme.viewer(), *places[0])

    assert await texts_of(noor) == ["For Noor"]
    assert await media.of_messages(await maya.viewer(), [places[0]]) == [None]
    (shown,) = await media.of_messages(await noor.viewer(), [places[1]])
    assert shown is not None
    assert (await media.stored(house, shown.name) or ("",))[0] == "image/jpeg"
    with pytest.raises(DomainError, match="sent already"):
        await begun(acme, [maya], "again", text=None, draft=Draft(text="Again", media_key=photo))


@pytest.mark.rule("OUT-12")
async def test_a_saved_reply_is_filled_in_for_each(house: House, acme: Person, maya: Person) -> None:
    reply = await saved(acme, "Hi {creator_name}: {offer}!")
    draft = Draft(reply_key=reply, variables=[("offer", "{20 %}")])
    sent = await begun(acme, [maya], text=None, draft=draft)
    await time_does_its_work(house)

    assert await said(acme, sent.key) == ["SENT"]
    assert await texts_of(maya) == ["Hi Maya: {20 %}!"]


@pytest.mark.rule("OUT-12")
async def test_progress_is_told_once_a_second_at_most_and_to_those_who_may_know(
    acme: Person, maya: Person, noor: Person, clock: Hands, heard: Heard
) -> None:
    house = acme.house
    zoe = await person(house, AccountKind.CREATOR, "zoe")
    sent = await begun(acme, [maya, noor, zoe])
    for _ in range(2):
        await deliveries.deliver(System(house), sent.key)
    assert (await heard(acme)).count("bulk_message_progressed") == 1
    clock.advance(seconds=1)
    await deliveries.deliver(System(house), sent.key)
    assert (await heard(acme)).count("bulk_message_progressed") == 2
    await deliveries.deliver(System(house), sent.key)
    assert (await heard(acme))[-2:] == ["bulk_message_progressed", "notification_added"]


@pytest.mark.rule("ACC-3", part="bulk")
async def test_to_send_in_bulk_needs_its_permission_and_is_not_for_creators(
    acme: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    clerk = await member(acme, "clerk", Permission.INSTANT_MESSAGING)
    sent = await begun(acme, [maya])

    async with nothing_happens():
        for viewer in (clerk, await maya.viewer()):
            with pytest.raises(Forbidden):
                await bulk.start(viewer, "x", to([maya]))
            with pytest.raises(Forbidden):
                await bulk.preview(viewer, to([maya]))
            with pytest.raises(Forbidden):
                await bulk.cancel(viewer, sent.key)
        with pytest.raises(Forbidden):
            await queries.page(clerk)
        assert await queries.some(clerk, [sent.key]) == {}


@pytest.mark.rule("ACC-5")
async def test_it_is_held_while_the_account_is_not_active(
    house: House, acme: Person, maya: Person, clock: Hands
) -> None:
    sent = await begun(acme, [maya])
    await accounts.set_status(System(house), acme.key, AccountStatus.DEACTIVATED, "spam")
    await time_does_its_work(house)
    clock.advance(hours=5)
    await time_does_its_work(house)
    assert await texts_of(maya) == []

    await accounts.set_status(System(house), acme.key, AccountStatus.ACTIVE)
    await time_does_its_work(house)

    assert await said(acme, sent.key) == ["SENT"]


@pytest.mark.rule("MSG-2")
async def test_the_same_again_starts_nothing(acme: Person, maya: Person, nothing_happens: NothingHappens) -> None:
    sent = await begun(acme, [maya])

    async with nothing_happens():
        assert await begun(acme, [maya]) == sent
        with pytest.raises(DomainError, match="make a new one"):
            await begun(acme, [maya], text="Something else")


async def test_what_is_wrong_is_said_before_anything_is_sent(
    acme: Person, northstar: Person, maya: Person, fresh: Person, nothing_happens: NothingHappens
) -> None:
    house = acme.house
    (red,) = await offered(acme, "Red")
    abroad = await person(house, AccountKind.CREATOR, "abroad", ("JP",))
    ended = await target(acme, [red])

    async def refused(by: Person, new: NewBulk) -> tuple[str, object]:
        with pytest.raises(DomainError) as error:
            await bulk.start(await by.viewer(), "x", new)
        with pytest.raises(DomainError) as again:
            await bulk.preview(await by.viewer(), new)
        assert (again.value.code, again.value.facts) == (error.value.code, error.value.facts)
        return str(error.value.code), error.value.facts.get("field")

    async with nothing_happens():
        assert await refused(acme, to([])) == ("INVALID_INPUT", "creatorIds")
        assert await refused(acme, to([maya, maya])) == ("INVALID_INPUT", "creatorIds.1")
        assert await refused(acme, to([maya, abroad])) == ("NOT_FOUND", "creatorIds.1")
        assert await refused(acme, to([fresh])) == ("NOT_FOUND", "creatorIds.0")
        assert await refused(acme, to([maya], text="Hi {name}")) == ("INVALID_INPUT", "content.text")
        assert await refused(acme, to([maya], text="Hi {")) == ("INVALID_INPUT", "content.text")
        assert await refused(acme, to([maya], text="{creator_name}" * 600)) == ("INVALID_INPUT", "content.text")
        assert await refused(acme, to([maya], text=None)) == ("INVALID_INPUT", "content")
        assert await refused(acme, to([maya], target_key=ended)) == ("INVALID_INPUT", "content")
        assert await refused(acme, to([maya], text=None, target_key=10**9)) == ("NOT_FOUND", "targetCollaborationId")
        assert await refused(acme, to([maya], not_within_days=0)) == ("INVALID_INPUT", "leaveOut.contactedWithinDays")
        products = Draft(text="Hi", products=[red])
        assert (await refused(northstar, to([maya], text=None, draft=products)))[0] == "KIND_NOT_ALLOWED"


@pytest.mark.rule("OUT-12")
async def test_an_agency_sends_in_bulk_under_its_own_limits(
    house: House, northstar: Person, maya: Person, noor: Person
) -> None:
    await linked(northstar, maya)
    await say(northstar, await started(northstar, noor), *"12345")

    sent = await begun(northstar, [maya, noor], text="News")
    await time_does_its_work(house)

    assert await said(northstar, sent.key) == ["SENT", "REFUSED AWAITING_REPLY"]
    problem = (await outcomes(northstar, sent.key))[1].problem
    assert problem is not None
    assert (problem.facts, problem.retry_at) == ({"limit": 5}, datetime.fromisoformat("2026-12-01T05:00:00+00:00"))


async def test_who_works_on_it_at_once_sends_each_once(house: House, acme: Person) -> None:
    creators = await crowd(house, 8)
    sent = await begun(acme, creators)

    async def work() -> None:
        while await deliveries.deliver(System(house), sent.key):
            pass

    await asyncio.gather(*(work() for _ in range(4)))

    assert await said(acme, sent.key) == ["SENT"] * 8
    for creator in creators:
        (conversation,) = (await inbox.page(await creator.viewer())).nodes
        assert conversation.last_sequence == 1
