"""What is to be said later, or to many: the fields of a draft, as a column keeps them."""

import msgspec
from msgspec import Struct


class Said(Struct, frozen=True, omit_defaults=True):
    """What is to be said: a saved reply is its words by now."""

    text: str | None = None
    products: list[int] | None = None
    invitation_key: int | None = None
    list_key: int | None = None
    media_key: int | None = None


def said(content: str) -> Said:
    """What was kept in the column."""
    return msgspec.json.decode(content, type=Said)


def stored(said: Said) -> str:
    """As the column keeps it."""
    return msgspec.json.encode(said).decode()
