"""Rates: points by cost, per user and per address, refilled steadily; told to clients in RateLimit headers."""

import math
import time
from collections.abc import Callable, Hashable
from typing import NamedTuple

SECONDS = 60  # points are given per minute
SWEEP_ABOVE = 10_000  # users or addresses remembered before those who are full again are forgotten


class Standing(NamedTuple):
    """How somebody stands after asking. `retry_after`: seconds, where it was refused."""

    name: str
    points: int
    remaining: int
    retry_after: float | None = None

    @property
    def headers(self) -> dict[str, str]:
        """As the draft standard for RateLimit headers has it: what is allowed, and what is left."""
        seconds_to_full = -((self.remaining - self.points) * SECONDS // self.points)
        told = {
            "RateLimit-Policy": f'"{self.name}";q={self.points};w={SECONDS}',
            "RateLimit": f'"{self.name}";r={self.remaining};t={seconds_to_full}',
        }
        if self.retry_after is not None:
            told["Retry-After"] = str(math.ceil(self.retry_after))
        return told


class Rate:
    """So many points a minute for each key, as many at once. 0 points: no limit."""

    def __init__(self, name: str, points: int, now: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self.points = points
        self._now = now
        self._seconds_each = SECONDS / points if points else 0.0
        self._full_at: dict[Hashable, float] = {}  # when a key has all its points again: all that need be known of it

    def spend(self, key: Hashable, cost: int) -> Standing | None:
        """Take points, or refuse and take nothing. What costs more than a minute's points waits for all of them."""
        if not self.points:
            return None
        now = self._now()
        full_at = max(self._full_at.get(key, now), now)
        after = full_at + min(cost, self.points) * self._seconds_each
        if after > now + SECONDS:
            return Standing(self.name, self.points, self._left(full_at - now), after - now - SECONDS)
        self._full_at[key] = after
        if len(self._full_at) > SWEEP_ABOVE:
            self._full_at = {known: at for known, at in self._full_at.items() if at > now}
        return Standing(self.name, self.points, self._left(after - now))

    def _left(self, seconds_to_full: float) -> int:
        return max(0, int((SECONDS - seconds_to_full) / self._seconds_each))


class Rates:
    """Both: per user where one is known, and per address for everybody."""

    def __init__(self, per_user: int, per_address: int) -> None:
        self._user = Rate("user", per_user)
        self._address = Rate("address", per_address)

    def spend(self, user: Hashable | None, address: str, cost: int) -> Standing | None:
        """Take the points of one operation; the standing that is nearer to its end, None where nothing is limited."""
        by_address = self._address.spend(address, cost)
        if user is None or (by_address is not None and by_address.retry_after is not None):
            return by_address
        by_user = self._user.spend(user, cost)
        if by_user is None or by_address is None or by_user.retry_after is not None:
            return by_user or by_address
        nearer = by_user.remaining * by_address.points <= by_address.remaining * by_user.points
        return by_user if nearer else by_address
