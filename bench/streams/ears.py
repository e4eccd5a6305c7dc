"""Sockets that note what they hear as it comes, and look at it afterwards."""

import asyncio
import re
import time
from dataclasses import dataclass

from bench.sockets.client import Audience, Seat, Socket
from bench.sockets.crowd import Crowd
from bench.sockets.sides import Side

EVENT = b'"messageReceived":{'
NAMED = re.compile(rb'^\{"id":"(\d+)".*?"position":"[^".]+\.(\d+)"')  # the subscription's id is that of the account


@dataclass(frozen=True, slots=True)
class Heard:
    """An event, and when its frame was there; in ns of the machine's monotonic clock."""

    account: int
    position: int
    at: int


class Ears(Crowd):
    """A crowd at a side that keeps each frame; who sits there gives its account as the subscription's id."""

    def __init__(self, side: Side) -> None:
        super().__init__(side.server.port, opens=_Listener)
        self.frames: list[tuple[int, bytes]] = []
        side.crowds.append(self)

    def forget(self) -> None:
        """What was heard until now."""
        self.frames = []

    async def all_came(self, number: int, seconds: float) -> bool:
        """Wait until so many events have come; whether they did in time. Call it before the first can come."""
        self.expect(number)
        try:
            async with asyncio.timeout(seconds):
                await self._done.wait()
        except TimeoutError:
            return False
        self._check()
        return True

    def came(self, at: int, payload: bytes) -> None:
        """Keep a frame."""
        self.frames.append((at, payload))
        if len(self.frames) == self._expected:
            self._done.set()

    def heard_events(self) -> list[Heard]:
        """Everything since, in the order in which it came."""
        self._check()
        found = [(NAMED.match(payload), at) for at, payload in self.frames]
        return [Heard(int(match[1]), int(match[2]), at) for match, at in found if match is not None]


class _Listener(Socket):
    def __init__(self, audience: Audience, seat: Seat) -> None:
        super().__init__(audience, seat)
        assert isinstance(audience, Ears)  # noqa: S101 - which opened it
        self._ears = audience

    def event(self, payload: bytes) -> bool:
        if EVENT not in payload:
            return False
        self._ears.came(time.monotonic_ns(), payload)
        return True
