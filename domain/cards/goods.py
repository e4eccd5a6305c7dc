"""The product card: one product, or up to five with a text (COL-2)."""

from msgspec import Struct

from domain.cards.items import CardProduct, Held


class ProductCard(Struct):
    """Its products, in the order they were sent."""

    items: list[CardProduct]

    @property
    def added(self) -> bool:
        """Whether all of it is in the creator's showcase."""
        return all(item.added_at is not None for item in self.items)


def build(held: Held) -> ProductCard:
    """Build it from what was read."""
    return ProductCard(held.items)
