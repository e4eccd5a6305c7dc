"""Each metric moves when it should, and none holds what somebody said."""

import asyncio
import contextlib
from datetime import timedelta

import aiohttp
import pytest

from app import waiting
from domain import clock
from domain.actions import blocks
from gateway import tallies
from models.sql import statement
from tests.app.served import until
from tests.cast import Person
from tests.serving import Server
from tests.watching.scraping import moved, scraped, text
from tests.wire import EVENTS, INBOX, Ended, talking

MARK = "Zanzibar"
OVERDUE = statement(
    "INSERT INTO due_work (kind, subject_id, due_at, claimed_until, attempts) VALUES ('MADE_LATER', $1, $2, $3, 0)"
)


async def test_an_operation_is_counted_by_name_type_and_how_it_ended(
    server: Server, maya: Person, acme: Person
) -> None:
    conversation = await talking(acme, maya)
    wire = server.wire(maya)
    before = await scraped(server.url)

    await wire.ask(INBOX)
    await wire.ask(INBOX)
    await wire.send(conversation, "one", "hello")
    await blocks.block(await acme.viewer(), maya.key)
    assert await wire.send(conversation, "two", "hello") == "BLOCKED"
    with pytest.raises(Ended):
        await wire.ask("query Inbox { nothing }")

    assert moved(before, await scraped(server.url), "gateway_operation") == {
        "gateway_operations_total{code=,operation=Inbox,outcome=ok,type=query}": 2,
        "gateway_operations_total{code=,operation=Send,outcome=ok,type=mutation}": 1,
        "gateway_operations_total{code=BLOCKED,operation=Send,outcome=refused,type=mutation}": 1,
        "gateway_operations_total{code=INVALID_INPUT,operation=(unread),outcome=refused,type=}": 1,
        "gateway_operation_seconds_count{operation=Inbox,outcome=ok,type=query}": 2,
        "gateway_operation_seconds_count{operation=Send,outcome=ok,type=mutation}": 1,
        "gateway_operation_seconds_count{operation=Send,outcome=refused,type=mutation}": 1,
        "gateway_operation_seconds_count{operation=(unread),outcome=refused,type=}": 1,
    }


@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
async def test_what_runs_through_strawberry_is_counted_alike(other: Server, maya: Person, acme: Person) -> None:
    conversation = await talking(acme, maya)
    await blocks.block(await acme.viewer(), maya.key)
    assert await other.wire(maya).send(conversation, "two", "hello") == "BLOCKED"

    assert moved({}, await scraped(other.url), "gateway_operations", "gateway_fallbacks") == {
        "gateway_operations_total{code=BLOCKED,operation=Send,outcome=refused,type=mutation}": 1,
        "gateway_fallbacks_total{reason=reference}": 1,
    }


async def test_who_is_not_signed_in_is_refused_and_adds_no_name(server: Server) -> None:
    before = await scraped(server.url)
    async with aiohttp.ClientSession() as session:
        for document in ("query Mine { viewer { position } }", "{ viewer { position } }"):
            async with session.post(f"{server.url}/graphql", json={"query": document}) as answer:
                assert (await answer.json())["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"

    assert moved(before, await scraped(server.url), "gateway_operations") == {
        "gateway_operations_total{code=UNAUTHENTICATED,operation=(other),outcome=refused,type=query}": 1,
        "gateway_operations_total{code=UNAUTHENTICATED,operation=(anonymous),outcome=refused,type=query}": 1,
    }


async def test_a_fault_is_an_error(server: Server, maya: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    before = await scraped(server.url)
    monkeypatch.setattr(server.house, "policy", None)

    with pytest.raises(Ended):
        await server.wire(maya).ask(INBOX)

    assert moved(before, await scraped(server.url), "gateway_operations") == {
        "gateway_operations_total{code=INTERNAL,operation=Inbox,outcome=error,type=query}": 1
    }


async def test_an_event_is_as_old_as_its_transaction_when_sockets_have_it(
    server: Server, maya: Person, acme: Person
) -> None:
    conversation = await talking(acme, maya)
    async with server.wire(maya).listening() as ear:
        await server.live(1)
        before = await scraped(server.url)
        await server.wire(acme).send(conversation, "one", "hello")
        await ear.next()
        after = await scraped(server.url)

    assert moved(before, after, "gateway_event_age", "gateway_deliveries") == {
        "gateway_event_age_seconds_count": 1,
        "gateway_deliveries_total": 1,
    }
    assert 0 < after["gateway_event_age_seconds_sum"] - before["gateway_event_age_seconds_sum"] < 2


async def test_a_subscription_is_counted_when_it_begins_and_when_it_is_ended(server: Server, maya: Person) -> None:
    before = await scraped(server.url)
    ear = await server.wire(maya, timedelta(seconds=1.2)).listen()
    await server.live(1)
    assert moved(before, await scraped(server.url), "gateway_operations", "gateway_subscriptions", "gateway_so") == {
        "gateway_operations_total{code=,operation=Position,outcome=ok,type=query}": 1,
        "gateway_operations_total{code=,operation=Events,outcome=ok,type=subscription}": 1,
        "gateway_subscriptions": 1,
        "gateway_sockets": 1,
    }

    assert (await ear.end()).code == "UNAUTHENTICATED"
    assert moved(before, await scraped(server.url), "gateway_subscriptions_ended") == {
        "gateway_subscriptions_ended_total{code=UNAUTHENTICATED}": 1
    }
    await ear.close()


async def test_a_subscription_that_cannot_begin_is_refused(server: Server, maya: Person) -> None:
    before = await scraped(server.url)
    ear = await server.wire(maya).listen(EVENTS, after="nowhere")
    await ear.end()
    await ear.close()

    assert moved(before, await scraped(server.url), "gateway_operations", "gateway_subscriptions_ended") == {
        "gateway_operations_total{code=INVALID_INPUT,operation=Events,outcome=refused,type=subscription}": 1
    }


async def test_events_that_are_known_of_and_not_handed_on_are_behind(server: Server, maya: Person) -> None:
    async with server.wire(maya).listening():
        await server.live(1)
        stream = server.house.hub._streams[maya.key]
        stream.head = stream.tail + 3
        found = await scraped(server.url)
        stream.head = stream.tail

    assert [found[f"parley_{name}"] for name in ("streams", "streams_behind", "feed_lag_events")] == [1, 1, 3]
    assert found["parley_feed_lag_events_max"] == 3


async def test_what_is_due_and_waits_is_looked_at_now_and_then(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    async with server.house.database.transaction() as unit:
        for key, claimed in ((1, None), (2, None), (3, now + timedelta(minutes=1))):
            await unit.fetch(OVERDUE, key, now - timedelta(seconds=90 * key), claimed)
    monkeypatch.setattr(waiting, "EVERY_SECONDS", 0)
    found = await scraped(server.url)
    monkeypatch.setattr(waiting, "EVERY_SECONDS", 60)
    async with server.house.database.transaction() as unit:
        await unit.fetch(statement("DELETE FROM due_work"))
    again = await scraped(server.url)

    assert found["parley_due_waiting{kind=MADE_LATER}"] == again["parley_due_waiting{kind=MADE_LATER}"] == 2
    assert 180 <= found["parley_due_late_seconds{kind=MADE_LATER}"] < 190


async def test_transactions_that_wait_for_a_connection_are_seen(server: Server, maya: Person, acme: Person) -> None:
    conversation, wire = await talking(acme, maya), server.wire(maya)
    database = server.house.database
    most = database.use["transactions"].most
    async with contextlib.AsyncExitStack() as held:
        for _ in range(most):
            await held.enter_async_context(database.transaction())
        sending = asyncio.create_task(wire.send(conversation, "one", "hello"))
        await until(lambda: database.use["transactions"].waiting > 0)
        found = await scraped(server.url)
    await sending
    await until(lambda: database.use["transactions"].waiting == 0)

    kinds = ("connections_max", "connections_busy", "waiting")
    counts = [found[f"parley_database_{name}{{for=transactions}}"] for name in kinds]
    assert counts[:2] == [most, most]
    assert counts[2] >= 1  # what is due waits, too, from time to time


async def test_without_the_database_there_are_metrics_still(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(waiting, "EVERY_SECONDS", 0)
    assert (await scraped(server.url))["parley_database_up"] == 1
    with monkeypatch.context() as broken:
        broken.setattr(server.house.database, "fetch", fails)
        found = await scraped(server.url)

    assert (found["parley_database_up"], found["parley_streams"]) == (0, 0)
    assert (await scraped(server.url))["parley_database_up"] == 1


async def test_requests_are_counted_by_status(server: Server) -> None:
    before = await scraped(server.url)
    async with aiohttp.ClientSession() as session:
        for path in ("/nowhere", "/nowhere", "/graphql"):
            async with session.get(f"{server.url}{path}"):
                pass

    assert moved(before, await scraped(server.url), "parley_http") == {
        "parley_http_requests_total{status=404}": 2,
        "parley_http_requests_total{status=400}": 1,
        "parley_http_requests_total{status=200}": 1,  # the first scrape
    }


async def test_no_metric_holds_what_somebody_said_or_gave(
    server: Server, maya: Person, acme: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.sockets.engine.tallies, "_most", 2)
    conversation, wire = await talking(acme, maya), server.wire(maya)
    await wire.send(conversation, f"made{MARK}", f"words {MARK}")
    await wire.ask("query Account($handle: String!) { account(handle: $handle) { id } }", handle=MARK.lower())
    await wire.ask(f'query {MARK}One {{ account(handle: "{MARK.lower()}") {{ id }} }}')
    for document in (f"query {MARK} {{ {MARK} }}", f"{MARK}"):
        with pytest.raises(Ended):
            await wire.ask(document)
    told = {"X-Request-Id": MARK, "traceparent": MARK}
    async with aiohttp.ClientSession() as session, session.get(f"{server.url}/{MARK}", headers=told):
        pass

    said = await text(server.url)
    assert MARK.lower() not in said.lower()
    assert 'operation="(other)"' in said


async def test_names_have_a_bound_and_a_length() -> None:
    counted = tallies.Tallies("INTERNAL", most=2)

    names = [counted.of(name, "query").name for name in ("one", "x" * 65, "two", "three", "one", None)]
    trusted = counted.of("three", "query", trusted=True).name

    assert names == ["one", "(other)", "two", "(other)", "one", "(anonymous)"]
    assert (trusted, counted.of("three", "query").name) == ("three", "three")
