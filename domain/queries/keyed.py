"""Lists that go by key, the newest first: where a page begins, and what it is."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

from domain import ids, lists
from domain.lists import Edge, NodeT, Page
from domain.rules.pages import Slice
from models.sql import Row


def place(part: Slice) -> int:
    """The key that a page lies before; no cursor is one beyond the end."""
    return ids.LARGEST if part.cursor is None else ids.parse_key_cursor(part.cursor, part.cursor_field)


def page(found: Sequence[Row], part: Slice, build: Callable[[Any], NodeT]) -> Page[NodeT]:
    """The page, of rows that begin with their keys: one more than asked for was looked for."""
    edges = [Edge(build(row), str(row[0])) for row in found[: part.size]]
    return lists.page(edges, ahead=len(found) > part.size, behind=part.cursor is not None)


def words(chosen: Sequence[StrEnum] | None) -> str:
    """What a list is filtered to, as statements compare it: ' A B ', or nothing for all.

    An empty choice is a choice of nothing.
    """
    return "" if chosen is None else f" {' '.join(chosen)} "
