"""The cards of a page of messages, of all kinds, in one statement."""

from collections.abc import Sequence
from typing import Any

import orjson

from domain.cards.items import ITEM_COLUMNS, Held, item
from domain.cards.kinds import BUILDERS
from domain.viewer import Viewer
from models.sql import statement

_CARDS = """
    JOIN cards c ON c.conversation_id = asked.conversation_id AND c.sequence = asked.sequence
    LEFT JOIN card_products cp ON cp.conversation_id = c.conversation_id AND cp.sequence = c.sequence
    LEFT JOIN products p ON p.id = cp.product_id
    LEFT JOIN showcase_entries se ON se.creator_id = c.creator_id AND se.product_id = cp.product_id
    ORDER BY c.conversation_id, c.sequence, cp.place"""
_COLUMNS = f"c.conversation_id, c.sequence, c.kind, c.subject_id, c.seen_at, c.facts, {ITEM_COLUMNS}"
_HEAD = 6
READ = statement(
    postgres=f"""
    SELECT {_COLUMNS} FROM unnest($1::bigint[], $2::integer[]) AS asked (conversation_id, sequence) {_CARDS}""",
    sqlite=f"""
    SELECT {_COLUMNS}
    FROM (
        SELECT k.value AS conversation_id, s.value AS sequence
        FROM json_each($1) k JOIN json_each($2) s ON s.key = k.key) asked CROSS {_CARDS.strip()}""",
)

Place = tuple[int, int]  # a message: conversation, sequence


async def read(viewer: Viewer, places: Sequence[Place]) -> list[Any]:
    """The cards of messages that a query of the viewer's has found; None where there is none."""
    keys, sequences = [place[0] for place in places], [place[1] for place in places]
    held: dict[tuple[int, int], Held] = {}
    for row in await viewer.house.database.fetch(READ, keys, sequences):
        card = held.get((row[0], row[1]))
        if card is None:
            facts = orjson.loads(row[5]) if row[5] else {}
            card = held[row[0], row[1]] = Held(row[2], row[3], row[4], facts, [])
        if row[_HEAD] is not None:
            card.items.append(item(row[_HEAD:]))
    return [BUILDERS[held[place].kind](held[place]) if place in held else None for place in places]
