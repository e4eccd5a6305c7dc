"""The API as its clients see it: the real server, on both databases."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pytest_aiohttp import AiohttpClient

from app.server import build
from app.settings import Settings
from domain import clock
from domain.house import House
from models.sql import statement
from tests.app.served import SECRET, Asking, Client, headers, house_of, quicken
from tests.conftest import NothingHappens

DUE = statement("SELECT 1 FROM due_work WHERE due_at <= $1 LIMIT 1")
Answer = tuple[Any, list[dict[str, Any]]]
Api = Callable[..., Awaitable[Answer]]


@pytest.fixture
async def client(database_url: str, aiohttp_client: AiohttpClient, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A client of the whole server."""
    quicken(monkeypatch)
    return await aiohttp_client(build(Settings(database=database_url, secret=SECRET)))


@pytest.fixture
def house(client: Client) -> House:
    """The server's own house: the cast lives there, and what it does is told to the server's listeners."""
    return house_of(client)


async def at_rest(house: House) -> None:
    """Once the server has done what is due, and has told of it."""
    async with asyncio.timeout(20):
        while await house.database.fetch(DUE, clock.now()):
            await asyncio.sleep(0.05)
    await house.settle()


@pytest.fixture
def nothing_happens(house: House, nothing_happens: NothingHappens) -> NothingHappens:
    """Nor does what was done before go on."""

    @asynccontextmanager
    async def watch() -> AsyncIterator[None]:
        await at_rest(house)
        async with nothing_happens():
            yield

    return watch


@pytest.fixture
def api(client: Client) -> Api:
    """Ask as somebody, or as nobody; get the data and the errors."""

    async def ask(who: Asking, document: str, **variables: Any) -> Answer:
        body = {"query": document, "variables": variables}
        async with client.post("/graphql", json=body, headers=headers(client, who)) as response:
            assert response.status == 200, await response.text()
            said = await response.json()
        return said.get("data"), said.get("errors", [])

    return ask


async def changed(
    api: Api, who: Asking, name: str, shape: tuple[str, str, str], given: dict[str, Any]
) -> dict[str, Any]:
    """What a mutation answered, by the type of its input, its success, and what is read of that; never an error."""
    input_type, success, fields = shape
    document = f"""mutation($input: {input_type}!) {{ {name}(input: $input) {{
        __typename ... on Problem {{ code detail }} ... on NotFound {{ field }} ... on InvalidInput {{ field }}
        ... on {success} {{ {fields} }} }} }}"""
    data, errors = await api(who, document, input=given)
    assert errors == []
    answer: dict[str, Any] = data[name]
    return answer
