"""Where the console is, how large, and what it may ask."""

import json
import re

import pytest
from pytest_aiohttp import AiohttpClient

from app.console import PAGE
from app.server import build
from app.settings import Settings
from models.accounts import AccountKind
from tests.app.served import Client, house_of, production
from tests.cast import person

DOCUMENTS = json.loads((PAGE.folder / "documents.json").read_text(encoding="utf-8"))
LARGEST = 250_000  # bytes of JavaScript over the line, before anything is shown


@pytest.fixture
def dialect() -> str:
    """The page is the same on both."""
    return "sqlite"


@pytest.mark.parametrize(
    "path", ["/", "/side-by-side", "/join", "/console", "/console/", "/console/c/cnv_1", "/console/leads"]
)
async def test_every_place_in_it_is_the_same_page(client: Client, path: str) -> None:
    response = await client.get(path)

    assert response.status == 200
    assert '<div id="root">' in await response.text()


async def test_what_comes_first_is_small(client: Client) -> None:
    page = await (await client.get("/console/")).text()
    sizes = []
    for name in re.findall(r'(?:src|href)="/console/assets/([^"]+\.js)"', page):
        async with client.get(f"/console/assets/{name}") as response:
            sizes.append(int(response.headers["Content-Length"]))

    assert 0 < sum(sizes) < LARGEST


async def test_its_documents_are_trusted_by_their_hashes(client: Client) -> None:
    await person(house_of(client), AccountKind.CREATOR, "maya")
    (maya,) = (await (await client.get("/console/people")).json())["people"]
    (who,) = [digest for digest, text in DOCUMENTS.items() if "query ConsoleQuery" in text]
    asked = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": who}}}

    answer = await client.post("/graphql", json=asked, headers={"Authorization": f"Bearer {maya['token']}"})

    assert (await answer.json())["data"]["viewer"]["account"]["name"] == "Maya"


@pytest.mark.parametrize(("asked", "status"), [({}, 404), ({"console": True}, 200)])
async def test_in_production_it_is_there_by_setting(
    aiohttp_client: AiohttpClient, database_url: str, asked: dict[str, bool], status: int
) -> None:
    client = await aiohttp_client(build(production(database_url, **asked)))

    for path in ("/console", "/join"):
        assert (await client.get(path)).status == status
    for path in ("/", "/side-by-side", "/console/people"):
        assert (await client.get(path)).status == 404


async def test_in_production_it_stands_in_no_frame(aiohttp_client: AiohttpClient, database_url: str) -> None:
    client = await aiohttp_client(build(production(database_url, console=True)))

    policy = (await client.get("/console")).headers["Content-Security-Policy"].split("; ")

    assert "frame-ancestors 'none'" in policy
    assert [part for part in policy if part.startswith(("frame-src", "child-src"))] == []


async def test_who_has_no_console_starts_nowhere(aiohttp_client: AiohttpClient, database_url: str) -> None:
    client = await aiohttp_client(build(Settings(database=database_url, console=False)))

    for path in ("/", "/side-by-side", "/join", "/console"):
        assert (await client.get(path)).status == 404
