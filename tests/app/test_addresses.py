"""From where something was done: what the audit log says, over HTTP and over a socket, behind proxies and without."""

from typing import Any

import pytest
from pytest_aiohttp import AiohttpClient

from app.server import build
from app.settings import Settings
from domain.queries import audit
from domain.viewer import Staff
from models.accounts import AccountKind
from tests.app.served import SECRET, SUBPROTOCOL, Client, Socket, credentials, headers, house_of, quicken
from tests.cast import Person, person

SAVE = """mutation($name: String!) { saveRole(input: { name: $name, permissions: [] }) {
    ... on RoleSuccess { role { name } } } }"""
FORWARDED = {"X-Forwarded-For": "203.0.113.66, 198.51.100.7"}  # the first part is whatever the client made up


async def addresses(client: Client) -> list[str | None]:
    """From where roles were made, the first first."""
    page = await audit.page(Staff(house_of(client), "ada"), first=100)
    return [entry.address for entry in reversed(page.nodes) if entry.action == "ROLE_CREATED"]


async def over_http(client: Client, who: Person, name: str, **more: str) -> None:
    """Make a role by a request."""
    body: dict[str, Any] = {"query": SAVE, "variables": {"name": name}}
    async with client.post("/graphql", json=body, headers=headers(client, who) | more) as answer:
        assert (await answer.json())["data"]["saveRole"]["role"]["name"] == name


async def over_a_socket(client: Client, who: Person, name: str, **more: str) -> None:
    """Make a role by an operation on a socket."""
    async with client.ws_connect("/graphql", protocols=[SUBPROTOCOL], headers=more) as raw:
        socket = Socket(raw)
        await socket.say("connection_init", payload=credentials(client, who))
        assert (await socket.hear())["type"] == "connection_ack"
        await socket.subscribe("1", SAVE, name=name)
        assert (await socket.hear())["payload"]["data"]["saveRole"]["role"]["name"] == name


@pytest.mark.rule("PLT-3")
@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.1"), (1, "198.51.100.7")])
@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_the_log_says_from_where(
    database_url: str, aiohttp_client: AiohttpClient, monkeypatch: pytest.MonkeyPatch, proxies: int, seen: str
) -> None:
    quicken(monkeypatch)
    client = await aiohttp_client(build(Settings(database=database_url, secret=SECRET, proxies=proxies)))
    acme = await person(house_of(client), AccountKind.SELLER, "acme")

    await over_http(client, acme, "one", **FORWARDED)
    await over_a_socket(client, acme, "two", **FORWARDED)

    assert await addresses(client) == [seen, seen]
