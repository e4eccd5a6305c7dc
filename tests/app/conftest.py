"""A served Parley, in the test's own process."""

import pytest
from pytest_aiohttp import AiohttpClient

from app.server import build
from app.settings import Settings
from tests.app.served import SECRET, Client, quicken


@pytest.fixture
async def client(database_url: str, aiohttp_client: AiohttpClient, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A client of the whole server, in development mode."""
    quicken(monkeypatch)
    return await aiohttp_client(build(Settings(database=database_url, secret=SECRET)))
