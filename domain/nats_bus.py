"""The bus over NATS: for many processes on many machines, and off the database."""

import asyncio
import contextlib
from urllib.parse import urlsplit

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from structlog.stdlib import get_logger

from domain.bus import BatchingBus
from domain.hub import Hub

SCHEMES = ("nats", "tls")
NAME = "parley"
RECONNECT_SECONDS = 0.5
STARTING_SECONDS = 2.0
LAST_WORD_SECONDS = 1.0
PING_SECONDS, PINGS_UNANSWERED = 5, 2

log = get_logger()


def addresses(setting: str) -> tuple[list[str], str]:
    """The servers and the subject that a setting names: nats://one:4222,nats://two:4222/subject.

    Raises ValueError with a sentence about what is wrong, and without a password.
    """
    servers = []
    subject = NAME
    for part in setting.split(","):
        url = urlsplit(part.strip())
        if url.scheme not in SCHEMES or not url.hostname or url.port == 0 or url.query or url.fragment:
            raise ValueError("give nats://host:4222, several with a comma between them")
        named = url.path.strip("/")
        if named and not named.replace("-", "").replace("_", "").isalnum():
            raise ValueError("the subject behind the last address is of letters, digits, - and _")
        subject = named or subject
        servers.append(url._replace(path="").geturl())
    return servers, subject


class NatsBus(BatchingBus):
    """Plain messages on one subject. What NATS loses the feed still has, so nothing of it is to be stored there."""

    largest = 60_000  # what NATS allows anywhere

    def __init__(self, hub: Hub, setting: str) -> None:
        super().__init__(hub)
        self._servers, self._subject = addresses(setting)
        self._client = Client()
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        """Begin to connect; a server starts without NATS, too, and is right, if slow."""
        connecting = asyncio.create_task(self._connect())
        self._tasks = [connecting, asyncio.create_task(self.go_on())]
        await asyncio.wait([connecting], timeout=STARTING_SECONDS)
        if not self.connected:
            log.warning("the bus has no connection", servers=len(self._servers))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with contextlib.suppress(Exception):
            async with asyncio.timeout(LAST_WORD_SECONDS):
                await self.last_words()
                await self._client.flush()
        with contextlib.suppress(Exception):
            await self._client.close()

    async def tell(self, payload: bytes) -> None:
        if not self._client.is_connected:
            raise ConnectionError("no connection to NATS")
        await self._client.publish(self._subject, payload)

    async def _connect(self) -> None:
        self._client = await nats.connect(
            self._servers,
            name=NAME,
            no_echo=True,
            allow_reconnect=True,
            max_reconnect_attempts=-1,
            reconnect_time_wait=RECONNECT_SECONDS,
            ping_interval=PING_SECONDS,
            max_outstanding_pings=PINGS_UNANSWERED,
            error_cb=self._failed,
            disconnected_cb=self._gone,
            reconnected_cb=self._back,
        )
        await self._client.subscribe(self._subject, cb=self._heard)
        self.connected = True
        await self.healed()

    async def _heard(self, message: Msg) -> None:
        try:
            self.hear(message.data)
        except Exception as error:  # noqa: BLE001 - what somebody else may have put there
            log.warning("the bus heard what it does not understand", error=repr(error))

    async def _failed(self, error: Exception) -> None:
        log.warning("the bus has trouble", error=repr(error))

    async def _gone(self) -> None:
        self.connected = False

    async def _back(self) -> None:
        self.connected = True
        self.reconnects += 1
        await self.healed()
