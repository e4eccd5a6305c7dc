"""GIFs: taken apart, and put together again of nothing but their frames.

Each frame is decoded and encoded anew, so that every byte that is kept is one of the picture. Its colours, its time and
what becomes of it stay exactly as they were.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from PIL import Image

from app.pictures.kinds import DAMAGED, UNPROCESSABLE, Limits, Picture, Refused, measure

# However small they are: each costs some time.
MOST_FRAMES = 5_000
CONTENT_TYPE = "image/gif"

_HEADER, _SCREEN = 6, struct.Struct("<HHBBB")
_PLACE = struct.Struct("<HHHHB")
_HAS_PALETTE, _INTERLACED = 0x80, 0x40
_FRAME, _EXTENSION, _END = 0x2C, 0x21, 0x3B
_CONTROL, _APPLICATION = 0xF9, 0xFF
_CONTROL_BITS = 0x1D  # how a frame is disposed of, and whether it has a transparent colour
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
# Colours that no other mode than a palette's has: of a frame's colours only their numbers are looked at.
_ANY_PALETTE = bytes((1, 2, 3)) * 256


@dataclass(slots=True)
class Frame:
    """One frame. `data` is as it stands in the file: how wide the codes are, and the blocks of them."""

    place: tuple[int, int, int, int]
    interlaced: bool
    palette: bytes
    control: bytes
    data: bytes


@dataclass(slots=True)
class Gif:
    """All that is kept of a GIF."""

    width: int
    height: int
    background: int
    palette: bytes
    loops: int | None = None
    frames: list[Frame] = field(default_factory=list)


class Reader:
    """Walks along a file, and never beyond its end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        """The next so many bytes."""
        found = self._data[self._at : self._at + count]
        if len(found) < count:
            raise Refused(UNPROCESSABLE, DAMAGED)
        self._at += count
        return found

    def byte(self) -> int:
        """The next one."""
        return self.take(1)[0]

    def palette(self, flags: int) -> bytes:
        """The colours that follow, if the flags say that some do."""
        return self.take(3 << (flags & 7) + 1) if flags & _HAS_PALETTE else b""

    def blocks(self) -> list[bytes]:
        """The blocks that follow, up to the empty one that ends them."""
        found = []
        while size := self.byte():
            found.append(self.take(size))
        return found


def read(data: bytes, limits: Limits) -> Gif:
    """Take a GIF apart. Raises Refused for one that is damaged or too large; nothing is decoded yet."""
    reader = Reader(data)
    reader.take(_HEADER)
    width, height, flags, background, _ = _SCREEN.unpack(reader.take(_SCREEN.size))
    gif = Gif(width, height, background, reader.palette(flags))
    control = b""
    while (kind := reader.byte()) != _END:
        if kind == _FRAME:
            gif.frames.append(_frame(reader, control))
            _measure(gif, limits)
            control = b""
        elif kind == _EXTENSION:
            label, blocks = reader.byte(), reader.blocks()
            if label == _CONTROL:
                control = _controls(blocks)
            elif label == _APPLICATION and blocks and blocks[0] in _LOOPS:
                gif.loops = _count(blocks[1:], gif.loops)
        elif kind:  # some programs leave empty bytes between the parts
            raise Refused(UNPROCESSABLE, DAMAGED)
    if not gif.frames:
        raise Refused(UNPROCESSABLE, DAMAGED)
    return gif


def _frame(reader: Reader, control: bytes) -> Frame:
    left, top, width, height, flags = _PLACE.unpack(reader.take(_PLACE.size))
    palette, code_size = reader.palette(flags), reader.take(1)
    data = b"".join(bytes([len(block)]) + block for block in reader.blocks())
    return Frame((left, top, width, height), bool(flags & _INTERLACED), palette, control, code_size + data + b"\0")


def _measure(gif: Gif, limits: Limits) -> None:
    left, top, width, height = gif.frames[-1].place
    measure(width, height, limits)
    gif.width, gif.height = max(gif.width, left + width), max(gif.height, top + height)
    measure(gif.width, gif.height, limits, len(gif.frames))
    if len(gif.frames) > MOST_FRAMES:
        raise Refused(UNPROCESSABLE, f"The GIF has more than {MOST_FRAMES:,} frames.")


def _controls(blocks: list[bytes]) -> bytes:
    if not blocks or len(blocks[0]) < 4:  # noqa: PLR2004 - flags, time, and the transparent colour
        raise Refused(UNPROCESSABLE, DAMAGED)
    return bytes([blocks[0][0] & _CONTROL_BITS]) + blocks[0][1:4]


def _count(blocks: list[bytes], before: int | None) -> int | None:
    for block in blocks:
        if len(block) >= 3 and block[0] & 7 == 1:  # noqa: PLR2004 - its number, and how often
            return int.from_bytes(block[1:3], "little")
    return before


def write(gif: Gif, limits: Limits) -> Iterator[bytes]:
    """Put it together again. Raises Refused where a frame is damaged."""
    yield b"GIF89a" + _SCREEN.pack(gif.width, gif.height, 0x70 | _size(gif.palette), gif.background, 0) + gif.palette
    if gif.loops is not None:
        yield b"\x21\xff\x0b" + _LOOPS[0] + b"\x03\x01" + gif.loops.to_bytes(2, "little") + b"\0"
    for frame in gif.frames:
        if frame.control:
            yield b"\x21\xf9\x04" + frame.control + b"\0"
        yield b"\x2c" + _PLACE.pack(*frame.place, _size(frame.palette)) + frame.palette + _encoded(frame, limits)
    yield b"\x3b"


def _size(palette: bytes) -> int:
    return _HAS_PALETTE | (len(palette) // 3).bit_length() - 2 if palette else 0


def _encoded(frame: Frame, limits: Limits) -> bytes:
    """A frame's data, encoded anew from what it shows."""
    _, _, width, height = frame.place
    alone = (
        b"GIF87a" + _SCREEN.pack(width, height, 0xF7, 0, 0) + _ANY_PALETTE
        + b"\x2c" + _PLACE.pack(0, 0, width, height, _INTERLACED if frame.interlaced else 0) + frame.data + b"\x3b"
    )  # fmt: skip
    with Image.open(BytesIO(alone), formats=("GIF",)) as shown:
        numbers = Image.frombytes("L", shown.size, shown.tobytes())
    anew = BytesIO()
    numbers.save(anew, "GIF", optimize=False, interlace=0)
    return read(anew.getvalue(), limits).frames[0].data


def develop(source: Path, into: Path, limits: Limits) -> Picture:
    """Make the GIF that is kept."""
    gif = read(source.read_bytes(), limits)
    with into.open("wb") as file:
        file.writelines(write(gif, limits))
    return Picture(content_type=CONTENT_TYPE, width=gif.width, height=gif.height, animated=len(gif.frames) > 1)
