"""What the statements of all modules of a search have in common: what they find is counted, and a page is read."""

import re
from typing import Any

from msgspec import Struct

from domain.queries.found import Way
from domain.queries.sides import WHOLE, Reading
from models.sql import Statement, statement


class Dialect(Struct, frozen=True):
    """What the two databases say differently."""

    find: str
    fence: str  # an EXISTS that has it is asked for each row, and made no join of


POSTGRES = Dialect("strpos", "OFFSET 0")
SQLITE = Dialect("instr", "")


class Form(Struct, frozen=True):
    """Which statement it is; `narrowed` to a kind of counterpart."""

    way: Way
    narrowed: bool = False
    shown: bool = True  # whether a page is read, or a number only
    more: bool = False  # whether it says of each hit how many more there are in its conversation
    reading: Reading = WHOLE  # what is read of conversations


class Composed(Struct, frozen=True):
    """A statement whose parameters have names; by dialect, in the order that it takes them."""

    query: Statement
    takes: dict[str, tuple[str, ...]]

    def values(self, dialect: str, given: dict[str, Any]) -> list[Any]:
        """The values of the parameters, of all that are given."""
        return [given[name] for name in self.takes[dialect]]


def composed(postgres: str, sqlite: str) -> Composed:
    """A statement from texts that say {name} for a parameter."""
    texts, takes = {"postgres": postgres, "sqlite": sqlite}, {}
    for dialect, text in texts.items():
        takes[dialect] = tuple(dict.fromkeys(re.findall(r"{(\w+)}", text)))
        texts[dialect] = text.format(**{name: f"${number}" for number, name in enumerate(takes[dialect], 1)})
    return Composed(statement(**texts), takes)


class Finding(Struct, frozen=True):
    """How hits are found: tables of which the last, `found`, has as many of them as are wanted, in any order.

    Each has `conversation_id`, `at` and where that counts `sequence`. `stopped` is as in Found.
    """

    tables: str
    stopped: str = "FALSE"


HEAD_WIDTH = 2


def framed(form: Form, dialect: Dialect, finding: Finding, told: str, joined: str = "") -> str:
    """The whole statement: hits, stopped, and then for each row of the page what is `told` and its conversation.

    What is told can be of `page`, which is some of what was found, and of what is `joined` to it.
    """
    counted = f"""
    WITH {finding.tables}, head AS MATERIALIZED (
        SELECT (SELECT count(*) FROM found) AS hits, {finding.stopped} AS stopped)"""
    if not form.shown:
        return f"{counted} SELECT hits, stopped FROM head"
    order = "sequence DESC" if form.way is Way.INSIDE else "at DESC, conversation_id DESC"
    return f"""{counted},
    page AS MATERIALIZED (
        SELECT found.*, row_number() OVER (ORDER BY {order}) AS number FROM head CROSS JOIN found
        WHERE NOT head.stopped ORDER BY {order} LIMIT {{size}})
    {_shown(form, dialect, told, joined)}"""


def _shown(form: Form, dialect: Dialect, told: str, joined: str) -> str:
    columns = f"{told} {form.reading.columns}"
    tables = f"{form.reading.joined} {joined}"
    if dialect is POSTGRES:
        # Each looked up by the whole key: left to itself it takes accounts for small, and walks the largest.
        return f"""
    SELECT head.hits, head.stopped, shown.* FROM head LEFT JOIN LATERAL (
        SELECT {columns} FROM page CROSS JOIN LATERAL (
            SELECT * FROM sides WHERE account_id = {{account}} AND conversation_id = page.conversation_id AND visible
            LIMIT 1) s {tables} ORDER BY page.number) shown ON TRUE"""
    return f"""
    SELECT head.hits, head.stopped, {columns} FROM head LEFT JOIN page ON TRUE
    LEFT JOIN sides s ON s.account_id = {{account}} AND s.conversation_id = page.conversation_id AND s.visible
    {tables.replace("LEFT JOIN", "JOIN").replace("JOIN", "LEFT JOIN")} ORDER BY page.number"""
