"""Samples of both sides, the newest request first (SMP-4)."""

from collections.abc import Sequence
from functools import partial

from domain import samples
from domain.lists import Page
from domain.queries import keyed
from domain.rules import access, pages
from domain.samples import COLUMNS, Sample
from domain.viewer import Viewer
from models.accounts import AccountKind
from models.samples import SampleStatus
from models.sql import statement

_SIDE = {True: "creator_id", False: "seller_id"}  # a creator's view or not
PAGES = {
    is_creator: statement(f"""
    SELECT {COLUMNS} FROM samples x
    WHERE x.{side} = $1 AND x.id < $2 AND ($4 = '' OR $4 LIKE '% ' || x.status || ' %') ORDER BY x.id DESC LIMIT $3""")
    for is_creator, side in _SIDE.items()
}
SOME = statement(f"SELECT {COLUMNS} FROM samples x WHERE x.id IN LIST($2) AND $1 IN (x.seller_id, x.creator_id)")


async def page(
    viewer: Viewer,
    statuses: Sequence[SampleStatus] | None = None,
    *,
    first: int | None = None,
    after: str | None = None,
) -> Page[Sample]:
    """Those of the viewer's account, of some statuses or of all."""
    access.messaging(viewer)
    me = viewer.account
    part = pages.items(first, after, viewer.house.policy.of(me.home_market))
    bounds = (keyed.place(part), part.size + 1, keyed.words(statuses))
    found = await viewer.house.database.fetch(PAGES[me.kind == AccountKind.CREATOR], me.key, *bounds)
    return keyed.page(found, part, partial(samples.sample, me_key=me.key))


async def some(viewer: Viewer, keys: Sequence[int]) -> dict[int, Sample]:
    """Those of the named that are of the viewer's account, on either side."""
    access.messaging(viewer)
    found = await viewer.house.database.fetch(SOME, viewer.account.key, list(keys))
    return {row[0]: samples.sample(row, viewer.account.key) for row in found}
