"""Finding creators, as clients ask for it."""

from datetime import timedelta
from typing import Any

import pytest

from domain import clock
from domain.actions import accounts, blocks
from domain.actions.accounts import Figure
from domain.house import House
from domain.viewer import System
from models.accounts import AccountKind, CreatorLevel, Metric
from tests.cast import Person, person, started
from tests.schema.conftest import Api
from tests.schema.documents import told
from tests.schema.test_statements import watched

FIND = """query($query: String, $filter: CreatorFilter, $first: Int, $after: String) {
    creators(query: $query, filter: $filter, first: $first, after: $after) {
        edges { cursor node { handle } }
        nodes { __typename id handle level category blockedByViewer conversation { id }
            stats { followers { value } affiliateGmv30d { value { amount currency } } } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""


@pytest.fixture
async def rosa(house: House) -> Person:
    """A creator of whom there is much to ask."""
    who = await person(house, AccountKind.CREATOR, "rosa", category="Beauty", level=CreatorLevel.GOLD)
    at = clock.now() - timedelta(hours=1)
    figures = [
        Figure(who.key, Metric.FOLLOWERS, 2**40, at),
        Figure(who.key, Metric.AFFILIATE_GMV_30D, 12_345, at, "USD"),
    ]
    await accounts.record_statistics(System(house), figures)
    return who


ALL_AT_ONCE: dict[str, Any] = {
    "followers": {"min": 2**40, "max": 2**40 + 1},
    "categories": ["Beauty"],
    "affiliateGmv30d": {"min": "123.45", "max": "123.46"},
    "levels": ["GOLD", "DIAMOND"],
    "market": "US",
}


async def test_creators_are_found_by_all_that_can_be_asked(api: Api, acme: Person, maya: Person, rosa: Person) -> None:
    key = await started(acme, rosa)
    await blocks.block(await acme.viewer(), rosa.key)

    data, errors = await api(acme, FIND, query="OSA", filter=ALL_AT_ONCE)

    assert errors == []
    assert data["creators"]["nodes"] == [
        {
            "__typename": "Creator",
            "id": f"acc_{rosa.key}",
            "handle": "rosa",
            "level": "GOLD",
            "category": "Beauty",
            "blockedByViewer": True,
            "conversation": {"id": f"cnv_{key}"},
            "stats": {
                "followers": {"value": 2**40},
                "affiliateGmv30d": {"value": {"amount": "123.45", "currency": "USD"}},
            },
        }
    ]


async def test_nothing_asked_for_is_everybody_page_by_page(
    api: Api, acme: Person, maya: Person, noor: Person, rosa: Person
) -> None:
    data, errors = await api(acme, FIND, first=2, filter={"followers": {}, "levels": None, "affiliateGmv30d": {}})
    assert errors == []
    first = data["creators"]
    data, _ = await api(acme, FIND, first=2, after=first["pageInfo"]["endCursor"])

    assert [node["handle"] for node in first["nodes"] + data["creators"]["nodes"]] == ["rosa", "noor", "maya"]
    assert (first["pageInfo"]["hasNextPage"], data["creators"]["pageInfo"]["hasNextPage"]) == (True, False)
    assert data["creators"]["pageInfo"]["hasPreviousPage"] is True


async def test_a_page_takes_one_statement_beside_who_is_asking(
    api: Api, house: House, acme: Person, maya: Person, noor: Person
) -> None:
    async with watched(house) as database:
        _, errors = await api(acme, "{ creators { nodes { id handle level blockedByViewer } } }")
        assert (errors, len(database.statements)) == ([], 2)
        database.statements.clear()
        _, errors = await api(acme, FIND)
        assert (errors, len(database.statements)) == ([], 4)  # the conversations, the figures


@pytest.mark.parametrize(
    ("filter_", "field"),
    [
        ({"followers": {"min": 2, "max": 1}}, "filter.followers.max"),
        ({"followers": {"min": -1}}, "filter.followers.min"),
        ({"affiliateGmv30d": {"min": "2", "max": "1.99"}}, "filter.affiliateGmv30d.max"),
        ({"affiliateGmv30d": {"max": "-1"}}, "filter.affiliateGmv30d.max"),
        ({"market": "XX"}, "filter.market"),
    ],
)
async def test_what_cannot_be_asked_is_told_by_its_field(
    api: Api, acme: Person, filter_: dict[str, Any], field: str
) -> None:
    data, errors = await api(acme, FIND, filter=filter_)

    assert data == {"creators": None}
    assert told(errors) == {"code": "INVALID_INPUT", "field": field}


@pytest.mark.parametrize(
    ("asked", "field"), [({"first": 0}, "first"), ({"first": 101}, "first"), ({"after": "x"}, "after")]
)
async def test_a_page_that_there_is_not_is_told(api: Api, acme: Person, asked: dict[str, Any], field: str) -> None:
    data, errors = await api(acme, FIND, **asked)

    assert (data, told(errors)) == ({"creators": None}, {"code": "INVALID_INPUT", "field": field})


async def test_creators_find_no_creators(api: Api, maya: Person, noor: Person) -> None:
    data, errors = await api(maya, FIND)

    assert (data, told(errors)) == ({"creators": None}, {"code": "FORBIDDEN"})
