"""Messages that go later: made, changed, cancelled, listed; and what each of these refuses."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from domain.actions import accounts, catalog, invitations, scheduled
from domain.actions.drafts import Draft
from domain.actions.scheduled import NewScheduled
from domain.errors import (
    AccessRevoked,
    Closed,
    DomainError,
    Forbidden,
    InvalidInput,
    KindNotAllowed,
    LimitReached,
    NotFound,
)
from domain.house import House
from domain.queries import scheduled as queries
from domain.scheduled import Scheduled
from domain.viewer import System, Viewer
from models.accounts import AccountStatus
from models.catalog import ProductState
from models.due import DueKind
from models.scheduled import ScheduledStatus
from models.sql import statement
from models.teams import Permission
from tests import invariants
from tests.cast import (
    Person,
    invited,
    listed,
    member,
    offered,
    pictured,
    started,
    target,
    time_does_its_work,
    to_go,
    uploaded,
)
from tests.conftest import Hands, Heard, NothingHappens

SCHEDULED, CANCELLED = ScheduledStatus.SCHEDULED, ScheduledStatus.CANCELLED
DUE = statement("""
    SELECT kind, subject_id, due_at FROM due_work WHERE kind <> 'LEVELS_ARE_SET' ORDER BY kind, subject_id""")


@pytest.fixture
async def conversation(maya: Person, acme: Person, clock: Hands) -> int:
    """Acme's and maya's, which both see: nothing was said yet."""
    await started(maya, acme)
    return await started(acme, maya)


async def now(who: Person, key: int) -> Scheduled:
    """One as it is now."""
    return (await queries.some(await who.viewer(), [key]))[key]


async def due(house: House) -> list[tuple[object, ...]]:
    """What is to happen, and when."""
    return [tuple(row) for row in await house.database.fetch(DUE)]


# ── made ──


@pytest.mark.rule("MSG-8")
@pytest.mark.parametrize("who", ["maya", "acme", "northstar"])
async def test_every_side_may_schedule_a_message_and_nobody_is_told_of_it(  # noqa: PLR0917 - the whole cast
    house: House, maya: Person, acme: Person, northstar: Person, clock: Hands, heard: Heard, who: str
) -> None:
    by = {"maya": maya, "acme": acme, "northstar": northstar}[who]
    other = acme if who == "maya" else maya
    conversation = await started(by, other)
    before = (await heard(by), await heard(other))

    it = await to_go(by, conversation, "  Good morning  ", hours=20)

    assert (it.id, it.text, it.status) == (f"sch_{it.key}", "Good morning", SCHEDULED)
    assert (it.sequence, it.refusal) == (None, None)
    assert (it.conversation_key, it.created_by_key) == (conversation, by.user_key)
    assert (it.send_at, it.created_at, it.updated_at) == (clock.at + timedelta(hours=20), clock.at, clock.at)
    assert await due(house) == [(DueKind.MESSAGE_GOES, it.key, it.send_at)]
    assert (await heard(by), await heard(other)) == before
    assert await now(by, it.key) == it
    assert await queries.some(await other.viewer(), [it.key]) == {}


@pytest.mark.rule("MSG-8")
@pytest.mark.rule("MSG-2", part="scheduled messages")
async def test_the_same_client_made_id_schedules_once_also_after_its_time(
    acme: Person, conversation: int, clock: Hands, nothing_happens: NothingHappens
) -> None:
    viewer = await acme.viewer()
    new = NewScheduled(conversation_key=conversation, said="hello", send_at=clock.at + timedelta(hours=1))
    first = await scheduled.schedule(viewer, "one", new)

    async with nothing_happens():
        assert await scheduled.schedule(viewer, "one", new) == first
        for other in ("other words", "hello "):
            changed = NewScheduled(conversation_key=conversation, said=other, send_at=clock.at + timedelta(hours=2))
            with pytest.raises(InvalidInput):
                await scheduled.schedule(viewer, "one", changed)
    clock.advance(days=1)
    await time_does_its_work(acme.house)
    async with nothing_happens():
        assert (await scheduled.schedule(viewer, "one", new)).status is ScheduledStatus.SENT


@pytest.mark.rule("MSG-8")
async def test_what_it_says_is_checked_when_it_is_made(  # noqa: PLR0917 - the whole cast
    house: House, acme: Person, northstar: Person, maya: Person, conversation: int, nothing_happens: NothingHappens
) -> None:  # fmt: skip
    red, grey = await offered(acme, "Red", "Grey")
    await catalog.set_product_state(System(house), grey, ProductState.INACTIVE)
    picks = await listed(northstar, [red])
    theirs = await uploaded(maya)
    sent = await uploaded(acme)
    await pictured(acme, conversation, sent)
    wrong: list[tuple[Person, Draft | str, type[DomainError], str | None]] = [
        (acme, "", InvalidInput, "content.text"),
        (acme, "x" * 2001, InvalidInput, "content.text"),
        (acme, Draft(products=[grey]), InvalidInput, "content.products.productIds.0"),
        (acme, Draft(products=[2**40]), NotFound, "content.products.productIds.0"),
        (acme, Draft(media_key=theirs), NotFound, "content.media.mediaId"),
        (acme, Draft(media_key=sent), InvalidInput, "content.media.mediaId"),
        (acme, Draft(list_key=picks), NotFound, "content.productListId"),
        (maya, Draft(products=[red]), KindNotAllowed, None),
    ]

    async with nothing_happens():
        for who, said, refusal, field in wrong:
            with pytest.raises(refusal) as refused:
                await to_go(who, conversation, said)
            assert refused.value.facts == ({} if field is None else {"field": field})


@pytest.mark.rule("MSG-8")
async def test_it_goes_at_a_time_to_come_within_ninety_days(
    acme: Person, conversation: int, nothing_happens: NothingHappens
) -> None:
    it = await to_go(acme, conversation, hours=24 * 90)

    async with nothing_happens():
        for hours in (0, -1, 24 * 90 + 0.001):
            with pytest.raises(InvalidInput) as refused:
                await to_go(acme, conversation, hours=hours)
            assert refused.value.facts == {"field": "sendAt"}
            with pytest.raises(InvalidInput):
                await scheduled.update(await acme.viewer(), it.key, send_at=it.created_at + timedelta(hours=hours))


@pytest.mark.rule("MSG-8")
async def test_so_many_may_wait_at_once_and_no_more(
    acme: Person, conversation: int, nothing_happens: NothingHappens
) -> None:
    numbers = acme.house.policy.of("US").model_copy(update={"scheduled_messages_max": 2})
    acme.house.policy._numbers["US"] = numbers
    first = await to_go(acme, conversation, "one")
    await to_go(acme, conversation, "two")

    async with nothing_happens():
        with pytest.raises(LimitReached) as refused:
            await to_go(acme, conversation, "three")
    assert refused.value.facts == {"limit": 2}
    await scheduled.cancel(await acme.viewer(), first.key)
    assert (await to_go(acme, conversation, "three")).status is SCHEDULED


@pytest.mark.rule("MSG-8")
async def test_who_may_not_use_the_inbox_schedules_nothing(
    house: House, acme: Person, maya: Person, conversation: int, nothing_happens: NothingHappens
) -> None:
    it = await to_go(acme, conversation)
    clerk = await member(acme, "clerk", Permission.LEAD_MANAGEMENT)
    new = NewScheduled(conversation_key=conversation, said="hello", send_at=it.send_at)

    def each(viewer: Viewer) -> list[Callable[[], Awaitable[object]]]:
        return [
            lambda: scheduled.schedule(viewer, "new", new),
            lambda: scheduled.update(viewer, it.key, "other"),
            lambda: scheduled.cancel(viewer, it.key),
            lambda: queries.page(viewer),
            lambda: queries.some(viewer, [it.key]),
        ]

    async with nothing_happens():
        for act in each(clerk):
            with pytest.raises(Forbidden):
                await act()
        for act in each(await maya.viewer())[1:3]:  # acme's: as if it was not there
            with pytest.raises(NotFound, match=r"^There is no scheduled message with this id\.$") as refused:
                await act()
            assert refused.value.facts == {"field": "scheduledMessageId"}
        with pytest.raises(NotFound) as refused:
            await to_go(acme, conversation + 1)
        assert refused.value.facts == {"field": "conversationId"}
    await accounts.set_status(System(house), acme.key, AccountStatus.DEACTIVATED)
    async with nothing_happens():
        for act in each(await acme.viewer()):
            with pytest.raises(AccessRevoked):
                await act()


# ── changed and cancelled ──


@pytest.mark.rule("MSG-8")
async def test_its_words_its_time_or_both_may_be_changed_until_it_goes(
    house: House, acme: Person, conversation: int, clock: Hands
) -> None:
    it, viewer = await to_go(acme, conversation, "one"), await acme.viewer()
    clock.advance(minutes=1)

    words = await scheduled.update(viewer, it.key, " two ")
    assert (words.text, words.send_at) == ("two", it.send_at)
    assert (words.updated_at, words.created_at) == (clock.at, it.created_at)
    later = it.send_at + timedelta(days=1)
    moved = await scheduled.update(viewer, it.key, send_at=later)
    assert (moved.text, moved.send_at) == ("two", later)
    assert await due(house) == [(DueKind.MESSAGE_GOES, it.key, later)]
    (red,) = await offered(acme, "Red")
    both = await scheduled.update(viewer, it.key, Draft(products=[red], text="three"), it.send_at)
    assert (both.text, both.said.products, both.send_at) == ("three", [red], it.send_at)
    assert await scheduled.update(viewer, it.key) == both
    clock.advance(hours=1)
    assert await time_does_its_work(house) == 1
    assert (await now(acme, it.key)).sequence == 1


@pytest.mark.rule("MSG-8")
async def test_a_change_is_checked_as_what_is_new(
    maya: Person, conversation: int, acme: Person, nothing_happens: NothingHappens
) -> None:
    it, viewer = await to_go(maya, conversation), await maya.viewer()
    (red,) = await offered(acme, "Red")

    async with nothing_happens():
        with pytest.raises(InvalidInput):
            await scheduled.update(viewer, it.key, "")
        with pytest.raises(KindNotAllowed):
            await scheduled.update(viewer, it.key, Draft(products=[red]))
        with pytest.raises(NotFound) as refused:
            await scheduled.update(viewer, it.key, Draft(media_key=2**40))
        assert refused.value.facts == {"field": "content.media.mediaId"}


@pytest.mark.rule("MSG-8")
async def test_what_is_cancelled_never_goes(
    house: House, acme: Person, conversation: int, clock: Hands, nothing_happens: NothingHappens
) -> None:
    it, viewer = await to_go(acme, conversation), await acme.viewer()

    ended = await scheduled.cancel(viewer, it.key)

    assert (ended.status, ended.refusal, ended.text) == (CANCELLED, None, "later")
    assert await due(house) == []
    clock.advance(hours=2)
    async with nothing_happens():
        assert await scheduled.cancel(viewer, it.key) == ended  # idempotent
        with pytest.raises(Closed, match=r"^This message was cancelled\.$"):
            await scheduled.update(viewer, it.key, "other")
        assert await time_does_its_work(house) == 0


@pytest.mark.rule("MSG-8")
async def test_what_went_can_be_neither_changed_nor_cancelled(
    house: House, acme: Person, conversation: int, clock: Hands, nothing_happens: NothingHappens
) -> None:
    it, viewer = await to_go(acme, conversation), await acme.viewer()
    clock.advance(hours=1)
    await time_does_its_work(house)

    async with nothing_happens():
        for act in (
            scheduled.cancel(viewer, it.key),
            scheduled.update(viewer, it.key, send_at=clock.at + timedelta(1)),
        ):
            with pytest.raises(Closed, match=r"^This message was sent already\.$"):
                await act
        with pytest.raises(InvalidInput):  # what is wrong with it comes first
            await scheduled.update(viewer, it.key, "")


# ── listed ──


@pytest.mark.rule("MSG-8")
async def test_they_are_listed_the_newest_first_and_by_status(acme: Person, maya: Person, conversation: int) -> None:
    keys = [(await to_go(acme, conversation, f"{n}", hours=5 - n)).key for n in range(4)]
    await to_go(maya, conversation)
    viewer = await acme.viewer()
    await scheduled.cancel(viewer, keys[1])

    page = await queries.page(viewer, first=3)
    assert [one.key for one in page.nodes] == [*keys[:0:-1]]
    rest = await queries.page(viewer, first=3, after=page.page_info.end_cursor)
    assert [one.key for one in rest.nodes] == [keys[0]]
    assert [one.key for one in (await queries.page(viewer, [CANCELLED])).nodes] == [keys[1]]
    assert [one.key for one in (await queries.page(viewer, [SCHEDULED])).nodes] == [keys[3], keys[2], keys[0]]
    assert (await queries.page(viewer, [])).nodes == []


# ── uploads ──


@pytest.mark.rule("MSG-8")
async def test_an_upload_that_is_scheduled_does_not_expire_until_the_message_is_cancelled(
    house: House, acme: Person, conversation: int, clock: Hands
) -> None:
    photo, other = await uploaded(acme), await uploaded(acme)
    it = await to_go(acme, conversation, Draft(media_key=photo, text="look"), hours=72)
    assert {(kind, key) for kind, key, _ in await due(house)} == {
        (DueKind.MESSAGE_GOES, it.key), (DueKind.MEDIA_UNSENT, other),
    }  # fmt: skip
    await invariants.holds(house.database)

    changed = await scheduled.update(await acme.viewer(), it.key, Draft(media_key=other))
    assert (changed.said.media_key, changed.text) == (other, None)
    assert (DueKind.MEDIA_UNSENT, photo, clock.at + timedelta(hours=24)) in await due(house)
    await invariants.holds(house.database)
    clock.advance(hours=48)
    await scheduled.cancel(await acme.viewer(), it.key)
    assert (DueKind.MEDIA_UNSENT, other, clock.at + timedelta(hours=24)) in await due(house)
    await invariants.holds(house.database)


@pytest.mark.rule("MSG-8")
async def test_an_upload_is_held_for_one_message(
    acme: Person, conversation: int, nothing_happens: NothingHappens
) -> None:
    photo = await uploaded(acme)
    it, text = await to_go(acme, conversation, Draft(media_key=photo)), await to_go(acme, conversation)
    viewer = await acme.viewer()

    async with nothing_happens():
        for again in (
            to_go(acme, conversation, Draft(media_key=photo, text="again")),
            scheduled.update(viewer, text.key, Draft(media_key=photo)),
        ):
            with pytest.raises(InvalidInput, match="with another message already") as refused:
                await again
            assert refused.value.facts == {"field": "content.media.mediaId"}
    assert (await scheduled.update(viewer, it.key, Draft(media_key=photo, text="look"))).text == "look"
    await scheduled.update(viewer, it.key, "no photo")
    assert (await scheduled.update(viewer, text.key, Draft(media_key=photo))).said.media_key == photo


@pytest.mark.rule("MSG-2", part="scheduled messages")
async def test_the_same_again_is_answered_also_when_its_photo_is_gone(
    house: House, acme: Person, conversation: int, clock: Hands, nothing_happens: NothingHappens
) -> None:
    viewer, said = await acme.viewer(), Draft(media_key=await uploaded(acme))
    new = NewScheduled(conversation_key=conversation, said=said, send_at=clock.at + timedelta(hours=1))
    it = await scheduled.schedule(viewer, "one", new)
    ended = await scheduled.cancel(viewer, it.key)
    clock.advance(days=2)
    await time_does_its_work(house)

    async with nothing_happens():
        assert await scheduled.schedule(viewer, "one", new) == ended
        with pytest.raises(NotFound):
            await scheduled.schedule(viewer, "two", new)


# ── an invitation that has ended ──


@pytest.mark.rule("REF-2", part="order")
async def test_that_an_invitation_has_ended_is_told_last(
    acme: Person, maya: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    (red,) = await offered(acme, "Red")
    sent = await invited(acme, await target(acme, [red]), maya)
    await invitations.withdraw(await acme.viewer(), sent.key)
    said = Draft(products=[red], invitation_key=sent.key)
    it = await to_go(acme, sent.conversation_key)

    async with nothing_happens():
        for again in (to_go(acme, sent.conversation_key, said), scheduled.update(await acme.viewer(), it.key, said)):
            with pytest.raises(Closed, match=r"^This invitation is withdrawn\.$"):
                await again
