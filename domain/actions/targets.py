"""Target collaborations: what sellers offer chosen creators (COL-2, COL-3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import ids, invitations
from domain.actions import repeats
from domain.actions.cards import NewCard
from domain.errors import Closed, InvalidInput, NotFound
from domain.invitations import TARGET_COLUMNS, TargetCollaboration
from domain.policy import Numbers
from domain.products import Product
from domain.queries import catalog
from domain.queries.invitations import TARGET_PRODUCTS
from domain.rules import access, inputs
from domain.search_text import normal
from domain.transaction import Transaction, door
from domain.viewer import Viewer
from models.messages import MessageKind
from models.sql import statement

LONGEST_NAME = 100  # as wide as the column that keeps it
CREATE = statement("""
    INSERT INTO target_collaborations (seller_id, name, search_text, message, ends_at, free_sample,
        auto_approve_samples, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id""")
OFFER = statement("""
    INSERT INTO target_collaboration_products (collaboration_id, place, product_id, commission)
    VALUES ($1, $2, $3, $4)""")
TARGET = statement(f"SELECT {TARGET_COLUMNS} FROM target_collaborations t WHERE t.seller_id = $1 AND t.id = $2")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTarget:
    """A target collaboration to be made: products with their rates in basis points."""

    name: str
    ends_at: datetime
    products: Sequence[tuple[int, int]]
    message: str | None = None
    free_sample: bool = False
    auto_approve_samples: bool = False


@door
async def create(viewer: Viewer, tx: Transaction, made: str, new: NewTarget) -> TargetCollaboration:
    """Make a target collaboration; safe to repeat with the same client-made id (COL-3, MSG-2).

    Raises Forbidden for others than sellers, NotFound for a product that is not the seller's own.
    """
    access.seller(viewer)
    me, numbers = viewer.account, viewer.house.policy.of(viewer.account.home_market)
    keys = [key for key, _ in new.products]
    known = catalog.seen(me, await tx.fetch(catalog.BY_KEYS, keys))
    for index, key in enumerate(keys):
        if key not in known or known[key].seller_key != me.key:
            raise NotFound(f"products.{index}.productId", "product of yours")
    ids.at_most(numbers.target_max_products, new.products, "products")
    name = inputs.name(new.name, "name", LONGEST_NAME)
    message = None if new.message is None else inputs.text(new.message, "message", numbers)
    _offered(new.products, numbers)
    flags = (new.free_sample, new.auto_approve_samples)
    content = (name, message or "", new.ends_at.isoformat(), *map(str, flags), *map(str, new.products))
    key_made = await repeats.begin(tx, me, made, numbers, "target collaboration", *content)
    if key_made is None:
        _now(new, known, tx.now)
        values = (me.key, name, normal(name), message, new.ends_at, *flags, tx.now)
        ((key_made,),) = await tx.fetch(CREATE, *values)
        await tx.execute_many(OFFER, [(key_made, at, *offered) for at, offered in enumerate(new.products)])
        await repeats.finish(tx, me, made, key_made)
    return invitations.target(await tx.fetch_row(TARGET, me.key, key_made) or ())


async def card(tx: Transaction, target: TargetCollaboration) -> NewCard:
    """What creators are sent: the products that are offered now (a step). Raises Closed where nothing is."""
    if target.ends_at <= tx.now:
        raise Closed("This collaboration has ended.")
    found = [invitations.target_product(row[1:]) for row in await tx.fetch(TARGET_PRODUCTS, [target.key])]
    offered = [(one.product, one.rate) for one in found if one.product.is_active]
    if not offered:
        raise Closed("No product of this collaboration is offered at the moment.")
    return NewCard(MessageKind.TARGET_COLLABORATION, offered, None, {"name": target.name})


def _offered(offered: Sequence[tuple[int, int]], numbers: Numbers) -> None:
    low, high = numbers.target_commission_min, numbers.target_commission_max
    if not offered:
        raise InvalidInput("products", "Offer at least one product.")
    seen: set[int] = set()
    for index, (key, rate) in enumerate(offered):
        if key in seen:
            raise InvalidInput(f"products.{index}.productId", "This product is named twice.")
        if not low * 100 <= rate <= high * 100:
            raise InvalidInput(
                f"products.{index}.commission", f"Offer {low} to {high} %, with at most two digits after the point."
            )
        seen.add(key)


def _now(new: NewTarget, known: Mapping[int, Product], now: datetime) -> None:
    """What must hold when it is made, and need not when that is repeated."""
    if new.ends_at <= now:
        raise InvalidInput("endsAt", "A collaboration ends in the future.")
    for index, (key, _) in enumerate(new.products):
        if not known[key].is_active:
            raise InvalidInput(f"products.{index}.productId", "This product is not offered at the moment.")
