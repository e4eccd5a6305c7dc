"""Searching as somebody, and what it found in short."""

from typing import Any

from domain.queries import search
from domain.queries.found import Bounds
from domain.queries.hit_pages import HitPage, Search
from models.search import SearchModule
from tests.cast import Person

MESSAGES, PRODUCTS, SAMPLES = SearchModule
ACCOUNTS = "accounts"
MODULES = (ACCOUNTS, *SearchModule)
# As it is, along the newest only, by words only, and one after the other.
WAYS = (Bounds(), Bounds(near=1_000_000), Bounds(near=0), Bounds(near=2, far=10))


def told(page: HitPage[Any]) -> list[Any]:
    """All that a page says."""
    hits = [
        (edge.cursor, edge.node.conversation.key, edge.node.text, edge.node.ranges, getattr(edge.node, "more", None))
        for edge in page.edges
    ]
    return [hits, page.page_info, page.count]


async def page(
    who: Person, text: str, module: str = MESSAGES, *, after: str | None = None, first: int = 50, **asked: Any
) -> HitPage[Any]:
    """A page of a module; that every way finds the same is made sure of."""
    viewer = await who.viewer()
    looked_for = await search.asked(viewer, text, **asked)
    pages: list[HitPage[Any]] = []
    for bounds in WAYS:
        this = Search(looked_for.query, looked_for.kind, looked_for.within, bounds)
        if module == ACCOUNTS:
            pages.append(await search.accounts(viewer, this, first, after))
        else:
            pages.append(await search.messages(viewer, this, SearchModule(module), first, after))
    assert all(told(one) == told(pages[0]) for one in pages)
    return pages[0]


async def found(who: Person, text: str, module: str = MESSAGES, **asked: Any) -> list[tuple[int, int]]:
    """The conversations and sequences of the hits; of accounts the sequence is 0."""
    nodes = (await page(who, text, module, **asked)).nodes
    return [(hit.conversation.key, hit.message.sequence if module != ACCOUNTS else 0) for hit in nodes]


async def everywhere(who: Person, text: str) -> dict[str, list[tuple[int, int]]]:
    """What each module finds, where it finds something."""
    return {module: hits for module in MODULES if (hits := await found(who, text, module))}
