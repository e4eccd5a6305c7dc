"""Listening to leads: who may hears of them, in an inbox or without one, and nobody else."""

import pytest
from msgspec.structs import replace

from domain.actions import leads, teams
from domain.actions.leads import LeadChange
from domain.house import House
from models.accounts import AccountKind
from models.leads import LeadStatus
from models.teams import ALL_PERMISSIONS, Permission
from tests.cast import Person, member, person, started
from tests.feeding import SOAP, UPDATED, became
from tests.pools import asked, marked
from tests.serving import Server

CHANGED = """subscription($after: Position) { leadChanged(after: $after) { position leadId leadStatus
    creator { handle blockedByViewer } lead { id status note creator { handle } conversation { id } } } }"""
EVERYTHING = """subscription($after: Position) { events(after: $after) { __typename position
    ... on NotificationAdded { notification { kind account { handle } subject { __typename id } } } } }"""


@pytest.mark.rule("EVT-2")
@pytest.mark.rule("LEAD-2")
async def test_leads_are_heard_of_by_their_partner_and_replayed(
    server: Server, lumen: Person, gala: Person, maya: Person
) -> None:
    wire = server.wire(lumen)
    before = await wire.position()
    ear, creators = await wire.listen(CHANGED), await server.wire(gala).listen(EVERYTHING)

    await asked(gala, lumen)
    lead = await marked(lumen, maya)
    await leads.update(await lumen.viewer(), lead.key, LeadChange(status=LeadStatus.CONTACTED))
    await leads.unmark(await lumen.viewer(), maya.key)

    heard = await ear.take(4)
    assert [(event["creator"]["handle"], event["leadStatus"]) for event in heard] == [
        ("gala", "FOLLOW_UP"), ("maya", "FOLLOW_UP"), ("maya", "CONTACTED"), ("maya", None),
    ]  # fmt: skip
    assert heard[0]["lead"]["creator"] == {"handle": "gala"}
    assert (heard[-1]["leadId"], heard[-1]["lead"]) == (lead.id, None)
    replayed = await (await wire.listen(CHANGED, after=before)).take(4)
    assert [event["position"] for event in replayed] == [event["position"] for event in heard]
    assert [event["lead"] is None for event in replayed] == [False, True, True, True]
    assert await creators.hears_nothing()


@pytest.mark.rule("EVT-2")
@pytest.mark.rule("ACC-3", part="leads")
async def test_without_lead_management_nothing_of_leads_is_heard(
    server: Server, lumen: Person, gala: Person, maya: Person
) -> None:
    anna = await member(lumen, "anna", ALL_PERMISSIONS & ~Permission.LEAD_MANAGEMENT)
    ear, owner = await server.wire(anna).listen(EVERYTHING), await server.wire(lumen).listen(EVERYTHING)

    await asked(gala, lumen)
    await marked(lumen, maya)

    kinds = [event["__typename"] for event in await owner.take(4)]
    assert kinds == ["LeadChanged", "NotificationAdded", "ConversationChanged", "LeadChanged"]
    assert [event["__typename"] for event in await ear.take(1)] == ["ConversationChanged"]
    assert await ear.hears_nothing()
    assert (await (await server.wire(anna).listen(CHANGED)).end()).code == "FORBIDDEN"
    assert (await (await server.wire(gala).listen(CHANGED)).end()).code == "FORBIDDEN"


@pytest.mark.rule("EVT-6")
async def test_a_notification_of_a_lead_leads_to_it(server: Server, lumen: Person, gala: Person) -> None:
    ear = await server.wire(lumen).listen(EVERYTHING)

    request = await asked(gala, lumen)

    _, told = await ear.take(2)
    assert told["notification"] == {
        "kind": "LEAD_REQUESTED", "account": {"handle": "gala"},
        "subject": {"__typename": "Lead", "id": f"led_{request.key}"},
    }  # fmt: skip


@pytest.mark.rule("ACC-3", part="leads")
async def test_leads_take_no_inbox_until_lead_management_is_lost(server: Server, lumen: Person, gala: Person) -> None:
    ben = await member(lumen, "ben", Permission.LEAD_MANAGEMENT)
    ear = await server.wire(ben).listen(CHANGED)
    await started(lumen, gala)

    await asked(gala, lumen)

    heard = await ear.next()
    assert (heard["creator"]["handle"], heard["lead"]["conversation"]) == ("gala", None)
    await teams.set_permissions(await lumen.viewer(), ben.role.key, Permission.INSTANT_MESSAGING)
    assert (await ear.end()).code == "FORBIDDEN"


@pytest.mark.rule("EVT-5")
@pytest.mark.rule("LEAD-10")
async def test_an_account_that_is_no_live_partner_any_more_hears_no_more_of_leads(
    server: Server, house: House, gala: Person
) -> None:
    soap = await person(house, AccountKind.SELLER, "soap", live_partner=True, external_id="soap")
    wire = server.wire(soap)
    ear, everything = await wire.listen(CHANGED), await wire.listen(EVERYTHING)
    lead = await asked(gala, soap)
    assert (await ear.next())["creator"]["handle"] == "gala"
    await everything.take(2)

    assert await became(house, replace(SOAP, name="Suds")) == [UPDATED]
    assert await ear.hears_nothing()
    assert await became(house, replace(SOAP, name="Suds", live_partner=False)) == [UPDATED]

    assert (await ear.end()).code == "FORBIDDEN"
    assert (await everything.next())["__typename"] == "AccessChanged"

    assert await became(house, replace(SOAP, name="Suds")) == [UPDATED]
    await leads.update(await soap.viewer(), lead.key, LeadChange(status=LeadStatus.CONTACTED))
    assert [event["__typename"] for event in await everything.take(2)] == ["AccessChanged", "LeadChanged"]
