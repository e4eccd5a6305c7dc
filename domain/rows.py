"""What queries hand out: plain slotted objects whose attributes are the fields of the API.

`key` is the database's id, `id` the API's. The *_COLUMNS are the SQL that a builder beside them reads, in its order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from models.sql import Row
from models.teams import Permission

NodeT = TypeVar("NodeT")


@dataclass(slots=True)
class Account:
    """A creator, seller or agency as others see it."""

    key: int
    id: str
    kind: str
    handle: str
    name: str
    avatar_url: str | None
    home_market: str
    markets: list[str]
    category: str | None
    status: str
    status_reason: str | None
    level: str
    verified: bool
    programmes: list[str]
    live_partner: bool
    blocked_by_viewer: bool = False
    conversation: "Conversation | None" = None


class Creator(Account):
    """A creator."""

    __slots__ = ()


class Seller(Account):
    """A seller: a shop."""

    __slots__ = ()


class Agency(Account):
    """An agency."""

    __slots__ = ()


ACCOUNT_CLASSES: dict[str, type[Account]] = {"CREATOR": Creator, "SELLER": Seller, "AGENCY": Agency}
_ACCOUNT = (
    "id kind handle name avatar_url home_market markets category status status_reason "
    "level verified programmes live_partner"
).split()
ACCOUNT_WIDTH = len(_ACCOUNT)


def account_columns(table: str) -> str:
    """The columns that `account` reads, of the given table or alias."""
    return ", ".join(f"{table}.{column}" for column in _ACCOUNT)


def account(row: Sequence[Any]) -> Account:
    """Build an account from its columns."""
    (key, kind, handle, name, avatar, home, markets, category, status, reason, level, verified, programmes, live) = row
    return ACCOUNT_CLASSES[kind](
        key, f"acc_{key}", kind, handle, name, avatar, home, markets.split(), category, status, reason,
        level, verified, programmes.split(), live,
    )  # fmt: skip


@dataclass(slots=True)
class Message:
    """A message. `client_message_id` and `sent_by_key` are there for its sender's side only (INB-2, MSG-2)."""

    id: str
    conversation_key: int
    sequence: int
    sender: Account | None
    sent_by_key: int | None
    kind: str
    text: str | None
    client_message_id: str | None
    sent_at: datetime
    recalled_at: datetime | None
    conversation: "Conversation | None" = None

    @property
    def preview(self) -> str:
        """One line, for inbox rows and clients that do not know the kind."""
        if self.recalled_at is not None:
            return "This message was recalled."
        line = " ".join((self.text or "").split())
        return line if len(line) <= PREVIEW_LENGTH else line[: PREVIEW_LENGTH - 1] + "…"


PREVIEW_LENGTH = 120
_MESSAGE = (
    "conversation_id sequence sender_id sent_by_id kind text client_message_id sent_at recalled_at"
).split()  # fmt: skip
MESSAGE_WIDTH = len(_MESSAGE)


def message_columns(table: str) -> str:
    """The columns that `message` reads, of the given table or alias."""
    return ", ".join(f"{table}.{column}" for column in _MESSAGE)


def message(row: Sequence[Any], me: Account, counterpart: Account, conversation: "Conversation | None") -> Message:
    """Build a message as `me` sees it."""
    (conversation_id, sequence, sender_id, sent_by_id, kind, text, client_message_id, sent_at, recalled_at) = row
    mine = sender_id == me.key
    return Message(
        f"msg_{conversation_id}_{sequence}",
        conversation_id,
        sequence,
        me if mine else counterpart if sender_id is not None else None,
        sent_by_id if mine else None,
        kind,
        text if recalled_at is None else None,
        client_message_id if mine else None,
        sent_at,
        recalled_at,
        conversation,
    )


@dataclass(slots=True)
class Conversation:
    """A conversation as one side sees it."""

    key: int
    id: str
    me: Account
    counterpart: Account
    created_at: datetime
    started_by: Account
    entry_point: str
    last_sequence: int
    last_activity_at: datetime
    unread: bool
    unread_count: int
    unreplied: bool
    starred: bool
    archived: bool
    has_written: bool
    was_written_to: bool
    read_up_to: int | None
    read_by_counterpart_up_to: int | None
    blocked_by_me: bool
    blocked_by_counterpart: bool
    last_message: Message | None = None


# p: the pair, c: its conversation, s: the viewer's side, o: the other account, m: the last message
CONVERSATION_COLUMNS = f"""
    p.id, p.creator_id, p.last_sequence, p.creator_blocked_at, p.partner_blocked_at,
    c.started_by_id, c.entry_point, c.created_at,
    s.last_activity_at, s.unread, s.unread_count, s.unreplied, s.starred, s.archived, s.has_written, s.was_written_to,
    s.read_up_to, s.read_by_counterpart_up_to,
    {account_columns("o")}, {message_columns("m")}"""
CONVERSATION_WIDTH = 18 + ACCOUNT_WIDTH + MESSAGE_WIDTH


def conversation(row: Row, me: Account) -> Conversation:
    """Build a conversation, its counterpart and its last message, as `me` sees them."""
    (
        key, creator_id, last_sequence, creator_blocked_at, partner_blocked_at, started_by_id, entry_point, created_at,
        last_activity_at, unread, unread_count, unreplied, starred, archived, has_written, was_written_to,
        read_up_to, read_by_counterpart_up_to, *rest,
    ) = row  # fmt: skip
    mine, theirs = creator_blocked_at, partner_blocked_at
    if creator_id != me.key:
        mine, theirs = theirs, mine
    counterpart = account(rest[:ACCOUNT_WIDTH])
    counterpart.blocked_by_viewer = mine is not None
    built = Conversation(
        key, f"cnv_{key}", me, counterpart, created_at, me if started_by_id == me.key else counterpart, entry_point,
        last_sequence, last_activity_at, unread, unread_count, unreplied, starred, archived, has_written,
        was_written_to, read_up_to or None, read_by_counterpart_up_to or None, mine is not None, theirs is not None,
    )  # fmt: skip
    counterpart.conversation = built
    last = rest[ACCOUNT_WIDTH : ACCOUNT_WIDTH + MESSAGE_WIDTH]
    if last[0] is not None:
        built.last_message = message(last, me, counterpart, built)
    return built


@dataclass(slots=True)
class User:
    """A person of a team."""

    key: int
    id: str
    handle: str
    name: str


@dataclass(slots=True)
class Role:
    """A role of an account."""

    key: int
    id: str
    name: str
    permissions: list[Permission]
    is_owner: bool


@dataclass(slots=True)
class Membership:
    """A user acting for an account in a role."""

    id: str
    account: Account
    role: Role
    user: User


@dataclass(slots=True)
class Edge(Generic[NodeT]):
    """An item of a page, with its cursor."""

    node: NodeT
    cursor: str


@dataclass(slots=True)
class PageInfo:
    """Where a page lies."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@dataclass(slots=True)
class Page(Generic[NodeT]):
    """One page of a keyset connection."""

    edges: list[Edge[NodeT]]
    page_info: PageInfo

    @property
    def nodes(self) -> list[NodeT]:
        """The items, without their cursors."""
        return [edge.node for edge in self.edges]


@dataclass(slots=True)
class Count:
    """A count that stops at a cap: from there on it is not exact."""

    value: int
    exact: bool


@dataclass(slots=True)
class InboxCounts:
    """How many conversations each folder holds."""

    messages: Count
    unread: Count
    unreplied: Count
    starred: Count
    archived: Count
    new_connections: Count

    FOLDERS: ClassVar[tuple[str, ...]] = (
        "messages", "unread", "unreplied", "starred", "archived", "new_connections",
    )  # fmt: skip


@dataclass(slots=True)
class Stat:
    """The latest figure fed, and whether it is older than the policy's limit (ACC-7)."""

    value: int
    currency: str | None
    taken_at: datetime
    stale: bool
