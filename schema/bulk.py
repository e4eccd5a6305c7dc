"""Bulk messages: one message, or one invitation, to up to 1,000 creators."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import lazy

from domain import bulk, ids, invitations, lists, rows
from domain.actions import bulk as actions
from domain.actions.audiences import NewBulk
from domain.queries import bulk as queries
from models.bulk import BulkStatus, RecipientStatus
from schema import problems
from schema.bulk_inputs import BulkMessageInput, new_bulk
from schema.catalog import Product
from schema.collaborations import ProductList
from schema.context import Info
from schema.media import Media
from schema.nodes import After, Connection, First, Node, resolved, rows_of
from schema.outreach import ContactCheck, shown
from schema.said import created_by, its_list, its_media, its_products
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
    text: str | None = strawberry.field(description="With its variables, as they were before they were filled in.")
    media: Media | None = resolved(its_media, "A photo.")
    products: list[Product] = resolved(its_products, "In their order; as they are now.")
    product_list: ProductList | None = resolved(its_list, "Null once it is deleted.")
    target_collaboration: TargetCollaboration | None = resolved(_collaboration, "Of an invitation.")
    auto_resume: bool
    resumes_at: datetime | None = strawberry.field(
        description="While it waits, or is paused: when the quota is refreshed."
    )
    created_at: datetime
    created_by: User = resolved(created_by)
    finished_at: datetime | None
    counts: BulkCounts = resolved(_counts)
    recipients: Connection[BulkRecipient] = resolved(_recipients, "The audience, in its order.")


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


async def _previewed(
    of: strawberry.Parent[bulk.BulkPreview], info: Info, first: First = None, after: After = None
) -> lists.Page[bulk.PreviewedCreator]:
    return queries.previewed(info.context.viewer, of, first, after)


@strawberry.type(description="What would happen if it were started now; nothing is sent, and nothing reserved.")
class BulkPreview:
    """OUT-12."""

    is_type_of = rows_of(bulk.BulkPreview)
    total: int = strawberry.field(description="How large the audience is.")
    left_out: int = strawberry.field(description="As asked for.")
    free: int
    costing: int = strawberry.field(description="A unit of the quota each, this week's or a later one's.")
    waiting: int = strawberry.field(description="Of those, whom the quota does not cover: they wait for its refresh.")
    refused: int
    remaining: int | None = strawberry.field(description="Units of the quota; null: no limit.")
    sample_text: str | None = strawberry.field(description="What the first creator would read.")
    creators: Connection[PreviewedCreator] = resolved(_previewed, "The audience, in its order.")


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


def _new(info: Info, input: BulkMessageInput) -> NewBulk:
    """What is asked for, by one who may (REF-2)."""
    actions.sender(info.context.viewer)
    return new_bulk(input)


async def bulk_preview(info: Info, input: BulkMessageInput) -> bulk.BulkPreview:
    """What would happen."""
    new = _new(info, input)
    return await actions.preview(info.context.viewer, new)


async def bulk_messages(info: Info, first: First = None, after: After = None) -> lists.Page[bulk.BulkMessage]:
    """The account's own."""
    return await queries.page(info.context.viewer, first=first, after=after)


async def send_bulk_message(info: Info, input: BulkMessageInput) -> BulkMessageSuccess:
    """Start one."""
    new = _new(info, input)
    started: Any = await actions.start(info.context.viewer, input.client_mutation_id, new)
    return BulkMessageSuccess(bulk_message=started)


async def cancel_bulk_message(info: Info, input: BulkMessageIdInput) -> BulkMessageSuccess:
    """End one."""
    actions.sender(viewer := info.context.viewer)
    key = ids.parse("bulk", input.bulk_message_id, "bulkMessageId")
    cancelled: Any = await actions.cancel(viewer, key)
    return BulkMessageSuccess(bulk_message=cancelled)


async def resume_bulk_message(info: Info, input: BulkMessageIdInput) -> BulkMessageSuccess:
    """Let one go on."""
    actions.sender(viewer := info.context.viewer)
    key = ids.parse("bulk", input.bulk_message_id, "bulkMessageId")
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
