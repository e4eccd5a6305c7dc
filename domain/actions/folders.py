"""Folders are counted by the database, which adds a row for each change of a side: here those rows are summed up."""

from collections import defaultdict

from domain.transaction import Transaction, door
from domain.viewer import System
from models.conversations import FOLDERS
from models.sql import statement

BATCH = 1000

_NUMBERS = ", ".join(FOLDERS)
# What nobody else is taking: whatever it is, its sum stands for it. So nobody waits, neither here nor in a send.
# Chosen once, whatever the plan: as a subquery PostgreSQL may choose again for each row.
_TAKE = f"""
    WITH chosen AS MATERIALIZED ({{chosen}} FOR UPDATE SKIP LOCKED)
    DELETE FROM folder_counts WHERE id IN (SELECT id FROM chosen)
    RETURNING account_id, counterpart_kind, {_NUMBERS}"""
TAKE_CHANGES = statement(
    _TAKE.format(chosen="SELECT id FROM folder_counts WHERE NOT summed ORDER BY account_id LIMIT $1")
)
TAKE_SUMS = statement(_TAKE.format(chosen="SELECT id FROM folder_counts WHERE account_id IN LIST($1) AND summed"))
ADD = statement(f"""
    INSERT INTO folder_counts (account_id, counterpart_kind, {_NUMBERS}, summed)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, TRUE)""")


@door
async def sum_up(viewer: System, tx: Transaction) -> bool:  # noqa: ARG001 - a door takes the viewer first
    """Replace some rows of changes, and the sums of their accounts, by one sum for each account and kind (INB-3).

    True where more is left to do. Who counts meanwhile sees all of it or nothing.
    """
    changes = await tx.fetch(TAKE_CHANGES, BATCH)
    accounts = sorted({row[0] for row in changes})
    sums: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0] * len(FOLDERS))
    for account_key, kind, *numbers in [*changes, *await tx.fetch(TAKE_SUMS, accounts)]:
        before = sums[account_key, kind]
        sums[account_key, kind] = [one + more for one, more in zip(before, numbers, strict=True)]
    await tx.execute_many(ADD, [(*whose, *numbers) for whose, numbers in sums.items()])
    return len(changes) == BATCH
