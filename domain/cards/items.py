"""Products as cards carry them: as they were sent, beside the product of today."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from domain import money, products
from domain.money import Money
from domain.products import PRODUCT_WIDTH, Product


class CardProduct(Struct, gc=False):
    """A product on a card, and since when it is in the creator's showcase, however it got there (COL-7)."""

    product: Product
    title: str
    minor: int
    currency: str
    rate: int | None
    added_at: datetime | None
    from_here: bool | None  # whether it is there because it was added from this very card

    @property
    def price(self) -> Money:
        """As it was when the card was sent."""
        return money.shown(self.minor, self.currency)

    @property
    def commission(self) -> str | None:
        """The rate that the card offers, in percent."""
        return money.percent(self.rate)

    @property
    def added(self) -> bool:
        """Whether it is in the creator's showcase now."""
        return self.added_at is not None


# c: the card, cp: the product on it, p: the product of today, se: its entry in the showcase of the card's creator
ITEM_COLUMNS = f"""
    {products.product_columns("p")}, cp.title, cp.price, cp.currency, cp.commission, se.added_at,
    se.conversation_id = c.conversation_id AND se.sequence = c.sequence"""


def item(row: Sequence[Any]) -> CardProduct:
    """Build it from its columns."""
    return CardProduct(products.product(row[:PRODUCT_WIDTH]), *row[PRODUCT_WIDTH:])


class Held(Struct):
    """What is read of any card: what it points at, when it was seen, its facts, its products."""

    kind: str
    subject_key: int | None
    seen_at: datetime | None
    facts: dict[str, Any]
    items: list[CardProduct]
