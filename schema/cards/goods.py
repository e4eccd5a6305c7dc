"""The product card."""

import strawberry

from domain.cards import goods
from schema.cards.items import CardProduct
from schema.nodes import rows_of


@strawberry.type(description="One to five products of a seller.")
class ProductCard:
    """COL-2."""

    is_type_of = rows_of(goods.ProductCard)

    items: list[CardProduct]
    added: bool = strawberry.field(description="Whether all of them are in the creator's showcase.")
