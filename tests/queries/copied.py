"""What exports read of the longest tables, for the plans of both databases."""

from typing import Any

from domain.queries import copies


def queries() -> dict[str, tuple[Any, list[Any], str, str]]:
    """Name, statement, values, and what serves it on SQLite and on PostgreSQL."""
    return {
        "messages, copied": (
            copies.MESSAGES, [700, 0, 500],
            "m USING PRIMARY KEY (conversation_id=? AND sequence>? AND sequence<?)",
            "messages_pkey: conversation_id sequence",
        ),
        "products on cards, copied": (
            copies.PRODUCTS, [700, 0, 500],
            "card_products USING PRIMARY KEY (conversation_id=? AND sequence>? AND sequence<?)",
            "card_products_pkey: conversation_id sequence",
        ),
    }  # fmt: skip
