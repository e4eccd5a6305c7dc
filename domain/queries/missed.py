"""What an account missed: pages of its feed, where each conversation is read once, however often it is spoken of."""

from typing import Any

from domain import rows
from domain.house import House
from domain.queries import events, subjects
from domain.queries.events import PAGE
from models.sql import statement

_AT = 7  # columns before those of the entry's message
NOBODY = 0  # in place of a pair, where an entry has none

# Entries and head in one statement, so that what is missing between them is missing for good.
ENTRIES = statement(f"""
    SELECT h.position, h.account_id, e.position, e.at, e.kind, e.facts, e.pair_id, {rows.message_columns("em")}
    FROM feed_heads h
    LEFT JOIN feed_entries e ON e.account_id = h.account_id
        AND e.position BETWEEN CAST($2 AS BIGINT) + 1 AND CAST($2 AS BIGINT) + {PAGE}
    LEFT JOIN messages em ON em.conversation_id = e.pair_id AND em.sequence = e.sequence
    WHERE h.account_id = $1 ORDER BY e.position""")

_JOINED = f"""
    SELECT asked.pair_id, {rows.account_columns("me")}, {rows.CONVERSATION_COLUMNS}
    FROM asked JOIN accounts me ON me.id = $1
    LEFT JOIN pairs p ON p.id = asked.pair_id
    {{each}}
    LEFT JOIN accounts o ON o.id = CASE WHEN p.creator_id = $1 THEN p.partner_id ELSE p.creator_id END
    LEFT JOIN messages m ON m.conversation_id = p.id AND m.sequence = p.last_sequence"""
_EACH = """
    LEFT JOIN conversations c ON c.id = asked.pair_id
    LEFT JOIN sides s ON s.account_id = $1 AND s.conversation_id = asked.pair_id"""
# Each is looked up by itself: PostgreSQL does not know how many are asked for, and would rather read all that an
# account has, which may be hundreds of thousands.
_EACH_BY_ITSELF = """
    LEFT JOIN LATERAL (SELECT * FROM conversations WHERE id = asked.pair_id LIMIT 1) c ON TRUE
    LEFT JOIN LATERAL (
        SELECT * FROM sides WHERE account_id = $1 AND conversation_id = asked.pair_id LIMIT 1) s ON TRUE"""
TALKS = statement(
    postgres=f"""
    WITH asked AS (SELECT * FROM unnest($2::bigint[]) AS t (pair_id)) {_JOINED.format(each=_EACH_BY_ITSELF)}""",
    sqlite=f"WITH asked AS (SELECT value AS pair_id FROM json_each($2)) {_JOINED.format(each=_EACH)}",
)


async def page(house: House, account_key: int, place: int) -> tuple[int, list[Any]]:
    """The head of an account's feed, and up to a page of what lies behind a place, in order."""
    found = await house.database.fetch(ENTRIES, account_key, place)
    entries = [row for row in found if row[2] is not None]
    if not entries:
        return found[0][0], []
    pairs = sorted({row[6] or NOBODY for row in entries})
    talks = {row[0]: tuple(row[1:]) for row in await house.database.fetch(TALKS, account_key, pairs)}
    named = await subjects.read(house, [(row[4], row[5]) for row in entries if row[4] in subjects.KINDS])
    return found[0][0], [
        events.event((*row[: _AT - 1], *talks[row[_AT - 1] or NOBODY], *row[_AT:]), house.epoch, named)
        for row in entries
    ]
