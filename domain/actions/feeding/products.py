"""Products as the marketplace feeds them (COL-1): what cards were sent with stays as it was sent (COL-7)."""

from collections.abc import Sequence
from typing import Any

from domain.actions.feeding import batches
from domain.actions.feeding.batches import inserting, named, updating, write
from domain.errors import InvalidInput
from domain.feeding import Outcome, Status, Stored, outcomes
from domain.records import ProductRecord
from domain.rules import inputs, records
from domain.search_text import normal
from domain.transaction import Transaction, door
from domain.viewer import Service, System
from models.accounts import AccountKind
from models.sql import statement

_OPEN = {
    "title": "text", "image_url": "text", "price": "bigint", "currency": "text", "category": "text",
    "commission": "integer", "samples_offered": "boolean", "state": "text",
}  # fmt: skip
_SELLER = {"seller_id": "bigint"}
FOUND = statement(f"SELECT external_id, id, seller_id, {', '.join(_OPEN)} FROM products WHERE external_id IN TEXTS($1)")
MAKE = inserting(
    "products",
    {"external_id": "text", **_SELLER, **_OPEN, "search_text": "text", "created_at": "timestamptz"},
    "ON CONFLICT (external_id) DO NOTHING",
    "id",
)
CHANGE = updating("products", {"id": "bigint"}, {**_OPEN, "search_text": "text"})


@door
async def feed(viewer: Service | System, tx: Transaction, fed: Sequence[ProductRecord]) -> list[Outcome]:
    """Make products, or bring them in line with what is said of them; an outcome for each (PLT-1)."""
    sellers = await batches.accounts(tx, (record.seller for record in fed))
    found = await tx.fetch(FOUND, named(record.external_id for record in fed))
    keys = {row[0]: row[1] for row in found}
    stored = Stored[str]({row[0]: tuple(row[2:]) for row in found})

    def take(record: ProductRecord) -> Status:
        id = records.external_id(record.external_id, "externalId")
        seller = sellers.get(record.seller, "seller", AccountKind.SELLER)
        there = stored.now.get(id)
        if there is not None and there[0] != seller.key:
            raise InvalidInput("seller", "This product is another seller's, and stays that.")
        code = records.currency(record.currency, viewer.house.policy, "currency")
        return stored.put(id, (seller.key, *_values(record, code)))

    found_of_each = outcomes(fed, fed, take)
    await write(tx, MAKE, [(id, *values, normal(values[1]), tx.now) for id, values in stored.new])
    if changed := sorted((keys[id], *values[1:], normal(values[1])) for id, values in stored.changed):
        await write(tx, CHANGE, changed)
    return found_of_each


def _values(record: ProductRecord, code: str) -> tuple[Any, ...]:
    return (
        inputs.name(record.title, "title", 200),
        None if record.image_url is None else inputs.link(record.image_url, "imageUrl", 500),
        records.minor_units(record.price, code, "price"),
        code,
        None if record.category is None else inputs.name(record.category, "category", 60),
        records.rate(record.commission, "commission"),
        record.samples_offered,
        record.state,
    )
