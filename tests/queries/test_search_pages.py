"""Page after page of a search is a scan of all there is: each conversation once, whatever way each page takes."""

import itertools
import random
from typing import Any

import pytest

from domain.actions import messages
from domain.house import House
from domain.queries import search
from domain.queries.found import Bounds
from domain.queries.hit_pages import HitPage, Search
from domain.viewer import Viewer
from models.accounts import AccountKind
from models.search import SearchModule
from tests.cast import Person, offered, person, requested, shown, started
from tests.conftest import Hands
from tests.scanning import Hit, scan

# All by one walk, all by words, and walks that give way to words early, late, and in the middle of a page.
WAYS = (Bounds(), Bounds(near=0), Bounds(near=1, far=1), Bounds(near=4, far=9), Bounds(near=15, far=30))
_made = itertools.count()


@pytest.fixture
async def talks(clock: Hands, house: House, acme: Person) -> list[int]:
    """Fourteen creators who say much in the same moment, and some of it a month or a year before the rest."""
    dice = random.Random(11)
    creators = [await person(house, AccountKind.CREATOR, f"lamp{n}", name=f"Creator {n % 3}") for n in range(14)]
    keys = [await started(creator, acme) for creator in creators]
    products = await offered(acme, "Moon lamp", "Silk scarf", "Lamp shade", samples_offered=True)
    for turn in range(4):
        for creator, key in dice.sample(list(zip(creators, keys, strict=True)), 14):
            viewer = await creator.viewer()
            for _ in range(dice.randrange(1, 4)):
                text = dice.choice(
                    ("a lamp", "LAMP again", "no", "nothing", f"only {turn}", "early" if turn < 2 else "x")
                )
                await messages.send(viewer, key, f"made {next(_made)}", text)
            if turn == 1 and dice.random() < 0.7:
                await shown(acme, key, dice.sample(products, 2), str(next(_made)))
                await requested(creator, dice.choice(products))
            if dice.random() < 0.2:
                clock.advance(seconds=1)
        clock.advance(days=(20, 400, 40, 0)[turn])
    return keys


async def paged(viewer: Viewer, looked_for: Search, module: str, first: int) -> tuple[list[Hit], set[tuple[int, bool]]]:
    """All the pages of a module, and all the counts that they say."""
    hits, counts, after = [], set(), None
    while True:
        if module == "accounts":
            page: HitPage[Any] = await search.accounts(viewer, looked_for, first, after)
        else:
            page = await search.messages(viewer, looked_for, SearchModule(module), first, after)
        for hit in page.nodes:
            sequence, more = (hit.message.sequence, hit.more.value) if hasattr(hit, "message") else (0, 0)
            hits.append(Hit(hit.conversation.key, sequence, hit.text, more))
        counts.add((page.count.value, page.count.exact))
        assert page.page_info.has_next_page == (len(page.nodes) == first and len(hits) < page.count.value)
        if not page.page_info.has_next_page:
            return hits, counts
        after = page.page_info.end_cursor


@pytest.mark.rule("SRCH-1")
async def test_all_pages_together_are_a_scan_by_every_way(house: House, acme: Person, talks: list[int]) -> None:
    viewer, everything = await acme.viewer(), await scan(house, acme.key)
    inside = talks[3]

    for query, first, bounds in itertools.product(("lamp", "early", "y 1", "zz"), (1, 4), WAYS):
        looked_for = Search(query, bounds=bounds)
        for module in ("accounts", *SearchModule):
            expected = everything.accounts(query) if module == "accounts" else everything.messages(module, query)
            hits, counts = await paged(viewer, looked_for, module, first)
            assert hits == expected, (query, first, bounds, module)
            assert counts == {(len(expected), True)}
    within = await search.asked(viewer, "lamp", conversation_key=inside)
    for module in SearchModule:
        hits, counts = await paged(viewer, within, module, 2)
        assert hits == everything.within(module, inside, "lamp")
        assert counts == {(len(hits), True)}
