"""Lists as queries hand them out: pages with cursors, and counts."""

from typing import Generic, TypeVar

from msgspec import Struct

NodeT = TypeVar("NodeT")


class Edge(Struct, Generic[NodeT], gc=False):
    """An item of a page, with its cursor."""

    node: NodeT
    cursor: str


class PageInfo(Struct):
    """Where a page lies."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


class Page(Struct, Generic[NodeT]):
    """One page of a keyset connection."""

    edges: list[Edge[NodeT]]
    page_info: PageInfo

    @property
    def nodes(self) -> list[NodeT]:
        """The items, without their cursors."""
        return [edge.node for edge in self.edges]


def page(edges: list[Edge[NodeT]], *, ahead: bool, behind: bool) -> Page[NodeT]:
    """A page of edges, and whether there is more of the list on either side of it."""
    ends = (edges[0].cursor, edges[-1].cursor) if edges else (None, None)
    return Page(edges, PageInfo(ahead, behind, *ends))


class Count(Struct):
    """A count that stops at a cap: from there on it is not exact."""

    value: int
    exact: bool


class InboxCounts(Struct):
    """How many conversations each folder holds."""

    messages: Count
    unread: Count
    unreplied: Count
    starred: Count
    archived: Count
    new_connections: Count
