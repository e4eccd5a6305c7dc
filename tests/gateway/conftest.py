"""A served Parley, for what the gateway can only be asked over a socket."""

from collections.abc import AsyncIterator

import pytest

from domain.house import House
from tests import serving
from tests.app.served import quicken
from tests.serving import Server


@pytest.fixture
async def server(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    """A server with a cast of its own."""
    quicken(monkeypatch)
    async with serving.serving(database_url) as served:
        yield served


@pytest.fixture
def house(server: Server) -> House:
    """Where that cast lives."""
    return server.house
