"""The inbox and its conversations."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from domain import ids, lists, members, rows
from domain.actions import conversations as actions
from domain.queries import conversations as queries
from domain.queries import messages as thread
from domain.queries.conversations import InboxFolder
from domain.queries.tabs import InboxTab
from domain.rules import sending
from models.conversations import EntryPoint
from schema import filters, problems
from schema.accounts import Account
from schema.context import Info
from schema.filters import InboxFilter
from schema.messages import Message, MessageConnection
from schema.nodes import After, Before, Connection, Count, First, Last, Node, resolved, rows_of
from schema.teams import User


@strawberry.type(description="Whether the viewer may send here now, and why not.")
class SendCheck:
    """What a send would answer, were it sent now."""

    allowed: bool
    problem: problems.Problem | None
    remaining: int | None = strawberry.field(description="Messages before a reply is needed; null: no limit.")


async def _can_send(conversation: strawberry.Parent[rows.Conversation], info: Info) -> SendCheck:
    other = conversation.counterpart
    if isinstance(other, rows.Creator):  # under the limits of outreach
        check: Any = await info.context.loaders.contacts.load(other.key)
        refusal, remaining = check.problem, check.remaining
    else:
        refusal, remaining = sending.problem(sending.Standing.of(conversation)), None
    problem = None if refusal is None else problems.problem(refusal)
    return SendCheck(allowed=refusal is None, problem=problem, remaining=remaining)


async def _assignee(conversation: strawberry.Parent[rows.Conversation], info: Info) -> members.User | None:
    return await info.context.loaders.assignees.load(conversation.key)


async def _messages(  # noqa: PLR0917 - Strawberry reads a resolver's plain parameters
    conversation: strawberry.Parent[rows.Conversation],
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    around: Annotated[
        strawberry.ID | None, strawberry.argument(description="A message of this conversation, to be in the middle.")
    ] = None,
) -> lists.Page[rows.Message]:
    wanted = {"first": first, "after": after, "last": last, "before": before, "around": around}
    read, conversation.thread = conversation.thread, None  # it holds the conversation, which need not hold it on
    if read is not None and all(read.wanted.get(name) == value for name, value in wanted.items()):
        return read.page
    asked = thread.part(info.context.viewer, **wanted)  # type: ignore[arg-type]
    return await info.context.loaders.threads.load((conversation, asked.of(conversation)))


@strawberry.type(description="A conversation, as the viewer's side sees it.")
class Conversation(Node):
    """INB-1, INB-2."""

    is_type_of = rows_of(rows.Conversation)
    counterpart: Account
    created_at: datetime
    started_by: Account
    entry_point: EntryPoint = strawberry.field(description="Where it was first started.")
    last_message: Message | None
    last_activity_at: datetime
    unread: bool = strawberry.field(description="Also true when marked unread by hand.")
    unread_count: int
    unreplied: bool = strawberry.field(description="The other side spoke last.")
    starred: bool
    archived: bool
    can_send: SendCheck = resolved(_can_send)
    read_up_to: int | None = strawberry.field(description="The sequence up to which the viewer's side has read.")
    read_by_counterpart_up_to: int | None = strawberry.field(
        description="The sequence up to which the other side has read, as far as it has been passed on."
    )
    assignee: User | None = resolved(_assignee, "Who of the viewer's side looks after it: known to that side only.")
    messages: MessageConnection = resolved(
        _messages, "The newest where nothing is asked for; in order, the newest last."
    )


ConversationConnection = Connection[Conversation]
Tab = Annotated[InboxTab | None, strawberry.argument(description="For creators: null is both.")]


@strawberry.type(description="How many conversations each folder holds.")
class InboxCounts:
    """INB-3."""

    messages: Count
    unread: Count
    unreplied: Count
    starred: Count
    archived: Count
    new_connections: Count


async def inbox(  # noqa: PLR0917 - Strawberry reads a resolver's plain parameters
    info: Info,
    folder: InboxFolder | None = InboxFolder.MESSAGES,
    tab: Tab = None,
    filter: InboxFilter | None = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> lists.Page[rows.Conversation]:
    """Read a page of a folder."""
    view = folder or InboxFolder.MESSAGES
    shown = getattr(info, "names", None)  # where whoever executes can say so
    asked = filters.asked(info, filter)
    return await queries.page(
        info.context.viewer, view, asked, tab=tab, first=first, after=after, last=last, before=before, shown=shown
    )


async def inbox_counts(info: Info, tab: Tab = None, filter: InboxFilter | None = None) -> lists.InboxCounts:
    """Count every folder."""
    return await queries.counts(info.context.viewer, filters.asked(info, filter), tab)


async def conversation_with(info: Info, account_id: strawberry.ID) -> rows.Conversation | None:
    """Find the viewer's conversation with an account."""
    viewer, key = info.context.messenger, ids.parse("account", account_id, "accountId")
    return (await queries.with_accounts(viewer, [key])).get(key)


@strawberry.input
class StartConversationInput:
    """Whom to talk to, and from where."""

    account_id: strawberry.ID
    entry_point: EntryPoint


@strawberry.input
class ConversationInput:
    """A conversation of the viewer's."""

    conversation_id: strawberry.ID


@strawberry.input(one_of=True, description="Exactly one of these: whole conversations, or one up to a message.")
class MarkReadInput:
    """INB-7."""

    conversation_ids: list[strawberry.ID] | None = strawberry.UNSET
    up_to_message_id: strawberry.ID | None = strawberry.UNSET


@strawberry.type
class StartConversationSuccess:
    """The conversation, made by this call or found."""

    conversation: Conversation


@strawberry.type
class ConversationSuccess:
    """The conversation as it stands now."""

    conversation: Conversation


@strawberry.type
class MarkReadSuccess:
    """The conversations as they stand now, in the order asked for."""

    conversations: list[Conversation]


StartConversationResult = Annotated[
    StartConversationSuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput
    | problems.NotVerified
    | problems.NoSharedMarket
    | problems.RecipientUnavailable,
    strawberry.union("StartConversationResult"),
]
ConversationResult = Annotated[
    ConversationSuccess | problems.Forbidden | problems.AccessRevoked | problems.NotFound | problems.InvalidInput,
    strawberry.union("ConversationResult"),
]
MarkReadResult = Annotated[
    MarkReadSuccess | problems.Forbidden | problems.AccessRevoked | problems.NotFound | problems.InvalidInput,
    strawberry.union("MarkReadResult"),
]


async def start_conversation(info: Info, input: StartConversationInput) -> StartConversationSuccess:
    """Start a conversation."""
    viewer, account_key = info.context.messenger, ids.parse("account", input.account_id, "accountId")
    key = await actions.start(viewer, account_key, input.entry_point)
    return StartConversationSuccess(conversation=await _now(info, key))


async def mark_read(info: Info, input: MarkReadInput) -> MarkReadSuccess:
    """Mark conversations read."""
    viewer = info.context.messenger
    if isinstance(input.up_to_message_id, str):
        key, sequence = ids.parse_message(input.up_to_message_id, "upToMessageId")
        await actions.mark_read_up_to(viewer, key, sequence)
        return MarkReadSuccess(conversations=[await _now(info, key)])
    wanted = enumerate(input.conversation_ids or ())
    keys = [ids.parse("conversation", text, f"conversationIds.{i}") for i, text in wanted]
    await actions.mark_read(viewer, keys)
    found: dict[int, Any] = dict(await queries.some(viewer, keys))
    return MarkReadSuccess(conversations=[found[key] for key in keys])


async def mark_unread(info: Info, input: ConversationInput) -> ConversationSuccess:
    """Mark a conversation unread."""
    await actions.mark_unread(info.context.messenger, key := _key(input))
    return ConversationSuccess(conversation=await _now(info, key))


async def star_conversation(info: Info, input: ConversationInput) -> ConversationSuccess:
    """Star a conversation."""
    await actions.star(info.context.messenger, key := _key(input))
    return ConversationSuccess(conversation=await _now(info, key))


async def unstar_conversation(info: Info, input: ConversationInput) -> ConversationSuccess:
    """Take the star away."""
    await actions.unstar(info.context.messenger, key := _key(input))
    return ConversationSuccess(conversation=await _now(info, key))


async def archive_conversation(info: Info, input: ConversationInput) -> ConversationSuccess:
    """Archive a conversation."""
    await actions.archive(info.context.messenger, key := _key(input))
    return ConversationSuccess(conversation=await _now(info, key))


async def unarchive_conversation(info: Info, input: ConversationInput) -> ConversationSuccess:
    """Bring it back."""
    await actions.unarchive(info.context.messenger, key := _key(input))
    return ConversationSuccess(conversation=await _now(info, key))


def _key(input: ConversationInput) -> int:
    return ids.parse("conversation", input.conversation_id, "conversationId")


async def _now(info: Info, key: int) -> Any:
    """The conversation after the change: the viewer may see it, or the change had been refused."""
    return (await queries.some(info.context.viewer, [key]))[key]


@strawberry.type
class ConversationMutations:
    """The inbox."""

    start_conversation: StartConversationResult = resolved(
        start_conversation,
        "Open the conversation with an account, or find the one there is. It sends nothing; idempotent.",
    )
    mark_read: MarkReadResult = resolved(
        mark_read, "Mark up to 20 conversations read, or one up to a message; idempotent."
    )
    mark_unread: ConversationResult = resolved(mark_unread, "Mark a conversation unread by hand; idempotent.")
    star_conversation: ConversationResult = resolved(star_conversation, "Idempotent.")
    unstar_conversation: ConversationResult = resolved(unstar_conversation, "Idempotent.")
    archive_conversation: ConversationResult = resolved(archive_conversation, "Until a message comes; idempotent.")
    unarchive_conversation: ConversationResult = resolved(unarchive_conversation, "Idempotent.")
