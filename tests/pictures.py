"""Files as people, and others, upload them: made here, so that nothing of anybody's lies in the repository."""

import random
import struct
import zlib
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms

SECRET_PLACE = b"somewhere secret"
GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112


def scene(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """Something to see: red on top, blue below, green at the left."""
    image = Image.new("RGB", (width, height), (200, 30, 40))
    image.paste((30, 40, 200), (0, height // 2, width, height))
    image.paste((20, 180, 60), (0, 0, width // 4, height))
    return image.convert(mode)


def saved(image: Image.Image, format: str, **more: Any) -> bytes:  # noqa: A002 - Pillow's word
    """An image as the bytes of a file."""
    file = BytesIO()
    image.save(file, format, **more)
    return file.getvalue()


def told_of(orientation: int = 1) -> bytes:
    """EXIF, as a telephone writes it: where, with what, and which way it was held."""
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION] = SECRET_PLACE.decode(), orientation
    exif.get_ifd(GPS)[2] = (52.0, 31.0, 12.0)
    return exif.tobytes()


def profile() -> bytes:
    """A colour profile."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def jpeg(width: int = 64, height: int = 48, **more: Any) -> bytes:
    """A photo."""
    return saved(scene(width, height), "JPEG", **more)


def gif(frames: int = 3, width: int = 32, height: int = 24, **more: Any) -> bytes:
    """A GIF that moves; each frame has other colours."""
    shown = [Image.new("RGB", (width, height), (40 * n % 256, 90, 255 - 40 * n % 256)) for n in range(frames)]
    for n, frame in enumerate(shown):
        frame.paste((255, 255, n % 256), (n % width, 0, n % width + 3, 5))
    times = [40 + 10 * n for n in range(frames)]
    return saved(shown[0], "GIF", save_all=True, append_images=shown[1:], duration=times, **{"loop": 0, **more})


def opened(data: bytes) -> Image.Image:
    """A file's picture, decoded."""
    image = Image.open(BytesIO(data))
    image.load()
    return image


def frames_of(data: bytes) -> list[tuple[bytes, Any, Any]]:
    """What a GIF shows, frame by frame: its pixels, for how long, and what becomes of it."""
    image, found = Image.open(BytesIO(data)), []
    for number in range(image.n_frames):  # type: ignore[attr-defined]
        image.seek(number)
        disposal = image.disposal_method  # type: ignore[attr-defined]
        found.append((image.convert("RGBA").tobytes(), image.info.get("duration"), disposal))
    return found


def odd_gif(dice: random.Random) -> bytes:
    """A GIF of all that there is: own palettes, parts of a frame, see-through, interlaced, comments and strangers."""
    width, height = 40, 30
    parts = [b"GIF89a", struct.pack("<HHBBB", width, height, 0xF2, 1, 0), dice.randbytes(3 * 8)]
    parts += [b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x07\x00\x00", b"\x21\xfe", block(SECRET_PLACE)]
    for _ in range(6):
        w, h = dice.randrange(1, 20), dice.randrange(1, 15)
        left, top = dice.randrange(width - w + 1), dice.randrange(height - h + 1)
        own = dice.random() < 0.5
        flags = dice.choice([0, 4, 8, 9, 13])
        parts.append(b"\x21\xf9\x04" + bytes([flags, dice.randrange(100), 0, dice.randrange(8)]) + b"\0")
        parts += [b"\x21\xff\x0bXMP DataXMP", block(SECRET_PLACE)]
        shown = Image.frombytes("L", (w, h), bytes(dice.randrange(8) for _ in range(w * h)))
        alone = saved(shown, "GIF", optimize=False, interlace=int(dice.random() < 0.5))
        picture = alone[alone.index(b"\x2c", 13 + 768) :]
        place = struct.pack("<HHHHB", left, top, w, h, picture[9] & 0x40 | (0x82 if own else 0))
        parts += [b"\x2c", place, dice.randbytes(3 * 8) if own else b"", picture[10:-1]]
    return b"".join(parts) + b"\x3b"


def block(data: bytes) -> bytes:
    """Data as a GIF holds it."""
    return bytes([len(data)]) + data + b"\0"


def png_of(width: int, height: int, chunks: Sequence[tuple[bytes, bytes]]) -> bytes:
    """A PNG that says it is of some size, whatever it holds."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*one) for one in [(b"IHDR", head), *chunks, (b"IEND", b"")])


@cache
def bomb(side: int = 20_000) -> bytes:
    """A PNG of a few megabytes that would take gigabytes."""
    squeezed = zlib.compressobj(1)
    row = b"\0" + bytes(3 * side)
    data = b"".join(squeezed.compress(row) for _ in range(side)) + squeezed.flush()
    return png_of(side, side, [(b"IDAT", data)])
