"""Products: a seller's list, searched by any part of a title, and single ones."""

from collections.abc import Sequence

from msgspec import Struct

from domain import products
from domain.lists import Page
from domain.products import PRODUCT_WIDTH, Product
from domain.queries import keyed
from domain.rows import Account
from domain.rules import access, inputs
from domain.search_text import normal
from domain.viewer import Viewer
from models.catalog import ProductState
from models.sql import Row, statement

BY_KEYS = statement(f"""
    SELECT {products.product_columns("p")}, a.markets FROM products p JOIN accounts a ON a.id = p.seller_id
    WHERE p.id IN LIST($1)""")

# Of several sellers at once, the newest first. No cursor is a cursor beyond the end; nothing is part of every title.
_OFFERED = f"""
    i.seller_id = asked.id AND i.id < $2 AND (i.state <> '{ProductState.INACTIVE}' OR i.seller_id = $3)"""
PAGES = statement(
    postgres=f"""
    SELECT {products.product_columns("p")} FROM unnest($1::bigint[]) AS asked (id) CROSS JOIN LATERAL (
        SELECT * FROM products i WHERE {_OFFERED} AND strpos(i.search_text, $4) > 0 ORDER BY i.id DESC LIMIT $5) p""",
    sqlite=f"""
    SELECT {products.product_columns("p")} FROM (SELECT value AS id FROM json_each($1)) asked
    CROSS JOIN products p ON p.id IN (
        SELECT i.id FROM products i WHERE {_OFFERED} AND instr(i.search_text, $4) > 0 ORDER BY i.id DESC LIMIT $5)
    ORDER BY p.id DESC""",
)


class ProductsAsked(Struct, frozen=True):
    """What is asked of a seller's products: those whose title contains `query`, `first` of them after a cursor."""

    query: str | None = None
    first: int | None = None
    after: str | None = None


async def some(viewer: Viewer, keys: Sequence[int]) -> dict[int, Product]:
    """Those of the named products whose sellers the viewer can see: its own, and those of shared markets."""
    access.messaging(viewer)
    return seen(viewer.account, await viewer.house.database.fetch(BY_KEYS, list(keys)))


async def known(viewer: Viewer, keys: Sequence[int]) -> dict[int, Product]:
    """The named products, of any market. Only keys that something of the viewer's own names are ever asked for."""
    found = await viewer.house.database.fetch(BY_KEYS, list(keys))
    return {row[0]: products.product(row[:PRODUCT_WIDTH]) for row in found}


def seen(me: Account, found: Sequence[Row]) -> dict[int, Product]:
    """Of rows that BY_KEYS found, the products that an account sees: its own, and those of shared markets."""
    markets = set(me.markets)
    return {row[0]: products.product(row[:PRODUCT_WIDTH]) for row in found if markets & set(row[-1].split())}


async def page(viewer: Viewer, seller_key: int, asked: ProductsAsked) -> Page[Product]:
    """A seller's products, the newest first; those that are not offered any more are for the seller alone."""
    return (await pages_of(viewer, [seller_key], asked))[seller_key]


async def pages_of(viewer: Viewer, seller_keys: Sequence[int], asked: ProductsAsked) -> dict[int, Page[Product]]:
    """The same of several sellers, in one statement."""
    part = keyed.asked(viewer, asked.first, asked.after)
    words = normal(inputs.storable(asked.query or "", "query").strip())
    bounds = (list(seller_keys), keyed.place(part), viewer.account.key, words, part.size + 1)
    found: dict[int, list[Row]] = {key: [] for key in seller_keys}
    for row in await viewer.house.database.fetch(PAGES, *bounds):
        found[row[1]].append(row)
    return {key: keyed.page(offered, part, products.product) for key, offered in found.items()}
