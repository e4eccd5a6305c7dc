"""Products as queries hand them out: plain objects whose attributes are the fields of the API."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from domain import money
from domain.money import Money
from models.catalog import ProductState


class Product(Struct, gc=False):
    """A product. After `price` in the order of its columns: the price in minor units, the rate in basis points."""

    id: str
    price: Money
    key: int
    seller_key: int
    title: str
    image_url: str | None
    minor: int
    currency: str
    category: str | None
    rate: int | None
    samples_offered: bool
    state: str

    @property
    def commission(self) -> str | None:
        """What everybody earns on it, in percent; None where it is not open for collaboration."""
        return money.percent(self.rate)

    @property
    def is_active(self) -> bool:
        """Whether it can be sent, and added to a showcase (COL-1)."""
        return self.state == ProductState.ACTIVE


_PRODUCT = "id seller_id title image_url price currency category commission samples_offered state".split()
PRODUCT_WIDTH = len(_PRODUCT)
_PRICE, _CURRENCY = _PRODUCT.index("price"), _PRODUCT.index("currency")


def product_columns(table: str) -> str:
    """The columns that `product` reads, of the given table or alias."""
    return ", ".join(f"{table}.{column}" for column in _PRODUCT)


def product(row: Sequence[Any]) -> Product:
    """Build a product from its columns."""
    return Product(f"prd_{row[0]}", money.shown(row[_PRICE], row[_CURRENCY]), *row)


class ShowcaseItem(Struct):
    """A product in a showcase, with the rate that it was added at."""

    product: Product
    added_at: datetime
    rate: int | None

    @property
    def commission(self) -> str | None:
        """In percent."""
        return money.percent(self.rate)
