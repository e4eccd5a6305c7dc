"""Messages that follow from something else: an invitation, a request, a notice. Steps of the doors that make them."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import astuple

from domain import rows
from domain.actions import cards, outreach, searched
from domain.actions.cards import NewCard
from domain.actions.conversations import find_pair, make_pair, open_between
from domain.actions.outreach import Contact
from domain.actions.searched import Spot
from domain.events import MessageSent
from domain.members import User
from domain.outreach import TIES, Ties, tie_columns
from domain.rows import ACCOUNT_WIDTH, Account
from domain.rules.sending import Standing
from domain.transaction import Transaction
from models.accounts import AccountKind
from models.conversations import EntryPoint
from models.messages import INVITATIONS, MessageKind
from models.search import SearchModule
from models.sql import Row, Statement, statement

# How a message changes its sides; the send of a client's message does the same (domain.actions.messages).
SAY = """
    INSERT INTO messages (conversation_id, sequence, sender_id, sent_by_id, kind, text, client_message_id, sent_at)"""
MINE = "UPDATE sides SET unreplied = FALSE, has_written = TRUE,"
THEIRS = """
    UPDATE sides SET unreplied = TRUE, was_written_to = TRUE, visible = TRUE, archived = FALSE, unread = TRUE,
        unread_count = unread_count + 1,"""
# And what it is found by.
FIND = searched.keeping(SearchModule.MESSAGES)
# A notice is nobody's: it is no reply and needs none.
BOTH = "UPDATE sides SET visible = TRUE,"
_INVITATIONS = ", ".join(f"'{kind}'" for kind in INVITATIONS)


def latest(sequence: str, sender: str, kind: str, text: str, at: str) -> str:
    """What both sides keep of a message that is the last of their conversation (docs/decisions/inbox.md)."""
    return f"""
        last_activity_at = {at}, last_sequence = {sequence}, last_sender_id = {sender}, last_kind = {kind},
        last_text = {text}, last_sent_at = {at}, last_recalled_at = NULL,
        has_invitation = has_invitation OR {kind} IN ({_INVITATIONS})"""


def counted(last_sequence: str, first: int) -> str:
    """The update of a pair by a message; its ties are the parameters from `first` on."""
    ties = ", ".join(f"{tie} = ${number}" for number, tie in enumerate(TIES, first))
    return f"UPDATE pairs SET last_sequence = {last_sequence}, {ties}"


_POSTED = latest("$2", "$3", "$5", "$6", "$7")
POST = statement(
    postgres=f"""
    WITH said AS ({SAY} VALUES ($1, $2, $3, $4, $5, $6, NULL, $7)),
    found AS ({FIND} SELECT $1, $2, $14, $15, $7, $16 WHERE $16::text IS NOT NULL),
    counted AS ({counted("$2", 9)} WHERE id = $1),
    mine AS ({MINE} {_POSTED} WHERE account_id = $3 AND conversation_id = $1)
    {THEIRS} {_POSTED} WHERE account_id = $8 AND conversation_id = $1""",
    sqlite=f"{SAY} VALUES ($1, $2, $3, $4, $5, $6, NULL, $7)",
)
NOTICE = statement(f"{SAY} VALUES ($1, $2, NULL, NULL, '{MessageKind.NOTICE}', $3, NULL, $4)")
COUNT = statement("UPDATE pairs SET last_sequence = $2 WHERE id = $1")
COUNT_SENT = statement(f"{counted('$2', 3)} WHERE id = $1")
_SAID = latest("$3", "$4", "$5", "$6", "$7")
TO_MINE = statement(f"{MINE} {_SAID} WHERE account_id = $1 AND conversation_id = $2")
TO_THEIRS = statement(f"{THEIRS} {_SAID} WHERE account_id = $1 AND conversation_id = $2")
_NOTICED = latest("$2", "NULL", f"'{MessageKind.NOTICE}'", "$3", "$4")
TO_BOTH = statement(f"{BOTH} {_NOTICED} WHERE conversation_id = $1")

LOCK = statement("SELECT id, last_sequence, creator_id, partner_id FROM pairs WHERE id = $1 FOR UPDATE")
STATE = statement(f"""
    SELECT p.last_sequence, p.creator_blocked_at, p.partner_blocked_at,
        coalesce(s.has_written, FALSE), coalesce(s.was_written_to, FALSE), {tie_columns("p")},
        {rows.account_columns("o")}
    FROM pairs p JOIN accounts o ON o.id = $3 LEFT JOIN sides s ON s.account_id = $2 AND s.conversation_id = p.id
    WHERE p.id = $1""")


@dataclass(slots=True)
class Place:
    """Where the next message of a conversation goes, and what it does to the pair, whose row is locked."""

    pair_key: int
    next_sequence: int
    other_key: int
    ties: Ties


async def place(
    tx: Transaction, me: Account, other: Account, entry_point: EntryPoint, pair_key: int | None = None
) -> Place:
    """Where to post to another account, in a conversation made for it if there is none. The rules of sending decide.

    What it costs is spent. The pair is locked here, unless it was before. Raises what they refuse with; then nothing
    was made.
    """
    pair_key = pair_key or await find_pair(tx, me, other)
    if pair_key is None:
        if refusal := (await outreach.weigh(tx, strangers(me, other))).problem:
            raise refusal
        pair_key = await make_pair(tx, me, other)
    last, stands = await standing(tx, me, pair_key, other.key)
    contact = await weighed(tx, stands)
    await open_between(tx, me, other, pair_key, entry_point)
    return Place(pair_key, last + 1, other.key, contact.ties)


async def weighed(tx: Transaction, standing: Standing) -> Contact:
    """Let the rules decide on a message between two whose pair is locked, and spend what it costs.

    Raises what they refuse with.
    """
    contact = await outreach.weigh(tx, standing)
    if contact.problem is not None:
        raise contact.problem
    await outreach.spend(tx, standing.me, standing.counterpart.key, contact)
    return contact


def strangers(me: Account, other: Account) -> Standing:
    """How two stand to each other who have had nothing to do with each other."""
    return Standing(me, other, blocked_by_me=False, blocked_by_counterpart=False, creator_has_written=False)


async def standing(tx: Transaction, me: Account, pair_key: int, other_key: int) -> tuple[int, Standing]:
    """The last sequence of a locked pair, and how its two stand to each other: read after the lock, it stays."""
    row = await tx.fetch_row(STATE, pair_key, me.key, other_key)
    assert row is not None  # noqa: S101 - it is locked
    return row[0], stands(me, row)


def stands(me: Account, row: Row) -> Standing:
    """How two stand to each other, of a row as STATE reads it: what is the creator's, or one side's, told apart."""
    _, mine, theirs, has_written, was_written_to = row[:5]
    ties = Ties(*row[5:10])
    is_creator = me.kind == AccountKind.CREATOR
    if not is_creator:
        mine, theirs = theirs, mine
    other = rows.account(row[10 : 10 + ACCOUNT_WIDTH])
    creator_has_written = has_written if is_creator else was_written_to
    return Standing(me, other, mine is not None, theirs is not None, creator_has_written, ties)


async def post(
    tx: Transaction, me: Account, by: User, at: Place, card: NewCard | None, *, kind: str | None = None,
    text: str | None = None,
) -> None:  # fmt: skip
    """Post a card at a place, perhaps with a text, as a message of the account's, and tell both sides.

    A message without a card says of which kind it is.
    """
    key, sequence, other_key = at.pair_key, at.next_sequence, at.other_key
    said_kind = kind if card is None else card.kind
    said = (key, sequence, me.key, by.key, said_kind, text, tx.now)
    ties, found = astuple(at.ties), searched.of_text(text)
    spot = searched.spot(me, other_key, key, sequence, tx.now)
    if tx.dialect == "postgres":
        await tx.fetch(POST, *said, other_key, *ties, spot.creator_key, spot.partner_key, found)
    else:
        await tx.fetch(POST, *said)
        await searched.keep(tx, spot, SearchModule.MESSAGES, found)
        await tx.fetch(COUNT_SENT, key, sequence, *ties)
        last = (key, sequence, me.key, said_kind, text, tx.now)
        await tx.fetch(TO_MINE, me.key, *last)
        await tx.fetch(TO_THEIRS, other_key, *last)
    if card is not None:
        await cards.write(tx, spot, card)
    tx.announce(MessageSent(pair_id=key, sequence=sequence), to=[me.key, other_key])


async def notice(tx: Transaction, conversation_key: int, text: str) -> None:
    """Post a notice, which nobody sends; the pair's row is locked already. It marks nothing unread or unreplied."""
    ((_, last, creator_key, partner_key),) = await tx.fetch(LOCK, conversation_key)
    await tx.fetch(NOTICE, conversation_key, last + 1, text, tx.now)
    spot = Spot(conversation_key, last + 1, creator_key, partner_key, tx.now)
    await searched.keep(tx, spot, SearchModule.MESSAGES, searched.of_text(text))
    await tx.fetch(COUNT, conversation_key, last + 1)
    await tx.fetch(TO_BOTH, conversation_key, last + 1, text, tx.now)
    tx.announce(MessageSent(pair_id=conversation_key, sequence=last + 1), to=[creator_key, partner_key])


async def lock(tx: Transaction, *conversation_keys: int) -> None:
    """Lock rows of pairs: what follows between two accounts changes under theirs only."""
    await tx.fetch(LOCK_SOME, list(conversation_keys))


async def lock_all(tx: Transaction, me: Account, others: Sequence[Account]) -> None:
    """Lock the rows of the account's pairs with others, in the order of all doors.

    Rows that are not there are made, in the order of their accounts, but none for whom a send would refuse.
    """
    found = await tx.fetch(LOCK_ALL[me.kind == AccountKind.CREATOR], me.key, [other.key for other in others])
    there = {row[1] for row in found}
    for other in sorted(others, key=lambda other: other.key):
        if other.key not in there and (await outreach.weigh(tx, strangers(me, other))).problem is None:
            await make_pair(tx, me, other)


# ── what belongs to a pair: found through the account, and read once the pair is locked ──


def belonging(table: str, partner: str) -> Statement:
    """The statement that `lock_of` finds a row of a table by: of the creator and of a partner."""
    return statement(f"SELECT conversation_id FROM {table} WHERE id = $1 AND ($2 IN ({partner}, creator_id) OR $2 = 0)")


async def lock_of(tx: Transaction, where: Statement, key: int, account_key: int = 0) -> bool:
    """Lock the pair that a row belongs to; False where there is none, or the account, if given, is on neither side."""
    row = await tx.fetch_row(where, key, account_key)
    if row is not None:
        await lock(tx, row[0])
    return row is not None


LOCK_SOME = statement("SELECT id FROM pairs WHERE id IN LIST($1) ORDER BY id FOR UPDATE")
LOCK_ALL = {
    True: statement(
        "SELECT id, partner_id FROM pairs WHERE creator_id = $1 AND partner_id IN LIST($2) ORDER BY id FOR UPDATE"
    ),
    False: statement(
        "SELECT id, creator_id FROM pairs WHERE partner_id = $1 AND creator_id IN LIST($2) ORDER BY id FOR UPDATE"
    ),
}
