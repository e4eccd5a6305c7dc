"""The mutations of cards: their documents, and an input of each with an id of every kind that it names."""

from typing import Any

from schema import root
from tests.app.served import Asking
from tests.schema.conftest import Api

INVITATION = "invitation { id status sentAt seenAt answeredAt productsAdded creator { handle } collaboration { name } }"
PARTNERSHIP = """partnership { id status commission endsAt programme expiresAt linkedAt unlinkDueAt agency { handle }
    creator { handle } agreements { id kind version acceptedAt acceptedBy { handle } }
    openChange { id } changes { nodes { id status commission endsAt } } cardMessage { id } conversation { id } }"""
SAMPLE = """sample { id status cancelReason dueAt product { title } creator { handle } seller { handle }
    shippingAddress { name city } carrier trackingNumber contentUrl invitation { id } conversation { id } }"""
SCHEDULED = """scheduledMessage { id text status sendAt createdAt updatedAt conversation { id }
    products { title } media { id } productList { name } invitation { id } createdBy { handle }
    message { id sentBy { handle } } problem { code detail retryAt } }"""
LEAD = """creator { id handle leadAction } lead { id source status note requestedAt licensedUntil
    licensedData { contact } conversation { id } } leadId"""
FAR = "2036-01-01T00:00:00Z"
ADDRESS = {"name": "Maya Lin", "line1": "1 Pine Street", "city": "Portland", "country": "US"}

SCHEMA = root.build()
FACTS = {"NotFound": "field", "InvalidInput": "field", "LimitReached": "limit"}

# Mutation: its input's type, its success type, what is read of that, and an input; {n} stands for an id of noun n.
MUTATIONS: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "createCampaign": (
        "CampaignInput", "CampaignSuccess", "campaign { id title }",
        {"title": "Summer", "startsAt": "2026-01-01T00:00:00Z", "endsAt": FAR, "productIds": ["{prd}"],
         "clientMutationId": "{made}"},
    ),
    "createProductList": (
        "ProductListInput", "ProductListSuccess", "productList { id name }",
        {"name": "Picks", "campaignId": "{cmp}", "productIds": ["{prd}"], "clientMutationId": "{made}"},
    ),
    "deleteProductList": (
        "DeleteProductListInput", "DeleteProductListSuccess", "productListId", {"productListId": "{lst}"},
    ),
    "saveReply": (
        "SavedReplyInput", "SavedReplySuccess", "savedReply { id name text variables createdAt updatedAt }",
        {"savedReplyId": "{rpl}", "name": "Code", "text": "Use {code}, {creator_name}"},
    ),
    "deleteReply": ("DeleteReplyInput", "DeleteReplySuccess", "savedReplyId", {"savedReplyId": "{rpl}"}),
    "createTargetCollaboration": (
        "TargetCollaborationInput", "TargetCollaborationSuccess",
        "targetCollaboration { id name message endsAt freeSample products { commission product { title } } }",
        {"name": "Launch", "endsAt": FAR, "products": [{"productId": "{prd}", "commission": "20"}],
         "clientMutationId": "{made}"},
    ),
    "inviteCreators": (
        "InviteCreatorsInput", "InviteCreatorsSuccess",
        f"outcomes {{ creatorId creator {{ handle }} status {INVITATION} problem {{ code }} }}",
        {"targetCollaborationId": "{tcl}", "creatorIds": ["{acc}"], "clientMutationId": "{made}"},
    ),
    "respondToInvitation": (
        "RespondToInvitationInput", "InvitationSuccess", INVITATION, {"invitationId": "{inv}", "accept": True},
    ),
    "withdrawInvitation": (
        "WithdrawInvitationInput", "InvitationSuccess", INVITATION, {"invitationId": "{inv}"},
    ),
    "inviteToLink": (
        "InviteToLinkInput", "PartnershipSuccess", PARTNERSHIP,
        {"creatorId": "{acc}", "programme": "CAP", "commission": "12.5", "endsAt": FAR, "clientMutationId": "{made}"},
    ),
    "withdrawLinkInvitation": ("PartnershipIdInput", "PartnershipSuccess", PARTNERSHIP, {"partnershipId": "{pts}"}),
    "respondToLink": (
        "RespondToLinkInput", "PartnershipSuccess", PARTNERSHIP, {"partnershipId": "{pts}", "accept": False},
    ),
    "requestUnlink": ("PartnershipIdInput", "PartnershipSuccess", PARTNERSHIP, {"partnershipId": "{pts}"}),
    "respondToUnlink": (
        "RespondToUnlinkInput", "PartnershipSuccess", PARTNERSHIP, {"partnershipId": "{pts}", "accept": True},
    ),
    "unlink": ("PartnershipIdInput", "PartnershipSuccess", PARTNERSHIP, {"partnershipId": "{pts}"}),
    "proposePartnershipChange": (
        "PartnershipChangeInput", "PartnershipSuccess", PARTNERSHIP,
        {"partnershipId": "{pts}", "commission": "15", "clientMutationId": "{made}"},
    ),
    "respondToPartnershipChange": (
        "RespondToPartnershipChangeInput", "PartnershipSuccess", PARTNERSHIP, {"changeId": "{pch}", "accept": True},
    ),
    "requestSample": (
        "RequestSampleInput", "SampleSuccess", SAMPLE,
        {"productId": "{prd}", "shippingAddress": ADDRESS, "clientMutationId": "{made}"},
    ),
    "withdrawSample": ("SampleIdInput", "SampleSuccess", SAMPLE, {"sampleId": "{smp}"}),
    "reviewSample": ("ReviewSampleInput", "SampleSuccess", SAMPLE, {"sampleId": "{smp}", "approve": True}),
    "shipSample": ("ShipSampleInput", "SampleSuccess", SAMPLE, {"sampleId": "{smp}", "carrier": "UPS"}),
    "receiveSample": ("SampleIdInput", "SampleSuccess", SAMPLE, {"sampleId": "{smp}"}),
    "submitSampleContent": (
        "SampleContentInput", "SampleSuccess", SAMPLE, {"sampleId": "{smp}", "url": "https://example.com/1"},
    ),
    "completeSample": ("SampleIdInput", "SampleSuccess", SAMPLE, {"sampleId": "{smp}"}),
    "addToShowcase": (
        "AddToShowcaseInput", "AddToShowcaseSuccess",
        "message { id } outcomes { productId status problem { code detail } }",
        {"messageId": "{msg}"},
    ),
    "setCreatorLabels": (
        "CreatorLabelsInput", "CreatorLabelsSuccess", "creator { handle labels }",
        {"creatorId": "{acc}", "labels": ["VIP"]},
    ),
    "addCreatorNote": (
        "CreatorNoteInput", "CreatorNoteSuccess",
        "creator { handle notes { id } } note { id text writtenAt writtenBy { handle } }",
        {"creatorId": "{acc}", "text": "Answers fast", "clientMutationId": "{made}"},
    ),
    "scheduleMessage": (
        "ScheduleMessageInput", "ScheduledMessageSuccess", SCHEDULED,
        {"conversationId": "{cnv}", "content": {"text": "later"}, "sendAt": FAR, "clientMutationId": "{made}"},
    ),
    "updateScheduledMessage": (
        "UpdateScheduledMessageInput", "ScheduledMessageSuccess", SCHEDULED,
        {"scheduledMessageId": "{sch}", "content": {"text": "other words"}},
    ),
    "cancelScheduledMessage": (
        "CancelScheduledMessageInput", "ScheduledMessageSuccess", SCHEDULED, {"scheduledMessageId": "{sch}"},
    ),
    "markAsLead": ("LeadCreatorInput", "LeadSuccess", LEAD, {"creatorId": "{acc}"}),
    "unmarkLead": ("LeadCreatorInput", "LeadSuccess", LEAD, {"creatorId": "{acc}"}),
    "updateLead": (
        "UpdateLeadInput", "LeadSuccess", LEAD, {"leadId": "{led}", "status": "CONTACTED", "note": "Answers fast"},
    ),
    "requestCollaboration": (
        "RequestCollaborationInput", "RequestCollaborationSuccess",
        "request { id requestedAt contactShared licensedUntil partner { handle } }",
        {"partnerId": "{acc}", "shareContact": True, "clientMutationId": "{made}"},
    ),
    "recallMessage": (
        "RecallMessageInput", "RecallMessageSuccess", "message { id recalledAt }", {"messageId": "{msg}"},
    ),
}  # fmt: skip
# These name nothing that can be missing.
LENIENT: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "removeFromShowcase": (
        "RemoveFromShowcaseInput", "RemoveFromShowcaseSuccess", "removedProductIds", {"productIds": ["{prd}"]},
    ),
    "markNotificationsRead": (
        "MarkNotificationsReadInput", "MarkNotificationsReadSuccess", "unreadNotifications",
        {"upToNotificationId": "{ntf}"},
    ),
}  # fmt: skip
ALL = MUTATIONS | LENIENT
# The field of what is named first, where it is not there.
FIELDS = {
    "createCampaign": "productIds.0", "createProductList": "campaignId", "deleteProductList": "productListId",
    "createTargetCollaboration": "products.0.productId", "inviteCreators": "targetCollaborationId",
    "inviteToLink": "creatorId",  "respondToPartnershipChange": "changeId", "requestSample": "productId",
    "addToShowcase": "messageId", "recallMessage": "messageId", "removeFromShowcase": "productIds.0",
    "markNotificationsRead": "upToNotificationId", "saveReply": "savedReplyId", "deleteReply": "savedReplyId",
    "setCreatorLabels": "creatorId", "addCreatorNote": "creatorId",
    "scheduleMessage": "conversationId", "updateScheduledMessage": "scheduledMessageId",
    "cancelScheduledMessage": "scheduledMessageId", "markAsLead": "creatorId", "unmarkLead": "creatorId",
    "updateLead": "leadId", "requestCollaboration": "partnerId",
}  # fmt: skip


def field_of(name: str) -> str:
    """The field of a mutation's input that names what it is about."""
    if "Invitation" in name and "Link" not in name:
        return FIELDS.get(name, "invitationId")
    return FIELDS.get(name, "sampleId" if "Sample" in name else "partnershipId")


def document(name: str) -> str:
    """A mutation's document, with the facts of those problems that it can answer with."""
    input_type, success, fields, _ = ALL[name]
    result: Any = SCHEMA._schema.mutation_type.fields[name].type  # type: ignore[union-attr]
    possible = {one.name for one in result.of_type.types}
    facts = " ".join(f"... on {problem} {{ {fact} }}" for problem, fact in FACTS.items() if problem in possible)
    return f"""
        mutation($input: {input_type}!) {{ {name}(input: $input) {{
            __typename ... on Problem {{ code detail retryAt }} {facts} ... on {success} {{ {fields} }} }} }}"""


def sensible(name: str, key: object, *, ids: str | None = None) -> dict[str, Any]:
    """A right input, with ids of this key; or with the same text for each id."""

    def filled(value: Any) -> Any:
        if isinstance(value, dict):
            return {field: filled(inner) for field, inner in value.items()}
        if isinstance(value, list):
            return [filled(inner) for inner in value]
        if isinstance(value, str) and value.startswith("{"):
            noun = value.strip("{}")
            if noun == "made":
                return name
            return ids if ids is not None else f"msg_{key}_1" if noun == "msg" else f"{noun}_{key}"
        return value

    made: dict[str, Any] = filled(ALL[name][3])
    return made


async def mutate(api: Api, who: Asking, name: str, /, **given: Any) -> dict[str, Any]:
    """What a mutation answered to its sensible input with what is given; it never has a top-level error."""
    data, errors = await api(who, document(name), input={**sensible(name, 1), **given})
    assert errors == [], errors
    answer: dict[str, Any] = data[name]
    return answer
