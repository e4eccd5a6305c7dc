"""Feeds at once, and what no check of ours foresaw: nothing is made twice, nobody waits in a circle."""

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg
import pytest
from msgspec.structs import replace

from app.due_work import DueWork
from domain.actions import erasures
from domain.actions.feeding import batches, intake, products
from domain.feeding import Outcome
from domain.house import House
from domain.records import KINDS, CampaignRecord, LicenceRecord, Record, ShowcaseRecord, VideoRecord
from domain.viewer import System
from tests import invariants
from tests.conftest import Hands
from tests.erasing import WORD, where
from tests.feeding import (
    CREATED,
    LENA,
    MARKETPLACE,
    MORNING,
    REFUSED,
    SAM,
    SOAP,
    STARS,
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
(CAMPAIGN,) = (record for record in MARKETPLACE if isinstance(record, CampaignRecord))
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


async def fed_while_it_is_erased(house: House, monkeypatch: pytest.MonkeyPatch, record: Record, id: str) -> None:
    """Feed a record of an account that begins to be erased once it has been looked up."""
    ((key, handle),) = await rows(house, "SELECT id, handle FROM accounts WHERE external_id = $1", id)
    meanwhile, look = asyncio.Event(), batches.accounts

    async def slow(*given: Any) -> batches.Accounts:
        found = await look(*given)
        meanwhile.set()
        await asyncio.sleep(LONG_ENOUGH)
        return found

    async def erase() -> None:
        await meanwhile.wait()
        await erasures.erase(System(house), key, handle)

    monkeypatch.setattr(batches, "accounts", slow)
    await asyncio.gather(feed(house, record), erase())


WORDS: dict[str, tuple[str, Record]] = {
    "products": ("soap", product("bar", title=WORD, category=WORD)),
    "campaigns": ("stars", replace(CAMPAIGN, title=WORD)),
    "licences": ("lena", LicenceRecord(creator="lena", contact=WORD, profile=WORD)),
    "conversations": ("lena", talk(said(WORD, 1, by_creator=True))),
    "conversations of a seller": ("soap", talk(said(WORD, 1))),
}


@pytest.mark.rule("PLT-4")
@pytest.mark.parametrize("what", WORDS)
async def test_no_word_is_left_of_what_is_fed_of_an_account_that_is_erased_meanwhile(
    house: House, monkeypatch: pytest.MonkeyPatch, clock: Hands, what: str
) -> None:
    await feed(house, LENA, SOAP, STARS)
    await feed(house, product("bar"), product("brush"))

    await fed_while_it_is_erased(house, monkeypatch, WORDS[what][1], WORDS[what][0])

    for _ in range(3):  # what was on its way when it began is looked for a minute later
        await DueWork(house, {}).do()
        clock.advance(minutes=2)
    assert await where(house) == {}
    await invariants.holds(house.database, announced=False)


async def test_nobody_joins_the_team_of_an_account_that_is_erased_meanwhile(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await feed(house, SOAP)

    await fed_while_it_is_erased(house, monkeypatch, SAM, "soap")

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
