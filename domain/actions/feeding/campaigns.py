"""Campaigns as the marketplace feeds them, with the products that are approved for each (COL-5)."""

from collections.abc import Sequence
from typing import Any

from domain import ids
from domain.actions.feeding import batches
from domain.actions.feeding.batches import Accounts, Products, inserting, named, updating, write
from domain.errors import InvalidInput
from domain.feeding import Outcome, Status, Stored, outcomes
from domain.policy import Policy
from domain.records import CampaignRecord
from domain.rules import inputs, records
from domain.transaction import Transaction, door
from domain.viewer import Service, System
from models.accounts import AccountKind, Programme
from models.sql import statement

_OPEN = {"title": "text", "starts_at": "timestamptz", "ends_at": "timestamptz"}
_AGENCY = {"agency_id": "bigint"}
FOUND = statement(
    f"SELECT external_id, id, agency_id, {', '.join(_OPEN)} FROM campaigns WHERE external_id IN TEXTS($1)"
)
APPROVED = statement("""
    SELECT campaign_id, product_id FROM campaign_products WHERE campaign_id IN LIST($1) ORDER BY campaign_id, place""")
MAKE = inserting(
    "campaigns",
    {"external_id": "text", **_AGENCY, **_OPEN, "created_at": "timestamptz"},
    "ON CONFLICT DO NOTHING",
    "id",
)
KEYS = statement("SELECT external_id, id FROM campaigns WHERE external_id IN TEXTS($1)")
CHANGE = updating("campaigns", {"id": "bigint"}, _OPEN)
FORGET = statement("DELETE FROM campaign_products WHERE campaign_id IN LIST($1)")
APPROVE = inserting("campaign_products", {"campaign_id": "bigint", "place": "smallint", "product_id": "bigint"})


@door
async def feed(viewer: Service | System, tx: Transaction, fed: Sequence[CampaignRecord]) -> list[Outcome]:
    """Make campaigns, or bring them in line with what is said of them; an outcome for each (PLT-1)."""
    agencies = await batches.accounts(tx, (record.agency for record in fed))
    products = await batches.products(tx, *(record.products for record in fed))
    found = await tx.fetch(FOUND, named(record.external_id for record in fed))
    keys = {row[0]: row[1] for row in found}
    approved: dict[int, list[int]] = {}
    for campaign, product in await tx.fetch(APPROVED, sorted(keys.values())):
        approved.setdefault(campaign, []).append(product)
    stored = Stored[str]({row[0]: (*row[2:], tuple(approved.get(row[1], ()))) for row in found})

    def take(record: CampaignRecord) -> Status:
        id = records.external_id(record.external_id, "externalId")
        values = _values(record, agencies, products, viewer.house.policy)
        if stored.now.get(id, values)[0] != values[0]:
            raise InvalidInput("agency", "This campaign is another agency's, and stays that.")
        return stored.put(id, values)

    each = outcomes(fed, fed, take)
    new, changed = stored.new, [(keys[id], values) for id, values in stored.changed]
    await write(tx, MAKE, [(id, *values[:-1], tx.now) for id, values in new])
    made = dict(await tx.fetch(KEYS, [id for id, _ in new])) if new else {}
    await _change(tx, sorted(changed))
    lists = sorted([(made[id], values[-1]) for id, values in new] + [(key, values[-1]) for key, values in changed])
    await write(tx, APPROVE, [(key, place, one) for key, some in lists for place, one in enumerate(some)])
    return each


async def _change(tx: Transaction, changed: Sequence[tuple[int, tuple[Any, ...]]]) -> None:
    if changed:
        await write(tx, CHANGE, [(key, *values[1:-1]) for key, values in changed])
        await tx.fetch(FORGET, [key for key, _ in changed])


def _values(record: CampaignRecord, agencies: Accounts, products: Products, policy: Policy) -> tuple[Any, ...]:
    agency = agencies.get(record.agency, "agency", AccountKind.AGENCY)
    if Programme.TAP not in agency.programmes.split():
        raise InvalidInput("agency", "Campaigns are for agencies of programme TAP.")
    ids.at_most(policy.of(agency.home_market).campaign_max_products, record.products, "products")
    if not record.products:
        raise InvalidInput("products", "Name at least one product.")
    approved = [products.get(one, f"products.{place}").key for place, one in enumerate(record.products)]
    for place, one in enumerate(record.products):
        if record.products.index(one) != place:
            raise InvalidInput(f"products.{place}", "This product is named twice.")
    starts_at, ends_at = records.moment(record.starts_at, "startsAt"), records.moment(record.ends_at, "endsAt")
    if starts_at >= ends_at:
        raise InvalidInput("endsAt", "A campaign ends after it has begun.")
    return (agency.key, inputs.name(record.title, "title", 100), starts_at, ends_at, tuple(approved))
