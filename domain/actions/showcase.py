"""A creator's showcase: added to from cards, one outcome for each product, and told to all whose cards show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from domain import ids, products
from domain.errors import Closed, DomainError, Forbidden, LimitReached, NotFound
from domain.events import ShowcaseAdded, ShowcaseRemoved
from domain.products import PRODUCT_WIDTH, Product
from domain.rules import access
from domain.transaction import Transaction, door
from domain.viewer import Viewer
from models.accounts import AccountKind
from models.sql import statement

# What is on the card, as it is today, for the creator whose conversation it is in.
CARD = statement(f"""
    SELECT {products.product_columns("p")}, c.facts
    FROM sides s JOIN cards c ON c.conversation_id = s.conversation_id AND c.sequence = $3
    JOIN card_products cp ON cp.conversation_id = c.conversation_id AND cp.sequence = c.sequence
    JOIN products p ON p.id = cp.product_id
    WHERE s.account_id = $1 AND s.conversation_id = $2 AND s.visible ORDER BY cp.place""")
# Everybody between whom and the creator something follows from it: sends ask the same rows.
LOCK_PAIRS = statement("""
    SELECT p.id FROM pairs p WHERE p.creator_id = $1 AND (p.id = $2 OR p.partner_id IN LIST($3))
    ORDER BY p.id FOR UPDATE OF p""")
MAKE = statement("INSERT INTO showcases (creator_id, size) VALUES ($1, 0) ON CONFLICT (creator_id) DO NOTHING")
LOCK = statement("SELECT size FROM showcases WHERE creator_id = $1 FOR UPDATE")
THERE = statement("SELECT product_id FROM showcase_entries WHERE creator_id = $1 AND product_id IN LIST($2)")
ADD = statement("""
    INSERT INTO showcase_entries (creator_id, product_id, added_at, commission, conversation_id, sequence, campaign_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7)""")
REMOVE = statement("""
    DELETE FROM showcase_entries WHERE creator_id = $1 AND product_id IN LIST($2) RETURNING product_id""")
RESIZE = statement("UPDATE showcases SET size = size + $2 WHERE creator_id = $1")
SENDERS = statement("""
    SELECT DISTINCT p.id, p.partner_id, cp.product_id
    FROM card_products cp JOIN pairs p ON p.id = cp.conversation_id
    WHERE cp.creator_id = $1 AND cp.product_id IN LIST($2) ORDER BY p.id, cp.product_id""")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one product (COL-6): added, there already, or refused and why."""

    product_key: int
    product: Product | None
    added: bool = False
    problem: DomainError | None = None


@door
async def add(
    viewer: Viewer, tx: Transaction, conversation_key: int, sequence: int, product_keys: Sequence[int] | None = None
) -> list[Outcome]:
    """Add products of a card to the viewer's showcase, all of them where none are named; idempotent (COL-6).

    Raises Forbidden for others than creators, NotFound where no such card was sent to the viewer.
    """
    _creator(viewer)
    me, numbers = viewer.account.key, viewer.house.policy.of(viewer.account.home_market)
    ids.at_most(numbers.product_list_max_products, product_keys or (), "productIds")
    found = await tx.fetch(CARD, me, conversation_key, sequence)
    if not found:
        raise NotFound("messageId", "message with products")
    sellers = sorted({row[1] for row in found})
    await tx.fetch(LOCK_PAIRS, me, conversation_key, sellers)
    await tx.fetch(MAKE, me)
    ((size,),) = await tx.fetch(LOCK, me)
    # Read after the locks, so that it is as it stays: what is offered, and what is there.
    card = {
        row[0]: products.product(row[:PRODUCT_WIDTH]) for row in await tx.fetch(CARD, me, conversation_key, sequence)
    }
    there = {row[0] for row in await tx.fetch(THERE, me, list(card))}
    most = numbers.showcase_max_products
    outcomes: list[Outcome] = []
    for key in dict.fromkeys(card if product_keys is None else product_keys):
        outcome = _outcome(key, card.get(key), room=most - size, most=most) if key not in there else (
            Outcome(key, card[key])
        )  # fmt: skip
        size += outcome.added
        outcomes.append(outcome)
    added = [outcome.product for outcome in outcomes if outcome.added and outcome.product is not None]
    if added:
        campaign = orjson.loads(found[0][-1] or "{}").get("campaign")
        source = (conversation_key, sequence, campaign)
        await tx.execute_many(ADD, [(me, p.key, tx.now, p.rate, *source) for p in added])
        await tx.fetch(RESIZE, me, len(added))
        await _tell_added(tx, me, [product.key for product in added], (conversation_key, sequence))
    by_key = {outcome.product_key: outcome for outcome in outcomes}
    return outcomes if product_keys is None else [by_key[key] for key in product_keys]


@door
async def remove(viewer: Viewer, tx: Transaction, product_keys: Sequence[int]) -> list[int]:
    """Take products out of the viewer's showcase; idempotent (COL-7). Returns the keys of those that were there."""
    _creator(viewer)
    me = viewer.account.key
    most = viewer.house.policy.of(viewer.account.home_market).showcase_max_products
    ids.at_most(most, product_keys, "productIds")
    await tx.fetch(MAKE, me)
    await tx.fetch(LOCK, me)
    removed = sorted(row[0] for row in await tx.fetch(REMOVE, me, list(product_keys)))
    if removed:
        await tx.fetch(RESIZE, me, -len(removed))
        tx.announce(ShowcaseRemoved(products=removed), to=[me])
        for pair_key, (partner, shown) in (await _senders(tx, me, removed)).items():
            tx.announce(ShowcaseRemoved(pair_id=pair_key, products=shown), to=[partner])
    return removed


def _creator(viewer: Viewer) -> None:
    access.messaging(viewer)
    if viewer.account.kind != AccountKind.CREATOR:
        raise Forbidden("Only creators keep a showcase.")


def _outcome(key: int, product: Product | None, *, room: int, most: int) -> Outcome:
    if product is None:
        return Outcome(key, None, problem=NotFound("productIds", "product on this card"))
    if not product.is_active:
        return Outcome(key, product, problem=Closed("This product is not offered at the moment."))
    if room <= 0:
        return Outcome(
            key, product, problem=LimitReached(f"A showcase holds {most:,} products. Remove one first.", most)
        )
    return Outcome(key, product, added=True)


async def _tell_added(tx: Transaction, me: int, added: list[int], card: tuple[int, int]) -> None:
    """To the creator and the card's sender with the card; to all others who sent one with a product of it without."""
    pair_key, sequence = card
    senders = await _senders(tx, me, added)
    partner, _ = senders.pop(pair_key)
    tx.announce(ShowcaseAdded(pair_id=pair_key, sequence=sequence, products=added), to=[me, partner])
    for other, (sender, shown) in senders.items():
        tx.announce(ShowcaseAdded(pair_id=other, products=shown), to=[sender])


async def _senders(tx: Transaction, me: int, product_keys: Sequence[int]) -> dict[int, tuple[int, list[int]]]:
    """By pair: who sent the creator cards with these products, and which of them."""
    found: dict[int, tuple[int, list[int]]] = {}
    rows: Sequence[Any] = await tx.fetch(SENDERS, me, list(product_keys))
    for pair_key, partner, product_key in rows:
        found.setdefault(pair_key, (partner, []))[1].append(product_key)
    return found
