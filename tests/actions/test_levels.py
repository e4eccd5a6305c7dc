"""Levels of creators: set by LIVE GMV, once a month, whoever does it and however late (ACC-8)."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.due_work import DueWork
from domain import policy
from domain.actions import accounts, levels, timers
from domain.actions.accounts import Figure
from domain.house import House
from domain.viewer import System
from models.accounts import AccountKind, CreatorLevel, Metric
from models.due import DueKind
from models.sql import statement
from tests.cast import Person, person, time_does_its_work
from tests.conftest import NOON, Hands, Heard, NothingHappens

Level = CreatorLevel
DECEMBER = datetime(2026, 12, 2, 5, tzinfo=UTC)  # the 2nd, at 00:00 in New York
JANUARY, FEBRUARY = datetime(2027, 1, 2, 5, tzinfo=UTC), datetime(2027, 2, 2, 5, tzinfo=UTC)
HISTORY = statement("SELECT creator_id, set_at, level FROM creator_levels ORDER BY creator_id, set_at")
STANDS = statement("SELECT market, refreshes_at, reached_id FROM level_refreshes ORDER BY market")
DUE = statement("SELECT subject_id, due_at FROM due_work WHERE kind = 'LEVELS_ARE_SET' ORDER BY subject_id")


@pytest.fixture(autouse=True)
def _still(clock: Hands) -> None:
    """Time stands still before anybody is there."""


async def sold(who: Person, units: float, at: datetime = NOON, currency: str = "USD", *, digits: int = 2) -> None:
    """Feed a LIVE GMV, in the currency's unit."""
    figure = Figure(who.key, Metric.LIVE_GMV_30D, round(units * 10**digits), at, currency)
    await accounts.record_statistics(System(who.house), [figure])


async def level(who: Person) -> str:
    """The level of a creator, as it is shown."""
    return (await who.viewer()).account.level


async def read(house: House, query: Any) -> list[tuple[Any, ...]]:
    """Rows."""
    return [tuple(row) for row in await house.database.fetch(query)]


# ── what a figure makes ──


@pytest.mark.rule("ACC-8")
@pytest.mark.parametrize(
    ("units", "expected"),
    [
        (0, Level.NONE), (0.01, Level.BRONZE), (999.99, Level.BRONZE), (1_000, Level.SILVER), (4_999.99, Level.SILVER),
        (5_000, Level.GOLD), (9_999.99, Level.GOLD), (10_000, Level.PLATINUM), (24_999.99, Level.PLATINUM),
        (25_000, Level.RUBY), (49_999.99, Level.RUBY), (50_000, Level.EMERALD), (99_999.99, Level.EMERALD),
        (100_000, Level.SAPPHIRE), (249_999.99, Level.SAPPHIRE), (250_000, Level.DIAMOND), (9e12, Level.DIAMOND),
    ],
)  # fmt: skip
def test_each_level_begins_at_its_threshold(units: float, expected: CreatorLevel) -> None:
    assert levels.level_of(round(units * 100), "USD", policy.load().defaults) is expected


@pytest.mark.rule("ACC-8")
async def test_thresholds_are_in_the_unit_of_the_markets_currency_and_the_markets_own(
    house: House, clock: Hands, tmp_path: Path
) -> None:
    file = tmp_path / "policy.toml"
    file.write_text("[markets.VN.numbers]\nlevel_gmv_silver = 25000000\n")
    house.policy = policy.load(file)
    yuki, linh = await person(house, AccountKind.CREATOR, "yuki", ("JP",)), await person(
        house, AccountKind.CREATOR, "linh", ("VN",)
    )  # fmt: skip
    await sold(yuki, 1_000, currency="JPY", digits=0)
    await sold(linh, 4_000, currency="VND", digits=0)
    clock.at = DECEMBER

    await time_does_its_work(house)

    assert (await level(yuki), await level(linh)) == ("SILVER", "BRONZE")


@pytest.mark.rule("ACC-8")
@pytest.mark.rule("ACC-10", part="money filters")
async def test_an_amount_in_another_currency_than_the_home_markets_makes_no_level(maya: Person, clock: Hands) -> None:
    await sold(maya, 600_000, currency="EUR")
    clock.at = DECEMBER

    await time_does_its_work(maya.house)

    assert await level(maya) == "NONE"


# ── when ──


@pytest.mark.rule("ACC-8")
@pytest.mark.rule("PLT-5", part="monthly levels")
async def test_levels_are_set_on_the_2nd_and_do_not_move_in_between(maya: Person, clock: Hands) -> None:
    await sold(maya, 6_000)
    clock.at = DECEMBER - timedelta(microseconds=1)
    await time_does_its_work(maya.house)
    assert await level(maya) == "NONE"

    clock.at = DECEMBER
    await time_does_its_work(maya.house)
    assert await level(maya) == "GOLD"

    await sold(maya, 0, DECEMBER)
    clock.at = JANUARY - timedelta(microseconds=1)
    await time_does_its_work(maya.house)
    assert await level(maya) == "GOLD"

    clock.at = JANUARY
    await time_does_its_work(maya.house)
    assert await level(maya) == "NONE"
    assert await read(maya.house, HISTORY) == [(maya.key, DECEMBER, "GOLD"), (maya.key, JANUARY, "NONE")]


@pytest.mark.rule("ACC-8")
async def test_each_market_has_its_own_2nd(house: House, maya: Person, clock: Hands) -> None:
    yuki = await person(house, AccountKind.CREATOR, "yuki", ("JP", "US"))
    tokyo = datetime(2026, 12, 1, 15, tzinfo=UTC)
    assert await read(house, STANDS) == [("JP", tokyo, 0), ("US", DECEMBER, 0)]
    await sold(maya, 6_000)
    await sold(yuki, 6_000, currency="JPY", digits=0)

    clock.at = tokyo
    await time_does_its_work(house)

    assert (await level(yuki), await level(maya)) == ("GOLD", "NONE")


@pytest.mark.rule("ACC-8")
@pytest.mark.rule("PLT-5", part="monthly levels")
async def test_the_last_figure_from_before_the_2nd_counts_also_when_it_is_made_up_for(
    maya: Person, noor: Person, clock: Hands
) -> None:
    await sold(maya, 300_000, DECEMBER - timedelta(days=9))
    await sold(maya, 6_000, DECEMBER - timedelta(microseconds=1))
    for who in (maya, noor):
        await sold(who, 60_000, DECEMBER)
        await sold(who, 60_000, DECEMBER + timedelta(days=3))
    clock.at = DECEMBER + timedelta(days=5)  # nobody has worked since

    await time_does_its_work(maya.house)

    assert (await level(maya), await level(noor)) == ("GOLD", "NONE")
    assert await read(maya.house, HISTORY) == [(maya.key, DECEMBER, "GOLD")]


@pytest.mark.rule("ACC-8")
@pytest.mark.rule("PLT-5", part="monthly levels")
async def test_after_a_long_pause_levels_are_set_once_for_the_last_2nd_that_has_passed(
    maya: Person, clock: Hands
) -> None:
    await sold(maya, 6_000)
    await sold(maya, 12_000, JANUARY - timedelta(days=1))
    await sold(maya, 300_000, JANUARY)
    clock.at = JANUARY + timedelta(days=20)

    assert await DueWork(maya.house, {}).do() == 1

    assert await level(maya) == "PLATINUM"
    assert await read(maya.house, HISTORY) == [(maya.key, JANUARY, "PLATINUM")]
    assert await read(maya.house, STANDS) == [("US", FEBRUARY, 0)]
    assert await read(maya.house, DUE) == [(1, FEBRUARY)]


@pytest.mark.rule("ACC-8")
async def test_who_joins_in_between_keeps_the_level_it_came_with(house: House, maya: Person, clock: Hands) -> None:
    clock.at = DECEMBER
    diana = await person(house, AccountKind.CREATOR, "diana", level=Level.DIAMOND)
    await sold(diana, 6_000)
    clock.advance(days=3)
    rosa = await person(house, AccountKind.CREATOR, "rosa", level=Level.RUBY)  # and levels are set after that

    await time_does_its_work(house)
    assert (await level(diana), await level(rosa)) == ("DIAMOND", "RUBY")

    clock.at = JANUARY
    await time_does_its_work(house)
    assert (await level(diana), await level(rosa)) == ("GOLD", "NONE")


@pytest.mark.rule("ACC-8")
async def test_a_level_that_stays_is_not_noted_and_nobody_is_told_of_one(
    maya: Person, noor: Person, clock: Hands, heard: Heard
) -> None:
    await sold(maya, 6_000)
    for moment in (DECEMBER, JANUARY):
        clock.at = moment
        await time_does_its_work(maya.house)

    assert await read(maya.house, HISTORY) == [(maya.key, DECEMBER, "GOLD")]
    assert await heard(maya) == []


async def test_only_markets_that_have_creators_have_levels_to_set(house: House, acme: Person) -> None:
    assert await read(house, STANDS) == await read(house, DUE) == []

    yuki = await person(house, AccountKind.CREATOR, "yuki", ("JP",))
    await person(house, AccountKind.CREATOR, "yuko", ("JP",))

    assert [row[0] for row in await read(yuki.house, STANDS)] == ["JP"]
    assert len(await read(yuki.house, DUE)) == 1


# ── by whom ──


@pytest.fixture
async def crowd(house: House, clock: Hands, monkeypatch: pytest.MonkeyPatch) -> list[Person]:
    """Seven creators, each of whom sold more; three are gone through at a time."""
    monkeypatch.setattr(levels, "BATCH", 3)
    found = [await person(house, AccountKind.CREATOR, f"creator{n}") for n in range(7)]
    for n, who in enumerate(found):
        await sold(who, 1_000 * n)
    return found


OF_THE_CROWD = ["NONE", *["SILVER"] * 4, *["GOLD"] * 2]


@pytest.mark.rule("PLT-5", part="monthly levels")
async def test_a_market_is_gone_through_in_batches(house: House, crowd: list[Person], clock: Hands) -> None:
    clock.at = DECEMBER

    assert await timers.run(System(house), DueKind.LEVELS_ARE_SET, 1)
    assert await read(house, STANDS) == [("US", DECEMBER, crowd[2].key)]
    assert await read(house, DUE) == [(1, DECEMBER)]
    assert await DueWork(house, {}).do() == 2

    assert [await level(who) for who in crowd] == OF_THE_CROWD
    assert await read(house, STANDS) == [("US", JANUARY, 0)]


@pytest.mark.rule("PLT-5", part="monthly levels")
async def test_a_batch_that_takes_the_last_creator_ends_with_an_empty_one(
    house: House, crowd: list[Person], clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(levels, "BATCH", 7)
    clock.at = DECEMBER

    assert await DueWork(house, {}).do() == 2

    assert [await level(who) for who in crowd] == OF_THE_CROWD
    assert await read(house, DUE) == [(1, JANUARY)]


@pytest.mark.rule("PLT-5", part="monthly levels")
async def test_however_many_processes_set_levels_each_is_set_once(
    house: House, crowd: list[Person], clock: Hands
) -> None:
    clock.at = DECEMBER

    done = await asyncio.gather(*(DueWork(house, {}).do() for _ in range(6)))

    assert sum(done) == 3
    assert [await level(who) for who in crowd] == OF_THE_CROWD
    assert [row[0] for row in await read(house, HISTORY)] == [who.key for who in crowd[1:]]
    assert await read(house, DUE) == [(1, JANUARY)]


@pytest.mark.rule("PLT-5", part="monthly levels")
async def test_a_round_that_was_broken_off_for_a_month_begins_anew(
    house: House, crowd: list[Person], clock: Hands
) -> None:
    clock.at = DECEMBER
    await timers.run(System(house), DueKind.LEVELS_ARE_SET, 1)
    await sold(crowd[0], 60_000, JANUARY - timedelta(days=1))
    clock.at = JANUARY + timedelta(days=1)

    await time_does_its_work(house)

    assert [await level(who) for who in crowd] == ["EMERALD", *OF_THE_CROWD[1:]]
    assert {row[1] for row in await read(house, HISTORY) if row[0] > crowd[2].key} == {JANUARY}


async def test_a_round_that_goes_on_later_is_still_of_its_2nd(house: House, crowd: list[Person], clock: Hands) -> None:
    clock.at = DECEMBER
    await timers.run(System(house), DueKind.LEVELS_ARE_SET, 1)
    clock.advance(days=10)
    await sold(crowd[6], 300_000, clock.at)

    await time_does_its_work(house)

    assert [await level(who) for who in crowd] == OF_THE_CROWD
    assert {row[1] for row in await read(house, HISTORY)} == {DECEMBER}


# ── of creators from before there were levels to set ──


async def test_markets_of_before_begin_to_have_levels_set(
    house: House, maya: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    await person(house, AccountKind.CREATOR, "yuki", ("JP",))
    await person(house, AccountKind.SELLER, "roma", ("IT",))
    async with house.database.transaction() as unit:  # as the version before left it
        for table in ("due_work", "level_refreshes"):
            await unit.fetch(statement(f"DELETE FROM {table}"))

    await levels.begin_everywhere(System(house))

    assert [row[0] for row in await read(house, STANDS)] == ["JP", "US"]
    assert len(await read(house, DUE)) == 2
    async with nothing_happens():
        await levels.begin_everywhere(System(house))
