"""Every account's event stream: appended to as the last step of a door, read page by page.

The feed is the truth; the bus only says that there is something to read (domain.bus, domain.hub).
"""

from collections.abc import Sequence
from datetime import datetime

from domain.events import Event
from models.database import Unit
from models.sql import statement

# Head rows are locked in one order, last of all locks, and held only until commit: gapless, and no deadlock.
LOCK_HEADS = statement("""
    SELECT account_id, position FROM feed_heads WHERE account_id IN LIST($1) ORDER BY account_id FOR UPDATE""")

APPEND = statement(
    postgres="""
    WITH moved AS (
        UPDATE feed_heads h SET position = n.position
        FROM unnest($1::bigint[], $2::bigint[]) AS n (account_id, position)
        WHERE h.account_id = n.account_id AND h.account_id = ANY($1::bigint[]))  -- by its index, however few there are
    INSERT INTO feed_entries (account_id, position, at, kind, pair_id, sequence, facts)
    SELECT e.account_id, e.position, $3, e.kind, e.pair_id, e.sequence, e.facts
    FROM unnest($4::bigint[], $5::bigint[], $6::text[], $7::bigint[], $8::integer[], $9::text[])
        AS e (account_id, position, kind, pair_id, sequence, facts)""",
    sqlite="""
    INSERT INTO feed_entries (account_id, position, at, kind, pair_id, sequence, facts)
    VALUES ($1, $2, $3, $4, $5, $6, $7)""",
)
MOVE_HEAD = statement("UPDATE feed_heads SET position = $2 WHERE account_id = $1")


async def append(unit: Unit, told: Sequence[tuple[int, Event]], at: datetime) -> dict[int, int]:
    """Write what a door announced, each account's entries at its next positions; return the new heads."""
    if not told:
        return {}
    accounts = sorted({account_id for account_id, _ in told})
    heads = {row[0]: row[1] for row in await unit.fetch(LOCK_HEADS, accounts)}
    entries = []
    for account_id, event in told:
        heads[account_id] += 1
        place = (account_id, heads[account_id], at)
        entries.append((*place, event.kind, event.pair_id, event.sequence, event.facts()))
    if unit.dialect == "postgres":
        account_ids, positions, _, *rest = (list(column) for column in zip(*entries, strict=True))
        await unit.fetch(APPEND, list(heads), list(heads.values()), at, account_ids, positions, *rest)
    else:
        await unit.execute_many(MOVE_HEAD, list(heads.items()))
        await unit.execute_many(APPEND, entries)
    return heads
