"""Unexpected faults: a client learns the request's id and nothing else; the log has the rest (REF-3)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from domain.house import House
from models.sql import statement
from tests.app.served import Client, acknowledged, headers, refusal
from tests.cast import Person, started
from tests.schema.documents import document

SENTENCE = "Something went wrong on our side. Quote the request id when you ask about it."


@asynccontextmanager
async def missing_table(house: House, table: str) -> AsyncIterator[list[Any]]:
    """The database lacks a table for a while; what is logged meanwhile."""

    async def rename(old: str, new: str) -> None:
        async with house.database.transaction() as unit:
            await unit.fetch(statement(f"ALTER TABLE {old} RENAME TO {new}"))

    await rename(table, "elsewhere")
    try:
        with capture_logs(processors=[merge_contextvars]) as logged:
            yield logged
    finally:
        await rename("elsewhere", table)


def masked(error: dict[str, Any], logged: list[Any]) -> None:
    """The error says nothing, and the log has its request id with the fault."""
    assert error["message"] == SENTENCE
    assert {*error["extensions"]} == {"code", "requestId"}
    assert error["extensions"]["code"] == "INTERNAL"
    failed = [entry for entry in logged if entry["log_level"] == "error"]
    assert failed
    assert {entry["request_id"] for entry in failed} == {error["extensions"]["requestId"]}
    assert all(entry["exc_info"] for entry in failed)


@pytest.mark.rule("REF-3")
@pytest.mark.parametrize(
    ("table", "query"),
    [
        ("sides", "{ viewer { user { handle } } inbox { nodes { id } } }"),
        ("users", "{ inbox { nodes { id } } }"),
        ("messages", '{ conversationWith(accountId: "acc_1") { id } }'),
    ],
)
async def test_a_query_is_answered_with_the_request_id_only(
    client: Client, house: House, acme: Person, table: str, query: str
) -> None:
    async with missing_table(house, table) as logged:
        response = await client.post("/graphql", json={"query": query}, headers=headers(client, acme))
        text = await response.text()

    said = await response.json()
    assert len(said["errors"]) == 1
    masked(said["errors"][0], logged)
    assert said["errors"][0]["extensions"]["requestId"] == response.headers["X-Request-Id"]
    for word in (table, "relation", "Traceback", "sqlite", "asyncpg", "SELECT"):
        assert word not in text.replace(query, "")
    if table == "sides":
        assert said["data"] == {"viewer": {"user": {"handle": "acme"}}, "inbox": None}


@pytest.mark.rule("REF-3")
async def test_a_mutation_is_answered_with_the_request_id_only(
    client: Client, house: House, acme: Person, maya: Person
) -> None:
    key = await started(acme, maya)
    given = {"conversationId": f"cnv_{key}", "clientMessageId": "one", "content": {"text": "very private words"}}
    body = {"query": document("sendMessage"), "variables": {"input": given}}

    async with missing_table(house, "client_messages") as logged:
        response = await client.post(
            "/graphql", json=body, headers=headers(client, acme) | {"X-Request-Id": "the-clients-own"}
        )

    said = await response.json()
    masked(said["errors"][0], logged)
    assert said["errors"][0]["extensions"]["requestId"] == "the-clients-own"
    assert "client_messages" not in await response.text()
    assert said["data"] is None


@pytest.mark.rule("REF-3")
@pytest.mark.parametrize("table", ["feed_heads", "feed_entries", "users"])
async def test_a_subscription_is_answered_with_the_request_id_only(
    client: Client, house: House, acme: Person, table: str
) -> None:
    async with acknowledged(client, acme) as socket:
        async with missing_table(house, table) as logged:
            everything = "subscription($after: Position) { events(after: $after) { position } }"
            error = await refusal(socket, everything, after=f"{house.epoch}.0")
            assert (await socket.hear())["type"] == "complete"

        masked(error, logged)
        # The socket is as good as before.
        await socket.subscribe("ask", "{ viewer { account { handle } } }")
        assert (await socket.hear())["payload"]["data"] == {"viewer": {"account": {"handle": "acme"}}}


@pytest.mark.rule("REF-3")
async def test_a_fault_outside_graphql_is_masked_as_well(client: Client, house: House) -> None:
    async with missing_table(house, "users") as logged:
        response = await client.post("/sign-in", json={"handle": "maya", "password": "maya"})

    assert response.status == 500
    masked((await response.json())["errors"][0], logged)
    assert "users" not in await response.text()
