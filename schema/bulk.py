"""Bulk messages: one message, or one invitation, to up to 1,000 creators."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import strawberry
from strawberry import lazy

from domain import bulk, ids, invitations, lists, members, rows
from domain.actions import bulk as actions
from domain.actions.audiences import NewBulk
from domain.queries import bulk as queries
from domain.queries import creators
from models.bulk import BulkStatus, RecipientStatus
from schema import problems
from schema.context import Info
from schema.creators import CreatorFilter, asked_of_creators
from schema.messages import MessageContent, draft_of
from schema.nodes import After, Connection, First, Node, resolved, rows_of
from schema.outreach import ContactCheck, shown
from schema.targets import TargetCollaboration
from schema.teams import User

if TYPE_CHECKING:
    from schema.accounts import Creator
    from schema.messages import Message

CreatorRef = Annotated["Creator", lazy("schema.accounts")]
MessageRef = Annotated["Message", lazy("schema.messages")]
Statuses = Annotated[list[RecipientStatus] | None, strawberry.argument(description="Of some statuses, or of all.")]


async def _creator(of: Any, info: Info) -> rows.Account | None:
    return await info.context.loaders.known_accounts.load(of.creator_key)


async def _recipients_creator(of: strawberry.Parent[bulk.Recipient], info: Info) -> rows.Account | None:
    return await _creator(of, info)


async def _message(of: strawberry.Parent[bulk.Recipient], info: Info) -> rows.Message | None:
    if of.conversation_key is None or of.sequence is None:
        return None
    return await info.context.loaders.message(of.conversation_key, of.sequence)


def _problem(of: strawberry.Parent[bulk.Recipient]) -> problems.Problem | None:
    return None if of.problem is None else problems.problem(of.problem)


@strawberry.type(description="A creator of the audience, and what became of it.")
class BulkRecipient:
    """OUT-12."""

    is_type_of = rows_of(bulk.Recipient)
    creator: CreatorRef = resolved(_recipients_creator)
    status: RecipientStatus
    text: str | None = strawberry.field(description="What it is told, as it was filled in at the start.")
    problem: problems.Problem | None = resolved(_problem, "Why it was skipped or refused, or what it waits for.")
    message: MessageRef | None = resolved(_message, "Once it is sent.")


async def _created_by(of: strawberry.Parent[bulk.BulkMessage], info: Info) -> members.User | None:
    return await info.context.loaders.users.load(of.created_by_key)


async def _collaboration(of: strawberry.Parent[bulk.BulkMessage], info: Info) -> invitations.TargetCollaboration | None:
    return None if of.collaboration_key is None else await info.context.loaders.targets.load(of.collaboration_key)


async def _counts(of: strawberry.Parent[bulk.BulkMessage], info: Info) -> bulk.BulkCounts:
    return await info.context.loaders.bulk_counts.load(of.key)


async def _recipients(
    of: strawberry.Parent[bulk.BulkMessage],
    info: Info,
    statuses: Statuses = None,
    first: First = None,
    after: After = None,
) -> lists.Page[bulk.Recipient]:
    chosen = None if statuses is None else tuple(statuses)
    page: lists.Page[bulk.Recipient] = await info.context.loaders.recipients.load((of.key, chosen, first, after))
    return page


def _text(of: strawberry.Parent[bulk.BulkMessage]) -> str | None:
    text: str | None = orjson.loads(of.content)["text"] if of.content else None
    return text


@strawberry.type(description="How many creators of the audience stand where.")
class BulkCounts:
    """OUT-12."""

    is_type_of = rows_of(bulk.BulkCounts)
    total: int
    pending: int
    waiting: int = strawberry.field(description="For the refresh of the quota.")
    sent: int
    skipped: int
    refused: int


@strawberry.type(description="One message, or one invitation, on its way to many creators.")
class BulkMessage(Node):
    """OUT-12. Its account's, for members with BULK_MESSAGING."""

    is_type_of = rows_of(bulk.BulkMessage)
    status: BulkStatus
    text: str | None = resolved(_text, "With its variables, as they were before they were filled in.")
    target_collaboration: TargetCollaboration | None = resolved(_collaboration, "Of an invitation.")
    auto_resume: bool
    resumes_at: datetime | None = strawberry.field(
        description="While it waits, or is paused: when the quota is refreshed."
    )
    created_at: datetime
    created_by: User = resolved(_created_by)
    finished_at: datetime | None
    counts: BulkCounts = resolved(_counts)
    recipients: Connection[BulkRecipient] = resolved(_recipients, "The audience, in its order.")


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
    description="Either content or targetCollaborationId; either creatorIds, or those that query and filter find. "
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


@strawberry.input
class BulkMessageIdInput:
    """A bulk message of the account's."""

    bulk_message_id: strawberry.ID


async def _previewed_creator(of: strawberry.Parent[bulk.PreviewedCreator], info: Info) -> rows.Account | None:
    return await _creator(of, info)


def _contact(of: strawberry.Parent[bulk.PreviewedCreator]) -> ContactCheck:
    return shown(of.contact)


@strawberry.type(description="A creator of the audience, and what would become of it now.")
class PreviewedCreator:
    """OUT-12."""

    is_type_of = rows_of(bulk.PreviewedCreator)
    creator: CreatorRef = resolved(_previewed_creator)
    contact: ContactCheck = resolved(_contact)


@strawberry.type(description="What would happen if it were started now; nothing is sent, and nothing reserved.")
class BulkPreview:
    """OUT-12."""

    is_type_of = rows_of(bulk.BulkPreview)
    total: int = strawberry.field(description="How large the audience is.")
    left_out: int = strawberry.field(description="As asked for, or blocked.")
    free: int
    costing: int = strawberry.field(description="A unit of the quota each; where that ends, they wait for the refresh.")
    refused: int
    remaining: int | None = strawberry.field(description="Units of the quota; null: no limit.")
    sample_text: str | None = strawberry.field(description="What the first creator would read.")
    creators: list[PreviewedCreator] = strawberry.field(description="The whole audience, in its order.")


@strawberry.type
class BulkMessageSuccess:
    """The bulk message as it stands now."""

    bulk_message: BulkMessage


SendBulkMessageResult = Annotated[
    BulkMessageSuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput
    | problems.KindNotAllowed
    | problems.Closed,
    strawberry.union("SendBulkMessageResult"),
]
BulkMessageResult = Annotated[
    BulkMessageSuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput
    | problems.Closed,
    strawberry.union("BulkMessageResult"),
]


async def _new(info: Info, input: BulkMessageInput) -> NewBulk:
    """What is asked for, with the creators that a filter finds now."""
    viewer = info.context.messenger
    numbers = actions.sender(viewer)
    out = input.leave_out or LeaveOutInput()
    target_key = None
    if input.target_collaboration_id is not None:
        target_key = ids.parse("target", input.target_collaboration_id, "targetCollaborationId")
    content = None if input.content is None else draft_of(input.content)
    if input.creator_ids is not None:
        keys = ids.parse_many("account", input.creator_ids, "creatorIds")
    else:
        keys = await creators.audience(viewer, input.query, asked_of_creators(input.filter), numbers.bulk_max_creators)
    return NewBulk(
        creators=keys, named=input.creator_ids is not None, asked=(repr(strawberry.asdict(input)),), draft=content,
        target_key=target_key, auto_resume=input.auto_resume, not_within_days=out.contacted_within_days,
        not_invited=out.already_invited,
    )  # fmt: skip


async def bulk_preview(info: Info, input: BulkMessageInput) -> bulk.BulkPreview:
    """What would happen."""
    return await actions.preview(info.context.viewer, await _new(info, input))


async def bulk_messages(info: Info, first: First = None, after: After = None) -> lists.Page[bulk.BulkMessage]:
    """The account's own."""
    return await queries.page(info.context.viewer, first=first, after=after)


async def send_bulk_message(info: Info, input: BulkMessageInput) -> BulkMessageSuccess:
    """Start one."""
    started: Any = await actions.start(info.context.messenger, input.client_mutation_id, await _new(info, input))
    return BulkMessageSuccess(bulk_message=started)


async def cancel_bulk_message(info: Info, input: BulkMessageIdInput) -> BulkMessageSuccess:
    """End one."""
    viewer, key = info.context.messenger, ids.parse("bulk", input.bulk_message_id, "bulkMessageId")
    cancelled: Any = await actions.cancel(viewer, key)
    return BulkMessageSuccess(bulk_message=cancelled)


async def resume_bulk_message(info: Info, input: BulkMessageIdInput) -> BulkMessageSuccess:
    """Let one go on."""
    viewer, key = info.context.messenger, ids.parse("bulk", input.bulk_message_id, "bulkMessageId")
    resumed: Any = await actions.resume(viewer, key)
    return BulkMessageSuccess(bulk_message=resumed)


@strawberry.type
class BulkMutations:
    """Bulk messages."""

    send_bulk_message: SendBulkMessageResult = resolved(
        send_bulk_message, "Start a message or an invitation to up to 1,000 creators. Preview it first: bulkPreview."
    )
    cancel_bulk_message: BulkMessageResult = resolved(
        cancel_bulk_message, "Who was not tried yet is skipped; idempotent."
    )
    resume_bulk_message: BulkMessageResult = resolved(
        resume_bulk_message, "Let one go on that is paused, or does not want to wait; idempotent."
    )


BulkMessageConnection = Connection[BulkMessage]
