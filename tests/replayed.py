"""Every mutation as it is played to clients that listen, in an order in which all succeed; or why it is not."""

from typing import Any, NamedTuple

FAR = "2036-01-01T00:00:00Z"
ADDRESS = {"name": "Maya Lin", "line1": "1 Pine Street", "city": "Portland", "country": "US"}


class Play(NamedTuple):
    """Somebody does something; `later` also what becomes due by it."""

    by: str
    name: str
    given: dict[str, Any]
    later: bool = False


def text(by: str, thread: str, words: str) -> Play:
    """A text, sent."""
    given = {"conversationId": f"cnv_{{{thread}}}", "clientMessageId": words, "content": {"text": words}}
    return Play(by, "sendMessage", given)


def of_thread(by: str, name: str, thread: str = "pair", **more: Any) -> Play:
    """What only names a conversation."""
    return Play(by, name, {"conversationId": f"cnv_{{{thread}}}", **more})


TALK = [
    Play("northstar", "cancelBulkMessage", {"bulkMessageId": "blk_{paused}"}),
    Play("acme", "resumeBulkMessage", {"bulkMessageId": "blk_{bulk}"}, later=True),
    Play("northstar", "startConversation", {"accountId": "acc_{dune}", "entryPoint": "NAVIGATION_BAR"}),
    text("northstar", "pair", "again"),
    text("maya", "pair", "yes"),
    of_thread("northstar", "archiveConversation"),
    of_thread("northstar", "unarchiveConversation"),
    of_thread("northstar", "archiveConversation"),
    text("maya", "pair", "and a word more, which brings it back"),
    Play("northstar", "markRead", {"upToMessageId": "msg_{pair}_{yes}"}),
    Play("northstar", "markRead", {"conversationIds": ["cnv_{pair}"]}),
    Play("maya", "markRead", {"upToMessageId": "msg_{pair}_1"}),
    Play("maya", "markRead", {"conversationIds": ["cnv_{pair}", "cnv_{shop}"]}),
    of_thread("northstar", "markUnread"),
    of_thread("maya", "starConversation"),
    of_thread("maya", "unstarConversation"),
    of_thread("acme", "assignConversation", "shop", userId="usr_{user}"),
    Play("northstar", "recallMessage", {"messageId": "msg_{pair}_1"}),
    text("northstar", "pair", "to be recalled"),
    Play("northstar", "recallMessage", {"messageId": "msg_{pair}_{slip}"}),
    Play("acme", "setCreatorLabels", {"creatorId": "acc_{maya}", "labels": ["VIP"]}),
    Play("maya", "blockAccount", {"accountId": "acc_{acme}"}),
    Play("maya", "unblockAccount", {"accountId": "acc_{acme}"}),
    Play("northstar", "blockAccount", {"accountId": "acc_{maya}"}),
    Play("northstar", "unblockAccount", {"accountId": "acc_{maya}"}),
    of_thread("northstar", "scheduleMessage", content={"text": "soon"}, sendAt="{soon}", clientMutationId="schedule"),
]
GOODS = [
    Play(
        "acme",
        "sendMessage",
        {
            "conversationId": "cnv_{shop}",
            "clientMessageId": "goods",
            "content": {"products": {"productIds": ["prd_{serum}", "prd_{balm}"], "text": "look"}},
        },
    ),
    Play(
        "northstar",
        "sendMessage",
        {"conversationId": "cnv_{pair}", "clientMessageId": "list", "content": {"productListId": "lst_{list}"}},
    ),
    Play("maya", "addToShowcase", {"messageId": "msg_{pair}_2"}),
    Play("maya", "addToShowcase", {"messageId": "msg_{card}", "acceptLowerRate": True}),
    Play("maya", "removeFromShowcase", {"productIds": ["prd_{serum}"]}),
    Play(
        "service",
        "ingest",
        {
            "showcase": [
                {"creator": "maya", "product": "balm", "addedAt": "2026-01-01T00:00:00Z"},
                {"creator": "gala", "product": "serum"},
            ]
        },
    ),
    Play("service", "ingest", {"showcase": [{"creator": "gala", "product": "serum", "removed": True}]}),
    Play("maya", "markRead", {"conversationIds": ["cnv_{pair}"]}),
]
DEALS = [
    Play(
        "acme",
        "inviteCreators",
        {
            "targetCollaborationId": "tcl_{target}",
            "creatorIds": ["acc_{noor}", "acc_{gala}"],
            "clientMutationId": "invite",
        },
    ),
    Play("noor", "respondToInvitation", {"invitationId": "inv_{noors}", "accept": True}),
    Play("gala", "respondToInvitation", {"invitationId": "inv_{galas}", "accept": False}),
    Play("acme", "withdrawInvitation", {"invitationId": "inv_{known}"}),
    Play(
        "maya",
        "respondToLink",
        {"partnershipId": "pts_{asked}", "accept": True, "agreementIds": ["agr_{asked}_1", "agr_{asked}_2"]},
    ),
    text("northstar", "pair", "linked now"),
    Play(
        "northstar",
        "inviteToLink",
        {"creatorId": "acc_{dune}", "programme": "CAP", "commission": "10", "endsAt": FAR, "clientMutationId": "link"},
    ),
    Play("northstar", "withdrawLinkInvitation", {"partnershipId": "pts_{dunes}"}),
    Play(
        "lumen",
        "proposePartnershipChange",
        {"partnershipId": "pts_{live}", "commission": "15", "clientMutationId": "change"},
    ),
    Play("gala", "respondToPartnershipChange", {"changeId": "pch_{proposed}", "accept": True}),
    Play("gala", "requestUnlink", {"partnershipId": "pts_{live}"}),
    Play("lumen", "respondToUnlink", {"partnershipId": "pts_{live}", "accept": False}),
    Play("northstar", "respondToUnlink", {"partnershipId": "pts_{leaving}", "accept": True}),
    Play("lumen", "unlink", {"partnershipId": "pts_{live}"}),
    Play(
        "maya", "requestSample", {"productId": "prd_{serum}", "shippingAddress": ADDRESS, "clientMutationId": "sample"}
    ),
    Play("maya", "withdrawSample", {"sampleId": "smp_{asked_for}"}),
    Play("acme", "reviewSample", {"sampleId": "smp_{to_review}", "approve": True}),
    Play("acme", "shipSample", {"sampleId": "smp_{to_ship}", "carrier": "UPS"}),
    Play("gala", "receiveSample", {"sampleId": "smp_{shipped}"}),
    Play("gala", "submitSampleContent", {"sampleId": "smp_{pending}", "url": "https://example.com/1"}),
    Play("acme", "completeSample", {"sampleId": "smp_{submitted}"}),
    Play("lumen", "markAsLead", {"creatorId": "acc_{maya}"}),
    Play("lumen", "updateLead", {"leadId": "led_{marked}", "status": "CONTACTED", "note": "Answers fast"}),
    Play("lumen", "unmarkLead", {"creatorId": "acc_{maya}"}),
    Play("maya", "requestCollaboration", {"partnerId": "acc_{lumen}", "shareContact": True, "clientMutationId": "ask"}),
]
AT_LAST = [
    Play("acme", "sendBulkMessage", {
        "content": {"text": "hello all"}, "creatorIds": ["acc_{maya}", "acc_{gala}"],
        "clientMutationId": "bulk"}, later=True),
    Play("acme", "saveRole", {"roleId": "rol_{role}", "name": "Helpers", "permissions": []}),
    Play("acme", "assignRole", {"membershipId": "mbr_{joined}", "roleId": "rol_{owners}"}),
    of_thread("acme", "assignConversation", "shop", userId="usr_{user}"),
    Play("acme", "removeMember", {"membershipId": "mbr_{joined}"}),
    Play("staff", "setAccountStatus", {
        "accountId": "acc_{dune}", "status": "DEACTIVATED", "reason": "spam"}, later=True),
    Play("staff", "setAccountStatus", {"accountId": "acc_{dune}", "status": "ACTIVE"}, later=True),
    Play("staff", "setAccountStatus", {"accountId": "acc_{dune}", "status": "SHUT_DOWN"}, later=True),
    Play("service", "eraseAccount", {"accountId": "acc_{dune}", "confirmHandle": "dune"}, later=True),
]  # fmt: skip
PLAYS = TALK + GOODS + DEALS + AT_LAST
HIS_OWN = "what the account has to send, or keeps for itself; no event tells of it"
OF_STAFF = "for the marketplace's staff, or of a file; what accounts see stays"
UNTOLD = {
    "setTyping": "live only: it is stored nowhere",
    "markNotificationsRead": "which notifications were read is told by no event",
    "createCampaign": HIS_OWN, "createProductList": HIS_OWN, "createTargetCollaboration": HIS_OWN,
    "deleteProductList": "the card stays as it was sent; `list` of it is the list of today",
    "updateScheduledMessage": HIS_OWN, "cancelScheduledMessage": HIS_OWN, "saveReply": HIS_OWN, "deleteReply": HIS_OWN,
    "exportConversation": OF_STAFF, "exportAccount": OF_STAFF, "reportMessage": OF_STAFF, "resolveReport": OF_STAFF,
    "inviteMember": "a team's invitations are told by no event",
    "withdrawMemberInvitation": "likewise", "acceptMemberInvitation": "a member more changes nothing of this",
    "addCreatorNote": "the team's notes are told by no event",
    "saveWebhook": HIS_OWN, "resumeWebhook": HIS_OWN, "deleteWebhook": HIS_OWN, "replayDelivery": HIS_OWN,
}  # fmt: skip
