"""The demo marketplace, served; and what its clients need."""

import json
from collections.abc import AsyncIterator
from urllib.request import Request, urlopen

import pytest

from domain.house import House
from tests import serving
from tests.cast import Person, say, started
from tests.clients.programs import CLIENTS, EXAMPLES, node_with
from tests.processes import Process
from tests.serving import Server
from tests.wire import talking


@pytest.fixture
async def server(database_url: str) -> AsyncIterator[Server]:
    """A server with a cast of its own."""
    async with serving.serving(database_url) as served:
        yield served


@pytest.fixture
def house(server: Server) -> House:
    """Where that cast lives."""
    return server.house


@pytest.fixture(scope="session")
def tokens(demo: Process) -> dict[str, str]:
    """Tokens of two of its people: one as the command line gives it, one as signing in does."""
    asked = Request(f"{demo.url}/sign-in", b'{"handle": "acme", "password": "acme"}')  # noqa: S310 - our own
    with urlopen(asked, timeout=30) as answer:  # noqa: S310
        return {"maya": demo.run("token", "--as", "maya").strip(), "acme": json.load(answer)["token"]}


@pytest.fixture(scope="session")
def node() -> str:
    """Node, with the packages of the examples."""
    return node_with(EXAMPLES)


@pytest.fixture(scope="session")
def clients() -> str:
    """Node, with the GraphQL clients of the world."""
    return node_with(CLIENTS)


@pytest.fixture
async def people(server: Server, maya: Person, acme: Person, fresh: Person, northstar: Person) -> dict[str, str]:
    """Tokens of maya and acme. maya has three conversations; acme was the last to write, in one of four messages."""
    for other in (fresh, northstar, acme):
        await talking(other, maya)
    conversation = await started(acme, maya)
    await say(maya, conversation, "2")
    await say(acme, conversation, "3", "4")
    return {"TOKEN": server.token(maya.user_key), "OTHER": server.token(acme.user_key)}
