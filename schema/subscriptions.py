"""The subscriptions: each resumes from a position, and never loses an event."""

from collections.abc import AsyncGenerator
from typing import Annotated

import strawberry

from domain import ids
from domain.queries import bulk, conversations, streams
from domain.queries import events as queries
from domain.queries.events import Delivered
from domain.queries.topics import BulkMessages, Kinds, Leads, Messages, Only
from schema.context import Context, Info
from schema.events import (
    BulkMessageProgressed,
    Event,
    InvitationChanged,
    LeadChanged,
    MessageReceived,
    PartnershipChanged,
    SampleChanged,
    ShowcaseAdded,
    Typing,
)
from schema.nodes import streamed
from schema.scalars import Position

AfterPosition = Annotated[
    Position | None,
    strawberry.argument(
        description="Everything after this position comes first: Viewer.position at first, then the last one seen. "
        "Without it the stream starts at now."
    ),
]


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


async def leads(info: Info, after: AfterPosition = None) -> Following:
    """Changes of leads only."""
    return Following(info.context, after, Leads())


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


async def lead_changed(info: Info, after: AfterPosition = None) -> AsyncGenerator[Delivered, None]:
    """Changes of leads only."""
    return streams.live(await leads(info, after))


async def bulk_message_progressed(
    info: Info, bulk_message_id: strawberry.ID | None = None, after: AfterPosition = None
) -> AsyncGenerator[Delivered, None]:
    """The progress of bulk messages only."""
    return streams.live(await bulk_messages(info, bulk_message_id, after))


async def typing(info: Info, conversation_id: strawberry.ID) -> AsyncGenerator[streams.Typing, None]:
    """The other side's typing."""
    viewer, key = info.context.messenger, ids.parse("conversation", conversation_id, "conversationId")
    return streams.typing(viewer, key)


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
    lead_changed: AsyncGenerator[LeadChanged, None] = streamed(
        lead_changed, "For those who may see the leads pool: leads that came, changed, or left it.", topic=leads
    )
    bulk_message_progressed: AsyncGenerator[BulkMessageProgressed, None] = streamed(
        bulk_message_progressed, "How bulk messages get on: of one, or of all.", topic=bulk_messages
    )
    typing: AsyncGenerator[Typing, None] = streamed(
        typing, "Live only: nothing is stored, so there is nothing to resume."
    )
