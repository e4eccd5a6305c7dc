"""The product list card."""

from datetime import datetime

import strawberry

from domain import collaborations
from domain.cards import lists
from schema.cards.items import CardProduct
from schema.collaborations import ProductList
from schema.context import Info
from schema.nodes import resolved, rows_of


async def _list(card: strawberry.Parent[lists.ProductListCard], info: Info) -> collaborations.ProductList | None:
    return None if card.list_key is None else await info.context.loaders.lists.load(card.list_key)


@strawberry.type(description="An agency's product list, as it was sent.")
class ProductListCard:
    """COL-5."""

    is_type_of = rows_of(lists.ProductListCard)

    name: str
    items: list[CardProduct]
    list: ProductList | None = resolved(_list, "As it is today; null once it is deleted.")
    added: bool = strawberry.field(description="Whether all of them are in the creator's showcase.")
    products_added: int = strawberry.field(description="How many are there because they were added from this card.")
    seen_at: datetime | None = strawberry.field(description="When the creator had read up to it.")
