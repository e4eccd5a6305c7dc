"""A served Parley that is watched, and a cast that lives in its house."""

from collections.abc import AsyncIterator

import pytest

from domain.house import House
from tests import serving
from tests.app.served import quicken
from tests.serving import Server


@pytest.fixture
async def server(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    """A server with real sockets."""
    quicken(monkeypatch)
    async with serving.serving(database_url) as served:
        yield served


@pytest.fixture
def house(server: Server) -> House:
    """Where the cast lives."""
    return server.house


@pytest.fixture
async def other(server: Server, database_url: str) -> AsyncIterator[Server]:
    """Another server on the same database, that runs every operation by Strawberry."""
    async with serving.serving(database_url, execution="reference") as served:
        yield served
