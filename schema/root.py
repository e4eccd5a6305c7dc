"""The schema: its roots, and how operations are asked and answered."""

from dataclasses import replace

import strawberry

from schema import events, subscriptions
from schema.accounts import Account, Agency, Creator, Seller, account_by_handle
from schema.assignments import AssignmentMutations
from schema.audit import AuditEntry, AuditEntryConnection, audit_log
from schema.blocks import BlockMutations
from schema.bulk import (
    BulkMessage,
    BulkMessageConnection,
    BulkMutations,
    BulkPreview,
    bulk_messages,
    bulk_preview,
)
from schema.catalog import Product as ProductType
from schema.catalog import ProductConnection, own_products
from schema.collaborations import (
    Campaign,
    CampaignConnection,
    CollaborationMutations,
    ProductList,
    ProductListConnection,
    campaigns,
    product_lists,
)
from schema.conversations import (
    Conversation,
    ConversationConnection,
    ConversationMutations,
    InboxCounts,
    conversation_with,
    inbox,
    inbox_counts,
)
from schema.creators import CreatorConnection, creators
from schema.enums import register
from schema.exports import ExportMutations
from schema.feeding import FeedingMutations
from schema.found import node, nodes
from schema.invitations import (
    Invitation,
    InvitationConnection,
    InvitationMutations,
    own_invitations,
)
from schema.leads import Lead, LeadConnection, LeadMutations, LeadStatusCount, lead_counts, own_leads
from schema.links import PartnershipMutations
from schema.live_partners import (
    CollaborationRequest,
    CollaborationRequestConnection,
    LivePartnerConnection,
    LivePartnerMutations,
    collaboration_requests,
    live_partners,
)
from schema.media import Media
from schema.member_invitations import MemberInvitationMutations
from schema.members import MemberMutations
from schema.messages import Message, MessageMutations
from schema.nodes import Node, resolved
from schema.notes import Note, NoteMutations, creator_labels
from schema.notifications import Notification, NotificationConnection, NotificationMutations, own_notifications
from schema.outreach import OutreachQuota, OutreachWeekConnection, outreach_quota, outreach_weeks
from schema.partnerships import (
    Agreement,
    Partnership,
    PartnershipChange,
    PartnershipConnection,
    own_partnerships,
)
from schema.problems import HANDLERS, TYPES
from schema.replies import ReplyMutations, SavedReply, SavedReplyConnection, saved_replies
from schema.reports import Report, ReportConnection, ReportMutations, all_reports
from schema.samples import SampleMutations, SampleRequest, SampleRequestConnection, own_samples
from schema.scalars import CONFIG
from schema.scheduled import (
    ScheduledMessage,
    ScheduledMessageConnection,
    ScheduledMessageMutations,
    scheduled_messages,
)
from schema.search import SearchResults, search
from schema.showcase import ShowcaseConnection, ShowcaseMutations, showcase
from schema.staff import StaffMutations
from schema.targets import (
    TargetCollaboration,
    TargetCollaborationConnection,
    TargetMutations,
    target_collaborations,
)
from schema.teams import MemberInvitation, Membership, Role, Team, Viewer, team, viewer
from schema.webhooks import Webhook, WebhookConnection, WebhookDelivery, WebhookMutations, own_webhooks

# What lists multiply the cost of an operation by: pages that ask for no size, and lists that an argument names.
PAGES = dict.fromkeys(
    "inbox messages products campaigns productLists showcase targetCollaborations invitations partnerships samples "
    "notifications changes savedReplies creators outreachWeeks bulkMessages recipients scheduledMessages leads "
    "livePartners collaborationRequests members reports auditLog webhooks deliveries".split(),
    25,
) | {"notes": 100, "roles": 100, "accounts": 25}
LISTED = {"nodes": "ids"}
DEAR = {"search": 250}  # what nobody says keeps a database busy for half a second in a module, and shows nothing
LONGEST_PAGE = 100


@strawberry.type
class Query:
    """A refused field is null, and its error says why: the rest of the page stands."""

    node: Node | None = resolved(node, "Null for what is unknown, or not the viewer's.")
    nodes: list[Node | None] = resolved(nodes, "In the order asked for.")
    viewer: Viewer = resolved(viewer)
    inbox: ConversationConnection | None = resolved(
        inbox, "A folder of the account's conversations, the newest activity first."
    )
    inbox_counts: InboxCounts | None = resolved(
        inbox_counts, "How many each folder holds, exactly; of what a filter leaves, up to a cap."
    )
    search: SearchResults | None = resolved(search, "Over the account's own conversations, in every folder.")
    account: Account | None = resolved(account_by_handle, "An account of a shared market, by its handle.")
    creators: CreatorConnection | None = resolved(
        creators, "For sellers and agencies: the active creators of shared markets, the newest account first."
    )
    creator_labels: list[str] | None = resolved(
        creator_labels, "For sellers and agencies: the labels that their creators carry, sorted; at most 500."
    )
    products: ProductConnection | None = resolved(
        own_products, "The account's own products, the newest first: what a seller has to send."
    )
    campaigns: CampaignConnection | None = resolved(campaigns, "The agency's own, the newest first.")
    product_lists: ProductListConnection | None = resolved(
        product_lists, "The agency's own, the newest first: what it has to send."
    )
    showcase: ShowcaseConnection | None = resolved(
        showcase, "The account's own showcase, the newest addition first; empty for others than creators."
    )
    target_collaborations: TargetCollaborationConnection | None = resolved(
        target_collaborations, "The seller's own, the newest first: what it has to invite into."
    )
    invitations: InvitationConnection | None = resolved(
        own_invitations, "Those that the account sent or was sent, of some statuses or of all, the newest first."
    )
    partnerships: PartnershipConnection | None = resolved(
        own_partnerships, "Those of the account, of some statuses or of all, the newest first."
    )
    samples: SampleRequestConnection | None = resolved(
        own_samples, "Those of the account, of some statuses or of all, the newest request first."
    )
    leads: LeadConnection | None = resolved(own_leads, "The account's pool: for those who may see it.")
    lead_counts: list[LeadStatusCount] | None = resolved(
        lead_counts, "How many of those who match have each status, each exact up to a cap."
    )
    live_partners: LivePartnerConnection | None = resolved(
        live_partners, "For creators: the top LIVE partners of their market, as the platform ranks them."
    )
    collaboration_requests: CollaborationRequestConnection | None = resolved(
        collaboration_requests, "Those that the creator has sent to LIVE partners, the newest first."
    )
    scheduled_messages: ScheduledMessageConnection | None = resolved(
        scheduled_messages, "The account's own, of some statuses or of all, the newest first."
    )
    notifications: NotificationConnection | None = resolved(own_notifications, "The account's own, the newest first.")
    bulk_messages: BulkMessageConnection | None = resolved(bulk_messages, "The account's own, the newest first.")
    bulk_preview: BulkPreview | None = resolved(
        bulk_preview, "What sendBulkMessage would do with the same input; nothing is sent."
    )
    outreach_quota: OutreachQuota | None = resolved(outreach_quota, "The seller's week: what it may spend, and has.")
    outreach_weeks: OutreachWeekConnection | None = resolved(
        outreach_weeks, "The seller's weeks with creators newly contacted, the newest first."
    )
    saved_replies: SavedReplyConnection | None = resolved(
        saved_replies, "The account's own, the newest first; every member may use them."
    )
    team: Team | None = resolved(team, "Who acts for the account, for members with TEAM_MANAGEMENT.")
    webhooks: WebhookConnection | None = resolved(
        own_webhooks,
        "The newest first: the account's own, for members with INTEGRATIONS; the platform's, for staff and services.",
    )
    reports: ReportConnection | None = resolved(
        all_reports, "For the marketplace's staff: what was reported, the newest first."
    )
    audit_log: AuditEntryConnection | None = resolved(
        audit_log,
        "The newest first: for staff of any account or of all, for members with TEAM_MANAGEMENT of their own.",
    )
    conversation_with: Conversation | None = resolved(
        conversation_with, "The conversation with an account, if there is one."
    )


@strawberry.type
class Mutation(
    ConversationMutations,
    MessageMutations,
    BlockMutations,
    CollaborationMutations,
    TargetMutations,
    InvitationMutations,
    ShowcaseMutations,
    PartnershipMutations,
    SampleMutations,
    LeadMutations,
    LivePartnerMutations,
    ScheduledMessageMutations,
    NotificationMutations,
    BulkMutations,
    ReplyMutations,
    NoteMutations,
    AssignmentMutations,
    ExportMutations,
    FeedingMutations,
    MemberMutations,
    MemberInvitationMutations,
    ReportMutations,
    StaffMutations,
    WebhookMutations,
):
    """Every result is a success or a Problem; keep a `... on Problem { code detail }` in each."""


def build(*, introspection: bool = True) -> strawberry.Schema:
    """The schema. What one operation may ask is limited where it is carried, before this is reached."""
    register()
    return strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=subscriptions.Subscription,
        types=[
            Creator,
            Seller,
            Agency,
            Conversation,
            Message,
            Media,
            ProductType,
            Campaign,
            ProductList,
            TargetCollaboration,
            Invitation,
            Partnership,
            Agreement,
            PartnershipChange,
            SampleRequest,
            ScheduledMessage,
            Notification,
            BulkMessage,
            Lead,
            CollaborationRequest,
            SavedReply,
            Note,
            Membership,
            Role,
            MemberInvitation,
            Report,
            AuditEntry,
            Webhook,
            WebhookDelivery,
            Viewer,
            *TYPES.values(),
            *events.KINDS,
        ],
        config=replace(CONFIG, disable_field_suggestions=not introspection),
        exception_handlers=HANDLERS,
    )
