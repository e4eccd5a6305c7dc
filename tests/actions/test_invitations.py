"""Invitations: sent, answered, withdrawn, ended."""

from datetime import timedelta

import pytest

from domain import clock
from domain.actions import blocks, catalog, conversations, invitations, showcase
from domain.actions.invitations import InviteOutcome
from domain.errors import Closed, DomainError, Forbidden, InvalidInput, NotFound
from domain.house import House
from domain.invitations import Invitation
from domain.queries import conversations as inbox
from domain.queries import invitations as queries
from domain.queries import messages
from domain.viewer import System
from models.accounts import AccountKind
from models.catalog import ProductState
from models.invitations import InvitationStatus as Status
from tests.cast import Person, invited, offered, person, say, target, time_does_its_work
from tests.conftest import Hands, Heard, NothingHappens


def said(outcomes: list[InviteOutcome]) -> list[str]:
    """Outcomes in words."""
    return [str(o.problem.code) if o.problem else "SENT" if o.sent else "ALREADY_INVITED" for o in outcomes]


async def seen_by(who: Person, key: int) -> Invitation:
    """The invitation as somebody reads it."""
    return (await queries.some(await who.viewer(), [key]))[key]


@pytest.mark.rule("COL-3", part="collaborations")
async def test_an_invitation_is_a_card_in_a_conversation_made_for_it(acme: Person, maya: Person, heard: Heard) -> None:
    red, blue = await offered(acme, "Red", "Blue")

    sent = await invited(acme, await target(acme, [red, blue]), maya)

    viewer = await maya.viewer()
    (conversation,) = (await inbox.page(viewer)).nodes
    assert (conversation.key, conversation.entry_point) == (sent.conversation_key, "TARGET_COLLABORATION")
    assert (conversation.unread_count, conversation.unreplied) == (1, True)
    (page,) = await messages.read(viewer, [(conversation, range(1, 2))])
    assert [(one.kind, one.preview) for one in page.nodes] == [
        ("TARGET_COLLABORATION", "An invitation to a collaboration")
    ]
    assert await heard(maya) == ["message_sent", "invitation_changed", "notification_added"]
    assert await heard(acme) == ["message_sent", "invitation_changed"]


@pytest.mark.rule("COL-3", part="collaborations")
async def test_each_creator_has_an_outcome_in_the_order_asked_for(
    house: House, acme: Person, maya: Person, noor: Person, northstar: Person
) -> None:
    abroad = await person(house, AccountKind.CREATOR, "abroad", ("JP",))
    key = await target(acme, await offered(acme, "Red"))
    await invited(acme, key, maya)
    await blocks.block(await noor.viewer(), acme.key)
    named = [noor.key, abroad.key, maya.key, 10**15, northstar.key]

    outcomes = await invitations.invite(await acme.viewer(), "all", key, named)

    assert [outcome.creator_key for outcome in outcomes] == named
    assert said(outcomes) == ["BLOCKED", "NO_SHARED_MARKET", "ALREADY_INVITED", "NOT_FOUND", "NOT_FOUND"]
    assert len((await queries.page(await acme.viewer())).edges) == 1


@pytest.mark.rule("COL-3", part="collaborations")
@pytest.mark.rule("MSG-2", part="target collaborations")
async def test_to_invite_again_gives_the_first_invitation_whatever_became_of_it(
    acme: Person, maya: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    key = await target(acme, await offered(acme, "Red"))
    first = await invited(acme, key, maya)
    await invitations.respond(await maya.viewer(), first.key, accept=False)
    viewer = await acme.viewer()
    again = await invitations.invite(viewer, "again", key, [maya.key])
    assert said(again) == ["ALREADY_INVITED"]
    clock.advance(days=31)

    async with nothing_happens():
        repeated = await invitations.invite(viewer, f"invite {maya.handle}", key, [maya.key])
    assert said(repeated) == ["SENT"]
    assert [o.invitation.key for o in (*again, *repeated) if o.invitation] == [first.key] * 2


async def test_whom_and_into_what_is_checked(
    acme: Person, fresh: Person, maya: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    (red,) = await offered(acme, "Red")
    key, ended, empty = await target(acme, [red]), await target(acme, [red], days=1), await target(acme, [red], 30)
    clock.advance(days=2)

    async def refused(who: Person, target_key: int, creators: list[int]) -> tuple[str, object]:
        with pytest.raises(DomainError) as error:
            await invitations.invite(await who.viewer(), "x", target_key, creators)
        return str(error.value.code), error.value.facts.get("field")

    async with nothing_happens():
        assert await refused(fresh, key, [maya.key]) == ("NOT_FOUND", "targetCollaborationId")
        assert await refused(maya, key, [maya.key]) == ("NOT_FOUND", "targetCollaborationId")
        assert await refused(acme, key, []) == ("INVALID_INPUT", "creatorIds")
        assert await refused(acme, key, list(range(1, 52))) == ("INVALID_INPUT", "creatorIds")
        assert await refused(acme, key, [maya.key, maya.key]) == ("INVALID_INPUT", "creatorIds.1")
        assert await refused(acme, ended, [maya.key]) == ("CLOSED", None)
    await catalog.set_product_state(System(acme.house), red, ProductState.INACTIVE)
    async with nothing_happens():
        assert await refused(acme, empty, [maya.key]) == ("CLOSED", None)


@pytest.mark.rule("COL-4")
@pytest.mark.parametrize("accept", [True, False])
async def test_the_creator_answers_once(
    acme: Person, maya: Person, heard: Heard, nothing_happens: NothingHappens, accept: bool
) -> None:
    sent = await invited(acme, await target(acme, await offered(acme, "Red")), maya)
    viewer = await maya.viewer()

    answered = await invitations.respond(viewer, sent.key, accept=accept)

    assert answered.status is (Status.ACCEPTED if accept else Status.DECLINED)
    assert answered.answered_at == (await seen_by(acme, sent.key)).answered_at
    assert (await heard(acme))[-2:] == ["invitation_changed", "notification_added"]
    async with nothing_happens():
        assert await invitations.respond(viewer, sent.key, accept=accept) == answered
        with pytest.raises(Closed):
            await invitations.respond(viewer, sent.key, accept=not accept)


@pytest.mark.rule("COL-4")
async def test_adding_a_product_accepts_and_nothing_can_be_added_once_it_is_over(
    acme: Person, maya: Person, noor: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    red, blue = await offered(acme, "Red", "Blue")
    key = await target(acme, [red, blue], days=10)
    sent, declined = await invited(acme, key, maya), await invited(acme, key, noor)

    await showcase.add(await maya.viewer(), sent.conversation_key, sent.sequence, [red])
    await invitations.respond(await noor.viewer(), declined.key, accept=False)

    now = await seen_by(acme, sent.key)
    assert (now.status, now.products_added) == (Status.ACCEPTED, 1)
    clock.advance(days=11)
    await time_does_its_work(acme.house)
    assert (await seen_by(acme, sent.key)).status is Status.ACCEPTED  # it was answered in time
    async with nothing_happens():
        with pytest.raises(Closed, match="has ended"):
            await showcase.add(await maya.viewer(), sent.conversation_key, sent.sequence, [blue])
        with pytest.raises(Closed, match="is declined"):
            await showcase.add(await noor.viewer(), declined.conversation_key, declined.sequence)


@pytest.mark.rule("COL-4")
async def test_an_invitation_that_nobody_answers_expires_and_both_hear(
    acme: Person, maya: Person, clock: Hands, heard: Heard, nothing_happens: NothingHappens
) -> None:
    sent = await invited(acme, await target(acme, await offered(acme, "Red"), days=3), maya)
    clock.advance(days=3)
    async with nothing_happens():
        with pytest.raises(Closed):  # whether or not anybody has noticed yet
            await invitations.respond(await maya.viewer(), sent.key, accept=True)
        with pytest.raises(Closed):
            await invitations.withdraw(await acme.viewer(), sent.key)

    assert await time_does_its_work(acme.house) == 1

    assert (await seen_by(maya, sent.key)).status is Status.EXPIRED
    for who in (acme, maya):
        assert (await heard(who))[-2:] == ["invitation_changed", "notification_added"]
    async with nothing_happens():
        assert await time_does_its_work(acme.house) == 0


@pytest.mark.rule("COL-8")
async def test_what_was_added_stays_when_the_invitation_is_withdrawn(
    acme: Person, maya: Person, heard: Heard, nothing_happens: NothingHappens
) -> None:
    red, blue = await offered(acme, "Red", "Blue")
    sent = await invited(acme, await target(acme, [red, blue]), maya)
    place = (sent.conversation_key, sent.sequence)
    await showcase.add(await maya.viewer(), *place, [red])

    withdrawn = await invitations.withdraw(await acme.viewer(), sent.key)

    assert (withdrawn.status, withdrawn.products_added) == (Status.WITHDRAWN, 1)
    assert (await heard(maya))[-2:] == ["invitation_changed", "notification_added"]
    async with nothing_happens():
        assert await invitations.withdraw(await acme.viewer(), sent.key) == withdrawn
        with pytest.raises(Closed, match="is withdrawn"):
            await showcase.add(await maya.viewer(), *place, [blue])


@pytest.mark.rule("COL-10")
async def test_the_sender_sees_what_became_of_an_invitation(acme: Person, maya: Person, heard: Heard) -> None:
    red, blue = await offered(acme, "Red", "Blue")
    sent = await invited(acme, await target(acme, [red, blue]), maya)
    assert (sent.status, sent.seen_at, sent.answered_at, sent.products_added) == (Status.PENDING, None, None, 0)

    await conversations.mark_read(await maya.viewer(), [sent.conversation_key])
    assert (await seen_by(acme, sent.key)).seen_at is not None
    assert (await heard(acme))[-2:] == ["conversation_read", "invitation_changed"]
    await showcase.add(await maya.viewer(), sent.conversation_key, sent.sequence)

    now = await seen_by(acme, sent.key)
    assert (now.status, now.products_added) == (Status.ACCEPTED, 2)
    assert now.answered_at is not None


async def test_an_invitation_is_its_two_sides_alone(
    acme: Person, maya: Person, noor: Person, fresh: Person, nothing_happens: NothingHappens
) -> None:
    sent = await invited(acme, await target(acme, await offered(acme, "Red")), maya)

    async with nothing_happens():
        for who in (noor, fresh):
            assert await queries.some(await who.viewer(), [sent.key]) == {}
            with pytest.raises(NotFound):
                await invitations.respond(await who.viewer(), sent.key, accept=True)
            with pytest.raises(NotFound):
                await invitations.withdraw(await who.viewer(), sent.key)
        with pytest.raises(Forbidden):
            await invitations.respond(await acme.viewer(), sent.key, accept=True)
        with pytest.raises(Forbidden):
            await invitations.withdraw(await maya.viewer(), sent.key)


@pytest.mark.rule("BLK-2", part="invitations")
async def test_across_a_block_nobody_is_invited_but_answers_and_withdrawals_go(
    acme: Person, maya: Person, noor: Person
) -> None:
    key = await target(acme, await offered(acme, "Red"))
    first, second = await invited(acme, key, maya), await invited(acme, key, noor)
    for creator in (maya, noor):
        await blocks.block(await creator.viewer(), acme.key)

    other = await target(acme, await offered(acme, "Blue"))
    outcomes = await invitations.invite(await acme.viewer(), "x", other, [maya.key])
    answered = await invitations.respond(await maya.viewer(), first.key, accept=True)
    withdrawn = await invitations.withdraw(await acme.viewer(), second.key)

    assert said(outcomes) == ["BLOCKED"]
    assert (answered.status, withdrawn.status) == (Status.ACCEPTED, Status.WITHDRAWN)


async def test_invitations_are_listed_by_status_the_newest_first(acme: Person, maya: Person) -> None:
    keys = [await target(acme, await offered(acme, title)) for title in ("Red", "Blue", "Green")]
    sent = []
    for number, key in enumerate(keys):
        outcomes = await invitations.invite(await acme.viewer(), f"invite {number}", key, [maya.key])
        sent.append(outcomes[0].invitation.key if outcomes[0].invitation else 0)
    await invitations.respond(await maya.viewer(), sent[1], accept=False)

    async def listed(who: Person, *statuses: Status) -> list[int]:
        return [one.key for one in (await queries.page(await who.viewer(), statuses or None)).nodes]

    assert await listed(acme) == await listed(maya) == [sent[2], sent[1], sent[0]]
    assert await listed(maya, Status.PENDING) == [sent[2], sent[0]]
    assert await listed(acme, Status.DECLINED, Status.EXPIRED) == [sent[1]]
    assert [one.key for one in (await queries.page(await acme.viewer(), [])).nodes] == []


async def test_an_invitation_is_one_message_however_much_is_said(acme: Person, maya: Person) -> None:
    key = await target(acme, await offered(acme, "Red"))
    sent = await invited(acme, key, maya)
    await say(acme, sent.conversation_key, "Did you see it?")

    again = await invitations.invite(await acme.viewer(), "again", key, [maya.key])

    assert again[0].invitation is not None
    assert (again[0].invitation.sequence, again[0].sent) == (1, False)
    assert clock.now() - again[0].invitation.sent_at < timedelta(minutes=1)


async def test_more_creators_than_can_be_named_are_refused_before_they_are_looked_at(acme: Person) -> None:
    key = await target(acme, await offered(acme, "Red"))

    with pytest.raises(InvalidInput, match="1 to 50"):
        await invitations.invite(await acme.viewer(), "x", key, list(range(10**15, 10**15 + 51)))


@pytest.mark.rule("MSG-2")
async def test_a_repeat_after_the_end_finds_what_was_sent_and_says_of_the_others_that_it_is_over(
    acme: Person, maya: Person, noor: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    key = await target(acme, await offered(acme, "Red"), days=1)
    await blocks.block(await noor.viewer(), acme.key)
    viewer = await acme.viewer()
    assert said(await invitations.invite(viewer, "both", key, [maya.key, noor.key])) == ["SENT", "BLOCKED"]
    await blocks.unblock(await noor.viewer(), acme.key)
    clock.advance(days=1)

    async with nothing_happens():
        assert said(await invitations.invite(viewer, "both", key, [maya.key, noor.key])) == ["SENT", "CLOSED"]
