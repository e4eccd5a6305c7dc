"""The world's GraphQL clients, as they are: each is a program of tests/clients/node that reports what it saw."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Person
from tests.clients.programs import CLIENTS, report, running
from tests.processes import process, staged
from tests.serving import Server

RESPONSE = "application/graphql-response+json"

Report = Callable[[str], Awaitable[Any]]


@pytest.fixture
def dialect() -> str:
    """Clients see no database."""
    return "sqlite"


@pytest.fixture
def told_by(clients: str, server: Server, people: dict[str, str]) -> Report:
    """What a program reports, that maya runs while acme is there too."""
    return lambda name: report(server.url, clients, str(CLIENTS / name), **people)


@pytest.mark.parametrize("signed_in", [True, False])
async def test_no_audit_of_graphql_over_http_falls_short(
    clients: str, server: Server, maya: Person, signed_in: bool
) -> None:
    token = server.token(maya.user_key) if signed_in else ""

    audits = await report(server.url, clients, str(CLIENTS / "audits.mjs"), TOKEN=token)

    assert [audit for audit in audits if audit["status"] != "ok"] == []
    assert len(audits) == 61


async def test_graphql_ws(told_by: Report) -> None:
    assert await told_by("sockets.mjs") == {
        "opened": 1,
        "results": 10,  # one, then three answers, two messages, four events
        "answers": [
            {"viewer": {"account": {"handle": "maya"}}},
            {"account": {"name": "Acme"}},
            {"starConversation": {"__typename": "ConversationSuccess"}},
        ],
        "mistakes": [["INVALID_INPUT"], ["INVALID_INPUT"]],
        "heard": ["One", "Two"],
        "told": [
            {"__typename": "ConversationChanged", "conversation": {"starred": True}},
            {"__typename": "MessageReceived", "message": {"text": "One"}},
            {"__typename": "MessageReceived", "message": {"text": "Two"}},
            {"__typename": "MessageReceived", "message": {"text": "Three"}},
        ],
        "refused": {"code": 4403, "reason": "Forbidden"},
    }


async def test_graphql_ws_resumes_after_the_server_was_killed(clients: str, tmp_path: Path) -> None:
    async with process(f"sqlite:///{tmp_path}/parley.sqlite3", tmp_path / "log") as parley:
        stage = await staged(parley.database_url)
        await parley.start()
        program = [clients, str(CLIENTS / "resume.mjs")]
        async with stage.wire("maya", parley.url) as wire, stage.wire("acme", parley.url) as acme:
            token = wire.credentials["authorization"].removeprefix("Bearer ")
            async with running(parley.url, *program, TOKEN=token) as maya:
                assert await maya.line() == "listening"
                await acme.send(stage.conversation, "1", "Before")
                assert sorted(await maya.lines(2)) == ["events: Before", "messageReceived: Before"]

                await parley.kill()
                await parley.start()
                for made, text in (("2", "While away"), ("3", "Still away")):
                    await acme.send(stage.conversation, made, text)
                maya.go_on()
                missed = await maya.lines(4)
                await acme.send(stage.conversation, "4", "Back")
                live = await maya.lines(2)

                for name in ("events", "messageReceived"):
                    heard = [line.partition(": ")[2] for line in missed + live if line.startswith(f"{name}:")]
                    assert heard == ["While away", "Still away", "Back"]
                assert await maya.is_silent()


async def test_apollo(told_by: Report) -> None:
    counterpart = {"__typename": "Seller", "id": "acc_2", "name": "Acme", "livePartner": False}
    row = {"starred": False, "counterpart": counterpart, "text": "4"}
    answered = {"method": "POST", "status": 200, "type": RESPONSE}

    assert await told_by("apollo.mjs") == {
        "rows": [
            row,
            row | {"starred": True},
            row | {"starred": True, "text": "From Apollo"},
            row | {"starred": True, "text": "To Apollo"},
        ],
        "node": {"__typename": "Seller", "id": "acc_2", "name": "Acme"},
        "refused": {"__typename": "InvalidInput", "code": "INVALID_INPUT", "retryAt": None},
        "sent": "From Apollo",
        "heard": ["From Apollo", "To Apollo"],
        "asked": [answered] * 5,
        "mistake": {"name": "CombinedGraphQLErrors", "codes": ["INVALID_INPUT"]},
        "mistaken": answered | {"status": 400},
    }


async def test_urql(told_by: Report) -> None:
    def persisted(method: str) -> dict[str, Any]:
        unknown = ["PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND"]
        asked = {"method": method, "type": RESPONSE}
        by_hash, with_text = asked | {"text": False}, asked | {"text": True}
        return {"names": ["Acme", "Maya"], "requests": [by_hash | {"error": unknown}, with_text, by_hash]}

    assert await told_by("urql.mjs") == {
        "inbox": "Acme",
        "sent": "From urql",
        "heard": ["From urql", "To urql"],
        "mistake": ["INVALID_INPUT"],
        "types": [RESPONSE] * 3,
        "post": persisted("POST"),
        "get": persisted("GET"),
    }
