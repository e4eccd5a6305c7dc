"""A send, before it is written: who sends what, and whether the row that was locked lets it through."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from domain.rows import ACCOUNT_WIDTH
from models.messages import MessageKind

KIND, MARKETS, STATUS, VERIFIED = 1, 6, 8, 11  # places in the columns of an account


@dataclass(slots=True)
class Draft:
    """A text on its way. `me` is the sender's account as the membership statement read it."""

    me: Any
    user_key: int
    conversation_key: int
    client_message_id: str
    text: str
    content_hash: bytes
    at: datetime


def fingerprint(key: bytes, conversation_key: int, text: str) -> bytes:
    """As domain.house makes it, its key derived once."""
    return hmac.digest(key, f"{conversation_key}\0{MessageKind.TEXT}\0{text}".encode(), "sha256")


def allow(me: Any, locked: Any) -> tuple[int, int]:
    """The counterpart's key and the sequence that comes next, where nothing stands against the send."""
    if locked is None:
        raise web.HTTPNotFound
    last_sequence, creator_blocked, partner_blocked, _, was_written_to, *rest = locked
    other = rest[:ACCOUNT_WIDTH]
    may_speak = me[KIND] != "AGENCY" or me[VERIFIED] or was_written_to
    share = not set(me[MARKETS].split()).isdisjoint(other[MARKETS].split())
    if creator_blocked or partner_blocked or not may_speak or not share or other[STATUS] != "ACTIVE":
        raise web.HTTPConflict
    return other[0], last_sequence + 1
