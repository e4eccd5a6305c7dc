"""Traces reach a collector: nested, of what the client's own trace holds, and without a word of what was said."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from app.traces import described
from domain import clock
from models.sql import statement
from tests import serving
from tests.app.served import quicken
from tests.cast import Person
from tests.serving import Server
from tests.watching.collecting import Collector, facts
from tests.wire import SEND, Ended, conversation_id, talking

TRACE, ABOVE = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
MARK = "Zanzibar"
LATER = statement("INSERT INTO due_work (kind, subject_id, due_at, attempts) VALUES ('MEDIA_UNSENT', 77, $1, 0)")


@pytest.fixture
async def collector() -> Collector:
    """Where traces go."""
    return Collector()


@pytest.fixture
async def server(database_url: str, collector: Collector, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    """A server that sends its traces there."""
    quicken(monkeypatch)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    async with (
        TestServer(collector.application()) as there,
        serving.serving(database_url, traces=str(there.make_url("/"))) as served,
    ):
        yield served


async def sent(server: Server, who: Person, conversation: int, text: str, flags: str = "01") -> None:
    """Send a message, as a client with a trace of its own does."""
    token = server.token(who.user_key)
    headers = {"Authorization": f"Bearer {token}", "traceparent": f"00-{TRACE}-{ABOVE}-{flags}"}
    body = {"query": SEND, "variables": {"conversation": conversation_id(conversation), "made": text, "text": text}}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.url}/graphql", json=body, headers=headers) as answer,
    ):
        assert (await answer.json())["data"]["sendMessage"]["__typename"] == "SendMessageSuccess"


async def test_a_send_is_one_trace_below_the_clients_own(
    server: Server, collector: Collector, maya: Person, acme: Person
) -> None:
    conversation = await talking(acme, maya)
    await sent(server, maya, conversation, "hello")
    await server.stop()

    whole = collector.named("mutation Send")
    assert (whole.trace_id.hex(), whole.parent_span_id.hex()) == (TRACE, ABOVE)
    told = facts(whole)
    names = ("graphql.operation.name", "graphql.operation.type", "parley.code")
    assert [told[name] for name in names] == ["Send", "mutation", ""]
    assert len(told["parley.document"]) == 64
    assert collector.below(whole) == ["who is asking", "transaction", "bus publish"]
    statements = collector.below(collector.named("transaction"))
    assert (statements[0], "SELECT feed_heads" in statements) == ("SELECT sides", True)
    assert all(span.trace_id.hex() == TRACE for span in collector.spans)


async def test_a_refusal_is_told_by_its_code_and_is_no_fault(
    server: Server, collector: Collector, maya: Person
) -> None:
    with pytest.raises(Ended):
        await server.wire(maya).ask('query Missing { node(id: "nothing") { id } }')
    await server.stop()

    span = collector.named("query Missing")
    assert (facts(span)["parley.code"], span.status.code) == ("INVALID_INPUT", 0)


async def test_on_a_socket_each_operation_is_a_trace(server: Server, collector: Collector, maya: Person) -> None:
    async with server.wire(maya).listening():
        await server.live(1)
    await server.stop()

    assert not collector.named("subscription Events").parent_span_id
    assert collector.below(collector.named("subscription Events")) == ["who is asking"]


async def test_what_was_due_is_a_trace(server: Server, collector: Collector) -> None:
    async with server.house.database.transaction() as unit:
        await unit.fetch(LATER, clock.now() - timedelta(seconds=1))
    async with asyncio.timeout(10):
        while await server.house.database.fetch_row(statement("SELECT 1 FROM due_work")):
            await asyncio.sleep(0.05)
    await server.stop()

    assert collector.below(collector.named("due MEDIA_UNSENT")) == ["transaction"]


async def test_no_trace_holds_what_somebody_said_gave_or_is_called(
    server: Server, collector: Collector, maya: Person, acme: Person
) -> None:
    conversation = await talking(acme, maya)
    await sent(server, maya, conversation, f"words {MARK}")
    wire = server.wire(maya)
    await wire.ask("query Account($handle: String!) { account(handle: $handle) { id } }", handle=MARK.lower())
    await wire.ask(f'query Search {{ account(handle: "{MARK.lower()}") {{ id }} }}')
    with pytest.raises(Ended):
        await wire.ask(f"query {MARK} {{ {MARK} }}")
    await server.stop()

    assert len(collector.spans) > 10
    held = collector.bytes.lower()
    for word in (MARK.lower(), "maya", "acme", server.token(maya.user_key)[:20].lower()):
        assert word.encode() not in held


async def test_a_client_that_is_not_traced_is_not_traced_here(
    server: Server, collector: Collector, maya: Person, acme: Person
) -> None:
    conversation = await talking(acme, maya)
    await sent(server, maya, conversation, "hello", flags="00")
    await server.stop()

    assert [span.name for span in collector.spans if span.name.startswith("mutation")] == []


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_share_of_nothing_is_nothing(
    database_url: str, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    quicken(monkeypatch)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    async with (
        TestServer(collector.application()) as there,
        serving.serving(database_url, traces=str(there.make_url("/")), traces_share=0) as served,
        aiohttp.ClientSession() as session,
        session.post(f"{served.url}/graphql", json={"query": "{ __typename }"}) as answer,
    ):
        assert answer.status == 200

    assert collector.spans == []


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_collector_that_is_not_there_holds_nothing_up(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quicken(monkeypatch)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    async with serving.serving(database_url, traces="http://127.0.0.1:9") as served:
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{served.url}/graphql", json={"query": "{ __typename }"}) as answer,
        ):
            assert await answer.json() == {"data": {"__typename": "Query"}, "extensions": {"cost": 1}}
        began = time.monotonic()
        await served.stop()

        assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("SELECT a FROM sides s WHERE b = $1", "SELECT sides"),
        ("WITH x AS (SELECT a FROM b) SELECT c FROM x JOIN y FOR UPDATE", "SELECT b"),
        (
            "WITH x AS (UPDATE a SET b = 1) INSERT INTO c VALUES (1) ON CONFLICT DO UPDATE SET d = 2",
            "UPDATE a INSERT c",
        ),
        ("UPDATE feed_heads SET position = $2", "UPDATE feed_heads"),
        ("DELETE FROM due_work WHERE kind = $1", "DELETE due_work"),
        ("SELECT 1", "SELECT"),
    ],
)
def test_a_statement_is_called_by_what_it_does(text: str, summary: str) -> None:
    assert described(text)[0] == summary
