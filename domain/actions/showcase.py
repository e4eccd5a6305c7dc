"""A creator's showcase: added to from cards, one outcome for each product, and told to all whose cards show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from domain import ids, money, products
from domain.actions import invitations, outreach
from domain.actions.cards import MAKE_SHOWCASE
from domain.errors import Closed, ConfirmationRequired, DomainError, LimitReached, NotFound
from domain.events import ShowcaseAdded, ShowcaseRemoved
from domain.invitations import Invitation
from domain.policy import Numbers
from domain.products import PRODUCT_WIDTH, Product
from domain.rules import access
from domain.transaction import Transaction, door
from domain.viewer import Viewer
from models.invitations import InvitationStatus
from models.messages import MessageKind
from models.sql import Row, statement

# What is on the card, as it is today, for the creator whose conversation it is in.
CARD = statement(f"""
    SELECT {products.product_columns("p")}, cp.commission, c.kind, c.subject_id, c.facts
    FROM sides s JOIN cards c ON c.conversation_id = s.conversation_id AND c.sequence = $3
    JOIN card_products cp ON cp.conversation_id = c.conversation_id AND cp.sequence = c.sequence
    JOIN products p ON p.id = cp.product_id
    WHERE s.account_id = $1 AND s.conversation_id = $2 AND s.visible ORDER BY cp.place""")
# Everybody between whom and the creator something follows from it: sends ask the same rows.
LOCK_PAIRS = statement("""
    SELECT p.id, p.partner_id FROM pairs p WHERE p.creator_id = $1 AND (p.id = $2 OR p.partner_id IN LIST($3))
    ORDER BY p.id FOR UPDATE OF p""")
LOCK = statement("SELECT size FROM showcases WHERE creator_id = $1 FOR UPDATE")
THERE = statement(
    "SELECT product_id, commission FROM showcase_entries WHERE creator_id = $1 AND product_id IN LIST($2)"
)
ADD = statement("""
    INSERT INTO showcase_entries (creator_id, product_id, added_at, commission, conversation_id, sequence, campaign_id,
        invitation_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""")
RATE = statement("""
    UPDATE showcase_entries
    SET commission = $3, conversation_id = $4, sequence = $5, campaign_id = $6, invitation_id = $7
    WHERE creator_id = $1 AND product_id = $2""")
SOURCES = statement(
    "SELECT conversation_id, product_id FROM showcase_entries WHERE creator_id = $1 AND product_id IN LIST($2)"
)
REMOVE = statement("""
    DELETE FROM showcase_entries WHERE creator_id = $1 AND product_id IN LIST($2) RETURNING product_id""")
RESIZE = statement("UPDATE showcases SET size = size + $2 WHERE creator_id = $1")
SENDERS = statement("""
    SELECT DISTINCT p.id, p.partner_id, cp.product_id
    FROM card_products cp JOIN pairs p ON p.id = cp.conversation_id
    WHERE cp.creator_id = $1 AND cp.product_id IN LIST($2) ORDER BY p.id, cp.product_id""")

# Kinds of cards that point at an invitation, if they point at anything.
OF_INVITATIONS = {MessageKind.TARGET_COLLABORATION, MessageKind.PRODUCT}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one product (COL-6): added, there already, or refused and why."""

    product_key: int
    product: Product | None
    added: bool = False
    problem: DomainError | None = None


@dataclass(frozen=True, slots=True)
class _Card:
    """A card that is added from: its products at the rates that they are added at, and where it belongs."""

    offered: dict[int, tuple[Product, int | None]]
    campaign_key: int | None
    invitation: Invitation | None


@door
async def add(
    viewer: Viewer,
    tx: Transaction,
    conversation_key: int,
    sequence: int,
    product_keys: Sequence[int] | None = None,
    *,
    accept_lower_rate: bool = False,
) -> list[Outcome]:
    """Add products of a card to the viewer's showcase, all of them where none are named; idempotent (COL-6).

    From an invitation, any product that is there then accepts it (COL-4), and its rate replaces one that is lower; one
    that is higher only with `accept_lower_rate` (COL-11). Raises Forbidden for others than creators, NotFound where no
    such card was sent to the viewer, Closed for an invitation that is declined, withdrawn or has ended.
    """
    access.creator(viewer)
    me, numbers = viewer.account.key, viewer.house.policy.of(viewer.account.home_market)
    found = await tx.fetch(CARD, me, conversation_key, sequence)
    if not found:
        raise NotFound("messageId", "message with products")
    ids.at_most(numbers.product_list_max_products, product_keys or (), "productIds")
    sellers = sorted({row[1] for row in found if product_keys is None or row[0] in product_keys})
    # Made before anything is locked: whoever sends holds the pair, and then waits for the showcase.
    await tx.execute_many(outreach.MAKE_PAIRS, [(me, seller, tx.now) for seller in sellers])
    pairs = {row[1]: row[0] for row in await tx.fetch(LOCK_PAIRS, me, conversation_key, sellers)}
    await tx.fetch(MAKE_SHOWCASE, me)
    ((size,),) = await tx.fetch(LOCK, me)
    # Read after the locks, so that it is as it stays: what is offered, and what is there.
    card = await _card(tx, await tx.fetch(CARD, me, conversation_key, sequence))
    if card.invitation is not None and not card.invitation.takes(tx.now):
        raise invitations.closed(card.invitation)
    there = {row[0]: row[1] for row in await tx.fetch(THERE, me, list(card.offered))}
    outcomes: dict[int, Outcome] = {}
    for key in card.offered if product_keys is None else product_keys:
        if key not in outcomes:
            room = numbers.showcase_max_products - size
            outcomes[key] = _outcome(key, card, there, room, numbers, accept_lower_rate)
            size += outcomes[key].added and key not in there
    changed = [key for key, outcome in outcomes.items() if outcome.added]
    await outreach.connect(tx, {pairs[card.offered[key][0].seller_key] for key in changed})
    await _enter(tx, me, (conversation_key, sequence), card, changed, there)
    kept = [key for key, outcome in outcomes.items() if outcome.problem is None]
    if kept and card.invitation is not None and card.invitation.status is InvitationStatus.PENDING:
        await invitations.answer(tx, card.invitation, InvitationStatus.ACCEPTED)
    return [outcomes[key] for key in (card.offered if product_keys is None else product_keys)]


async def _card(tx: Transaction, found: Sequence[Row]) -> _Card:
    """An open product is added at its rate of today, one of an invitation at the invitation's."""
    kind, subject, facts = found[0][-3:]
    invitation = await invitations.read(tx, subject) if kind in OF_INVITATIONS and subject is not None else None
    offered = {}
    for row in found:
        product = products.product(row[:PRODUCT_WIDTH])
        offered[product.key] = (product, product.rate if invitation is None else row[PRODUCT_WIDTH])
    return _Card(offered, orjson.loads(facts or "{}").get("campaign"), invitation)


async def _enter(  # noqa: PLR0917 - all that an entry keeps
    tx: Transaction, me: int, place: tuple[int, int], card: _Card, changed: Sequence[int],
    there: Mapping[int, int | None],
) -> None:  # fmt: skip
    """Write what is new, and what is there at another rate now; tell of both."""
    if not changed:
        return
    added = [key for key in changed if key not in there]
    invitation_key = None if card.invitation is None else card.invitation.key
    source = (*place, card.campaign_key, invitation_key)
    if added:
        await tx.execute_many(ADD, [(me, key, tx.now, card.offered[key][1], *source) for key in added])
        await tx.fetch(RESIZE, me, len(added))
    moved: set[tuple[int, int]] = set()
    if len(added) < len(changed):
        again = [key for key in changed if key in there]
        moved = {(row[0], row[1]) for row in await tx.fetch(SOURCES, me, again)}
        await tx.execute_many(RATE, [(me, key, card.offered[key][1], *source) for key in again])
    await _tell_added(tx, me, {*added}, moved, changed, place)


@door
async def remove(viewer: Viewer, tx: Transaction, product_keys: Sequence[int]) -> list[int]:
    """Take products out of the viewer's showcase; idempotent (COL-7). Returns the keys of those that were there."""
    access.creator(viewer)
    me = viewer.account.key
    most = viewer.house.policy.of(viewer.account.home_market).showcase_max_products
    ids.at_most(most, product_keys, "productIds")
    await tx.fetch(MAKE_SHOWCASE, me)
    await tx.fetch(LOCK, me)
    return await take_out(tx, me, product_keys)


async def take_out(tx: Transaction, me: int, product_keys: Sequence[int]) -> list[int]:
    """Take products out of a locked showcase, and tell of those that were there (a step)."""
    removed = sorted(row[0] for row in await tx.fetch(REMOVE, me, list(product_keys)))
    if removed:
        await tx.fetch(RESIZE, me, -len(removed))
        tx.announce(ShowcaseRemoved(products=removed), to=[me])
        for pair_key, (partner, shown) in (await _senders(tx, me, removed)).items():
            tx.announce(ShowcaseRemoved(pair_id=pair_key, products=shown), to=[partner])
    return removed


def _outcome(  # noqa: PLR0917 - what it depends on
    key: int, card: _Card, there: Mapping[int, int | None], room: int, numbers: Numbers, accept_lower_rate: bool,  # noqa: FBT001
) -> Outcome:  # fmt: skip
    if key not in card.offered:
        return Outcome(key, None, problem=NotFound("productIds", "product on this card"))
    product, rate = card.offered[key]
    if key in there and (card.invitation is None or there[key] == rate):
        return Outcome(key, product)
    most = numbers.showcase_max_products
    if key not in there and room <= 0:
        return Outcome(
            key, product, problem=LimitReached(f"A showcase holds {most:,} products. Remove one first.", most)
        )
    if key in there and (there[key] or 0) > (rate or 0) and not accept_lower_rate:
        had, gets = money.percent(there[key]), money.percent(rate)
        sentence = f"You earn {had} % on this product now, and would earn {gets} %. Confirm to lower the rate."
        return Outcome(key, product, problem=ConfirmationRequired(sentence))
    if not product.is_active:
        return Outcome(key, product, problem=Closed("This product is not offered at the moment."))
    return Outcome(key, product, added=True)


async def _tell_added(  # noqa: PLR0917 - all that is told
    tx: Transaction, me: int, added: set[int], moved: set[tuple[int, int]], changed: Sequence[int],
    card: tuple[int, int],
) -> None:  # fmt: skip
    """To the creator and the card's sender with the card; to all others who sent one with a product of it without.

    What was there before is no news to them, unless it has `moved`: it counted as added from a card of theirs (COL-10).
    """
    pair_key, sequence = card
    senders = await _senders(tx, me, changed)
    partner, _ = senders.pop(pair_key)
    tx.announce(ShowcaseAdded(pair_id=pair_key, sequence=sequence, products=[*changed]), to=[me, partner])
    for other, (sender, shown) in senders.items():
        if new := [key for key in shown if key in added or (other, key) in moved]:
            tx.announce(ShowcaseAdded(pair_id=other, products=new), to=[sender])


async def _senders(tx: Transaction, me: int, product_keys: Sequence[int]) -> dict[int, tuple[int, list[int]]]:
    """By pair: who sent the creator cards with these products, and which of them."""
    found: dict[int, tuple[int, list[int]]] = {}
    rows: Sequence[Any] = await tx.fetch(SENDERS, me, list(product_keys))
    for pair_key, partner, product_key in rows:
        found.setdefault(pair_key, (partner, []))[1].append(product_key)
    return found
