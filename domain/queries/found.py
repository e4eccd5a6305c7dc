"""Finding what is newest without looking through all: along an index as far as it pays, then by the index of words.

A walk along the newest rows is quick for what is common, and the index of words for what is rare; a short walk tells
which of them it is. Both find the same: which one did is nobody's business.
"""

import math
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum

from msgspec import Struct

from models.sql import Row


class Way(StrEnum):
    """How something is found."""

    WALK = "walk"
    WORDS = "words"
    INSIDE = "inside"  # along one conversation


class Bounds(Struct, frozen=True):
    """How many rows are walked before anything else (none: only the index is asked), and how many at most."""

    near: int = 2_000
    far: int = 24_000


class Found(Struct):
    """How much one statement found, of so much as was wanted, and the rows that are shown of it.

    `stopped` is whether it did so before the end with less than that: then the rows are missing.
    """

    hits: int
    stopped: bool
    rows: Sequence[Row]


Attempt = Callable[[Way, int], Awaitable[Found]]


async def newest(attempt: Attempt, bounds: Bounds, wanted: int) -> Found:
    """The newest that match, up to so many as are wanted, by whichever way is quick.

    `attempt` takes a way, and how many rows it walks; or, by words, which find all, how many were seen on a walk.
    """
    if not bounds.near:
        return await attempt(Way.WORDS, 0)
    found = await attempt(Way.WALK, bounds.near)
    if found.stopped and found.hits:
        rows = bounds.near * wanted / found.hits * (1 + 2 / math.sqrt(found.hits))  # two deviations further
        if rows < bounds.far:
            found = await attempt(Way.WALK, math.ceil(rows))
    return await attempt(Way.WORDS, found.hits) if found.stopped else found
