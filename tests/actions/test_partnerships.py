"""Links: asked for, agreed to, declined, withdrawn, expired."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain import clock as time
from domain.actions import blocks, partnerships
from domain.actions.partnerships import NewLink
from domain.errors import AgreementRequired, AlreadyLinked, Closed, DomainError, Forbidden, LimitReached, NotFound
from domain.house import House
from domain.partnerships import Partnership
from domain.queries import conversations as inbox
from domain.queries import messages
from domain.queries import partnerships as queries
from models.accounts import AccountKind, Programme
from models.partnerships import PartnershipStatus as Status
from tests.cast import Person, agreed, asked_to_link, linked, person, say, started, time_does_its_work
from tests.conftest import Hands, Heard, NothingHappens


async def seen_by(who: Person, key: int) -> Partnership:
    """The partnership as somebody reads it."""
    return (await queries.some(await who.viewer(), [key]))[key]


@pytest.fixture
async def polaris(house: House) -> Person:
    """Another verified agency in the United States."""
    return await person(house, AccountKind.AGENCY, "polaris")


@pytest.mark.rule("LNK-1")
@pytest.mark.rule("ACC-1")
async def test_an_agency_asks_a_creator_to_link_by_a_card(
    northstar: Person, maya: Person, heard: Heard, clock: Hands
) -> None:
    link = await asked_to_link(northstar, maya)

    assert (link.status, link.programme, link.commission) == (Status.REQUESTED, "CAP", "10")
    assert link.expires_at == clock.at + timedelta(days=7)
    assert link == await seen_by(maya, link.key)
    texts = (await queries.agreements(await maya.viewer(), [link.key]))[link.key]
    assert [(one.kind, one.version, one.accepted_at) for one in texts] == [
        ("DATA_SHARING", "1", None), ("REVENUE_SHARING", "1", None),
    ]  # fmt: skip
    (conversation,) = (await inbox.page(await maya.viewer())).nodes
    (page,) = await messages.read(await maya.viewer(), [(conversation, range(1, 2))])
    assert [one.kind for one in page.nodes] == ["LINK_INVITATION"]
    assert await heard(maya) == ["message_sent", "partnership_changed", "notification_added"]
    assert await heard(northstar) == ["message_sent", "partnership_changed"]


@pytest.mark.rule("LNK-1")
async def test_the_same_creator_is_asked_once_in_seven_days_and_nobody_who_is_linked(
    northstar: Person, maya: Person, noor: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    await asked_to_link(northstar, maya)
    await linked(northstar, noor)
    clock.advance(days=6, hours=23)

    async with nothing_happens():
        with pytest.raises(LimitReached, match="once in 7 days") as refused:
            await asked_to_link(northstar, maya, made="again")
        assert (refused.value.limit, refused.value.retry_at) == (1, clock.at + timedelta(hours=1))
        with pytest.raises(AlreadyLinked):
            await asked_to_link(northstar, noor, made="again")
    clock.advance(hours=1)  # at the very moment that was promised, whether or not anybody has noticed
    again = await asked_to_link(northstar, maya, made="again")
    assert again.status is Status.REQUESTED
    assert await time_does_its_work(northstar.house) == 0


@pytest.mark.rule("LNK-1")
async def test_an_agency_asks_so_many_creators_a_day_of_its_market(
    house: House, northstar: Person, clock: Hands, monkeypatch: pytest.MonkeyPatch, nothing_happens: NothingHappens
) -> None:
    numbers = house.policy.of("US").model_copy(update={"link_invitations_per_day": 2})
    monkeypatch.setattr(house.policy, "of", lambda market: numbers)
    first, second, third = [await person(house, AccountKind.CREATOR, f"creator{n}") for n in range(3)]
    await asked_to_link(northstar, first)
    await asked_to_link(northstar, second)

    async with nothing_happens():
        with pytest.raises(LimitReached) as refused:
            await asked_to_link(northstar, third)
    # Noon in UTC is seven in the morning in New York: the day ends there, seventeen hours on.
    assert (refused.value.limit, refused.value.retry_at) == (2, clock.at + timedelta(hours=17))
    clock.advance(hours=17)
    assert (await asked_to_link(northstar, third)).status is Status.REQUESTED


@pytest.mark.rule("LNK-1")
async def test_what_cannot_be_asked_is_refused(
    house: House, northstar: Person, maya: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    capped = await person(house, AccountKind.AGENCY, "capped", programmes=(Programme.CAP,))
    unknown = await person(house, AccountKind.AGENCY, "unknown", verified=False)

    async def refused(by: Person, creator: int = maya.key, **changed: Any) -> tuple[str, Any]:
        right: dict[str, Any] = {"programme": Programme.TAP, "rate": 1000, "ends_at": time.now() + timedelta(days=9)}
        with pytest.raises(DomainError) as error:
            await partnerships.invite(await by.viewer(), "x", NewLink(creator_key=creator, **{**right, **changed}))
        return str(error.value.code), error.value.facts.get("field")

    async with nothing_happens():
        assert await refused(acme) == ("KIND_NOT_ALLOWED", None)
        assert await refused(capped) == ("FORBIDDEN", None)
        assert await refused(unknown) == ("NOT_VERIFIED", None)
        assert await refused(northstar, acme.key) == ("NOT_FOUND", "creatorId")
        assert await refused(northstar, rate=10_001) == ("INVALID_INPUT", "commission")
        assert await refused(northstar, ends_at=time.now()) == ("INVALID_INPUT", "endsAt")


@pytest.mark.rule("ACC-6")
async def test_an_agency_that_is_not_verified_asks_nobody_not_even_who_wrote_first(
    house: House, maya: Person, nothing_happens: NothingHappens
) -> None:
    unknown = await person(house, AccountKind.AGENCY, "unknown", verified=False)
    await say(maya, await started(maya, unknown), "hello")

    async with nothing_happens():
        with pytest.raises(DomainError, match="not verified"):
            await asked_to_link(unknown, maya)


@pytest.mark.rule("LNK-2")
async def test_a_creator_agrees_to_everything_before_it_is_linked_and_it_is_kept(
    northstar: Person, maya: Person, heard: Heard, clock: Hands, nothing_happens: NothingHappens
) -> None:
    link = await asked_to_link(northstar, maya)
    viewer = await maya.viewer()

    async with nothing_happens():
        for named in ([], [(link.key, 1)], [(link.key, 2)]):
            with pytest.raises(AgreementRequired):
                await partnerships.respond(viewer, link.key, accept=True, agreed=named)
        for unknown in ((link.key + 1, 2), (link.key, 3)):
            with pytest.raises(NotFound) as refused:
                await partnerships.respond(viewer, link.key, accept=True, agreed=[(link.key, 1), unknown])
            assert refused.value.facts == {"field": "agreementIds.1"}
    now = await agreed(maya, link)

    assert (now.status, now.linked_at, now.answered_at) == (Status.LINKED, clock.at, clock.at)
    kept = (await queries.agreements(viewer, [link.key]))[link.key]
    assert {(one.accepted_at, one.accepted_by_key) for one in kept} == {(clock.at, maya.user_key)}
    agencys = (await queries.agreements(await northstar.viewer(), [link.key]))[link.key]
    assert {(one.accepted_at, one.accepted_by_key) for one in agencys} == {(clock.at, None)}
    assert (await heard(northstar))[-3:] == ["partnership_changed", "notification_added", "message_sent"]


@pytest.mark.rule("LNK-2")
async def test_a_creator_declines_and_an_answer_stands(
    northstar: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    link = await asked_to_link(northstar, maya)
    viewer = await maya.viewer()

    declined = await partnerships.respond(viewer, link.key, accept=False)

    assert declined.status is Status.DECLINED
    async with nothing_happens():
        assert await partnerships.respond(viewer, link.key, accept=False) == declined
        with pytest.raises(Closed, match="is declined"):
            await agreed(maya, link)
        with pytest.raises(Closed):
            await partnerships.withdraw(await northstar.viewer(), link.key)


@pytest.mark.rule("LNK-3")
async def test_a_creator_has_one_cap_link_and_any_number_of_tap_links(
    northstar: Person, polaris: Person, maya: Person, house: House, nothing_happens: NothingHappens
) -> None:
    third = await person(house, AccountKind.AGENCY, "third")
    await linked(northstar, maya, Programme.CAP)
    second = await asked_to_link(polaris, maya, Programme.CAP)

    async with nothing_happens():
        with pytest.raises(AlreadyLinked, match="a CAP link already"):
            await agreed(maya, second)

    assert (await linked(third, maya, Programme.TAP)).status is Status.LINKED
    assert (await partnerships.respond(await maya.viewer(), second.key, accept=False)).status is Status.DECLINED


@pytest.mark.rule("LNK-3")
async def test_a_cap_link_that_has_come_to_its_end_is_in_nobodys_way(
    northstar: Person, polaris: Person, maya: Person, clock: Hands
) -> None:
    ended = await linked(northstar, maya, days=5)
    clock.advance(days=5)  # and nobody has worked

    second = await linked(polaris, maya)

    assert second.status is Status.LINKED
    assert (await seen_by(maya, ended.key)).status is Status.LINK_EXPIRED
    assert await time_does_its_work(northstar.house) == 0


async def test_an_invitation_to_a_short_link_is_answered_before_its_end(
    northstar: Person, maya: Person, clock: Hands
) -> None:
    link = await asked_to_link(northstar, maya, days=2)

    assert link.expires_at == link.ends_at


@pytest.mark.rule("LNK-4")
async def test_an_invitation_to_link_is_withdrawn_or_expires(
    northstar: Person, maya: Person, noor: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    taken_back, forgotten = await asked_to_link(northstar, maya), await asked_to_link(northstar, noor)
    viewer = await northstar.viewer()

    withdrawn = await partnerships.withdraw(viewer, taken_back.key)
    clock.advance(days=7)
    async with nothing_happens():
        with pytest.raises(Closed, match="is request expired"):
            await agreed(noor, forgotten)
    assert await time_does_its_work(northstar.house) == 1

    assert withdrawn.status is Status.WITHDRAWN
    assert (await seen_by(noor, forgotten.key)).status is Status.REQUEST_EXPIRED
    async with nothing_happens():
        assert await partnerships.withdraw(viewer, taken_back.key) == withdrawn
        with pytest.raises(Closed):
            await agreed(maya, taken_back)


@pytest.mark.rule("MSG-2", part="links")
async def test_the_same_client_made_id_asks_once(
    northstar: Person, maya: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    first = await asked_to_link(northstar, maya)

    async with nothing_happens():
        assert await asked_to_link(northstar, maya) == first
        with pytest.raises(DomainError, match="used for something else"):
            await asked_to_link(northstar, maya, days=3)


@pytest.mark.rule("BLK-2", part="links")
async def test_across_a_block_nobody_asks_but_answers_go(
    northstar: Person, polaris: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    link = await asked_to_link(northstar, maya)
    for agency in (northstar, polaris):
        await blocks.block(await maya.viewer(), agency.key)

    async with nothing_happens():
        with pytest.raises(DomainError, match="blocked by them"):
            await asked_to_link(polaris, maya)
    assert (await agreed(maya, link)).status is Status.LINKED


async def test_a_link_is_its_two_sides_and_each_step_the_side_whose_it_is(
    northstar: Person, polaris: Person, maya: Person, noor: Person, nothing_happens: NothingHappens
) -> None:
    link = await asked_to_link(northstar, maya)

    async with nothing_happens():
        with pytest.raises(NotFound):
            await agreed(noor, link)
        with pytest.raises(NotFound):
            await partnerships.withdraw(await polaris.viewer(), link.key)
        with pytest.raises(Forbidden):
            await agreed(northstar, link)
        with pytest.raises(Forbidden):
            await partnerships.withdraw(await maya.viewer(), link.key)
        assert await queries.some(await polaris.viewer(), [link.key]) == {}
        assert (await queries.agreements(await polaris.viewer(), [link.key]))[link.key] == []


@pytest.mark.rule("LNK-2")
async def test_what_was_agreed_is_kept_when_the_policys_text_changes(
    house: House, northstar: Person, maya: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = await linked(northstar, maya)
    before = (await queries.agreements(await maya.viewer(), [link.key]))[link.key]

    changed = {kind: text.model_copy(update={"version": "2"}) for kind, text in house.policy.agreements("US").items()}
    monkeypatch.setattr(house.policy, "agreements", lambda market: changed)

    assert (await queries.agreements(await maya.viewer(), [link.key]))[link.key] == before
    assert isinstance(before[0].accepted_at, datetime)


async def test_who_is_asked_again_after_a_link_that_nobody_saw_end_hears_of_its_end_first(
    northstar: Person, maya: Person, clock: Hands, heard: Heard
) -> None:
    await linked(northstar, maya, days=3)
    clock.advance(days=7)  # and nothing of what was due was done

    again = await asked_to_link(northstar, maya, made="again")

    assert again.sequence == 4  # asked, linked, no longer linked, asked
    assert (await heard(maya))[-6:] == [
        "partnership_changed", "notification_added", "message_sent", "message_sent", "partnership_changed",
        "notification_added",
    ]  # fmt: skip
    assert await time_does_its_work(maya.house) == 0
