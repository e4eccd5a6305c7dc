"""GraphQL over HTTP: media types, statuses and headers, for a schema that is not Parley's."""

from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from gateway.accepts import JSON, RESPONSE, chosen
from gateway.rates import Rates
from tests.gateway.alone import Reports, application, engine

Client = TestClient[Any, Any]
BOOK = '{ book(title: "Emma") { title } }'


@pytest.fixture
def reports() -> Reports:
    """What reaches the log."""
    return Reports()


@pytest.fixture
async def client(aiohttp_client: AiohttpClient, reports: Reports) -> Client:
    """A client of the books."""
    return await aiohttp_client(application(engine(reports)))


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (RESPONSE, RESPONSE),
        (f"{RESPONSE}, {JSON};q=0.9", RESPONSE),
        (f"{RESPONSE};q=0.5, {JSON}", JSON),
        (f"{JSON};q=0.2, {RESPONSE};q=0.8", RESPONSE),
        (f"{RESPONSE}, {JSON}", RESPONSE),
        (f"{RESPONSE};charset=utf-8, text/html", RESPONSE),
        (f"{JSON};q=0, */*", RESPONSE),
        ("text/html, */*;q=0.1", JSON),
        ("text/html", None),
        (f"{JSON};q=0", None),
        (f"{JSON};q=nonsense", None),
        ("multipart/mixed, text/event-stream", None),
    ],
)
def test_the_media_type_is_the_one_that_is_wanted_more(accept: str | None, kind: str | None) -> None:
    assert chosen(accept) == kind


async def test_a_query_is_answered_with_its_cost(client: Client) -> None:
    response = await client.post("/graphql", json={"query": BOOK}, headers={"User": "Jane"})

    assert (response.status, response.content_type, response.charset) == (200, JSON, "utf-8")
    assert await response.json() == {"data": {"book": {"title": "Emma for Jane"}}, "extensions": {"cost": 1}}


@pytest.mark.parametrize(
    "document", ["{", "{ nope }", "query($n: Int!) { books(first: $n) { id } }", "subscription { count }"]
)
async def test_a_request_error_is_400_under_the_new_type_and_200_under_json(client: Client, document: str) -> None:
    statuses = {}
    for kind in (RESPONSE, JSON):
        response = await client.post("/graphql", json={"query": document}, headers={"Accept": kind})
        said = await response.json()
        statuses[kind] = response.status
        assert response.content_type == kind
        assert [error["extensions"]["code"] for error in said["errors"]] == ["INVALID_INPUT"]
        assert "data" not in said

    assert statuses == {RESPONSE: 400, JSON: 200}


async def test_a_refusal_keeps_its_code_and_a_fault_is_masked(client: Client, reports: Reports) -> None:
    document = '{ gone: book(title: "gone") { id } burnt: book(title: "burnt") { id } here: book { id } }'

    said = await (await client.post("/graphql", json={"query": document})).json()

    assert said["data"] == {"gone": None, "burnt": None, "here": {"id": "1"}}
    assert {tuple(error["path"]): error["extensions"] for error in said["errors"]} == {
        ("gone",): {"code": "OUT_OF_PRINT"},
        ("burnt",): {"code": "INTERNAL", "requestId": "the request"},
    }
    assert "fire" not in str(said)
    assert [str(error) for error in reports.errors] == ["the library is on fire"]


async def test_a_get_runs_queries_and_says_where_mutations_go(client: Client) -> None:
    response = await client.get("/graphql", params={"query": BOOK})
    assert (await response.json())["data"] == {"book": {"title": "Emma for nobody"}}

    with_variables = {"query": "query($n: Int!) { books(first: $n) { id } }", "variables": '{"n": 1}'}
    response = await client.get("/graphql", params=with_variables)
    assert (await response.json())["data"] == {"books": [{"id": "1"}]}

    response = await client.get("/graphql", params={"query": 'mutation { write(title: "x") { id } }'})
    assert (response.status, response.headers["Allow"]) == (405, "POST")
    assert (await response.json())["errors"][0]["extensions"] == {"code": "INVALID_INPUT"}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_other_methods_are_told_which_are_allowed(client: Client, method: str) -> None:
    response = await client.request(method, "/graphql", json={"query": BOOK})

    assert (response.status, response.headers["Allow"]) == (405, "GET, POST")
    assert (await response.json())["errors"][0]["extensions"] == {"code": "INVALID_INPUT"}


async def test_what_is_not_accepted_not_json_or_too_large_is_told_so(client: Client) -> None:
    asked = {"query": BOOK}
    not_acceptable = await client.post("/graphql", json=asked, headers={"Accept": "text/html"})
    other_type = await client.post("/graphql", data=BOOK, headers={"Content-Type": "application/graphql"})
    other_charset = await client.post(
        "/graphql", data=b"{}", headers={"Content-Type": "application/json; charset=utf-16"}
    )
    too_large = await client.post("/graphql", json={"query": BOOK + " " * 20_000})

    odd = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    not_encoded = await client.post("/graphql", data=b"nonsense", headers=odd, skip_auto_headers=["Content-Encoding"])

    for response, status in (
        (not_acceptable, 406),
        (other_type, 415),
        (other_charset, 415),
        (too_large, 413),
        (not_encoded, 400),
    ):
        assert response.status == status
        assert response.content_type == JSON
        assert (await response.json())["errors"][0]["extensions"] == {"code": "INVALID_INPUT"}


async def test_who_asks_too_much_is_told_when_to_come_back(aiohttp_client: AiohttpClient, reports: Reports) -> None:
    client = await aiohttp_client(application(engine(reports), Rates(per_user=10, per_address=1000)))
    books = {"query": "{ books(first: 4) { id } }"}

    first = await client.post("/graphql", json=books, headers={"User": "Jane"})
    second = await client.post("/graphql", json=books, headers={"User": "Jane"})
    third = await client.post("/graphql", json=books, headers={"User": "Jane"})
    other = await client.post("/graphql", json=books, headers={"User": "Emma"})

    assert [response.status for response in (first, second, third, other)] == [200, 200, 429, 200]
    assert first.headers["RateLimit-Policy"] == '"user";q=10;w=60'
    assert first.headers["RateLimit"] == '"user";r=6;t=24'
    assert 10 <= int(third.headers["Retry-After"]) <= 12
    said = (await third.json())["errors"][0]["extensions"]
    assert said == {"code": "RATE_LIMITED", "limit": 10, "retryAfter": int(third.headers["Retry-After"])}
