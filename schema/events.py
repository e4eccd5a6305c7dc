"""Events: what accounts are told."""

from datetime import datetime

import strawberry

from domain.queries import events as queries
from models.bulk import BulkStatus
from models.invitations import InvitationStatus
from models.leads import LeadStatus
from models.partnerships import PartnershipStatus
from models.samples import SampleStatus
from schema.accounts import Account, Creator
from schema.bulk import BulkMessage
from schema.catalog import Product
from schema.conversations import Conversation
from schema.invitations import Invitation
from schema.leads import Lead
from schema.messages import Message
from schema.nodes import rows_of
from schema.notifications import Notification
from schema.partnerships import Partnership
from schema.samples import SampleRequest
from schema.scalars import Position
from schema.teams import Viewer


@strawberry.interface(description="Something that happened, at a place in the account's stream.")
class Event:
    """EVT-1."""

    position: Position
    at: datetime


@strawberry.type(description="A message, of the other side or of the viewer's own.")
class MessageReceived(Event):
    """EVT-2."""

    is_type_of = rows_of(queries.MessageReceived)
    message: Message


@strawberry.type(description="A message was recalled: its place stays, what it said is gone.")
class MessageRecalled(Event):
    """MSG-5."""

    is_type_of = rows_of(queries.MessageRecalled)
    message: Message


@strawberry.type(description="An account has read up to a sequence.")
class ConversationRead(Event):
    """MSG-6."""

    is_type_of = rows_of(queries.ConversationRead)
    conversation: Conversation
    by: Account
    up_to: int


@strawberry.type(
    description="A conversation was started, starred, archived, marked unread or assigned, or its creator's labels, or "
    "what may be sent, changed."
)
class ConversationChanged(Event):
    """EVT-1."""

    is_type_of = rows_of(queries.ConversationChanged)
    conversation: Conversation


@strawberry.type(description="The viewer's account blocked another, or undid it.")
class BlockChanged(Event):
    """BLK-1."""

    is_type_of = rows_of(queries.BlockChanged)
    account: Account
    blocked: bool


@strawberry.type(description="A creator added products to the showcase.")
class ShowcaseAdded(Event):
    """COL-7."""

    is_type_of = rows_of(queries.ShowcaseAdded)
    creator: Creator
    card_message: Message | None = strawberry.field(
        description="The message whose card they were added from, to its two sides; null for everybody else."
    )
    products: list[Product]


@strawberry.type(description="A creator removed products from the showcase.")
class ShowcaseRemoved(Event):
    """COL-7."""

    is_type_of = rows_of(queries.ShowcaseRemoved)
    creator: Creator
    products: list[Product]


@strawberry.type(description="An invitation was sent, seen, answered, withdrawn, or has ended.")
class InvitationChanged(Event):
    """COL-4, COL-10."""

    is_type_of = rows_of(queries.InvitationChanged)
    invitation: Invitation
    invitation_status: InvitationStatus = strawberry.field(description="As of this position.")


@strawberry.type(description="A link was asked for, made, changed or ended, or a change of it proposed.")
class PartnershipChanged(Event):
    """LNK-4."""

    is_type_of = rows_of(queries.PartnershipChanged)
    partnership: Partnership
    partnership_status: PartnershipStatus = strawberry.field(description="As of this position.")


@strawberry.type(description="A sample was asked for, or is a step further.")
class SampleChanged(Event):
    """SMP-2."""

    is_type_of = rows_of(queries.SampleChanged)
    sample: SampleRequest
    sample_status: SampleStatus = strawberry.field(description="As of this position.")


@strawberry.type(description="A lead came into the viewer's pool, changed, or left it.")
class LeadChanged(Event):
    """LEAD-2, LEAD-6. Told to those who may see the pool."""

    is_type_of = rows_of(queries.LeadChanged)
    creator: Creator
    lead_id: strawberry.ID
    lead: Lead | None = strawberry.field(description="As it stands at delivery; null once it was unmarked.")
    lead_status: LeadStatus | None = strawberry.field(description="As of this position; null: it was unmarked.")


@strawberry.type(description="There is something to look at.")
class NotificationAdded(Event):
    """EVT-6."""

    is_type_of = rows_of(queries.NotificationAdded)
    notification: Notification


@strawberry.type(description="A bulk message has begun, gone on, come to wait, or ended.")
class BulkMessageProgressed(Event):
    """OUT-12. While it goes on, once a second at most."""

    is_type_of = rows_of(queries.BulkMessageProgressed)
    bulk_message: BulkMessage
    bulk_status: BulkStatus = strawberry.field(description="As of this position.")


@strawberry.type(description="What the viewer may do may have changed.")
class AccessChanged(Event):
    """ACC-4, ACC-5."""

    is_type_of = rows_of(queries.AccessChanged)
    viewer: Viewer


@strawberry.type(description="Somebody of the other side types, or stopped.")
class Typing:
    """MSG-6. Never stored: it has no position."""

    account: Account
    typing: bool
    at: datetime


KINDS = [
    MessageReceived, MessageRecalled, ConversationRead, ConversationChanged, BlockChanged, AccessChanged,
    ShowcaseAdded, ShowcaseRemoved, InvitationChanged, PartnershipChanged, SampleChanged, LeadChanged,
    NotificationAdded, BulkMessageProgressed,
]  # fmt: skip
