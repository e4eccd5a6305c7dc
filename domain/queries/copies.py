"""The sections of an account's copy, and the messages of each of its conversations with the cards that they carry."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import orjson

from domain import clock, leads, money
from domain.house import House
from domain.leads import LicensedData
from domain.queries import exports
from domain.queries.exports import PAGE, Line
from domain.queries.sections import AFTER, BEFORE, CONVERSATIONS, LEADS
from models.accounts import AccountStatus
from models.sql import statement

POOL = statement(
    f"SELECT home_market FROM accounts WHERE id = $1 AND live_partner AND status = '{AccountStatus.ACTIVE}'"
)

MESSAGES = statement("""
    SELECT m.sequence, m.sender_id, m.kind, m.text, m.sent_at, m.recalled_at, m.client_message_id, m.sent_by_id,
        c.facts
    FROM messages m LEFT JOIN cards c ON c.conversation_id = $1 AND c.sequence = m.sequence
    WHERE m.conversation_id = $1 AND m.sequence > $2 AND m.sequence <= $3 ORDER BY m.sequence""")
PRODUCTS = statement("""
    SELECT sequence, product_id, title, price, currency, commission FROM card_products
    WHERE conversation_id = $1 AND sequence > $2 AND sequence <= $3 ORDER BY sequence, place""")
LAST = statement("SELECT last_sequence FROM pairs WHERE id = $1")


async def lines(house: House, account_key: int) -> AsyncIterator[list[Line]]:
    """All that an account has here, some lines at a time."""
    for one in BEFORE:
        async for found in exports.pages(house, account_key, one):
            yield [one.line(row) for row in found]
    async for found in exports.pages(house, account_key, CONVERSATIONS):
        for row in found:
            yield [CONVERSATIONS.line(row)]
            async for said in _thread(house, account_key, row[0]):
                yield said
    for one in AFTER:
        async for found in exports.pages(house, account_key, one):
            yield [one.line(row) for row in found]
    async for found in exports.pages(house, account_key, LEADS):
        pooled = await _has_pool(house, account_key)
        yield [_licensed(LEADS.line(row), pooled=pooled) for row in found]


async def _has_pool(house: House, account_key: int) -> bool:
    """Whether the account could look at its pool by the API (LEAD-10): else what is licensed is not for it."""
    row = await house.database.fetch_row(POOL, account_key)
    return row is not None and house.policy.of(row[0]).leads_enabled


def _licensed(line: Line, *, pooled: bool) -> Line:
    """A lead as it may be shown at this moment (LEAD-4)."""
    kept, until = line["licensedData"], line["licensedUntil"]
    runs = pooled and kept is not None and until is not None and clock.now() < until
    line["licensedData"] = _shown(leads.licensed(kept)) if runs else None
    return line


def _shown(data: LicensedData) -> Line:
    live = data.best_live
    best = None if live is None else {
        "startedAt": live.started_at, "endedAt": live.ended_at, "gmv": live.gmv.amount, "currency": live.currency,
        "uniqueViewers": live.unique_viewers, "orders": live.orders,
    }  # fmt: skip
    return {"contact": data.contact, "profile": data.profile, "bestLive": best}


async def _thread(house: House, account_key: int, key: int) -> AsyncIterator[list[Line]]:
    """The messages of a conversation as the account sees them."""
    row = await house.database.fetch_row(LAST, key)
    last = 0 if row is None else row[0]
    for after in range(0, last, PAGE):
        bounds = (key, after, min(after + PAGE, last))
        held: dict[int, list[Line]] = {}
        for sequence, *product in await house.database.fetch(PRODUCTS, *bounds):
            held.setdefault(sequence, []).append(_product(product))
        yield [_message(key, account_key, said, held) for said in await house.database.fetch(MESSAGES, *bounds)]


def _message(key: int, me: int, row: Sequence[Any], held: Mapping[int, list[Line]]) -> Line:
    sequence, sender, kind, text, sent_at, recalled_at, client_message_id, sent_by, facts = row
    own = sender == me
    named = orjson.loads(facts) if facts else {}
    return {
        "type": "message",
        "id": f"msg_{key}_{sequence}",
        "conversationId": f"cnv_{key}",
        "sequence": sequence,
        "sender": None if sender is None else f"acc_{sender}",
        "sentBy": f"usr_{sent_by}" if own and sent_by is not None else None,
        "clientMessageId": client_message_id if own else None,
        "kind": kind,
        "sentAt": sent_at,
        "text": None if recalled_at is not None else text or None,
        "recalledAt": recalled_at,
        "card": named.get("name") or named.get("title"),
        "products": held.get(sequence, []),
    }


def _product(row: Sequence[Any]) -> Line:
    key, title, minor, currency, rate = row
    price = money.shown(minor, currency)
    return {"id": f"prd_{key}", "title": title, "price": price.amount, "currency": price.currency,
            "commission": money.percent(rate)}  # fmt: skip
