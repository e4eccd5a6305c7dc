"""How a request becomes a socket: the handshake, and the connection taken out of aiohttp's hands."""

import asyncio
import base64
import hashlib
from typing import Any, NamedTuple

from aiohttp import web

PROTOCOL = "graphql-transport-ws"
VERSION = "13"

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_KEY_BYTES = 16
_PORTS = {"http": ":80", "https": ":443"}  # those that need not be said


class Wrong(NamedTuple):
    """What a request to upgrade is refused with."""

    status: int
    sentence: str


class Taken(web.StreamResponse):
    """What a handler returns for a connection that is no longer aiohttp's: all is said, and nothing is sent."""

    def __init__(self) -> None:
        super().__init__(status=101)
        self.force_close()

    async def prepare(self, _request: web.BaseRequest) -> None:
        """The handshake has been answered."""

    async def write_eof(self, _data: bytes = b"") -> None:
        """The connection stays open."""


def mistake(request: web.Request) -> Wrong | None:
    """What is wrong with a handshake (RFC 6455, 4.2.1); it is looked at before anything else."""
    headers = request.headers
    if request.method != "GET" or headers.get("Upgrade", "").strip().lower() != "websocket":
        return Wrong(400, "Open a WebSocket with GET and Upgrade: websocket.")
    if "upgrade" not in headers.get("Connection", "").lower():
        return Wrong(400, "Open a WebSocket with Connection: Upgrade.")
    if headers.get("Sec-WebSocket-Version", "").strip() != VERSION:
        return Wrong(426, "This server speaks version 13 of the WebSocket protocol.")
    try:
        key = base64.b64decode(headers.get("Sec-WebSocket-Key", ""), validate=True)
    except ValueError:  # no base64, or no ASCII
        key = b""
    if len(key) != _KEY_BYTES:
        return Wrong(400, "Sec-WebSocket-Key has to be 16 bytes in base64.")
    return None


def is_of_another_origin(request: web.Request) -> str | None:
    """The origin of the web page that asks, where it is not this server's own. Who is no browser sends none."""
    origin = request.headers.get("Origin")
    if origin is None or request.headers.get("Sec-Fetch-Site") == "same-origin":
        return None
    scheme, _, place = origin.lower().partition("://")
    port = _PORTS.get(scheme, "")
    return None if place.removesuffix(port) == request.host.lower().removesuffix(port) else origin


def speaks_ours(request: web.Request) -> bool:
    """Whether the client offers the one protocol that is spoken here."""
    offers = request.headers.getall("Sec-WebSocket-Protocol", ())
    return any(offer.strip() == PROTOCOL for line in offers for offer in line.split(","))


def answer(request: web.Request, request_id: str, *, agreed: bool) -> bytes:
    """The head that switches protocols. No extension is ever agreed to, compression least of all."""
    key = request.headers["Sec-WebSocket-Key"].strip().encode()
    accept = base64.b64encode(hashlib.sha1(key + _GUID, usedforsecurity=False).digest()).decode()
    protocol = f"Sec-WebSocket-Protocol: {PROTOCOL}\r\n" if agreed else ""
    return (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept}\r\n{protocol}X-Request-Id: {request_id}\r\n\r\n"
    ).encode("latin-1", "replace")


def take(request: web.Request, protocol: asyncio.Protocol) -> tuple[asyncio.Transport, bytes] | None:
    """Give the request's connection to a protocol; the transport, and what came behind the request already.

    aiohttp's own protocol is told that its connection is lost, which is how it lets go of everything: its timer, its
    parser, its place among those a shutdown waits for, and, once the handler has returned, its task. None: it is lost.
    """
    handler: Any = request.protocol  # what is taken from it here is not public; tests/gateway says when it changes
    transport: asyncio.Transport | None = handler.transport
    if transport is None or transport.is_closing():
        return None
    early, handler._message_tail = bytes(handler._message_tail), b""  # noqa: SLF001 - as said
    transport.set_protocol(protocol)
    handler.transport = None  # or it would be closed
    handler._current_request = None  # noqa: SLF001 - nothing of the request is to be cancelled
    handler.connection_lost(None)
    if not transport.is_reading():
        transport.resume_reading()
    return transport, early
