"""All that an account has here, as an export writes it: section after section, page after page (PLT-4).

A section is one statement, by the key of what it lists; ids are the ids of the API. Nothing is shown that the account
could not see itself: recalled words, another side's notes, and licensed data that has run out are not in it.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from domain import money
from domain.house import House
from domain.queries.viewers import permissions_of
from domain.said import said
from domain.webhooks import chosen
from models.sql import Statement, statement
from models.teams import Permission

PAGE = 500
Line = dict[str, Any]


def _id(prefix: str) -> Callable[[Any], Any]:
    return lambda key: None if key is None else f"{prefix}_{key}"


# How a column is written: `-` as it is, else by one of these, or as the id of a kind.
WRITTEN: Mapping[str, Callable[[Any], Any]] = {
    "-": lambda value: value,
    "words": lambda value: (value or "").split(),
    "yes": bool,
    "json": lambda value: None if value is None else orjson.loads(value),
    "percent": money.percent,
    "said": lambda value: None if value is None else said(value).text,
    "told": lambda value: [kind.name for kind in chosen(value) or ()],
    "may": lambda value: [str(one.name) for one in permissions_of(Permission(value))],
}


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of line: its statement, its fields and how each is written, and where its key begins."""

    kind: str
    statement: Statement
    names: Sequence[str]
    writers: Sequence[Callable[[Any], Any]]
    begin: Sequence[Any]

    def line(self, row: Sequence[Any]) -> Line:
        """A row as it is written."""
        values = zip(self.names, self.writers, row[len(self.begin) :], strict=True)
        return {"type": self.kind, **{name: write(value) for name, write, value in values}}


def section(kind: str, joined: str, condition: str, keys: Mapping[str, Any], fields: str) -> Section:
    """A section: tables, whose rows ($1: the account), keys and where they begin; each field's name, way and column."""
    names, hows, told = zip(*(line.split(maxsplit=2) for line in fields.strip().splitlines()), strict=True)
    at, order = 2 + len(keys), ", ".join(keys)
    place = ", ".join(f"${number}" for number in range(2, at))
    text = f"""
        SELECT {order}, {", ".join(told)} FROM {joined}
        WHERE {condition} AND ({order}) > ({place}) ORDER BY {order} LIMIT ${at}"""
    return Section(kind, statement(text), names, [WRITTEN.get(how) or _id(how) for how in hows], [*keys.values()])


async def pages(house: House, account_key: int, of: Section) -> AsyncIterator[list[Sequence[Any]]]:
    """The rows of a section, page after page."""
    place: Sequence[Any] = of.begin
    while True:
        found = await house.database.fetch(of.statement, account_key, *place, PAGE)
        if found:
            yield list(found)
        if len(found) < PAGE:
            return
        place = tuple(found[-1])[: len(of.begin)]
