"""Look at one file: python -m app.pictures FILE FOLDER MAX_PIXELS THUMBNAIL_PIXELS, and say in JSON what it is."""

import contextlib
import json
import sys
from dataclasses import asdict
from pathlib import Path

import filetype  # type: ignore[import-untyped]
from PIL import Image

from app.pictures import gifs, photos
from app.pictures.kinds import (
    DAMAGED,
    FULL,
    LARGE_ONE,
    THUMBNAIL,
    UNPROCESSABLE,
    UNSUPPORTED,
    WANTED,
    Limits,
    Picture,
    Refused,
)

if sys.platform != "win32":
    import resource

LOOKED_AT = 8192  # bytes that say what a file is

# Memory: what Python and its libraries take, and the copies of a picture that the worst of files makes for a moment.
BASE_BYTES, BYTES_PER_PIXEL = 256 * 1024 * 1024, 18
PROCESSOR_SECONDS = 60


def main(words: list[str]) -> int:
    """Do it."""
    source, folder = Path(words[0]), Path(words[1])
    limits = Limits(max_pixels=int(words[2]), thumbnail_pixels=int(words[3]))
    confine(limits)
    Image.MAX_IMAGE_PIXELS = None  # the limits are asked before anything is decoded, and say how much it is
    try:
        said = asdict(_develop(source, folder, limits))
    except Refused as refusal:
        said = {"status": refusal.status, "detail": refusal.detail}
    except Exception as error:  # noqa: BLE001 - of a file made for it, a decoder may raise anything
        said = {"status": UNPROCESSABLE, "detail": DAMAGED, "error": repr(error)}
    sys.stdout.write(json.dumps(said))
    return 0


def _develop(source: Path, folder: Path, limits: Limits) -> Picture:
    with source.open("rb") as file:
        mime = filetype.guess_mime(file.read(LOOKED_AT))
    full, thumbnail = folder / FULL, folder / THUMBNAIL
    if mime == gifs.CONTENT_TYPE:
        picture = gifs.develop(source, full, limits)
        with Image.open(full, formats=("GIF",)) as first:
            photos.thumbnail(first, thumbnail, limits)
    elif mime in photos.FORMATS:
        picture, image = photos.develop(source, full, mime, limits, _begin)
        photos.thumbnail(image, thumbnail, limits)
    else:
        raise Refused(UNSUPPORTED, f"This is {mime}: {WANTED}." if mime else f"This is no picture: {WANTED}.")
    return picture


def _begin(pixels: int) -> None:
    """Say that a large one begins, and wait until it may."""
    if pixels > photos.LARGE:
        sys.stdout.write(LARGE_ONE)
        sys.stdout.flush()
        sys.stdin.readline()


def confine(limits: Limits) -> None:
    """Let this process have so much memory and time, and no more, where the system can."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(ValueError, OSError):
        most = BASE_BYTES + BYTES_PER_PIXEL * limits.max_pixels
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
