"""Sockets of a whole server: how they are taken over, how many there may be, and how they end."""

import asyncio
import gc
import itertools
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.web_protocol import RequestHandler

import gateway.client
import gateway.connection
import gateway.socket
from domain.queries import events, missed, viewers
from gateway.client import Client
from gateway.rates import Rates
from gateway.socket import SocketLimits
from tests import wire
from tests.app.served import until
from tests.cast import Person, say
from tests.gateway.test_frames import INIT, connected, message, opened
from tests.serving import Server
from tests.wire import SUBPROTOCOL, Ear, talking

EVENTS = "subscription { events { position } }"
TYPENAME = {"query": "{ __typename }"}


@pytest.fixture
def dialect() -> str:
    """Sockets are the same on both."""
    return "sqlite"


async def closing(raw: aiohttp.ClientWebSocketResponse) -> tuple[int | None, Any]:
    """Wait until the server closes: the code, and the reason."""
    while True:
        frame = await raw.receive(wire.PATIENCE)
        if frame.type is not aiohttp.WSMsgType.TEXT:
            return raw.close_code, frame.extra


async def hear(raw: aiohttp.ClientWebSocketResponse) -> Any:
    """The next message that is no ping."""
    while (said := await raw.receive_json(timeout=wire.PATIENCE))["type"] == "ping":
        pass
    return said


async def ask(raw: aiohttp.ClientWebSocketResponse, id: str, payload: dict[str, Any]) -> None:
    """Begin an operation."""
    await raw.send_json({"id": id, "type": "subscribe", "payload": payload})


# ── taking over ──


async def test_a_socket_is_no_longer_the_servers_and_costs_no_task(server: Server, maya: Person) -> None:
    client, tasks = server.wire(maya), len(asyncio.all_tasks())
    raws = [await client.open() for _ in range(5)]
    for raw in raws:
        await ask(raw, "1", {"query": EVENTS})
    await server.live(5)

    assert server._runner is not None
    assert server._runner.server is not None
    assert server._runner.server.connections == []
    await until(lambda: len(asyncio.all_tasks()) <= tasks)  # due work begins some for a moment
    gc.collect()
    assert [thing for thing in gc.get_objects() if isinstance(thing, RequestHandler | web.Request)] == []
    for raw in raws:
        await raw.close()
    await until(lambda: server.sockets.sockets == 0)


async def test_what_comes_with_the_request_to_upgrade_is_not_lost(server: Server) -> None:
    subscribe = message("subscribe", id="1", payload=TYPENAME)
    for behind in (INIT, INIT[:3], INIT + message("ping"), b""):
        async with connected(server) as raw:
            head = (
                "GET /graphql HTTP/1.1\r\nHost: parley\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                f"Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\n\r\n"
            ).encode()
            await raw.send(head, behind)
            async with asyncio.timeout(wire.PATIENCE):
                assert (await raw._reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
            await raw.send(INIT[len(behind) :])
            heard = [await raw.hear()]
            if behind[len(INIT) :]:
                heard.append(await raw.hear())
            assert {"type": "connection_ack"} in heard
            await raw.send(subscribe)
            assert (await raw.hear())["type"] == "next"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec_WebSocket_Version": "12"}, 426),
        ({"Sec_WebSocket_Key": "short"}, 400),
        ({"Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ=="[:-4]}, 400),
        ({"Connection": "close"}, 400),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_what_is_no_handshake_is_answered_as_any_other_request(
    server: Server, headers: dict[str, str], status: int
) -> None:
    async with connected(server) as raw:
        line = await raw.open(**{"Sec_WebSocket_Protocol": SUBPROTOCOL, **headers})

        assert line.split(" ")[1] == str(status)
        assert raw.headers["content-type"].startswith("application/json")
        assert raw.headers.get("sec-websocket-version") == ("13" if status == 426 else None)
    assert server.sockets.sockets == 0


@pytest.mark.parametrize("origin", ["http://parley", "https://PARLEY", "http://parley:80", "https://parley:443"])
async def test_pages_of_its_own_may_open_sockets(server: Server, origin: str) -> None:
    async with connected(server) as raw:
        status = await raw.open(Sec_WebSocket_Protocol=SUBPROTOCOL, Origin=origin, X_Request_Id="mine")

        assert status == "HTTP/1.1 101 Switching Protocols"
        assert raw.headers["x-request-id"] == "mine"


# ── limits ──


async def test_a_user_has_so_many_sockets_and_no_more(server: Server, maya: Person, acme: Person) -> None:
    server.sockets.limits = SocketLimits(sockets=2)
    client = server.wire(maya)
    first, second = await client.open(), await client.open()

    with pytest.raises(wire.ConnectionRefused, match="1013"):
        await client.open()
    other = await server.wire(acme).open()
    await first.close()
    await until(lambda: server.sockets.sockets == 2)
    third = await client.open()

    assert server.sockets.closed[1013] == 1
    for raw in (second, third, other):
        assert not raw.closed
        await raw.close()
    await until(lambda: server.sockets.sockets == 0)
    assert server.sockets._of == {}


async def test_who_is_nobody_is_counted_by_address(server: Server, maya: Person) -> None:
    server.sockets.limits = SocketLimits(sockets=1)
    async with opened(server) as first, opened(server) as second:
        await first.send(INIT)
        assert await first.hear() == {"type": "connection_ack"}
        await second.send(INIT)
        assert await second.closed() == (1013, "Too many sockets")
        assert not (await server.wire(maya).open()).closed


async def test_a_socket_carries_so_many_operations_at_once(server: Server, maya: Person) -> None:
    server.sockets.limits = SocketLimits(operations=2)
    raw = await server.wire(maya).open()
    for id in ("1", "2", "3"):
        await ask(raw, id, {"query": EVENTS})

    said = await hear(raw)
    assert (said["id"], said["type"]) == ("3", "error")
    assert said["payload"][0]["extensions"] == {"code": "RATE_LIMITED", "limit": 2}
    await raw.send_json({"id": "1", "type": "complete"})
    await ask(raw, "3", TYPENAME)
    assert (await hear(raw))["payload"]["data"] == {"__typename": "Query"}
    await raw.close()


async def test_sockets_that_say_nothing_are_counted_for_a_subscribers_network(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.sockets.limits = SocketLimits(entering=1)
    addresses = iter(["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"])
    monkeypatch.setattr(server.sockets.entrance, "address", lambda _request: next(addresses))

    async with connected(server) as first, connected(server) as second, connected(server) as third:
        answers = [await raw.open(Sec_WebSocket_Protocol=SUBPROTOCOL) for raw in (first, second, third)]

    assert [answer.split()[1] for answer in answers] == ["101", "429", "101"]


async def test_an_operation_that_costs_too_much_is_refused_alone(server: Server, maya: Person) -> None:
    raw = await server.wire(maya).open()
    await ask(raw, "all", {"query": EVENTS})
    await server.live(1)
    await ask(raw, "0", TYPENAME)  # from now on it is kept, and costs no more than it reads
    assert [(await hear(raw))["type"] for _ in range(2)] == ["next", "complete"]
    server.sockets._rates = Rates(1, 0)
    await ask(raw, "1", TYPENAME)
    await ask(raw, "2", TYPENAME)

    said = {(one["id"], one["type"]): one for one in [await hear(raw) for _ in range(3)]}

    assert said.keys() == {("1", "next"), ("1", "complete"), ("2", "error")}
    assert said["2", "error"]["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
    assert server.sockets.subscriptions == 1
    await raw.close()


@pytest.mark.rule("EVT-4")
async def test_who_takes_no_answers_is_sent_away(server: Server, maya: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = await server.wire(maya, small=True).open()
    (client,) = server.sockets._all
    waiting, send = [0], Client.send

    def noted(self: Client, frame: bytes) -> None:
        send(self, frame)
        waiting.append(self.waiting)

    monkeypatch.setattr(Client, "send", noted)
    for number in itertools.count():
        if server.sockets.closed[1013] == 1:
            break
        if len(client.operations) < 90:
            await ask(raw, str(number), {"query": "{ __schema { types { name fields { name description } } } }"})
        await asyncio.sleep(0.001)
    assert 512 * 1024 < max(waiting) <= 1024 * 1024
    await until(lambda: server.sockets.sockets == 0)  # whether it reads or not

    assert server.sockets.subscriptions == 0
    await raw.close()


# ── while it is open ──


async def test_an_operation_that_is_completed_stops(
    server: Server, maya: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = asyncio.Event()

    async def for_ever(*_args: object) -> Any:
        try:
            await asyncio.sleep(60)
        finally:
            stopped.set()

    raw = await server.wire(maya).open()
    monkeypatch.setattr(viewers, "identify", for_ever)
    await ask(raw, "1", TYPENAME)
    await until(lambda: server.sockets.subscriptions == 1)
    await asyncio.sleep(0.05)
    await raw.send_json({"id": "1", "type": "complete"})
    await asyncio.wait_for(stopped.wait(), 2)
    monkeypatch.undo()
    await ask(raw, "1", TYPENAME)

    assert (await hear(raw))["payload"]["data"] == {"__typename": "Query"}
    assert await hear(raw) == {"id": "1", "type": "complete"}
    await raw.close()


async def test_operations_of_a_socket_do_not_wait_for_each_other(
    server: Server, maya: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, identify = asyncio.Event(), viewers.identify

    async def slow_at_first(*args: Any) -> Any:
        monkeypatch.setattr(viewers, "identify", identify)
        await held.wait()
        return await identify(*args)

    raw = await server.wire(maya).open()
    monkeypatch.setattr(viewers, "identify", slow_at_first)
    await ask(raw, "slow", TYPENAME)
    await ask(raw, "quick", TYPENAME)

    assert [(await hear(raw))["id"] for _ in range(2)] == ["quick", "quick"]
    held.set()
    assert [(await hear(raw))["id"] for _ in range(2)] == ["slow", "slow"]
    await raw.close()


@pytest.mark.parametrize("dialect", ["sqlite", "postgres"], indirect=True)
async def test_a_subscription_from_now_on_takes_one_statement_and_no_read_of_the_feed(
    server: Server, maya: Person, acme: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation, read, reads = await talking(acme, maya), events.read, []

    async def counted(*args: Any) -> Any:
        reads.append(args)
        return await read(*args)

    async def unwanted(*_: Any) -> Any:
        raise AssertionError("a page of the feed was read")

    monkeypatch.setattr(events, "read", counted)
    monkeypatch.setattr(missed, "page", unwanted)
    ears = [await server.wire(maya).listen() for _ in range(3)]
    await server.live(3)
    await asyncio.sleep(0.05)
    assert reads == []
    await say(acme, conversation, "again")

    assert [(await ear.next())["message"]["text"] for ear in ears] == ["again"] * 3
    assert len(reads) == 1
    assert (server.sockets.fanout.renderings, server.sockets.fanout.deliveries) == (1, 3)
    for ear in ears:
        await ear.close()


async def test_listeners_who_began_at_different_places_share_what_comes(
    server: Server, maya: Person, acme: Person
) -> None:
    conversation = await talking(acme, maya)
    client = server.wire(maya)
    places = [await client.position()]
    await say(acme, conversation, "one", "two")
    places.append(await client.position())
    ears = [await client.listen(after=place) for place in places]
    await server.live(2)
    await say(acme, conversation, "three")

    assert [event["message"]["text"] for event in await ears[0].take(3)] == ["one", "two", "three"]
    assert (await ears[1].next())["message"]["text"] == "three"
    assert len(server.sockets.fanout.groups) == 1
    assert server.sockets.fanout.renderings == 1
    for ear in ears:
        await ear.close()


# ── the end ──


async def test_a_token_ends_its_subscriptions_with_a_reason_and_then_its_socket(
    server: Server, maya: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway.client, "EXPIRY_GRACE_SECONDS", 0.3)
    raw = await server.wire(maya, timedelta(seconds=2)).open()
    await ask(raw, "1", {"query": EVENTS})
    await server.live(1)

    ended, completed = await hear(raw), await hear(raw)

    assert (ended["type"], ended["payload"]["data"]) == ("next", None)
    assert ended["payload"]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert completed == {"id": "1", "type": "complete"}
    assert await closing(raw) == (4403, "The token has expired")


async def test_who_says_nothing_at_all_is_dropped_and_who_answers_pings_stays(
    server: Server, maya: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway.socket, "PING_SECONDS", 0.1)
    monkeypatch.setattr(gateway.socket, "SILENT_SECONDS", 0.2)
    polite = Ear(await server.wire(maya).open())  # reads, and so its library answers pings
    async with opened(server) as mute:
        await mute.send(INIT)
        assert await mute.hear() == {"type": "connection_ack"}
        await until(lambda: server.sockets.sockets == 1)
        await until(lambda: server.sockets.closed == {1006: 1})
    await asyncio.sleep(0.5)

    assert server.sockets.closed == {1006: 1}
    assert len(polite.pings) >= 4
    await polite.close()


async def test_a_server_that_stops_does_not_wait_for_who_does_not_answer(server: Server, maya: Person) -> None:
    loop = asyncio.get_running_loop()
    stuck = await server.wire(maya, small=True).open()
    await ask(stuck, "1", {"query": EVENTS})
    await server.live(1)
    sockets = server.sockets
    for client in sockets._all:
        client.pause_writing()
    began = loop.time()

    await sockets.close()

    assert loop.time() - began < 1.1
    assert (sockets.sockets, sockets.closed) == (0, {1012: 1})
    async with connected(server) as raw:
        assert (await raw.open(Sec_WebSocket_Protocol=SUBPROTOCOL)).split(" ")[1] == "503"


async def test_who_sends_much_at_once_lets_others_have_their_turn(server: Server) -> None:
    ticks, many = 0, 5000

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0)
            ticks += 1

    async with opened(server) as raw:
        ticking = asyncio.create_task(tick())
        await raw.send(INIT, message("ping") * many)
        assert await raw.hear() == {"type": "pong"}
        ticks = 0
        said = [await raw.hear() for _ in range(many)]
        ticking.cancel()

    assert sorted(one["type"] for one in said) == ["connection_ack"] + ["pong"] * (many - 1)
    assert ticks > many / 100
