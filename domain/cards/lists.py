"""The product list card: an agency's list as it was sent (COL-5)."""

from datetime import datetime

from msgspec import Struct

from domain.cards.items import CardProduct, Held, all_added


class ProductListCard(Struct):
    """The name and the products as sent; `list_key` names the list, which may be gone."""

    name: str
    list_key: int | None
    items: list[CardProduct]
    seen_at: datetime | None

    @property
    def added(self) -> bool:
        """Whether all of it is in the creator's showcase."""
        return all_added(self.items)

    @property
    def products_added(self) -> int:
        """How many are there because they were added from this card (COL-10)."""
        return [item.from_here for item in self.items].count(True)


def build(held: Held) -> ProductListCard:
    """Build it from what was read."""
    return ProductListCard(held.facts["name"], held.subject_key, held.items, held.seen_at)
