"""What pools copy of their creators, to be filtered and sorted by it: steps of whatever changes it (LEAD-5)."""

from collections.abc import Sequence

from domain.transaction import Transaction
from models.sql import statement

# A lead that is being written meanwhile reads its copy under the same lock (domain.actions.leads): one of the two sees
# what the other has done.
LOCK = statement("SELECT id FROM accounts WHERE id IN LIST($1) ORDER BY id FOR NO KEY UPDATE")
FOLLOW = statement("""
    UPDATE leads SET level = a.level, followers = coalesce(f.followers, -1), search_text = a.search_text
    FROM accounts a LEFT JOIN latest_figures f ON f.account_id = a.id
    WHERE a.id IN LIST($1) AND leads.creator_id = a.id AND (leads.level <> a.level
        OR leads.followers <> coalesce(f.followers, -1) OR leads.search_text <> a.search_text)""")


async def follow(tx: Transaction, creator_keys: Sequence[int]) -> None:
    """Let the leads of creators show their level, followers and names of now: after these changed."""
    if not creator_keys:
        return
    await lock(tx, creator_keys)
    await tx.fetch(FOLLOW, list(creator_keys))


async def lock(tx: Transaction, account_keys: Sequence[int]) -> None:
    """Lock accounts: before anything is written that refers to them, which would lock them less, and in any order."""
    if tx.dialect == "postgres":  # SQLite has one writer
        await tx.fetch(LOCK, list(account_keys))
