"""Feeds at once, and what no check of ours foresaw: nothing is made twice, nobody waits in a circle."""

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg
import pytest
from msgspec.structs import replace

from domain.actions import erasures
from domain.actions.feeding import batches, intake, products
from domain.feeding import Outcome
from domain.house import House
from domain.records import KINDS, Record, ShowcaseRecord, VideoRecord
from domain.viewer import System
from tests import invariants
from tests.feeding import (
    CREATED,
    MORNING,
    REFUSED,
    SAM,
    SOAP,
    UNCHANGED,
    UPDATED,
    became,
    creator,
    feed,
    followers,
    product,
    rows,
    said,
    talk,
)

pytestmark = pytest.mark.usefixtures("clock")
NUMBER = 40
LONG_ENOUGH = 0.3


def many(kind: str) -> Sequence[Record]:
    """So many records of a kind."""
    numbers = range(NUMBER)
    made: dict[str, Sequence[Record]] = {
        "accounts": [creator(f"creator-{n}") for n in numbers],
        "products": [product(f"product-{n}") for n in numbers],
        "statistics": [followers(n, -n, account=f"creator-{n % 7}") for n in numbers],
        "showcase": [ShowcaseRecord(creator=f"creator-{n % 7}", product=f"product-{n}") for n in numbers],
        "videos": [
            VideoRecord(external_id=f"v-{n}", creator=f"creator-{n % 7}", product=f"product-{n}", published_at=MORNING)
            for n in numbers
        ],
        "conversations": [talk(said("Hi", n), external_id=f"t-{n}", creator=f"creator-{n}") for n in numbers],
    }
    return made[kind]


@pytest.mark.parametrize("kind", ["accounts", "products", "statistics", "showcase", "videos", "conversations"])
async def test_the_same_records_fed_twice_at_once_are_made_once(house: House, kind: str) -> None:
    await feed(house, SOAP)
    for before in [*KINDS][: [*KINDS].index(kind)]:
        if before in {"accounts", "products"}:
            await feed(house, *many(before))
    forth, back = many(kind), many(kind)[::-1]

    first, second = await asyncio.gather(feed(house, *forth), feed(house, *back))

    assert [{a.status, b.status} for a, b in zip(first, second[::-1], strict=True)] == [{CREATED, UNCHANGED}] * NUMBER
    assert await became(house, *forth) == [UNCHANGED] * NUMBER
    await invariants.holds(house.database, announced=kind != "conversations")


async def test_different_changes_of_the_same_records_at_once_both_end(house: House) -> None:
    await feed(house, *many("accounts"))
    one, other = ([replace(record, name=name) for record in many("accounts")] for name in ("One", "Other"))

    both = await asyncio.gather(feed(house, *one), feed(house, *other[::-1]))

    assert {outcome.status for outcomes in both for outcome in outcomes} == {UPDATED}
    assert len(await rows(house, "SELECT DISTINCT name FROM accounts")) == 1


async def test_nobody_joins_the_team_of_an_account_that_is_erased_meanwhile(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await feed(house, SOAP)
    ((key,),) = await rows(house, "SELECT id FROM accounts")
    meanwhile, look = asyncio.Event(), batches.accounts

    async def slow(*given: Any) -> batches.Accounts:
        found = await look(*given)
        meanwhile.set()
        await asyncio.sleep(LONG_ENOUGH)
        return found

    async def erase() -> None:
        await meanwhile.wait()
        await erasures.erase(System(house), key, "soap")

    monkeypatch.setattr(batches, "accounts", slow)
    await asyncio.gather(feed(house, SAM), erase())

    assert await rows(house, "SELECT id FROM memberships") == []
    assert await rows(house, "SELECT id FROM users WHERE handle = 'sam' OR subject IS NOT NULL") == []


async def test_what_others_hold_stands_in_nobodys_way(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that somebody's forgotten transaction has locked costs that row its turn, and no other."""
    await feed(house, SOAP)
    door = products.feed

    async def held(by: object, fed: Sequence[Record]) -> list[Outcome]:
        if any(record.label == "product-5" for record in fed):
            raise asyncpg.LockNotAvailableError
        return await door(by, fed)  # type: ignore[arg-type] # as it came

    monkeypatch.setitem(intake.DOORS, "products", held)
    outcomes = await feed(house, *many("products"))

    assert [n for n, outcome in enumerate(outcomes) if outcome.status is not CREATED] == [5]
    assert outcomes[5].status is REFUSED
    assert str(outcomes[5].problem) == "Somebody else was at this for too long: feed it again."
    monkeypatch.setitem(intake.DOORS, "products", door)
    assert (await became(house, *many("products"))).count(CREATED) == 1


async def test_what_a_constraint_refuses_is_found_by_halving(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a title that cannot be searched for would be: the column takes no null."""
    await feed(house, SOAP)
    calls: list[int] = []
    door = products.feed

    async def through(by: object, fed: Sequence[Record]) -> list[Outcome]:
        calls.append(len(fed))
        return await door(by, fed)  # type: ignore[arg-type] # as it came

    monkeypatch.setitem(intake.DOORS, "products", through)
    monkeypatch.setattr("domain.actions.feeding.products.normal", lambda title: None if "5" in title else title)

    statuses = await became(house, *many("products"))

    wrong = [n for n in range(NUMBER) if "5" in str(n)]
    assert [n for n, status in enumerate(statuses) if status is REFUSED] == wrong
    assert len(await rows(house, "SELECT id FROM products")) == NUMBER - len(wrong)
    assert calls[0] == NUMBER
