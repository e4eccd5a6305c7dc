"""The cards of a page of messages, of all kinds, in one statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson

from domain import money, products
from domain.cards.items import CardProduct, Held
from domain.cards.kinds import KINDS
from domain.products import Product, product_columns
from domain.viewer import Viewer
from models.sql import statement

# A card may hold a hundred products, a page a thousand, and one product is on many cards: to read a value costs more
# than to say it. So a card comes with its first product, and a product of today with the first card that has it.
_HEAD = ", ".join(
    f"CASE WHEN held.place IS NULL OR held.place = 0 THEN held.{column} END"
    for column in ("kind", "subject_id", "seen_at", "facts")
)
_HELD = """
        SELECT asked.number, c.*, cp.place, cp.product_id, cp.title, cp.price, cp.currency, cp.commission,
            CASE WHEN row_number() OVER (PARTITION BY cp.product_id ORDER BY asked.number, cp.place) = 1
                THEN cp.product_id END AS new_product_id
        FROM {asked}
        JOIN cards c ON c.conversation_id = asked.conversation_id AND c.sequence = asked.sequence
        LEFT JOIN card_products cp ON cp.conversation_id = c.conversation_id AND cp.sequence = c.sequence"""
_COLUMNS = f"""
    held.number, {_HEAD}, held.product_id, held.title, held.price, held.currency, held.commission, se.added_at,
        se.conversation_id = held.conversation_id AND se.sequence = held.sequence, {product_columns("p")}"""
_FROM = f"""
    FROM ({_HELD}) held
    LEFT JOIN products p ON p.id = held.new_product_id
    LEFT JOIN showcase_entries se ON se.creator_id = held.creator_id AND se.product_id = held.product_id
    ORDER BY held.number, held.place"""
_HELD_AT, _TODAY_AT = 5, 12  # where in a row a card's product begins, and the product of today
READ = statement(
    postgres=f"SELECT {_COLUMNS} {_FROM}".format(
        asked="unnest($1::bigint[], $2::integer[]) WITH ORDINALITY AS asked (conversation_id, sequence, number)"
    ),
    # SQLite takes its turn of the interpreter for each row, beside all other readers: so they come as one text.
    # CROSS is its word for "in this order".
    sqlite=f"SELECT '[' || group_concat(said) || ']' FROM (SELECT json_array({_COLUMNS}) AS said {_FROM})".format(
        asked="""(
            SELECT k.key + 1 AS number, k.value AS conversation_id, s.value AS sequence
            FROM json_each($1) k JOIN json_each($2) s ON s.key = k.key) asked CROSS"""
    ),
)

Place = tuple[int, int]  # a message: conversation, sequence


async def read(viewer: Viewer, places: Sequence[Place]) -> list[Any]:
    """The cards of messages that a query of the viewer's has found; None where there is none."""
    keys, sequences = [place[0] for place in places], [place[1] for place in places]
    cards: list[Held | None] = [None] * len(places)
    known: dict[int, Product] = {}
    items: list[CardProduct] = []
    found = await viewer.house.database.fetch(READ, keys, sequences)
    if viewer.house.database.dialect == "sqlite":
        found = orjson.loads(found[0][0] or "[]")
    for row in found:
        if row[1] is not None:
            number, kind, subject, seen_at, facts = row[:_HELD_AT]
            items = []
            cards[number - 1] = Held(kind, subject, _moment(seen_at), orjson.loads(facts) if facts else {}, items)
        key, title, minor, currency, rate, added_at, from_here = row[_HELD_AT:_TODAY_AT]
        if row[_TODAY_AT] is not None:
            known[key] = products.product(row[_TODAY_AT:])
            known[key].samples_offered = bool(known[key].samples_offered)  # which SQLite says as a number
        if (product := known.get(key)) is None:
            continue
        same = minor == product.minor and currency == product.currency
        price = product.price if same else money.shown(minor, currency)
        added = added_at is not None
        items.append(CardProduct(product, title, price, money.percent(rate), added, _moment(added_at), from_here))
    return [None if card is None else KINDS[card.kind].build(card) for card in cards]


def _moment(at: datetime | str | None) -> datetime | None:
    """A time, which SQLite says as text."""
    return datetime.fromisoformat(at) if isinstance(at, str) else at
