"""Random operations are answered as graphql-core answers them: twenty thousand, new ones in every run."""

import random
from collections.abc import Awaitable, Callable

import pytest

from domain.house import House
from tests.conftest import Hands
from tests.gateway import trying
from tests.gateway.comparing import Tally
from tests.long.conftest import Note

pytestmark = [pytest.mark.long, trying.FORGOTTEN]

AWKWARD: dict[str, tuple[int, Callable[[range], Awaitable[Tally]]]] = {
    "operations": (9000, trying.awkward_operations),
    "subscriptions": (1000, trying.awkward_subscriptions),
    "documents": (2000, lambda seeds: trying.awkward_documents(len(seeds), random=True)),
}


def seeds(count: int) -> range:
    """Others every time: a failure tells its document, which is all it takes to see it again."""
    start = random.SystemRandom().randrange(10**9)
    return range(start, start + count)


@pytest.mark.parametrize("kind", AWKWARD)
async def test_the_awkward_schema(kind: str, note: Note) -> None:
    count, tried = AWKWARD[kind]

    tally = await tried(seeds(count))

    note(f"{kind} of the awkward schema, answered as by graphql-core: {tally}")
    if kind == "operations":
        tally.is_sane(count)
    assert tally.all == count


async def test_operations_of_parley(clock: Hands, house: House, note: Note) -> None:
    tally = await trying.parley_operations(house, seeds(3200))

    note(f"operations of Parley, answered as by graphql-core: {tally}")
    tally.is_sane(3200)


async def test_documents_of_hypothesis_on_parley(clock: Hands, house: House, note: Note) -> None:
    tally = await trying.parley_documents(house, 800, random=True)

    note(f"documents of hypothesis-graphql on Parley, answered as by graphql-core: {tally}")
    assert tally.all == 800
