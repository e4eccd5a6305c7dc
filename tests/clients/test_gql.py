"""The Python client gql: queries and mutations over HTTP, and all three over a WebSocket."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from gql import Client, GraphQLRequest
from gql.client import AsyncClientSession
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.aiohttp_websockets import AIOHTTPWebsocketsTransport
from gql.transport.exceptions import TransportConnectionFailed, TransportQueryError
from graphql import build_client_schema, build_schema, get_introspection_query, lexicographic_sort_schema, print_schema

from tests.cast import Person
from tests.clients.programs import ROOT
from tests.serving import Server
from tests.wire import EVENTS, INBOX, POSITION, SEND, conversation_id, talking

STAR = "mutation Star($id: ID!) { starConversation(input: { conversationId: $id }) { __typename } }"
MISTAKE = "query Mistake { nope }"


@pytest.fixture
def dialect() -> str:
    """Clients see no database."""
    return "sqlite"


def by_http(server: Server, who: Person) -> Client:
    """A client of somebody's, over HTTP; it asks for the schema, and checks what it sends."""
    headers = {"Authorization": f"Bearer {server.token(who.user_key)}"}
    transport = AIOHTTPTransport(f"{server.url}/graphql", headers=headers)
    return Client(transport=transport, fetch_schema_from_transport=True)


def socket(server: Server, token: str) -> AIOHTTPWebsocketsTransport:
    """One socket."""
    url = server.url.replace("http", "ws", 1)
    return AIOHTTPWebsocketsTransport(f"{url}/graphql", init_payload={"authorization": f"Bearer {token}"})


@asynccontextmanager
async def by_socket(server: Server, who: Person) -> AsyncIterator[AsyncClientSession]:
    """A client of somebody's, over one socket for all it asks."""
    async with Client(transport=socket(server, server.token(who.user_key))) as session:
        yield session


def asking(document: str, **variables: Any) -> GraphQLRequest:
    """An operation with its variables."""
    return GraphQLRequest(document, variable_values=variables)


async def test_over_http(server: Server, maya: Person, acme: Person) -> None:
    conversation = await talking(acme, maya)

    async with by_http(server, maya) as session:
        inbox = await session.execute(asking(INBOX))
        variables = {"conversation": conversation_id(conversation), "made": "1", "text": "From gql"}
        sent = await session.execute(asking(SEND, **variables))
        refused = await session.execute(asking(SEND, **variables | {"text": "Not the same"}))

    assert [row["lastMessage"]["text"] for row in inbox["inbox"]["nodes"]] == ["hello"]
    assert sent["sendMessage"]["message"]["sequence"] == 2
    assert refused["sendMessage"]["code"] == "INVALID_INPUT"


async def test_it_sees_the_schema_that_is_written_down(server: Server, maya: Person) -> None:
    written = build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))

    async with by_http(server, maya) as session:
        seen = build_client_schema(await session.execute(GraphQLRequest(get_introspection_query(one_of=True))))

    assert print_schema(lexicographic_sort_schema(seen)) == print_schema(lexicographic_sort_schema(written))


async def test_over_a_socket(server: Server, maya: Person, acme: Person) -> None:
    conversation = conversation_id(await talking(acme, maya))

    async with by_socket(server, maya) as mayas, by_socket(server, acme) as acmes:
        position = (await mayas.execute(asking(POSITION)))["viewer"]["position"]
        events = mayas.subscribe(asking(EVENTS, after=position))
        starred = await mayas.execute(asking(STAR, id=conversation))
        await acmes.execute(asking(SEND, conversation=conversation, made="1", text="To gql"))
        heard = [(await anext(events))["events"] for _ in range(2)]
        await events.aclose()
        # The socket goes on without it.
        inbox = await mayas.execute(asking(INBOX))

    assert starred == {"starConversation": {"__typename": "ConversationSuccess"}}
    assert [event["__typename"] for event in heard] == ["ConversationChanged", "MessageReceived"]
    assert heard[1]["message"]["text"] == "To gql"
    assert inbox["viewer"]["position"] == heard[1]["position"]


async def test_a_mistake_is_told_as_an_error_of_graphql(server: Server, maya: Person) -> None:
    http = Client(transport=by_http(server, maya).transport)
    async with http as over_http, by_socket(server, maya) as over_socket:
        for session in (over_http, over_socket):
            with pytest.raises(TransportQueryError) as refused:
                await session.execute(asking(MISTAKE))

            assert [error["extensions"]["code"] for error in refused.value.errors or []] == ["INVALID_INPUT"]


async def test_a_wrong_token_closes_the_socket(server: Server) -> None:
    transport = socket(server, "nonsense")

    with pytest.raises(TransportConnectionFailed):
        await transport.connect()

    await transport.close()
