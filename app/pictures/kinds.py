"""What a picture may be, and what is said of one."""

from dataclasses import dataclass

UNSUPPORTED, UNPROCESSABLE = 415, 422  # statuses of HTTP

# What the process is told and says: the names of what it makes, and that a large picture is about to be decoded, which
# begins when anything is answered.
FULL, THUMBNAIL = "full", "thumbnail"
LARGE_ONE = "large\n"

DAMAGED = "The file is damaged, or was cut short."
WANTED = "send a JPEG, PNG or WebP photo, or a GIF"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many pixels a picture may have, all frames added up; the largest side of its thumbnail."""

    max_pixels: int
    thumbnail_pixels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture as it is kept."""

    content_type: str
    width: int
    height: int
    animated: bool = False


class Refused(Exception):
    """This is no picture that can be sent: why, and with which status of HTTP that is said."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


def measure(width: int, height: int, limits: Limits, frames: int = 1) -> None:
    """Refuse what would be too large once it is decoded; before it is."""
    pixels = width * height * frames
    if pixels <= 0:
        raise Refused(UNPROCESSABLE, DAMAGED)
    if pixels > limits.max_pixels:
        size = f"{width:,} by {height:,} pixels" + (f" in {frames:,} frames" if frames > 1 else "")
        raise Refused(UNPROCESSABLE, f"The picture has {size}: more than {limits.max_pixels:,} in all.")
