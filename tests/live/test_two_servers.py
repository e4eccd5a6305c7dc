"""Two servers on one PostgreSQL, by NOTIFY and by NATS: the bus makes them quick, the feed makes them right."""

import asyncio
import time
from collections.abc import Mapping

import asyncpg
import orjson
import pytest

from domain import postgres_bus
from domain.bus import payloads
from domain.postgres_bus import PostgresBus
from domain.signals import TypingSignal
from models.database import connect_postgres
from tests import wire
from tests.cast import Person, say
from tests.live.test_typing import watching
from tests.serving import Server
from tests.wire import conversation_id, talking

pytestmark = pytest.mark.parametrize("dialect", ["postgres"], indirect=True)


@pytest.fixture(params=["postgres", "nats"])
def bus(request: pytest.FixtureRequest) -> str | None:
    """Whatever two servers can tell each other by."""
    return str(request.getfixturevalue("nats_bus")) if request.param == "nats" else None


by_notify = pytest.mark.parametrize("bus", ["postgres"], indirect=True)


async def kill_buses(server: Server) -> None:
    """End every connection that listens."""
    connection = await asyncpg.connect(server.database_url)
    killed = await connection.fetch(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND (query LIKE 'LISTEN%' OR query LIKE 'SELECT pg_notify%')"
    )
    await connection.close()
    assert killed


@pytest.mark.rule("EVT-3")
async def test_what_is_sent_on_one_is_heard_on_the_other_within_a_second(
    server: Server, other: Server, maya: Person, acme: Person
) -> None:
    conversation = await talking(acme, maya)
    async with other.wire(maya).listening() as ear:
        await ear.hears_nothing(0.2)
        began = time.monotonic()
        await server.wire(acme).send(conversation, "one", "hello")

        assert (await ear.next())["message"]["text"] == "hello"
        assert time.monotonic() - began < 1


async def test_a_position_of_one_is_a_position_of_the_other(
    server: Server, other: Server, maya: Person, acme: Person
) -> None:
    conversation = await talking(acme, maya)
    position = await server.wire(maya).position()
    await say(acme, conversation, "more")

    async with other.wire(maya).listening(after=position) as ear:
        assert (await ear.next())["message"]["text"] == "more"


@pytest.mark.rule("MSG-6")
async def test_typing_is_seen_from_one_to_the_other(server: Server, other: Server, maya: Person, acme: Person) -> None:
    conversation = await talking(acme, maya)
    ear = await watching(other, maya, conversation)

    await server.wire(acme).ask(wire.SET_TYPING, conversation=conversation_id(conversation), typing=True)

    assert await ear.next(1) == {"typing": True, "account": {"handle": "acme"}}
    await ear.close()


@by_notify
@pytest.mark.rule("EVT-3")
async def test_a_killed_connection_of_the_bus_heals_and_nothing_is_lost(
    server: Server, other: Server, maya: Person, acme: Person
) -> None:
    conversation = await talking(acme, maya)
    said = [f"line {n}" for n in range(120)]
    async with other.wire(acme).listening() as ear:
        await ear.hears_nothing(0.2)
        for n, text in enumerate(said):
            if n % 30 == 10:
                await kill_buses(server)
            await server.wire(maya).send(conversation, text, text)
        heard = [(await ear.next())["message"]["text"] for _ in said]
        assert heard == said

        began = time.monotonic()
        await server.wire(maya).send(conversation, "healed", "healed")
        assert (await ear.next(2))["message"]["text"] == "healed"
        assert time.monotonic() - began < 1


@by_notify
async def test_a_bus_that_finds_no_server_tries_again(
    server: Server, other: Server, maya: Person, acme: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = await talking(acme, maya)
    connect, refusals = connect_postgres, iter([OSError("refused"), asyncpg.InternalClientError("closed")] * 2)

    async def refusing(url: str) -> asyncpg.Connection:
        for refusal in refusals:
            raise refusal
        return await connect(url)

    monkeypatch.setattr(postgres_bus, "RECONNECT_SECONDS", 0.05)
    async with other.wire(maya).listening() as ear:
        await ear.hears_nothing(0.2)
        monkeypatch.setattr(postgres_bus, "connect_postgres", refusing)
        await kill_buses(server)
        await server.wire(acme).send(conversation, "one", "hello")

        assert (await ear.next(2))["message"]["text"] == "hello"


@pytest.mark.usefixtures("dialect")
def test_batches_are_cut_to_what_notify_takes() -> None:
    heads = [(2**40 + n, 2**50 + n) for n in range(2000)]
    typing = [TypingSignal(2**40, 2**41 + n, 2**42, True, "2026-11-18T12:00:00.000000+00:00") for n in range(300)]

    cut = payloads(heads, [signal.packed() for signal in typing], PostgresBus.largest)

    assert max(len(payload) for payload in cut) <= PostgresBus.largest
    told = [orjson.loads(payload) for payload in cut]
    assert [tuple(head) for part in told for head in part["heads"]] == heads
    assert [TypingSignal(*signal) for part in told for signal in part["typing"]] == typing


async def test_a_batch_of_many_accounts_reaches_the_other_server(
    server: Server, other: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: dict[int, int] = {}
    moved = other.house.hub.moved

    def noted(heads: Mapping[int, int]) -> None:
        heard.update(heads)
        moved(heads)

    monkeypatch.setattr(other.house.hub, "moved", noted)
    heads = {2**40 + n: 2**50 + n for n in range(3000)}

    server.house.bus.publish(heads)

    async with asyncio.timeout(2):
        while len(heard) < len(heads):
            await asyncio.sleep(0.01)
    assert heard == heads
