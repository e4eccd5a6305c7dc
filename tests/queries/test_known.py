"""Folders narrowed by what is known of creators: figures, categories, levels and markets, as they are now."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from domain.actions import accounts
from domain.actions.accounts import Figure
from domain.errors import InvalidInput
from domain.house import House
from domain.lists import Count
from domain.queries import conversations as inbox
from domain.queries.filters import InboxFilter
from domain.queries.narrowing import Bounds
from domain.rules.ranges import CountRange, MoneyRange
from domain.viewer import System
from models.accounts import AccountKind, CreatorLevel, Metric
from tests.cast import Person, person, say, started
from tests.conftest import NOON, Hands, NothingHappens
from tests.queries.known import ASKED, MONEY, creator, several


@pytest.fixture
async def people(house: House, clock: Hands, acme: Person) -> dict[str, Person]:
    """Creators of several kinds, each with a conversation with the seller: big's is the newest."""
    found = {who.handle: who for who in await several(house)}
    for who in found.values():
        clock.advance(minutes=1)
        await say(acme, await started(acme, who), f"hello {who.handle}")
    await creator(house, "stranger", category="Beauty", followers=150, sold=1000, level=CreatorLevel.GOLD)
    return found


async def left(by: Person, **asked: Any) -> list[str]:
    """The counterparts of the conversations that a filter leaves; and that their count says so."""
    viewer, filter_ = await by.viewer(), InboxFilter(**asked)
    nodes = (await inbox.page(viewer, asked=filter_)).nodes
    assert (await inbox.counts(viewer, filter_)).messages == Count(len(nodes), exact=True)
    return [one.counterpart.handle for one in nodes]


@pytest.mark.usefixtures("people")
@pytest.mark.rule("INB-5")
@pytest.mark.parametrize(
    ("asked", "handles"),
    [
        *ASKED,
        ({"followers": CountRange(min=99), "categories": ["Beauty"], "levels": ["SILVER"], "market": "US",
          "affiliate_gmv": MoneyRange(max=Decimal(1)), "has_invitation": False}, ["small"]),
        ({"levels": [CreatorLevel.GOLD], "has_invitation": True}, []),
    ],
    ids=str,
)  # fmt: skip
async def test_all_that_is_asked_for_holds(acme: Person, asked: dict[str, Any], handles: Sequence[str]) -> None:
    assert await left(acme, **asked) == handles


@pytest.mark.usefixtures("people")
@pytest.mark.rule("INB-5")
@pytest.mark.rule("ACC-10", part="money filters")
@pytest.mark.parametrize(
    ("low", "high", "handles"),
    MONEY,
)
async def test_money_is_compared_in_the_viewers_currency(
    acme: Person, low: str | None, high: str | None, handles: Sequence[str]
) -> None:
    bounds = MoneyRange(*(None if end is None else Decimal(end) for end in (low, high)))

    assert await left(acme, affiliate_gmv=bounds) == handles


@pytest.mark.rule("INB-5")
async def test_it_is_the_currency_of_the_viewers_home(house: House, people: dict[str, Person]) -> None:
    london = await person(house, AccountKind.SELLER, "london", ("GB", "US"))
    for who in people.values():
        await say(london, await started(london, who), f"hello {who.handle}")

    assert await left(london, affiliate_gmv=MoneyRange(min=Decimal(200))) == ["big"]
    assert await left(london, affiliate_gmv=MoneyRange(min=Decimal("200.01"))) == []


@pytest.mark.rule("INB-5")
async def test_a_creator_is_found_by_what_is_known_now(house: House, acme: Person, people: dict[str, Person]) -> None:
    system, small = System(house), people["small"]
    assert await left(acme, followers=CountRange(min=1000)) == []

    await accounts.record_statistics(system, [Figure(small.key, Metric.FOLLOWERS, 1000, NOON.replace(hour=13))])

    assert await left(acme, followers=CountRange(min=1000)) == ["small"]
    assert await left(acme, followers=CountRange(max=100)) == []


@pytest.mark.usefixtures("people")
@pytest.mark.rule("INB-6")
async def test_what_arrives_shifts_no_page_of_a_narrowed_folder(
    house: House, acme: Person, people: dict[str, Person], clock: Hands
) -> None:
    viewer, asked = await acme.viewer(), InboxFilter(market="US")
    for walked, looked_up in ((1, 0), (1, 4_000), (4_000, 4_000)):
        bounds = Bounds(walked, looked_up)
        first = await inbox.page(viewer, asked=asked, first=2, bounds=bounds)
        clock.advance(minutes=1)
        later = await creator(house, f"later{walked}x{looked_up}")
        await say(acme, await started(acme, later), f"hello {later.handle}")
        second = await inbox.page(viewer, asked=asked, after=first.page_info.end_cursor, bounds=bounds)
        back = await inbox.page(viewer, asked=asked, last=2, before=second.page_info.start_cursor, bounds=bounds)

        assert [one.key for one in back.nodes] == [one.key for one in first.nodes]
        assert (first.page_info.has_next_page, back.page_info.has_previous_page) == (True, True)
        every = (await inbox.page(viewer, asked=asked)).nodes[1:]
        assert [one.key for one in every] == [one.key for one in (*first.nodes, *second.nodes)]


@pytest.mark.rule("INB-5")
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
async def test_what_cannot_be_asked_is_refused_by_its_field(
    acme: Person, nothing_happens: NothingHappens, asked: dict[str, Any], field: str
) -> None:
    async with nothing_happens():
        for read in (inbox.page, inbox.counts):
            with pytest.raises(InvalidInput) as refused:
                await read(await acme.viewer(), asked=InboxFilter(**asked))
            assert refused.value.facts == {"field": field}
