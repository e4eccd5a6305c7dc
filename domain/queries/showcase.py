"""A creator's showcase, the newest addition first."""

from domain import ids, lists, products
from domain.lists import Edge, Page
from domain.products import PRODUCT_WIDTH, ShowcaseItem
from domain.queries.conversations import NEWEST
from domain.rules import access, pages
from domain.viewer import Viewer
from models.sql import Row, statement

PAGE = statement(f"""
    SELECT {products.product_columns("p")}, se.added_at, se.commission
    FROM (
        SELECT * FROM showcase_entries WHERE creator_id = $1 AND (added_at, product_id) < ($2, $3)
        ORDER BY added_at DESC, product_id DESC LIMIT $4) se
    JOIN products p ON p.id = se.product_id ORDER BY se.added_at DESC, se.product_id DESC""")


async def page(viewer: Viewer, *, first: int | None = None, after: str | None = None) -> Page[ShowcaseItem]:
    """The viewer's own; empty for who keeps none."""
    access.messaging(viewer)
    part = pages.items(first, after, viewer.house.policy.of(viewer.account.home_market))
    place = NEWEST if part.cursor is None else ids.parse_inbox_cursor(part.cursor, "after")
    found = await viewer.house.database.fetch(PAGE, viewer.account.key, *place, part.size + 1)
    edges = [Edge(_item(row), ids.inbox_cursor(row[PRODUCT_WIDTH], row[0])) for row in found[: part.size]]
    return lists.page(edges, ahead=len(found) > part.size, behind=part.cursor is not None)


def _item(row: Row) -> ShowcaseItem:
    return ShowcaseItem(products.product(row[:PRODUCT_WIDTH]), *row[PRODUCT_WIDTH:])
