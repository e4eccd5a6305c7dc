"""Folders narrowed in all ways, along the folder and by sets: the same as a plain look at every conversation."""

import random

import pytest

from domain.queries import conversations as inbox
from domain.queries import filters
from domain.queries.conversations import InboxFolder
from domain.queries.filters import InboxFilter
from domain.queries.narrowing import Bounds
from domain.viewer import Viewer
from tests.cast import Person
from tests.queries import inboxes
from tests.queries.inboxes import Talk

SIZE, FILTERS = 60, 40
FAR = 4_000


async def read_through(viewer: Viewer, folder: InboxFolder, asked: InboxFilter, bounds: Bounds, size: int) -> list[int]:
    """The conversations of a narrowed folder page by page, and the same from its end."""
    forwards: list[int] = []
    backwards: list[int] = []
    after = before = None
    while True:
        page = await inbox.page(viewer, folder, asked, first=size, after=after, bounds=bounds, shown={"id"})
        forwards += [one.key for one in page.nodes]
        after = page.page_info.end_cursor
        if not page.page_info.has_next_page:
            break
    while True:
        page = await inbox.page(viewer, folder, asked, last=size, before=before, bounds=bounds)
        backwards[:0] = [one.key for one in page.nodes]
        before = page.page_info.start_cursor
        if not page.page_info.has_previous_page:
            break
    assert forwards == backwards
    return forwards


async def counted(viewer: Viewer, asked: InboxFilter, bounds: Bounds) -> list[int]:
    """What each folder is said to hold, up to 11."""
    by, values = filters.read(viewer, asked)
    query = inbox.counts_statement(by, bounds)
    return [*(await viewer.house.database.fetch_row(query, viewer.account.key, 11, *values) or ())]


def found(talks: list[Talk], folder: InboxFolder, asked: InboxFilter) -> list[int]:
    """What a plain look at every conversation finds, the newest first."""
    return [talk.key for talk in talks if talk.lies_in(folder) and talk.matches(asked)]


@pytest.mark.rule("INB-5")
@pytest.mark.parametrize("seed", range(4))
async def test_a_narrowed_folder_is_what_a_look_at_every_conversation_finds(lumen: Person, seed: int) -> None:
    rng = random.Random(seed)
    talks = inboxes.inbox(rng, SIZE)
    await inboxes.put(lumen, talks)
    viewer = await lumen.viewer()

    for _ in range(FILTERS):
        asked = inboxes.asking(rng, lumen.user_key)
        by, _ = filters.read(viewer, asked)
        folder, size = rng.choice([*InboxFolder]), rng.choice([3, 10, 50])
        bounds = Bounds(rng.choice([1, 3, 10, 30, FAR]), rng.choice([0, 5, FAR]), rng.choice([0, 8, FAR]))
        expected = found(talks, folder, asked)
        assert await read_through(viewer, folder, asked, bounds, size) == expected, (seed, asked, folder, bounds, size)
        if by:
            held = [min(len(found(talks, each, asked)), 11) for each in InboxFolder]
            for looked_up in (0, 5, FAR):
                counts = await counted(
                    viewer, asked, Bounds(rng.choice([0, 1, FAR]), looked_up, rng.choice([0, 8, FAR]))
                )
                assert counts == held, (seed, asked, looked_up)
