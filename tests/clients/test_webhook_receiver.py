"""The receiver that docs/clients.md gives takes what Parley posts, once, and nothing of anybody else's."""

import asyncio
import hashlib
import hmac
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from domain import clock
from domain.actions import endpoints
from domain.actions.endpoints import Changes
from domain.house import House
from domain.webhooks import EventKind
from models.sql import statement
from tests import serving
from tests.cast import Person, say
from tests.clients.programs import EXAMPLES, PATIENCE, Program
from tests.hooks import hooked
from tests.processes import quiet_port
from tests.serving import Server
from tests.wire import talking

SECRET = "whsec_of-somebody"
PENDING = statement("SELECT count(*) FROM webhook_deliveries WHERE status = 'PENDING'")
BODY = b'{"kind": "MESSAGE_RECEIVED", "account": {"handle": "acme"}, "event": null}'


@pytest.fixture
async def server(database_url: str) -> AsyncIterator[Server]:
    """A server that may post to this machine."""
    async with serving.serving(database_url, webhooks_private=True) as served:
        yield served


@pytest.fixture
def house(server: Server) -> House:
    """Where the cast lives."""
    return server.house


@asynccontextmanager
async def receiving(secrets: str, port: int) -> AsyncIterator[Program]:
    """The program, with secrets, at a port."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(EXAMPLES / "webhook_receiver.py"),
        str(port),
        env=os.environ | {"SECRET": secrets},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    program = Program(process)
    try:
        assert await program.line() == f"Listening at http://127.0.0.1:{port}"
        yield program
    finally:
        process.kill()
        _, errors = await process.communicate()
        assert not errors, errors.decode()


async def settled(house: House) -> None:
    """Wait until its answer has come back, so that it is not posted the same again."""
    async with asyncio.timeout(PATIENCE):
        while (row := await house.database.fetch_row(PENDING)) is None or row[0]:
            await asyncio.sleep(0.02)


@pytest.mark.rule("EVT-7", part="signature")
async def test_it_takes_what_parley_posts(house: House, acme: Person, maya: Person) -> None:
    talk, port = await talking(acme, maya), quiet_port()
    webhook = await hooked(acme, EventKind.MESSAGE_RECEIVED, url=f"http://127.0.0.1:{port}")
    rotated = await endpoints.change(await acme.viewer(), webhook.key, Changes(rotate=True))

    async with receiving(webhook.secret, port) as before:
        await say(maya, talk, "one")
        one = await before.line()
        await settled(house)
    async with receiving(rotated.secret, port) as after:
        await say(maya, talk, "two")
        two = await after.line()

    for line, text in ((one, "one"), (two, "two")):
        kind, handle, event = line.split(" ", 2)
        assert (kind, handle) == ("MESSAGE_RECEIVED", "acme")
        assert json.loads(event)["message"]["text"] == text


def headers(body: bytes, delivery: str, *, seconds: int = 0, secret: str = SECRET) -> dict[str, str]:
    """As somebody would sign it, so many seconds ago."""
    timestamp = str(int(clock.now().timestamp()) - seconds)
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {"Parley-Delivery-Id": delivery, "Parley-Timestamp": timestamp, "Parley-Signature": f"v1={digest}"}


@pytest.mark.rule("EVT-7", part="signature")
async def test_it_takes_each_delivery_once_and_nothing_else() -> None:
    port = quiet_port()
    async with receiving(f"whsec_new {SECRET}", port) as program, aiohttp.ClientSession() as http:

        async def posted(body: bytes, given: dict[str, str]) -> int:
            async with http.post(f"http://127.0.0.1:{port}", data=body, headers=given) as answer:
                return answer.status

        assert await posted(BODY, headers(BODY, "dlv_1")) == 204
        assert await posted(BODY, headers(BODY, "dlv_1")) == 204
        assert await posted(BODY, headers(BODY, "dlv_2", secret="whsec_new")) == 204
        assert await posted(BODY + b" ", headers(BODY, "dlv_3")) == 400
        assert await posted(BODY, headers(BODY, "dlv_4", secret="whsec_other")) == 400
        assert await posted(BODY, headers(BODY, "dlv_5", seconds=301)) == 400
        assert await posted(BODY, headers(BODY, "dlv_6") | {"Parley-Timestamp": "yesterday"}) == 400
        assert await posted(BODY, {}) == 400

        assert await program.lines(2) == ["MESSAGE_RECEIVED acme null"] * 2
        assert await program.is_silent()
