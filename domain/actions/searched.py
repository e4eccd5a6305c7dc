"""Keeping what is found by its words, in the transaction that changes what is said (SRCH-2, SRCH-4). Steps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from domain.actions.feeding.batches import arrays
from domain.cards.kinds import KINDS
from domain.rows import Account
from domain.search_text import joined, normal
from domain.transaction import Transaction
from models.accounts import AccountKind
from models.engines.sqlite import text_of
from models.search import SearchModule
from models.sql import statement

COLUMNS = {
    "conversation_id": "bigint", "sequence": "integer", "creator_id": "bigint", "partner_id": "bigint",
    "sent_at": "timestamptz", "search_text": "text",
}  # fmt: skip


def keeping(module: SearchModule) -> str:
    """The beginning of what keeps an entry: of the columns of a Spot, and its text."""
    return f"INSERT INTO searched_{module} ({', '.join(COLUMNS)})"


_VALUES = ", ".join(f"json_extract(value, '$[{place}]')" for place in range(len(COLUMNS)))
_KEPT = {module: f"{keeping(module)} VALUES ($1, $2, $3, $4, $5, $6)" for module in SearchModule}
KEEP = {module: statement(text) for module, text in _KEPT.items()}
_ANEW = "ON CONFLICT (conversation_id, sequence) DO UPDATE SET search_text = excluded.search_text"
# One statement on SQLite, too: its index of words writes what it was given to the file at the end of each.
KEEP_MANY = {
    module: statement(
        postgres=f"{keeping(module)} SELECT * FROM unnest({arrays(COLUMNS)}) {_ANEW}",
        sqlite=f"{keeping(module)} SELECT {_VALUES} FROM json_each($1) WHERE TRUE {_ANEW}",
    )
    for module in SearchModule
}


class Spot(NamedTuple):
    """Where a message stands, between whom, and when it was sent: all that an entry knows beside its words."""

    conversation_key: int
    sequence: int
    creator_key: int
    partner_key: int
    sent_at: datetime


def spot(me: Account, other_key: int, conversation_key: int, sequence: int, sent_at: datetime) -> Spot:
    """The spot of a message between an account and another."""
    both = (me.key, other_key) if me.kind == AccountKind.CREATOR else (other_key, me.key)
    return Spot(conversation_key, sequence, *both, sent_at)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a message or its card is found by, and in which module."""

    module: SearchModule
    text: str


def of_text(text: str | None) -> str | None:
    """What a message is found by; None where nothing finds it."""
    return normal(text) or None if text else None


def of_card(kind: str, titles: Iterable[str], facts: dict[str, Any] | None) -> Entry | None:
    """What a card is found by, as sent: the titles of its products, or the one among its facts; None likewise."""
    module = KINDS[kind].found_in
    if module is None:
        return None
    text = joined([facts["title"]] if module is SearchModule.SAMPLES and facts else titles)
    return Entry(module, text) if text else None


async def keep(tx: Transaction, spot: Spot, module: SearchModule, text: str | None) -> None:
    """Let a message that has just been written be found."""
    if text is not None:
        await tx.fetch(KEEP[module], *spot, text)


async def keep_many(tx: Transaction, module: SearchModule, entries: Sequence[tuple[Spot, str]]) -> None:
    """Let messages be found, by these words and no others from now on."""
    if not entries:
        return
    if tx.dialect == "postgres":
        columns = [list(column) for column in zip(*((*spot, text) for spot, text in entries), strict=True)]
        await tx.fetch(KEEP_MANY[module], *columns)
    else:
        await tx.fetch(KEEP_MANY[module], [(*spot[:-1], text_of(spot.sent_at), text) for spot, text in entries])


FORGET = statement("DELETE FROM searched_messages WHERE conversation_id = $1 AND sequence IN LIST($2)")


async def forget(tx: Transaction, conversation_key: int, sequences: Sequence[int]) -> None:
    """Let messages of a conversation not be found by their texts any more."""
    if sequences:
        await tx.fetch(FORGET, conversation_key, sequences)
