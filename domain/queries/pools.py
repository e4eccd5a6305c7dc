"""What a pool can be narrowed by, and in which order it is walked: words for the statements of its page and counts.

Each statement says only what was asked for, and finds its leads in one index, which holds all that leads are narrowed
by: a rare combination costs a walk of an index and not of the table.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeAlias

from msgspec import Struct

from domain import ids
from domain.leads import BRIEF_COLUMNS, COLUMNS, FROM_LEAD, LeadOrder
from domain.queries.conversations import NEWEST
from domain.rules import inputs, ranges
from domain.rules.ranges import CountRange
from domain.search_text import normal
from models.accounts import CreatorLevel
from models.leads import LeadSource, LeadStatus
from models.sql import Row, Statement, statement

MOST_RANGES = 10
_REQUESTED_AT = 4  # where COLUMNS and BRIEF_COLUMNS have it
BY_FOLLOWERS = "f"  # what cursors of that order begin with
By: TypeAlias = tuple[str, ...]  # the conditions that narrow, each once, in the order of their values


class LeadFilter(Struct, frozen=True):
    """What is asked of leads, all of it at once; None asks for nothing, an empty choice is a choice of nothing.

    Who has no followers that are known is in no range of them.
    """

    levels: Sequence[CreatorLevel] | None = None
    followers: Sequence[CountRange] | None = None
    source: LeadSource | None = None
    statuses: Sequence[LeadStatus] | None = None


# The conditions of what is asked, for PostgreSQL and SQLite; {} is the place of a value.
CONDITIONS = {
    "levels": ("level = ANY({}::text[])", "level IN (SELECT value FROM json_each({}))"),
    "statuses": ("status = ANY({}::text[])", "status IN (SELECT value FROM json_each({}))"),
    "source": ("source = {}", "source = {}"),
    "words": ("strpos(search_text, {}) > 0", "instr(search_text, {}) > 0"),
    "from": ("followers >= {}", "followers >= {}"),
    "below": ("followers < {}", "followers < {}"),
}
# Several ranges: each a condition of its own, beside those of the whole that they span.
EITHER = "ranges "
# PostgreSQL looks each one up: left to itself it takes a page for a tenth of the pool, and walks the tables.
_LOOKED_UP = """
    CROSS JOIN LATERAL (SELECT * FROM leads WHERE id = found.id LIMIT 1) l
    CROSS JOIN LATERAL (SELECT * FROM accounts WHERE id = l.creator_id LIMIT 1) o"""
_WITH_PAIRS = f"""{_LOOKED_UP}
    LEFT JOIN LATERAL (
        SELECT * FROM pairs WHERE creator_id = l.creator_id AND partner_id = l.partner_id LIMIT 1) p ON TRUE"""
_JOINED = "JOIN leads l ON l.id = found.id"
JOINS = {  # by whether it is brief: PostgreSQL's, and SQLite's
    True: (_LOOKED_UP, f"{_JOINED} JOIN accounts o ON o.id = l.creator_id"),
    False: (_WITH_PAIRS, f"{_JOINED} {FROM_LEAD}"),
}
ORDERS = {
    LeadOrder.NEWEST: ("requested_at", NEWEST),
    LeadOrder.FOLLOWERS: ("followers", (ids.LARGEST, ids.LARGEST)),
}


def read(query: str | None, asked: LeadFilter | None, order: LeadOrder | None = None) -> tuple[By, list[Any]]:
    """What narrows, and the values; along the order of followers, without the end of it that `place` begins at.

    Raises InvalidInput for what cannot be asked.
    """
    asked = asked or LeadFilter()
    given: list[tuple[str, list[Any]]] = []
    words = normal(inputs.storable(query or "", "query").strip())
    if words:
        given.append(("words", [words]))
    for name, some in (("levels", asked.levels), ("statuses", asked.statuses)):
        if some is not None:
            ids.at_most(ids.MOST_CHOSEN, some, f"filter.{name}")
            given.append((name, [[str(one) for one in some]]))
    if asked.source is not None:
        given.append(("source", [asked.source]))
    if asked.followers is not None:
        given += _followers(asked.followers, spanned=order is LeadOrder.FOLLOWERS)
    return tuple(name for name, _ in given), [value for _, values in given for value in values]


def _followers(asked: Sequence[CountRange], *, spanned: bool) -> list[tuple[str, list[Any]]]:
    """Ranges as conditions: those that touch become one. Along their order, several are looked for in their span."""
    merged = _merged(asked)
    if not merged:
        return [("below", [0]), ("from", [0])]  # a choice of nothing
    found: list[tuple[str, list[Any]]] = []
    if len(merged) == 1 or spanned:
        found.append(("from", [merged[0][0]]))
        if merged[-1][1] < ids.LARGEST and not spanned:
            found.append(("below", [merged[-1][1]]))
    if len(merged) > 1:
        found.append((f"{EITHER}{len(merged)}", [end for one in merged for end in one]))
    return found


def _merged(asked: Sequence[CountRange]) -> list[list[int]]:
    """Ranges in their order, those that touch made one."""
    ids.at_most(MOST_RANGES, asked, "filter.followers")
    for index, one in enumerate(asked):
        ranges.check(one, f"filter.followers.{index}")
    merged: list[list[int]] = []
    for low, high in sorted((one.min or 0, ids.LARGEST if one.max is None else one.max) for one in asked):
        if merged and low <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], high)
        else:
            merged.append([low, high])
    return merged


def place(order: LeadOrder, cursor: str | None, asked: LeadFilter | None = None) -> tuple[Any, int]:
    """Where a page begins; no cursor is one beyond the end, along the order of followers one beyond what is asked for.

    Of two ends of a walk SQLite takes the first that it reads, and would walk all that have more.
    """
    if order is LeadOrder.NEWEST:
        return ORDERS[order][1] if cursor is None else ids.parse_inbox_cursor(cursor, "after")
    begin = ORDERS[order][1]
    if cursor is not None:
        number, key = ids.parse_ranked_cursor(cursor, BY_FOLLOWERS, "after")
        begin = (number - 1, key)
    spanned = _merged(asked.followers) if asked is not None and asked.followers else []
    if not spanned or spanned[-1][1] == ids.LARGEST:
        return begin
    return min(begin, (spanned[-1][1], 0))


def cursor(order: LeadOrder, row: Row) -> str:
    """The place of a lead: its rows begin with the columns of `leads`, and end with the followers."""
    if order is LeadOrder.NEWEST:
        return ids.inbox_cursor(row[_REQUESTED_AT], row[0])
    return ids.ranked_cursor(BY_FOLLOWERS, row[-1] + 1, row[0])


@cache
def page_statement(order: LeadOrder, by: By = (), *, brief: bool = False) -> Statement:
    """The statement of a page: its leads are found by the index alone, and only those that it shows are read.

    `brief` reads what leads.brief takes.
    """
    key = ORDERS[order][0]
    columns = BRIEF_COLUMNS if brief else COLUMNS

    def text(dialect: int) -> str:
        return f"""
        SELECT {columns}, l.followers FROM (
            SELECT id, {key} FROM leads{"" if dialect == 0 else f" INDEXED BY leads_{order.lower()}"}
            WHERE partner_id = $1{_conditions(by, dialect, 5)} AND ({key}, id) < ($2, $3)
            ORDER BY {key} DESC, id DESC LIMIT $4) found {JOINS[brief][dialect]}
        ORDER BY found.{key} DESC, found.id DESC"""

    return statement(postgres=text(0), sqlite=text(1))


@cache
def counts_statement(by: By = ()) -> Statement:
    """The statement of the counts of all statuses."""

    def text(dialect: int) -> str:
        counted = (
            f"(SELECT count(*) FROM (SELECT 1 FROM leads{' INDEXED BY leads_status' * dialect} WHERE partner_id = $1"
            f" AND status = '{status}'{_conditions(by, dialect, 3)} LIMIT $2) AS {status.lower()})"
            for status in LeadStatus
        )
        return f"SELECT {', '.join(counted)}"

    return statement(postgres=text(0), sqlite=text(1))


def _conditions(by: By, dialect: int, first: int) -> str:
    """The conditions, whose values are the parameters from `first` on."""
    said, place = "", first
    for name in by:
        if name.startswith(EITHER):
            number = int(name.removeprefix(EITHER))
            parts = [f"(followers >= ${at} AND followers < ${at + 1})" for at in range(place, place + 2 * number, 2)]
            said, place = f"{said} AND ({' OR '.join(parts)})", place + 2 * number
        else:
            said, place = f"{said} AND {CONDITIONS[name][dialect].format(f'${place}')}", place + 1
    return said
