"""How many statements a send takes: the limits cost those nothing who are connected, linked or counted already."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from domain.house import House
from models.database import Unit
from tests.cast import Person, linked, say, started
from tests.conftest import Hands

PLAIN = {"sqlite": 9, "postgres": 4}  # the pair, the message and its sides, the feeds of both

Counted = Callable[[Awaitable[None]], Awaitable[int]]


class Counting:
    """A unit of work that counts its statements."""

    def __init__(self, inner: Unit) -> None:
        self.inner, self.dialect, self.statements = inner, inner.dialect, 0

    def __getattr__(self, name: str) -> Any:
        async def counted(*given: Any) -> Any:
            self.statements += 1
            return await getattr(self.inner, name)(*given)

        return counted


@pytest.fixture
def more(house: House, monkeypatch: pytest.MonkeyPatch) -> Counted:
    """How many statements something takes beyond those of a plain send."""
    begin, units = house.database.transaction, list[Counting]()

    @asynccontextmanager
    async def transaction() -> AsyncIterator[Counting]:
        async with begin() as unit:
            units.append(Counting(unit))
            yield units[-1]

    monkeypatch.setattr(house.database, "transaction", transaction)

    async def count(done: Awaitable[None]) -> int:
        units.clear()
        await done
        (unit,) = units
        return unit.statements - PLAIN[house.database.dialect]

    return count


async def test_a_creators_and_to_a_connected_creator_a_sellers_take_no_more(
    maya: Person, acme: Person, more: Counted, clock: Hands
) -> None:
    conversation = await started(maya, acme)

    assert await more(say(maya, conversation, "hello")) == 0
    for week in range(2):
        assert await more(say(acme, conversation, f"hello {week}")) == 0
        clock.advance(days=7)


async def test_a_sellers_first_contact_of_a_week_takes_what_the_week_and_the_pack_need(
    house: House, maya: Person, noor: Person, acme: Person, more: Counted
) -> None:
    apart = house.database.dialect == "sqlite"  # PostgreSQL notes a contact with what pays for it
    here, there = await started(acme, maya), await started(acme, noor)

    # The week is read, and made; no pack is found, it is made, a unit of it taken; the week and the contact are noted.
    assert await more(say(acme, here, "one")) == 6 + apart
    # The week is read, a unit of the pack taken; the week and the contact are noted.
    assert await more(say(acme, there, "three")) == 3 + apart
    for text, conversation in (("two", here), ("four", there)):
        assert await more(say(acme, conversation, text)) == 0


async def test_an_agency_that_is_not_linked_takes_one_more_to_know_whether_it_collaborates(
    maya: Person, noor: Person, northstar: Person, more: Counted
) -> None:
    await linked(northstar, noor)

    assert await more(say(northstar, await started(northstar, maya), "hello")) == 1
    assert await more(say(northstar, await started(northstar, noor), "welcome")) == 0
