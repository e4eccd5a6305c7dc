"""What a folder can be narrowed by (INB-9): words for the statements of its page and of its counts.

Labels and assignees are put on by hand, so what carries them is little of an inbox: it is looked up first, by an index
of its own, and not searched for along the folder. What nothing narrows stays word for word as it is.
"""

from typing import Any, TypeAlias

from msgspec import Struct

from domain import ids
from domain.notes import LONGEST_LABEL
from domain.rules import inputs
from models.sql import Statement, statement

By: TypeAlias = tuple[str, ...]  # the names of what narrows, in the order of NARROWING

_LABELLED = "SELECT creator_id FROM creator_labels WHERE account_id = $1 AND label"
# A condition in PostgreSQL's words and in SQLite's, {} being its value, and the index that finds what meets it.
NARROWING = {
    "labels": (
        f"counterpart_id = ANY(ARRAY({_LABELLED} = ANY({{}}::text[])))",
        f"counterpart_id IN ({_LABELLED} IN (SELECT value FROM json_each({{}})))",
        "sides_counterpart",
    ),
    "assignee_key": ("assignee_id = {}", "assignee_id = {}", "sides_assignee"),
}


class InboxFilter(Struct, frozen=True):
    """Conversations with creators who carry any of some labels, and those of one assignee; None narrows nothing."""

    labels: tuple[str, ...] | None = None
    assignee_key: int | None = None


def read(asked: InboxFilter | None) -> tuple[By, list[Any]]:
    """What a filter narrows by, and the values. Raises InvalidInput for what no label can be."""
    if asked is None:
        return (), []
    given: dict[str, Any] = {name: value for name in NARROWING if (value := getattr(asked, name)) is not None}
    if asked.labels is not None:
        ids.at_most(ids.MOST_NAMED, asked.labels, "filter.labels")
        given["labels"] = [
            inputs.name(label, f"filter.labels.{index}", LONGEST_LABEL) for index, label in enumerate(asked.labels)
        ]
    return tuple(given), list(given.values())


def narrowed(text: str, by: By, first: int, *, sqlite_index: str | None = None) -> Statement:
    """A statement of sides, whose text says {sides} where they stand and {narrowed} after the folder's condition.

    Its values are its parameters from `first` on. `sqlite_index` is SQLite's where nothing narrows.
    """
    conditions = [NARROWING[name] for name in by]
    index = conditions[0][2] if conditions else sqlite_index
    postgres, sqlite = (
        "".join(f" AND {words[dialect].format(f'${first + place}')}" for place, words in enumerate(conditions))
        for dialect in (0, 1)
    )
    return statement(
        postgres=text.format(sides="sides", narrowed=postgres),
        sqlite=text.format(sides=f"sides INDEXED BY {index}" if index else "sides", narrowed=sqlite),
    )
