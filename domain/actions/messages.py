"""Sending, once and in order; and typing, which is never stored."""

from msgspec.structs import astuple

from domain import clock, rows
from domain.actions import cards, drafts, media, outreach, searched
from domain.actions.drafts import MEDIA_ID, Content, Draft
from domain.actions.outreach import Contact
from domain.actions.posts import COUNT_SENT, FIND, MINE, SAY, THEIRS, TO_MINE, TO_THEIRS, counted, latest, stands
from domain.actions.searched import Spot
from domain.errors import InvalidInput, NotFound, RecipientUnavailable
from domain.events import MessageSent
from domain.outreach import tie_columns
from domain.queries import conversations
from domain.rows import Conversation, Message
from domain.rules import access, inputs, sending
from domain.rules.sending import Standing
from domain.signals import TypingSignal
from domain.transaction import Transaction, door
from domain.viewer import Viewer
from models.search import SearchModule
from models.sql import statement

# The pair's row is locked by the statement that decides, so a block holds against a send that is under way.
LOCK = statement(f"""
    SELECT p.last_sequence, p.creator_blocked_at, p.partner_blocked_at, s.has_written, s.was_written_to,
        {tie_columns("p")}, {rows.account_columns("o")}
    FROM sides s JOIN pairs p ON p.id = s.conversation_id JOIN accounts o ON o.id = s.counterpart_id
    WHERE s.account_id = $1 AND s.conversation_id = $2 AND s.visible FOR UPDATE OF p""")

CLAIM = "INSERT INTO client_messages (account_id, client_message_id, conversation_id, sequence, content_hash)"
UNLESS_TAKEN = "ON CONFLICT (account_id, client_message_id) DO NOTHING RETURNING 1"
# PostgreSQL takes the whole send in one statement; SQLite, which has no writing CTEs, in six short ones. What LOCK saw
# of the other account may be older than the lock it waited for, so PostgreSQL's claim looks at its status again.
_SAID = latest("$4", "$1", "$7", "$8", "$9")
WRITE = statement(
    postgres=f"""
    WITH claim AS (
        {CLAIM} SELECT $1, $2, $3, $4, $5 FROM accounts WHERE id = $10 AND status = 'ACTIVE' {UNLESS_TAKEN}),
    said AS ({SAY} SELECT $3, $4, $1, $6, $7, $8, $2, $9 FROM claim),
    found AS ({FIND} SELECT $3, $4, $16, $17, $9, $18 FROM claim WHERE $18::text IS NOT NULL),
    counted AS ({counted("$4", 11)} WHERE id = $3 AND EXISTS (SELECT FROM claim)),
    mine AS ({MINE} {_SAID} WHERE account_id = $1 AND conversation_id = $3 AND EXISTS (SELECT FROM claim)),
    theirs AS ({THEIRS} {_SAID} WHERE account_id = $10 AND conversation_id = $3 AND EXISTS (SELECT FROM claim))
    SELECT 1 FROM claim""",
    sqlite=f"{CLAIM} VALUES ($1, $2, $3, $4, $5) {UNLESS_TAKEN}",
)
SQLITE_SAY = statement(f"{SAY} VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")

FIRST = statement("""
    SELECT conversation_id, sequence, content_hash FROM client_messages
    WHERE account_id = $1 AND client_message_id = $2""")
MESSAGE = statement(f"""
    SELECT {rows.message_columns("m")} FROM messages m WHERE m.conversation_id = $1 AND m.sequence = $2""")


@door
async def send(
    viewer: Viewer, tx: Transaction, conversation_key: int, client_message_id: str, said: Draft | str
) -> Message:
    """Send a text, or a draft (MSG-1).

    The same client_message_id again returns the first message and sends nothing (MSG-2).
    """
    access.messaging(viewer)
    row = await tx.fetch_row(LOCK, viewer.account.key, conversation_key)
    if row is None:
        raise NotFound("conversationId", "conversation")
    numbers = viewer.house.policy.of(viewer.account.home_market)
    draft = drafts.drafted(said)
    material = await drafts.material(tx, viewer.account, draft, numbers, conversation_key)
    inputs.client_message_id(client_message_id, "clientMessageId", numbers)
    content = drafts.content(draft, material, numbers)
    standing = stands(viewer.account, row)
    content_hash = viewer.house.fingerprint(str(conversation_key), *content.parts)
    if content.spent is None:
        sending.kind(viewer.account, content.kind)
    contact = await outreach.weigh(tx, standing)
    if content.spent or contact.problem or content.closed:
        # What was sent before stays sent: a repeat is answered also after a block.
        if first := await _first(viewer, tx, standing, client_message_id, content_hash):
            return first
        if content.spent:
            raise content.spent
        # What LOCK saw beside the pair may be older than the lock it waited for: refuse only what holds now.
        standing = stands(viewer.account, (await tx.fetch(LOCK, viewer.account.key, conversation_key))[0])
        contact = await outreach.weigh(tx, standing)
        if refusal := contact.problem or content.closed:
            raise refusal
    me, sequence = viewer.account, row[0] + 1
    sent = Message(
        f"msg_{conversation_key}_{sequence}", me, None, conversation_key, sequence, me.key, viewer.user.key,
        content.kind, content.text, client_message_id, clock.now(), None,
    )  # fmt: skip
    if not await _write(tx, sent, standing, content_hash, contact):
        if first := await _first(viewer, tx, standing, client_message_id, content_hash):
            return first
        raise RecipientUnavailable
    await _carry(tx, sent, content, standing, contact)
    tx.announce(MessageSent(pair_id=conversation_key, sequence=sequence), to=[me.key, standing.counterpart.key])
    return sent


async def _write(tx: Transaction, sent: Message, standing: Standing, content_hash: bytes, contact: Contact) -> bool:
    """Write the message and what follows from it; False where its id is taken, or the other account just closed."""
    me, them, key = standing.me.key, standing.counterpart.key, sent.conversation_key
    claim = (me, sent.client_message_id, key, sent.sequence, content_hash)
    said, ties = (sent.sent_by_key, sent.kind, sent.text), astuple(contact.ties)
    spot, found = _spot(sent, standing), searched.of_text(sent.text)
    if tx.dialect == "postgres":
        both = (spot.creator_key, spot.partner_key)
        return await tx.fetch_row(WRITE, *claim, *said, sent.sent_at, them, *ties, *both, found) is not None
    if not await tx.fetch_row(WRITE, *claim):
        return False
    await tx.fetch(SQLITE_SAY, key, sent.sequence, me, *said, sent.client_message_id, sent.sent_at)
    await searched.keep(tx, spot, SearchModule.MESSAGES, found)
    await tx.fetch(COUNT_SENT, key, sent.sequence, *ties)
    last = (key, sent.sequence, me, sent.kind, sent.text, sent.sent_at)
    await tx.fetch(TO_MINE, me, *last)
    await tx.fetch(TO_THEIRS, them, *last)
    return True


def _spot(sent: Message, standing: Standing) -> Spot:
    return searched.spot(standing.me, standing.counterpart.key, sent.conversation_key, sent.sequence, sent.sent_at)


async def _carry(tx: Transaction, sent: Message, content: Content, standing: Standing, contact: Contact) -> None:
    """Write what the message carries beside its words, and spend what it costs.

    Its upload first, as a message that goes by itself does: so neither holds what the other needs next. Raises what
    became of an upload that is not there any more.
    """
    me, key, sequence = standing.me, sent.conversation_key, sent.sequence
    if content.media_key is not None and not await media.attach(tx, content.media_key, key, sequence):
        await media.find(tx, me, content.media_key, MEDIA_ID)
        raise media.sent_already(MEDIA_ID)
    await outreach.spend(tx, me, standing.counterpart.key, contact)
    if content.card is not None:
        await cards.write(tx, _spot(sent, standing), content.card)


async def _first(
    viewer: Viewer, tx: Transaction, standing: Standing, client_message_id: str, content_hash: bytes
) -> Message | None:
    """The message that a client-made id stands for; InvalidInput where it was sent with other content (MSG-2)."""
    row = await tx.fetch_row(FIRST, viewer.account.key, client_message_id)
    if row is None:
        return None
    conversation_key, sequence, first_hash = row
    if bytes(first_hash) != content_hash:
        raise InvalidInput("clientMessageId", "This id was used for a message with other content: make a new one.")
    (found,) = await tx.fetch(MESSAGE, conversation_key, sequence)
    return rows.message(found, viewer.account, standing.counterpart, None)


async def set_typing(viewer: Viewer, conversation_key: int, *, typing: bool) -> Conversation:
    """Show the other side that somebody types, live; nothing is stored, and nothing crosses a block (MSG-6, BLK-2)."""
    conversation = await conversations.one(viewer, conversation_key, "conversationId")
    if sending.problem(Standing.of(conversation)) is None:
        signal = TypingSignal(
            conversation.counterpart.key, conversation.key, viewer.account.key, typing, clock.now().isoformat()
        )
        viewer.house.bus.publish_typing(signal)
    return conversation
