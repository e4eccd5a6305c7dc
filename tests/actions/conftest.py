"""What some tests of doors want beside the cast."""

from collections.abc import AsyncIterator

import pytest

from domain.house import House
from tests import invariants


@pytest.fixture
async def lines_are_whole(house: House) -> AsyncIterator[None]:
    """Whatever a test did, each line of webhooks has its one head, and nothing that was to be told is missing."""
    yield
    await invariants.holds(house.database)
