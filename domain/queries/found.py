"""Finding what is newest without looking through all: along an index as far as it pays, then by the index of words.

A walk along the newest rows is quick for what is common, and the index of words for what is rare; a short walk tells
which of them it is. Both find the same: which one did is nobody's business.
"""

import math
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from models.sql import Row

MONTH = 2_764_800  # seconds of what models.migrations.house_0006 calls a month: 32 days
# How much further is looked than what was found so far makes likely: too short is looked at twice.
_MORE_ROWS = 1.3
_MORE_TIME = (1.5, 6)


class Way(StrEnum):
    """How something is found."""

    WALK = "walk"
    WORDS = "words"
    INSIDE = "inside"  # along one conversation


class Bounds(Struct, frozen=True):
    """How many rows are walked before anything else (none: only the index is asked), and how many at most."""

    near: int = 2_000
    far: int = 8_000


class Found(Struct):
    """How much one statement found, of so much as was wanted, and the rows that are shown of it.

    `reached` is where it stopped before the end with less than that: then the rows are missing.
    """

    hits: int
    reached: datetime | None
    rows: Sequence[Row]


Attempt = Callable[[Way, int], Awaitable[Found]]


async def newest(attempt: Attempt, bounds: Bounds, wanted: int, after: datetime) -> Found:
    """The newest that match, up to so many as are wanted, by whichever way is quick.

    `attempt` takes a way and how far it goes: so many rows, or back to a month; by words 0 is all of them.
    """
    if not bounds.near:
        return await attempt(Way.WORDS, 0)
    found = await attempt(Way.WALK, bounds.near)
    often = found.hits / wanted
    if found.reached is not None and bounds.near * _MORE_ROWS < bounds.far * often:
        found = await attempt(Way.WALK, math.ceil(bounds.near * _MORE_ROWS / often))
        often = found.hits / wanted
    if found.reached is None:
        return found
    # As many again should stand in as much time. Where nothing says how much that is, all is looked through at once: to
    # look twice costs more than to find some too many. So is what was said long ago, at last.
    if often:
        walked = (after - found.reached) / timedelta(seconds=MONTH)
        for times in _MORE_TIME:
            month = math.floor(after.timestamp() / MONTH - times * walked / often)  # may be before any calendar
            if month > 0 and (some := await attempt(Way.WORDS, month)).reached is None:
                return some
    return await attempt(Way.WORDS, 0)


def month_of(at: datetime) -> int:
    """The month of a moment, as PostgreSQL's index of words counts them."""
    return math.floor(at.timestamp() / MONTH)
