"""What is read of conversations for the fields that will be shown of them: columns, and what they are joined from.

A side knows most of it, and what was said last (docs/decisions/inbox.md). The name of its counterpart is always joined,
the rest where something needs it.
"""

import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache

from domain import rows
from domain.rows import Account, Conversation
from models.sql import Row


@dataclass(frozen=True, slots=True)
class Reading:
    """The columns of a side `s` with what is `joined` to it, and what builds a conversation of them."""

    columns: str
    joined: str
    build: Callable[[Row, Account], Conversation]


COUNTERPART = "JOIN accounts o ON o.id = s.counterpart_id"
# By the letters that the columns know them by; and the fields of the API that need them.
JOINED = {
    "p": "JOIN pairs p ON p.id = s.conversation_id",
    "c": "JOIN conversations c ON c.id = s.conversation_id",
    "m": "LEFT JOIN messages m ON m.conversation_id = s.conversation_id AND m.sequence = s.last_sequence",
}
NEEDED_BY = {
    "p": frozenset({"canSend", "blockedByViewer", "conversation"}),
    "c": frozenset({"startedBy", "entryPoint", "createdAt", "conversation"}),
    "m": frozenset({"sentBy", "clientMessageId", "conversation"}),
}
BRIEF = Reading(rows.BRIEF_COLUMNS, COUNTERPART, rows.brief)


@cache
def joining(tables: str) -> Reading:
    """The reading of whatever some tables of JOINED know, beside the side and its counterpart."""
    columns = rows.CONVERSATION_COLUMNS
    if "p" not in tables:
        columns = columns.replace("p.id", "s.conversation_id").replace("p.last_sequence", "s.last_sequence")
    for letter in JOINED.keys() - set(tables):
        columns = re.sub(rf"\b{letter}\.\w+", "NULL", columns)
    return Reading(columns, "\n    ".join([COUNTERPART, *(JOINED[letter] for letter in tables)]), rows.conversation)


WHOLE = joining("pcm")


def reading(shown: AbstractSet[str] | None) -> Reading:
    """What to read where only these fields of the API will be shown of conversations; None stands for any."""
    if shown is None:
        return WHOLE
    if rows.RARE.isdisjoint(shown):
        return BRIEF
    return joining("".join(letter for letter, fields in NEEDED_BY.items() if not fields.isdisjoint(shown)))
