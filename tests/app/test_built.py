"""The pages that are built in web/: with which headers they come, and who gets the tokens of the demo."""

import re

import pytest

from app import console, graphiql
from models.accounts import AccountKind
from tests.app.served import Client, house_of
from tests.cast import person

PAGES = {"graphiql": graphiql.PAGE, "console": console.PAGE}
ASSETS = {
    name: {path.name: path.read_bytes() for path in (it.folder / "assets").iterdir()} for name, it in PAGES.items()
}
POLICY = {
    "default-src": "'none'", "script-src": "'self'", "connect-src": "'self'", "base-uri": "'none'",
    "form-action": "'none'", "frame-ancestors": "'none'",
}  # fmt: skip
POLICIES = {
    "console": POLICY | {"img-src": "'self' data: blob:", "frame-src": "'self'", "frame-ancestors": "'self'"},
    "graphiql": POLICY
    | {"img-src": "'self' data:", "worker-src": "'self'", "font-src": "'self'", "style-src-attr": "'unsafe-inline'"},
}
ELSEWHERE = {"Origin": "http://127.0.0.1:3000"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}

pytestmark = pytest.mark.parametrize("page", PAGES)


@pytest.fixture
def dialect() -> str:
    """The pages are the same on both."""
    return "sqlite"


async def test_a_page_takes_nothing_inline_and_nothing_from_elsewhere(client: Client, page: str) -> None:
    response = await client.get(f"/{page}")
    text = await response.text()

    policy = dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))
    assert policy.pop("style-src").startswith("'self' 'nonce-")
    assert policy == POLICIES[page]
    assert response.headers["Cache-Control"] == "no-store"
    assert "$" not in text
    loaded = re.findall(r'(?:src|href)="([^"]*)"', text)
    assert {path.removeprefix(f"/{page}/assets/") for path in loaded} <= {*ASSETS[page]}


async def test_assets_are_kept_for_ever(client: Client, page: str) -> None:
    for name, content in ASSETS[page].items():
        packed = await client.get(f"/{page}/assets/{name}")
        plain = await client.get(f"/{page}/assets/{name}", headers={"Accept-Encoding": "identity"})

        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers
        for response in (packed, plain):
            assert (response.status, await response.read()) == (200, content)
            assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["nothing.js", "..%2Findex.html", "..%2F..%2F..%2Fserver.py"])
async def test_no_other_file_is_served(client: Client, page: str, name: str) -> None:
    assert (await client.get(f"/{page}/assets/{name}")).status == 404


async def test_one_may_be_whoever_of_the_demo_is_there(client: Client, page: str) -> None:
    await person(house_of(client), AccountKind.CREATOR, "maya")

    response = await client.get(f"/{page}/people")

    assert response.headers["Cache-Control"] == "no-store"
    (maya,) = (await response.json())["people"]
    assert (maya["handle"], maya["about"]) == ("maya", "a creator, level Gold")
    query, bearer = {"query": "{ viewer { account { handle } } }"}, {"Authorization": f"Bearer {maya['token']}"}
    answer = await (await client.post("/graphql", json=query, headers=bearer)).json()
    assert answer["data"]["viewer"]["account"]["handle"] == "maya"


@pytest.mark.parametrize("headers", ELSEWHERE)
async def test_no_other_page_is_told_a_token(client: Client, page: str, headers: dict[str, str]) -> None:
    response = await client.get(f"/{page}/people", headers=headers)

    assert response.status == 403
    assert "people" not in await response.text()
