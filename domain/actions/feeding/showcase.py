"""What creators have in their showcases by other ways than Parley's cards, as the marketplace feeds it (COL-7)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TypeAlias

from domain.actions import outreach
from domain.actions.feeding import batches
from domain.actions.feeding.batches import Change, inserting, write
from domain.errors import DomainError, LimitReached
from domain.events import ShowcaseAdded, ShowcaseRemoved
from domain.feeding import Outcome, Status, Stored, outcomes, read_each
from domain.records import ShowcaseRecord
from domain.rules import records
from domain.transaction import OvertakenError, Transaction, door
from domain.viewer import Service, System
from models.accounts import AccountKind
from models.sql import statement

THERE = statement(
    postgres="""
    SELECT e.creator_id, e.product_id FROM unnest($1::bigint[], $2::bigint[]) AS asked (creator_id, product_id)
    JOIN showcase_entries e ON e.creator_id = asked.creator_id AND e.product_id = asked.product_id""",
    sqlite="""
    SELECT e.creator_id, e.product_id FROM json_each($1) c
    JOIN showcase_entries e ON e.creator_id = c.value AND e.product_id = json_extract($2, '$[' || c.key || ']')""",
)
MAKE_SHOWCASES = inserting("showcases", {"creator_id": "bigint", "size": "integer"}, "ON CONFLICT DO NOTHING")
LOCK = statement("""
    SELECT creator_id, size FROM showcases WHERE creator_id IN LIST($1) ORDER BY creator_id FOR UPDATE""")
ADD = inserting(
    "showcase_entries",
    {"creator_id": "bigint", "product_id": "bigint", "added_at": "timestamptz", "commission": "integer"},
)

TAKE_OUT = Change(
    statement(
        postgres="""
        DELETE FROM showcase_entries e USING unnest($1::bigint[], $2::bigint[]) AS gone (creator_id, product_id)
        WHERE e.creator_id = gone.creator_id AND e.product_id = gone.product_id RETURNING 1""",
        sqlite="DELETE FROM showcase_entries WHERE creator_id = $1 AND product_id = $2",
    ),
    returns=True,
)
RESIZE = Change(
    statement(
        postgres="""
        UPDATE showcases s SET size = s.size + grown.number
        FROM unnest($1::bigint[], $2::integer[]) AS grown (creator_id, number) WHERE s.creator_id = grown.creator_id""",
        sqlite="UPDATE showcases SET size = size + $2 WHERE creator_id = $1",
    ),
    returns=False,
)
SENDERS = statement(
    postgres="""
    SELECT DISTINCT cp.creator_id, cp.product_id, p.id, p.partner_id
    FROM unnest($1::bigint[], $2::bigint[]) AS asked (creator_id, product_id)
    JOIN card_products cp ON cp.creator_id = asked.creator_id AND cp.product_id = asked.product_id
    JOIN pairs p ON p.id = cp.conversation_id""",
    sqlite="""
    SELECT DISTINCT cp.creator_id, cp.product_id, p.id, p.partner_id
    FROM json_each($1) c JOIN card_products cp ON cp.creator_id = c.value
        AND cp.product_id = json_extract($2, '$[' || c.key || ']')
    JOIN pairs p ON p.id = cp.conversation_id""",
)

_Place: TypeAlias = tuple[int, int]  # a creator, and a product


@dataclass(frozen=True, slots=True)
class _Fact:
    creator: int
    product: int
    seller: int
    rate: int | None
    added_at: datetime
    removed: bool
    most: int


@door
async def feed(viewer: Service | System, tx: Transaction, fed: Sequence[ShowcaseRecord]) -> list[Outcome]:
    """Add products to showcases and take them out; which is told (COL-7)."""
    creators = await batches.accounts(tx, (record.creator for record in fed))
    products = await batches.products(tx, (record.product for record in fed))

    def read(record: ShowcaseRecord) -> _Fact:
        creator = creators.get(record.creator, "creator", AccountKind.CREATOR)
        product = products.get(record.product, "product")
        added_at = tx.now if record.added_at is None else records.past(record.added_at, tx.now, "addedAt")
        most = viewer.house.policy.of(creator.home_market).showcase_max_products
        return _Fact(creator.key, product.key, product.seller_key, product.commission, added_at, record.removed, most)

    said = read_each(fed, read)
    facts = [one for one in said if not isinstance(one, DomainError)]
    pairs, sizes, there = await _locked(tx, facts)
    stored = Stored[tuple[int, int]](dict.fromkeys(there, ()))
    details: dict[tuple[int, int], _Fact] = {}

    def take(fact: _Fact) -> Status:
        at = (fact.creator, fact.product)
        if (at in stored.now) is not fact.removed:
            return Status.UNCHANGED
        if fact.creator not in sizes:  # since it was looked up first
            raise OvertakenError
        if fact.removed:
            sizes[fact.creator] -= 1
            return stored.drop(at)
        if sizes[fact.creator] >= fact.most:
            raise LimitReached(f"A showcase holds {fact.most:,} products.", fact.most)
        sizes[fact.creator] += 1
        details[at] = fact
        return stored.put(at, ())

    each = outcomes(fed, said, take)
    new = [details[at] for at, _ in stored.new]
    if any((fact.creator, fact.seller) not in pairs for fact in new):
        raise OvertakenError
    await outreach.connect(tx, {pairs[fact.creator, fact.seller] for fact in new})
    await write(tx, ADD, [(fact.creator, fact.product, fact.added_at, fact.rate) for fact in new])
    await write(tx, TAKE_OUT, stored.gone)
    grown = Counter(fact.creator for fact in new)
    grown.subtract(creator for creator, _ in stored.gone)
    await write(tx, RESIZE, sorted(grown.items()))
    await _tell(tx, [(fact.creator, fact.product) for fact in new], stored.gone)
    return each


async def _locked(
    tx: Transaction, facts: Sequence[_Fact]
) -> tuple[dict[tuple[int, int], int], dict[int, int], set[tuple[int, int]]]:
    """The pairs that additions connect, the sizes of the showcases, and what is there, read once all is locked."""
    asked = sorted({(fact.creator, fact.product) for fact in facts})
    columns = _columns(asked)
    before = {tuple(row) for row in await tx.fetch(THERE, *columns)}
    added = {(f.creator, f.seller) for f in facts if not f.removed and (f.creator, f.product) not in before}
    removed = {f.creator for f in facts if f.removed and (f.creator, f.product) in before}
    pairs = await outreach.make_pairs(tx, added)
    touched = sorted({creator for creator, _ in added} | removed)
    await write(tx, MAKE_SHOWCASES, [(creator, 0) for creator in touched])
    sizes = dict(await tx.fetch(LOCK, touched))
    return pairs, sizes, {(row[0], row[1]) for row in await tx.fetch(THERE, *columns)}


async def _tell(tx: Transaction, added: Sequence[_Place], removed: Sequence[_Place]) -> None:
    """The creators, and everybody who sent them a card with it (COL-7)."""
    shown = await _shown(tx, [*added, *removed])
    for event, places in ((ShowcaseAdded, added), (ShowcaseRemoved, removed)):
        for creator, some in groupby(places, lambda at: at[0]):
            products = [product for _, product in some]
            tx.announce(event(products=products), to=[creator])
            senders: dict[tuple[int, int], list[int]] = {}
            for product in products:
                for sender in shown.get((creator, product), ()):
                    senders.setdefault(sender, []).append(product)
            for (pair_key, partner), theirs in sorted(senders.items()):
                tx.announce(event(pair_id=pair_key, products=theirs), to=[partner])


async def _shown(tx: Transaction, places: Sequence[_Place]) -> dict[_Place, list[tuple[int, int]]]:
    """Of each product of a creator: in which pairs cards show it, and who sent them."""
    found: dict[_Place, list[tuple[int, int]]] = {}
    for creator, product, pair_key, partner in await tx.fetch(SENDERS, *_columns(places)):
        found.setdefault((creator, product), []).append((pair_key, partner))
    return found


def _columns(places: Iterable[_Place]) -> tuple[list[int], list[int]]:
    there = list(places)
    return [creator for creator, _ in there], [product for _, product in there]
