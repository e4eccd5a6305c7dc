"""When a scheduled message goes: sent once, under the rules of that moment, or refused and its sender told."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from app.due_work import DueWork
from domain.actions import accounts, blocks, catalog, collaborations, messages, scheduled, timers
from domain.actions.drafts import Draft
from domain.errors import (
    AwaitingReply,
    Blocked,
    Closed,
    DomainError,
    FollowerLimit,
    InvalidInput,
    NotFound,
    QuotaExhausted,
    RecipientUnavailable,
    YouBlockedThem,
)
from domain.house import House
from domain.queries import cards, conversations, media
from domain.queries import notifications as told
from domain.queries import scheduled as queries
from domain.rows import Message
from domain.scheduled import Scheduled
from domain.viewer import System
from models.accounts import AccountStatus
from models.catalog import ProductState
from models.due import DueKind
from models.notifications import NotificationKind
from models.scheduled import ScheduledStatus
from models.sql import statement
from models.teams import ALL_PERMISSIONS
from tests import invariants
from tests.cast import (
    Person,
    listed,
    member,
    offered,
    pictured,
    say,
    started,
    time_does_its_work,
    to_go,
    uploaded,
)
from tests.conftest import Hands, Heard, NothingHappens

SCHEDULED, SENT, REFUSED, CANCELLED = ScheduledStatus
FIGURE = statement("INSERT INTO latest_figures (account_id, followers) VALUES ($1, $2)")
COUNTED = statement("SELECT spent, contacted FROM outreach_weeks")
WAITING = statement("SELECT kind, subject_id FROM due_work WHERE kind <> 'LEVELS_ARE_SET'")


@pytest.fixture
async def conversation(maya: Person, acme: Person, clock: Hands) -> int:
    """Acme's and maya's, which both see: nothing was said yet."""
    await started(maya, acme)
    return await started(acme, maya)


async def now(who: Person, key: int) -> Scheduled:
    """One as it is now."""
    return (await queries.some(await who.viewer(), [key]))[key]


async def last(who: Person, conversation: int) -> Message | None:
    """The last message of a conversation."""
    return (await conversations.some(await who.viewer(), [conversation]))[conversation].last_message


async def length(who: Person, conversation: int) -> int:
    """How many messages it has."""
    return (await conversations.some(await who.viewer(), [conversation]))[conversation].last_sequence


async def refusals(who: Person) -> list[tuple[str | None, int | None]]:
    """Whom somebody was notified of that a message to them did not go, and which one; the newest first."""
    page = await told.page(await who.viewer())
    kind = NotificationKind.SCHEDULED_MESSAGE_REFUSED
    return [(one.other_name, one.subject_key) for one in page.nodes if one.kind == kind and one.about == "scheduled"]


# ── sent ──


@pytest.mark.rule("MSG-8")
@pytest.mark.rule("PLT-5", part="scheduled messages")
async def test_it_goes_at_its_time_as_whoever_scheduled_it(  # noqa: PLR0917 - the whole cast
    house: House, acme: Person, maya: Person, conversation: int, clock: Hands, heard: Heard
) -> None:
    clerk = await member(acme, "clerk", ALL_PERMISSIONS)
    new = scheduled.NewScheduled(
        conversation_key=conversation, said="Good morning", send_at=clock.at + timedelta(hours=1)
    )
    it = await scheduled.schedule(clerk, "one", new)
    clock.advance(minutes=59)
    assert await time_does_its_work(house) == 0
    before = await heard(acme)
    clock.advance(minutes=1)

    assert await time_does_its_work(house) == 1

    sent = await last(acme, conversation)
    assert sent is not None
    assert (sent.text, sent.kind, sent.sequence, sent.sent_at) == ("Good morning", "TEXT", 1, clock.at)
    assert (sent.sender_key, sent.sent_by_key, sent.client_message_id) == (acme.key, clerk.user.key, None)
    place = (await conversations.some(await maya.viewer(), [conversation]))[conversation]
    assert (place.unread_count, place.unreplied) == (1, True)
    assert (await heard(acme))[len(before) :] == (await heard(maya))[-1:] == ["message_sent"]
    ended = await now(acme, it.key)
    assert (ended.status, ended.sequence, ended.refusal, ended.updated_at) == (SENT, 1, None, clock.at)
    assert await time_does_its_work(house) == 0


@pytest.mark.rule("MSG-8")
async def test_cards_and_pictures_go_too(  # noqa: PLR0917 - the whole cast
    house: House, acme: Person, northstar: Person, maya: Person, conversation: int, clock: Hands
) -> None:
    red, blue = await offered(acme, "Red", "Blue")
    agency_talk, photo = await started(northstar, maya), await uploaded(maya)
    await to_go(acme, conversation, Draft(products=[red, blue], text="look at these"))
    await to_go(northstar, agency_talk, Draft(list_key=await listed(northstar, [red])))
    await to_go(maya, conversation, Draft(media_key=photo, text="and this"), hours=48)
    clock.advance(hours=1)
    await time_does_its_work(house)

    card, picks = await cards.read(await maya.viewer(), [(conversation, 1), (agency_talk, 1)])
    assert [len(one.items) for one in (card, picks)] == [2, 1]
    clock.advance(hours=47)
    assert await time_does_its_work(house) == 1  # the photo has not expired meanwhile
    sent = await last(acme, conversation)
    assert sent is not None
    assert (sent.kind, sent.text, sent.sequence) == ("PHOTO", "and this", 2)
    (shown,) = await media.of_messages(await acme.viewer(), [(conversation, 2)])
    assert shown is not None
    assert shown.key == photo


@pytest.mark.rule("MSG-8")
async def test_it_counts_and_costs_when_it_goes_and_not_before(
    house: House, acme: Person, conversation: int, clock: Hands
) -> None:
    await to_go(acme, conversation)
    assert list(await house.database.fetch(COUNTED)) == []
    clock.advance(hours=1)
    await time_does_its_work(house)

    assert [tuple(row) for row in await house.database.fetch(COUNTED)] == [(0, 1)]  # of the pack, and a contact


# ── refused ──


Meanwhile = Callable[[Person, Person], Awaitable[None]]


async def close_maya(acme: Person, maya: Person) -> None:
    """The other side goes."""
    await accounts.set_status(System(acme.house), maya.key, AccountStatus.SHUT_DOWN)
    await time_does_its_work(acme.house)


async def write_five(acme: Person, maya: Person) -> None:
    """As many as go without a response."""
    await say(acme, await started(acme, maya), "1", "2", "3", "4", "5")


async def many_followers(acme: Person, maya: Person) -> None:
    """More than a starter reaches."""
    async with acme.house.database.transaction() as unit:
        await unit.fetch(FIGURE, maya.key, 3_000_000_000)


async def no_units(acme: Person, maya: Person) -> None:
    """A week in which nobody may be contacted."""
    numbers = acme.house.policy.of("US").model_copy(update={"tier_t0_weekly": 0, "starter_pack_units": 0})
    acme.house.policy._numbers["US"] = numbers


@pytest.mark.rule("MSG-8")
@pytest.mark.parametrize(
    ("meanwhile", "refusal", "facts"),
    [
        (close_maya, RecipientUnavailable, {}),
        (write_five, AwaitingReply, {"limit": 5}),
        (many_followers, FollowerLimit, {"limit": 20_000, "followers": 3_000_000_000}),
        (no_units, QuotaExhausted, {"limit": 0}),
    ],
)
@pytest.mark.rule("EVT-6", part="bulk and scheduled")
async def test_what_the_rules_refuse_when_it_goes_is_not_sent_and_its_sender_is_told(  # noqa: PLR0917 - the cases
    house: House, acme: Person, maya: Person, conversation: int, clock: Hands, heard: Heard,
    meanwhile: Meanwhile, refusal: type[DomainError], facts: dict[str, object],
) -> None:  # fmt: skip
    it = await to_go(acme, conversation)
    await meanwhile(acme, maya)
    clock.advance(hours=1)
    before, said = (await heard(acme), await heard(maya)), await length(acme, conversation)

    assert await time_does_its_work(house) == 1

    ended = await now(acme, it.key)
    assert (ended.status, ended.sequence, ended.updated_at) == (REFUSED, None, clock.at)
    assert type(ended.refusal) is refusal
    assert ended.refusal is not None
    assert ended.refusal.facts == facts
    with pytest.raises(refusal) as refused:
        await messages.send(await acme.viewer(), conversation, "by hand", "later")
    assert (ended.refusal.detail, ended.refusal.retry_at) == (refused.value.detail, refused.value.retry_at)
    assert await refusals(acme) == [("Maya", it.key)]
    assert (await heard(acme))[len(before[0]) :] == ["notification_added"]
    assert await heard(maya) == before[1]
    assert await length(acme, conversation) == said
    with pytest.raises(Closed, match=r"^This message was refused when it was to go\.$"):
        await scheduled.cancel(await acme.viewer(), it.key)


@pytest.mark.rule("MSG-8")
async def test_what_it_says_is_checked_again_when_it_goes(  # noqa: PLR0917 - the whole cast
    house: House, acme: Person, northstar: Person, maya: Person, conversation: int, clock: Hands
) -> None:
    red, blue = await offered(acme, "Red", "Blue")
    agency_talk, photo, picks = await started(northstar, maya), await uploaded(acme), await listed(northstar, [red])
    product = await to_go(acme, conversation, Draft(products=[blue]))
    picture = await to_go(acme, conversation, Draft(media_key=photo))
    named = await to_go(northstar, agency_talk, Draft(list_key=picks))
    await catalog.set_product_state(System(house), blue, ProductState.INACTIVE)
    await collaborations.delete_list(await northstar.viewer(), picks)
    await pictured(acme, conversation, photo)  # sent by hand meanwhile
    clock.advance(hours=1)

    assert await time_does_its_work(house) == 3

    ends = [(await now(acme, product.key)).refusal, (await now(acme, picture.key)).refusal]
    ends.append((await now(northstar, named.key)).refusal)
    assert [(type(end), end and end.facts) for end in ends] == [
        (InvalidInput, {"field": "content.products.productIds.0"}),
        (InvalidInput, {"field": "content.media.mediaId"}),
        (NotFound, {"field": "content.productListId"}),
    ]
    assert await refusals(northstar) == [("Maya", named.key)]
    assert await length(acme, conversation) == 1


@pytest.mark.rule("MSG-8")
async def test_the_upload_of_a_refused_message_may_be_sent_by_another(
    house: House, acme: Person, maya: Person, conversation: int, clock: Hands
) -> None:
    photo = await uploaded(acme)
    await to_go(acme, conversation, Draft(media_key=photo))
    await close_maya(acme, maya)
    clock.advance(hours=1)
    await time_does_its_work(house)

    assert [tuple(row) for row in await house.database.fetch(WAITING)] == [(DueKind.MEDIA_UNSENT, photo)]
    await accounts.set_status(System(house), maya.key, AccountStatus.ACTIVE)
    assert await pictured(acme, conversation, photo) == 1


# ── blocked ──


@pytest.mark.rule("BLK-4", part="scheduled messages")
@pytest.mark.parametrize("by", ["maya", "acme"])
async def test_a_block_of_either_side_cancels_for_good_what_both_have_scheduled(  # noqa: PLR0917 - the whole cast
    house: House, acme: Person, maya: Person, noor: Person, conversation: int, clock: Hands, by: str
) -> None:
    blocker, other = (maya, acme) if by == "maya" else (acme, maya)
    elsewhere = await to_go(acme, await started(acme, noor))
    own, theirs = await to_go(blocker, conversation), await to_go(other, conversation)
    later = await to_go(other, conversation, "even later", hours=2)
    photo = await to_go(blocker, conversation, Draft(media_key=await uploaded(blocker)), hours=2)

    await blocks.block(await blocker.viewer(), other.key)

    for who, it, refusal in (
        (blocker, own, YouBlockedThem),
        (blocker, photo, YouBlockedThem),
        (other, theirs, Blocked),
        (other, later, Blocked),
    ):
        ended = await now(who, it.key)
        assert (ended.status, type(ended.refusal), ended.updated_at) == (CANCELLED, refusal, clock.at)
    assert await refusals(blocker) == []
    assert await refusals(other) == [(blocker.handle.title(), theirs.key)]  # once, of what was to go first
    await invariants.holds(house.database)
    await blocks.unblock(await blocker.viewer(), other.key)
    clock.advance(hours=3)
    assert await time_does_its_work(house) == 1
    assert (await now(acme, elsewhere.key)).status is SENT
    assert await last(acme, conversation) is None
    for who, it in ((blocker, own), (other, theirs)):
        assert (await now(who, it.key)).status is CANCELLED


@pytest.mark.rule("BLK-4", part="scheduled messages")
async def test_what_is_scheduled_across_a_block_is_refused_if_that_still_stands(
    house: House, acme: Person, maya: Person, conversation: int, clock: Hands
) -> None:
    await blocks.block(await maya.viewer(), acme.key)
    early, late = await to_go(acme, conversation, "early"), await to_go(acme, conversation, "late", hours=2)
    clock.advance(hours=1)
    await time_does_its_work(house)
    await blocks.unblock(await maya.viewer(), acme.key)
    clock.advance(hours=1)
    await time_does_its_work(house)

    refused = (await now(acme, early.key)).refusal
    assert isinstance(refused, Blocked)
    assert refused.detail == "You cannot send messages to creator now as you are blocked by them."
    assert (await now(acme, late.key)).status is SENT


# ── held ──


@pytest.mark.rule("ACC-5", part="scheduled messages")
async def test_what_an_account_has_scheduled_waits_until_it_is_active_again(
    house: House, acme: Person, conversation: int, clock: Hands, nothing_happens: NothingHappens
) -> None:
    early, late = await to_go(acme, conversation, "early"), await to_go(acme, conversation, "late", hours=5)
    gone = await to_go(acme, conversation, "gone")
    await scheduled.cancel(await acme.viewer(), gone.key)
    await accounts.set_status(System(house), acme.key, AccountStatus.DEACTIVATED, "complaints")
    clock.advance(hours=2)
    await time_does_its_work(house)
    async with nothing_happens():
        assert await time_does_its_work(house) == 0

    await accounts.set_status(System(house), acme.key, AccountStatus.ACTIVE)
    assert {(await now(acme, it.key)).status for it in (early, late)} == {SCHEDULED}
    await invariants.holds(house.database)
    assert await time_does_its_work(house) == 1  # at once what has come due
    assert [(await now(acme, it.key)).status for it in (early, late, gone)] == [SENT, SCHEDULED, CANCELLED]
    clock.advance(hours=3)
    assert await time_does_its_work(house) == 1
    sent = await last(acme, conversation)
    assert sent is not None
    assert (sent.text, sent.sequence) == ("late", 2)


@pytest.mark.rule("ACC-5", part="scheduled messages")
async def test_a_block_cancels_also_what_is_held(
    house: House, acme: Person, maya: Person, conversation: int, clock: Hands
) -> None:
    it = await to_go(acme, conversation)
    await accounts.set_status(System(house), acme.key, AccountStatus.SHUT_DOWN)
    await blocks.block(await maya.viewer(), acme.key)
    await accounts.set_status(System(house), acme.key, AccountStatus.ACTIVE)
    clock.advance(hours=1)

    assert await time_does_its_work(house) == 0
    assert (await now(acme, it.key)).status is CANCELLED


# ── once ──


@pytest.mark.rule("PLT-5", part="scheduled messages")
async def test_who_dies_before_it_went_leaves_it_to_the_next(
    house: House, acme: Person, conversation: int, clock: Hands
) -> None:
    it = await to_go(acme, conversation)
    clock.advance(hours=1)
    system = System(house)

    assert await timers.claim(system, timers.TIMERS) == [(DueKind.MESSAGE_GOES, it.key)]  # and dies
    assert await timers.claim(system, timers.TIMERS) == []
    clock.advance(minutes=1)

    assert await time_does_its_work(house) == 1
    assert (await now(acme, it.key)).sequence == 1


@pytest.mark.rule("PLT-5", part="scheduled messages")
async def test_what_came_due_while_nobody_worked_goes_once_in_the_order_of_its_times(
    house: House, acme: Person, conversation: int, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [(await to_go(acme, conversation, f"{n}", hours=9 - n)).key for n in range(4)]
    clock.advance(days=30)

    assert await time_does_its_work(house) == 4

    assert [(await now(acme, key)).sequence for key in keys] == [4, 3, 2, 1]
    again = [(await to_go(acme, conversation, f"again {n}")).key for n in range(1)]
    clock.advance(hours=1)
    monkeypatch.setattr(timers, "BATCH", 1)
    assert sum(await asyncio.gather(*(DueWork(house, {}).do() for _ in range(8)))) == 1
    assert (await now(acme, again[0])).sequence == 5
    await invariants.holds(house.database)
