"""What an account that is erased has said in a conversation: the messages stay, their words go (PLT-4). Steps."""

from dataclasses import dataclass

from domain.actions import due, indexing, searched
from domain.erasures import UNSAID, WORD
from domain.events import ConversationChanged
from domain.transaction import Transaction
from models.accounts import AccountKind
from models.due import DueKind
from models.sql import Statement, statement

BATCH = 500  # messages of a conversation, before others have their turn

_PART = "conversation_id = $1 AND sequence > $2 AND sequence <= $3"
# Client-made ids are words, too. They go first: afterwards nobody knows which they were.
FREE_CLAIMS = statement(f"""
    DELETE FROM client_messages WHERE account_id = $4 AND client_message_id IN (
        SELECT client_message_id FROM messages
        WHERE {_PART} AND sender_id = $4 AND client_message_id IS NOT NULL)""")
UNSAY = statement(f"""
    UPDATE messages SET text = '{UNSAID}', client_message_id = NULL, sent_by_id = NULL
    WHERE {_PART} AND sender_id = $4 AND (text IS NULL OR text <> '{UNSAID}' OR client_message_id IS NOT NULL)
    RETURNING sequence""")

# Both sides keep the words of the last message.
UNSAY_LAST = statement(f"""
    UPDATE sides SET last_text = '{UNSAID}'
    WHERE conversation_id = $1 AND last_sequence > $2 AND last_sequence <= $3 AND last_sender_id = $4
        AND (last_text IS NULL OR last_text <> '{UNSAID}')""")


def _renamed(kind: str) -> Statement:
    """Let cards of a kind say something else of what they show, as sent."""
    named = f"WHERE {_PART} AND facts IS NOT NULL AND kind {kind} RETURNING sequence"
    return statement(
        postgres=f"UPDATE cards SET facts = (facts::jsonb || $4::jsonb)::text {named}",
        sqlite=f"UPDATE cards SET facts = json_patch(facts, $4) {named}",
    )


RENAME_CARDS, RENAME_SAMPLES = _renamed("<> 'SAMPLE'"), _renamed("= 'SAMPLE'")
RENAME_PRODUCTS = statement(f"UPDATE card_products SET title = '{WORD}' WHERE {_PART} RETURNING sequence")
CANCEL = statement("""
    UPDATE scheduled_messages SET status = 'CANCELLED', updated_at = $3
    WHERE conversation_id = $1 AND account_id = $2 AND status = 'SCHEDULED' RETURNING id""")


@dataclass(frozen=True, slots=True)
class Part:
    """The messages of a conversation, whose pair is locked, after a sequence and up to another."""

    account_key: int
    kind: str
    conversation_key: int
    after: int
    end: int


async def some(tx: Transaction, part: Part) -> bool:
    """Take the account's words out of a part; False where there were none any more."""
    place = (part.conversation_key, part.after, part.end)
    await tx.fetch(FREE_CLAIMS, *place, part.account_key)
    unsaid = await tx.fetch(UNSAY, *place, part.account_key)
    await searched.forget(tx, part.conversation_key, [row[0] for row in unsaid])
    await tx.fetch(UNSAY_LAST, *place, part.account_key)
    if part.kind != AccountKind.CREATOR:  # only partners send cards that hold words; a sample's are its seller's
        await tx.fetch(RENAME_CARDS, *place, f'{{"name":"{WORD}"}}')
    if part.kind == AccountKind.SELLER:  # titles of products are theirs, whoever sends them
        renamed = [
            *await tx.fetch(RENAME_PRODUCTS, *place),
            *await tx.fetch(RENAME_SAMPLES, *place, f'{{"title":"{WORD}"}}'),
        ]
        await indexing.retitle(tx, [(part.conversation_key, row[0]) for row in renamed])
    cancelled = [row[0] for row in await tx.fetch(CANCEL, part.conversation_key, part.account_key, tx.now)]
    await due.call_off_all(tx, DueKind.MESSAGE_GOES, cancelled)
    return bool(unsaid or cancelled)


def tell(tx: Transaction, conversation_key: int, counterpart_key: int) -> None:
    """Tell the other side that what it sees of a conversation has changed."""
    tx.announce(ConversationChanged(pair_id=conversation_key), to=[counterpart_key])
