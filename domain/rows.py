"""What queries hand out: plain objects whose attributes are the fields of the API.

`key` is the database's id, `id` the API's. The *_COLUMNS are the SQL that a builder beside them reads, in its order.
A page makes hundreds of these, so those that come in rows are msgspec's, which are made without Python code.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias
from weakref import ref

from msgspec import Struct

from domain.erasures import PREVIEW as PREVIEW_OF_DELETED
from domain.erasures import UNSAID
from domain.lists import Edge, Page
from models.messages import PREVIEWS
from models.sql import Row

# The conversation that something was read with. What the conversation itself holds knows it weakly: without circles a
# page is gone when it was sent, and the collector need not know of its rows (gc=False). A strong reference that closed
# a circle would leak.
Within: TypeAlias = "Conversation | ref[Conversation] | None"


class Account(Struct, gc=False):
    """A creator, seller or agency as others see it. After `id` in the order of its columns."""

    id: str
    key: int
    kind: str
    handle: str
    name: str
    avatar_url: str | None
    home_market: str
    market_codes: str
    category: str | None
    status: str
    status_reason: str | None
    level: str
    verified: bool
    programme_names: str
    live_partner: bool
    blocked_by_viewer: bool = False
    within: "Within" = None

    @property
    def conversation(self) -> "Conversation | None":
        """The viewer's conversation with it, where it was read with that."""
        within = self.within
        return within() if type(within) is ref else within  # type: ignore[return-value]

    @property
    def markets(self) -> list[str]:
        """The codes of its markets."""
        return self.market_codes.split()

    @property
    def programmes(self) -> list[str]:
        """An agency's programmes."""
        return self.programme_names.split()


class Creator(Account, gc=False):
    """A creator."""


class Seller(Account, gc=False):
    """A seller: a shop."""


class Agency(Account, gc=False):
    """An agency."""


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
    return ACCOUNT_CLASSES[row[1]](f"acc_{row[0]}", *row)


class Message(Struct, gc=False):
    """A message. `client_message_id` and `sent_by_key` are there for its sender's side only (INB-2, MSG-2).

    After `within` in the order of its columns.
    """

    id: str
    sender: Account | None
    within: "Within"
    conversation_key: int
    sequence: int
    sender_key: int | None
    sent_by_key: int | None
    kind: str
    text: str | None
    client_message_id: str | None
    sent_at: datetime
    recalled_at: datetime | None
    deleted: bool = False  # what it said went with its sender's account

    @property
    def conversation(self) -> "Conversation | None":
        """Its conversation, where it was read with that."""
        within = self.within
        return within() if type(within) is ref else within  # type: ignore[return-value]

    @property
    def preview(self) -> str:
        """One line, for inbox rows and clients that do not know the kind."""
        if self.recalled_at is not None:
            return "This message was recalled."
        if self.deleted:
            return PREVIEW_OF_DELETED
        line = (self.text or PREVIEWS.get(self.kind, "")).strip()
        if "  " in line or not line.isprintable():  # rarely, and looking costs less than to take it apart
            line = " ".join(line.split())
        return line if len(line) <= PREVIEW_LENGTH else line[: PREVIEW_LENGTH - 1] + "…"


PREVIEW_LENGTH = 120
_MESSAGE = (
    "conversation_id sequence sender_id sent_by_id kind text client_message_id sent_at recalled_at"
).split()  # fmt: skip
MESSAGE_WIDTH = len(_MESSAGE)


def message_columns(table: str) -> str:
    """The columns that `message` reads, of the given table or alias."""
    return ", ".join(f"{table}.{column}" for column in _MESSAGE)


def message(row: Sequence[Any], me: Account, counterpart: Account, within: "Within") -> Message:
    """Build a message as `me` sees it, of a row that begins with its columns."""
    return thread([row], me, counterpart, within)[0].node


def thread(found: Sequence[Row], me: Account, counterpart: Account, within: "Within") -> "list[Edge[Message]]":
    """Build the edges of a thread's page, of rows that begin with the messages' columns. A cursor is a sequence."""
    edges, mine = [], me.key
    for row in found:
        key, sequence, sender, sent_by, kind, words, client_message_id, sent_at, recalled_at = row[:MESSAGE_WIDTH]
        place = str(sequence)
        id = f"msg_{key}_{place}"
        text = words or None if recalled_at is None else None
        if sender == mine:
            said = Message(
                id, me, within, key, sequence, sender, sent_by, kind, text, client_message_id, sent_at, recalled_at
            )  # fmt: skip
        else:
            other = counterpart if sender is not None else None
            said = Message(
                id, other, within, key, sequence, sender, None, kind, text, None, sent_at, recalled_at, words == UNSAID
            )  # fmt: skip
        edges.append(Edge(said, place))
    return edges


class Conversation(Struct, weakref=True):
    """A conversation as one side sees it. After `me` and the other's account in the order of its columns."""

    id: str
    me: Account
    counterpart: Account
    started_by: Account
    blocked_by_me: bool
    blocked_by_counterpart: bool
    read_up_to: int | None
    read_by_counterpart_up_to: int | None
    key: int
    last_sequence: int
    entry_point: str
    created_at: datetime
    last_activity_at: datetime
    unread: bool
    unread_count: int
    unreplied: bool
    starred: bool
    archived: bool
    has_written: bool
    was_written_to: bool
    last_message: Message | None = None
    thread: "Thread | None" = None


class Thread(Struct):
    """A page of a conversation that was read with it, and what was wanted of it."""

    wanted: Mapping[str, Any]
    page: "Page[Message]"


# p: the pair, c: its conversation, s: the viewer's side, o: the other account, m: the last message, of which the side
# knows all but who of a team wrote it and its client's id
_APART = 6  # columns that are looked at, before those that are taken as they are
CONVERSATION_COLUMNS = f"""
    p.creator_id, p.creator_blocked_at, p.partner_blocked_at, c.started_by_id, s.read_up_to,
    s.read_by_counterpart_up_to,
    p.id, p.last_sequence, c.entry_point, c.created_at,
    s.last_activity_at, s.unread, s.unread_count, s.unreplied, s.starred, s.archived, s.has_written, s.was_written_to,
    {account_columns("o")},
    s.conversation_id, s.last_sequence, s.last_sender_id, m.sent_by_id, s.last_kind, s.last_text, m.client_message_id,
    s.last_sent_at, s.last_recalled_at"""
COUNTERPART_AT = _APART + 12
_LAST = COUNTERPART_AT + ACCOUNT_WIDTH
_LAST_KIND = _LAST + _MESSAGE.index("kind")
CONVERSATION_WIDTH = _LAST + MESSAGE_WIDTH


def conversation(row: Row, me: Account) -> Conversation:
    """Build a conversation, its counterpart and its last message, as `me` sees them."""
    mine, theirs = row[1], row[2]
    if row[0] != me.key:
        mine, theirs = theirs, mine
    counterpart = account(row[COUNTERPART_AT:_LAST])
    built = Conversation(
        f"cnv_{row[_APART]}", me, counterpart, me if row[3] == me.key else counterpart, mine is not None,
        theirs is not None, row[4] or None, row[5] or None, *row[_APART:COUNTERPART_AT],
    )  # fmt: skip
    counterpart.within = link = ref(built)
    if mine is not None:
        counterpart.blocked_by_viewer = True
    if row[_LAST_KIND] is not None:
        built.last_message = message(row[_LAST:CONVERSATION_WIDTH], me, counterpart, link)
    return built


# What a page of conversations shows, most of the time; the API's fields that need more than that.
BRIEF_COLUMNS = """
    s.conversation_id, s.last_activity_at, s.unread, s.unread_count, s.unreplied, s.starred, s.archived,
    o.id, o.kind, o.handle, o.name, o.avatar_url,
    s.last_sequence, s.last_sender_id, s.last_kind, s.last_text, s.last_sent_at, s.last_recalled_at"""
RARE = frozenset(
    "markets category status level verified programmes livePartner stats blockedByViewer canSend startedBy entryPoint "
    "createdAt readUpTo readByCounterpartUpTo sentBy clientMessageId messages conversation".split()
)
NOT_READ: Any = None  # in place of what nobody will look at


def brief(row: Row, me: Account) -> Conversation:
    """Build a conversation of which none of RARE will be shown."""
    (
        key, at, unread, unread_count, unreplied, starred, archived,
        other, other_kind, handle, name, avatar_url,
        sequence, sender, kind, words, sent_at, recalled_at,
    ) = row  # fmt: skip
    counterpart = ACCOUNT_CLASSES[other_kind](
        f"acc_{other}", other, other_kind, handle, name, avatar_url,
        NOT_READ, NOT_READ, NOT_READ, NOT_READ, NOT_READ, NOT_READ, NOT_READ, NOT_READ, NOT_READ,
    )  # fmt: skip
    last = None
    if kind is not None:
        text = words or None if recalled_at is None else None
        last = Message(
            f"msg_{key}_{sequence}", me if sender == me.key else counterpart if sender is not None else None, None,
            key, sequence, sender, NOT_READ, kind, text, NOT_READ, sent_at, recalled_at, words == UNSAID,
        )  # fmt: skip
    return Conversation(
        f"cnv_{key}", me, counterpart, NOT_READ, NOT_READ, NOT_READ, NOT_READ, NOT_READ, key, sequence,
        NOT_READ, NOT_READ, at, unread, unread_count, unreplied, starred, archived, NOT_READ, NOT_READ, last,
    )  # fmt: skip


class Stat(Struct):
    """The latest figure fed, and whether it is older than the policy's limit (ACC-7)."""

    value: int
    currency: str | None
    taken_at: datetime
    stale: bool
