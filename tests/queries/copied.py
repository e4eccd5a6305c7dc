"""What exports read of the longest tables, and what a side panel shows of agencies, for the plans of both databases."""

from typing import Any

from domain.queries import accounts, copies
from tests.conftest import NOON

FEW = [1, 700, 1400]


def queries(shop: int) -> dict[str, tuple[Any, list[Any], str, str]]:
    """Name, statement, values, and what serves it on SQLite and on PostgreSQL."""
    return {
        "an account's conversations, copied": (
            copies.CONVERSATIONS.statement, [shop, 0, 500], "s USING PRIMARY KEY (account_id=? AND conversation_id>?)",
            "sides_pkey: account_id conversation_id",
        ),
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
        "categories of agencies": (
            accounts.CATEGORIES, [FEW, NOON], "c USING INDEX campaigns_agency (agency_id=?)",
            "campaigns_agency: agency_id",
        ),
    }  # fmt: skip
