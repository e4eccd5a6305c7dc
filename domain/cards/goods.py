"""The product card: one product, or up to five with a text (COL-2)."""

from msgspec import Struct

from domain.cards.items import CardProduct, Held, all_added


class ProductCard(Struct):
    """Its products, in the order they were sent; perhaps of an invitation, at its rates."""

    items: list[CardProduct]
    invitation_key: int | None

    @property
    def added(self) -> bool:
        """Whether all of it is in the creator's showcase."""
        return all_added(self.items)


def build(held: Held) -> ProductCard:
    """Build it from what was read."""
    return ProductCard(held.items, held.subject_key)
