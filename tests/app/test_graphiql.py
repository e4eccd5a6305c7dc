"""Who gets GraphiQL, with which headers, and who gets the tokens of the demo."""

import re

import pytest
from pytest_aiohttp import AiohttpClient

from app.graphiql import PAGE
from app.server import build
from models.accounts import AccountKind
from tests.app.served import Client, house_of, production
from tests.cast import person

ASSETS = {path.name: path.read_bytes() for path in (PAGE.folder / "assets").iterdir()}
ELSEWHERE = {"Origin": "http://127.0.0.1:3000"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}


@pytest.fixture
def dialect() -> str:
    """The page is the same on both."""
    return "sqlite"


async def test_the_page_takes_nothing_inline_and_nothing_from_elsewhere(client: Client) -> None:
    response = await client.get("/graphiql")
    text = await response.text()

    policy = dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))
    assert policy.pop("style-src").startswith("'self' 'nonce-")
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "worker-src": "'self'",
        "connect-src": "'self'",
        "font-src": "'self'",
        "img-src": "'self' data:",
        "style-src-attr": "'unsafe-inline'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    assert response.headers["Cache-Control"] == "no-store"
    assert "$" not in text
    assert {path.removeprefix("/graphiql/assets/") for path in re.findall(r'(?:src|href)="([^"]*)"', text)} <= {*ASSETS}


async def test_assets_are_kept_for_ever(client: Client) -> None:
    for name, content in ASSETS.items():
        packed = await client.get(f"/graphiql/assets/{name}")
        plain = await client.get(f"/graphiql/assets/{name}", headers={"Accept-Encoding": "identity"})

        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers
        for response in (packed, plain):
            assert (response.status, await response.read()) == (200, content)
            assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["nothing.js", "..%2Findex.html", "..%2F..%2F..%2Fserver.py"])
async def test_no_other_file_is_served(client: Client, name: str) -> None:
    assert (await client.get(f"/graphiql/assets/{name}")).status == 404


async def test_one_may_be_whoever_of_the_demo_is_there(client: Client) -> None:
    await person(house_of(client), AccountKind.CREATOR, "maya")

    response = await client.get("/graphiql/people")

    assert response.headers["Cache-Control"] == "no-store"
    (maya,) = (await response.json())["people"]
    assert (maya["handle"], maya["about"]) == ("maya", "a creator, level Gold")
    query, bearer = {"query": "{ viewer { account { handle } } }"}, {"Authorization": f"Bearer {maya['token']}"}
    answer = await (await client.post("/graphql", json=query, headers=bearer)).json()
    assert answer["data"]["viewer"]["account"]["handle"] == "maya"


@pytest.mark.parametrize("headers", ELSEWHERE)
async def test_no_other_page_is_told_a_token(client: Client, headers: dict[str, str]) -> None:
    response = await client.get("/graphiql/people", headers=headers)

    assert response.status == 403
    assert "people" not in await response.text()


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
