"""Products as cards carry them: as they were sent, beside the product of today."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from domain.money import Money
from domain.products import Product


class CardProduct(Struct, gc=False):
    """A product on a card, and since when it is in the creator's showcase, however it got there (COL-7).

    Its title, its price and its rate, in percent, are as they were when the card was sent. It holds what is shown and
    works nothing out: a page shows a thousand of these.
    """

    product: Product
    title: str
    price: Money
    commission: str | None
    added: bool
    added_at: datetime | None
    from_here: bool | None  # whether it is there because it was added from this very card


class Held(Struct):
    """What is read of any card: what it points at, when it was seen, its facts, its products."""

    kind: str
    subject_key: int | None
    seen_at: datetime | None
    facts: dict[str, Any]
    items: list[CardProduct]

    def subject(self) -> int:
        """The key of what it points at; of kinds that always do."""
        if self.subject_key is None:
            raise ValueError(f"a card of kind {self.kind} points at nothing")
        return self.subject_key


def all_added(items: Sequence[CardProduct]) -> bool:
    """Whether a card is added as a whole (COL-7)."""
    return False not in [item.added for item in items]
