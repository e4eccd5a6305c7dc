"""All sockets of one process: how they come in, how many there may be, who looks after them, how they end."""

import asyncio
import logging
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from gateway import upgrade
from gateway.client import Client
from gateway.engine import Engine
from gateway.errors import RequestRefused, said
from gateway.fanout import Fanout
from gateway.http import limited
from gateway.rates import Rates, network
from gateway.seams import Entrance
from gateway.sweeps import Sweep
from gateway.turns import Turns

INIT_SECONDS = 5.0
PING_SECONDS = 20.0
SILENT_SECONDS = 2 * PING_SECONDS  # who says nothing at all for longer is gone
CLOSE_SECONDS = 1.0  # for the other side to close, too
GOODBYE_SECONDS = 0.9  # for all of them, at shutdown
# Close codes that are counted by themselves; clients may send thousands of others, and a metric must not grow by that.
COUNTED = {*range(1000, 1016), 4400, 4401, 4403, 4406, 4408, 4409, 4429}
OTHER = 0


@dataclass(frozen=True, slots=True)
class SocketLimits:
    """How much there may be at once."""

    operations: int = 100  # on one socket
    sockets: int = 50  # of one user; of one address, where nobody is known
    entering: int = 500  # of one address, before it is known whose they are


class SocketEndpoint:
    """Takes upgrades over. Its plain attributes are there to be measured."""

    def __init__(
        self,
        engine: Engine,
        entrance: Entrance,
        rates: Rates,
        limits: SocketLimits = SocketLimits(),
    ) -> None:
        self.engine = engine
        self.entrance = entrance
        self.limits = limits
        self.fanout = Fanout()
        self.turns = Turns()
        self.closed: Counter[int] = Counter()  # by close code; those that clients make up are OTHER
        self.log = logging.getLogger("gateway.socket")
        self._codes = engine.telling.codes
        self._rates = rates
        self._all: set[Client] = set()
        self._of: Counter[Hashable] = Counter()
        self._entering = Sweep[Client](lambda: INIT_SECONDS, _too_late)
        self._pinging = Sweep[Client](lambda: PING_SECONDS, self._ping)
        self._closing = Sweep[Client](lambda: CLOSE_SECONDS, Client.drop)
        self._ending = False
        self._empty: asyncio.Event | None = None

    @property
    def sockets(self) -> int:
        """How many are open."""
        return len(self._all)

    @property
    def subscriptions(self) -> int:
        """How many operations go on."""
        return sum(len(client.operations) for client in self._all)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer a request to upgrade. The connection is the socket's afterwards; the handler is done with it."""
        await self.turns.take()
        if self._ending:
            return self._refuse(503, "This server is going away: connect again.")
        if (wrong := upgrade.mistake(request)) is not None:
            return self._refuse(*wrong)
        origin = upgrade.is_of_another_origin(request)
        if origin is not None and not self.entrance.allows_origin(origin):
            return self._refuse(403, "Pages of this origin may not open sockets here.")
        request_id, address = self.entrance.request_id(request), network(self.entrance.address(request))
        if self._of["entering", address] >= self.limits.entering:
            return self._refuse(429, "Too many sockets of this address have not said whose they are.")
        client = Client(self, request, request_id, address)
        taken = upgrade.take(request, client)
        if taken is not None:
            transport, early = taken
            self._count(client, ("entering", address))
            self._all.add(client)
            self._entering.add(client)
            agreed = upgrade.speaks_ours(request)
            transport.write(upgrade.answer(request, request_id, agreed=agreed))
            client.begin(transport, early if agreed else b"")
            if not agreed:
                client.end(4406, "Subprotocol not acceptable")
        return upgrade.Taken()

    def admit(self, client: Client) -> bool:
        """Count a socket for its user, now that it is known; False: that is one too many."""
        user = client.asker.user
        key: Hashable = ("address", client.address) if user is None else ("user", user)
        self._entering.drop(client)
        if self._of[key] >= self.limits.sockets:
            return False
        self._count(client, key)
        self._pinging.add(client)
        return True

    def _count(self, client: Client, key: Hashable) -> None:
        """Count a socket by another key; None: no more."""
        if client.counted is not None:
            self._of[client.counted] -= 1
            if not self._of[client.counted]:
                del self._of[client.counted]
        client.counted = key
        if key is not None:
            self._of[key] += 1

    def spend(self, client: Client, cost: int) -> None:
        """Take the points of an operation. Raises RequestRefused."""
        standing = self._rates.spend(client.asker.user, client.address, cost)
        if standing is not None and standing.retry_after is not None:
            raise RequestRefused([limited(self._codes.limited, standing)], retry_after=standing.retry_after)

    def too_many_operations(self) -> dict[str, Any]:
        """The error of an operation that a socket has no place for."""
        sentence = f"A socket carries {self.limits.operations} operations at once: complete one first."
        return said(self._codes.limited, sentence, limit=self.limits.operations)

    def _ping(self, client: Client) -> None:
        client.silent += 1
        if client.silent * PING_SECONDS > SILENT_SECONDS:
            client.drop()
        else:
            self._pinging.add(client)
            client.ping()

    def _refuse(self, status: int, sentence: str) -> web.Response:
        body = {"errors": [said(self._codes.invalid, sentence)]}
        more = {"Sec-WebSocket-Version": upgrade.VERSION} if status == web.HTTPUpgradeRequired.status_code else {}
        return web.json_response(body, status=status, headers=more)

    def left(self, client: Client, code: int) -> None:
        """A socket says nothing more."""
        self.closed[code if code in COUNTED else OTHER] += 1
        self._entering.drop(client)
        self._pinging.drop(client)
        self._count(client, None)
        self._closing.add(client)

    def gone(self, client: Client) -> None:
        """A socket is no more."""
        self._closing.drop(client)
        self._all.discard(client)
        if self._empty is not None and not self._all:
            self._empty.set()

    async def close(self) -> None:
        """Tell every socket to come back, and let nobody in: within a second, whoever answers."""
        self._ending = True
        self._empty = asyncio.Event()
        for client in list(self._all):
            client.end(1012, "restarting")
        for patience in (GOODBYE_SECONDS, 0.1):
            if self._all:
                try:
                    async with asyncio.timeout(patience):
                        await self._empty.wait()
                except TimeoutError:
                    for client in list(self._all):
                        client.drop()
        for sweep in (self._entering, self._pinging, self._closing):
            sweep.close()


def _too_late(client: Client) -> None:
    client.end(4408, "Connection initialisation timeout")
