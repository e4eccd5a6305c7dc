"""How far is looked, and by which way, until as much is found as is wanted."""

import pytest

from domain.queries.found import Bounds, Found, Way, newest
from tests.cast import Person, say, started
from tests.conftest import Hands
from tests.finding import found


async def tried(*walked: int) -> list[tuple[Way, int]]:
    """The attempts, where walks find so many of a hundred that are wanted, and stop before the end."""
    attempts: list[tuple[Way, int]] = []

    async def attempt(way: Way, far: int) -> Found:
        hits = walked[len(attempts)] if way is Way.WALK else 100
        attempts.append((way, far))
        return Found(hits, stopped=hits < 100, rows=())

    assert (await newest(attempt, Bounds(2_000, 8_000), 100)).hits == 100
    return attempts


async def test_what_is_common_is_found_among_the_newest() -> None:
    assert await tried(100) == [(Way.WALK, 2_000)]


async def test_what_is_frequent_enough_is_walked_to() -> None:
    assert await tried(64, 100) == [(Way.WALK, 2_000), (Way.WALK, 3_907)]


async def test_what_turns_out_to_be_rarer_further_back_is_left_to_the_index_of_words() -> None:
    assert await tried(64, 90) == [(Way.WALK, 2_000), (Way.WALK, 3_907), (Way.WORDS, 90)]


@pytest.mark.parametrize("hits", [0, 1, 30])
async def test_what_is_rare_is_left_to_the_index_of_words(hits: int) -> None:
    assert await tried(hits) == [(Way.WALK, 2_000), (Way.WORDS, hits)]


@pytest.mark.rule("SRCH-1")
async def test_a_word_that_nobody_says_is_looked_for_through_years(clock: Hands, acme: Person, maya: Person) -> None:
    key = await started(maya, acme)
    for text in ("first", "second", "third", "fourth"):
        await say(maya, key, text)
        clock.advance(days=1_000)

    assert await found(acme, "fifth") == []
    assert await found(acme, "first") == [(key, 1)]
