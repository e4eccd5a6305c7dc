"""Posting for real: a receiver, and a poster that posts what is due when it is told to."""

from collections.abc import AsyncIterator, Iterator
from functools import cache
from typing import Any

import pytest

from app.graphql import CODES, NATIVES, PASSING, SIZES
from app.rendering import stored
from app.webhooks.poster import Poster
from domain.house import House
from gateway.documents import Reading
from gateway.engine import Engine
from schema import root
from tests import receivers
from tests.receivers import Receiver


@cache
def _schema() -> Any:
    return root.build()


@pytest.fixture
def engine() -> Iterator[Engine]:
    """What writes bodies."""
    made = stored(_schema(), CODES, Reading(sizes=SIZES, natives=NATIVES, passing=PASSING, introspection=False))
    yield made
    made.close()


@pytest.fixture
def poster(house: House, engine: Engine) -> Poster:
    """It may post to this machine."""
    house.webhooks_private = True
    return Poster(house, engine, seconds=2.0)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """An endpoint."""
    async with receivers.receiving() as made:
        yield made


@pytest.fixture
async def other() -> AsyncIterator[Receiver]:
    """Another."""
    async with receivers.receiving() as made:
        yield made
