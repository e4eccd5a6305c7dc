"""Two servers on one PostgreSQL that tell each other over NATS: it makes them quick, the feed makes them right."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator

import aiohttp
import nats
import pytest
from structlog.testing import capture_logs

from domain.nats_bus import addresses
from tests import servers, serving
from tests.app.served import until
from tests.cast import Person
from tests.conftest import missing
from tests.servers import Broker
from tests.serving import Server
from tests.wire import talking

pytestmark = pytest.mark.parametrize("dialect", ["postgres"], indirect=True)


@pytest.fixture
def broker() -> Broker:
    """A NATS server of the test's own; not yet started."""
    if shutil.which("nats-server") is None:
        missing("nats-server", servers.HOW_TO_GET_NATS)
    return Broker()


@pytest.fixture
def bus(nats_bus: str) -> str:
    """What the servers of these tests tell each other by."""
    return nats_bus


async def test_metrics_say_how_the_bus_is(server: Server, other: Server, maya: Person, acme: Person) -> None:
    conversation = await talking(acme, maya)
    async with other.wire(maya).listening() as ear:
        await server.wire(acme).send(conversation, "one", "hello")
        await ear.next()
        async with aiohttp.ClientSession() as session, session.get(f"{other.url}/metrics") as answer:
            told = dict(line.split(" ") for line in (await answer.text()).splitlines() if not line.startswith("#"))

    assert (told["parley_bus_connected"], told["parley_streams"], told["parley_streams_behind"]) == (
        "1.0",
        "1.0",
        "0.0",
    )
    assert float(told["parley_bus_heard_total"]) >= 1


async def test_what_is_no_message_of_parley_is_passed_over(
    server: Server, other: Server, maya: Person, acme: Person, bus: str
) -> None:
    conversation = await talking(acme, maya)
    ((address,), subject) = addresses(bus)
    stranger = await nats.connect(address)
    async with other.wire(maya).listening() as ear:
        for said in (b"", b"[]", b'{"heads": [[1]], "typing": 7}', b"\xff" * 100):
            await stranger.publish(subject, said)
        await stranger.close()
        await server.wire(acme).send(conversation, "one", "hello")

        assert (await ear.next(1))["message"]["text"] == "hello"


async def test_two_parleys_on_one_nats_do_not_hear_each_other(server: Server, bus: str, database_url: str) -> None:
    async with serving.serving(database_url, bus=f"{bus}-other") as foreign:
        heard = foreign.house.bus.heard
        server.house.bus.publish({1: 1})
        await until(lambda: server.house.bus.published > 0)
        await asyncio.sleep(0.1)

        assert foreign.house.bus.heard == heard


@pytest.mark.rule("EVT-3")
async def test_nats_killed_and_started_again_loses_nothing(
    broker: Broker, database_url: str, house_of_two: tuple[Server, Server], maya: Person, acme: Person
) -> None:
    server, other = house_of_two
    conversation = await talking(acme, maya)
    said = [f"line {n}" for n in range(60)]
    async with other.wire(acme).listening() as ear:
        await ear.hears_nothing(0.2)
        for n, text in enumerate(said):
            if n in {15, 40}:
                await asyncio.to_thread(broker.kill)
            if n in {25, 50}:
                await asyncio.to_thread(broker.start)
            await server.wire(maya).send(conversation, text, text)
        heard = [(await ear.next(10))["message"]["text"] for _ in said]
        assert heard == said

        await until(lambda: server.house.bus.connected and other.house.bus.connected)
        began = time.monotonic()
        await server.wire(maya).send(conversation, "healed", "healed")
        assert (await ear.next(2))["message"]["text"] == "healed"
        assert time.monotonic() - began < 1


@pytest.fixture
async def house_of_two(
    broker: Broker, database_url: str, _without_passwords: None
) -> AsyncIterator[tuple[Server, Server]]:
    """Two servers on the broker of the test."""
    with broker.running():
        async with (
            serving.serving(database_url, bus=broker.url) as one,
            serving.serving(database_url, bus=broker.url) as two,
        ):
            yield one, two


@pytest.mark.usefixtures("_without_passwords")
async def test_servers_start_without_nats_and_find_it_when_it_comes(broker: Broker, database_url: str) -> None:
    with capture_logs() as logged:
        async with serving.serving(database_url, bus=broker.url) as alone:
            alone.house.bus.publish({1: 1})
            assert not alone.house.bus.connected
            with broker.running():
                await until(lambda: alone.house.bus.published == 1, 10)  # what it could not tell before
                await until(lambda: alone.house.bus.connected, 10)

    assert "the bus has no connection" in [entry["event"] for entry in logged]
