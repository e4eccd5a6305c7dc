"""Accounts as the platform feeds them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from domain.actions import accounts
from domain.actions.accounts import Figure, NewAccount
from domain.errors import InvalidInput, NotFound
from domain.house import House
from domain.queries import accounts as queries
from domain.rows import Stat
from domain.viewer import System
from models.accounts import AccountKind, AccountStatus, CreatorLevel, Metric, Programme
from models.sql import statement
from tests.cast import Person, person
from tests.conftest import NOON, Hands, NothingHappens


def new(**more: Any) -> NewAccount:
    """A seller in the United States, but for what is said."""
    return NewAccount(**{"kind": AccountKind.SELLER, "handle": "acme", "name": "Acme", "markets": ("US",)} | more)


AGENCY = {"kind": AccountKind.AGENCY, "programmes": (Programme.CAP,)}
CREATOR = {"kind": AccountKind.CREATOR}


# ── what an account is ──


@pytest.mark.rule("ACC-1", part="accounts")
@pytest.mark.parametrize(
    "programmes", [(Programme.CAP,), (Programme.TAP,), (Programme.TAP, Programme.CAP)], ids=["CAP", "TAP", "both"]
)
async def test_an_agency_has_either_programme_or_both(house: House, programmes: Sequence[Programme]) -> None:
    agency = await person(house, AccountKind.AGENCY, "northstar", programmes=programmes)

    assert (await agency.viewer()).account.programmes == sorted(programmes)


@pytest.mark.rule("ACC-1", part="accounts")
@pytest.mark.parametrize("kind", [AccountKind.SELLER, AccountKind.AGENCY])
async def test_sellers_and_agencies_may_be_live_partners(house: House, kind: AccountKind) -> None:
    partner = await person(house, kind, "partner", live_partner=True)

    assert (await partner.viewer()).account.live_partner is True


@pytest.mark.rule("ACC-1", part="accounts")
async def test_an_account_is_shown_as_it_was_made(house: House, maya: Person) -> None:
    await accounts.create(
        System(house),
        new(
            handle="@Tea.House",
            name=" Tea  House ",
            markets=("US", "JP"),
            category="Food",
            avatar_url="https://a/b.png",
        ),
    )

    shown = await queries.by_handle(await maya.viewer(), "TEA.HOUSE")

    assert shown is not None
    assert (shown.kind, shown.handle, shown.name) == ("SELLER", "tea.house", "Tea House")
    assert (shown.home_market, shown.markets, shown.category) == ("US", ["JP", "US"], "Food")
    assert (shown.avatar_url, shown.status, shown.level) == ("https://a/b.png", "ACTIVE", "NONE")


@pytest.mark.rule("ACC-1", part="accounts")
@pytest.mark.parametrize("handle", ["maya", "MAYA", "@maya"])
async def test_a_handle_is_given_once(house: House, maya: Person, handle: str, nothing_happens: NothingHappens) -> None:
    async with nothing_happens():
        with pytest.raises(InvalidInput, match="is taken") as refused:
            await accounts.create(System(house), new(handle=handle))

    assert refused.value.facts == {"field": "handle"}


@pytest.mark.rule("ACC-1", part="accounts")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": AccountKind.AGENCY}, "programmes"),
        ({"programmes": (Programme.CAP,)}, "programmes"),
        ({**CREATOR, "programmes": (Programme.TAP,)}, "programmes"),
        ({**CREATOR, "live_partner": True}, "livePartner"),
        ({"verified": True}, "verified"),
        ({**CREATOR, "verified": True}, "verified"),
        ({"level": CreatorLevel.GOLD}, "level"),
        ({**AGENCY, "level": CreatorLevel.GOLD}, "level"),
        ({"markets": ()}, "markets"),
        ({"markets": ("US", "XX")}, "markets"),
        ({"name": " "}, "name"),
        ({"handle": "no spaces"}, "handle"),
    ],
    ids=str,
)
async def test_what_no_account_can_be_is_refused(
    house: House, wrong: dict[str, Any], field: str, nothing_happens: NothingHappens
) -> None:
    async with nothing_happens():
        with pytest.raises(InvalidInput) as refused:
            await accounts.create(System(house), new(**wrong))

    assert refused.value.facts == {"field": field}


@pytest.mark.rule("ACC-10", part="home market")
async def test_the_first_market_is_the_home_market(house: House) -> None:
    roma = await person(house, AccountKind.SELLER, "roma", ("IT", "US", "DE"))

    account = (await roma.viewer()).account
    market = house.policy.market(account.home_market)
    assert (account.home_market, market.currency, market.zone.key) == ("IT", "EUR", "Europe/Rome")


async def test_the_status_of_an_unknown_account_cannot_be_set(house: House, nothing_happens: NothingHappens) -> None:
    async with nothing_happens():
        with pytest.raises(NotFound):
            await accounts.set_status(System(house), 1, AccountStatus.DEACTIVATED)


# ── figures ──


async def fed(who: Person, metric: Metric, value: int, *, hours_ago: float, currency: str | None = None) -> None:
    """Feed a figure, taken so many hours before noon."""
    taken_at = NOON - timedelta(hours=hours_ago)
    await accounts.record_statistics(System(who.house), [Figure(who.key, metric, value, taken_at, currency)])


async def figures(of: Person, seen_by: Person) -> dict[Metric, Stat]:
    """What somebody sees of an account."""
    return (await queries.latest_stats(await seen_by.viewer(), [of.key]))[of.key]


@pytest.mark.rule("ACC-7")
async def test_the_latest_value_by_the_time_it_was_taken_counts(clock: Hands, maya: Person, acme: Person) -> None:
    await fed(maya, Metric.FOLLOWERS, 100, hours_ago=3)
    await fed(maya, Metric.FOLLOWERS, 300, hours_ago=1)
    await fed(maya, Metric.FOLLOWERS, 200, hours_ago=2)

    assert await figures(maya, acme) == {
        Metric.FOLLOWERS: Stat(300, None, NOON - timedelta(hours=1), stale=False),
    }


@pytest.mark.rule("ACC-7")
async def test_a_value_older_than_48_hours_is_marked_stale(clock: Hands, maya: Person, acme: Person) -> None:
    await fed(maya, Metric.FOLLOWERS, 100, hours_ago=48)

    assert (await figures(maya, acme))[Metric.FOLLOWERS].stale is False
    clock.advance(microseconds=1)
    assert (await figures(maya, acme))[Metric.FOLLOWERS].stale is True


@pytest.mark.rule("ACC-7")
async def test_figures_are_appended_and_never_overwritten(clock: Hands, house: House, maya: Person) -> None:
    await fed(maya, Metric.FOLLOWERS, 100, hours_ago=2)
    await fed(maya, Metric.FOLLOWERS, 200, hours_ago=1)
    await fed(maya, Metric.FOLLOWERS, 999, hours_ago=2)

    kept = await house.database.fetch(statement("SELECT value FROM statistics ORDER BY taken_at"))
    assert [row[0] for row in kept] == [100, 200]


@pytest.mark.rule("ACC-7")
async def test_every_figure_is_shown_with_the_time_it_was_taken(clock: Hands, maya: Person, acme: Person) -> None:
    for hours, metric in enumerate(Metric):
        await fed(maya, metric, hours, hours_ago=hours, currency="USD" if metric.is_money else None)

    assert await figures(maya, acme) == {
        metric: Stat(hours, "USD" if metric.is_money else None, NOON - timedelta(hours=hours), stale=False)
        for hours, metric in enumerate(Metric)
    }


@pytest.mark.rule("ACC-7")
async def test_the_figures_of_many_are_read_each_by_its_own_time(
    clock: Hands, maya: Person, noor: Person, acme: Person
) -> None:
    await fed(maya, Metric.FOLLOWERS, 100, hours_ago=1)
    await fed(noor, Metric.FOLLOWERS, 200, hours_ago=72)
    await fed(acme, Metric.AFFILIATE_GMV_30D, 300, hours_ago=5, currency="USD")

    seen = await queries.latest_stats(await acme.viewer(), [maya.key, noor.key, acme.key])

    assert {key: [(stat.value, stat.stale) for stat in stats.values()] for key, stats in seen.items()} == {
        maya.key: [(100, False)],
        noor.key: [(200, True)],
        acme.key: [(300, False)],
    }


@pytest.mark.rule("ACC-7")
async def test_what_lists_are_filtered_by_is_the_latest_taken_in_whatever_order_it_was_fed(
    house: House, maya: Person, noor: Person, acme: Person
) -> None:
    kept = statement("""
        SELECT account_id, followers, followers_taken_at, affiliate_gmv, affiliate_gmv_currency, affiliate_gmv_taken_at
        FROM latest_figures ORDER BY account_id""")
    gmv, at = Metric.AFFILIATE_GMV_30D, [NOON - timedelta(hours=hours) for hours in range(4)]
    for figures in (
        [Figure(maya.key, Metric.FOLLOWERS, 200, at[2]), Figure(maya.key, Metric.VIDEO_VIEWS, 9, at[0])],
        [Figure(maya.key, Metric.FOLLOWERS, 300, at[1]), Figure(maya.key, Metric.FOLLOWERS, 100, at[3])],
        [Figure(maya.key, Metric.FOLLOWERS, 999, at[1])],  # of a moment that there is one of
        [Figure(noor.key, gmv, 3, at[1], "EUR"), Figure(acme.key, gmv, 4, at[0], "USD")],
        [Figure(noor.key, gmv, 2, at[2], "USD"), Figure(noor.key, Metric.LIVE_GMV_30D, 9, at[0], "USD")],
    ):
        await accounts.record_statistics(System(house), figures)

    assert [tuple(row) for row in await house.database.fetch(kept)] == [
        (maya.key, 300, at[1], None, None, None),
        (noor.key, None, None, 3, "EUR", at[1]),
        (acme.key, None, None, 4, "USD", at[0]),
    ]


@pytest.mark.parametrize(
    ("metric", "value", "currency", "field"),
    [
        (Metric.REVENUE, 1, None, "currency"),
        (Metric.FOLLOWERS, 1, "USD", "currency"),
        (Metric.FOLLOWERS, -1, None, "value"),
        (Metric.FOLLOWERS, 2**63, None, "value"),
    ],
)
async def test_a_figure_that_cannot_be_takes_the_whole_batch_with_it(
    *,
    clock: Hands,
    house: House,
    maya: Person,
    metric: Metric,
    value: int,
    currency: str | None,
    field: str,
    nothing_happens: NothingHappens,
) -> None:
    good = Figure(maya.key, Metric.VIDEO_VIEWS, 1, NOON)

    async with nothing_happens():
        with pytest.raises(InvalidInput) as refused:
            await accounts.record_statistics(System(house), [good, Figure(maya.key, metric, value, NOON, currency)])

    assert refused.value.facts == {"field": field}
