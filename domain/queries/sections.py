"""What an account's copy lists, section by section: the kinds of lines, their fields, and the columns of each."""

from datetime import UTC, datetime

from domain.queries.exports import section
from domain.queries.media import NO_EVIDENCE

LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)

ACCOUNT = section("account", "accounts a", "a.id = $1", {"a.id": 0}, """
    id acc a.id
    externalId - a.external_id
    kind - a.kind
    handle - a.handle
    name - a.name
    avatarUrl - a.avatar_url
    homeMarket - a.home_market
    markets words a.markets
    category - a.category
    status - a.status
    statusReason - a.status_reason
    level - a.level
    verified yes a.verified
    programmes words a.programmes
    livePartner yes a.live_partner
    createdAt - a.created_at
    erasedAt - a.erased_at""")  # fmt: skip
CONVERSATIONS = section(
    "conversation",
    "sides s JOIN conversations c ON c.id = s.conversation_id JOIN accounts o ON o.id = s.counterpart_id",
    "s.account_id = $1 AND s.visible", {"s.conversation_id": 0}, """
    id cnv s.conversation_id
    counterpart - o.handle
    startedBy acc c.started_by_id
    entryPoint - c.entry_point
    createdAt - c.created_at
    lastActivityAt - s.last_activity_at
    starred yes s.starred
    archived yes s.archived
    unreadCount - s.unread_count
    readUpTo - s.read_up_to
    assignee usr s.assignee_id""")  # fmt: skip
BEFORE = (
    ACCOUNT,
    section(
        "member", "memberships m JOIN users u ON u.id = m.user_id JOIN roles r ON r.id = m.role_id",
        "m.account_id = $1", {"m.id": 0}, """
        id mbr m.id
        user - u.handle
        name - u.name
        role - r.name
        permissions may r.permissions
        since - m.created_at""",
    ),
    section("memberInvitation", "member_invitations i", "i.account_id = $1", {"i.id": 0}, """
        id miv i.id
        email - i.email
        createdAt - i.created_at
        expiresAt - i.expires_at
        acceptedAt - i.accepted_at
        withdrawnAt - i.withdrawn_at"""),
    section("statistic", "statistics t", "t.account_id = $1", {"t.metric": "", "t.taken_at": LONG_AGO}, """
        metric - t.metric
        takenAt - t.taken_at
        value - t.value
        currency - t.currency"""),
    section("level", "creator_levels v", "v.creator_id = $1", {"v.set_at": LONG_AGO}, """
        level - v.level
        setAt - v.set_at"""),
    section("licence", "creator_licences v", "v.creator_id = $1", {"v.creator_id": 0}, """
        contact - v.contact
        profile - v.profile"""),
    section("liveDashboard", "live_dashboards d", "d.creator_id = $1", {"d.external_id": ""}, """
        externalId - d.external_id
        startedAt - d.started_at
        endedAt - d.ended_at
        gmvInMinorUnits - d.gmv
        currency - d.currency
        uniqueViewers - d.unique_viewers
        orders - d.orders"""),
)  # fmt: skip
AFTER = (
    section("savedReply", "saved_replies r", "r.account_id = $1 AND r.deleted_at IS NULL", {"r.id": 0}, """
        id rpl r.id
        name - r.name
        text - r.text
        createdAt - r.created_at"""),
    section("scheduledMessage", "scheduled_messages h", "h.account_id = $1", {"h.id": 0}, """
        id sch h.id
        conversationId cnv h.conversation_id
        text said h.content
        sendAt - h.send_at
        status - h.status"""),
    section("bulkMessage", "bulk_messages b", "b.account_id = $1", {"b.id": 0}, """
        id blk b.id
        targetCollaborationId tcl b.collaboration_id
        text said b.content
        status - b.status
        createdAt - b.created_at"""),
    section("note", "creator_notes n", "n.account_id = $1", {"n.id": 0}, """
        id nte n.id
        creatorId acc n.creator_id
        text - n.text
        writtenAt - n.written_at"""),
    section("label", "creator_labels n", "n.account_id = $1", {"n.creator_id": 0, "n.label": ""}, """
        creatorId acc n.creator_id
        label - n.label"""),
    section("webhook", "webhooks w", "w.account_id = $1 AND w.deleted_at IS NULL", {"w.id": 0}, """
        id whk w.id
        url - w.url
        kinds told w.kinds
        status - w.status
        createdAt - w.created_at"""),
    section("upload", "media m", f"m.account_id = $1 AND m.deleted_at IS NULL AND {NO_EVIDENCE}", {"m.id": 0}, """
        id med m.id
        contentType - m.content_type
        size - m.size
        uploadedAt - m.uploaded_at"""),
    section("report", "abuse_reports r", "r.account_id = $1", {"r.id": 0}, """
        id rep r.id
        conversationId cnv r.conversation_id
        sequence - r.sequence
        reason - r.reason
        note - r.note
        reportedAt - r.reported_at
        resolvedAt - r.resolved_at"""),
    section("product", "products p", "p.seller_id = $1", {"p.id": 0}, """
        id prd p.id
        externalId - p.external_id
        title - p.title
        priceInMinorUnits - p.price
        currency - p.currency
        category - p.category
        state - p.state"""),
    section("targetCollaboration", "target_collaborations t", "t.seller_id = $1", {"t.id": 0}, """
        id tcl t.id
        name - t.name
        message - t.message
        endsAt - t.ends_at"""),
    section("campaign", "campaigns c", "c.agency_id = $1", {"c.id": 0}, """
        id cmp c.id
        title - c.title
        startsAt - c.starts_at
        endsAt - c.ends_at"""),
    section("productList", "product_lists l", "l.agency_id = $1 AND l.deleted_at IS NULL", {"l.id": 0}, """
        id lst l.id
        name - l.name
        createdAt - l.created_at"""),
    section("showcaseEntry", "showcase_entries e", "e.creator_id = $1", {"e.product_id": 0}, """
        productId prd e.product_id
        addedAt - e.added_at
        commission percent e.commission"""),
    section("invitation", "invitations i", "(i.seller_id = $1 OR i.creator_id = $1)", {"i.id": 0}, """
        id inv i.id
        sellerId acc i.seller_id
        creatorId acc i.creator_id
        status - i.status
        sentAt - i.sent_at
        answeredAt - i.answered_at"""),
    section("partnership", "partnerships l", "(l.agency_id = $1 OR l.creator_id = $1)", {"l.id": 0}, """
        id pts l.id
        agencyId acc l.agency_id
        creatorId acc l.creator_id
        programme - l.programme
        status - l.status
        commission percent l.commission
        requestedAt - l.requested_at
        linkedAt - l.linked_at
        endsAt - l.ends_at
        endedAt - l.ended_at"""),
    section("sample", "samples x", "(x.seller_id = $1 OR x.creator_id = $1)", {"x.id": 0}, """
        id smp x.id
        product - x.product_title
        creatorId acc x.creator_id
        sellerId acc x.seller_id
        status - x.status
        requestedAt - x.requested_at
        address json CASE WHEN x.creator_id = $1 OR x.status <> 'TO_REVIEW' THEN x.address END
        carrier - x.carrier
        trackingNumber - x.tracking_number
        contentUrl - x.content_url
        closedAt - x.closed_at"""),
    section(
        "collaborationRequest", "leads l", "l.creator_id = $1 AND l.source = 'COLLABORATION_REQUEST'", {"l.id": 0}, """
        id crq l.id
        partnerId acc l.partner_id
        requestedAt - l.requested_at"""),
    section("notification", "notifications n", "n.account_id = $1", {"n.id": 0}, """
        id ntf n.id
        kind - n.kind
        at - n.at
        readAt - n.read_at
        otherId acc n.other_id"""),
)  # fmt: skip
LEADS = section("lead", "leads l", "l.partner_id = $1", {"l.id": 0}, """
    id led l.id
    creatorId acc l.creator_id
    source - l.source
    status - l.status
    requestedAt - l.requested_at
    note - l.note
    licensedUntil - l.licensed_until
    licensedData - l.licensed""")  # fmt: skip
