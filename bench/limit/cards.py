"""A thread of product lists: its messages with their cards in one statement, all that the cards hold in another."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import orjson

from bench.limit.answers import preview
from models.messages import PREVIEWS
from models.sql import statement

_PAGE = """
    FROM sides s JOIN pairs p ON p.id = s.conversation_id"""
_VISIBLE = "WHERE s.account_id = $1 AND s.conversation_id = $2 AND s.visible"

THREAD = statement(f"""
    SELECT m.sequence, m.sender_id, m.kind, m.text, m.sent_at, m.recalled_at, o.name, c.facts, c.seen_at
    {_PAGE} JOIN accounts o ON o.id = s.counterpart_id
    JOIN messages m ON m.conversation_id = p.id AND m.sequence > p.last_sequence - $3
    LEFT JOIN cards c ON c.conversation_id = m.conversation_id AND c.sequence = m.sequence
    {_VISIBLE} ORDER BY m.sequence""")

# A product is on many cards: what it is today comes once.
ITEMS = statement(f"""
    SELECT h.sequence, h.title, h.price, h.currency, h.commission, e.added_at,
        e.conversation_id = h.conversation_id AND e.sequence = h.sequence,
        h.product_id, t.title, t.image_url, t.price, t.currency, t.state
    FROM (
        SELECT cp.*, CASE WHEN row_number() OVER (PARTITION BY cp.product_id ORDER BY cp.sequence, cp.place) = 1
            THEN cp.product_id END AS new_product_id
        {_PAGE} JOIN card_products cp ON cp.conversation_id = p.id AND cp.sequence > p.last_sequence - $3
        {_VISIBLE}) h
    LEFT JOIN products t ON t.id = h.new_product_id
    LEFT JOIN showcase_entries e ON e.creator_id = h.creator_id AND e.product_id = h.product_id
    ORDER BY h.sequence, h.place""")

HUNDREDTHS = [f".{rest:02}" for rest in range(100)]
NAME = 3  # its place in the columns of an account


def page(key: int, said: Sequence[Any], found: Sequence[Any], me: Any) -> Any:
    """The newest messages of a conversation, in order, each with its card."""
    held = _held(found)
    mine = {"id": f"acc_{me[0]}", "name": me[NAME]}
    edges = []
    for sequence, sender, kind, text, sent_at, recalled_at, name, facts, seen_at in said:
        edges.append({
            "cursor": str(sequence),
            "node": {
                "id": f"msg_{key}_{sequence}",
                "sequence": sequence,
                "kind": kind,
                "preview": preview(text or PREVIEWS.get(kind), recalled_at),
                "text": text if recalled_at is None else None,
                "sentAt": sent_at,
                "sender": mine if sender == me[0] else {"id": f"acc_{sender}", "name": name},
                "card": None if facts is None else _card(facts, seen_at, *held[sequence]),
            },
        })  # fmt: skip
    start = edges[0]["cursor"] if edges else None
    info = {"hasPreviousPage": bool(said) and said[0][0] > 1, "startCursor": start}
    return {"node": {"id": f"cnv_{key}", "messages": {"edges": edges, "pageInfo": info}}}


def _held(found: Sequence[Any]) -> dict[int, tuple[list[Any], list[bool]]]:
    """What each card holds, and which of that was added from it. A product that many cards hold is made once."""
    held: dict[int, tuple[list[Any], list[bool]]] = {}
    products: dict[int, Any] = {}
    for row in found:
        sequence, title, minor, currency, rate, at, from_here, key, name, image, price, its_currency, state = row
        if (items := held.get(sequence)) is None:
            items = held[sequence] = [], []
        if (product := products.get(key)) is None:
            product = products[key] = {
                "id": f"prd_{key}",
                "title": name,
                "imageUrl": image,
                "price": {"amount": f"{price // 100}{HUNDREDTHS[price % 100]}", "currency": its_currency},
                "state": state,
            }
        if from_here:
            items[1].append(True)
        items[0].append({
            "title": title,
            "price": {"amount": f"{minor // 100}{HUNDREDTHS[minor % 100]}", "currency": currency},
            "commission": percent(rate),
            "added": at is not None,
            "addedAt": at,
            "product": product,
        })  # fmt: skip
    return held


def _card(facts: str, seen_at: Any, items: list[Any], from_here: list[bool]) -> dict[str, Any]:
    return {
        "__typename": "ProductListCard",
        "name": orjson.loads(facts)["name"],
        "added": all(item["added"] for item in items),
        "productsAdded": len(from_here),
        "seenAt": seen_at,
        "items": items,
    }


@lru_cache(1000)
def percent(rate: int | None) -> str | None:
    """Basis points as percent."""
    if rate is None:
        return None
    whole, rest = divmod(rate, 100)
    return f"{whole}.{rest:02}".rstrip("0") if rest else str(whole)
