"""Events, and the subscriptions that never lose one."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime
from typing import Annotated

import strawberry

from domain import ids
from domain.queries import conversations
from domain.queries import events as queries
from domain.queries.events import Delivered
from schema.accounts import Account
from schema.context import Info
from schema.conversations import Conversation
from schema.messages import Message
from schema.nodes import rows_of, streamed
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


@strawberry.type(description="An account has read up to a sequence.")
class ConversationRead(Event):
    """MSG-6."""

    is_type_of = rows_of(queries.ConversationRead)
    conversation: Conversation
    by: Account
    up_to: int


@strawberry.type(
    description="A conversation was started, starred, archived, marked unread, or what may be sent changed."
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


async def events(info: Info, after: AfterPosition = None) -> AsyncGenerator[Delivered, None]:
    """Every event."""
    async with aclosing(queries.follow(info.context.viewer, after, info.context.listeners)) as stream:
        async for event in stream:
            yield event


async def message_received(
    info: Info, conversation_id: strawberry.ID | None = None, after: AfterPosition = None
) -> AsyncGenerator[queries.MessageReceived, None]:
    """Messages only, of one conversation or of all."""
    viewer = info.context.messenger
    key = None
    if conversation_id is not None:
        key = ids.parse("conversation", conversation_id, "conversationId")
        await conversations.one(viewer, key, "conversationId")
    async with aclosing(queries.follow(info.context.viewer, after, info.context.listeners)) as stream:
        async for event in stream:
            if isinstance(event, queries.MessageReceived) and key in {None, event.message.conversation_key}:
                yield event


async def typing(info: Info, conversation_id: strawberry.ID) -> AsyncGenerator[queries.Typing, None]:
    """The other side's typing."""
    viewer, key = info.context.messenger, ids.parse("conversation", conversation_id, "conversationId")
    async with aclosing(queries.typing(viewer, key)) as stream:
        async for signal in stream:
            yield signal


KINDS = [MessageReceived, ConversationRead, ConversationChanged, BlockChanged, AccessChanged]


@strawberry.type
class Subscription:
    """Each but typing takes `after` and resumes without a gap. HISTORY_EXPIRED: drop the cache and begin anew."""

    events: AsyncGenerator[Event, None] = streamed(events, "Everything the account is told, in order, each once.")
    message_received: AsyncGenerator[MessageReceived, None] = streamed(
        message_received, "Messages from the other side and from the viewer's own account."
    )
    typing: AsyncGenerator[Typing, None] = streamed(
        typing, "Live only: nothing is stored, so there is nothing to resume."
    )
