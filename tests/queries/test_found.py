"""How far is looked, and by which way, until as much is found as is wanted."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.queries.found import Bounds, Found, Way, month_of, newest
from tests.cast import Person, say, started
from tests.conftest import Hands
from tests.finding import found

NOON = datetime(2031, 5, 7, 12, tzinfo=UTC)


async def tried(span: timedelta, hits: int) -> list[tuple[Way, int]]:
    """The attempts, where so many stand in the newest rows, which reach so far back, and no more in all the rest."""
    attempts: list[tuple[Way, int]] = []

    async def attempt(way: Way, far: int) -> Found:
        attempts.append((way, far))
        return Found(hits, NOON - span if way is Way.WALK or far else None, ())

    assert (await newest(attempt, Bounds(2_000, 8_000), 100, NOON)).hits == hits
    return attempts


async def test_what_is_frequent_enough_is_walked_to() -> None:
    assert (await tried(timedelta(days=30), 50))[:2] == [(Way.WALK, 2_000), (Way.WALK, 5_200)]


async def test_what_is_rare_is_looked_for_in_more_months_and_in_all_at_last() -> None:
    now, month = month_of(NOON), timedelta(days=32)

    assert await tried(month, 10) == [
        (Way.WALK, 2_000), (Way.WORDS, now - 15), (Way.WORDS, now - 60), (Way.WORDS, 0),
    ]  # fmt: skip


@pytest.mark.parametrize("years", [2, 20, 2_000])
async def test_what_could_be_older_than_time_itself_is_looked_for_in_all_months_at_once(years: int) -> None:
    assert await tried(timedelta(days=365 * years), 1) == [(Way.WALK, 2_000), (Way.WORDS, 0)]


async def test_what_is_not_among_the_newest_is_looked_for_in_all_months_at_once() -> None:
    assert await tried(timedelta(days=1), 0) == [(Way.WALK, 2_000), (Way.WORDS, 0)]


@pytest.mark.rule("SRCH-1")
async def test_a_word_that_nobody_says_is_looked_for_through_years(clock: Hands, acme: Person, maya: Person) -> None:
    key = await started(maya, acme)
    for text in ("first", "second", "third", "fourth"):
        await say(maya, key, text)
        clock.advance(days=1_000)

    assert await found(acme, "fifth") == []
    assert await found(acme, "first") == [(key, 1)]
