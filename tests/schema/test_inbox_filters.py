"""Tabs and filters of the inbox, as clients ask for them."""

from typing import Any

import pytest

from domain.actions import accounts
from domain.actions.accounts import Figure
from domain.house import House
from domain.viewer import System
from models.accounts import AccountKind, CreatorLevel, Metric
from tests.cast import Person, person, say, started
from tests.conftest import NOON
from tests.schema.conftest import Api
from tests.schema.documents import told

NARROWED = """query($tab: InboxTab, $filter: InboxFilter, $folder: InboxFolder) {
    inbox(folder: $folder, tab: $tab, filter: $filter) { nodes { counterpart { handle } } }
    inboxCounts(tab: $tab, filter: $filter) { messages { value exact } } }"""
ALL: dict[str, Any] = {
    "followers": {"min": 100, "max": 200},
    "categories": ["Beauty"],
    "affiliateGmv30d": {"min": "10", "max": "10.01"},
    "levels": ["GOLD", "SILVER"],
    "market": "US",
    "isLead": False,
    "hasInvitation": False,
}


@pytest.mark.rule("INB-5")
async def test_a_filter_may_ask_for_everything_at_once(api: Api, house: House, lumen: Person, maya: Person) -> None:
    rosa = await person(house, AccountKind.CREATOR, "rosa", category="Beauty", level=CreatorLevel.GOLD)
    figures = [
        Figure(rosa.key, Metric.FOLLOWERS, 100, NOON),
        Figure(rosa.key, Metric.AFFILIATE_GMV_30D, 1000, NOON, "USD"),
    ]
    await accounts.record_statistics(System(house), figures)
    for who in (rosa, maya):
        await say(lumen, await started(lumen, who), f"hello {who.handle}")

    async def found(**filter: Any) -> list[str]:
        data, errors = await api(lumen, NARROWED, filter=filter)
        assert errors == []
        handles = [node["counterpart"]["handle"] for node in data["inbox"]["nodes"]]
        assert data["inboxCounts"]["messages"] == {"value": len(handles), "exact": True}
        return handles

    assert await found(**ALL) == ["rosa"]
    assert await found(**dict.fromkeys(ALL)) == ["maya", "rosa"]
    for name, other in {
        "followers": {"max": 100}, "categories": [], "affiliateGmv30d": {"min": "10.01"}, "levels": ["NONE"],
        "market": "GB", "isLead": True, "hasInvitation": True,
    }.items():  # fmt: skip
        assert await found(**{**ALL, name: other}) == [], name


@pytest.mark.rule("INB-4")
async def test_a_creator_asks_for_a_tab(api: Api, maya: Person, acme: Person, northstar: Person) -> None:
    for who in (acme, northstar):
        await say(who, await started(who, maya), "hello")

    async def found(tab: str | None) -> list[str]:
        data, errors = await api(maya, NARROWED, tab=tab, folder="NEW_CONNECTIONS")
        assert errors == []
        assert data["inboxCounts"]["messages"] == {"value": len(data["inbox"]["nodes"]), "exact": True}
        return [node["counterpart"]["handle"] for node in data["inbox"]["nodes"]]

    assert await found("SHOPS") == ["acme"]
    assert await found("AGENCIES") == ["northstar"]
    assert await found(None) == ["northstar", "acme"]


@pytest.mark.rule("REF-1")
@pytest.mark.parametrize(
    ("filter", "field"),
    [
        ({"followers": {"min": 2, "max": 1}}, "filter.followers.max"),
        ({"affiliateGmv30d": {"min": "-1"}}, "filter.affiliateGmv30d.min"),
        ({"market": "XX"}, "filter.market"),
        ({"categories": ["a\0"]}, "filter.categories.0"),
    ],
)
async def test_what_cannot_be_asked_is_refused_with_its_field(
    api: Api, acme: Person, filter: dict[str, Any], field: str
) -> None:
    data, errors = await api(acme, NARROWED, filter=filter)

    assert data == {"inbox": None, "inboxCounts": None}
    assert [error["extensions"]["field"] for error in errors] == [field, field]
    assert told(errors[:1]) == {"code": "INVALID_INPUT", "field": field}


@pytest.mark.rule("REF-1")
async def test_what_is_for_the_other_kind_of_account_is_refused_with_its_field(
    api: Api, acme: Person, maya: Person
) -> None:
    for who, asked, field in (
        (acme, {"tab": "SHOPS"}, "tab"),
        (maya, {"filter": {"followers": {}}}, "filter.followers"),
        (maya, {"filter": {"levels": ["GOLD"]}}, "filter.levels"),
        (maya, {"filter": {"affiliateGmv30d": {"min": "1"}}}, "filter.affiliateGmv30d"),
    ):
        data, errors = await api(who, NARROWED, **asked)
        assert data == {"inbox": None, "inboxCounts": None}
        assert told(errors[:1]) == {"code": "INVALID_INPUT", "field": field}
