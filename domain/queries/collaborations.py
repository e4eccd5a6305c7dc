"""An agency's campaigns and product lists, the newest first (COL-5)."""

from collections.abc import Sequence

from domain import collaborations, products
from domain.collaborations import CAMPAIGN_COLUMNS, LIST_COLUMNS, Campaign, ProductList
from domain.lists import Page
from domain.products import Product
from domain.queries import keyed
from domain.rules import access, inputs
from domain.search_text import normal
from domain.viewer import Viewer
from models.sql import statement

CAMPAIGNS = statement(f"""
    SELECT {CAMPAIGN_COLUMNS} FROM campaigns c WHERE c.agency_id = $1 AND c.id < $2 ORDER BY c.id DESC LIMIT $3""")
_LISTS = f"""
    SELECT {LIST_COLUMNS} FROM product_lists l
    WHERE l.agency_id = $1 AND l.deleted_at IS NULL AND l.id < $2 AND {{contains}} ORDER BY l.id DESC LIMIT $3"""
LISTS = statement(
    postgres=_LISTS.format(contains="strpos(l.search_text, $4) > 0"),
    sqlite=_LISTS.format(contains="instr(l.search_text, $4) > 0"),
)
OWN_CAMPAIGNS = statement(f"SELECT {CAMPAIGN_COLUMNS} FROM campaigns c WHERE c.agency_id = $1 AND c.id IN LIST($2)")
# Also of those who were sent a list: a card shows it for as long as there is one.
SOME_LISTS = statement(f"""
    SELECT {LIST_COLUMNS} FROM product_lists l WHERE l.deleted_at IS NULL AND l.id IN LIST($2)
    AND (l.agency_id = $1 OR EXISTS (
        SELECT 1 FROM cards k JOIN sides s ON s.conversation_id = k.conversation_id
        WHERE k.kind = 'PRODUCT_LIST' AND k.subject_id = l.id AND s.account_id = $1 AND s.visible))""")
ITEMS = {
    "campaign": statement(f"""
    SELECT i.campaign_id, {products.product_columns("p")}
    FROM campaign_products i JOIN products p ON p.id = i.product_id
    WHERE i.campaign_id IN LIST($1) ORDER BY i.campaign_id, i.place"""),
    "list": statement(f"""
    SELECT i.list_id, {products.product_columns("p")}
    FROM product_list_items i JOIN products p ON p.id = i.product_id
    WHERE i.list_id IN LIST($1) ORDER BY i.list_id, i.place"""),
}


async def campaigns(viewer: Viewer, *, first: int | None = None, after: str | None = None) -> Page[Campaign]:
    """The viewer's own campaigns; others than agencies have none."""
    return await keyed.read(viewer, CAMPAIGNS, keyed.asked(viewer, first, after), collaborations.campaign)


async def product_lists(
    viewer: Viewer, query: str | None = None, *, first: int | None = None, after: str | None = None
) -> Page[ProductList]:
    """The viewer's own lists, by any part of their names."""
    part = keyed.asked(viewer, first, after)
    words = normal(inputs.storable(query or "", "query").strip())
    return await keyed.read(viewer, LISTS, part, collaborations.product_list, words)


async def some_campaigns(viewer: Viewer, keys: Sequence[int]) -> dict[int, Campaign]:
    """Those of the named campaigns that are the viewer's."""
    access.messaging(viewer)
    found = await viewer.house.database.fetch(OWN_CAMPAIGNS, viewer.account.key, list(keys))
    return {row[0]: collaborations.campaign(row) for row in found}


async def some_lists(viewer: Viewer, keys: Sequence[int]) -> dict[int, ProductList]:
    """Those of the named lists that are there, and the viewer's or were sent to it."""
    access.messaging(viewer)
    found = await viewer.house.database.fetch(SOME_LISTS, viewer.account.key, list(keys))
    return {row[0]: collaborations.product_list(row) for row in found}


async def items(viewer: Viewer, keys: Sequence[int], *, what: str) -> dict[int, list[Product]]:
    """The products of campaigns, or of lists, that a query of the viewer's has found; in their order."""
    of: dict[int, list[Product]] = {key: [] for key in keys}
    for row in await viewer.house.database.fetch(ITEMS[what], list(keys)):
        of[row[0]].append(products.product(row[1:]))
    return of
