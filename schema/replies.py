"""Saved replies."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from domain import ids, lists, replies
from domain.actions import replies as actions
from domain.queries import replies as queries
from schema import problems
from schema.context import Info
from schema.nodes import After, Connection, First, Node, resolved, rows_of

RepliesQuery = Annotated[str | None, strawberry.argument(description="Any part of the name or the text, in any case.")]


@strawberry.type(description="A text that a team keeps, to send it again: {first_name} in it is a variable.")
class SavedReply(Node):
    """MSG-7. The account's alone."""

    is_type_of = rows_of(replies.SavedReply)
    name: str
    text: str = strawberry.field(description="With its variables; {{ and }} stand for a brace.")
    variables: list[str] = strawberry.field(
        description="What to give values for when it is sent, in order; {creator_name} and {shop_name} fill themselves."
    )
    created_at: datetime
    updated_at: datetime


SavedReplyConnection = Connection[SavedReply]


@strawberry.input
class VariableInput:
    """The value is put in as it is."""

    name: str
    value: str


@strawberry.input(description="A saved reply, filled in: it goes as a text.")
class SavedReplyContent:
    """MSG-7."""

    saved_reply_id: strawberry.ID
    variables: list[VariableInput] | None = strawberry.field(
        description="One for each of the reply's `variables`.", default=None
    )


@strawberry.input
class SavedReplyInput:
    """With a savedReplyId that one is changed. Without, one is made: safe to repeat with the same clientMutationId."""

    name: str
    text: str
    saved_reply_id: strawberry.ID | None = None
    client_mutation_id: str | None = strawberry.field(description="Needed where one is made.", default=None)


@strawberry.type
class SavedReplySuccess:
    """The reply as it stands now."""

    saved_reply: SavedReply


SavedReplyResult = Annotated[
    SavedReplySuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput
    | problems.LimitReached,
    strawberry.union("SavedReplyResult"),
]


@strawberry.input
class DeleteReplyInput:
    """A reply of the account's."""

    saved_reply_id: strawberry.ID


@strawberry.type
class DeleteReplySuccess:
    """The id of the reply that is gone."""

    saved_reply_id: strawberry.ID


DeleteReplyResult = Annotated[
    DeleteReplySuccess | problems.Forbidden | problems.AccessRevoked | problems.NotFound | problems.InvalidInput,
    strawberry.union("DeleteReplyResult"),
]


async def saved_replies(
    info: Info, query: RepliesQuery = None, first: First = None, after: After = None
) -> lists.Page[replies.SavedReply]:
    """The account's own."""
    return await queries.page(info.context.viewer, query, first=first, after=after)


async def save_reply(info: Info, input: SavedReplyInput) -> SavedReplySuccess:
    """Save a reply, or change one."""
    viewer = info.context.messenger
    saved: Any
    if input.saved_reply_id is None:
        made = input.client_mutation_id or ""
        saved = await actions.create(viewer, made, name=input.name, text=input.text)
    else:
        key = ids.parse("reply", input.saved_reply_id, "savedReplyId")
        saved = await actions.change(viewer, key, name=input.name, text=input.text)
    return SavedReplySuccess(saved_reply=saved)


async def delete_reply(info: Info, input: DeleteReplyInput) -> DeleteReplySuccess:
    """Delete a reply."""
    viewer, key = info.context.messenger, ids.parse("reply", input.saved_reply_id, "savedReplyId")
    await actions.delete(viewer, key)
    return DeleteReplySuccess(saved_reply_id=strawberry.ID(f"rpl_{key}"))


@strawberry.type
class ReplyMutations:
    """Saved replies."""

    save_reply: SavedReplyResult = resolved(save_reply, "Save a reply for the whole team, or change one.")
    delete_reply: DeleteReplyResult = resolved(delete_reply, "What was sent of it stays; idempotent.")
