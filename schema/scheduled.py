"""Messages that go later."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from domain import ids, invitations, lists, rows, scheduled
from domain.actions import scheduled as actions
from domain.actions.scheduled import NewScheduled
from domain.queries import scheduled as queries
from models.scheduled import ScheduledStatus
from schema import problems
from schema.catalog import Product
from schema.collaborations import ProductList
from schema.context import Info
from schema.conversations import Conversation
from schema.invitations import Invitation
from schema.media import Media
from schema.messages import Message, MessageContent, draft_of
from schema.nodes import After, Connection, First, Node, resolved, rows_of
from schema.said import created_by, its_list, its_media, its_products
from schema.teams import User

Row = scheduled.Scheduled
Of = strawberry.Parent[Row]
Statuses = Annotated[list[ScheduledStatus] | None, strawberry.argument(description="Null for all.")]
To = Annotated[strawberry.ID | None, strawberry.argument(description="Only those that go into it; null for all.")]


async def _conversation(of: Of, info: Info) -> rows.Conversation | None:
    return await info.context.loaders.conversations.load(of.conversation_key)


async def _invitation(of: Of, info: Info) -> invitations.Invitation | None:
    key = of.said.invitation_key
    return None if key is None else await info.context.loaders.invitations.load(key)


async def _message(of: Of, info: Info) -> rows.Message | None:
    if of.sequence is None:
        return None
    return await info.context.loaders.message(of.conversation_key, of.sequence)


def _problem(of: Of) -> problems.Problem | None:
    return None if of.refusal is None else problems.problem(of.refusal)


@strawberry.type(description="A message that goes later, went, or did not. Its account's alone.")
class ScheduledMessage(Node):
    """MSG-8."""

    is_type_of = rows_of(Row)
    conversation: Conversation = resolved(_conversation)
    text: str | None = strawberry.field(description="Its words, as they will be sent.")
    media: Media | None = resolved(its_media, "A photo or a GIF.")
    products: list[Product] = resolved(its_products, "In their order; as they are now.")
    invitation: Invitation | None = resolved(_invitation, "The one that the products go with.")
    product_list: ProductList | None = resolved(its_list, "Null once it is deleted.")
    send_at: datetime
    created_at: datetime
    updated_at: datetime = strawberry.field(description="When it was last changed, went, or came to its end.")
    status: ScheduledStatus
    message: Message | None = resolved(_message, "What it became, once it was sent.")
    problem: problems.Problem | None = resolved(
        _problem, "What it was refused with, or what cancelled it; null where somebody of the team did."
    )
    created_by: User | None = resolved(created_by, "Who scheduled it: it is sent as theirs.")


ScheduledMessageConnection = Connection[ScheduledMessage]


@strawberry.input
class ScheduleMessageInput:
    """Safe to repeat with the same clientMutationId."""

    conversation_id: strawberry.ID
    content: MessageContent
    send_at: datetime = strawberry.field(description="Still to come, and no further away than the platform allows.")
    client_mutation_id: str


@strawberry.input
class UpdateScheduledMessageInput:
    """What is left out stays as it is."""

    scheduled_message_id: strawberry.ID
    content: MessageContent | None = None
    send_at: datetime | None = None


@strawberry.input
class CancelScheduledMessageInput:
    """A scheduled message of the account's."""

    scheduled_message_id: strawberry.ID


@strawberry.type
class ScheduledMessageSuccess:
    """The scheduled message as it stands now."""

    scheduled_message: ScheduledMessage


ScheduledMessageResult = Annotated[
    ScheduledMessageSuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput
    | problems.KindNotAllowed
    | problems.LimitReached
    | problems.Closed,
    strawberry.union("ScheduledMessageResult"),
]


async def scheduled_messages(
    info: Info, statuses: Statuses = None, conversation_id: To = None, first: First = None, after: After = None
) -> lists.Page[Row]:
    """The account's own."""
    key = None if conversation_id is None else ids.parse("conversation", conversation_id, "conversationId")
    return await queries.page(info.context.viewer, statuses, conversation_key=key, first=first, after=after)


async def schedule_message(info: Info, input: ScheduleMessageInput) -> ScheduledMessageSuccess:
    """Schedule a message."""
    viewer, key = info.context.messenger, ids.parse("conversation", input.conversation_id, "conversationId")
    new = NewScheduled(conversation_key=key, said=draft_of(input.content), send_at=input.send_at)
    it: Any = await actions.schedule(viewer, input.client_mutation_id, new)
    return ScheduledMessageSuccess(scheduled_message=it)


async def update_scheduled_message(info: Info, input: UpdateScheduledMessageInput) -> ScheduledMessageSuccess:
    """Change one."""
    viewer, key = info.context.messenger, ids.parse("scheduled", input.scheduled_message_id, actions.FIELD)
    said = None if input.content is None else draft_of(input.content)
    it: Any = await actions.update(viewer, key, said, input.send_at)
    return ScheduledMessageSuccess(scheduled_message=it)


async def cancel_scheduled_message(info: Info, input: CancelScheduledMessageInput) -> ScheduledMessageSuccess:
    """Cancel one."""
    viewer, key = info.context.messenger, ids.parse("scheduled", input.scheduled_message_id, actions.FIELD)
    it: Any = await actions.cancel(viewer, key)
    return ScheduledMessageSuccess(scheduled_message=it)


@strawberry.type
class ScheduledMessageMutations:
    """Scheduled messages."""

    schedule_message: ScheduledMessageResult = resolved(
        schedule_message, "Send a message later. What it says is checked now and then; all else is decided then."
    )
    update_scheduled_message: ScheduledMessageResult = resolved(
        update_scheduled_message, "Change what it says, when it goes, or both, until it goes."
    )
    cancel_scheduled_message: ScheduledMessageResult = resolved(
        cancel_scheduled_message, "Let it not go; idempotent until it went."
    )
