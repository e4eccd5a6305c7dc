"""Photos and GIFs as queries hand them out, and the links that they are read by: signed, and valid for minutes."""

import hmac
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from msgspec import Struct

from domain import clock
from domain.house import House
from models.messages import MessageKind

PURPOSE = "media"
PLACE = "/media/"  # below which the links lie, at the origin of the API
GIF = "image/gif"
GRID = timedelta(minutes=1)  # a link stays the same for so long, so that browsers find again what they have read
_TOKEN = re.compile(r"([0-9a-f]{32})\.([a-z]{1,9})\.([1-9][0-9]{0,11})\.([A-Za-z0-9_-]{43})")


class Variant(StrEnum):
    """What a link leads to."""

    FULL = "full"
    THUMBNAIL = "thumbnail"


class Media(Struct, gc=False):
    """A photo or a GIF, with links made just now. `sent`: whether a message has it, or had it."""

    id: str
    key: int
    name: str
    content_type: str
    width: int
    height: int
    animated: bool
    sent: bool
    url: str
    thumbnail_url: str
    url_expires_at: datetime

    @property
    def kind(self) -> MessageKind:
        """Which kind of message it makes."""
        return MessageKind.GIF if self.content_type == GIF else MessageKind.PHOTO


_MEDIA = "id name content_type width height animated".split()
MEDIA_WIDTH = len(_MEDIA) + 1


def media_columns(table: str) -> str:
    """The columns that `media` reads, of the given table or alias."""
    taken = f"{table}.conversation_id IS NOT NULL OR {table}.bytes_of_id IS NOT NULL"
    return ", ".join([*(f"{table}.{column}" for column in _MEDIA), taken])


def media(row: Sequence[Any], house: House, minutes: int) -> Media:
    """Build it from its columns, with links that are valid for so many minutes at most."""
    key, name, content_type, width, height, animated, sent = row[:MEDIA_WIDTH]
    expires_at = _floor(clock.now()) + timedelta(minutes=minutes)
    return Media(
        f"med_{key}", key, name, content_type, width, height, bool(animated), bool(sent),
        PLACE + token(house, name, Variant.FULL, expires_at), PLACE + token(house, name, Variant.THUMBNAIL, expires_at),
        expires_at,
    )  # fmt: skip


def _floor(moment: datetime) -> datetime:
    return moment - (moment - datetime(1970, 1, 1, tzinfo=UTC)) % GRID


class Link(Struct, frozen=True):
    """What a token stands for."""

    name: str
    variant: Variant
    expires_at: datetime


def token(house: House, name: str, variant: Variant, expires_at: datetime) -> str:
    """Make the secret part of a link: whoever has it can read that one picture until then."""
    said = f"{name}.{variant}.{int(expires_at.timestamp())}"
    return f"{said}.{house.signature(PURPOSE, said)}"


def link(house: House, token: str) -> Link | None:
    """What a token stands for, whether it has expired or not; None for one that was not made here."""
    match = _TOKEN.fullmatch(token)
    if match is None:
        return None
    said, _, signature = token.rpartition(".")
    if not hmac.compare_digest(signature, house.signature(PURPOSE, said)):
        return None
    return Link(match[1], Variant(match[2]), datetime.fromtimestamp(int(match[3]), UTC))
