"""Conversations, messages and teams: of each mutation what is right, and what stands against it."""

from tests.schema.standing import (
    ENDED,
    NOT_NAMED,
    PAST,
    UNVERIFIED,
    WAITED_FOR,
    Case,
    Wrong,
    account,
    asks,
    far,
    gone,
    missing,
    rows,
    status,
    walls,
)

TEXT = {"text": "hello again"}
PRODUCTS = {"products": {"productIds": ["prd_{serum}"], "text": "look"}}
INVITED = {"products": {"productIds": ["prd_{serum}"], "text": "look", "invitationId": "inv_{known}"}}
THREAD = {"NOT_FOUND": missing(conversationId="cnv"), "INVALID_INPUT": asks(conversationId="nonsense")}
HOOK = {"NOT_FOUND": missing(webhookId="whk"), "INVALID_INPUT": asks(webhookId="nonsense")}
ACCOUNT = {"NOT_FOUND": missing(accountId="acc"), "INVALID_INPUT": asks(accountId="acc_{acme}")}


def of_thread(name: str, /, **more: object) -> Case:
    """What only names a conversation."""
    return Case(name, "northstar", {"conversationId": "cnv_{pair}", **more}, THREAD)


TALK = [
    of_thread("markUnread"), of_thread("starConversation"), of_thread("unstarConversation"),
    of_thread("archiveConversation"), of_thread("unarchiveConversation"), of_thread("setTyping", typing=True),
    of_thread("exportConversation", format="CSV"),
    Case("assignConversation", "northstar", {"conversationId": "cnv_{pair}"}, {
        "NOT_FOUND": missing(conversationId="cnv"), "INVALID_INPUT": asks(userId="usr_{mute}"),
    }),
    Case("markRead", "northstar", {"conversationIds": ["cnv_{pair}"]}, {
        "NOT_FOUND": asks(conversationIds=["cnv_999"]), "INVALID_INPUT": asks(conversationIds=["nonsense"]),
    }),
    Case("startConversation", "northstar", {"accountId": "acc_{dune}", "entryPoint": "NAVIGATION_BAR"}, {
        "NOT_FOUND": missing(accountId="acc"), "INVALID_INPUT": asks(entryPoint="STORE_PAGE"),
        "NOT_VERIFIED": UNVERIFIED, "NO_SHARED_MARKET": far("dune"), "RECIPIENT_UNAVAILABLE": gone("dune"),
    }),
    Case("sendMessage", "northstar", {"conversationId": "cnv_{pair}", "clientMessageId": "new", "content": TEXT}, {
        "NOT_FOUND": missing(conversationId="cnv"), "INVALID_INPUT": asks(clientMessageId=""),
        "KIND_NOT_ALLOWED": asks(content=PRODUCTS), "NOT_VERIFIED": UNVERIFIED, "NO_SHARED_MARKET": far("maya"),
        "RECIPIENT_UNAVAILABLE": gone("maya"), **walls("partner", "creator", "pair"),
        "AWAITING_REPLY": WAITED_FOR["agency"],
    }, never=("FOLLOWER_LIMIT", "QUOTA_EXHAUSTED", "CLOSED")),
    Case("sendMessage", "acme", {"conversationId": "cnv_{cold}", "clientMessageId": "new", "content": INVITED}, {
        "NOT_FOUND": missing(conversationId="cnv"), "INVALID_INPUT": asks(clientMessageId=""),
        "NO_SHARED_MARKET": far("dune"), "RECIPIENT_UNAVAILABLE": gone("dune"), **walls("partner", "creator", "cold"),
        "AWAITING_REPLY": WAITED_FOR["seller"],
        "FOLLOWER_LIMIT": rows("latest_figures", "account_id = {dune}", "followers = 1000000", "followers = 10"),
        "QUOTA_EXHAUSTED": rows(
                "outreach_weeks", "seller_id = {acme}", "pack_open = FALSE, spent = 20, contacted = 20",
                "pack_open = TRUE, spent = {spent}, contacted = {contacted}",
            ),
        "CLOSED": ENDED,
    }, never=("NOT_VERIFIED", "KIND_NOT_ALLOWED")),
    Case("recallMessage", "northstar", {"messageId": "msg_{pair}_1"}, {
        "NOT_FOUND": asks(messageId="msg_{pair}_999"), "INVALID_INPUT": asks(messageId="nonsense"),
        "KIND_NOT_ALLOWED": asks(messageId="msg_{pair}_2"),
        "CLOSED": rows(
            "messages", "conversation_id = {pair} AND sequence = 1", f"sent_at = '{PAST}'", "sent_at = '{now}'"
        ),
    }),
    Case("reportMessage", "maya", {"messageId": "msg_{pair}_1", "reason": "SCAM"}, {
        "NOT_FOUND": asks(messageId="msg_{pair}_999"), "INVALID_INPUT": asks(note=""),
        "CLOSED": rows("messages", "conversation_id = {pair}", "recalled_at = sent_at", "recalled_at = NULL"),
    }),
    Case("blockAccount", "northstar", {"accountId": "acc_{maya}"}, ACCOUNT),
    Case("unblockAccount", "northstar", {"accountId": "acc_{maya}"}, ACCOUNT),
    Case("scheduleMessage", "northstar", {
        "conversationId": "cnv_{pair}", "content": TEXT, "sendAt": "{soon}", "clientMutationId": "schedule",
    }, {
        "NOT_FOUND": missing(conversationId="cnv"), **NOT_NAMED, "KIND_NOT_ALLOWED": asks(content=PRODUCTS),
        "LIMIT_REACHED": Wrong(number="scheduled_messages_max = 1"),
    }, never=("CLOSED",)),
    Case("scheduleMessage", "acme", {
        "conversationId": "cnv_{cold}", "content": INVITED, "sendAt": "{soon}", "clientMutationId": "schedule",
    }, {
        "NOT_FOUND": missing(conversationId="cnv"), **NOT_NAMED,
        "LIMIT_REACHED": Wrong(number="scheduled_messages_max = 1"), "CLOSED": ENDED,
    }, never=("KIND_NOT_ALLOWED",)),
    Case("updateScheduledMessage", "northstar", {"scheduledMessageId": "sch_{scheduled}", "content": TEXT}, {
        "NOT_FOUND": missing(scheduledMessageId="sch"), "INVALID_INPUT": asks(sendAt="2020-01-01T00:00:00Z"),
        "KIND_NOT_ALLOWED": asks(content=PRODUCTS),
        "CLOSED": status("scheduled_messages", "scheduled", "REFUSED", "SCHEDULED"),
    }, never=("LIMIT_REACHED",)),
    Case("cancelScheduledMessage", "northstar", {"scheduledMessageId": "sch_{scheduled}"}, {
        "NOT_FOUND": missing(scheduledMessageId="sch"), "INVALID_INPUT": asks(scheduledMessageId="nonsense"),
        "CLOSED": status("scheduled_messages", "scheduled", "REFUSED", "SCHEDULED"),
    }, never=("KIND_NOT_ALLOWED", "LIMIT_REACHED")),
    Case("sendBulkMessage", "acme", {
        "targetCollaborationId": "tcl_{target}", "creatorIds": ["acc_{dune}"], "clientMutationId": "bulk",
    }, {
        "FORBIDDEN": Wrong(by="maya"), "NOT_FOUND": missing(targetCollaborationId="tcl"), **NOT_NAMED,
        "CLOSED": ENDED,
    }, never=("KIND_NOT_ALLOWED",)),
    Case("sendBulkMessage", "northstar", {
        "content": TEXT, "creatorIds": ["acc_{maya}"], "clientMutationId": "bulk",
    }, {
        "NOT_FOUND": asks(creatorIds=["acc_999"]), **NOT_NAMED, "KIND_NOT_ALLOWED": asks(content=PRODUCTS),
    }, never=("CLOSED",)),
    *(Case(name, "acme", {"bulkMessageId": "blk_{bulk}"}, {
        "NOT_FOUND": missing(bulkMessageId="blk"), "INVALID_INPUT": asks(bulkMessageId="nonsense"),
        "CLOSED": rows("bulk_messages", "id = {bulk}", "status = 'FINISHED', finished_at = created_at",
                       "status = 'PAUSED', finished_at = NULL"),
    }) for name in ("cancelBulkMessage", "resumeBulkMessage")),
    Case("saveReply", "acme", {"name": "Code", "text": "Use it", "clientMutationId": "reply"}, {
        "NOT_FOUND": missing(savedReplyId="rpl"), "INVALID_INPUT": asks(text=""),
        "LIMIT_REACHED": Wrong(number="saved_replies_max = 1"),
    }),
    Case("deleteReply", "acme", {"savedReplyId": "rpl_{reply}"}, {
        "NOT_FOUND": missing(savedReplyId="rpl"), "INVALID_INPUT": asks(savedReplyId="nonsense"),
    }),
    Case("setCreatorLabels", "acme", {"creatorId": "acc_{maya}", "labels": ["VIP"]}, {
        "FORBIDDEN": Wrong(by="maya"), "NOT_FOUND": missing(creatorId="acc"), "INVALID_INPUT": asks(labels=[""]),
    }),
    Case("addCreatorNote", "acme", {"creatorId": "acc_{maya}", "text": "Quick", "clientMutationId": "note"}, {
        "FORBIDDEN": Wrong(by="maya"), "NOT_FOUND": missing(creatorId="acc"), "INVALID_INPUT": asks(text=""),
    }),
    Case("markNotificationsRead", "acme", {"notificationIds": []}, {"INVALID_INPUT": asks(notificationIds=["x"])}),
    Case("saveWebhook", "acme", {"url": "https://example.com/hook", "clientMutationId": "hook"}, {
        "NOT_FOUND": missing(webhookId="whk"), "INVALID_INPUT": asks(url="nonsense"),
        "LIMIT_REACHED": Wrong(number="webhooks_max = 1"),
    }),
    Case("resumeWebhook", "acme", {"webhookId": "whk_{webhook}"}, HOOK, never=("LIMIT_REACHED",)),
    Case("deleteWebhook", "acme", {"webhookId": "whk_{webhook}"}, HOOK),
    Case("replayDelivery", "acme", {"deliveryId": "dlv_1"}, {
        "NOT_FOUND": missing(deliveryId="dlv"), "INVALID_INPUT": asks(deliveryId="nonsense"),
    }),
    Case("saveRole", "acme", {"name": "Helpers", "permissions": []}, {
        "NOT_FOUND": missing(roleId="rol"), "INVALID_INPUT": asks(name=""),
        "LIMIT_REACHED": Wrong(number="team_roles_max = 1"),
    }),
    Case("assignRole", "acme", {"membershipId": "mbr_{joined}", "roleId": "rol_{role}"}, {
        "NOT_FOUND": missing(roleId="rol"), "INVALID_INPUT": asks(roleId="nonsense"),
        "CLOSED": asks(membershipId="mbr_{owner}"),
    }),
    Case("removeMember", "acme", {"membershipId": "mbr_{joined}"}, {
        "NOT_FOUND": missing(membershipId="mbr"), "INVALID_INPUT": asks(membershipId="nonsense"),
        "CLOSED": asks(membershipId="mbr_{owner}"),
    }),
    Case("inviteMember", "acme", {"email": "a@example.com", "roleId": "rol_{role}", "clientMutationId": "invite"}, {
        "NOT_FOUND": missing(roleId="rol"), "INVALID_INPUT": asks(email="nobody"),
    }),
    Case("withdrawMemberInvitation", "acme", {"memberInvitationId": "miv_{invited}"}, {
        "NOT_FOUND": missing(memberInvitationId="miv"), "INVALID_INPUT": asks(memberInvitationId="nonsense"),
        "CLOSED": rows("member_invitations", "id = {invited}", "accepted_at = created_at, accepted_by_id = {user}",
                       "accepted_at = NULL, accepted_by_id = NULL"),
    }),
    Case("acceptMemberInvitation", "maya", {"token": "{token}"}, {
        "FORBIDDEN": Wrong(by="staff"), "NOT_FOUND": asks(token="nothing"), "INVALID_INPUT": asks(token="\0"),
        "CLOSED": rows("member_invitations", "id = {invited}", "withdrawn_at = created_at", "withdrawn_at = NULL"),
    }),
    Case("exportAccount", "owner", {"accountId": "acc_{acme}"}, {
        "FORBIDDEN": Wrong(by="acme"), "NOT_FOUND": missing(accountId="acc"), "INVALID_INPUT": asks(accountId="x"),
    }),
    Case("eraseAccount", "service", {"accountId": "acc_{dune}", "confirmHandle": "dune"}, {
        "FORBIDDEN": Wrong(by="acme"), "NOT_FOUND": missing(accountId="acc"), "INVALID_INPUT": asks(confirmHandle="x"),
    }),
    Case("ingest", "service", {"licences": []}, {
        "FORBIDDEN": Wrong(by="acme"),
        "INVALID_INPUT": Wrong(given={"licences": [{"creator": "maya"}] * 2}, number="ingest_max_records = 1"),
    }),
    Case("resolveReport", "staff", {"reportId": "rep_{report}", "resolution": "UPHELD"}, {
        "FORBIDDEN": Wrong(by="acme"), "NOT_FOUND": missing(reportId="rep"), "INVALID_INPUT": asks(note=""),
        "CLOSED": rows("abuse_reports", "id = {report}", "resolution = 'DISMISSED', resolved_at = reported_at",
                       "resolution = NULL, resolved_at = NULL"),
    }),
    Case("setAccountStatus", "staff", {"accountId": "acc_{dune}", "status": "DEACTIVATED", "reason": "spam"}, {
        "FORBIDDEN": Wrong(by="acme"), "NOT_FOUND": missing(accountId="acc"), "INVALID_INPUT": asks(reason=""),
        "CLOSED": account("dune", "erased_at = created_at", "erased_at = NULL"),
    }),
]  # fmt: skip
