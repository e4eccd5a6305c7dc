"""What is to go to many, and to whom, as clients say it."""

import strawberry

from domain import ids
from domain.actions.audiences import NewBulk
from schema.creators import CreatorFilter, asked_of_creators
from schema.messages import MessageContent, draft_of


@strawberry.input(description="Whom to leave out.")
class LeaveOutInput:
    """OUT-12."""

    contacted_within_days: int | None = strawberry.field(
        description="Creators whom the account wrote to within so many days.", default=None
    )
    already_invited: bool = strawberry.field(
        description="Creators with an invitation into this collaboration; for a message, into any of the seller's.",
        default=False,
    )


@strawberry.input(
    description="Either content (a text, a photo or products with a text, an agency's product list) or "
    "targetCollaborationId. Either creatorIds, or those that query and filter find; an empty filter finds all. "
    "Texts may have the variables {creator_name} and {shop_name}. Safe to repeat with the same clientMutationId."
)
class BulkMessageInput:
    """OUT-12."""

    client_mutation_id: str
    content: MessageContent | None = None
    target_collaboration_id: strawberry.ID | None = None
    creator_ids: list[strawberry.ID] | None = None
    query: str | None = None
    filter: CreatorFilter | None = None
    leave_out: LeaveOutInput | None = None
    auto_resume: bool = strawberry.field(
        description="Whether it goes on by itself when the quota is refreshed; else it pauses until it is resumed.",
        default=True,
    )


def new_bulk(input: BulkMessageInput) -> NewBulk:
    """What is asked for; whom a filter finds is looked for when it starts."""
    out = input.leave_out or LeaveOutInput()
    target_key, creators = None, None
    if input.target_collaboration_id is not None:
        target_key = ids.parse("target", input.target_collaboration_id, "targetCollaborationId")
    draft = None if input.content is None else draft_of(input.content)
    if input.creator_ids is not None:
        creators = ids.parse_many("account", input.creator_ids, "creatorIds")
    return NewBulk(
        creators=creators, query=input.query, filter=asked_of_creators(input.filter), draft=draft,
        target_key=target_key, auto_resume=input.auto_resume, not_within_days=out.contacted_within_days,
        not_invited=out.already_invited,
    )  # fmt: skip
