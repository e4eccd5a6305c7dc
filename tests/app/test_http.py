"""The HTTP side: health, request ids, headers, and bodies of every wrong shape."""

import asyncio
import io
import json
from typing import Any

import asyncpg
import pytest

from app import server
from models.accounts import AccountKind
from models.sql import statement
from tests.app.served import Client, headers, house_of
from tests.cast import person

JSON = {"Content-Type": "application/json"}
ASK = '{ "query": "{ __typename }" }'


@pytest.fixture
def dialect() -> str:
    """HTTP is the same on both."""
    return "sqlite"


async def test_a_process_that_lives_and_can_serve_says_so(client: Client) -> None:
    for path, status in (("/healthz", "ok"), ("/readyz", "ready")):
        response = await client.get(path)
        assert (response.status, await response.json()) == (200, {"status": status})


@pytest.mark.parametrize("dialect", ["postgres"])
async def test_without_its_database_it_lives_and_is_not_ready(
    client: Client, postgres_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "READY_SECONDS", 1.0)
    (row,) = await house_of(client).database.fetch(statement("SELECT current_database()"))
    admin = await asyncpg.connect(postgres_server)

    async def allow(connections: str) -> None:
        await admin.execute(f"ALTER DATABASE {row[0]} ALLOW_CONNECTIONS {connections}")

    try:
        await allow("false")
        await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", row[0])
        response = await client.get("/readyz")
        assert (response.status, await response.json()) == (503, {"status": "unavailable"})
        assert (await client.get("/healthz")).status == 200
    finally:
        await allow("true")
        await admin.close()
    async with asyncio.timeout(10):
        while (await client.get("/readyz")).status != 200:
            await asyncio.sleep(0.05)


async def test_a_request_id_is_kept_where_it_is_sensible_and_made_where_it_is_not(client: Client) -> None:
    for given in ("abc", "A-1_b.2", "x" * 64):
        response = await client.get("/healthz", headers={"X-Request-Id": given})
        assert response.headers["X-Request-Id"] == given
    made = set()
    for odd in ("", " ", "a b", "x" * 65, "ä", "a;b", '"x"', "{}"):
        response = await client.get("/healthz", headers={"X-Request-Id": odd})
        made.add(response.headers["X-Request-Id"])
        assert response.headers["X-Request-Id"] != odd
    assert len(made) == 8
    assert {len(id) for id in made} == {16}


async def test_every_answer_is_plain_and_kept_by_nobody(client: Client) -> None:
    for path in ("/healthz", "/graphql", "/nowhere", "/"):
        response = await client.get(path)
        assert response.headers["Server"] == "Parley"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Request-Id"]


async def test_the_start_page_is_for_development(client: Client) -> None:
    response = await client.get("/")

    assert response.status == 200
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


BODIES: list[bytes] = [
    b"",
    b"\xff\xfe",
    b"{",
    b"null",
    b"5",
    b'"text"',
    b"[]",
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b"{}",
    b'{"query": null}',
    b'{"query": 5}',
    b'{"query": {}}',
    b'{"query": ["{ __typename }"]}',
    b'{"query": ""}',
    b'{"query": "{ __typename }", "variables": []}',
    b'{"query": "{ __typename }", "variables": 5}',
    b'{"query": "{ __typename }", "variables": "x"}',
    b'{"query": "{ __typename }", "operationName": 5}',
    b'{"query": "{ __typename }", "operationName": {}}',
    b'{"query": "{ __typename }", "operationName": "Other"}',
    b'{"query": "{ __typename }", "extensions": 5}',
    b'{"query": "\\ud800"}',
    b'{"query": "{ __typename }", "variables": {"a": 1e999}}',
    b'{"query": "{ __typename }", "variables": {"a": NaN}}',
    b'[{"query": "{ __typename }"}]',
    b'{"query": "{ __typename }"} trailing',
    ASK.encode("utf-16"),
]


async def test_a_body_of_the_wrong_shape_is_told_so(client: Client) -> None:
    for body in BODIES:
        response = await client.post("/graphql", data=io.BytesIO(body), headers=JSON)
        assert response.status == 400, body[:60]
        said = await response.json()
        assert {error["extensions"]["code"] for error in said["errors"]} == {"INVALID_INPUT"}


async def test_a_body_that_is_too_large_is_told_so(client: Client) -> None:
    body = io.BytesIO(json.dumps({"query": "{ __typename }" + " " * server.LARGEST_BODY}).encode())

    response = await client.post("/graphql", data=body, headers=JSON)

    assert response.status == 413
    assert (await response.json())["errors"][0]["extensions"] == {"code": "INVALID_INPUT"}


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/html", "x"]
)
async def test_only_json_is_read(client: Client, kind: str) -> None:
    response = await client.post("/graphql", data=ASK, headers={"Content-Type": kind})

    assert response.status in {400, 415}
    assert (await response.json())["errors"][0]["extensions"] == {"code": "INVALID_INPUT"}


async def test_a_get_reads_and_never_writes(client: Client) -> None:
    maya = await person(house_of(client), AccountKind.CREATOR, "maya")

    async def get(**parameters: str) -> tuple[int, Any]:
        response = await client.get("/graphql", params=parameters, headers=headers(client, maya))
        return response.status, await response.json()

    assert await get(query="{ viewer { account { handle } } }") == (
        200,
        {"data": {"viewer": {"account": {"handle": "maya"}}}, "extensions": {"cost": 1}},
    )
    status, said = await get(query='mutation { starConversation(input: { conversationId: "cnv_1" }) { __typename } }')
    assert status in {400, 405}
    assert "data" not in said
    for odd in ({"variables": "x"}, {"variables": "[]"}, {"extensions": "x"}, {"operationName": "x"}):
        status, said = await get(query="{ __typename }", **odd)
        assert status == 400
        assert said["errors"][0]["extensions"] == {"code": "INVALID_INPUT"}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_other_methods_are_refused(client: Client, method: str) -> None:
    response = await client.request(method, "/graphql", data=ASK, headers=JSON)

    assert response.status == 405


async def test_odd_headers_never_break_it(client: Client) -> None:
    for odd in (
        {"Parley-Account": "\udcff"},
        {"Parley-Account": "x" * 5000},
        {"Authorization": "Bearer \udcff"},
        {"Accept": "\udcff"},
        {"X-Request-Id": "\udcff"},
        {"Origin": "::::"},
        {"Origin": "http://[::1"},
        {"Origin": "null"},
    ):
        reader, writer = await asyncio.open_connection(client.host, client.port)
        lines = [f"{name}: ".encode() + value.encode("utf-8", "surrogateescape") for name, value in odd.items()]
        head = [b"POST /graphql HTTP/1.1", b"Host: x", b"Content-Type: application/json", b"Connection: close"]
        writer.write(b"\r\n".join([*head, *lines, f"Content-Length: {len(ASK)}".encode(), b"", ASK.encode()]))
        answer = await asyncio.wait_for(reader.read(), 5)
        writer.close()
        await writer.wait_closed()
        assert answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 4")), (odd, answer)
