"""A lean HTTP/1.1 client, since it shares the machine with the servers: one request at a time on an open connection."""

import asyncio
import re
from typing import cast

import orjson

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
END = b"\r\n\r\n"


class BrokenConnectionError(Exception):
    """The server let go, or speaks something else."""


class Connection(asyncio.Protocol):
    """A kept-alive connection."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._whole = 0
        self._head = 0
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but name

    def ask(self, request: bytes) -> asyncio.Future[tuple[int, bytes]]:
        """Send a whole request; the status and the body."""
        if self._transport is None:
            raise BrokenConnectionError("The connection is closed.")
        self._received.clear()
        self._whole = self._head = 0
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._answer

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._whole and (head := self._received.find(END)) >= 0:
            length = LENGTH.search(self._received, 0, head)
            if length is None:
                self.connection_lost(BrokenConnectionError("An answer without Content-Length."))
                return
            self._head = head + len(END)
            self._whole = self._head + int(length[1])
        if self._whole and len(self._received) >= self._whole and self._answer and not self._answer.done():
            self._answer.set_result((int(self._received[9:12]), bytes(self._received[self._head :])))

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._answer and not self._answer.done():
            self._answer.set_exception(exc or BrokenConnectionError("The server closed the connection."))

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()


async def connect(port: int) -> Connection:
    """Open a connection to a server of this machine."""
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(Connection, "127.0.0.1", port)
    return connection


def post(path: str, token: str, body: object) -> bytes:
    """A whole request with a JSON body."""
    content = orjson.dumps(body)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nAccept: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def get(path: str) -> bytes:
    """A whole request without a body."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
