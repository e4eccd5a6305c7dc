"""A lean client of graphql-transport-ws: a protocol, no task, and as little reading of frames as will do."""

import asyncio
from dataclasses import dataclass
from typing import Any, Protocol, cast

import orjson

from bench.load.client import END, BrokenConnectionError

UPGRADE = (
    b"GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)
EVENTS = """subscription ($after: Position) {
  messageReceived(after: $after) { position message { id text sender { id handle } } }
}"""
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
NUMBER = b'"text":"#'


def frame(payload: bytes, kind: int = TEXT) -> bytes:
    """A whole frame of a client: masked, as it must be, with zeros, which change nothing."""
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else bytes([0x80 | 126]) + size.to_bytes(2)
    return bytes([0x80 | kind]) + length + bytes(4) + payload


def _frame(message: object) -> bytes:
    return frame(orjson.dumps(message))


class Audience(Protocol):
    """Who wants to know what sockets hear."""

    def heard(self, number: int) -> None:
        """An event came, with the number in its text."""
        ...

    def ready(self) -> None:
        """A socket is signed in, and has subscribed."""
        ...

    def broken(self, what: str) -> None:
        """Something came that should not."""
        ...


@dataclass(frozen=True, slots=True)
class Seat:
    """Who listens: a token, the id of the subscription, and the position it follows, if not from now on."""

    token: str
    identity: str
    after: str | None = None


class Socket(asyncio.Protocol):
    """One socket with one subscription."""

    def __init__(self, audience: Audience, seat: Seat) -> None:
        self._audience, self._seat = audience, seat
        self._transport: asyncio.Transport | None = None
        self._rest = b""
        self._open = False
        self.subscribed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but name
        self._transport.write(UPGRADE)

    def data_received(self, data: bytes) -> None:
        if self._rest:
            data = self._rest + data
        place, end = 0, len(data)
        if not self._open:
            if (place := data.find(END) + len(END)) < len(END):
                self._rest = data
                return
            self._welcome(data)
        while end - place >= 2:
            size, head = data[place + 1], 2
            if size >= 126:
                head = 4 if size == 126 else 10
                size = int.from_bytes(data[place + 2 : place + head])
            if end - place < head + size:
                break
            self._heard(data[place] & 15, data[place + head : place + head + size])
            place += head + size
        self._rest = data[place:]

    def _welcome(self, answer: bytes) -> None:
        self._open = True
        if answer.startswith(b"HTTP/1.1 101"):
            self._send(_frame({"type": "connection_init", "payload": {"authorization": f"Bearer {self._seat.token}"}}))
        else:
            self._audience.broken(answer[:200].decode(errors="replace"))

    def _heard(self, kind: int, payload: bytes) -> None:
        if kind == PING:
            self._send(frame(payload, PONG))
        elif kind == CLOSE:
            self._audience.broken(f"closed: {payload!r}")
        elif not self.event(payload):
            self._answer(payload)

    def event(self, payload: bytes) -> bool:
        """Take an event; False: it is something else."""
        if (mark := payload.find(NUMBER)) < 0:
            return False
        first = mark + len(NUMBER)
        self._audience.heard(int(payload[first : payload.index(b"#", first)]))
        return True

    def _answer(self, payload: bytes) -> None:
        kind = orjson.loads(payload).get("type")
        if kind == "connection_ack":
            subscribe = {"type": "subscribe", "id": self._seat.identity, "payload": self._asked()}
            self._send(_frame(subscribe) + _frame({"type": "ping"}))
        elif kind == "ping":
            self._send(_frame({"type": "pong"}))
        elif kind == "pong":
            if not self.subscribed.done():
                self.subscribed.set_result(None)
                self._audience.ready()
        else:
            self._audience.broken(payload[:300].decode(errors="replace"))

    def _asked(self) -> dict[str, Any]:
        """Its subscription: from now on, or after a position."""
        after = self._seat.after
        return {"query": EVENTS} if after is None else {"query": EVENTS, "variables": {"after": after}}

    def _send(self, frames: bytes) -> None:
        if self._transport is not None:
            self._transport.write(frames)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if not self.subscribed.done():
            self.subscribed.set_exception(exc or BrokenConnectionError("The server closed a socket."))

    def stop_reading(self) -> None:
        """Leave whatever comes where it is."""
        if self._transport is not None:
            self._transport.pause_reading()

    def murmur(self) -> None:
        """Say something that wants no answer, so as not to be taken for gone."""
        self._send(_frame({"type": "pong"}))

    def close(self) -> None:
        """Go away, as people do: without a word."""
        if self._transport is not None:
            self._transport.abort()
