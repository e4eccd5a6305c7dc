"""The schema: its roots, and how operations are asked and answered."""

import asyncio
from dataclasses import replace
from typing import Any

import strawberry

from domain import ids
from domain.errors import InvalidInput
from domain.queries import messages
from schema import events, subscriptions
from schema.accounts import Account, Agency, Creator, Seller, account_by_handle
from schema.assignments import AssignmentMutations
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
from schema.context import Info
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
from schema.messages import Message, MessageMutations, message_at
from schema.nodes import Node, resolved
from schema.notes import Note, NoteMutations
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
from schema.samples import SampleMutations, SampleRequest, SampleRequestConnection, own_samples
from schema.scalars import CONFIG
from schema.scheduled import (
    ScheduledMessage,
    ScheduledMessageConnection,
    ScheduledMessageMutations,
    scheduled_messages,
)
from schema.showcase import ShowcaseConnection, ShowcaseMutations, showcase
from schema.targets import (
    TargetCollaboration,
    TargetCollaborationConnection,
    TargetMutations,
    target_collaborations,
)
from schema.teams import Viewer, viewer

MOST_NODES = 100
# What finds the things of an id's kind.
LOADERS = {
    "account": "accounts",
    "conversation": "conversations",
    "product": "some_products",
    "campaign": "campaigns",
    "list": "lists",
    "note": "some_notes",
    "media": "media",
    "target": "targets",
    "invitation": "invitations",
    "partnership": "partnerships",
    "change": "some_changes",
    "sample": "samples",
    "scheduled": "scheduled",
    "notification": "notifications",
    "bulk": "bulk",
    "reply": "replies",
    "lead": "leads",
    "collaboration request": "collaboration_requests",
}
# What lists multiply the cost of an operation by: pages that ask for no size, and lists that an argument names.
PAGES = dict.fromkeys(
    "inbox messages products campaigns productLists showcase targetCollaborations invitations partnerships samples "
    "notifications changes savedReplies creators outreachWeeks bulkMessages recipients scheduledMessages leads "
    "livePartners collaborationRequests".split(),
    25,
) | {"notes": 100}
LISTED = {"nodes": "ids"}
LONGEST_PAGE = 100


async def _node(info: Info, id: strawberry.ID) -> Any:
    viewer = info.context.viewer
    if ids.kind_of(id, "id") == "conversation" and len(asked := _ahead(info)) == 1:
        shown = getattr(info, "names", None)
        return await messages.opened(viewer, ids.parse("conversation", id, "id"), asked[0], shown)
    return await _one(info, id)


def _ahead(info: Info) -> list[dict[str, Any]]:
    """The thread that is asked for below, where whoever executes can say so: it is read with the conversation."""
    look: Any = getattr(info, "ahead", None)
    return look("Conversation", "messages") if look is not None else []


async def _one(info: Info, id: strawberry.ID) -> Any:
    asking = info.context.viewer
    kind = ids.kind_of(id, "id")
    if kind == "message":
        return await message_at(info, *ids.parse_message(id, "id"))
    if kind == "agreement":
        partnership_key, place = ids.parse_agreement(id, "id")
        return await info.context.loaders.some_agreements.load((partnership_key, place))
    key = ids.parse(kind, id, "id")
    if kind in LOADERS:
        return await getattr(info.context.loaders, LOADERS[kind]).load(key)
    return asking if id == f"vwr_{asking.membership_key}" else None


async def _nodes(info: Info, ids: list[strawberry.ID]) -> list[Any]:
    if len(ids) > MOST_NODES:
        raise InvalidInput("ids", f"Ask for at most {MOST_NODES} at a time.")
    return await asyncio.gather(*(_one(info, id) for id in ids))


@strawberry.type
class Query:
    """A refused field is null, and its error says why: the rest of the page stands."""

    node: Node | None = resolved(_node, "Null for what is unknown, or not the viewer's.")
    nodes: list[Node | None] = resolved(_nodes, "In the order asked for.")
    viewer: Viewer = resolved(viewer)
    inbox: ConversationConnection | None = resolved(
        inbox, "A folder of the account's conversations, the newest activity first."
    )
    inbox_counts: InboxCounts | None = resolved(inbox_counts, "Each folder's count, exact up to a cap.")
    account: Account | None = resolved(account_by_handle, "An account of a shared market, by its handle.")
    creators: CreatorConnection | None = resolved(
        creators, "For sellers and agencies: the active creators of shared markets, the newest account first."
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
            Viewer,
            *TYPES.values(),
            *events.KINDS,
        ],
        config=replace(CONFIG, disable_field_suggestions=not introspection),
        exception_handlers=HANDLERS,
    )
