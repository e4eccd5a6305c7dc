"""Every account's event stream: appended to as the last step of a door, read page by page.

The feed is the truth; the bus only says that there is something to read (domain.bus, domain.hub). With each entry go
the deliveries to the endpoints that are told of it (EVT-7): none can be missing, and none is of what did not happen.
"""

from collections.abc import Sequence
from datetime import datetime

from domain.events import Event
from models.database import Unit
from models.sql import statement

# Head rows are locked in one order, last of all locks, and held only until commit: gapless, and no deadlock.
LOCK_HEADS = statement("""
    SELECT account_id, position FROM feed_heads WHERE account_id IN LIST($1) ORDER BY account_id FOR UPDATE""")

# A delivery that nothing of its line waits before is the head, due at once (models.webhooks). The head of the feed is
# locked, so what was delivered meanwhile is seen. The platform's endpoints, of owner 0, are told of every account's.
_DELIVER = """
    INSERT INTO webhook_deliveries (webhook_id, account_id, position, kind, at, status, attempts, failures, due_at)
    SELECT w.id, e.account_id, e.position, e.kind, {at}, 'PENDING', 0, 0,
        CASE WHEN row_number() OVER (PARTITION BY w.id, e.account_id ORDER BY e.position) = 1 AND NOT EXISTS (
            SELECT 1 FROM webhook_deliveries h
            WHERE h.account_id = e.account_id AND h.webhook_id = w.id AND h.status = 'PENDING'
                AND h.due_at IS NOT NULL) THEN {at} END
    FROM {told} JOIN webhooks w ON coalesce(w.account_id, 0) IN (e.account_id, 0) AND w.deleted_at IS NULL
        AND (w.kinds = '' OR w.kinds LIKE '% ' || e.kind || ' %')
    ORDER BY e.account_id, e.position, w.id"""
APPEND = statement(
    postgres=f"""
    WITH moved AS (
        UPDATE feed_heads h SET position = n.position
        FROM unnest($1::bigint[], $2::bigint[]) AS n (account_id, position)
        WHERE h.account_id = n.account_id AND h.account_id = ANY($1::bigint[])),  -- by its index, however few there are
    e AS (
        INSERT INTO feed_entries (account_id, position, at, kind, pair_id, sequence, facts)
        SELECT e.account_id, e.position, $3, e.kind, e.pair_id, e.sequence, e.facts
        FROM unnest($4::bigint[], $5::bigint[], $6::text[], $7::bigint[], $8::integer[], $9::text[])
            AS e (account_id, position, kind, pair_id, sequence, facts)
        RETURNING account_id, position, kind)
    {_DELIVER.format(at="$3::timestamptz", told="e")}""",
    sqlite="""
    INSERT INTO feed_entries (account_id, position, at, kind, pair_id, sequence, facts)
    VALUES ($1, $2, $3, $4, $5, $6, $7)""",
)
DELIVER = statement(
    postgres="SELECT NULL",
    sqlite=_DELIVER.format(
        at="$3",
        told="""json_each($1) a JOIN json_each($2) p ON p.key = a.key
        JOIN feed_entries e ON e.account_id = a.value AND e.position > p.value""",
    ),
)
MOVE_HEAD = statement("UPDATE feed_heads SET position = $2 WHERE account_id = $1")


async def append(unit: Unit, told: Sequence[tuple[int, Event]], at: datetime) -> dict[int, int]:
    """Write what a door announced, each account's entries at its next positions, with deliveries; return new heads."""
    if not told:
        return {}
    accounts = sorted({account_id for account_id, _ in told})
    heads = {row[0]: row[1] for row in await unit.fetch(LOCK_HEADS, accounts)}
    before = list(heads.values())
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
        await unit.fetch(DELIVER, list(heads), before, at)
    return heads
