"""What one running Parley is made of; a viewer carries it, so nothing in the domain is ambient."""

import asyncio
import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Any

from domain.bus import Bus
from domain.hub import Hub
from domain.policy import Policy
from domain.together import Together
from models.database import Database
from models.sql import Statement

SETTLE_SECONDS = 1.0
PAGES_AT_ONCE = 2


@dataclass(slots=True)
class House:
    """A database, the rules' numbers, the bus between processes, and this process's hub of listeners."""

    database: Database
    policy: Policy
    bus: Bus
    hub: Hub
    secret: bytes
    epoch: str = ""
    webhooks_private: bool = False
    together: dict[Statement, Together[Any, Any]] = field(default_factory=dict)
    units: set[asyncio.Task[Any]] = field(default_factory=set)
    # Pages of feeds for who comes back: of thousands who come at once so few are read that requests, and what is live,
    # still find a connection.
    catching_up: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(PAGES_AT_ONCE))

    def fingerprint(self, *parts: str) -> bytes:
        """A keyed hash of content, so that a repeat can be told from a change without keeping the content (MSG-2)."""
        key = hmac.digest(self.secret, b"parley content", "sha256")
        return hmac.digest(key, "\0".join(parts).encode(), hashlib.sha256)

    def signature(self, purpose: str, said: str) -> str:
        """What only this house can make of words for a purpose: 256 bits, as URL-safe text."""
        key = hmac.digest(self.secret, f"parley {purpose}".encode(), "sha256")
        return base64.urlsafe_b64encode(hmac.digest(key, said.encode(), "sha256")).rstrip(b"=").decode()

    async def settle(self) -> None:
        """Wait until no unit of work is under way, but not for ever: one that waits for a lock is given up."""
        if self.units:
            await asyncio.wait(set(self.units), timeout=SETTLE_SECONDS)
