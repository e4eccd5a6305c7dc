"""An agency's campaigns and product lists: made, deleted, and put on cards (COL-5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import collaborations, ids, products
from domain.actions import repeats
from domain.collaborations import CAMPAIGN_COLUMNS, LIST_COLUMNS, Campaign, ProductList
from domain.errors import InvalidInput, NotFound
from domain.products import Product
from domain.queries import catalog
from domain.queries import collaborations as queries
from domain.rows import Account
from domain.rules import access, inputs
from domain.search_text import normal
from domain.transaction import Transaction, door
from domain.viewer import Viewer
from models.sql import statement

LONGEST_NAME = 100  # as wide as the columns that keep it
CREATE_CAMPAIGN = statement("""
    INSERT INTO campaigns (agency_id, title, starts_at, ends_at, created_at) VALUES ($1, $2, $3, $4, $5)
    RETURNING id""")
APPROVE = statement("INSERT INTO campaign_products (campaign_id, place, product_id) VALUES ($1, $2, $3)")
CAMPAIGN = statement(f"SELECT {CAMPAIGN_COLUMNS} FROM campaigns c WHERE c.agency_id = $1 AND c.id = $2")
APPROVED = statement(f"""
    SELECT {products.product_columns("p")} FROM campaign_products i JOIN products p ON p.id = i.product_id
    WHERE i.campaign_id = $1 AND i.product_id IN LIST($2)""")
CREATE_LIST = statement("""
    INSERT INTO product_lists (agency_id, campaign_id, name, search_text, created_at) VALUES ($1, $2, $3, $4, $5)
    RETURNING id""")
ENTER = statement("INSERT INTO product_list_items (list_id, place, product_id) VALUES ($1, $2, $3)")
LIST = statement(f"""
    SELECT {LIST_COLUMNS} FROM product_lists l WHERE l.agency_id = $1 AND l.id = $2 AND l.deleted_at IS NULL""")
DELETE = statement("""
    UPDATE product_lists SET deleted_at = $3 WHERE agency_id = $1 AND id = $2 AND deleted_at IS NULL RETURNING id""")
WAS = statement("SELECT 1 FROM product_lists WHERE agency_id = $1 AND id = $2")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCampaign:
    """A campaign to be made, with the products that are approved for it."""

    title: str
    starts_at: datetime
    ends_at: datetime
    product_keys: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewList:
    """A list to be made, of products that are approved for its campaign."""

    name: str
    campaign_key: int
    product_keys: Sequence[int]


@door
async def create_campaign(viewer: Viewer, tx: Transaction, made: str, new: NewCampaign) -> Campaign:
    """Make a campaign; safe to repeat with the same client-made id (COL-5, MSG-2).

    Raises Forbidden for others than agencies of programme TAP (ACC-1), NotFound for a product that is not to be seen.
    """
    access.campaigns(viewer)
    numbers = viewer.house.policy.of(viewer.account.home_market)
    known = catalog.seen(viewer.account, await tx.fetch(catalog.BY_KEYS, list(new.product_keys)))
    _known(new.product_keys, known, "product")
    ids.at_most(numbers.campaign_max_products, new.product_keys, "productIds")
    title = inputs.name(new.title, "title", LONGEST_NAME)
    if new.starts_at >= new.ends_at:
        raise InvalidInput("endsAt", "A campaign ends after it has begun.")
    _chosen(new.product_keys)
    content = (title, new.starts_at.isoformat(), new.ends_at.isoformat(), *map(str, new.product_keys))
    key = await repeats.begin(tx, viewer.account, made, numbers, "campaign", *content)
    if key is None:
        _active(new.product_keys, known)
        ((key,),) = await tx.fetch(CREATE_CAMPAIGN, viewer.account.key, title, new.starts_at, new.ends_at, tx.now)
        await tx.execute_many(APPROVE, [(key, place, product) for place, product in enumerate(new.product_keys)])
        await repeats.finish(tx, viewer.account, made, key)
    return collaborations.campaign(*await tx.fetch(CAMPAIGN, viewer.account.key, key))


@door
async def create_list(viewer: Viewer, tx: Transaction, made: str, new: NewList) -> ProductList:
    """Make a list of a campaign's products; safe to repeat with the same client-made id (COL-5, MSG-2)."""
    access.campaigns(viewer)
    numbers = viewer.house.policy.of(viewer.account.home_market)
    if await tx.fetch_row(CAMPAIGN, viewer.account.key, new.campaign_key) is None:
        raise NotFound("campaignId", "campaign")
    rows = await tx.fetch(APPROVED, new.campaign_key, list(new.product_keys))
    known = {row[0]: products.product(row) for row in rows}
    _known(new.product_keys, known, "product approved for this campaign")
    ids.at_most(numbers.product_list_max_products, new.product_keys, "productIds")
    name = inputs.name(new.name, "name", LONGEST_NAME)
    _chosen(new.product_keys)
    content = (name, str(new.campaign_key), *map(str, new.product_keys))
    key_made = await repeats.begin(tx, viewer.account, made, numbers, "list", *content)
    if key_made is None:
        _active(new.product_keys, known)
        place = (viewer.account.key, new.campaign_key)
        ((key_made,),) = await tx.fetch(CREATE_LIST, *place, name, normal(name), tx.now)
        await tx.execute_many(ENTER, [(key_made, at, product) for at, product in enumerate(new.product_keys)])
        await repeats.finish(tx, viewer.account, made, key_made)
    row = await tx.fetch_row(LIST, viewer.account.key, key_made)
    if row is None:
        raise NotFound(repeats.FIELD, "product list any more: it was deleted")
    return collaborations.product_list(row)


@door
async def delete_list(viewer: Viewer, tx: Transaction, key: int) -> int:
    """Delete a list; what was sent of it stays on its cards, and what was added in showcases (COL-8). Idempotent."""
    access.messaging(viewer)
    if not await tx.fetch_row(DELETE, viewer.account.key, key, tx.now) and (
        await tx.fetch_row(WAS, viewer.account.key, key) is None
    ):
        raise NotFound("productListId", "product list")
    return key


async def content_of(tx: Transaction, me: Account, key: int, field: str) -> tuple[ProductList, list[Product]]:
    """A step: a list that an account sees, and its products, to be sent. Raises NotFound."""
    row = await tx.fetch_row(queries.SOME_LISTS, me.key, [key])
    if row is None:
        raise NotFound(field, "product list")
    return collaborations.product_list(row), [
        products.product(item[1:]) for item in await tx.fetch(queries.ITEMS["list"], [key])
    ]


def _known(keys: Sequence[int], known: Mapping[int, Product], what: str) -> None:
    for index, key in enumerate(keys):
        if key not in known:
            raise NotFound(f"productIds.{index}", what)


def _chosen(keys: Sequence[int]) -> None:
    if not keys:
        raise InvalidInput("productIds", "Name at least one product.")
    seen: set[int] = set()
    for index, key in enumerate(keys):
        if key in seen:
            raise InvalidInput(f"productIds.{index}", "This product is named twice.")
        seen.add(key)


def _active(keys: Sequence[int], known: Mapping[int, Product]) -> None:
    """What must hold when something is made, and need not when that is repeated."""
    for index, key in enumerate(keys):
        if not known[key].is_active:
            raise InvalidInput(f"productIds.{index}", "This product is not offered at the moment.")
