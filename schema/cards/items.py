"""Products as cards show them."""

from datetime import datetime
from decimal import Decimal

import strawberry

from domain.cards import items
from schema.catalog import Product
from schema.money import Money
from schema.nodes import rows_of


@strawberry.type(description="A product on a card: as it was sent, beside the product of today.")
class CardProduct:
    """COL-7."""

    is_type_of = rows_of(items.CardProduct)

    product: Product
    title: str = strawberry.field(description="As sent.")
    price: Money = strawberry.field(description="As sent.")
    commission: Decimal | None = strawberry.field(description="The rate that the card offers, in percent.")
    added: bool = strawberry.field(description="Whether it is in the creator's showcase now, however it got there.")
    added_at: datetime | None
