"""Products as the platform feeds them."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.errors import InvalidInput
from domain.policy import Policy
from domain.rules import inputs, records
from domain.search_text import normal
from domain.transaction import Transaction, door
from domain.viewer import System
from models.accounts import AccountKind
from models.catalog import ProductState
from models.sql import statement

SELLERS = statement(f"SELECT id FROM accounts WHERE kind = '{AccountKind.SELLER}' AND id IN LIST($1)")
CREATE = statement("""
    INSERT INTO products (seller_id, title, search_text, image_url, price, currency, category, commission,
        samples_offered, state, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id""")
SET_STATE = statement("UPDATE products SET state = $2 WHERE id = $1 AND state <> $2 RETURNING id")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProduct:
    """What the platform says of a product (COL-1): the price in minor units, the open commission in basis points."""

    seller_key: int
    title: str
    price: int
    currency: str
    commission: int | None = None
    image_url: str | None = None
    category: str | None = None
    samples_offered: bool = False
    state: ProductState = ProductState.ACTIVE


@door
async def create_products(viewer: System, tx: Transaction, new: Sequence[NewProduct]) -> list[int]:
    """Make products, all of them or none; return their keys. Raises InvalidInput with the path of what is wrong."""
    sellers = {row[0] for row in await tx.fetch(SELLERS, sorted({product.seller_key for product in new}))}
    keys = []
    for index, product in enumerate(new):
        title = _checked(product, f"products.{index}", sellers, viewer.house.policy)
        row = await tx.fetch_row(
            CREATE,
            *(product.seller_key, title, normal(title), product.image_url, product.price, product.currency),
            *(product.category, product.commission, product.samples_offered, product.state, tx.now),
        )
        assert row is not None  # noqa: S101 - it was just made
        keys.append(row[0])
    return keys


def _checked(product: NewProduct, path: str, sellers: set[int], policy: Policy) -> str:
    if product.seller_key not in sellers:
        raise InvalidInput(f"{path}.sellerId", "This is not the id of a seller.")
    if not 0 <= product.price < 2**63:
        raise InvalidInput(f"{path}.price", "A price is 0 or more.")
    records.currency(product.currency, policy, f"{path}.currency")
    if product.commission is not None and not 0 <= product.commission <= records.WHOLE:
        raise InvalidInput(f"{path}.commission", "A commission is 0 to 100 %.")
    return inputs.name(product.title, f"{path}.title", 200)


@door
async def set_product_state(viewer: System, tx: Transaction, product_key: int, state: ProductState) -> None:  # noqa: ARG001
    """Say that a product is offered, out of stock, or not offered any more; idempotent."""
    await tx.fetch_row(SET_STATE, product_key, state)
