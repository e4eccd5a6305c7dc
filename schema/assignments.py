"""Who of a team looks after a conversation."""

from typing import Annotated, Any

import strawberry

from domain import ids
from domain.actions import assignments
from domain.rules import access
from schema import problems
from schema.context import Info
from schema.conversations import ConversationSuccess
from schema.nodes import resolved


@strawberry.input
class AssignConversationInput:
    """A conversation of the viewer's, and a member of its team."""

    conversation_id: strawberry.ID
    user_id: strawberry.ID | None = strawberry.field(description="Null: nobody any more.", default=None)


AssignConversationResult = Annotated[
    ConversationSuccess | problems.Forbidden | problems.AccessRevoked | problems.NotFound | problems.InvalidInput,
    strawberry.union("AssignConversationResult"),
]


async def assign_conversation(info: Info, input: AssignConversationInput) -> ConversationSuccess:
    """Assign a conversation, or take it back."""
    access.partner(viewer := info.context.viewer)
    key = ids.parse("conversation", input.conversation_id, "conversationId")
    user_key = None if input.user_id is None else ids.parse("user", input.user_id, "userId")
    await assignments.assign(viewer, key, user_key)
    conversation: Any = await info.context.loaders.conversations.load(key)
    return ConversationSuccess(conversation=conversation)


@strawberry.type
class AssignmentMutations:
    """Assignments."""

    assign_conversation: AssignConversationResult = resolved(
        assign_conversation,
        "For sellers and agencies: let a member who may use the inbox look after it, or nobody; idempotent.",
    )
