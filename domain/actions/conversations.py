"""Starting conversations, and each side's own marks on them."""

from collections.abc import Sequence

from domain import rows
from domain.actions import cards, outreach
from domain.errors import InvalidInput, NotFound
from domain.events import ConversationChanged, ConversationRead
from domain.rules import access, sending
from domain.transaction import Transaction, door
from domain.viewer import Viewer
from models.accounts import AccountKind
from models.conversations import EntryPoint
from models.sql import Statement, statement

ACCOUNT = statement(f"SELECT {rows.account_columns('a')} FROM accounts a WHERE a.id = $1")
MAKE_PAIR = statement(f"{outreach.MAKING_PAIR} RETURNING id")
LOCK_PAIR = statement("SELECT id FROM pairs WHERE creator_id = $1 AND partner_id = $2 FOR UPDATE")
_START = """
    INSERT INTO conversations (id, started_by_id, entry_point, created_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (id) DO NOTHING RETURNING id"""
_MAKE_SIDES = """
    INSERT INTO sides (account_id, conversation_id, counterpart_id, counterpart_kind, visible, last_activity_at, unread,
        unread_count, unreplied, starred, archived, has_written, was_written_to, read_up_to,
        read_by_counterpart_up_to)"""
_AS_NEW = "FALSE, 0, FALSE, FALSE, FALSE, FALSE, FALSE, 0, 0"
# With both sides: on PostgreSQL in one statement.
START = statement(
    postgres=f"""
    WITH started AS ({_START})
    {_MAKE_SIDES}
    SELECT s.mine, t.id, s.theirs, s.kind, s.mine = $2, $4, {_AS_NEW}
    FROM started t CROSS JOIN (VALUES ($2::bigint, $5::bigint, $6::text), ($5, $2, $7)) AS s (mine, theirs, kind)
    RETURNING account_id""",
    sqlite=_START,
)
MAKE_SIDE = statement(f"{_MAKE_SIDES} VALUES ($1, $2, $3, $4, $5, $6, {_AS_NEW})")
SHOW = statement("""
    UPDATE sides SET visible = TRUE, last_activity_at = $3
    WHERE account_id = $1 AND conversation_id = $2 AND NOT visible RETURNING conversation_id""")

ENTRY_POINTS = {
    AccountKind.SELLER: {
        EntryPoint.INBOX, EntryPoint.FIND_CREATORS, EntryPoint.CREATOR_PROFILE, EntryPoint.TARGET_COLLABORATION,
        EntryPoint.SAMPLE_REQUEST,
    },
    AccountKind.AGENCY: {
        EntryPoint.NAVIGATION_BAR, EntryPoint.FIND_CREATORS, EntryPoint.MANAGE_PARTNERSHIPS,
        EntryPoint.CAMPAIGN_DETAILS, EntryPoint.CAMPAIGN_PRODUCT_SHARING,
    },
    AccountKind.CREATOR: {
        EntryPoint.NOTIFICATIONS, EntryPoint.PRODUCT_PAGE, EntryPoint.CONNECTION_INVITES,
        EntryPoint.SAMPLE_APPLICATIONS, EntryPoint.STORE_PAGE, EntryPoint.PARTNER_LIST,
    },
}  # fmt: skip


@door
async def start(viewer: Viewer, tx: Transaction, account_key: int, entry_point: EntryPoint) -> int:
    """Open the viewer's conversation with an account, or find the one there is (INB-1); it sends nothing.

    Returns the conversation's key. One that the viewer sees is found whatever has happened since; a new one is refused
    to agencies that are not verified (ACC-6), without a shared market (ACC-9), and with accounts not active (ACC-5).
    """
    access.messaging(viewer)
    me = viewer.account
    row = await tx.fetch_row(ACCOUNT, account_key)
    if row is None:
        raise NotFound("accountId", "account")
    other = rows.account(row)
    sending.talking(me, other, "accountId")
    if entry_point not in ENTRY_POINTS[AccountKind(me.kind)]:
        raise InvalidInput("entryPoint", f"A {me.kind.lower()} does not start conversations from {entry_point}.")
    pair_key = await lock_pair(tx, me, other)
    if not await open_between(tx, me, other, pair_key, entry_point):
        return pair_key
    # Refused only now, and so taken back whole; also where the other side's empty one is there: it must not show.
    sending.verified(me, answering=False)
    sending.shared_market(me, other)
    sending.available(other)
    tx.announce(ConversationChanged(pair_id=pair_key), to=[me.key])
    return pair_key


async def open_between(
    tx: Transaction, me: rows.Account, other: rows.Account, pair_key: int, entry_point: EntryPoint
) -> bool:
    """Make the conversation of a locked pair, if there is none, and show it to the account (a step).

    False where the account saw it already.
    """
    is_postgres = tx.dialect == "postgres"
    values = (pair_key, me.key, entry_point, tx.now, *([other.key, other.kind, me.kind] if is_postgres else ()))
    if not await tx.fetch_row(START, *values):
        return await tx.fetch_row(SHOW, me.key, pair_key, tx.now) is not None
    if not is_postgres:
        await tx.execute_many(
            MAKE_SIDE,
            [
                (me.key, pair_key, other.key, other.kind, True, tx.now),
                (other.key, pair_key, me.key, me.kind, False, tx.now),
            ],
        )
    return True


async def lock_pair(tx: Transaction, me: rows.Account, other: rows.Account) -> int:
    """Lock the row of two accounts, making it first where there is none (a step)."""
    return await find_pair(tx, me, other) or await make_pair(tx, me, other)


async def make_pair(tx: Transaction, me: rows.Account, other: rows.Account) -> int:
    """The same where there was none just now (a step). A row is its maker's until the transaction ends."""
    row = await tx.fetch_row(MAKE_PAIR, *_in_order(me, other), tx.now)
    key = await find_pair(tx, me, other) if row is None else row[0]
    assert key is not None  # noqa: S101 - it is there: made here, or by who was quicker
    return int(key)


async def find_pair(tx: Transaction, me: rows.Account, other: rows.Account) -> int | None:
    """Lock the row of two accounts, if there is one (a step)."""
    row = await tx.fetch_row(LOCK_PAIR, *_in_order(me, other))
    return None if row is None else row[0]


def _in_order(me: rows.Account, other: rows.Account) -> tuple[int, int]:
    return (me.key, other.key) if me.kind == AccountKind.CREATOR else (other.key, me.key)


# ── a side's own marks: each changes where it is not so already, and says so only then ──


def _marking(change: str, unless: str) -> Statement:
    return statement(f"""
        UPDATE sides SET {change}
        WHERE account_id = $1 AND conversation_id = $2 AND visible AND NOT ({unless}) RETURNING conversation_id""")


STAR = _marking("starred = TRUE", "starred")
UNSTAR = _marking("starred = FALSE", "NOT starred")
ARCHIVE = _marking("archived = TRUE", "archived")
UNARCHIVE = _marking("archived = FALSE", "NOT archived")
MARK_UNREAD = _marking("unread = TRUE", "unread")
VISIBLE = statement("SELECT 1 FROM sides WHERE account_id = $1 AND conversation_id = $2 AND visible")


@door
async def star(viewer: Viewer, tx: Transaction, conversation_key: int) -> None:
    """Star a conversation for the viewer's side; idempotent (INB-7)."""
    await _mark(viewer, tx, conversation_key, STAR)


@door
async def unstar(viewer: Viewer, tx: Transaction, conversation_key: int) -> None:
    """Take the star away; idempotent (INB-7)."""
    await _mark(viewer, tx, conversation_key, UNSTAR)


@door
async def archive(viewer: Viewer, tx: Transaction, conversation_key: int) -> None:
    """Archive a conversation for the viewer's side until a message comes; idempotent (INB-7)."""
    await _mark(viewer, tx, conversation_key, ARCHIVE)


@door
async def unarchive(viewer: Viewer, tx: Transaction, conversation_key: int) -> None:
    """Bring it back; idempotent (INB-7)."""
    await _mark(viewer, tx, conversation_key, UNARCHIVE)


@door
async def mark_unread(viewer: Viewer, tx: Transaction, conversation_key: int) -> None:
    """Mark a conversation unread by hand, whatever its count; idempotent (INB-7)."""
    await _mark(viewer, tx, conversation_key, MARK_UNREAD)


async def _mark(viewer: Viewer, tx: Transaction, conversation_key: int, change: Statement) -> None:
    access.messaging(viewer)
    me = viewer.account.key
    if await tx.fetch_row(change, me, conversation_key):
        tx.announce(ConversationChanged(pair_id=conversation_key), to=[me])
    elif not await tx.fetch_row(VISIBLE, me, conversation_key):
        raise NotFound("conversationId", "conversation")


# ── reading ──

# The pairs are locked, in one order, before anything is decided: a message that is being sent is read or unread, whole.
LOCK_FOR_READING = statement("""
    SELECT p.id, p.last_sequence, s.counterpart_id, p.creator_blocked_at, p.partner_blocked_at
    FROM sides s JOIN pairs p ON p.id = s.conversation_id
    WHERE s.account_id = $1 AND s.conversation_id IN LIST($2) AND s.visible ORDER BY p.id FOR UPDATE OF p""")
SEEN = statement("""
    SELECT conversation_id FROM sides WHERE account_id = $1 AND conversation_id IN LIST($2) AND visible""")
READ_WHOLE = statement("""
    UPDATE sides SET unread = FALSE, unread_count = 0, read_up_to = p.last_sequence FROM pairs p
    WHERE p.id = sides.conversation_id AND sides.account_id = $1 AND sides.conversation_id IN LIST($2)
        AND (sides.unread OR sides.read_up_to < p.last_sequence)
    RETURNING conversation_id, read_up_to""")
# BLK-2: no receipt crosses a block, whoever set it.
PASS_RECEIPTS_ON = statement("""
    UPDATE sides SET read_by_counterpart_up_to = p.last_sequence FROM pairs p
    WHERE p.id = sides.conversation_id AND sides.counterpart_id = $1 AND sides.conversation_id IN LIST($2)
        AND p.creator_blocked_at IS NULL AND p.partner_blocked_at IS NULL
        AND sides.read_by_counterpart_up_to < p.last_sequence
    RETURNING account_id, conversation_id, read_by_counterpart_up_to""")
READ_UP_TO = statement("""
    UPDATE sides SET read_up_to = $3, unread_count = (
        SELECT count(*) FROM messages
        WHERE conversation_id = $2 AND sequence > $3 AND sender_id = sides.counterpart_id), unread = EXISTS (
        SELECT 1 FROM messages
        WHERE conversation_id = $2 AND sequence > $3 AND sender_id = sides.counterpart_id)
    WHERE account_id = $1 AND conversation_id = $2
        AND (read_up_to < $3 OR (read_up_to = $3 AND unread AND unread_count = 0))
    RETURNING unread_count""")
PASS_RECEIPT_ON = statement("""
    UPDATE sides SET read_by_counterpart_up_to = $3
    WHERE account_id = $1 AND conversation_id = $2 AND read_by_counterpart_up_to < $3 RETURNING conversation_id""")


@door
async def mark_read(viewer: Viewer, tx: Transaction, conversation_keys: Sequence[int]) -> None:
    """Mark whole conversations read, up to the policy's number of them at once; idempotent (INB-7)."""
    access.messaging(viewer)
    me, wanted = viewer.account.key, list(dict.fromkeys(conversation_keys))
    most = viewer.house.policy.of(viewer.account.home_market).mark_read_max_conversations
    allowed = 1 <= len(wanted) <= most
    # A list that will be refused locks nothing.
    there = {row[0] for row in await tx.fetch(LOCK_FOR_READING if allowed else SEEN, me, wanted)}
    for i, key in enumerate(wanted):
        if key not in there:
            raise NotFound(f"conversationIds.{i}", "conversation")
    if not allowed:
        raise InvalidInput("conversationIds", f"Give 1 to {most} conversations at a time.")
    for key, up_to in await tx.fetch(READ_WHOLE, me, wanted):
        tx.announce(ConversationRead(pair_id=key, by=me, up_to=up_to), to=[me])
    passed = await tx.fetch(PASS_RECEIPTS_ON, me, wanted)
    for counterpart_key, key, up_to in passed:
        tx.announce(ConversationRead(pair_id=key, by=me, up_to=up_to), to=[counterpart_key])
    await cards.see(tx, viewer.account, [row[1] for row in passed])


@door
async def mark_read_up_to(viewer: Viewer, tx: Transaction, conversation_key: int, sequence: int) -> None:
    """Mark one conversation read up to a message; never moves back; idempotent (INB-7)."""
    access.messaging(viewer)
    row = await tx.fetch_row(LOCK_FOR_READING, viewer.account.key, [conversation_key])
    if row is None or sequence > row[1]:
        raise NotFound("upToMessageId", "message")
    key, _, *place = row
    await _read(viewer, tx, key, sequence, *place)


async def _read(viewer: Viewer, tx: Transaction, key: int, up_to: int, counterpart_key: int, *blocks: object) -> None:
    me = viewer.account.key
    if await tx.fetch_row(READ_UP_TO, me, key, up_to) is None:
        return
    event = ConversationRead(pair_id=key, by=me, up_to=up_to)
    tx.announce(event, to=[me])
    # BLK-2: no receipt crosses a block, whoever set it.
    if not any(blocks) and await tx.fetch_row(PASS_RECEIPT_ON, counterpart_key, key, up_to):
        tx.announce(event, to=[counterpart_key])
        await cards.see(tx, viewer.account, [key], up_to)
