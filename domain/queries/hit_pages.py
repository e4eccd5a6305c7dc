"""A page of a module of a search: what is asked of it, how it is looked for, and what it is made of."""

import asyncio
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any, Generic

from msgspec import Struct, structs

from domain import ids
from domain.lists import Count, Edge, NodeT, Page, PageInfo
from domain.queries import found, index_words, sides
from domain.queries.conversations import NEWEST
from domain.queries.found import Bounds, Found, Way
from domain.queries.hits import Composed, Form
from domain.queries.sides import WHOLE, Reading
from domain.rows import Conversation
from domain.rules import pages
from domain.rules.pages import Slice
from domain.viewer import Viewer
from models.accounts import AccountKind

FIRST = 10  # of each module, where nothing else is said
ALONE = frozenset({"count", "value", "exact"})  # the fields of a page of which nothing but its count is shown
BEYOND = 2**31 - 1  # any sequence


class Search(Struct, frozen=True):
    """What is looked for, in normal form: in all conversations, those with one kind of counterpart, or in one."""

    query: str
    kind: AccountKind | None = None
    within: Conversation | None = None
    bounds: Bounds | None = None  # else those of the module

    @property
    def nowhere(self) -> bool:
        """Whether it looks into one conversation that is not of the kind."""
        return self.kind is not None and self.within is not None and self.within.counterpart.kind != self.kind


class HitPage(Page[NodeT], Generic[NodeT]):
    """A page of hits, and of how many conversations they are; inside one conversation, how many they are."""

    count: Count


class Wanted(Struct, frozen=True):
    """What is asked of a module: which part, what of it will be shown, and how far it is counted."""

    part: Slice
    cap: int
    page: bool = True
    count: bool = True
    more: bool = True
    reading: Reading = WHOLE


def wanted(viewer: Viewer, first: int | None, after: str | None, shown: AbstractSet[str] | None) -> Wanted:
    """Raises InvalidInput for a size that is not allowed. `shown` names the API's fields that will be shown."""
    numbers = viewer.house.policy.of(viewer.account.home_market)
    part = pages.cut(first, after, None, None, default=FIRST, most=numbers.conversations_per_page_max)
    if shown is None:
        return Wanted(part, numbers.search_count_cap)
    reading = sides.reading(shown - {"conversation"})  # which is at hand here
    return Wanted(part, numbers.search_count_cap, not shown <= ALONE, "count" in shown, "more" in shown, reading)


class Place(Struct, frozen=True):
    """What is looked for begins after it: an activity and a conversation, or a sequence in one."""

    at: datetime = NEWEST[0]
    key: int = NEWEST[1]
    before: int = BEYOND


FROM_THE_NEWEST = Place()


def after(part: Slice) -> Place:
    """The place in a list of conversations that a part begins after."""
    return FROM_THE_NEWEST if part.cursor is None else Place(*ids.parse_inbox_cursor(part.cursor, "after"))


def after_hit(part: Slice) -> Place:
    """The same in a list of the hits of one conversation."""
    return FROM_THE_NEWEST if part.cursor is None else Place(before=ids.parse_sequence_cursor(part.cursor, "after"))


class Looking(Struct):
    """A module that is looked through."""

    viewer: Viewer
    search: Search
    wanted: Wanted
    statement_of: Callable[[Form], Composed]
    owned: bool = True  # whether the index knows whose it is
    bounds: Bounds = Bounds()

    async def page(self, place: Place) -> tuple[Found, int]:
        """The page after a place, and how many there are on all pages, up to one more than is counted."""
        asked = self.wanted
        size = asked.part.size if asked.page else 0
        counted = asked.cap + 1 if asked.count else 0
        if place is FROM_THE_NEWEST or not asked.count:
            some = await self._look(place, max(size + 1, counted), size)
            return some, some.hits
        some, of_all = await asyncio.gather(self._look(place, size + 1, size), self._look(FROM_THE_NEWEST, counted, 0))
        return some, of_all.hits

    async def _look(self, place: Place, most: int, size: int) -> Found:
        search, asked, me, database = self.search, self.wanted, self.viewer.account, self.viewer.house.database
        given: dict[str, Any] = {
            "account": me.key, "at": place.at, "key": place.key, "before": place.before, "query": search.query,
            "kind": search.kind, "conversation": search.within and search.within.key, "wanted": most, "size": size,
            "most": asked.cap + 1,
        }  # fmt: skip
        form = Form(Way.WALK, search.kind is not None, size > 0, asked.more, asked.reading)

        async def attempt(way: Way, far: int) -> Found:
            composed = self.statement_of(structs.replace(form, way=way))
            words = index_words.asked(search.query, database.dialect, me.key if self.owned else None, far)
            values = composed.values(database.dialect, {**given, **words, "far": far})
            read = await database.fetch(composed.query, *values)
            hits, stopped = read[0][:2]
            return Found(hits, bool(stopped), read if size > 0 else ())

        if search.within is not None:
            return await attempt(Way.INSIDE, 0)
        return await found.newest(attempt, search.bounds or self.bounds, most)


def page(asked: Wanted, some: Found, count: int, hits: Sequence[tuple[str, NodeT | None]]) -> HitPage[NodeT]:
    """The page, of its hits and their cursors; None is one that has gone since it was found."""
    edges = [Edge(hit, cursor) for cursor, hit in hits if hit is not None]
    ends = (hits[0][0], hits[-1][0]) if hits else (None, None)
    info = PageInfo(some.hits > asked.part.size, asked.part.cursor is not None, *ends)
    return HitPage(edges, info, Count(min(count, asked.cap), count <= asked.cap))
