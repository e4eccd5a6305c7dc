"""Conversations from before Parley, brought in as they were: they spend nothing and announce nothing (PLT-1)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain import rows
from domain.actions import searched
from domain.actions.conversations import ENTRY_POINTS
from domain.actions.outreach import make_pairs
from domain.actions.posts import SAY
from domain.actions.searched import Spot
from domain.errors import InvalidInput, NoSharedMarket
from domain.policy import Numbers, Policy
from domain.rows import Account
from domain.rules import inputs, sending
from domain.transaction import Transaction, door
from domain.viewer import System
from models.accounts import AccountKind
from models.conversations import EntryPoint
from models.messages import MessageKind
from models.search import SearchModule
from models.sql import statement

ACCOUNTS = statement(f"SELECT {rows.account_columns('a')} FROM accounts a WHERE a.id IN LIST($1)")
USERS = statement("SELECT id FROM users WHERE id IN LIST($1)")
STARTED = statement("SELECT id FROM conversations WHERE id IN LIST($1)")
START = statement("""
    INSERT INTO conversations (id, started_by_id, entry_point, created_at, external_id) VALUES ($1, $2, $3, $4, $5)""")
MAKE_SIDE = statement("""
    INSERT INTO sides (account_id, conversation_id, counterpart_id, visible, last_activity_at, unread, unread_count,
        unreplied, starred, archived, has_written, was_written_to, read_up_to, read_by_counterpart_up_to,
        last_sequence, last_sender_id, last_kind, last_text, last_sent_at, counterpart_kind)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, (
        SELECT kind FROM accounts WHERE id = $3))""")
COUNT = statement("UPDATE pairs SET last_sequence = $2, connected = connected OR $3 WHERE id = $1")
WRITE = statement(f"{SAY} VALUES ($1, $2, $3, $4, $5, $6, NULL, $7)")


@dataclass(frozen=True, slots=True, kw_only=True)
class PastMessage:
    """A text that one side said; `sent_by_key` is the user of its team who wrote it, where that is known."""

    from_creator: bool
    text: str
    sent_at: datetime
    sent_by_key: int | None = None


@dataclass(frozen=True, slots=True)
class PastSide:
    """A side's own marks; `read_up_to` is the number of messages, from the first, that it has read up to."""

    read_up_to: int = 0
    starred: bool = False
    archived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A conversation of a creator and a partner (a seller or an agency), with all that was said, the oldest first."""

    creator_key: int
    partner_key: int
    started_by_creator: bool
    entry_point: EntryPoint
    started_at: datetime
    messages: Sequence[PastMessage] = ()
    creator: PastSide = field(default_factory=PastSide)
    partner: PastSide = field(default_factory=PastSide)
    external_id: str | None = None


@door
async def import_conversations(viewer: System, tx: Transaction, histories: Sequence[History]) -> list[int]:  # noqa: ARG001
    """Bring in conversations as they were, all of them or none; return their keys.

    Raises InvalidInput with the path of the first thing that is wrong. What creators said counts as a response.
    """
    histories = await _checked(tx, histories)
    keys = await _lock_pairs(tx, histories)
    started = {row[0] for row in await tx.fetch(STARTED, keys)}
    for index, key in enumerate(keys):
        if key in started:
            raise InvalidInput(f"histories.{index}", "These two have a conversation already.")
    await bring_in(tx, list(zip(keys, histories, strict=True)))
    return keys


async def bring_in(tx: Transaction, both: Sequence[tuple[int, History]]) -> None:
    """Begin the conversations of locked pairs, with all that was said (a step)."""
    starts = [(key, _starter(h), h.entry_point, h.started_at, h.external_id) for key, h in both]
    await tx.execute_many(START, starts)
    await tx.execute_many(MAKE_SIDE, [side for key, h in both for side in _sides(key, h)])
    await tx.execute_many(WRITE, [said for key, h in both for said in _said(key, h)])
    await searched.keep_many(tx, SearchModule.MESSAGES, [found for key, h in both for found in _found(key, h)])
    await tx.execute_many(COUNT, [(key, len(h.messages), any(m.from_creator for m in h.messages)) for key, h in both])


async def _lock_pairs(tx: Transaction, histories: Sequence[History]) -> list[int]:
    """Lock the row of each pair, making it first where there is none: made and locked in one order by everyone."""
    pairs = [(history.creator_key, history.partner_key) for history in histories]
    by_pair = await make_pairs(tx, pairs)
    return [by_pair[pair] for pair in pairs]


# ── what follows from what was said ──


def _starter(history: History) -> int:
    return history.creator_key if history.started_by_creator else history.partner_key


def _said(key: int, history: History) -> list[tuple[object, ...]]:
    """The messages, numbered without a gap in the order given (MSG-3)."""
    senders = {True: history.creator_key, False: history.partner_key}
    return [
        (key, sequence, senders[m.from_creator], m.sent_by_key, MessageKind.TEXT, m.text, m.sent_at)
        for sequence, m in enumerate(history.messages, start=1)
    ]


def _found(key: int, history: History) -> list[tuple[Spot, str]]:
    """What the messages are found by."""
    both = (history.creator_key, history.partner_key)
    texts = [searched.of_text(message.text) for message in history.messages]
    return [
        (Spot(key, sequence, *both, message.sent_at), text)
        for sequence, (message, text) in enumerate(zip(history.messages, texts, strict=True), start=1)
        if text is not None
    ]


def _sides(key: int, history: History) -> list[tuple[object, ...]]:
    """Both sides, in the state that sending and reading would have left them in."""
    return [_side(key, history, is_creator=True), _side(key, history, is_creator=False)]


def _side(key: int, history: History, *, is_creator: bool) -> tuple[object, ...]:
    said = history.messages
    me, mine, them, theirs = history.creator_key, history.creator, history.partner_key, history.partner
    if not is_creator:
        me, mine, them, theirs = them, theirs, me, mine
    from_me = [message.from_creator == is_creator for message in said]
    unread = from_me[mine.read_up_to :].count(False)
    visible = bool(said) or history.started_by_creator == is_creator  # INB-1: an empty one is its starter's only
    last_activity_at = said[-1].sent_at if said else history.started_at
    unreplied = bool(said) and not from_me[-1]
    return (
        me, key, them, visible, last_activity_at, unread > 0, unread, unreplied, mine.starred, mine.archived,
        True in from_me, False in from_me, mine.read_up_to, theirs.read_up_to, *_last(history),
    )  # fmt: skip


def _last(history: History) -> tuple[object, ...]:
    """What both sides keep of the last message."""
    if not history.messages:
        return 0, None, None, None, None
    last = history.messages[-1]
    sender = history.creator_key if last.from_creator else history.partner_key
    return len(history.messages), sender, MessageKind.TEXT, last.text, last.sent_at


# ── whether it can have been so ──


@dataclass(frozen=True, slots=True)
class Known:
    """What histories are held against, read at once for a batch."""

    policy: Policy
    now: datetime
    accounts: Mapping[int, Account]
    users: Collection[int]


async def look(tx: Transaction, account_keys: Collection[int], users: Collection[int]) -> Known:
    """What histories between accounts are held against; of users, those that are known (a step)."""
    accounts = {row[0]: rows.account(row) for row in await tx.fetch(ACCOUNTS, sorted(account_keys))}
    return Known(tx.house.policy, tx.now, accounts, users)


async def _checked(tx: Transaction, histories: Sequence[History]) -> list[History]:
    """The histories, their texts trimmed as a send's are."""
    user_keys = {m.sent_by_key for h in histories for m in h.messages if m.sent_by_key is not None}
    users = {row[0] for row in await tx.fetch(USERS, sorted(user_keys))}
    account_keys = {key for h in histories for key in (h.creator_key, h.partner_key)}
    known = await look(tx, account_keys, users)
    checked: dict[tuple[int, int], History] = {}
    for index, history in enumerate(histories):
        pair = (history.creator_key, history.partner_key)
        if pair in checked:
            raise InvalidInput(
                f"histories.{index}", "These two stand in this batch already: a pair talks in one place."
            )
        checked[pair] = possible(known, history, f"histories.{index}.")
    return list(checked.values())


def possible(known: Known, history: History, path: str = "") -> History:
    """A history that can have been so, its texts trimmed. Raises InvalidInput with what is wrong below a path."""
    creator, partner = known.accounts.get(history.creator_key), known.accounts.get(history.partner_key)
    if creator is None or creator.kind != AccountKind.CREATOR:
        raise InvalidInput(f"{path}creatorId", "This is not the id of a creator.")
    if partner is None or partner.kind == AccountKind.CREATOR:
        raise InvalidInput(f"{path}partnerId", "This is not the id of a seller or an agency.")
    try:
        sending.shared_market(creator, partner)
    except NoSharedMarket as refusal:
        raise InvalidInput(f"{path}partnerId", "These two accounts have no market in common.") from refusal
    _entry_point(creator if history.started_by_creator else partner, history, path)
    _moments(history, known.now, path)
    _marks(history, path)
    numbers = {True: known.policy.of(creator.home_market), False: known.policy.of(partner.home_market)}
    said = [
        _message(known, numbers[message.from_creator], message, f"{path}messages.{index}")
        for index, message in enumerate(history.messages)
    ]
    return replace(history, messages=said)


def _entry_point(starter: Account, history: History, path: str) -> None:
    kind = AccountKind(starter.kind)
    if history.entry_point not in ENTRY_POINTS[kind]:
        raise InvalidInput(
            f"{path}entryPoint", f"A {kind.lower()} does not start conversations from {history.entry_point}."
        )


def _moments(history: History, now: datetime, path: str) -> None:
    """Refuse what has no offset, has not happened yet, or does not come after what it stands behind."""
    last = _moment(history.started_at, now, f"{path}startedAt")
    for index, message in enumerate(history.messages):
        place = f"{path}messages.{index}.sentAt"
        moment = _moment(message.sent_at, now, place)
        if index == 0 and moment < last:
            raise InvalidInput(place, "Nothing is said before the conversation starts.")
        if index > 0 and moment <= last:
            raise InvalidInput(place, "Messages stand in their order: each is later than the one before.")
        last = moment


def _moment(moment: datetime, now: datetime, place: str) -> datetime:
    if moment.tzinfo is None:
        raise InvalidInput(place, "Give the time with its offset from UTC.")
    if moment > now:
        raise InvalidInput(place, "This is in the future.")
    return moment


def _marks(history: History, path: str) -> None:
    for name, side in (("creator", history.creator), ("partner", history.partner)):
        if not 0 <= side.read_up_to <= len(history.messages):
            raise InvalidInput(f"{path}{name}.readUpTo", f"Give 0 to {len(history.messages)}, the number of messages.")


def _message(known: Known, numbers: Numbers, message: PastMessage, place: str) -> PastMessage:
    if message.sent_by_key is not None and message.sent_by_key not in known.users:
        raise InvalidInput(f"{place}.sentBy", "This is not the id of a user.")
    return replace(message, text=inputs.text(message.text, f"{place}.text", numbers))
