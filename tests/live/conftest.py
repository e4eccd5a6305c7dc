"""A served Parley: the cast lives in its house, and what it does is told to whoever listens over a socket."""

from collections.abc import AsyncIterator

import pytest

import app.server
from domain.house import House
from tests import serving
from tests.serving import Server


@pytest.fixture
def _without_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody signs in with a password here, and making the hash of nobody's takes longer than most of these tests."""
    monkeypatch.setattr(app.server, "Passwords", object)


@pytest.fixture
async def server(database_url: str, _without_passwords: None) -> AsyncIterator[Server]:
    """A server with real sockets."""
    async with serving.serving(database_url) as served:
        yield served


@pytest.fixture
def house(server: Server) -> House:
    """The server's house, so that what the cast does is heard at once."""
    return server.house
