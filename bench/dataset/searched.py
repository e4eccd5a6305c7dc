"""What the dataset's messages and cards are found by (SRCH-1), for a dataset that was made without it."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from bench.dataset.stores import Store
from domain.search_text import joined, normal

COLUMNS = "conversation_id sequence creator_id partner_id sent_at search_text"
BATCH = 50_000
TABLES = ("searched_messages", "searched_products", "searched_samples")
_AFTER = "(m.conversation_id, m.sequence) > ($1, $2) ORDER BY m.conversation_id, m.sequence"
TEXTS = f"""
    SELECT m.conversation_id, m.sequence, p.creator_id, p.partner_id, m.sent_at, m.text
    FROM messages m JOIN pairs p ON p.id = m.conversation_id
    WHERE m.text IS NOT NULL AND m.recalled_at IS NULL AND {_AFTER} LIMIT $3"""
TITLES = f"""
    SELECT m.conversation_id, m.sequence, p.creator_id, p.partner_id, m.sent_at, i.title
    FROM card_products i JOIN messages m ON m.conversation_id = i.conversation_id AND m.sequence = i.sequence
    JOIN pairs p ON p.id = m.conversation_id
    WHERE {_AFTER}, i.place"""

known = lru_cache(100_000)(normal)  # the dataset says the same things again and again


async def add(store: Store) -> None:
    """Make the rows anew, of all that was said."""
    for table in TABLES:
        await store.run(f"DELETE FROM {table}")
    place = (0, 0)
    while texts := await store.run(TEXTS, *place, BATCH):
        await store.load("searched_messages", COLUMNS, ((*row[:5], known(row[5])) for row in map(tuple, texts)))
        place = texts[-1][0], texts[-1][1]
    await store.load("searched_products", COLUMNS, _cards(await store.run(TITLES, 0, 0)))
    await store.run("DELETE FROM search_progress")  # nothing is left for Parley to do


def _cards(rows: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """Of rows by card, one for each card."""
    cards: dict[tuple[Any, ...], list[str]] = {}
    for row in rows:
        cards.setdefault(tuple(row)[:5], []).append(row[5])
    return ((*card, joined(titles)) for card, titles in cards.items())
