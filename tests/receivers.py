"""A real endpoint of webhooks: it keeps what it is posted, checks signatures, and fails when it is told to."""

import asyncio
import hashlib
import hmac
import socket
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import web

HANG = 0
REDIRECTED = "/elsewhere"


@dataclass(frozen=True)
class Taken:
    """One post, and what it was answered."""

    path: str
    headers: dict[str, str]
    raw: bytes
    status: int

    @property
    def body(self) -> Any:
        """As JSON."""
        return orjson.loads(self.raw)

    @property
    def id(self) -> str:
        """Of the delivery."""
        return self.headers["Parley-Delivery-Id"]

    @property
    def text(self) -> str:
        """Of the message that it tells of."""
        text: str = self.body["event"]["message"]["text"]
        return text

    def signed_by(self, *secrets: str) -> bool:
        """Whether its signatures are those by these secrets, in order."""
        signed = self.headers["Parley-Timestamp"].encode() + b"." + self.raw
        own = (hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets)
        return self.headers["Parley-Signature"] == ",".join(f"v1={one}" for one in own)


class Receiver:
    """Answers with what is next in `answers`, then by its mood; HANG answers nothing. It keeps its port."""

    def __init__(self) -> None:
        self.posts: list[Taken] = []
        self.answers: deque[int] = deque()
        self.mood = 200  # what is answered after those
        self.body = b"thank you"
        self.port = 0
        self._runner: web.ServerRunner | None = None
        self._over = asyncio.Event()

    @property
    def url(self) -> str:
        """Where it is posted to."""
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def taken(self) -> list[Taken]:
        """What it said yes to."""
        return [post for post in self.posts if 200 <= post.status < 300]

    async def start(self) -> None:
        """Take posts."""
        self._over.clear()
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", self.port))
        self.port = listening.getsockname()[1]
        self._runner = web.ServerRunner(web.Server(self._answer, access_log=None), shutdown_timeout=0)
        await self._runner.setup()
        await web.SockSite(self._runner, listening).start()

    async def stop(self) -> None:
        """Refuse connections."""
        self._over.set()
        if self._runner is not None:
            await self._runner.cleanup()
        self._runner = None

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        raw = await request.read()
        status = self.answers.popleft() if self.answers else self.mood
        self.posts.append(Taken(request.path, dict(request.headers), raw, status))
        if status == HANG:
            await self._over.wait()
            return web.Response(status=503)
        headers = {"Location": REDIRECTED} if 300 <= status < 400 else {}
        return web.Response(status=status, body=self.body, headers=headers)


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """One for a while."""
    made = Receiver()
    await made.start()
    try:
        yield made
    finally:
        await made.stop()
