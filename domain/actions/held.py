"""What is held while an account is not active, and goes on when it is again (ACC-5). A step."""

from domain.actions import due
from domain.transaction import Transaction
from models.due import DueKind
from models.sql import statement

BULK = statement("SELECT id FROM bulk_messages WHERE account_id = $1 AND status = 'RUNNING'")


async def take_up(tx: Transaction, account_key: int) -> None:
    """Let it go on."""
    for (key,) in await tx.fetch(BULK, account_key):
        await due.at(tx, tx.now, DueKind.BULK_GOES_ON, key)
