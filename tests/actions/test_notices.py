"""What notifications say, of every kind: who is told of what, in which words."""

import pytest

from domain.actions import accounts, invitations, links, partnerships, proposals, samples
from domain.actions.proposals import NewChange
from domain.house import House
from domain.notifications import TEXTS
from domain.queries import notifications
from domain.queries import partnerships as queries
from domain.viewer import System
from models.accounts import AccountKind, AccountStatus
from models.notifications import NotificationKind
from models.samples import SampleCancelReason
from models.sql import statement
from tests.cast import (
    Person,
    asked_to_link,
    invited,
    linked,
    offered,
    person,
    requested,
    target,
    time_does_its_work,
)
from tests.conftest import Hands


async def told(who: Person) -> list[tuple[str, str]]:
    """Kind and words of all that an account was told, in order."""
    page = await notifications.page(await who.viewer(), first=100)
    return [(one.kind.value, one.text) for one in reversed(page.nodes)]


@pytest.mark.rule("EVT-6", part="cards and access")
async def test_of_invitations(acme: Person, maya: Person, clock: Hands) -> None:
    keys = [await target(acme, await offered(acme, title), days=3) for title in "abcd"]
    sent = []
    for number, key in enumerate(keys):
        (outcome,) = await invitations.invite(await acme.viewer(), f"i{number}", key, [maya.key])
        assert outcome.invitation is not None
        sent.append(outcome.invitation)
    await invitations.respond(await maya.viewer(), sent[0].key, accept=True)
    await invitations.respond(await maya.viewer(), sent[1].key, accept=False)
    await invitations.withdraw(await acme.viewer(), sent[2].key)
    clock.advance(days=3)
    await time_does_its_work(acme.house)

    over = ("INVITATION_EXPIRED", "The invitation between you and {} has ended without an answer.")
    assert await told(maya) == [
        *[("INVITATION_RECEIVED", "Acme invited you to a collaboration.")] * 4,
        ("INVITATION_WITHDRAWN", "Acme withdrew an invitation."),
        (over[0], over[1].format("Acme")),
    ]
    assert await told(acme) == [
        ("INVITATION_ACCEPTED", "Maya accepted your invitation."),
        ("INVITATION_DECLINED", "Maya declined your invitation."),
        (over[0], over[1].format("Maya")),
    ]


@pytest.mark.rule("EVT-6", part="cards and access")
async def test_of_links(house: House, northstar: Person, maya: Person, noor: Person, clock: Hands) -> None:
    third = await person(house, AccountKind.CREATOR, "third")
    link = await linked(northstar, maya, days=30)
    agency = await northstar.viewer()
    for made, rate, accept in (("a", 1500, True), ("b", 2000, False), ("c", 500, None)):
        await proposals.propose(agency, made, link.key, NewChange(rate=rate))
        change = (await queries.open_changes(agency, [link.key]))[link.key]
        if accept is not None:
            await proposals.respond(await maya.viewer(), change.key, accept=accept)
    await partnerships.respond(await noor.viewer(), (await asked_to_link(northstar, noor)).key, accept=False)
    await partnerships.withdraw(agency, (await asked_to_link(northstar, third)).key)
    clock.advance(days=7)
    await time_does_its_work(house)
    await asked_to_link(northstar, third, made="again")
    clock.advance(days=7)
    await time_does_its_work(house)
    await links.request_unlink(await maya.viewer(), link.key)
    await links.respond_to_unlink(agency, link.key, accept=False)
    clock.advance(days=20)
    await time_does_its_work(house)
    second = await linked(northstar, maya, made="second")
    await links.unlink(agency, second.key)

    assert await told(maya) == [
        ("LINK_REQUESTED", "Northstar would like to link with you."),
        *[("LINK_CHANGE_PROPOSED", "Northstar proposes a change of your link.")] * 3,
        ("LINK_CHANGE_EXPIRED", "The proposed change of the link between you and Northstar has expired."),
        ("UNLINK_DECLINED", "The link between you and Northstar stays."),
        ("LINK_EXPIRED", "The link between you and Northstar has come to its end."),
        ("LINK_REQUESTED", "Northstar would like to link with you."),
        ("UNLINKED", "You and Northstar are no longer linked."),
    ]
    assert await told(third) == [
        ("LINK_REQUESTED", "Northstar would like to link with you."),
        ("LINK_WITHDRAWN", "Northstar withdrew the invitation to link."),
        ("LINK_REQUESTED", "Northstar would like to link with you."),
        ("LINK_REQUEST_EXPIRED", "The invitation to link between you and Northstar has expired."),
    ]
    assert await told(northstar) == [
        ("LINK_ACCEPTED", "Maya accepted: you are linked."),
        ("LINK_CHANGE_ACCEPTED", "Maya agreed to the change of your link."),
        ("LINK_CHANGE_DECLINED", "Maya declined the change of your link."),
        ("LINK_DECLINED", "Noor declined to link with you."),
        ("LINK_CHANGE_EXPIRED", "The proposed change of the link between you and Maya has expired."),
        ("LINK_REQUEST_EXPIRED", "The invitation to link between you and Third has expired."),
        ("UNLINK_REQUESTED", "Maya asks to unlink."),
        ("LINK_EXPIRED", "The link between you and Maya has come to its end."),
        ("LINK_ACCEPTED", "Maya accepted: you are linked."),
    ]


@pytest.mark.rule("EVT-6", part="cards and access")
async def test_of_samples(acme: Person, maya: Person, clock: Hands) -> None:
    red, blue, green = await offered(acme, "Red", "Blue", "Green", samples_offered=True)
    seller, creator = await acme.viewer(), await maya.viewer()
    first = await requested(maya, red)
    await samples.review(seller, first.key, approve=True, reason=None)
    await samples.ship(seller, first.key, None, None)
    await samples.receive(creator, first.key)
    await samples.submit_content(creator, first.key, "https://example.com/1")
    await samples.complete(seller, first.key)
    second = await requested(maya, blue)
    await samples.review(seller, second.key, approve=True, reason=None)
    await samples.ship(seller, second.key, None, None)
    third = await requested(maya, green)
    await samples.review(seller, third.key, approve=False, reason=SampleCancelReason.OTHER)
    for days in (30, 11, 3):
        clock.advance(days=days)
        await time_does_its_work(acme.house)

    cancelled = "The sample between you and {} was cancelled."
    assert await told(maya) == [
        ("SAMPLE_APPROVED", "Acme approved your sample."),
        ("SAMPLE_SHIPPED", "Acme shipped your sample."),
        ("SAMPLE_COMPLETED", "The sample between you and Acme is completed."),
        ("SAMPLE_APPROVED", "Acme approved your sample."),
        ("SAMPLE_SHIPPED", "Acme shipped your sample."),
        ("SAMPLE_CANCELLED", cancelled.format("Acme")),
        ("SAMPLE_CONTENT_PENDING", "The sample of Acme counts as received. Content is due next."),
        ("SAMPLE_CONTENT_DUE", "The content for a sample of Acme is due soon."),
        ("SAMPLE_CANCELLED", cancelled.format("Acme")),
    ]
    assert await told(acme) == [
        ("SAMPLE_REQUESTED", "Maya asks for a sample."),
        ("SAMPLE_RECEIVED", "Maya has the sample. Content is due next."),
        ("SAMPLE_CONTENT_SUBMITTED", "Maya made content for a sample. Have a look."),
        ("SAMPLE_REQUESTED", "Maya asks for a sample."),
        ("SAMPLE_REQUESTED", "Maya asks for a sample."),
        ("SAMPLE_RECEIVED", "Maya has the sample. Content is due next."),
        ("SAMPLE_CANCELLED", cancelled.format("Maya")),
    ]


@pytest.mark.rule("EVT-6", part="cards and access")
async def test_of_access(house: House, acme: Person) -> None:
    await accounts.set_status(System(house), acme.key, AccountStatus.SHUT_DOWN, None)
    await accounts.set_status(System(house), acme.key, AccountStatus.ACTIVE, None)

    assert await told(acme) == [("ACCESS_CHANGED", "What your account may do here has changed.")] * 2


def test_every_kind_has_its_words() -> None:
    assert TEXTS.keys() == {*NotificationKind}
    assert len(set(TEXTS.values())) == len(TEXTS)


async def test_of_a_name_that_has_changed_it_says_the_one_of_today(house: House, acme: Person, maya: Person) -> None:
    await invited(acme, await target(acme, await offered(acme, "Red")), maya)
    async with house.database.transaction() as unit:
        from_now = "UPDATE accounts SET name = 'Acme {0} & Sons' WHERE handle = 'acme'"
        await unit.fetch(statement(from_now))

    assert await told(maya) == [("INVITATION_RECEIVED", "Acme {0} & Sons invited you to a collaboration.")]
