"""Rates: points by cost, per user and per address, refilled steadily; told to clients in RateLimit headers."""

import ipaddress
import math
import time
from collections.abc import Callable, Hashable
from typing import NamedTuple

SECONDS = 60  # points are given per minute
# Above so many users or addresses, those who are full again are forgotten, so often.
SWEEP_ABOVE, SWEEP_SECONDS = 10_000, 1.0


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
        self._swept_at = now()

    def refused(self, key: Hashable, cost: int) -> Standing | None:
        """How somebody stands who may not spend so much now; None: they may. Takes nothing."""
        if not self.points:
            return None
        now = self._now()
        full_at = max(self._full_at.get(key, now), now)
        too_late = full_at + min(cost, self.points) * self._seconds_each - now - SECONDS
        return Standing(self.name, self.points, self._left(full_at - now), too_late) if too_late > 0 else None

    def take(self, key: Hashable, cost: int) -> Standing | None:
        """Take points that were not refused; None where nothing is limited.

        What costs more than a minute's points has waited for all of them.
        """
        if not self.points:
            return None
        now = self._now()
        after = max(self._full_at.get(key, now), now) + min(cost, self.points) * self._seconds_each
        self._full_at[key] = after
        if len(self._full_at) > SWEEP_ABOVE and now - self._swept_at > SWEEP_SECONDS:
            self._swept_at = now
            self._full_at = {known: at for known, at in self._full_at.items() if at > now}
        return Standing(self.name, self.points, self._left(after - now))

    def _left(self, seconds_to_full: float) -> int:
        return max(0, int((SECONDS - seconds_to_full) / self._seconds_each))


class Rates:
    """Both: per user where one is known, and per address for everybody."""

    def __init__(self, per_user: int, per_address: int, now: Callable[[], float] = time.monotonic) -> None:
        self._user = Rate("user", per_user, now)
        self._address = Rate("address", per_address, now)

    def spend(self, user: Hashable | None, address: str, cost: int) -> Standing | None:
        """Take the points of one operation, or refuse and take nothing.

        The standing that is nearer to its end; None where nothing is limited.
        """
        place = network(address)
        refused = self._address.refused(place, cost)
        if refused is None and user is not None:
            refused = self._user.refused(user, cost)
        if refused is not None:
            return refused
        by_address = self._address.take(place, cost)
        by_user = self._user.take(user, cost) if user is not None else None
        if by_user is None or by_address is None:
            return by_user or by_address
        nearer = by_user.remaining * by_address.points <= by_address.remaining * by_user.points
        return by_user if nearer else by_address


def network(address: str) -> str:
    """Whom an address stands for, without its port: of IPv6 the /64 that one subscriber has, of IPv4 in IPv6 itself."""
    if ":" not in address:
        return address
    bare = address.partition(":")[0] if address.count(":") == 1 else address.lstrip("[").partition("]")[0]
    try:
        parsed = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ipaddress.IPv6Network((parsed, 64), strict=False))
