"""Work that is due at a time: set and called off by the doors that it follows from (PLT-5). Steps."""

from collections.abc import Sequence
from datetime import datetime

from domain.transaction import Transaction
from models.due import DueKind
from models.sql import statement

SET = statement("""
    INSERT INTO due_work (kind, subject_id, due_at, attempts) VALUES ($1, $2, $3, 0)
    ON CONFLICT (kind, subject_id) DO UPDATE SET due_at = excluded.due_at, attempts = 0, claimed_until = NULL""")
CALL_OFF = statement("DELETE FROM due_work WHERE kind = $1 AND subject_id = $2 RETURNING subject_id")
CALL_OFF_ALL = statement("DELETE FROM due_work WHERE kind = $1 AND subject_id IN LIST($2)")
TAKE = statement("DELETE FROM due_work WHERE kind = $1 AND subject_id = $2 AND due_at <= $3 RETURNING subject_id")


async def at(tx: Transaction, moment: datetime, kind: DueKind, subject_key: int) -> None:
    """Let something happen at a moment, instead of at any other."""
    await tx.fetch(SET, kind, subject_key, moment)


async def call_off(tx: Transaction, subject_key: int, *kinds: DueKind) -> bool:
    """Let it not happen; False where nothing of it was to."""
    return any([await tx.fetch(CALL_OFF, kind, subject_key) for kind in kinds])


async def call_off_all(tx: Transaction, kind: DueKind, subject_keys: Sequence[int]) -> None:
    """Let none of these happen."""
    await tx.fetch(CALL_OFF_ALL, kind, list(subject_keys))


async def take(tx: Transaction, kind: DueKind, subject_key: int) -> bool:
    """Take it to be done in this transaction; False where it was done, called off, or moved meanwhile."""
    return await tx.fetch_row(TAKE, kind, subject_key, tx.now) is not None
