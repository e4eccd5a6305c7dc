"""Finding creators: by name, figures, category, level and market."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from domain.actions import accounts, blocks
from domain.errors import AccessRevoked, Forbidden, InvalidInput
from domain.house import House
from domain.queries import creators
from domain.queries.creators import CreatorFilter
from domain.rules.ranges import CountRange, MoneyRange
from domain.viewer import System
from models.accounts import AccountKind, AccountStatus, CreatorLevel
from models.sql import statement
from models.teams import Permission
from tests.cast import Person, member, person
from tests.conftest import NothingHappens
from tests.queries.known import ASKED, MONEY, creator, several


async def found(by: Person, query: str | None = None, **asked: Any) -> list[str]:
    """The handles of who is found; and that just they are sent to, where nobody has blocked anybody."""
    filter_, viewer = CreatorFilter(**asked), await by.viewer()
    nodes = (await creators.page(viewer, query, filter_)).nodes
    assert await creators.matching(viewer.house.database.fetch, viewer, query, filter_, 100) == [
        account.key for account in nodes
    ]
    return [account.handle for account in nodes]


async def refused(by: Person, **asked: Any) -> list[object]:
    """The fields for which a filter is refused, of a page and of an audience."""
    filter_, viewer = CreatorFilter(**asked), await by.viewer()
    with pytest.raises(InvalidInput) as page:
        await creators.page(viewer, None, filter_)
    with pytest.raises(InvalidInput) as audience:
        await creators.matching(viewer.house.database.fetch, viewer, None, filter_, 10)
    return [error.value.facts["field"] for error in (page, audience)]


# ── who is found at all ──


async def test_active_creators_of_shared_markets_are_found_the_newest_account_first(
    house: House, acme: Person, northstar: Person, maya: Person, noor: Person
) -> None:
    await creator(house, "yuki", markets=("JP",))
    await creator(house, "both", markets=("JP", "US"))
    gone = await creator(house, "gone")
    await accounts.set_status(System(house), gone.key, AccountStatus.DEACTIVATED)
    shop = await person(house, AccountKind.SELLER, "tokyo", ("DE", "JP"))

    assert await found(acme) == await found(northstar) == ["both", "noor", "maya"]
    assert await found(shop) == ["both", "yuki"]


async def test_a_market_that_is_part_of_anothers_name_is_not_shared(house: House, acme: Person) -> None:
    far = await creator(house, "far")
    async with house.database.transaction() as unit:
        await unit.fetch(statement("UPDATE accounts SET markets = 'USA', home_market = 'USA' WHERE id = $1"), far.key)

    assert await found(acme) == []


async def test_a_page_goes_on_where_the_last_ended(house: House, acme: Person) -> None:
    handles = [(await creator(house, f"creator{n}")).handle for n in range(5)]
    viewer = await acme.viewer()

    first = await creators.page(viewer, first=2)
    await creator(house, "later")
    second = await creators.page(viewer, first=2, after=first.page_info.end_cursor)
    third = await creators.page(viewer, first=2, after=second.page_info.end_cursor)

    seen = [account.handle for page in (first, second, third) for account in page.nodes]
    assert seen == handles[::-1]
    assert [page.page_info.has_next_page for page in (first, second, third)] == [True, True, False]


async def test_an_audience_is_cut_where_it_is_told_to(house: House, acme: Person, maya: Person, noor: Person) -> None:
    assert await creators.matching(house.database.fetch, await acme.viewer(), None, None, 1) == [noor.key]


async def test_creators_find_no_creators_and_nobody_without_the_permission_does(
    maya: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    helper = await member(acme, "sam", Permission.LEAD_MANAGEMENT)
    async with nothing_happens():
        for viewer in (await maya.viewer(), helper):
            with pytest.raises(Forbidden):
                await creators.page(viewer)
            with pytest.raises(Forbidden):
                await creators.matching(viewer.house.database.fetch, viewer, None, None, 10)


@pytest.mark.rule("REF-2", part="messaging")
async def test_an_account_that_is_not_active_finds_nobody(maya: Person, acme: Person) -> None:
    for who in (maya, acme):
        await accounts.set_status(System(acme.house), who.key, AccountStatus.DEACTIVATED)

    with pytest.raises(AccessRevoked):
        await creators.page(await acme.viewer())
    with pytest.raises(Forbidden):  # which comes first
        await creators.page(await maya.viewer())


@pytest.mark.rule("BLK-3", part="find creators")
async def test_who_is_blocked_is_marked_and_nobody_who_blocks_or_is_blocked_is_sent_to(
    acme: Person, fresh: Person, maya: Person, noor: Person
) -> None:
    rosa = await creator(acme.house, "rosa")
    await blocks.block(await acme.viewer(), maya.key)
    await blocks.block(await noor.viewer(), acme.key)
    viewer = await acme.viewer()

    page = await creators.page(viewer)

    assert [(account.handle, account.blocked_by_viewer) for account in page.nodes] == [
        ("rosa", False), ("noor", False), ("maya", True),
    ]  # fmt: skip
    assert await creators.matching(viewer.house.database.fetch, viewer, None, None, 10) == [rosa.key]
    assert await found(fresh) == ["rosa", "noor", "maya"]


# ── by name ──


@pytest.mark.parametrize(
    ("query", "handles"),
    [
        ("crème", ["creme", "brulee"]),
        ("CREME", ["creme", "brulee"]),
        ("ｂｒûｌ", ["brulee"]),
        ("rulee", ["brulee"]),
        ("がんば", ["ganbaru"]),
        ("かんば", []),
        ("  creme  ", ["creme", "brulee"]),
        ("", ["ganbaru", "creme", "brulee"]),
        ("%", []),
        ("_", []),
        ("\\", []),
    ],
)
async def test_any_part_of_the_name_or_the_handle_is_found(
    house: House, acme: Person, query: str, handles: list[str]
) -> None:
    for handle, name in (("brulee", "La Crème"), ("creme", "Someone"), ("ganbaru", "がんばる")):
        key = (await creator(house, handle)).key
        await renamed(house, key, name)

    assert await found(acme, query) == handles


async def renamed(house: House, key: int, name: str) -> None:
    """Give an account a name as if it were of before, and let it be found by that."""
    async with house.database.transaction() as unit:
        await unit.fetch(statement("UPDATE accounts SET name = $2, search_text = '' WHERE id = $1"), key, name)
    assert await accounts.index_names(System(house)) is False


@pytest.mark.usefixtures("maya", "noor")
async def test_names_of_before_are_made_findable_in_batches(
    house: House, acme: Person, monkeypatch: pytest.MonkeyPatch, nothing_happens: NothingHappens
) -> None:
    async with house.database.transaction() as unit:
        await unit.fetch(statement("UPDATE accounts SET search_text = ''"))
    assert await found(acme, "may") == []
    monkeypatch.setattr(accounts, "BATCH", 2)

    assert await accounts.index_names(System(house)) is True
    assert await accounts.index_names(System(house)) is False

    assert await found(acme, "may") == ["maya"]
    async with nothing_happens():
        assert await accounts.index_names(System(house)) is False


async def test_a_name_that_grows_when_it_is_made_comparable_is_found(house: House, acme: Person) -> None:
    key = (await creator(house, "long")).key

    await renamed(house, key, "ﷺ" * 100)  # each of them eighteen letters

    assert await found(acme, "ﷺ") == ["long"]


# ── by what is known of them ──


@pytest.fixture
async def people(house: House) -> None:
    """Creators of several kinds."""
    await several(house)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("asked", "handles"),
    ASKED,
    ids=str,
)
async def test_all_that_is_asked_for_holds(acme: Person, asked: dict[str, Any], handles: Sequence[str]) -> None:
    assert await found(acme, **asked) == handles


@pytest.mark.usefixtures("people")
@pytest.mark.rule("ACC-10", part="money filters")
@pytest.mark.parametrize(
    ("low", "high", "handles"),
    MONEY,
)
async def test_money_is_compared_in_the_viewers_currency(
    acme: Person, low: str | None, high: str | None, handles: Sequence[str]
) -> None:
    bounds = MoneyRange(*(None if end is None else Decimal(end) for end in (low, high)))

    assert await found(acme, affiliate_gmv=bounds) == handles


@pytest.mark.usefixtures("people")
@pytest.mark.rule("ACC-10", part="money filters")
async def test_it_is_the_currency_of_the_viewers_home(house: House) -> None:
    london = await person(house, AccountKind.SELLER, "london", ("GB", "US"))
    await creator(house, "yen", markets=("JP",), sold=200, currency="JPY")
    tokyo = await person(house, AccountKind.SELLER, "tokyo", ("JP", "US"))

    assert await found(london, affiliate_gmv=MoneyRange(min=Decimal(200))) == ["big"]
    assert await found(tokyo, affiliate_gmv=MoneyRange(Decimal(200), Decimal("200.5"))) == ["yen"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"followers": CountRange(2, 1)}, "filter.followers.max"),
        ({"followers": CountRange(min=-1)}, "filter.followers.min"),
        ({"followers": CountRange(max=-1)}, "filter.followers.max"),
        ({"affiliate_gmv": MoneyRange(Decimal("1.01"), Decimal(1))}, "filter.affiliateGmv30d.max"),
        ({"affiliate_gmv": MoneyRange(min=Decimal("-0.01"))}, "filter.affiliateGmv30d.min"),
        ({"market": "XX"}, "filter.market"),
        ({"market": ""}, "filter.market"),
        ({"categories": ["Beauty", "a\0"]}, "filter.categories.1"),
        ({"categories": ["Beauty"] * 101}, "filter.categories"),
        ({"levels": [CreatorLevel.GOLD] * 101}, "filter.levels"),
    ],
    ids=lambda value: str(value)[:60],
)
async def test_what_cannot_be_asked_is_refused_by_its_field(acme: Person, asked: dict[str, Any], field: str) -> None:
    assert await refused(acme, **asked) == [field, field]


async def test_a_query_that_cannot_be_text_is_refused(acme: Person) -> None:
    with pytest.raises(InvalidInput) as error:
        await creators.page(await acme.viewer(), "a\0")

    assert error.value.facts == {"field": "query"}
