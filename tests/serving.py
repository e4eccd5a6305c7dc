"""A whole server in this process, with real sockets, that can stop and start again."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from aiohttp import web
from pydantic import SecretStr

from app import server, sign_in
from app.pages import HOUSE
from app.settings import Settings
from domain import ids
from domain.house import House
from domain.viewer import Viewer
from gateway.socket import SocketEndpoint
from tests.app.served import until
from tests.cast import Person
from tests.wire import SECRET, Wire


class Server:
    """A whole server in this process, on a port that it keeps when it is started again."""

    def __init__(self, database_url: str, **settings: Any) -> None:
        self.database_url = database_url
        self._settings = Settings(database=database_url, secret=SecretStr(SECRET), **settings)
        self._runner: web.AppRunner | None = None
        self._port = 0
        self._wires: list[Wire] = []

    async def start(self) -> None:
        """Serve."""
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)  # inherited: a slow reader is felt soon
        listening.bind(("127.0.0.1", self._port))
        self._port = listening.getsockname()[1]
        self._runner = web.AppRunner(server.build(self._settings), access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.SockSite(self._runner, listening).start()

    async def stop(self) -> None:
        """Stop as on SIGTERM."""
        if self._runner is not None:
            await self._runner.cleanup()
        self._runner = None

    async def close(self) -> None:
        """Stop, and let the clients go."""
        await self.stop()
        for wire in self._wires:
            await wire.session.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def house(self) -> House:
        """What it serves."""
        assert self._runner is not None
        return self._runner.app[HOUSE]

    @property
    def sockets(self) -> SocketEndpoint:
        """What carries its sockets."""
        assert self._runner is not None
        return self._runner.app[server.GRAPHQL].sockets

    def token(self, user_key: int, lifetime: timedelta = sign_in.LIFETIME) -> str:
        """A token for a user."""
        return sign_in.issue(self._settings.key, user_key, lifetime=lifetime)[0]

    def wire(self, who: Person | Viewer, lifetime: timedelta = sign_in.LIFETIME, *, small: bool = False) -> Wire:
        """A client for one of the cast, or for a member of a team."""
        user_key = who.user.key if isinstance(who, Viewer) else who.user_key
        account = who.account.handle if isinstance(who, Viewer) else who.handle
        wire = Wire(self.url, self.token(user_key, lifetime), account, small=small)
        self._wires.append(wire)
        return wire

    def platform(self, name: str, kind: sign_in.Platform = sign_in.Platform.SERVICE) -> Wire:
        """A client for a service of the marketplace, or for one of its staff."""
        token, _ = sign_in.issue_platform(self._settings.key, name, kind)
        self._wires.append(wire := Wire(self.url, token))
        return wire

    async def is_quiet(self) -> bool:
        """Whether nobody listens any more, soon."""
        hub = self.house.hub
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2):
                while hub.listeners or hub._typing:
                    await asyncio.sleep(0.01)
        return not hub.listeners and not hub._typing

    async def live(self, subscriptions: int) -> None:
        """Until so many are live, and none reads any more for itself what it missed."""

        def are() -> bool:
            operations = [one for client in self.sockets._all for one in client.operations.values()]
            return sum(one.task is None and one.group is not None for one in operations) == subscriptions

        await until(are)

    def position(self, number: int) -> str:
        """A position of this server's epoch."""
        return ids.position(self.house.epoch, number)


@asynccontextmanager
async def serving(database_url: str, **settings: Any) -> AsyncIterator[Server]:
    """A server for a while."""
    served = Server(database_url, **settings)
    await served.start()
    try:
        yield served
    finally:
        await served.close()
