"""Where GraphiQL is."""

import pytest
from pytest_aiohttp import AiohttpClient

from app.server import build
from tests.app.served import production


@pytest.fixture
def dialect() -> str:
    """The page is the same on both."""
    return "sqlite"


async def test_production_shows_it_only_where_the_schema_may_be_asked_for(
    database_url: str, aiohttp_client: AiohttpClient
) -> None:
    closed = await aiohttp_client(build(production(database_url)))
    assert (await closed.get("/graphiql")).status == 404
    await closed.close()

    shown = await aiohttp_client(build(production(database_url, introspection=True)))
    assert (await shown.get("/graphiql")).status == 200
    assert (await shown.get("/graphiql/people")).status == 404
    assert (await shown.get("/")).status == 404
