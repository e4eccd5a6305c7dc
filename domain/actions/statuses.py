"""Telling those who talk with an account that its status has changed, and with it whether they can send (ACC-5). Steps.

An account may have hundreds of thousands of conversations: some are told of at a time, by due work.
"""

from domain.actions import due
from domain.events import ConversationChanged
from domain.transaction import Transaction
from models.due import DueKind
from models.sql import statement

BATCH = 200

BEGIN = statement("""
    INSERT INTO status_tellings (account_id, reached_id) VALUES ($1, 0)
    ON CONFLICT (account_id) DO UPDATE SET reached_id = 0""")
LOCK = statement("SELECT account_id, reached_id FROM status_tellings WHERE account_id = $1 FOR UPDATE")
# Only whoever sees a conversation is told of it.
NEXT = statement("""
    SELECT s.conversation_id, s.counterpart_id, t.visible
    FROM (SELECT conversation_id, counterpart_id FROM sides WHERE account_id = $1 AND conversation_id > $2
        ORDER BY conversation_id LIMIT $3) s
    JOIN sides t ON t.account_id = s.counterpart_id AND t.conversation_id = s.conversation_id
    ORDER BY s.conversation_id""")
REACH = statement("UPDATE status_tellings SET reached_id = $2 WHERE account_id = $1")


async def tell(tx: Transaction, account_key: int) -> None:
    """Let all who talk with an account hear that its status is another, from the first conversation on."""
    await tx.fetch(BEGIN, account_key)
    await due.at(tx, tx.now, DueKind.STATUS_IS_TOLD, account_key)


async def locked(tx: Transaction, account_key: int) -> tuple[int, int] | None:
    """An account and how far its telling has come, locked, so that none begins meanwhile; None where none ever did."""
    row = await tx.fetch_row(LOCK, account_key)
    return None if row is None else (row[0], row[1])


async def tell_some(tx: Transaction, at: tuple[int, int] | None) -> None:
    """Tell of some conversations, and let the rest be due at once."""
    if at is None:
        return
    account_key, reached = at
    found = await tx.fetch(NEXT, account_key, reached, BATCH)
    for conversation_key, counterpart_key, visible in found:
        if visible:
            tx.announce(ConversationChanged(pair_id=conversation_key), to=[counterpart_key])
    if len(found) == BATCH:
        await tx.fetch(REACH, account_key, found[-1][0])
        await due.at(tx, tx.now, DueKind.STATUS_IS_TOLD, account_key)
