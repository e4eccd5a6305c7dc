"""Talking to a served Parley as its clients do: over HTTP, and over a WebSocket."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cache, partial
from types import SimpleNamespace
from typing import Any

import aiohttp
import argon2
import pytest
from aiohttp.test_utils import TestClient
from pydantic import SecretStr

import app.server
from app import sign_in
from app.pages import HOUSE, KEY
from app.settings import Mode, Settings
from domain.house import House
from domain.viewer import Service, Staff, Viewer
from schema import root
from tests.cast import Person

SUBPROTOCOL = "graphql-transport-ws"
ANSWER_SECONDS = 5
SECRET = SecretStr("the tests' secret, long enough to be one")

Client = TestClient[Any, Any]
Asking = Person | Viewer | Staff | Service | None

_cheap_hasher = partial(argon2.PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
_build_once = cache(root.build)


def production(database_url: str, **more: Any) -> Settings:
    """Settings that make a server strict."""
    return Settings(mode=Mode.PRODUCTION, database=database_url, secret=SECRET, **more)


def quicken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start servers in milliseconds: cheap hashes, one schema for all, and a collector that sees all they leave."""
    nothing = SimpleNamespace(collect=lambda: 0, freeze=lambda: None, set_threshold=lambda *_: None)
    monkeypatch.setattr(app.server, "gc", nothing)
    monkeypatch.setattr(argon2, "PasswordHasher", _cheap_hasher)
    monkeypatch.setattr(root, "build", _build_once)


def house_of(client: Client) -> House:
    """The house that the server behind a client has opened."""
    assert client.app is not None
    house: House = client.app[HOUSE]
    return house


def credentials(client: Client, who: Asking) -> dict[str, str]:
    """Whose token, and for which account."""
    if who is None:
        return {}
    assert client.app is not None
    if isinstance(who, Staff | Service):
        platform = sign_in.Platform.STAFF if isinstance(who, Staff) else sign_in.Platform.SERVICE
        return {"authorization": f"Bearer {sign_in.issue_platform(client.app[KEY], who.name, platform)[0]}"}
    user_key = who.user.key if isinstance(who, Viewer) else who.user_key
    account = who.account.handle if isinstance(who, Viewer) else who.handle
    token, _ = sign_in.issue(client.app[KEY], user_key)
    return {"authorization": f"Bearer {token}", "account": account}


def headers(client: Client, who: Asking) -> dict[str, str]:
    """The same as HTTP headers."""
    said = credentials(client, who)
    names = {"authorization": "Authorization", "account": "Parley-Account"}
    return {names[name]: value for name, value in said.items()}


class Socket:
    """One WebSocket, frame by frame."""

    def __init__(self, raw: aiohttp.ClientWebSocketResponse) -> None:
        self.raw = raw

    async def say(self, type: str, **rest: Any) -> None:
        """Send a frame."""
        await self.raw.send_json({"type": type, **rest})

    async def subscribe(self, id: str, document: str, **variables: Any) -> None:
        """Begin an operation."""
        await self.say("subscribe", id=id, payload={"query": document, "variables": variables})

    async def hear(self) -> dict[str, Any]:
        """The next frame that is not a ping."""
        while True:
            frame = await self.raw.receive(ANSWER_SECONDS)
            assert frame.type is aiohttp.WSMsgType.TEXT, (frame.type, self.raw.close_code)
            said: dict[str, Any] = frame.json()
            if said["type"] != "ping":
                return said

    async def silent(self, seconds: float = 0.1) -> bool:
        """Whether nothing comes for a moment. The socket is of no use after it was silent."""
        try:
            await self.raw.receive(seconds)
        except TimeoutError:
            return True
        return False

    async def closing(self) -> int | None:
        """Wait until the server closes, and say with which code."""
        while not self.raw.closed:
            await self.raw.receive(ANSWER_SECONDS)
        return self.raw.close_code


@asynccontextmanager
async def connected(client: Client, protocols: Sequence[str] = (SUBPROTOCOL,)) -> AsyncIterator[Socket]:
    """A socket before its connection_init."""
    async with client.ws_connect("/graphql", protocols=protocols) as raw:
        yield Socket(raw)


@asynccontextmanager
async def acknowledged(client: Client, who: Asking) -> AsyncIterator[Socket]:
    """A socket that speaks for somebody."""
    async with connected(client) as socket:
        await socket.say("connection_init", payload=credentials(client, who))
        assert (await socket.hear())["type"] == "connection_ack"
        yield socket


async def refusal(socket: Socket, document: str, **variables: Any) -> dict[str, Any]:
    """The one error that an operation on a socket is answered with."""
    await socket.subscribe("refused", document, **variables)
    said = await socket.hear()
    errors = said["payload"] if said["type"] == "error" else said["payload"]["errors"]
    assert said["id"] == "refused"
    assert len(errors) == 1
    error: dict[str, Any] = errors[0]
    return error


async def until(condition: Any, seconds: float = ANSWER_SECONDS) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)
