"""Messages and threads."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import lazy

from domain import ids, members, rows
from domain.actions import messages as actions
from domain.actions import recalls
from domain.actions.drafts import MEDIA_ID, REPLY_ID, Draft
from domain.cards.kinds import KINDS
from models.messages import MessageKind
from schema import problems
from schema.accounts import Account
from schema.cards.kinds import Card
from schema.context import Info
from schema.media import Media, MediaContent
from schema.nodes import Connection, Node, resolved, rows_of
from schema.replies import SavedReplyContent
from schema.teams import User

if TYPE_CHECKING:
    from schema.conversations import Conversation

PICTURES = {MessageKind.PHOTO, MessageKind.GIF}
ConversationRef = Annotated["Conversation", lazy("schema.conversations")]


async def _conversation(message: strawberry.Parent[rows.Message], info: Info) -> rows.Conversation | None:
    return message.conversation or await info.context.loaders.conversations.load(message.conversation_key)


async def _sent_by(message: strawberry.Parent[rows.Message], info: Info) -> members.User | None:
    return None if message.sent_by_key is None else await info.context.loaders.users.load(message.sent_by_key)


def _card(message: strawberry.Parent[rows.Message], info: Info) -> Any:
    if message.kind not in KINDS:
        return None
    return info.context.loaders.cards.load((message.conversation_key, message.sequence))


def _media(message: strawberry.Parent[rows.Message], info: Info) -> Any:
    if message.kind not in PICTURES or message.recalled_at is not None:
        return None
    return info.context.loaders.media_of.load((message.conversation_key, message.sequence))


@strawberry.type(description="A message.")
class Message(Node):
    """MSG-1 to MSG-3."""

    is_type_of = rows_of(rows.Message)
    conversation: ConversationRef = resolved(_conversation)
    sequence: int = strawberry.field(description="Gapless and increasing in its conversation: the order for everyone.")
    sender: Account | None = strawberry.field(description="Null for a NOTICE.")
    sent_by: User | None = resolved(_sent_by, "Who of the team wrote it: to the sender's side only.")
    kind: MessageKind
    sent_at: datetime
    preview: str = strawberry.field(description="One line, for inbox rows and for kinds a client does not know.")
    text: str | None
    media: Media | None = resolved(_media, "Of a photo or a GIF; null once it is recalled.")
    recalled_at: datetime | None
    deleted: bool = strawberry.field(description="What it said went with its sender's account: only its place is left.")
    card: Card | None = resolved(_card, "What it carries beside its words.")
    client_message_id: str | None = strawberry.field(description="To the sender's side only.")


MessageConnection = Connection[Message]


@strawberry.input
class ProductsContent:
    """COL-2. One product goes alone; several, up to five, go with a text."""

    product_ids: list[strawberry.ID]
    text: str | None = None
    invitation_id: strawberry.ID | None = strawberry.field(
        description="Of this conversation's creator: the products are its, and go at its rates.", default=None
    )


@strawberry.input(one_of=True, description="What to say: exactly one of these.")
class MessageContent:
    """MSG-1."""

    text: str | None = strawberry.UNSET
    saved_reply: SavedReplyContent | None = strawberry.UNSET
    media: MediaContent | None = strawberry.UNSET
    products: ProductsContent | None = strawberry.UNSET
    product_list_id: strawberry.ID | None = strawberry.UNSET


@strawberry.input
class SendMessageInput:
    """Safe to repeat with the same clientMessageId."""

    conversation_id: strawberry.ID
    client_message_id: str
    content: MessageContent


@strawberry.type
class SendMessageSuccess:
    """The message as it stands now, sent by this call or by an earlier one with the same clientMessageId."""

    message: Message


SendMessageResult = Annotated[
    SendMessageSuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput
    | problems.KindNotAllowed
    | problems.NotVerified
    | problems.NoSharedMarket
    | problems.RecipientUnavailable
    | problems.YouBlockedThem
    | problems.Blocked
    | problems.AwaitingReply
    | problems.FollowerLimit
    | problems.QuotaExhausted
    | problems.Closed,
    strawberry.union("SendMessageResult"),
]


@strawberry.input
class TypingInput:
    """Say it again every few seconds while typing goes on."""

    conversation_id: strawberry.ID
    typing: bool


@strawberry.type
class TypingSuccess:
    """Passed on to whoever of the other side watches; stored nowhere."""

    conversation: ConversationRef


TypingResult = Annotated[
    TypingSuccess | problems.Forbidden | problems.AccessRevoked | problems.NotFound | problems.InvalidInput,
    strawberry.union("TypingResult"),
]


@strawberry.input
class RecallMessageInput:
    """A message of the viewer's side."""

    message_id: strawberry.ID


@strawberry.type
class RecallMessageSuccess:
    """The message as it stands now."""

    message: Message


RecallMessageResult = Annotated[
    RecallMessageSuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput
    | problems.KindNotAllowed
    | problems.Closed,
    strawberry.union("RecallMessageResult"),
]


async def recall_message(info: Info, input: RecallMessageInput) -> RecallMessageSuccess:
    """Recall a message."""
    viewer, place = info.context.messenger, ids.parse_message(input.message_id, "messageId")
    recalled: Any = await recalls.recall(viewer, *place)
    return RecallMessageSuccess(message=recalled)


async def message_at(info: Info, conversation_key: int, sequence: int) -> rows.Message | None:
    """A message by its place, if the viewer sees it."""
    return await info.context.loaders.message(conversation_key, sequence)


def draft_of(content: MessageContent) -> Draft:
    """What somebody wants to say, of any of the ways to say it."""
    if isinstance(content.media, MediaContent):
        return Draft(text=content.media.text, media_key=ids.parse("media", content.media.media_id, MEDIA_ID))
    if isinstance(content.saved_reply, SavedReplyContent):
        reply_key = ids.parse("reply", content.saved_reply.saved_reply_id, REPLY_ID)
        return Draft(
            reply_key=reply_key, variables=[(one.name, one.value) for one in content.saved_reply.variables or ()]
        )
    if isinstance(content.products, ProductsContent):
        keys = ids.parse_many("product", content.products.product_ids, "content.products.productIds")
        invitation_key = None
        if content.products.invitation_id is not None:
            place = "content.products.invitationId"
            invitation_key = ids.parse("invitation", content.products.invitation_id, place)
        return Draft(text=content.products.text, products=keys, invitation_key=invitation_key)
    if isinstance(content.product_list_id, str):
        return Draft(list_key=ids.parse("list", content.product_list_id, "content.productListId"))
    return Draft(text=content.text or "")


async def send_message(info: Info, input: SendMessageInput) -> SendMessageSuccess:
    """Send a message."""
    viewer, key = info.context.messenger, ids.parse("conversation", input.conversation_id, "conversationId")
    sent: Any = await actions.send(viewer, key, input.client_message_id, draft_of(input.content))
    return SendMessageSuccess(message=sent)


async def set_typing(info: Info, input: TypingInput) -> TypingSuccess:
    """Show typing, or its end."""
    viewer, key = info.context.messenger, ids.parse("conversation", input.conversation_id, "conversationId")
    conversation: Any = await actions.set_typing(viewer, key, typing=input.typing)
    return TypingSuccess(conversation=conversation)


@strawberry.type
class MessageMutations:
    """Messages."""

    send_message: SendMessageResult = resolved(
        send_message, "Send a message. Safe to repeat with the same clientMessageId."
    )
    recall_message: RecallMessageResult = resolved(
        recall_message, "Take back what the viewer's side has just said: its place stays, its content is gone."
    )
    set_typing: TypingResult = resolved(set_typing, "Show the other side that somebody types; it is stored nowhere.")
