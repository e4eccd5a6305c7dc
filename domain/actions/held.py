"""What waits while an account is not active: it goes on once the account is (ACC-5). Steps."""

from domain.actions import due
from domain.transaction import Transaction
from models.due import DueKind
from models.sql import statement

BULK = statement("SELECT id FROM bulk_messages WHERE account_id = $1 AND status = 'RUNNING'")
# What is cancelled, or goes, at this moment is waited for, and then not among them.
SCHEDULED = statement("""
    SELECT id, send_at FROM scheduled_messages WHERE account_id = $1 AND status = 'SCHEDULED'
    ORDER BY id FOR UPDATE""")


async def release(tx: Transaction, account_key: int) -> None:
    """Let all go on: what was scheduled and has come due meanwhile at once, all else at its time."""
    found = await tx.fetch(SCHEDULED, account_key)
    await tx.execute_many(due.SET, [(DueKind.MESSAGE_GOES, key, send_at) for key, send_at in found])
    for (key,) in await tx.fetch(BULK, account_key):
        await due.at(tx, tx.now, DueKind.BULK_GOES_ON, key)
