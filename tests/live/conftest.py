"""A served Parley: the cast lives in its house, and what it does is told to whoever listens over a socket."""

import secrets
from collections.abc import AsyncIterator, Iterator

import pytest

import app.server
from domain.house import House
from tests import servers, serving
from tests.conftest import missing
from tests.serving import Server


@pytest.fixture
def _without_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody signs in with a password here, and making the hash of nobody's takes longer than most of these tests."""
    monkeypatch.setattr(app.server, "Passwords", object)


@pytest.fixture
def nats_bus() -> Iterator[str]:
    """A subject of NATS that nobody else is on."""
    with servers.nats() as url:
        if url is None:
            missing("NATS", servers.HOW_TO_GET_NATS)
        yield f"{url}/test-{secrets.token_hex(4)}"


@pytest.fixture
def bus() -> str | None:
    """What servers on one database tell each other by: what their database has."""
    return None


@pytest.fixture
async def server(database_url: str, bus: str | None, _without_passwords: None) -> AsyncIterator[Server]:
    """A server with real sockets."""
    async with serving.serving(database_url, bus=bus) as served:
        yield served


@pytest.fixture
async def other(server: Server, database_url: str, bus: str | None) -> AsyncIterator[Server]:
    """Another server, on the same database and bus."""
    async with serving.serving(database_url, bus=bus) as served:
        yield served


@pytest.fixture
def house(server: Server) -> House:
    """The server's house, so that what the cast does is heard at once."""
    return server.house
