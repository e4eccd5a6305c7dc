"""Feeding by the API: with a service's token only, an outcome for each record."""

import json
import re
from typing import Any

import pytest

from domain import records
from domain.house import House
from domain.viewer import Service, Staff
from schema import feeding_inputs
from tests.cast import Person
from tests.conftest import everything
from tests.house.source import ROOT
from tests.schema.conftest import Api

INGEST = """
    mutation Ingest($input: IngestInput!) {
      ingest(input: $input) {
        __typename
        ... on IngestSuccess { outcomes { index externalId status problem { __typename code detail
          ... on InvalidInput { field } ... on LimitReached { limit } } } }
        ... on InvalidInput { field }
        ... on Problem { code detail }
      }
    }"""
LENA = {"externalId": "lena", "accountKind": "CREATOR", "handle": "lena-m", "name": "Lena", "homeMarket": "US"}
SOAP = {**LENA, "externalId": "soap", "accountKind": "SELLER", "handle": "soap", "livePartner": True}
STARS = {**LENA, "externalId": "stars", "accountKind": "AGENCY", "handle": "stars", "programmes": ["CAP", "TAP"]}
AT, LATER = "2026-10-01T08:00:00Z", "2026-10-01T09:00:00+00:30"
MARKETPLACE: list[dict[str, list[dict[str, Any]]]] = [
    {"accounts": [LENA, SOAP, STARS]},
    {"members": [{"account": "soap", "handle": "sam", "name": "Sam", "owner": True}]},
    {"products": [{"externalId": "bar", "seller": "soap", "title": "Bar", "price": "4.50", "currency": "USD"}]},
    {"statistics": [{"account": "lena", "metric": "FOLLOWERS", "value": "12", "takenAt": AT}]},
    {"showcase": [{"creator": "lena", "product": "bar", "addedAt": AT}]},
    {"videos": [{"externalId": "clip", "creator": "lena", "product": "bar", "publishedAt": AT}]},
    {
        "campaigns": [
            {
                "externalId": "summer",
                "agency": "stars",
                "title": "Summer",
                "startsAt": AT,
                "endsAt": LATER,
                "products": ["bar"],
            }
        ]
    },
    {"livePartnerRanks": [{"market": "US", "partner": "soap", "rank": 1, "creators": 3_000_000_000}]},
    {"licences": [{"creator": "lena", "contact": "lena@example.com"}]},
    {
        "liveDashboards": [
            {
                "externalId": "live",
                "creator": "lena",
                "startedAt": AT,
                "endedAt": LATER,
                "gmv": "1.00",
                "currency": "USD",
                "uniqueViewers": 3,
                "orders": 0,
            }
        ]
    },
    {
        "conversations": [
            {
                "externalId": "talk",
                "creator": "lena",
                "partner": "soap",
                "startedByCreator": False,
                "entryPoint": "FIND_CREATORS",
                "startedAt": AT,
                "messages": [{"fromCreator": False, "text": "Hi", "sentAt": AT, "sentBy": "sam"}],
            }
        ]
    },
]


@pytest.fixture
def catalog(house: House) -> Service:
    """A service of the marketplace."""
    return Service(house, "catalog")


async def kept(house: House) -> dict[str, Any]:
    """Every row, but for the epoch, which a server that has just started looks at by itself."""
    return {table: rows for table, rows in (await everything(house)).items() if table != "feed_epochs"}


async def fed(api: Api, who: Any, **input: Any) -> Any:
    """The answer to records of one kind."""
    data, errors = await api(who, INGEST, input=input)
    assert errors == []
    return data["ingest"]


@pytest.mark.rule("PLT-1")
async def test_every_kind_is_fed_and_the_same_again_changes_nothing(api: Api, house: House, catalog: Service) -> None:
    for kind in MARKETPLACE:
        assert {one["status"] for one in (await fed(api, catalog, **kind))["outcomes"]} == {"CREATED"}
    before = await kept(house)

    for kind in MARKETPLACE:
        assert {one["status"] for one in (await fed(api, catalog, **kind))["outcomes"]} == {"UNCHANGED"}
    assert await kept(house) == before


@pytest.mark.rule("PLT-1")
async def test_each_record_has_an_outcome_and_a_bad_one_says_why(api: Api, catalog: Service) -> None:
    said = await fed(api, catalog, accounts=[LENA, {**SOAP, "homeMarket": "XX"}, {**LENA, "name": "Lena M"}])

    assert [(one["index"], one["externalId"], one["status"]) for one in said["outcomes"]] == [
        (0, "lena", "CREATED"), (1, "soap", "REFUSED"), (2, "lena", "UPDATED"),
    ]  # fmt: skip
    problem = said["outcomes"][1]["problem"]
    assert (problem["__typename"], problem["field"]) == ("InvalidInput", "homeMarket")
    assert problem["detail"].startswith("'XX' is no market of the policy; there are ")


@pytest.mark.rule("PLT-1")
async def test_only_services_feed(api: Api, house: House, acme: Person) -> None:
    before = await kept(house)

    for who in (acme, Staff(house, "robin")):
        said = await fed(api, who, accounts=[LENA])
        assert (said["__typename"], said["code"]) == ("Forbidden", "FORBIDDEN")
    assert (await fed(api, acme, accounts=[LENA] * 1001))["code"] == "FORBIDDEN"
    _, errors = await api(None, INGEST, input={"accounts": [LENA]})

    assert await kept(house) == before
    assert errors[0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_a_service_is_no_member(api: Api, catalog: Service) -> None:
    data, errors = await api(catalog, "{ inbox { nodes { id } } }")

    assert data == {"inbox": None}
    assert errors[0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_thousand_records_at_a_time(api: Api, house: House, catalog: Service) -> None:
    many = [{**LENA, "externalId": f"c-{n}", "handle": f"c-{n}"} for n in range(1001)]
    before = await kept(house)

    said = await fed(api, catalog, accounts=many)
    assert (said["__typename"], said["field"]) == ("InvalidInput", "accounts")
    assert await kept(house) == before

    assert len((await fed(api, catalog, accounts=many[1:]))["outcomes"]) == 1000
    assert len((await kept(house))["accounts"]) == 1000


async def test_no_records_are_no_outcomes(api: Api, catalog: Service) -> None:
    assert await fed(api, catalog, accounts=[]) == {"__typename": "IngestSuccess", "outcomes": []}


@pytest.mark.parametrize(
    "input",
    [{}, {"accounts": None}, {"accounts": [LENA], "products": []}, {"accounts": [{**LENA, "status": "ACTIVE"}]}],
    ids=["nothing", "null", "two kinds", "a field that is not there"],
)
async def test_one_kind_of_records_is_fed(api: Api, catalog: Service, input: Any) -> None:
    data, errors = await api(catalog, INGEST, input=input)

    assert data is None
    assert errors


@pytest.mark.parametrize("name", records.NAMES)
def test_the_inputs_have_the_fields_of_the_records(name: str) -> None:
    record = records.KINDS[records.NAMES[name]]
    input = getattr(feeding_inputs, f"{record.__name__}Input")

    assert {*input.__dataclass_fields__} == {*record.__struct_fields__} - {"kind"}


async def test_the_call_of_the_guide_is_answered_as_written(api: Api, catalog: Service) -> None:
    guide = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8").partition("## Feeding Parley")[2]
    body = json.loads(re.findall(r"-d '(\{.*?\})'\n```", guide, flags=re.DOTALL)[0])
    (answer,) = re.findall(r"^answers `(.*?)`", guide, flags=re.MULTILINE)
    await fed(api, catalog, accounts=[{**SOAP, "externalId": "shop-100"}])
    sku = {"externalId": "sku-1", "seller": "shop-100", "title": "Cream", "price": "1", "currency": "USD"}
    await fed(api, catalog, products=[sku])

    data, errors = await api(catalog, body["query"], **body["variables"])

    assert errors == []
    assert data["ingest"]["outcomes"] == [json.loads(answer)]
