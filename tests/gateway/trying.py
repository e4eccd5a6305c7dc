"""Many operations, one after the other, on the awkward schema and on Parley's."""

import gc
from collections.abc import Iterable
from typing import Any

import pytest
from graphql import GraphQLSchema
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import from_schema, nodes, queries

from domain.house import House
from tests.gateway import marketplace
from tests.gateway.awkward import roots
from tests.gateway.comparing import Subject, Tally
from tests.gateway.executing import core
from tests.gateway.operations import Case, Ground, operation
from tests.gateway.reducing import smallest

KINDS = ["query"] * 5 + ["mutation"]
BUDGETS = [5, 12, 25]  # selections, about
# graphql-core itself forgets a coroutine now and then, where an error has cancelled what was to await it.
# It is told of whenever garbage is collected, also where nothing can be told: pytest has another warning for that.
FORGOTTEN = pytest.mark.filterwarnings(
    "ignore:coroutine .* was never awaited:RuntimeWarning",
    "ignore:Exception ignored in. <coroutine:pytest.PytestUnraisableExceptionWarning",
)
AWKWARD_SCALARS: Any = {
    "Even": st.sampled_from([2, 4, 3, -2]).map(lambda number: nodes.Int(number)),  # noqa: PLW0108 - it takes more
    "Loud": st.sampled_from(["Shout", ""]).map(lambda text: nodes.String(text)),  # noqa: PLW0108
}


def awkward(tally: Tally) -> Subject:
    """The awkward schema."""
    return Subject(roots.build(), roots.context, roots.log, roots.Root(), tally)


async def agree(subject: Subject, case: Case, *, streams: bool = False) -> None:
    """Run an operation both ways. Raises AssertionError that tells the smallest like it that differs."""
    if not await _differs(subject, case, streams=streams):
        return
    small = await smallest(case, lambda candidate: _differs(subject, candidate, streams=streams))
    await subject.agree(small, streams=streams)
    await subject.agree(case, streams=streams)
    raise AssertionError(f"this differed, and does no more:\n{case}")


async def _differs(subject: Subject, case: Case, *, streams: bool) -> bool:
    try:
        await subject.agree(case, streams=streams)
    except AssertionError:
        return True
    return False


def one_root_field(schema: GraphQLSchema) -> st.SearchStrategy[str]:
    """Queries of one field each: of several, nearly always one is refused."""
    assert schema.query_type is not None
    return st.sampled_from(list(schema.query_type.fields)).flatmap(lambda name: queries(schema, fields=[name]))


def documents(strategy: st.SearchStrategy[str], count: int, *, random: bool) -> list[Case]:
    """What hypothesis-graphql makes: always the same, or at random."""
    found: list[Case] = []

    @settings(
        max_examples=count,
        derandomize=not random,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def keep(document: str) -> None:
        found.append(Case(document))

    keep()
    return found


async def awkward_operations(seeds: Iterable[int]) -> Tally:
    """Our own operations on the awkward schema."""
    subject = awkward(Tally())
    ground = Ground(core(subject.schema), roots.HINTS)
    for seed in seeds:
        await agree(subject, operation(ground, seed, KINDS, BUDGETS[seed % 3]))
    gc.collect()  # what was forgotten is told of here, and not in a test to come
    return subject.tally


async def awkward_subscriptions(seeds: Iterable[int]) -> Tally:
    """Our own subscriptions on the awkward schema, each to its end."""
    subject = awkward(Tally())
    ground = Ground(core(subject.schema), roots.HINTS)
    for seed in seeds:
        await agree(subject, operation(ground, seed, ["subscription"], BUDGETS[seed % 3]), streams=True)
    gc.collect()  # what was forgotten is told of here, and not in a test to come
    return subject.tally


async def awkward_documents(count: int, *, random: bool = False) -> Tally:
    """Documents of hypothesis-graphql on the awkward schema."""
    subject = awkward(Tally())
    strategy = from_schema(core(subject.schema), custom_scalars=AWKWARD_SCALARS)
    for case in documents(strategy, count, random=random):
        await agree(subject, case)
    gc.collect()  # what was forgotten is told of here, and not in a test to come
    return subject.tally


async def parley_operations(house: House, seeds: Iterable[int]) -> Tally:
    """Our own operations on a small marketplace, as one person after the other."""
    market, tally = await marketplace.load(house), Tally()
    ground = Ground(core(market.schema), market.hints)
    for seed in seeds:
        viewer = market.viewers[seed % len(market.viewers)]
        await agree(market.subject(viewer, tally), operation(ground, seed, KINDS, BUDGETS[seed % 3]))
    gc.collect()
    return tally


async def parley_documents(house: House, count: int, *, random: bool = False) -> Tally:
    """Documents of hypothesis-graphql on a small marketplace: their ids are nonsense, so they only read."""
    market, tally = await marketplace.load(house), Tally()
    for number, case in enumerate(documents(one_root_field(core(market.schema)), count, random=random)):
        await agree(market.subject(market.viewers[number % len(market.viewers)], tally), case)
    gc.collect()
    return tally
