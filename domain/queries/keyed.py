"""Lists that go by key, the newest first: where a page begins, what it is, and how it is read."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

from domain import ids, lists
from domain.lists import Edge, NodeT, Page
from domain.rules import access, pages
from domain.rules.pages import Slice
from domain.viewer import Viewer
from models.accounts import AccountKind
from models.sql import Row, Statement, statement


def asked(viewer: Viewer, first: int | None, after: str | None) -> Slice:
    """The part that is asked for, by who may look at it."""
    access.messaging(viewer)
    return pages.items(first, after, viewer.house.policy.of(viewer.account.home_market))


def place(part: Slice) -> int:
    """The key that a page lies before; no cursor is one beyond the end."""
    return ids.LARGEST if part.cursor is None else ids.parse_key_cursor(part.cursor, part.cursor_field)


def page(found: Sequence[Row], part: Slice, build: Callable[[Any], NodeT]) -> Page[NodeT]:
    """The page, of rows that begin with their keys: one more than asked for was looked for."""
    edges = [Edge(build(row), str(row[0])) for row in found[: part.size]]
    return lists.page(edges, ahead=len(found) > part.size, behind=part.cursor is not None)


async def read(
    viewer: Viewer, query: Statement, part: Slice, build: Callable[[Any], NodeT], *more: object
) -> Page[NodeT]:
    """A page of what is the account's own. The query takes the account, the place, how many, and what more there is."""
    found = await viewer.house.database.fetch(query, viewer.account.key, place(part), part.size + 1, *more)
    return page(found, part, build)


def chosen(statuses: Sequence[StrEnum] | None) -> str:
    """Some statuses, as queries compare them: ' A B ', or nothing for all."""
    return "" if statuses is None else f" {' '.join(statuses)} "


# ── what belongs to a creator and a partner, and has a status ──


def of_sides(select: str, table: str, partner: str) -> dict[bool, Statement]:
    """The queries that `read_side` takes, of a table by its alias: by whether the account that asks is a creator."""
    return {
        is_creator: statement(f"""
    {select} WHERE {table}.{side} = $1 AND {table}.id < $2 AND ($4 = '' OR $4 LIKE '% ' || {table}.status || ' %')
    ORDER BY {table}.id DESC LIMIT $3""")
        for is_creator, side in ((True, "creator_id"), (False, partner))
    }


async def read_side(  # noqa: PLR0917 - a list's arguments, and what it is made of
    viewer: Viewer,
    queries: dict[bool, Statement],
    build: Callable[[Any], NodeT],
    statuses: Sequence[StrEnum] | None,
    first: int | None,
    after: str | None,
) -> Page[NodeT]:
    """A page of the account's own, of some statuses or of all: an empty choice is a choice of nothing."""
    part = asked(viewer, first, after)
    query = queries[viewer.account.kind == AccountKind.CREATOR]
    return await read(viewer, query, part, build, chosen(statuses))
