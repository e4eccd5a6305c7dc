"""Writing what a message carries beside its words: a step of whoever sends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from domain.actions import searched
from domain.actions.searched import Entry, Spot
from domain.events import InvitationChanged
from domain.products import Product
from domain.rows import Account
from domain.transaction import Transaction
from models.accounts import AccountKind
from models.messages import MessageKind
from models.search import SearchModule
from models.sql import statement

_WRITE = """
    INSERT INTO cards (conversation_id, sequence, kind, creator_id, subject_id, facts)
    VALUES ($1, $2, $3, $4, $5, $6)"""
WRITE = statement(_WRITE)
# What is found of it goes with it; SQLite, which has no writing CTEs, takes one more.
WRITE_FOUND = {
    module: statement(
        postgres=f"WITH found AS ({searched.keeping(module)} SELECT $1, $2, $4, $7, $8, $9) {_WRITE}", sqlite=_WRITE
    )
    for module in SearchModule
}
_COLUMNS = "conversation_id, sequence, place, creator_id, product_id, title, price, currency, commission"
WRITE_PRODUCTS = statement(
    postgres=f"""
    INSERT INTO card_products ({_COLUMNS})
    SELECT $1, $2, i.place, $3, i.product_id, i.title, i.price, i.currency, i.commission
    FROM unnest($4::smallint[], $5::bigint[], $6::text[], $7::bigint[], $8::text[], $9::integer[])
        AS i (place, product_id, title, price, currency, commission)""",
    sqlite=f"INSERT INTO card_products ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
)


SHARE_SHOWCASE = statement(
    postgres="SELECT 1 FROM showcases WHERE creator_id = $1 FOR SHARE",
    sqlite="SELECT 1 FROM showcases WHERE creator_id = $1",
)
MAKE_SHOWCASE = statement("INSERT INTO showcases (creator_id, size) VALUES ($1, 0) ON CONFLICT (creator_id) DO NOTHING")
BEYOND = 2**31 - 1  # any sequence
SEE = statement("""
    UPDATE cards SET seen_at = $4
    WHERE conversation_id IN LIST($1) AND sequence <= $2 AND creator_id = $3 AND seen_at IS NULL
    RETURNING conversation_id, sequence""")
# What their senders are told of when it is seen.
SEEN_INVITATIONS = statement("""
    SELECT i.seller_id, i.id, i.status, i.conversation_id, i.sequence
    FROM invitations i WHERE i.conversation_id IN LIST($1)""")


@dataclass(frozen=True, slots=True)
class NewCard:
    """What a card of a kind is made of: products as they are now, each with the rate that it is offered at."""

    kind: MessageKind
    products: Sequence[tuple[Product, int | None]] = ()
    subject_key: int | None = None
    facts: dict[str, Any] | None = None


async def write(tx: Transaction, spot: Spot, card: NewCard) -> None:
    """Put a card beside its message, and let it be found by what it says."""
    conversation_key, sequence, creator_key, _, _ = spot
    found = searched.of_card(card.kind, [product.title for product, _ in card.products], card.facts)
    await _write(tx, spot, card, found)
    items = [
        (place, product.key, product.title, product.minor, product.currency, rate)
        for place, (product, rate) in enumerate(card.products)
    ]
    if not items:
        return
    if tx.dialect == "postgres":
        await _meet_additions(tx, creator_key)
        columns = [list(column) for column in zip(*items, strict=True)]
        await tx.fetch(WRITE_PRODUCTS, conversation_key, sequence, creator_key, *columns)
    else:
        key = (conversation_key, sequence)
        await tx.execute_many(WRITE_PRODUCTS, [(*key, item[0], creator_key, *item[1:]) for item in items])


async def _write(tx: Transaction, spot: Spot, card: NewCard, found: Entry | None) -> None:
    facts = orjson.dumps(card.facts).decode() if card.facts else None
    row = (spot.conversation_key, spot.sequence, card.kind, spot.creator_key, card.subject_key, facts)
    if found is None:
        await tx.fetch(WRITE, *row)
    elif tx.dialect == "postgres":
        await tx.fetch(WRITE_FOUND[found.module], *row, spot.partner_key, spot.sent_at, found.text)
    else:
        await tx.fetch(WRITE, *row)
        await searched.keep(tx, spot, found.module, found.text)


async def _meet_additions(tx: Transaction, creator_key: int) -> None:
    """Come before or after whatever the creator adds or removes meanwhile, so that its sender is told of it (COL-7)."""
    if await tx.fetch_row(SHARE_SHOWCASE, creator_key) is None:
        await tx.fetch(MAKE_SHOWCASE, creator_key)
        await tx.fetch(SHARE_SHOWCASE, creator_key)


async def see(tx: Transaction, me: Account, conversation_keys: Sequence[int], up_to: int = BEYOND) -> None:
    """Note that a creator has seen cards, up to a message or all: as the receipts say that were passed on (COL-10)."""
    if not conversation_keys or me.kind != AccountKind.CREATOR:
        return
    seen = {tuple(row) for row in await tx.fetch(SEE, list(conversation_keys), up_to, me.key, tx.now)}
    if not seen:
        return
    for sender, key, status, *place in await tx.fetch(SEEN_INVITATIONS, sorted({row[0] for row in seen})):
        if tuple(place) in seen:
            event = InvitationChanged(pair_id=place[0], sequence=place[1], invitation=key, status=status)
            tx.announce(event, to=[sender])
