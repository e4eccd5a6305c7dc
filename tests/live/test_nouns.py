"""Listening to invitations, links, samples and notifications."""

from typing import Any

import pytest

from domain.actions import conversations, invitations, links, samples
from tests.cast import Person, agreed, asked_to_link, invited, offered, requested, target
from tests.serving import Server

INVITATIONS = """subscription($after: Position) { invitationChanged(after: $after) { position invitationStatus
    invitation { id status seenAt creator { handle } collaboration { name } conversation { id } } } }"""
PARTNERSHIPS = """subscription($after: Position) { partnershipChanged(after: $after) { position partnershipStatus
    partnership { id status agency { handle } creator { handle } agreements { kind acceptedAt } } } }"""
SAMPLES = """subscription($after: Position) { sampleChanged(after: $after) { position sampleStatus
    sample { id status product { title } shippingAddress { city } } } }"""
EVERYTHING = """subscription($after: Position) { events(after: $after) { __typename position
    ... on NotificationAdded { notification { kind text account { handle } subject { __typename id } } } } }"""


async def statuses(ear: Any, field: str, count: int) -> list[str]:
    """How what is heard stood, at its own position."""
    return [event[field] for event in await ear.take(count)]


@pytest.mark.rule("EVT-2")
async def test_both_sides_hear_what_becomes_of_an_invitation_and_nobody_else(
    server: Server, acme: Person, maya: Person, noor: Person
) -> None:
    ears = {who.handle: await server.wire(who).listen(INVITATIONS) for who in (acme, maya, noor)}
    before = await server.wire(acme).position()

    sent = await invited(acme, await target(acme, await offered(acme, "Red")), maya)
    await conversations.mark_read(await maya.viewer(), [sent.conversation_key])
    await invitations.respond(await maya.viewer(), sent.key, accept=True)
    await invitations.withdraw(await acme.viewer(), sent.key)

    seen = await ears["acme"].take(4)
    assert [event["invitationStatus"] for event in seen] == ["PENDING", "PENDING", "ACCEPTED", "WITHDRAWN"]
    assert {event["invitation"]["creator"]["handle"] for event in seen} == {"maya"}
    assert seen[-1]["invitation"]["collaboration"] == {"name": "Launch"}
    assert seen[-1]["invitation"]["seenAt"] is not None
    assert await statuses(ears["maya"], "invitationStatus", 3) == ["PENDING", "ACCEPTED", "WITHDRAWN"]
    assert await ears["noor"].hears_nothing()
    again = await server.wire(acme).listen(INVITATIONS, after=before)
    replayed = await again.take(4)
    assert [event["position"] for event in replayed] == [event["position"] for event in seen]
    # An event tells the state of its position, the invitation beside it that of now.
    assert [event["invitation"]["status"] for event in replayed] == ["WITHDRAWN"] * 4
    assert [event["invitationStatus"] for event in replayed] == ["PENDING", "PENDING", "ACCEPTED", "WITHDRAWN"]


@pytest.mark.rule("EVT-2")
@pytest.mark.rule("LNK-4")
async def test_an_agency_hears_at_once_whether_it_is_accepted(
    server: Server, northstar: Person, maya: Person, acme: Person
) -> None:
    ears = {who.handle: await server.wire(who).listen(PARTNERSHIPS) for who in (northstar, maya, acme)}

    link = await agreed(maya, await asked_to_link(northstar, maya))
    await links.request_unlink(await maya.viewer(), link.key)
    await links.respond_to_unlink(await northstar.viewer(), link.key, accept=True)

    stood = ["REQUESTED", "LINKED", "UNLINK_REQUESTED", "UNLINKED"]
    for handle in ("northstar", "maya"):
        assert await statuses(ears[handle], "partnershipStatus", 4) == stood
    assert await ears["acme"].hears_nothing()


@pytest.mark.rule("EVT-2")
@pytest.mark.rule("SMP-2")
async def test_both_sides_hear_each_step_of_a_sample_and_the_address_stays_where_it_belongs(
    server: Server, acme: Person, maya: Person, fresh: Person
) -> None:
    (red,) = await offered(acme, "Red", samples_offered=True)
    ears = {who.handle: await server.wire(who).listen(SAMPLES) for who in (acme, maya, fresh)}

    sample = await requested(maya, red)
    asked = [await ears[handle].next() for handle in ("acme", "maya")]
    await samples.review(await acme.viewer(), sample.key, approve=True, reason=None)
    approved = [await ears[handle].next() for handle in ("acme", "maya")]

    assert [event["sampleStatus"] for event in (*asked, *approved)] == ["TO_REVIEW"] * 2 + ["TO_SHIP"] * 2
    assert [event["sample"]["shippingAddress"] for event in asked] == [None, {"city": "Portland"}]
    assert [event["sample"]["shippingAddress"] for event in approved] == [{"city": "Portland"}] * 2
    assert await ears["fresh"].hears_nothing()


@pytest.mark.rule("EVT-6", part="cards and access")
async def test_notifications_come_live_with_what_they_are_about(server: Server, acme: Person, maya: Person) -> None:
    ear = await server.wire(maya).listen(EVERYTHING)

    sent = await invited(acme, await target(acme, await offered(acme, "Red")), maya)

    heard = await ear.take(3)
    assert [event["__typename"] for event in heard] == ["MessageReceived", "InvitationChanged", "NotificationAdded"]
    assert heard[-1]["notification"] == {
        "kind": "INVITATION_RECEIVED",
        "text": "Acme invited you to a collaboration.",
        "account": {"handle": "acme"},
        "subject": {"__typename": "Invitation", "id": f"inv_{sent.key}"},
    }
