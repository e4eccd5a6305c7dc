"""Each area needs its own permission (ACC-3): without it that area is refused, and no other."""

from typing import Any

import pytest

from domain.house import House
from models.accounts import AccountKind
from models.teams import Permission
from tests.app.served import Client, acknowledged
from tests.cast import Person, member, person, started
from tests.schema.conftest import Api

READS = {
    "inbox": "nodes { id }", "partnerships": "nodes { id }", "samples": "nodes { id }", "showcase": "edges { cursor }",
    "invitations": "nodes { id }", "products": "nodes { id }", "notifications": "nodes { id }",
    "inboxCounts": "messages { value }", 'search(query: "a")': "messages { count { value } }",
}  # fmt: skip
AREAS: dict[Permission, list[str]] = {
    Permission.INSTANT_MESSAGING: [f"{{ {field} {{ {shown} }} }}" for field, shown in READS.items()],
    Permission.BULK_MESSAGING: [
        """{ bulkPreview(input: { clientMutationId: "b", content: { text: "hi" }, creatorIds: ["acc_1"] }) {
            total } }""",
    ],
    Permission.LEAD_MANAGEMENT: [
        "{ leads { nodes { id } } }",
        "{ leadCounts { status count { value } } }",
        'mutation { updateLead(input: { leadId: "led_1" }) { ... on Problem { code } } }',
    ],
    Permission.TEAM_MANAGEMENT: [
        "{ team { roles { id } } }",
        "{ auditLog { nodes { id } } }",
        'mutation { saveRole(input: { name: "", permissions: [] }) { ... on Problem { code } } }',
        'mutation { removeMember(input: { membershipId: "mbr_1" }) { ... on Problem { code } } }',
    ],
    Permission.INTEGRATIONS: [
        """mutation { exportConversation(input: { conversationId: "cnv_999", format: CSV }) {
            ... on Problem { code } } }""",
    ],
}
ALONE = {  # likewise, of what does not stand on the inbox
    Permission.INTEGRATIONS: [
        "{ webhooks { nodes { id } } }",
        'mutation { resumeWebhook(input: { webhookId: "whk_1" }) { ... on Problem { code } } }',
    ],
}
SUBSCRIPTIONS = {
    Permission.INSTANT_MESSAGING: "subscription { sampleChanged { position } }",
    Permission.BULK_MESSAGING: "subscription { bulkMessageProgressed { position } }",
    Permission.LEAD_MANAGEMENT: "subscription { leadChanged { position } }",
}
# What stands on the inbox needs that as well.
ALSO = {
    Permission.BULK_MESSAGING: Permission.INSTANT_MESSAGING,
    Permission.INTEGRATIONS: Permission.INSTANT_MESSAGING,
}


def refused(data: Any, errors: list[dict[str, Any]]) -> bool:
    """Whether an answer is that it is FORBIDDEN, as an error or as a result."""
    told = [error["extensions"]["code"] for error in errors]
    told += [value["code"] for value in (data or {}).values() if isinstance(value, dict) and "code" in value]
    return "FORBIDDEN" in told


@pytest.fixture
async def partner(house: House, maya: Person) -> Person:
    """An agency that has every area there is."""
    made = await person(house, AccountKind.AGENCY, "northstar", live_partner=True)
    await started(made, maya)
    return made


@pytest.mark.rule("ACC-3")
@pytest.mark.parametrize("lacking", Permission)
async def test_without_a_permission_its_area_is_refused_and_no_other(
    api: Api, client: Client, partner: Person, lacking: Permission
) -> None:
    sam = await member(partner, "sam", Permission(31) & ~lacking)

    for area, documents in AREAS.items():
        for document in documents:
            data, errors = await api(sam, document)
            assert refused(data, errors) == (lacking in {area, ALSO.get(area)}), document
            async with acknowledged(client, sam) as socket:
                await socket.subscribe("it", document)
                said = (await socket.hear())["payload"]
                over_socket = refused(said.get("data"), said.get("errors", []))
                assert over_socket == (lacking in {area, ALSO.get(area)}), document
    for area, documents in ALONE.items():
        for document in documents:
            assert refused(*await api(sam, document)) == (lacking == area), document
    for area, document in SUBSCRIPTIONS.items():
        async with acknowledged(client, sam) as socket:
            await socket.subscribe("it", document)
            if lacking in {area, ALSO.get(area)}:
                said = (await socket.hear())["payload"]
                assert said["errors"][0]["extensions"] == {"code": "FORBIDDEN"}
            else:
                assert await socket.silent()
