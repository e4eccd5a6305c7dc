"""Products, and a seller's list of them."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import lazy

from domain import lists, products, rows
from domain.queries import catalog as queries
from domain.queries.catalog import ProductsAsked
from models.catalog import ProductState
from schema.context import Info
from schema.money import Money
from schema.nodes import After, Connection, First, Node, resolved, rows_of

if TYPE_CHECKING:
    from schema.accounts import Account

AccountRef = Annotated["Account", lazy("schema.accounts")]
TitleQuery = Annotated[str | None, strawberry.argument(description="Any part of the title, in any case.")]


async def _seller(product: strawberry.Parent[products.Product], info: Info) -> rows.Account | None:
    return await info.context.loaders.accounts.load(product.seller_key)


@strawberry.type(description="A product of a seller, as it is today.")
class Product(Node):
    """COL-1."""

    is_type_of = rows_of(products.Product)
    seller: AccountRef | None = resolved(_seller, "Null where the viewer shares no market with it.")
    title: str
    image_url: str | None
    price: Money
    category: str | None
    commission: Decimal | None = strawberry.field(
        description="What every creator earns on it, in percent; null: it is not open for collaboration."
    )
    samples_offered: bool
    state: ProductState = strawberry.field(description="Only ACTIVE ones can be sent, and added to a showcase.")


ProductConnection = Connection[Product]


async def own_products(
    info: Info, query: TitleQuery = None, first: First = None, after: After = None
) -> lists.Page[products.Product]:
    """The viewer's own."""
    viewer = info.context.viewer
    return await queries.page(viewer, viewer.account.key, ProductsAsked(query, first, after))
