"""What the marketplace feeds: accounts, products and figures, each record for itself."""

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from domain.house import House
from domain.records import AccountRecord, ProductRecord, Record, StatisticRecord
from models.accounts import AccountKind, CreatorLevel, Metric, Programme
from models.due import DueKind
from models.sql import statement
from tests.conftest import NOON, Hands, NothingHappens, everything
from tests.feeding import (
    CREATED,
    LENA,
    MARKETPLACE,
    MORNING,
    REFUSED,
    SOAP,
    STARS,
    UNCHANGED,
    UPDATED,
    account,
    became,
    creator,
    feed,
    feed_all,
    followers,
    product,
    refusal,
    rows,
)

pytestmark = pytest.mark.usefixtures("clock")
VIDEO_VIEWS, REVENUE = Metric.VIDEO_VIEWS, Metric.REVENUE


@pytest.mark.rule("PLT-1")
async def test_a_marketplace_is_fed_and_the_same_again_changes_nothing(house: House) -> None:
    assert await feed_all(house) == [CREATED] * len(MARKETPLACE)
    before = await everything(house)

    again = await feed_all(house)

    assert again == [UNCHANGED] * len(MARKETPLACE)
    assert await everything(house) == before


@pytest.mark.rule("PLT-1")
async def test_a_bad_record_is_reported_and_the_others_go_in(house: House) -> None:
    outcomes = await feed(house, LENA, creator("Bad Handle"), creator("other", handle="lena"), SOAP)

    assert [outcome.status for outcome in outcomes] == [CREATED, REFUSED, REFUSED, CREATED]
    assert [outcome.external_id for outcome in outcomes] == ["lena", "Bad Handle", "other", "soap"]
    assert await rows(house, "SELECT external_id FROM accounts ORDER BY id") == [("lena",), ("soap",)]


async def test_an_account_comes_with_a_feed_and_an_owner_role_and_a_creator_with_levels(house: House) -> None:
    await feed(
        house, creator(markets=["GB"], level=CreatorLevel.GOLD, category="Beauty", handle="@Lena", name=" L  M ")
    )

    assert await rows(house, "SELECT handle, name, home_market, markets, category, level, status FROM accounts") == [
        ("lena", "L M", "US", "GB US", "Beauty", "GOLD", "ACTIVE")
    ]
    assert await rows(house, "SELECT position FROM feed_heads") == [(0,)]
    assert await rows(house, "SELECT name, permissions, is_owner FROM roles") == [("Owner", 31, True)]
    assert await rows(house, "SELECT kind FROM due_work") == [(DueKind.LEVELS_ARE_SET,)]


async def test_a_change_is_taken_and_is_searched_by(house: House) -> None:
    await feed(house, LENA)

    assert await became(house, replace(LENA, name="Lena Núñez", handle="nunez", verified=False)) == [UPDATED]

    assert await rows(house, "SELECT handle, name, search_text FROM accounts") == [
        ("nunez", "Lena Núñez", "lena nunez nunez")
    ]


async def test_a_level_is_a_new_creators_only(house: House) -> None:
    await feed(house, LENA)

    assert await became(house, replace(LENA, level=CreatorLevel.RUBY)) == [UNCHANGED]


async def test_records_of_one_account_in_a_batch_follow_each_other(house: House) -> None:
    other, back = replace(LENA, name="Other"), LENA

    assert await became(house, LENA, other, other, back) == [CREATED, UPDATED, UNCHANGED, UPDATED]
    assert await rows(house, "SELECT name FROM accounts") == [("Lena",)]


async def test_a_status_is_not_fed(house: House) -> None:
    assert "status" not in AccountRecord.__struct_fields__


def figure(metric: Metric, value: str) -> StatisticRecord:
    """A figure of Lena's, without a currency."""
    return StatisticRecord(account="lena", metric=metric, value=Decimal(value), taken_at=MORNING)


WRONG: dict[str, tuple[Record, str]] = {
    "another kind": (account("lena", AccountKind.SELLER), "accountKind"),
    "another home": (creator(home_market="GB"), "homeMarket"),
    "no market": (creator(home_market="XX"), "homeMarket"),
    "no other market": (creator(markets=["GB", "XX"]), "markets.1"),
    "a handle of others": (creator(handle="soap"), "handle"),
    "no handle": (creator(handle="a b"), "handle"),
    "a name that is too long": (creator(name="n" * 101), "name"),
    "a NUL": (creator(name="a\0b"), "name"),
    "half a surrogate pair": (creator(category="\ud800"), "category"),
    "no address": (creator(avatar_url="javascript:alert(1)"), "avatarUrl"),
    "an id with a space": (creator("le na", handle="other"), "externalId"),
    "an id with a NUL": (creator("le\0na", handle="other"), "externalId"),
    "no id": (creator("", handle="other"), "externalId"),
    "a long id": (creator("l" * 101, handle="other"), "externalId"),
    "a creator with a programme": (creator(programmes=[Programme.CAP]), "programmes"),
    "an agency without one": (account("none", AccountKind.AGENCY), "programmes"),
    "a creator who is a LIVE partner": (creator(live_partner=True), "livePartner"),
    "a seller with a level": (account("soap", AccountKind.SELLER, level=CreatorLevel.GOLD), "level"),
    "a seller who is verified": (account("soap", AccountKind.SELLER, verified=True), "verified"),
    "a product of nobody": (product("other", seller="nobody"), "seller"),
    "a product of a creator": (product("other", seller="lena"), "seller"),
    "a product of another": (product("bar", seller="other-shop"), "seller"),
    "a price below 0": (product("other", price=Decimal(-1)), "price"),
    "a price that is too fine": (product("other", price=Decimal("1.001")), "price"),
    "a price that is too fine by far": (product("other", price=Decimal("1e-999999")), "price"),
    "a price that is too high": (product("other", price=Decimal("1e17")), "price"),
    "a price beyond numbers": (product("other", price=Decimal("1e999999")), "price"),
    "a price that is no number": (product("other", price=Decimal("NaN")), "price"),
    "an endless price": (product("other", price=Decimal("Infinity")), "price"),
    "a currency of no market": (product("other", currency="XXX"), "currency"),
    "a rate over 100": (product("other", commission=Decimal("100.01")), "commission"),
    "a rate that is too fine": (product("other", commission=Decimal("1.001")), "commission"),
    "no title": (product("other", title=" "), "title"),
    "a figure of nobody": (followers(account="nobody"), "account"),
    "a figure that is half": (figure(VIDEO_VIEWS, "1.5"), "value"),
    "a count with a currency": (followers(currency="USD"), "currency"),
    "money without one": (figure(REVENUE, "1"), "currency"),
    "a figure of a shop's": (followers(account="soap"), "account"),
    "another figure for the same moment": (followers(1), "value"),
    "a figure to come": (followers(hours=5), "takenAt"),
    "a time without an offset": (followers(taken_at=MORNING.replace(tzinfo=None)), "takenAt"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
async def test_what_is_wrong_is_named_and_changes_nothing(
    house: House, what: str, nothing_happens: NothingHappens
) -> None:
    await feed(house, LENA, SOAP, account("other-shop", AccountKind.SELLER))
    await feed(house, product())
    await feed(house, followers())
    record, field = WRONG[what]

    async with nothing_happens():
        assert (await refusal(house, record))[0] == field


async def test_an_account_that_was_erased_stays_so(house: House, nothing_happens: NothingHappens) -> None:
    await feed(house, LENA, SOAP)
    await _erase(house, "lena")

    async with nothing_happens():
        assert await refusal(house, replace(LENA, name="Back")) == (
            "externalId", "This account was erased: nothing more is kept of it.",
        )  # fmt: skip
        assert (await refusal(house, followers()))[0] == "account"


async def _erase(house: House, id: str) -> None:
    async with house.database.transaction() as unit:
        await unit.fetch(statement("UPDATE accounts SET erased_at = $2 WHERE external_id = $1"), id, NOON)


async def test_a_product_changes_and_what_it_is_found_by_does(house: House) -> None:
    await feed(house, SOAP)
    await feed(house, product(currency="JPY", price=Decimal(500)))

    assert await became(house, product(title="Crème", samples_offered=True), ProductRecord(
        external_id="other", seller="soap", title="Other", price=Decimal("1.5"), currency="USD"
    )) == [UPDATED, CREATED]  # fmt: skip

    assert await rows(house, "SELECT title, search_text, price, currency, commission FROM products ORDER BY id") == [
        ("Crème", "creme", 450, "USD", 1250),
        ("Other", "other", 150, "USD", None),
    ]


async def test_figures_come_in_whatever_order_and_the_latest_counts(house: House, clock: Hands) -> None:
    await feed(house, LENA)

    assert await became(house, followers(3, 3), followers(1, 1), followers(2, 2), followers(3, 3)) == [
        CREATED, CREATED, CREATED, UNCHANGED,
    ]  # fmt: skip
    assert await became(house, followers(0, 0)) == [CREATED]

    assert await rows(house, "SELECT followers, followers_taken_at FROM latest_figures") == [
        (3, MORNING + timedelta(hours=3))
    ]


async def test_an_agency_is_fed_with_its_programmes(house: House) -> None:
    await feed(house, STARS)

    assert await became(house, replace(STARS, programmes=[Programme.TAP, Programme.CAP], verified=True)) == [UPDATED]
    assert await rows(house, "SELECT programmes, verified FROM accounts") == [("CAP TAP", True)]
