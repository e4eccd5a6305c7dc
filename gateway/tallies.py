"""What is counted of operations: how many ended how, and how long they took, by a bounded number of names.

It stands in the way of every operation, so an end is a look at a dictionary and two additions; who collects the numbers
gives them the form that is wanted. A name is a client's, so there are at most so many, and only those of who is known.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

MOST_NAMES = 200
LONGEST_NAME = 64
# Names that no operation of a client has: what has none of its own is counted under these.
ANONYMOUS: Final = "(anonymous)"
OTHER: Final = "(other)"
UNREAD: Final = "(unread)"
OK: Final = "ok"
REFUSED: Final = "refused"
ERROR: Final = "error"
# Seconds. The last place of a histogram is for what takes longer.
TOOK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
LATE = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 15.0)


class Histogram:
    """How often something took how long."""

    __slots__ = ("bounds", "counts", "seconds")

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.seconds = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self.counts[bisect_left(self.bounds, seconds)] += 1
        self.seconds += seconds

    @property
    def cumulative(self) -> Iterator[tuple[str, int]]:
        """As Prometheus has it: for each bound how many took at most so long, and how many there were."""
        total = 0
        for bound, count in zip((*map(str, self.bounds), "+Inf"), self.counts, strict=True):
            total += count
            yield bound, total


class Tally:
    """How the operations of one name and kind ended: `took` by outcome, `codes` of those that were not answered."""

    __slots__ = ("_answered", "_internal", "codes", "kind", "name", "took")

    def __init__(self, name: str, kind: str, internal: str) -> None:
        self.name, self.kind = name, kind
        self._internal = internal
        self._answered = Histogram(TOOK)
        self.took: dict[str, Histogram] = {OK: self._answered}
        self.codes: Counter[tuple[str, str]] = Counter()

    def add(self, code: str | None, seconds: float) -> None:
        """Count one that ended, with the code of what stood against it."""
        if code is None:
            self._answered.add(seconds)
            return
        outcome = ERROR if code == self._internal else REFUSED
        self.codes[outcome, code] += 1
        if outcome not in self.took:
            self.took[outcome] = Histogram(TOOK)
        self.took[outcome].add(seconds)

    @property
    def ended(self) -> Iterator[tuple[str, str, int]]:
        """(outcome, code, how many); what was answered has no code."""
        if answered := sum(self._answered.counts):
            yield OK, "", answered
        for (outcome, code), count in self.codes.items():
            yield outcome, code, count


class Tallies:
    """Those of one engine. `ended` are subscriptions that went on, and were ended from this side, by code."""

    def __init__(self, internal: str, most: int = MOST_NAMES) -> None:
        self._internal = internal
        self._most = most
        self._names: set[str] = set()
        self._all: dict[tuple[str, str], Tally] = {}
        self.ended: Counter[str] = Counter()

    def __iter__(self) -> Iterator[Tally]:
        return iter(self._all.values())

    def of(self, name: str | None, kind: str, *, trusted: bool = False) -> Tally:
        """Where operations of a name are counted: its own, if it is trusted, or there is still room for it."""
        if name is None:
            name = ANONYMOUS
        elif name not in self._names:
            room = len(self._names) < self._most and len(name) <= LONGEST_NAME
            if trusted or room:
                self._names.add(name)
            else:
                name = OTHER
        tally = self._all.get((name, kind))
        if tally is None:
            tally = self._all[name, kind] = Tally(name, kind, self._internal)
        return tally

    def other(self, name: str | None, kind: str) -> Tally:
        """Where those of nobody known are counted: names that are known stay, others are not taken in."""
        return self.of(name if name is None or name in self._names else OTHER, kind)

    def unread(self, code: str) -> None:
        """Count a request that was refused before it was known which operation it asks for."""
        self.of(UNREAD, "", trusted=True).add(code, 0.0)
