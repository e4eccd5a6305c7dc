"""Letting be found again what was written before: all of an older version's, and cards that say something else now."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import orjson

from domain.actions import searched
from domain.actions.searched import Spot
from domain.transaction import Transaction, door
from domain.viewer import System
from models.search import SearchModule
from models.sql import Row, Statement, statement

BATCH = 2000

_SPOT = itemgetter(slice(0, len(Spot._fields)))


def _saying(messages: str) -> str:
    """What messages and their cards say, in the order of their places and of the products on them."""
    return f"""
    SELECT m.conversation_id, m.sequence, p.creator_id, p.partner_id, m.sent_at, m.text, c.kind, c.facts, h.title
    FROM {messages} JOIN pairs p ON p.id = m.conversation_id
    LEFT JOIN cards c ON c.conversation_id = m.conversation_id AND c.sequence = m.sequence
    LEFT JOIN card_products h ON h.conversation_id = m.conversation_id AND h.sequence = m.sequence
    ORDER BY m.conversation_id, m.sequence, h.place"""


NEXT = statement(
    _saying("""
        (SELECT * FROM messages WHERE (conversation_id, sequence) > ($1, $2)
        ORDER BY conversation_id, sequence LIMIT $3) m""")
)
_SAME = "{0}.conversation_id = asked.conversation_id AND {0}.sequence = asked.sequence"


def _asked(text: str) -> Statement:
    """A statement about places: conversations and their sequences."""
    return statement(
        postgres=text.format(asked="unnest($1::bigint[], $2::integer[]) AS asked (conversation_id, sequence)"),
        sqlite=text.format(
            asked="""(
        SELECT k.value AS conversation_id, s.value AS sequence
        FROM json_each($1) k JOIN json_each($2) s ON s.key = k.key) asked"""
        ),
    )


AT = _asked(_saying(f"{{asked}} JOIN messages m ON {_SAME.format('m')}"))
LOCK = _asked(f"""
    SELECT 1 FROM {{asked}} JOIN cards c ON {_SAME.format("c")}
    ORDER BY c.conversation_id, c.sequence FOR UPDATE OF c""")
REACHED = statement("SELECT conversation_id, sequence FROM search_progress FOR UPDATE")
REACH = statement("UPDATE search_progress SET conversation_id = $1, sequence = $2")
DONE = statement("DELETE FROM search_progress")


@door
async def index_messages(viewer: System, tx: Transaction) -> bool:  # noqa: ARG001 - a door takes the viewer first
    """Let some messages of before version 6 be found; True where more are left to do.

    Each call goes on where the last one that ended has come to. Nobody writes messages meanwhile: no server starts
    while some are left.
    """
    reached = await tx.fetch_row(REACHED)
    if reached is None:
        return False
    found = await tx.fetch(NEXT, *reached, BATCH)
    if not found:
        await tx.fetch(DONE)
        return False
    for module in SearchModule:
        await searched.keep_many(tx, module, list(_entries(found, module)))
    await tx.fetch(REACH, *found[-1][:2])
    return True


async def retitle(tx: Transaction, places: Sequence[tuple[int, int]]) -> None:
    """Let cards be found by the titles that they show from now on (a step)."""
    if not places:
        return
    asked = [list(part) for part in zip(*sorted(set(places)), strict=True)]
    # Whoever else renames something on one of these cards comes before or after: none writes what the other removed.
    await tx.fetch(LOCK, *asked)
    found = await tx.fetch(AT, *asked)
    for module in (SearchModule.PRODUCTS, SearchModule.SAMPLES):
        await searched.keep_many(tx, module, list(_entries(found, module)))


def _entries(rows: Iterable[Row], module: SearchModule) -> Iterator[tuple[Spot, str]]:
    """What messages are found by in a module. There is a row for each product of a message, or one."""
    for spot, of_message in groupby(rows, _SPOT):
        (text, kind, facts, title), *more = [row[len(spot) :] for row in of_message]
        if module is SearchModule.MESSAGES:
            said = searched.of_text(text)
        else:
            said = _of_card(module, kind, facts, [title, *(row[-1] for row in more)])
        if said is not None:
            yield Spot(*spot), said


def _of_card(module: SearchModule, kind: str | None, facts: str | None, titles: list[Any]) -> str | None:
    if kind is None:
        return None
    shown = [title for title in titles if title is not None]
    entry = searched.of_card(kind, shown, orjson.loads(facts) if facts else None)
    return entry.text if entry is not None and entry.module is module else None
