"""Samples of both sides, the newest request first (SMP-4)."""

from collections.abc import Sequence
from functools import partial

from domain import samples
from domain.lists import Page
from domain.queries import keyed
from domain.rules import access
from domain.samples import COLUMNS, Sample
from domain.viewer import Viewer
from models.samples import SampleStatus
from models.sql import statement

PAGES = keyed.of_sides(f"SELECT {COLUMNS} FROM samples x", "x", "seller_id")
SOME = statement(f"SELECT {COLUMNS} FROM samples x WHERE x.id IN LIST($2) AND $1 IN (x.seller_id, x.creator_id)")


async def page(
    viewer: Viewer,
    statuses: Sequence[SampleStatus] | None = None,
    *,
    first: int | None = None,
    after: str | None = None,
) -> Page[Sample]:
    """Those of the viewer's account, of some statuses or of all."""
    build = partial(samples.sample, me_key=viewer.account.key)
    return await keyed.read_side(viewer, PAGES, build, statuses, first, after)


async def some(viewer: Viewer, keys: Sequence[int]) -> dict[int, Sample]:
    """Those of the named that are of the viewer's account, on either side."""
    access.messaging(viewer)
    found = await viewer.house.database.fetch(SOME, viewer.account.key, list(keys))
    return {row[0]: samples.sample(row, viewer.account.key) for row in found}
