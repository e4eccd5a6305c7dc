"""Events, and the subscriptions that never lose one."""

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Annotated

import strawberry

from domain import ids
from domain.queries import bulk, conversations, streams
from domain.queries import events as queries
from domain.queries.events import Delivered
from domain.queries.streams import BulkMessages, Kinds, Messages, Only
from models.bulk import BulkStatus
from models.invitations import InvitationStatus
from models.partnerships import PartnershipStatus
from models.samples import SampleStatus
from schema.accounts import Account, Creator
from schema.bulk import BulkMessage
from schema.catalog import Product
from schema.context import Context, Info
from schema.conversations import Conversation
from schema.invitations import Invitation
from schema.messages import Message
from schema.nodes import rows_of, streamed
from schema.notifications import Notification
from schema.partnerships import Partnership
from schema.samples import SampleRequest
from schema.scalars import Position
from schema.teams import Viewer

AfterPosition = Annotated[
    Position | None,
    strawberry.argument(
        description="Everything after this position comes first: Viewer.position at first, then the last one seen. "
        "Without it the stream starts at now."
    ),
]


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


class Following(streams.Following):
    """A stream with the context to write its events with: who follows may change under way."""

    def __init__(self, context: Context, after: str | None, only: Only = None) -> None:
        super().__init__(context.viewer, after, only)
        self._context = context

    @property
    def context(self) -> Context:
        """As of the last event that changed who follows."""
        if self._context.asked is not self.viewer:
            self._context = self._context.now_of(self.viewer)
        return self._context


async def all_events(info: Info, after: AfterPosition = None) -> Following:
    """Every event."""
    return Following(info.context, after)


async def messages(info: Info, conversation_id: strawberry.ID | None = None, after: AfterPosition = None) -> Following:
    """Messages only, of one conversation or of all."""
    viewer, key = info.context.messenger, None
    if conversation_id is not None:
        key = ids.parse("conversation", conversation_id, "conversationId")
        await conversations.one(viewer, key, "conversationId")
    return Following(info.context, after, Messages(key))


async def showcase(info: Info, after: AfterPosition = None) -> Following:
    """Additions to showcases only."""
    return Following(info.context, after, Kinds((queries.ShowcaseAdded,)))


async def invitations(info: Info, after: AfterPosition = None) -> Following:
    """Changes of invitations only."""
    return Following(info.context, after, Kinds((queries.InvitationChanged,)))


async def partnerships(info: Info, after: AfterPosition = None) -> Following:
    """Changes of partnerships only."""
    return Following(info.context, after, Kinds((queries.PartnershipChanged,)))


async def samples(info: Info, after: AfterPosition = None) -> Following:
    """Changes of samples only."""
    return Following(info.context, after, Kinds((queries.SampleChanged,)))


async def bulk_messages(
    info: Info, bulk_message_id: strawberry.ID | None = None, after: AfterPosition = None
) -> Following:
    """The progress of bulk messages only, of one or of all."""
    only = BulkMessages()
    if bulk_message_id is not None:
        viewer, key = info.context.messenger, ids.parse("bulk", bulk_message_id, "bulkMessageId")
        only = BulkMessages((await bulk.one(viewer, key, "bulkMessageId")).key)
    return Following(info.context, after, only)


# The same for executions that share nothing.


async def events(info: Info, after: AfterPosition = None) -> AsyncGenerator[Delivered, None]:
    """Every event."""
    return streams.live(await all_events(info, after))


async def message_received(
    info: Info, conversation_id: strawberry.ID | None = None, after: AfterPosition = None
) -> AsyncGenerator[Delivered, None]:
    """Messages only."""
    return streams.live(await messages(info, conversation_id, after))


async def showcase_added(info: Info, after: AfterPosition = None) -> AsyncGenerator[Delivered, None]:
    """Additions to showcases only."""
    return streams.live(await showcase(info, after))


async def invitation_changed(info: Info, after: AfterPosition = None) -> AsyncGenerator[Delivered, None]:
    """Changes of invitations only."""
    return streams.live(await invitations(info, after))


async def partnership_changed(info: Info, after: AfterPosition = None) -> AsyncGenerator[Delivered, None]:
    """Changes of partnerships only."""
    return streams.live(await partnerships(info, after))


async def sample_changed(info: Info, after: AfterPosition = None) -> AsyncGenerator[Delivered, None]:
    """Changes of samples only."""
    return streams.live(await samples(info, after))


async def bulk_message_progressed(
    info: Info, bulk_message_id: strawberry.ID | None = None, after: AfterPosition = None
) -> AsyncGenerator[Delivered, None]:
    """The progress of bulk messages only."""
    return streams.live(await bulk_messages(info, bulk_message_id, after))


async def typing(info: Info, conversation_id: strawberry.ID) -> AsyncGenerator[streams.Typing, None]:
    """The other side's typing."""
    viewer, key = info.context.messenger, ids.parse("conversation", conversation_id, "conversationId")
    return streams.typing(viewer, key)


KINDS = [
    MessageReceived, MessageRecalled, ConversationRead, ConversationChanged, BlockChanged, AccessChanged,
    ShowcaseAdded, ShowcaseRemoved, InvitationChanged, PartnershipChanged, SampleChanged, NotificationAdded,
    BulkMessageProgressed,
]  # fmt: skip


@strawberry.type
class Subscription:
    """Each but typing takes `after` and resumes without a gap. HISTORY_EXPIRED: drop the cache and begin anew."""

    events: AsyncGenerator[Event, None] = streamed(
        events, "Everything the account is told, in order, each once.", topic=all_events
    )
    message_received: AsyncGenerator[MessageReceived, None] = streamed(
        message_received, "Messages from the other side and from the viewer's own account.", topic=messages
    )
    showcase_added: AsyncGenerator[ShowcaseAdded, None] = streamed(
        showcase_added,
        "Products that creators added from the account's cards, or that its cards show; a creator's own additions.",
        topic=showcase,
    )
    invitation_changed: AsyncGenerator[InvitationChanged, None] = streamed(
        invitation_changed, "Invitations to target collaborations: sent, seen, answered, ended.", topic=invitations
    )
    partnership_changed: AsyncGenerator[PartnershipChanged, None] = streamed(
        partnership_changed, "Links: asked for, answered, changed, ended.", topic=partnerships
    )
    sample_changed: AsyncGenerator[SampleChanged, None] = streamed(
        sample_changed, "Samples: asked for, and every step after that.", topic=samples
    )
    bulk_message_progressed: AsyncGenerator[BulkMessageProgressed, None] = streamed(
        bulk_message_progressed, "How bulk messages get on: of one, or of all.", topic=bulk_messages
    )
    typing: AsyncGenerator[Typing, None] = streamed(
        typing, "Live only: nothing is stored, so there is nothing to resume."
    )
