"""How many statements a send takes: the limits cost those nothing who are connected, linked or counted already."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from domain.actions import accounts, deliveries
from domain.actions.accounts import Figure
from domain.house import House
from domain.viewer import System
from models.accounts import AccountKind, Metric
from models.sql import Statement
from tests.actions.test_bulk import begun
from tests.cast import Person, linked, person, say, started
from tests.conftest import Hands

TIMES = 3


class Counted:
    """A unit of work that notes its statements; one for several rows is one."""

    def __init__(self, unit: Any, noted: list[str]) -> None:
        self.dialect = unit.dialect
        self.fetch = self._noting(unit.fetch, noted)
        self.fetch_row = self._noting(unit.fetch_row, noted)
        self.execute_many = self._noting(unit.execute_many, noted)

    def _noting(self, run: Callable[..., Any], noted: list[str]) -> Callable[..., Any]:
        async def noting(query: Statement, *values: Any) -> Any:
            noted.append(query.postgres if self.dialect == "postgres" else query.sqlite)
            return await run(query, *values)

        return noting


@pytest.fixture
def statements(house: House, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement of a transaction, from now on."""
    noted: list[str] = []
    begin = house.database.transaction

    @asynccontextmanager
    async def transaction() -> AsyncIterator[Counted]:
        async with begin() as unit:
            yield Counted(unit, noted)

    monkeypatch.setattr(house.database, "transaction", transaction)
    return noted


async def taken(by: Person, places: list[int], statements: list[str], word: str = "hello") -> list[int]:
    """How many statements each send takes, one after the other."""
    counts = []
    for n, place in enumerate(places):
        statements.clear()
        await say(by, place, f"{word} {n} in {place}")
        counts.append(len(statements))
    return counts


async def met(by: Person, number: int) -> list[int]:
    """Conversations with so many creators who never responded."""
    creators = [await person(by.house, AccountKind.CREATOR, f"creator{n}") for n in range(number)]
    return [await started(by, creator) for creator in creators]


async def sells(by: Person, clock: Hands) -> None:
    """A seller with a weekly limit, and no starter's pack."""
    figure = Figure(by.key, Metric.AFFILIATE_GMV_30D, 500_000, clock.at - timedelta(days=7), "USD")
    await accounts.record_statistics(System(by.house), [figure])


async def test_a_creators_send(maya: Person, acme: Person, dialect: str, statements: list[str]) -> None:
    place = await started(maya, acme)

    assert await taken(maya, [place] * TIMES, statements) == [{"postgres": 4, "sqlite": 11}[dialect]] * TIMES


async def test_a_sellers_send_to_a_connected_creator_in_whatever_week(
    maya: Person, acme: Person, clock: Hands, dialect: str, statements: list[str]
) -> None:
    place = await started(maya, acme)
    await say(maya, place, "hello")

    for week in range(2):
        counts = await taken(acme, [place, place], statements, f"week {week}")
        assert counts == [{"postgres": 4, "sqlite": 11}[dialect]] * 2
        clock.advance(days=7)


async def test_a_sellers_first_contacts_of_a_week_and_what_it_says_next(
    acme: Person, clock: Hands, dialect: str, statements: list[str]
) -> None:
    """The week is read, and the unit taken and noted: on PostgreSQL at once. The first of all begins the week."""
    await sells(acme, clock)
    places = await met(acme, TIMES)
    first, other, free = {"postgres": (7, 6, 4), "sqlite": (15, 14, 11)}[dialect]

    assert await taken(acme, places, statements) == [first, other, other]
    assert await taken(acme, places, statements, "again") == [free] * TIMES


async def test_contacts_paid_from_the_starters_pack(
    fresh: Person, clock: Hands, dialect: str, statements: list[str]
) -> None:
    """A unit of the pack is one more; the first of all finds no week and no pack, and begins them."""
    first, other = {"postgres": (10, 7), "sqlite": (18, 15)}[dialect]

    assert await taken(fresh, await met(fresh, TIMES), statements) == [first, other, other]


async def test_an_agencys_send(maya: Person, northstar: Person, dialect: str, statements: list[str]) -> None:
    """Where they are not linked it takes one more: whether they have an active collaboration."""
    unlinked, linked_ = {"postgres": (5, 4), "sqlite": (12, 11)}[dialect]
    assert await taken(northstar, await met(northstar, TIMES), statements) == [unlinked] * TIMES

    place = await started(northstar, maya)
    await linked(northstar, maya)

    assert await taken(northstar, [place] * TIMES, statements) == [linked_] * TIMES


async def test_a_creator_of_a_bulk_message(
    house: House, acme: Person, clock: Hands, dialect: str, statements: list[str]
) -> None:
    """Each whom the seller did not know yet, after the first, which begins the week: weighed before a pair is made."""
    await sells(acme, clock)
    sent = await begun(acme, [await person(house, AccountKind.CREATOR, f"creator{n}") for n in range(TIMES + 1)])
    counts = []

    for _ in range(TIMES + 1):
        statements.clear()
        await deliveries.deliver(System(house), sent.key)
        counts.append(len(statements))

    first, other = {"postgres": (13, 12), "sqlite": (21, 20)}[dialect]
    assert counts == [first, *[other] * TIMES]
