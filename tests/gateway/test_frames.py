"""The WebSocket byte by byte: each frame is made by hand and sent over plain TCP."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

from gateway.socket import OTHER
from tests.cast import Person
from tests.serving import Server
from tests.wire import PATIENCE, SUBPROTOCOL

CONTINUATION, TEXT, CLOSE, PING, PONG = 0x0, 0x1, 0x8, 0x9, 0xA
MASKED = 0x80
LARGEST = 64 * 1024
# The example of RFC 6455.
KEY, ACCEPT = "dGhlIHNhbXBsZSBub25jZQ==", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


@pytest.fixture
def dialect() -> str:
    """Frames are the same on both."""
    return "sqlite"


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True, reserved: int = 0, masked: bool = True) -> bytes:
    """One frame, as a client sends it."""
    first = fin << 7 | reserved << 4 | opcode
    size, mask = len(payload), os.urandom(4)
    if size < 126:
        length = bytes([size])
    elif size < 2**16:
        length = bytes([126]) + size.to_bytes(2, "big")
    else:
        length = bytes([127]) + size.to_bytes(8, "big")
    if not masked:
        return bytes([first]) + length + payload
    body = bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))
    return bytes([first, length[0] | MASKED]) + length[1:] + mask + body


def encoded(type: str, **rest: Any) -> bytes:
    """A message, not yet in a frame."""
    return json.dumps({"type": type, **rest}, ensure_ascii=False).encode()


def message(type: str, **rest: Any) -> bytes:
    """A message in a frame."""
    return frame(TEXT, encoded(type, **rest))


def subscribe(id: str, query: str = "{ __typename }") -> bytes:
    """The beginning of an operation."""
    return message("subscribe", id=id, payload={"query": query})


def closing(code: int, reason: bytes = b"") -> bytes:
    """The frame that closes."""
    return frame(CLOSE, code.to_bytes(2, "big") + reason)


INIT = message("connection_init")


class Raw:
    """One TCP connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self.writer = writer
        self.headers: dict[str, str] = {}

    async def open(self, **more: str) -> str:
        """Ask for a WebSocket; the line that answers."""
        headers = {
            "Host": "parley",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": KEY,
            **{name.replace("_", "-"): value for name, value in more.items()},
        }
        lines = ["GET /graphql HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        await self.send("\r\n".join(lines).encode())
        async with asyncio.timeout(PATIENCE):
            answer = (await self._reader.readuntil(b"\r\n\r\n")).decode()
        status, *rest = answer.strip().split("\r\n")
        self.headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
        return status

    async def send(self, *frames: bytes) -> None:
        """Send bytes, at once."""
        self.writer.write(b"".join(frames))
        await self.writer.drain()

    async def frame(self) -> tuple[int, bytes]:
        """The next frame that the server sends: whole, plain and unmasked."""
        async with asyncio.timeout(PATIENCE):
            first, size = await self._reader.readexactly(2)
            if size >= 126:
                size = int.from_bytes(await self._reader.readexactly(2 if size == 126 else 8), "big")
            payload = await self._reader.readexactly(size)
        assert first & 0xF0 == 0x80
        return first & 0x0F, payload

    async def hear(self) -> Any:
        """The next message."""
        opcode, payload = await self.frame()
        assert opcode == TEXT, (opcode, payload)
        return json.loads(payload)

    async def closed(self) -> tuple[int, str]:
        """The server closes, now, and with it the connection ends: with which code, and what it says."""
        opcode, payload = await self.frame()
        assert opcode == CLOSE, (opcode, payload)
        await self.send(frame(CLOSE, payload[:2]))
        assert await self.is_over()
        return code_of(payload), payload[2:].decode()

    async def is_over(self) -> bool:
        """Whether the connection ends, with nothing more said."""
        async with asyncio.timeout(PATIENCE):
            try:
                return await self._reader.read() == b""
            except ConnectionError:
                return True


@asynccontextmanager
async def connected(server: Server) -> AsyncIterator[Raw]:
    """A connection on which nothing has been said."""
    address = urlsplit(server.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        yield Raw(reader, writer)
    finally:
        writer.transport.abort()


@asynccontextmanager
async def opened(server: Server, protocol: str = SUBPROTOCOL) -> AsyncIterator[Raw]:
    """A WebSocket before its connection_init."""
    async with connected(server) as raw:
        assert await raw.open(Sec_WebSocket_Protocol=protocol) == "HTTP/1.1 101 Switching Protocols"
        yield raw


@asynccontextmanager
async def acknowledged(server: Server, who: Person | None = None) -> AsyncIterator[Raw]:
    """A WebSocket that speaks for somebody, or for nobody."""
    payload = {} if who is None else {"authorization": f"Bearer {server.token(who.user_key)}"}
    async with opened(server) as raw:
        await raw.send(message("connection_init", payload=payload))
        assert await raw.hear() == {"type": "connection_ack"}
        yield raw


async def closed_for(server: Server, frames: bytes) -> int | None:
    """With which code a socket is closed for these frames; None where they are taken, and answered."""
    async with opened(server) as raw:
        await raw.send(frames)
        opcode, payload = await raw.frame()
        return code_of(payload) if opcode == CLOSE else None


def code_of(payload: bytes) -> int:
    """What stands first in the frame that closes."""
    return int.from_bytes(payload[:2], "big")


async def test_the_handshake(server: Server) -> None:
    async with connected(server) as raw:
        status = await raw.open(
            Sec_WebSocket_Protocol=f"graphql-ws, {SUBPROTOCOL}", Sec_WebSocket_Extensions="permessage-deflate"
        )

        assert status == "HTTP/1.1 101 Switching Protocols"
        assert raw.headers["sec-websocket-accept"] == ACCEPT
        assert raw.headers["sec-websocket-protocol"] == SUBPROTOCOL
        assert "sec-websocket-extensions" not in raw.headers


@pytest.mark.parametrize(
    ("frames", "code", "reason"),
    [
        ([subscribe("1")], 4401, "Unauthorized"),
        ([message("connection_init", payload={"authorization": "Bearer nonsense"})], 4403, "Forbidden"),
        ([INIT, INIT], 4429, "Too many initialisation requests"),
    ],
    ids=["4401", "4403", "4429"],
)
async def test_what_breaks_the_protocol_closes_the_socket(
    server: Server, frames: list[bytes], code: int, reason: str
) -> None:
    async with opened(server) as raw:
        for sent in frames[:-1]:
            await raw.send(sent)
            assert await raw.hear() == {"type": "connection_ack"}
        await raw.send(frames[-1])

        assert await raw.closed() == (code, reason)


async def test_a_bad_message_closes_with_4400_and_says_why(server: Server) -> None:
    for bad in (frame(TEXT, b"nonsense"), message("nonsense"), frame(TEXT, b"[]"), frame(TEXT), frame(0x2, b"{}")):
        async with acknowledged(server) as raw:
            await raw.send(bad)
            code, reason = await raw.closed()

        assert code == 4400
        assert 0 < len(reason.encode()) <= 123


@pytest.mark.parametrize("protocol", ["graphql-ws", "chat", "GRAPHQL-TRANSPORT-WS"])
async def test_another_subprotocol_closes_with_4406(server: Server, protocol: str) -> None:
    async with opened(server, protocol) as raw:
        assert "sec-websocket-protocol" not in raw.headers
        assert await raw.closed() == (4406, "Subprotocol not acceptable")


async def test_an_id_in_use_closes_with_4409_and_names_it(server: Server, maya: Person) -> None:
    async with acknowledged(server, maya) as raw:
        events = subscribe("mine", "subscription { events { position } }")
        await raw.send(events, events)

        assert await raw.closed() == (4409, "Subscriber for mine already exists")


async def test_silence_closes_with_4408_after_five_seconds(server: Server) -> None:
    loop = asyncio.get_running_loop()
    async with opened(server) as raw:
        began = loop.time()

        assert await raw.closed() == (4408, "Connection initialisation timeout")
        assert loop.time() - began > 4


async def test_a_message_has_64_kib_and_no_more(server: Server) -> None:
    whole = encoded("connection_init").ljust(LARGEST)
    half, rest = whole[: LARGEST // 2], whole[LARGEST // 2 :]
    frames = {
        "as large as may be": frame(TEXT, whole),
        "the same in two parts": frame(TEXT, half, fin=False) + frame(CONTINUATION, rest),
        "a byte too much": frame(TEXT, whole + b" "),
        "the same in two parts, a byte too much": frame(TEXT, half, fin=False) + frame(CONTINUATION, rest + b" "),
        "an announcement that is too much": bytes([0x80 | TEXT, MASKED | 127]) + (2**40).to_bytes(8, "big") + b"mask",
    }

    answers = {name: await closed_for(server, sent) for name, sent in frames.items()}

    assert answers == dict(zip(frames, [None] * 2 + [1009] * 3, strict=True))


async def test_a_server_that_stops_closes_with_1012(server: Server, maya: Person) -> None:
    loop = asyncio.get_running_loop()
    async with acknowledged(server, maya) as listener, opened(server) as silent, acknowledged(server) as half:
        await listener.send(subscribe("1", "subscription { events { position } }"))
        await half.send(frame(TEXT, b"{", fin=False))
        began = loop.time()
        stopping = asyncio.create_task(server.stop())
        said = [await raw.frame() for raw in (listener, silent, half)]
        heard = loop.time()
        await stopping  # none of them answers, and the server does not wait for it

        assert [(opcode, code_of(payload)) for opcode, payload in said] == [(CLOSE, 1012)] * 3
        assert heard - began < 2
        assert loop.time() - began < 5


VIOLATIONS = {
    "an unmasked frame": (frame(TEXT, encoded("ping"), masked=False), 1002),
    "an unmasked ping": (frame(PING, b"x", masked=False), 1002),
    "reserved bit 1": (frame(TEXT, encoded("ping"), reserved=4), 1002),
    "reserved bit 2": (frame(TEXT, encoded("ping"), reserved=2), 1002),
    "reserved bit 3": (frame(TEXT, encoded("ping"), reserved=1), 1002),
    "a ping with a reserved bit": (frame(PING, reserved=4), 1002),
    "opcode 3": (frame(0x3), 1002),
    "opcode 11": (frame(0xB), 1002),
    "a ping in parts": (frame(PING, fin=False), 1002),
    "a close in parts": (frame(CLOSE, fin=False), 1002),
    "a ping of 126 bytes": (frame(PING, b"x" * 126), 1002),
    "a continuation of nothing": (frame(CONTINUATION, encoded("ping")), 1002),
    "a message within another": (frame(TEXT, b"{", fin=False) + frame(TEXT, b"}"), 1002),
    "a message within another, as yet empty one": (frame(TEXT, fin=False) + frame(TEXT, encoded("ping")), 1002),
    "text that is not UTF-8": (frame(TEXT, b'"\xff"'), 1007),
    "text with half a character": (frame(TEXT, '"é'.encode()[:-1]), 1007),
    "text with a surrogate": (frame(TEXT, b'"\xed\xa0\x80"'), 1007),
    "text that is not UTF-8, in parts": (frame(TEXT, b'"\xc3', fin=False) + frame(CONTINUATION, b'("'), 1007),
    "a close of one byte": (frame(CLOSE, b"\x03"), 1002),
    "a close with a reason that is not UTF-8": (closing(1000, b"\xff"), 1007),
} | {f"a close with code {code}": (closing(code), 1002) for code in (0, 999, 1004, 1005, 1006, 1015, 2999)}


async def test_what_breaks_websocket_itself_closes_the_socket(server: Server) -> None:
    answers = {name: await closed_for(server, frames) for name, (frames, _) in VIOLATIONS.items()}

    assert answers == {name: code for name, (_, code) in VIOLATIONS.items()}


async def test_a_message_in_parts_is_one_message(server: Server) -> None:
    init, cut = encoded("connection_init"), 7
    said = encoded("subscribe", id="é", payload={"query": "{ __typename }"})
    inside = said.index("é".encode()) + 1

    async with opened(server) as raw:
        await raw.send(frame(TEXT, init[:cut], fin=False), frame(PING, b"between"))
        assert await raw.frame() == (PONG, b"between")
        await raw.send(frame(CONTINUATION, fin=False), frame(CONTINUATION, init[cut:]))
        assert await raw.hear() == {"type": "connection_ack"}
        await raw.send(frame(TEXT, said[:inside], fin=False), frame(CONTINUATION, said[inside:]))
        answer = await raw.hear()
        assert (answer["id"], answer["payload"]["data"]) == ("é", {"__typename": "Query"})
        assert await raw.hear() == {"type": "complete", "id": "é"}


async def test_frames_come_as_the_network_likes(server: Server) -> None:
    async with opened(server) as slow:
        for sent, answers in ((INIT, ["connection_ack"]), (subscribe("1"), ["next", "complete"])):
            for byte in sent:
                await slow.send(bytes([byte]))
            assert [(await slow.hear())["type"] for _ in answers] == answers
    async with acknowledged(server) as fast:
        await fast.send(*(subscribe(str(number)) for number in range(20)))
        ended = [said["id"] for said in [await fast.hear() for _ in range(40)] if said["type"] == "complete"]
        assert sorted(ended, key=int) == [str(number) for number in range(20)]


async def test_a_ping_is_answered_with_what_it_carries(server: Server) -> None:
    async with opened(server) as raw:
        for payload in (b"", b"x", b"\x00\xff", os.urandom(125)):
            await raw.send(frame(PONG, b"nobody asked"), frame(PING, payload))
            assert await raw.frame() == (PONG, payload)
        await raw.send(INIT)
        assert await raw.hear() == {"type": "connection_ack"}
        await raw.send(frame(PING, b"later"))
        assert await raw.frame() == (PONG, b"later")


@pytest.mark.parametrize("code", [1000, 1001, 3000, 4999])
async def test_a_close_is_answered_with_its_code(server: Server, maya: Person, code: int) -> None:
    async with acknowledged(server, maya) as raw:
        await raw.send(subscribe("1", "subscription { events { position } }"))
        await raw.send(closing(code, "Tschüss".encode()))

        answered, _ = await raw.closed()
        assert answered == code
        assert await server.is_quiet()
        # Those that clients may make up are counted together: there are thousands.
        assert dict(server.sockets.closed) == {code if code in {1000, 1001} else OTHER: 1}


async def test_a_close_without_a_code_is_answered(server: Server) -> None:
    async with acknowledged(server) as raw:
        await raw.send(frame(CLOSE))
        opcode, payload = await raw.frame()

        assert (opcode, payload[:2]) in {(CLOSE, b""), (CLOSE, (1000).to_bytes(2, "big"))}
        assert await raw.is_over()


async def test_a_connection_that_breaks_off_in_a_frame_leaves_nothing_behind(server: Server, maya: Person) -> None:
    async with acknowledged(server, maya) as raw:
        await raw.send(subscribe("1", "subscription { events { position } }"), subscribe("2")[:-5])

    assert await server.is_quiet()
