"""How many posts each host is given at once, so that one that hangs keeps none of the others waiting."""

from collections import Counter

AT_ONCE = 8
ONE = 1  # for a host that failed the last time
MOST_REMEMBERED = 10_000


class Hosts:
    """Who is posted to at this moment, and through which endpoints."""

    def __init__(self) -> None:
        self._posts: Counter[str] = Counter()
        self._endpoints: dict[str, set[int]] = {}
        self._ailing: set[str] = set()

    def take(self, host: str, webhook_key: int) -> bool:
        """Take a place at a host, to be given back with `leave`; False where there is none, and it counts as full."""
        self._endpoints.setdefault(host, set()).add(webhook_key)
        if self._posts[host] >= self._room(host):
            return False
        self._posts[host] += 1
        return True

    def leave(self, host: str, *, works: bool) -> None:
        """Give a place back, and say whether the host works."""
        if works:
            self._ailing.discard(host)
        elif len(self._ailing) < MOST_REMEMBERED:
            self._ailing.add(host)
        self._posts[host] -= 1
        if not self._posts[host]:
            del self._posts[host], self._endpoints[host]

    def full(self) -> set[int]:
        """The endpoints of hosts that have enough."""
        return {
            key for host, count in self._posts.items() if count >= self._room(host) for key in self._endpoints[host]
        }

    def _room(self, host: str) -> int:
        return ONE if host in self._ailing else AT_ONCE
