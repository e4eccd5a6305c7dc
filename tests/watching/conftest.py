"""A served Parley that is watched, and a cast that lives in its house."""

from collections.abc import AsyncIterator

import pytest

from tests import serving
from tests.gateway.conftest import house, server
from tests.serving import Server

__all__ = ["house", "server"]


@pytest.fixture
async def other(server: Server, database_url: str) -> AsyncIterator[Server]:
    """Another server on the same database, that runs every operation by Strawberry."""
    async with serving.serving(database_url, execution="reference") as served:
        yield served
