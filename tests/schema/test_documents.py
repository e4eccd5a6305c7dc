"""Documents: one operation, within limits, and nothing about the schema for strangers."""

import time
from typing import Any

import pytest
from pytest_aiohttp import AiohttpClient

from app.server import build
from gateway.limits import Limits
from models.accounts import AccountKind
from tests.app.served import Client, acknowledged, headers, house_of, production, quicken, refusal
from tests.cast import Person, person
from tests.schema.conftest import Api
from tests.schema.documents import told

LIMITS = Limits()
# Each is one letter wrong: what GraphQL would answer with a suggestion.
ALMOST_RIGHT = [
    "{ inbx { nodes { id } } }",
    "{ inbox(firs: 1) { nodes { id } } }",
    "{ inbox(folder: MESAGES) { nodes { id } } }",
    "{ viewer { idd } }",
    '{ node(id: "x") { ... on Creatr { id } } }',
    "query($a: Strin!) { account(handle: $a) { id } }",
    'mutation { startConversation(input: { accountId: "x", entryPont: INBOX }) { __typename } }',
    "query($folder: InboxFolder) { inbox(folder: $foldr) { nodes { id } } }",
    "{ viewer { id @skp(if: true) } }",
]
THREAD = "{ messages(last: 100) { nodes { %s } } }"
DEEP = THREAD % f"conversation {THREAD % 'id'}"
TOO_MUCH_OR_NOTHING = [
    "{" + " a: viewer { id }" * (LIMITS.tokens // 6) + "}",
    "{ inbox { nodes " + "{ counterpart { conversation " * 7 + "{ id }" + " } }" * 7 + " } }",
    "{" + " ".join(f"a{n}: viewer {{ id }}" for n in range(LIMITS.aliases + 1)) + "}",
    "{" * 5000,
    "{a" * 400 + "}" * 400,
    "query A { ...F } fragment F on Query { ...F }",
    "{ ...Missing }",
    f"{{ inbox(first: 50) {{ nodes {DEEP} }} }}",
    f"{{ inbox(first: 50) {{ nodes {DEEP} }} a: inbox(first: -9999999) {{ nodes {{ id }} }} }}",
    "{ inbox { nodes { " + "id " * LIMITS.fields + "} } }",
    "{ ...F0 } "
    + " ".join(f"fragment F{n} on Query {{ a: node {{ ...F{n + 1} }} b: node {{ ...F{n + 1} }} }}" for n in range(40)),
    "{ ...F0 } " + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(40)),
    "",
    "   ",
    "nonsense",
    "{ viewer { id }",
    "{ viewer }",
    "{ viewer { id } } type Query { x: Int }",
    "fragment F on Query { viewer { id } }",
]
INTROSPECTION = ["{ __schema { types { name } } }", '{ __type(name: "Query") { name } }']


@pytest.fixture
def dialect() -> str:
    """What is refused before anything is read needs one database only."""
    return "sqlite"


@pytest.fixture
async def strict(database_url: str, aiohttp_client: AiohttpClient, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A server in production mode."""
    quicken(monkeypatch)
    return await aiohttp_client(build(production(database_url)))


async def answer(client: Client, body: Any, status: int = 200) -> dict[str, Any]:
    """What is said to a body, by somebody who is known."""
    yuki = await person(house_of(client), AccountKind.CREATOR, "yuki")
    response = await client.post("/graphql", json=body, headers=headers(client, yuki))
    assert response.status == status, await response.text()
    said: dict[str, Any] = await response.json()
    return said


async def test_several_operations_need_a_name(client: Client, api: Api, acme: Person) -> None:
    two = "query A { viewer { id } } query B { viewer { account { handle } } }"

    data, errors = await api(acme, two)
    assert (data, told(errors)) == (None, {"code": "INVALID_INPUT"})
    assert errors[0]["message"] == "Say which operation to run: give an operationName."
    async with acknowledged(client, acme) as socket:
        assert (await refusal(socket, two))["extensions"] == {"code": "INVALID_INPUT"}
    for name, status in (("B", 200), ("C", 400), ("", 400)):
        body = {"query": two, "operationName": name}
        response = await client.post("/graphql", json=body, headers=headers(client, acme))
        assert response.status == status
        said = await response.json()
        assert said.get("data") == ({"viewer": {"account": {"handle": "acme"}}} if status == 200 else None)


async def test_operations_are_not_batched(client: Client) -> None:
    said = await answer(client, [{"query": "{ viewer { id } }"}] * 2, 400)

    assert said["errors"][0]["extensions"] == {"code": "INVALID_INPUT"}


async def test_a_subscription_over_http_is_sent_to_the_socket(client: Client) -> None:
    several = "subscription S { events { position } } query Q { viewer { account { handle } } }"

    said = await answer(client, {"query": "subscription { events { position } }"})
    assert told(said["errors"]) == {"code": "INVALID_INPUT"}
    assert said["errors"][0]["message"] == "Subscribe over a WebSocket, at this same address."
    for name, code in (("S", "INVALID_INPUT"), ("Q", "UNAUTHENTICATED")):
        response = await client.post("/graphql", json={"query": several, "operationName": name})
        assert told((await response.json())["errors"]) == {"code": code}


async def test_what_is_too_much_or_nothing_is_refused_at_once(client: Client) -> None:
    began = time.monotonic()

    for document in TOO_MUCH_OR_NOTHING:
        response = await client.post("/graphql", json={"query": document})
        assert response.status in {200, 400}
        said = await response.json()
        assert not said.get("data")
        assert {error["extensions"]["code"] for error in said["errors"]} == {"INVALID_INPUT"}
    assert time.monotonic() - began < len(TOO_MUCH_OR_NOTHING)


async def test_a_document_within_the_limits_is_answered(api: Api, acme: Person) -> None:
    names = " ".join(f"a{n}: viewer {{ id }}" for n in range(LIMITS.aliases))

    data, errors = await api(acme, f"{{ {names} }}")

    assert errors == []
    assert len(data) == LIMITS.aliases


async def test_production_suggests_nothing(strict: Client) -> None:
    async with acknowledged(strict, None) as socket:
        for number, document in enumerate(ALMOST_RIGHT):
            response = await strict.post("/graphql", json={"query": document})
            said = await response.json()
            assert "data" not in said
            assert said["errors"]
            assert "Did you mean" not in str(said)
            await socket.subscribe(f"{number}", document)
            assert "Did you mean" not in str(await socket.hear())


async def test_production_suggests_nothing_for_variables_either(strict: Client) -> None:
    said = await answer(
        strict,
        {
            "query": "mutation($i: StartConversationInput!) { startConversation(input: $i) { __typename } }",
            "variables": {"i": {"accountId": "x", "entryPoint": "INBX", "entryPont": "INBOX"}},
        },
    )

    assert said["errors"]
    assert "Did you mean" not in str(said)


async def test_development_does_suggest(client: Client) -> None:
    assert "Did you mean" in str(await answer(client, {"query": ALMOST_RIGHT[1]}))


async def test_introspection_is_for_development(client: Client) -> None:
    for document in INTROSPECTION:
        response = await client.post("/graphql", json={"query": document})
        assert (await response.json())["data"]


async def test_introspection_is_not_for_production(strict: Client) -> None:
    for document in INTROSPECTION:
        response = await strict.post("/graphql", json={"query": document})
        said = await response.json()
        assert "data" not in said
        assert {error["extensions"]["code"] for error in said["errors"]} == {"INVALID_INPUT"}


async def test_introspection_can_be_asked_for(
    database_url: str, aiohttp_client: AiohttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    quicken(monkeypatch)
    open_ = production(database_url, introspection=True)
    client = await aiohttp_client(build(open_))

    response = await client.post("/graphql", json={"query": INTROSPECTION[0]})

    assert (await response.json())["data"]
