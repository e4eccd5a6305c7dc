"""Subscribers by the thousand: each listens to all events of its account, and always comes back where it was."""

import asyncio
import random
import socket
from array import array
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import orjson

EVENTS = """subscription ($after: Position) {
  events(after: $after) { __typename position ... on MessageReceived { message { id } } }
}"""
UPGRADE = (
    b"GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)
END = b"\r\n\r\n"
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
SLOW_BYTES = 1024  # a second
PATIENCE = 20.0  # until a socket that says nothing is given up
FOR_NOW = {"INTERNAL", "RATE_LIMITED"}  # what a database that is away is answered with


def frame(payload: bytes, kind: int = TEXT) -> bytes:
    """A whole frame of a client: masked, as it must be, with zeros, which change nothing."""
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else bytes([0x80 | 126]) + size.to_bytes(2)
    return bytes([0x80 | kind]) + length + bytes(4) + payload


def said(message: object) -> bytes:
    """A message in its frame."""
    return frame(orjson.dumps(message))


@dataclass(slots=True)
class Followed:
    """An account, how its events begin, and the message that stands at each position, as any listener heard it."""

    key: int
    handle: str
    token: str
    after: str
    conversations: list[int] = field(default_factory=list)
    messages: dict[int, str] = field(default_factory=dict)


class Cut(Exception):
    """The socket is gone, or told to go."""


class Listener:
    """One subscriber: what it heard, in the order that it came."""

    def __init__(self, of: Followed, port: int, tally: "Tally", *, slow: bool = False) -> None:
        self.of, self._port, self._tally, self._slow = of, port, tally, slow
        self.position = of.after
        self.heard = array("q")
        self._line: socket.socket | None = None
        self._away = 0.0
        self._rest = bytearray()

    async def follow(self) -> None:
        """Listen for good; after every cut come back with the last position."""
        while True:
            try:
                await self._listen()
            except (OSError, Cut, TimeoutError, EOFError):
                self._tally.cuts += 1
            finally:
                if self._line is not None:
                    self._line.close()
                self._line = None
            await asyncio.sleep(max(self._away, random.uniform(0.1, 1.0)))
            self._away = 0.0

    def drop(self, seconds: float) -> None:
        """Lose the connection, and be without one for a while."""
        if self._line is None:
            return
        with suppress(OSError):  # it may be about to connect, or cut already
            self._line.shutdown(socket.SHUT_RDWR)
            self._away = seconds
            self._tally.drops += 1

    async def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        self._line = line = socket.socket()
        line.setblocking(False)
        if self._slow:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SLOW_BYTES)
        self._rest.clear()
        async with asyncio.timeout(PATIENCE):
            await loop.sock_connect(line, ("127.0.0.1", self._port))
            await loop.sock_sendall(line, UPGRADE)
            while END not in self._rest:
                await self._read(line)
        head, _, rest = bytes(self._rest).partition(END)
        if not head.startswith(b"HTTP/1.1 101"):
            raise Cut(head)
        self._rest = bytearray(rest)
        credentials = {"authorization": f"Bearer {self.of.token}", "account": self.of.handle}
        await loop.sock_sendall(line, said({"type": "connection_init", "payload": credentials}))
        while True:
            for kind, payload in self._frames():
                await self._take(line, kind, payload)
            async with asyncio.timeout(3 * PATIENCE):
                await self._read(line)

    async def _read(self, line: socket.socket) -> None:
        if self._slow:
            await asyncio.sleep(1)
        got = await asyncio.get_running_loop().sock_recv(line, SLOW_BYTES if self._slow else 65536)
        if not got:
            raise EOFError
        self._rest += got

    def _frames(self) -> list[tuple[int, bytes]]:
        """Whatever has come whole."""
        data, place, found = bytes(self._rest), 0, []
        while len(data) - place >= 2:
            size, head = data[place + 1], 2
            if size >= 126:
                head = 4 if size == 126 else 10
                size = int.from_bytes(data[place + 2 : place + head])
            if len(data) - place < head + size:
                break
            found.append((data[place] & 15, data[place + head : place + head + size]))
            place += head + size
        del self._rest[:place]
        return found

    async def _take(self, line: socket.socket, kind: int, payload: bytes) -> None:
        loop = asyncio.get_running_loop()
        if kind == CLOSE:
            self._tally.closed[int.from_bytes(payload[:2])] += 1
            raise Cut(payload)
        if kind == PING:
            await loop.sock_sendall(line, frame(payload, PONG))
            return
        message = orjson.loads(payload)
        match message["type"]:
            case "next":
                self._next(message["payload"])
            case "connection_ack":
                ask = {"query": EVENTS, "variables": {"after": self.position}}
                await loop.sock_sendall(line, said({"type": "subscribe", "id": "1", "payload": ask}))
            case "ping":
                await loop.sock_sendall(line, said({"type": "pong"}))
            case "error":
                self._refused(message["payload"])
            case _:
                raise Cut(payload)

    def _next(self, payload: Any) -> None:
        if payload.get("errors"):
            self._refused(payload["errors"])
        event = payload["data"]["events"]
        self.position = event["position"]
        number = int(self.position.rpartition(".")[2])
        self.heard.append(number)
        if event["__typename"] == "MessageReceived":
            message = event["message"]["id"]
            if self.of.messages.setdefault(number, message) != message:
                self._tally.wrong.append(f"{self.of.handle} at {number}: {message}, others heard another")

    def _refused(self, errors: Any) -> None:
        code = errors[0].get("extensions", {}).get("code")
        self._tally.refused[str(code)] += 1
        if code not in FOR_NOW:
            self._tally.wrong.append(f"{self.of.handle} after {self.position}: {errors}")
        raise Cut(code)


@dataclass(slots=True)
class Tally:
    """What happened to all listeners."""

    cuts: int = 0
    drops: int = 0
    closed: Counter[int] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
