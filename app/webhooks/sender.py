"""One post to one endpoint, and what became of it: signed, within a time, never passed on by a redirect (EVT-7)."""

import asyncio
import contextlib
import hashlib
import hmac
from collections.abc import Sequence
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientSSLError,
    ClientTimeout,
    DummyCookieJar,
    InvalidURL,
)
from aiohttp.abc import AbstractResolver
from structlog.stdlib import get_logger

from app.webhooks.addresses import AddressRefusedError, connector
from app.webhooks.names import Names
from domain import clock
from domain.webhooks import Outcome, Post

TRY_SECONDS = 10.0
# An answer is read and thrown away, so that who gave it sees its connection end in order.
DROPPED_BYTES, DROPPING_SECONDS = 4096, 1.0
AGENT = "Parley-Webhooks/1"
NEVER = ClientTimeout(total=None, sock_connect=None)  # one time for all of it is kept by ourselves
VERDICTS = {2: None, 3: "redirect"}  # by the first digit of a status

log = get_logger()


class Sender:
    """Posts. To be entered. `private` allows http and addresses that are not the internet's, for development."""

    def __init__(
        self, *, private: bool, seconds: float = TRY_SECONDS, resolver: AbstractResolver | None = None
    ) -> None:
        self._private = private
        self._seconds = seconds
        self._resolver = resolver

    async def __aenter__(self) -> Self:
        self._session = ClientSession(
            connector=connector(private=self._private, resolver=self._resolver or Names()),
            cookie_jar=DummyCookieJar(),
            timeout=NEVER,
            trust_env=False,  # neither proxies nor passwords of whoever runs Parley
            auto_decompress=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def post(self, post: Post, body: bytes) -> Outcome:
        """Try once. Only 2xx is a success; a redirect is a failure, and not followed. Raises only when cancelled."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        status, error = await self._tried(post, body)
        return Outcome(status, error, round(1000 * (loop.time() - began)))

    async def _tried(self, post: Post, body: bytes) -> tuple[int | None, str | None]:
        if not self._private and urlsplit(post.url).scheme != "https":
            return None, "address"
        try:
            async with asyncio.timeout(self._seconds):
                answer = await self._session.post(
                    post.url, data=body, headers=headers(post, body), allow_redirects=False
                )
        except Exception as fault:  # noqa: BLE001 - whatever an endpoint does, the others are posted to
            return None, _word(fault)
        await _drop(answer)
        return answer.status, verdict(answer.status)


def headers(post: Post, body: bytes) -> dict[str, str]:
    """What goes with a body: what it is, when it was signed, and the signatures by each secret that holds."""
    timestamp = str(int(clock.now().timestamp()))
    return {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        "Accept-Encoding": "identity",
        "Parley-Webhook-Id": f"whk_{post.webhook_key}",
        "Parley-Delivery-Id": f"dlv_{post.key}",
        "Parley-Timestamp": timestamp,
        "Parley-Signature": signature(post.secrets, timestamp, body),
    }


def signature(secrets: Sequence[str], timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 of timestamp, dot and body, keyed by a secret as it is shown: by each secret, the newest first."""
    signed = timestamp.encode() + b"." + body
    return ",".join(f"v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}" for secret in secrets)


def verdict(status: int) -> str | None:
    """Why an answer is no success; None for one that is."""
    return VERDICTS.get(status // 100, "status")


def _word(fault: Exception) -> str:
    """What went wrong, in one word of few: nothing of what was answered, and no address."""
    if isinstance(fault, TimeoutError):
        return "timeout"
    if isinstance(fault, ClientSSLError):
        return "tls"
    refused = isinstance(fault, ClientConnectorError) and isinstance(fault.os_error, AddressRefusedError)
    if refused or isinstance(fault, InvalidURL | UnicodeError):
        return "address"
    if not isinstance(fault, ClientError | OSError):
        log.error("a webhook could not be posted", fault=type(fault).__name__)
    return "connection"


async def _drop(answer: ClientResponse) -> None:
    """Read a little of what was answered, for a moment; the answer counts either way."""
    with contextlib.suppress(asyncio.IncompleteReadError, TimeoutError, ClientError, OSError):
        async with asyncio.timeout(DROPPING_SECONDS):
            await answer.content.readexactly(DROPPED_BYTES)
    answer.close()
