"""The WebSocket, frame by frame: what breaks the protocol closes it, what breaks an operation ends only that."""

import asyncio
import json
import logging
from typing import Any

import aiohttp
import pytest

from app.server import build
from app.settings import Settings
from domain.house import House
from gateway import connection
from gateway import socket as sockets
from models.accounts import AccountKind
from tests.app.served import SECRET, Client, acknowledged, connected, credentials, house_of, quicken
from tests.cast import Person, person

SUBSCRIBE = {"id": "1", "type": "subscribe", "payload": {"query": "{ __typename }"}}
EVENTS = "subscription { events { position } }"


@pytest.fixture
def dialect() -> str:
    """Sockets are the same on both."""
    return "sqlite"


@pytest.fixture
def house(client: Client) -> House:
    """The server's own."""
    return house_of(client)


@pytest.fixture
async def brief(database_url: str, aiohttp_client: Any, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A server with little patience, that pings at once."""
    quicken(monkeypatch)
    monkeypatch.setattr(sockets, "INIT_SECONDS", 0.1)
    monkeypatch.setattr(sockets, "PING_SECONDS", 0.05)
    client: Client = await aiohttp_client(build(Settings(database=database_url, secret=SECRET)))
    return client


BAD_FRAMES: list[str | bytes] = [
    "",
    "nonsense",
    "{",
    "null",
    "5",
    '"subscribe"',
    "[]",
    "[" * 60_000,
    '{"a":' * 10_000,
    "{}",
    '{"type": null}',
    '{"type": 5}',
    '{"type": ["ping"]}',
    '{"type": "nonsense"}',
    '{"type": "start", "id": "1", "payload": {"query": "{ __typename }"}}',
    '{"type": "connection_init", "payload": 5}',
    '{"type": "connection_init", "payload": []}',
    '{"type": "ping", "payload": "x"}',
    '{"type": "pong", "payload": 5}',
    '{"type": "complete"}',
    '{"type": "complete", "id": 5}',
    '{"type": "subscribe"}',
    '{"type": "subscribe", "id": "1"}',
    '{"type": "subscribe", "id": 5, "payload": {"query": "{ __typename }"}}',
    '{"type": "subscribe", "id": "", "payload": {"query": "{ __typename }"}}',
    '{"type": "subscribe", "id": ["1"], "payload": {"query": "{ __typename }"}}',
    '{"type": "subscribe", "id": "1", "payload": null}',
    '{"type": "subscribe", "id": "1", "payload": "x"}',
    '{"type": "subscribe", "id": "1", "payload": {}}',
    '{"type": "subscribe", "id": "1", "payload": {"query": 5}}',
    '{"type": "subscribe", "id": "1", "payload": {"query": "{ __typename }", "variables": []}}',
    '{"type": "subscribe", "id": "1", "payload": {"query": "{ __typename }", "operationName": 5}}',
    '{"type": "subscribe", "id": "1", "payload": {"query": "\\ud800"}}',
    b"{}",
    b"\xff\xfe",
]


async def test_a_frame_of_the_wrong_shape_closes_with_4400_and_no_traceback(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    for frame in BAD_FRAMES:
        async with acknowledged(client, None) as socket:
            if isinstance(frame, bytes):
                await socket.raw.send_bytes(frame)
            else:
                await socket.raw.send_str(frame)
            assert await socket.closing() == 4400, frame[:60]
    assert [record for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR] == []


async def test_an_init_is_said_once_and_first(client: Client) -> None:
    async with acknowledged(client, None) as socket:
        await socket.say("connection_init")
        assert await socket.closing() == 4429
    async with connected(client) as socket:
        await socket.raw.send_json(SUBSCRIBE)
        assert await socket.closing() == 4401


async def test_an_init_is_said_soon(brief: Client) -> None:
    async with connected(brief) as socket:
        assert await socket.closing() == 4408


@pytest.mark.parametrize("init", [{}, {"payload": None}, {"payload": {}}, {"payload": {"unknown": [1]}}], ids=str)
async def test_an_init_without_a_token_is_accepted_and_speaks_for_nobody(client: Client, init: dict[str, Any]) -> None:
    async with connected(client) as socket:
        await socket.say("connection_init", **init)
        assert await socket.hear() == {"type": "connection_ack"}
        await socket.subscribe("ask", "{ viewer { id } }")
        said = await socket.hear()
        assert "UNAUTHENTICATED" in json.dumps(said)


async def test_an_init_with_a_wrong_token_or_account_closes_with_4403(client: Client) -> None:
    maya = await person(house_of(client), AccountKind.CREATOR, "maya")
    right = credentials(client, maya)
    wrong: list[dict[str, Any]] = [
        {"authorization": "Bearer nonsense"},
        {"authorization": right["authorization"].removeprefix("Bearer ")},
        {"authorization": 5},
        {"authorization": {}},
        {**right, "account": {"a": 1}},
        {**right, "account": "no such/handle"},
    ]
    for payload in wrong:
        async with connected(client) as socket:
            await socket.say("connection_init", payload=payload)
            assert await socket.closing() == 4403, payload


async def test_only_graphql_transport_ws_is_spoken(client: Client) -> None:
    for protocols in ((), ("graphql-ws",), ("chat",)):
        async with client.ws_connect("/graphql", protocols=protocols) as raw:
            assert (await raw.receive(5)).type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}
            assert raw.close_code == 4406


async def test_an_id_that_is_in_use_closes_with_4409(client: Client, maya: Person) -> None:
    async with acknowledged(client, maya) as socket:
        await socket.subscribe("1", EVENTS)
        await socket.subscribe("1", EVENTS)
        assert await socket.closing() == 4409


async def test_an_id_can_be_used_again(client: Client, maya: Person) -> None:
    async with acknowledged(client, maya) as socket:
        for _ in range(3):
            await socket.subscribe("1", "{ __typename }")
            assert (await socket.hear())["payload"]["data"] == {"__typename": "Query"}
            assert await socket.hear() == {"type": "complete", "id": "1"}


async def test_a_mistake_in_an_operation_ends_only_that_one(
    client: Client, maya: Person, caplog: pytest.LogCaptureFixture
) -> None:
    mistakes = ["{", "nonsense", "", "{ nope }", "query A { viewer { id } } query B { viewer { id } }", "{" * 300]

    async with acknowledged(client, maya) as socket:
        await socket.subscribe("all", EVENTS)
        for document in mistakes:
            await socket.subscribe("wrong", document)
            said = await socket.hear()
            errors = said["payload"] if said["type"] == "error" else said["payload"]["errors"]
            assert said["id"] == "wrong"
            assert {error["extensions"]["code"] for error in errors} == {"INVALID_INPUT"}, document
            if said["type"] == "next":
                assert (await socket.hear())["type"] == "complete"
        await socket.subscribe("right", "{ viewer { account { handle } } }")
        assert (await socket.hear())["payload"]["data"] == {"viewer": {"account": {"handle": "maya"}}}
        assert (await socket.hear())["type"] == "complete"
        assert house_of(client).hub.listeners == 1


async def test_a_frame_over_64_kib_closes_the_socket(client: Client, maya: Person) -> None:
    async with acknowledged(client, maya) as socket:
        await socket.subscribe("1", "{ __typename }" + " " * (connection.LARGEST_MESSAGE - 200))
        assert (await socket.hear())["type"] == "next"
    async with acknowledged(client, maya) as socket:
        await socket.subscribe("1", "{ __typename }" + " " * connection.LARGEST_MESSAGE)
        assert await socket.closing() == 1009


async def test_a_ping_is_answered_and_a_pong_is_let_be(client: Client) -> None:
    async with connected(client) as socket:
        await socket.say("ping", payload={"any": "thing"})
        assert (await socket.hear())["type"] == "pong"
        await socket.say("pong")
        await socket.say("connection_init")
        assert (await socket.hear())["type"] == "connection_ack"


async def test_pings_say_how_far_the_stream_has_come(brief: Client) -> None:
    house = house_of(brief)
    maya = await person(house, AccountKind.CREATOR, "maya")

    async with acknowledged(brief, maya) as socket:
        await socket.subscribe("all", EVENTS)
        async with asyncio.timeout(5):
            while not (said := json.loads((await socket.raw.receive()).data)).get("payload"):
                assert said["type"] == "ping"

    assert said == {"type": "ping", "payload": {"position": f"{house.epoch}.1"}}


async def test_pages_of_others_may_not_open_sockets(
    database_url: str, aiohttp_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    quicken(monkeypatch)
    chosen = Settings(database=database_url, secret=SECRET, origins=("https://shop.example",))
    client: Client = await aiohttp_client(build(chosen))

    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await client.ws_connect("/graphql", protocols=["graphql-transport-ws"], origin="https://evil.example")
    assert refused.value.status == 403
    async with client.ws_connect(
        "/graphql", protocols=["graphql-transport-ws"], origin="https://shop.example"
    ) as welcome:
        assert not welcome.closed


async def test_a_client_that_leaves_leaves_nothing_behind(client: Client, maya: Person) -> None:
    hub = house_of(client).hub
    for number in range(20):
        async with acknowledged(client, maya) as socket:
            await socket.subscribe("all", EVENTS)
            if number % 2:
                await socket.subscribe("ask", "{ __typename }")
                await socket.hear()

    async with asyncio.timeout(5):
        while hub.listeners:
            await asyncio.sleep(0.01)
    assert house_of(client).units == set()
