"""The WebSocket wire (RFC 6455), without a connection: frames out as bytes, and frames in from whatever bytes come."""

import struct
from collections.abc import Callable
from typing import Final

from aiohttp._websocket.helpers import websocket_mask

CONTINUATION: Final = 0
TEXT: Final = 1
BINARY: Final = 2
CLOSE: Final = 8
PING: Final = 9
PONG: Final = 10

NORMAL: Final = 1000
PROTOCOL_ERROR: Final = 1002
NO_STATUS: Final = 1005
ABNORMAL: Final = 1006
INVALID_TEXT: Final = 1007
TOO_BIG: Final = 1009

AT_ONCE = 32  # frames that one client may send before others have their turn
LONGEST_REASON = 123
_FIN = 0x80
_RESERVED = 0x70
_MASKED = 0x80
_WHOLE_TEXT = _FIN | TEXT
_CONTROL = 8  # opcodes from here on
_LONGEST_CONTROL = 125
_TWO_BYTES, _EIGHT_BYTES = 126, 127  # what says that the length follows
_NEVER_SENT = {1004, NO_STATUS, ABNORMAL, *range(1015, 3000)}
_NOTHING = b""


class Broken(Exception):
    """What came breaks the protocol: the connection ends with this code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def frame(opcode: int, *payload: bytes | bytearray) -> bytes:
    """One whole frame, as a server sends it: unmasked."""
    length = sum(map(len, payload))
    if length < _TWO_BYTES:
        return b"".join((bytes((_FIN | opcode, length)), *payload))
    if length < 1 << 16:
        return b"".join((struct.pack("!BBH", _FIN | opcode, _TWO_BYTES, length), *payload))
    return b"".join((struct.pack("!BBQ", _FIN | opcode, _EIGHT_BYTES, length), *payload))


def whole_text(before: bytes, body: bytes, after: bytes) -> bytes:
    """The same of a text in three parts: made for every delivery, so it is made in a hurry."""
    length = len(before) + len(body) + len(after)
    if _TWO_BYTES <= length < 1 << 16:
        return b"".join((b"\x81\x7e", length.to_bytes(2, "big"), before, body, after))
    return frame(TEXT, before, body, after)


def closing(code: int, reason: str = "") -> bytes:
    """A close frame; a reason that is too long is cut between two characters."""
    if code == NO_STATUS:
        return frame(CLOSE)
    words = reason.encode()[:LONGEST_REASON].decode(errors="ignore").encode()
    return frame(CLOSE, code.to_bytes(2, "big"), words)


def close_code(payload: bytes | bytearray) -> int:
    """The code in the payload of a close frame. Raises Broken where it is none that may be sent."""
    if not payload:
        return NO_STATUS
    code = int.from_bytes(payload[:2], "big")
    if len(payload) == 1 or not NORMAL <= code <= 4999 or code in _NEVER_SENT:  # noqa: PLR2004 - the last there is
        raise Broken(PROTOCOL_ERROR, "This is not a close code")
    try:
        payload[2:].decode()
    except UnicodeDecodeError as error:
        raise Broken(INVALID_TEXT, "A reason is UTF-8") from error
    return code


class Incoming:
    """What a client sends, frame by frame, put together to messages no longer than `largest`.

    Fragments of a message and control frames between them are told apart; nothing larger is ever kept.
    """

    __slots__ = ("_kind", "_largest", "_parts", "_rest", "_take")

    def __init__(self, largest: int, take: Callable[[int, bytearray], None]) -> None:
        """`take` gets the opcode and the payload of each message and control frame."""
        self._largest = largest
        self._take = take
        self._rest: bytes | bytearray = _NOTHING
        self._kind = 0  # of the message whose fragments are coming
        self._parts: bytearray | None = None

    def feed(self, data: bytes | bytearray) -> bool:
        """Take what came. True: there is more than is taken at once, for a turn to come. Raises Broken, for good."""
        if self._rest:
            if not isinstance(self._rest, bytearray):
                self._rest = bytearray(self._rest)
            self._rest += data
            data = self._rest
        start, end, frames = 0, len(data), 0
        while end - start >= 2 and frames < AT_ONCE:  # noqa: PLR2004 - the shortest header
            first, second = data[start], data[start + 1]
            at, length = start + 2, second & 0x7F
            if length >= _TWO_BYTES and first & 0xF < _CONTROL:
                width = 2 if length == _TWO_BYTES else 8
                if end - at < width:
                    break
                length = int.from_bytes(data[at : at + width], "big")
                at += width
            # What nearly every frame is, a short text in one piece, needs no further look.
            if first != _WHOLE_TEXT or second < _MASKED or length > self._largest or self._parts is not None:
                self._check(first, second, length)
            if end - at < 4 + length:
                break
            start = at + 4 + length
            payload = bytearray(data[at + 4 : start])
            websocket_mask(bytes(data[at : at + 4]), payload)
            self._whole(first, payload)
            frames += 1
        self._rest = data[start:] if start < end else _NOTHING
        return frames == AT_ONCE and start < end

    def _check(self, first: int, second: int, length: int) -> None:
        """Look at a header, before anything of its payload is kept."""
        opcode = first & 0xF
        if not second & _MASKED:
            raise Broken(PROTOCOL_ERROR, "A client masks its frames")
        if first & _RESERVED:
            raise Broken(PROTOCOL_ERROR, "Reserved bits are set")
        if opcode >= _CONTROL:
            if opcode > PONG or not first & _FIN or length > _LONGEST_CONTROL:
                raise Broken(PROTOCOL_ERROR, "This is not a control frame")
            return
        if opcode > BINARY:
            raise Broken(PROTOCOL_ERROR, "This is not an opcode")
        if (opcode == CONTINUATION) != (self._parts is not None):
            raise Broken(PROTOCOL_ERROR, "Fragments of one message follow each other")
        if length + len(self._parts or _NOTHING) > self._largest:
            raise Broken(TOO_BIG, f"A message has at most {self._largest} bytes")

    def _whole(self, first: int, payload: bytearray) -> None:
        opcode = first & 0xF
        if opcode >= _CONTROL or (first & _FIN and self._parts is None):
            self._take(opcode, payload)
            return
        if self._parts is None:
            self._kind, self._parts = opcode, payload
        else:
            self._parts += payload
        if first & _FIN:
            message, self._parts = self._parts, None
            self._take(self._kind, message)
