"""Recalling: a message's place stays, and what it said is gone (MSG-5)."""

from datetime import timedelta

from domain import rows
from domain.actions import media, messages, searched
from domain.errors import Closed, Forbidden, KindNotAllowed, NotFound
from domain.events import MessageRecalled
from domain.rows import ACCOUNT_WIDTH, Message
from domain.rules import access
from domain.transaction import Transaction, door
from domain.viewer import Viewer
from models.messages import MessageKind
from models.sql import statement

RECALLABLE = {MessageKind.TEXT, MessageKind.PHOTO, MessageKind.GIF}
LOCK = statement(f"""
    SELECT {rows.account_columns("o")}
    FROM sides s JOIN pairs p ON p.id = s.conversation_id JOIN accounts o ON o.id = s.counterpart_id
    WHERE s.account_id = $1 AND s.conversation_id = $2 AND s.visible FOR UPDATE OF p""")
RECALL = statement("UPDATE messages SET text = NULL, recalled_at = $3 WHERE conversation_id = $1 AND sequence = $2")
SHOW_RECALLED = statement("""
    UPDATE sides SET last_text = NULL, last_recalled_at = $3 WHERE conversation_id = $1 AND last_sequence = $2""")

# What went later, or to many, was kept with its words before it was said.
FORGET_SCHEDULED = statement(
    postgres="""
    UPDATE scheduled_messages SET content = (content::jsonb - 'text')::text
    WHERE conversation_id = $1 AND sequence = $2""",
    sqlite="""
    UPDATE scheduled_messages SET content = json_remove(content, '$.text')
    WHERE conversation_id = $1 AND sequence = $2""",
)
FORGET_BULK = statement("UPDATE bulk_recipients SET text = NULL WHERE conversation_id = $1 AND sequence = $2")


@door
async def recall(viewer: Viewer, tx: Transaction, conversation_key: int, sequence: int) -> Message:
    """Take back what the viewer's side said, within the policy's `recall_seconds`; idempotent. Returns it as it is now.

    Raises NotFound, Forbidden for what others said, KindNotAllowed for cards and notices, Closed when it is too late.
    """
    access.messaging(viewer)
    me = viewer.account
    row = await tx.fetch_row(LOCK, me.key, conversation_key)
    # Read after the lock: what was recalled meanwhile is not recalled again.
    found = None if row is None else await tx.fetch_row(messages.MESSAGE, conversation_key, sequence)
    if row is None or found is None:
        raise NotFound("messageId", "message")
    counterpart = rows.account(row[:ACCOUNT_WIDTH])
    said = rows.message(found, me, counterpart, None)
    if said.sender_key != me.key:
        raise Forbidden("Only the side that said it can recall it.")
    if said.kind not in RECALLABLE:
        raise KindNotAllowed("Texts, photos and GIFs can be recalled; cards and notices cannot.")
    if said.recalled_at is not None:
        return said
    window = timedelta(seconds=viewer.house.policy.of(me.home_market).recall_seconds)
    if tx.now - said.sent_at > window:
        raise Closed(f"It can be recalled within {window.total_seconds():,.0f} seconds only.")
    await tx.fetch(RECALL, conversation_key, sequence, tx.now)
    await searched.forget(tx, conversation_key, [sequence])
    await tx.fetch(SHOW_RECALLED, conversation_key, sequence, tx.now)
    if said.client_message_id is None:  # no client sent it itself
        await tx.fetch(FORGET_SCHEDULED, conversation_key, sequence)
        await tx.fetch(FORGET_BULK, conversation_key, sequence)
    if said.kind != MessageKind.TEXT:
        await media.forget(tx, conversation_key, sequence)
    tx.announce(MessageRecalled(pair_id=conversation_key, sequence=sequence), to=[me.key, counterpart.key])
    said.text, said.recalled_at = None, tx.now
    return said
