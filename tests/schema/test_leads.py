"""Leads and LIVE partners, as clients see them."""

from datetime import timedelta
from typing import Any

import pytest

from domain import clock
from models.teams import Permission
from tests.cast import Person, member, started
from tests.conftest import NothingHappens
from tests.pools import CONTACT, aired, licensed, marked, ranked
from tests.schema.conftest import Api
from tests.schema.documents import told

PARTNERS = """{ livePartners { nodes { rank locked requiredLevel account { handle }
    figures { creators liveSessions liveGmv { amount currency } }
    request { id contactShared partner { handle } } } } }"""
REQUESTS = "{ collaborationRequests { nodes { id requestedAt contactShared licensedUntil partner { handle } } } }"
ASK = """mutation($input: RequestCollaborationInput!) { requestCollaboration(input: $input) { __typename
    ... on Problem { code detail } ... on InvalidInput { field } ... on NotFound { field }
    ... on LevelTooLow { required partner { handle conversation { id } } }
    ... on RequestCollaborationSuccess { request { id contactShared partner { handle } } } } }"""
RESULT = """__typename ... on Problem { code detail } ... on InvalidInput { field } ... on NotFound { field }
    ... on LeadSuccess { lead { id status note source licensedData { contact } conversation { id } } leadId
        creator { handle leadAction } }"""
MARK = f"mutation($input: LeadCreatorInput!) {{ markAsLead(input: $input) {{ {RESULT} }} }}"
UNMARK = f"mutation($input: LeadCreatorInput!) {{ unmarkLead(input: $input) {{ {RESULT} }} }}"
UPDATE = f"mutation($input: UpdateLeadInput!) {{ updateLead(input: $input) {{ {RESULT} }} }}"
POOL = """query($query: String, $filter: LeadFilter, $order: LeadOrder) {
    leads(query: $query, filter: $filter, orderBy: $order) { nodes { id creator { handle markets } } }
    leadCounts(query: $query, filter: $filter) { status count { value exact } } }"""
NODES = """query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"""


async def done(api: Api, who: Person, document: str, **given: Any) -> dict[str, Any]:
    """What a mutation answered; it never has a top-level error."""
    data, errors = await api(who, document, input=given)
    assert errors == []
    answer: dict[str, Any] = next(iter(data.values()))
    return answer


@pytest.mark.rule("LEAD-1")
@pytest.mark.rule("LEAD-9")
async def test_a_creator_asks_and_each_side_sees_what_is_its_own(
    api: Api, lumen: Person, gala: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    await ranked(lumen, 1)
    await licensed(gala)

    asked = await done(api, gala, ASK, partnerId=f"acc_{lumen.key}", shareContact=True, clientMutationId="x")
    request = asked["request"]
    assert request == {"id": "crq_1", "contactShared": True, "partner": {"handle": "lumen"}}
    data, errors = await api(gala, PARTNERS)
    assert errors == []
    (partner,) = data["livePartners"]["nodes"]
    assert (partner["locked"], partner["request"]) == (False, request)
    assert partner["figures"]["liveGmv"] == {"amount": "12500.00", "currency": "USD"}
    data, _ = await api(gala, REQUESTS)
    assert [one["id"] for one in data["collaborationRequests"]["nodes"]] == ["crq_1"]
    data, errors = await api(lumen, POOL, filter={"levels": ["GOLD"]}, order="FOLLOWERS")
    assert errors == []
    assert data["leads"]["nodes"] == [{"id": "led_1", "creator": {"handle": "gala", "markets": ["US"]}}]
    assert data["leadCounts"][0] == {"status": "FOLLOW_UP", "count": {"value": 1, "exact": True}}
    for who, seen in ((gala, [None, "CollaborationRequest"]), (lumen, ["Lead", None]), (maya, [None, None])):
        data, errors = await api(who, NODES, ids=["led_1", "crq_1"])
        assert errors == []
        assert [one and one["__typename"] for one in data["nodes"]] == seen

    async with nothing_happens():
        low = await done(api, maya, ASK, partnerId=f"acc_{lumen.key}", shareContact=True, clientMutationId="x")
        wrong = await done(api, gala, ASK, partnerId="acc_999", shareContact=True, clientMutationId="y")
    assert (low["code"], low["required"], low["partner"]) == (
        "LEVEL_TOO_LOW", "SILVER", {"handle": "lumen", "conversation": None},
    )  # fmt: skip
    assert (wrong["code"], wrong["field"]) == ("NOT_FOUND", "partnerId")
    data, _ = await api(maya, PARTNERS)
    (locked,) = data["livePartners"]["nodes"]
    assert (locked["locked"], locked["figures"], locked["request"]) == (True, None, None)


@pytest.mark.rule("LEAD-2")
@pytest.mark.rule("LEAD-6")
async def test_a_partner_marks_notes_and_unmarks(api: Api, lumen: Person, maya: Person) -> None:
    creator = f"acc_{maya.key}"
    assert (await done(api, lumen, MARK, creatorId=creator))["field"] == "creatorId"
    conversation = await started(lumen, maya)

    marked = await done(api, lumen, MARK, creatorId=creator)
    assert marked["lead"] == {
        "id": marked["leadId"], "status": "FOLLOW_UP", "note": None, "source": "INSTANT_MESSAGE",
        "licensedData": None, "conversation": {"id": f"cnv_{conversation}"},
    }  # fmt: skip
    assert marked["creator"] == {"handle": "maya", "leadAction": "UNMARK"}
    noted = await done(api, lumen, UPDATE, leadId=marked["leadId"], note="fast")
    stood = await done(api, lumen, UPDATE, leadId=marked["leadId"], status="CONTACTED")
    assert (noted["lead"]["note"], stood["lead"]["note"], stood["lead"]["status"]) == ("fast", "fast", "CONTACTED")
    assert (await done(api, lumen, UPDATE, leadId=marked["leadId"], note=None))["lead"]["note"] is None
    assert (await done(api, lumen, UPDATE, leadId=marked["leadId"], note=" "))["field"] == "note"
    unmarked = await done(api, lumen, UNMARK, creatorId=creator)
    assert (unmarked["lead"], unmarked["leadId"], unmarked["creator"]["leadAction"]) == (None, marked["leadId"], "MARK")
    assert (await done(api, lumen, UNMARK, creatorId=creator))["leadId"] is None


@pytest.mark.rule("ACC-3", part="leads")
@pytest.mark.rule("LEAD-10")
async def test_who_has_no_pool_is_told_before_anything_of_the_input_is_looked_at(
    api: Api, acme: Person, lumen: Person, gala: Person
) -> None:
    for who in (acme, gala):
        data, errors = await api(who, "{ leads(first: 0) { nodes { id } } }")
        assert (data, told(errors)) == ({"leads": None}, {"code": "FORBIDDEN"})
        for document, given in ((MARK, {"creatorId": "?"}), (UNMARK, {"creatorId": "?"}), (UPDATE, {"leadId": "?"})):
            assert (await done(api, who, document, **given))["code"] == "FORBIDDEN"
    data, errors = await api(lumen, "{ livePartners(first: 0) { nodes { rank } } }")
    assert (data, told(errors)) == ({"livePartners": None}, {"code": "FORBIDDEN"})


@pytest.mark.rule("ACC-3", part="leads")
@pytest.mark.parametrize(
    "field", ["conversation { id }", "contact { cost }", "partnership { id }", "activeCollaboration", "notes { id }",
              "labels"],
)  # fmt: skip
async def test_what_is_the_inboxs_is_not_read_through_a_lead(api: Api, lumen: Person, maya: Person, field: str) -> None:
    await marked(lumen, maya)
    ben = await member(lumen, "ben", Permission.LEAD_MANAGEMENT)

    _, errors = await api(ben, f"{{ leads {{ nodes {{ creator {{ {field} }} }} }} }}")
    assert told(errors)["code"] == "FORBIDDEN"
    data, errors = await api(ben, "{ leads { nodes { conversation { id } creator { handle leadAction } } } }")
    assert (data["leads"]["nodes"], errors) == (
        [{"conversation": None, "creator": {"handle": "maya", "leadAction": None}}], [],
    )  # fmt: skip


@pytest.mark.rule("LEAD-4")
async def test_licensed_data_is_read_with_the_lead(api: Api, lumen: Person, gala: Person) -> None:
    await licensed(gala)
    await aired(gala, "best", 50_000, clock.now() - timedelta(days=1))
    await done(api, gala, ASK, partnerId=f"acc_{lumen.key}", shareContact=True, clientMutationId="x")

    data, errors = await api(lumen, "{ leads { nodes { licensedData { contact bestLive { orders } } } } }")

    assert errors == []
    assert data["leads"]["nodes"][0]["licensedData"] == {"contact": CONTACT, "bestLive": {"orders": 34}}
