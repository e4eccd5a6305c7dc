"""How links end, and how they change."""

from datetime import timedelta

import pytest

from domain.actions import blocks, links, proposals
from domain.actions.proposals import NewChange
from domain.errors import (
    Blocked,
    Closed,
    DomainError,
    Forbidden,
    InvalidInput,
    LimitReached,
    NotFound,
    YouBlockedThem,
)
from domain.partnerships import Change, Partnership
from domain.queries import conversations as inbox
from domain.queries import messages
from domain.queries import partnerships as queries
from models.partnerships import ChangeStatus
from models.partnerships import PartnershipStatus as Status
from tests.cast import Person, asked_to_link, linked, time_does_its_work
from tests.conftest import Hands, Heard, NothingHappens


async def seen_by(who: Person, key: int) -> Partnership:
    """The partnership as somebody reads it."""
    return (await queries.some(await who.viewer(), [key]))[key]


async def changes(who: Person, link: Partnership) -> list[Change]:
    """What was proposed, the newest first."""
    return (await queries.changes(await who.viewer(), [link.key]))[link.key].nodes


@pytest.mark.rule("LNK-5")
async def test_a_creator_asks_to_unlink_and_the_agency_lets_it_go(
    northstar: Person, maya: Person, heard: Heard, clock: Hands, nothing_happens: NothingHappens
) -> None:
    link = await linked(northstar, maya)

    asked = await links.request_unlink(await maya.viewer(), link.key)
    assert (asked.status, asked.unlink_due_at) == (Status.UNLINK_REQUESTED, clock.at + timedelta(days=7))
    assert (await heard(northstar))[-2:] == ["partnership_changed", "notification_added"]
    async with nothing_happens():
        assert await links.request_unlink(await maya.viewer(), link.key) == asked

    ended = await links.respond_to_unlink(await northstar.viewer(), link.key, accept=True)
    assert (ended.status, ended.ended_at, ended.unlink_due_at) == (Status.UNLINKED, clock.at, None)
    (conversation,) = (await inbox.page(await maya.viewer())).nodes
    (page,) = await messages.read(await maya.viewer(), [(conversation, range(1, 4))])
    assert [(one.kind, one.text) for one in page.nodes[1:]] == [
        ("NOTICE", "You are linked now, in programme CAP."), ("NOTICE", "You are no longer linked."),
    ]  # fmt: skip
    assert (conversation.unread_count, conversation.unreplied) == (1, True)  # a notice asks for nothing


@pytest.mark.rule("LNK-5")
@pytest.mark.parametrize("answered", [True, False])
async def test_declined_or_unanswered_the_link_stays_and_the_second_request_ends_it(
    northstar: Person, maya: Person, clock: Hands, answered: bool
) -> None:
    link = await linked(northstar, maya)

    async def no_answer_but_no() -> Status:
        await links.request_unlink(await maya.viewer(), link.key)
        if answered:
            await links.respond_to_unlink(await northstar.viewer(), link.key, accept=False)
        else:
            clock.advance(days=7)
            assert await time_does_its_work(northstar.house) == 1
        return (await seen_by(maya, link.key)).status

    assert await no_answer_but_no() is Status.LINKED
    assert await no_answer_but_no() is Status.UNLINKED


@pytest.mark.rule("LNK-5")
async def test_an_agency_unlinks_at_once(
    northstar: Person, maya: Person, heard: Heard, nothing_happens: NothingHappens
) -> None:
    link = await linked(northstar, maya)
    async with nothing_happens():
        with pytest.raises(Forbidden):
            await links.unlink(await maya.viewer(), link.key)
        with pytest.raises(Forbidden):
            await links.request_unlink(await northstar.viewer(), link.key)
        with pytest.raises(Closed, match="has not asked"):
            await links.respond_to_unlink(await northstar.viewer(), link.key, accept=True)

    ended = await links.unlink(await northstar.viewer(), link.key)

    assert ended.status is Status.UNLINKED
    assert (await heard(maya))[-3:] == ["partnership_changed", "notification_added", "message_sent"]
    async with nothing_happens():
        assert await links.unlink(await northstar.viewer(), link.key) == ended
        with pytest.raises(Closed, match="is unlinked"):
            await links.request_unlink(await maya.viewer(), link.key)


@pytest.mark.rule("LNK-4")
async def test_a_link_ends_at_its_end_also_while_it_is_asked_to(
    northstar: Person, maya: Person, clock: Hands, heard: Heard
) -> None:
    link = await linked(northstar, maya, days=10)
    clock.advance(days=8)
    await links.request_unlink(await maya.viewer(), link.key)
    clock.advance(days=2)

    assert await time_does_its_work(northstar.house) == 1

    assert (await seen_by(maya, link.key)).status is Status.LINK_EXPIRED
    for who in (maya, northstar):
        assert (await heard(who))[-3:] == ["partnership_changed", "notification_added", "message_sent"]
    clock.advance(days=30)
    assert await time_does_its_work(northstar.house) == 0


@pytest.mark.rule("LNK-6")
async def test_another_commission_needs_the_creators_consent(
    northstar: Person, maya: Person, heard: Heard, clock: Hands, nothing_happens: NothingHappens
) -> None:
    link = await linked(northstar, maya)

    await proposals.propose(await northstar.viewer(), "more", link.key, NewChange(rate=1500))
    (change,) = await changes(maya, link)
    assert (change.commission, change.previous_commission, change.status) == ("15", "10", ChangeStatus.PROPOSED)
    assert change.expires_at == clock.at + timedelta(days=7)
    assert (await seen_by(maya, link.key)).commission == "10"
    assert (await heard(maya))[-2:] == ["partnership_changed", "notification_added"]

    async with nothing_happens():
        with pytest.raises(Forbidden):
            await proposals.respond(await northstar.viewer(), change.key, accept=True)
        with pytest.raises(LimitReached, match="open already"):
            await proposals.propose(await northstar.viewer(), "other", link.key, NewChange(rate=500))
    agreed_to = await proposals.respond(await maya.viewer(), change.key, accept=True)
    assert (agreed_to.commission, (await seen_by(northstar, link.key)).commission) == ("15", "15")
    async with nothing_happens():
        assert await proposals.respond(await maya.viewer(), change.key, accept=True) == agreed_to
        with pytest.raises(Closed):
            await proposals.respond(await maya.viewer(), change.key, accept=False)


@pytest.mark.rule("LNK-6")
async def test_an_extension_is_proposed_in_the_last_thirty_days_and_moves_the_end(
    northstar: Person, maya: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    link = await linked(northstar, maya, days=60)
    later = NewChange(ends_at=link.ends_at + timedelta(days=100))
    async with nothing_happens():
        with pytest.raises(Closed, match="last 30 days") as refused:
            await proposals.propose(await northstar.viewer(), "longer", link.key, later)
        assert refused.value.retry_at == link.ends_at - timedelta(days=30)
        for wrong in (NewChange(), NewChange(rate=1, ends_at=later.ends_at)):
            with pytest.raises(InvalidInput):
                await proposals.propose(await northstar.viewer(), "longer", link.key, wrong)
        for wrong in (NewChange(ends_at=link.ends_at), NewChange(rate=1000), NewChange(rate=10_001)):
            with pytest.raises(InvalidInput):
                await proposals.propose(await northstar.viewer(), "longer", link.key, wrong)
    clock.advance(days=30)

    await proposals.propose(await northstar.viewer(), "longer", link.key, later)
    (change,) = await changes(maya, link)
    await proposals.respond(await maya.viewer(), change.key, accept=True)

    clock.advance(days=31)
    assert await time_does_its_work(northstar.house) == 0  # the end of before means nothing any more
    assert (await seen_by(maya, link.key)).status is Status.LINKED
    clock.advance(days=100)
    await time_does_its_work(northstar.house)
    assert (await seen_by(maya, link.key)).status is Status.LINK_EXPIRED


@pytest.mark.rule("LNK-6")
async def test_a_proposal_that_nobody_answers_expires_and_the_history_is_kept(
    northstar: Person, maya: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    link = await linked(northstar, maya)
    await proposals.propose(await northstar.viewer(), "one", link.key, NewChange(rate=1500))
    clock.advance(days=7)
    (open_one,) = await changes(maya, link)
    async with nothing_happens():
        with pytest.raises(Closed):
            await proposals.respond(await maya.viewer(), open_one.key, accept=True)
    # Whether or not anybody has noticed: it is in nobody's way.
    await proposals.propose(await northstar.viewer(), "two", link.key, NewChange(rate=2000))
    await proposals.respond(await maya.viewer(), (await changes(maya, link))[0].key, accept=False)
    await proposals.propose(await northstar.viewer(), "three", link.key, NewChange(rate=500))

    await links.unlink(await northstar.viewer(), link.key)

    kept = [(one.commission, one.status) for one in await changes(maya, link)]
    assert kept == [("5", ChangeStatus.EXPIRED), ("20", ChangeStatus.DECLINED), ("15", ChangeStatus.EXPIRED)]
    clock.advance(days=30)
    assert await time_does_its_work(northstar.house) == 0


async def test_proposals_are_for_links_that_stand(
    northstar: Person, maya: Person, noor: Person, nothing_happens: NothingHappens
) -> None:
    link = await asked_to_link(northstar, maya)

    async with nothing_happens():
        with pytest.raises(Closed):
            await proposals.propose(await northstar.viewer(), "x", link.key, NewChange(rate=500))
        with pytest.raises(NotFound):
            await proposals.propose(await noor.viewer(), "x", link.key, NewChange(rate=500))
        with pytest.raises(NotFound):
            await proposals.respond(await maya.viewer(), 10**15, accept=True)


@pytest.mark.rule("MSG-2", part="links")
async def test_the_same_client_made_id_proposes_once(
    northstar: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    link = await linked(northstar, maya)
    viewer = await northstar.viewer()
    first = await proposals.propose(viewer, "one", link.key, NewChange(rate=1500))

    async with nothing_happens():
        assert await proposals.propose(viewer, "one", link.key, NewChange(rate=1500)) == first
        with pytest.raises(DomainError, match="used for something else"):
            await proposals.propose(viewer, "one", link.key, NewChange(rate=1600))


@pytest.mark.rule("LNK-6")
async def test_partnerships_are_listed_by_status_the_newest_first(
    northstar: Person, maya: Person, noor: Person
) -> None:
    first, second = await linked(northstar, maya), await asked_to_link(northstar, noor)

    async def listed(who: Person, *statuses: Status) -> list[int]:
        return [one.key for one in (await queries.page(await who.viewer(), statuses or None)).nodes]

    assert await listed(northstar) == [second.key, first.key]
    assert await listed(northstar, Status.LINKED) == [first.key]
    assert await listed(maya) == [first.key]
    assert await listed(noor, Status.LINKED, Status.DECLINED) == []
    assert first.conversation_key != second.conversation_key
    assert (await queries.with_accounts(await maya.viewer(), [northstar.key]))[northstar.key].key == first.key


@pytest.mark.rule("BLK-2", part="links")
async def test_across_a_block_a_link_is_still_ended_and_no_change_proposed(
    northstar: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    link = await linked(northstar, maya)
    await blocks.block(await maya.viewer(), northstar.key)
    async with nothing_happens():
        with pytest.raises(Blocked):
            await proposals.propose(await northstar.viewer(), "more", link.key, NewChange(rate=1500))
    await blocks.block(await northstar.viewer(), maya.key)
    async with nothing_happens():
        with pytest.raises(YouBlockedThem):
            await proposals.propose(await northstar.viewer(), "more", link.key, NewChange(rate=1500))

    asked = await links.request_unlink(await maya.viewer(), link.key)
    ended = await links.respond_to_unlink(await northstar.viewer(), link.key, accept=True)

    assert (asked.status, ended.status) == (Status.UNLINK_REQUESTED, Status.UNLINKED)
