"""What the people of the demo do with cards: a table of deeds for each pair, put in one order (words/deeds.txt)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from app.demo.words import read, sections, table

AGO = re.compile(r"(\+?)(?:(\d+)d)? ?(?:(\d+)h)? ?(?:(\d+)m)? ?(?:(\d+)s)?")
UNITS = (86_400, 3_600, 60, 1)


@dataclass(frozen=True, slots=True)
class Deed:
    """What one side of a pair did, by handle, and how many seconds ago; `number` counts those of the pair."""

    creator: str
    partner: str
    number: int
    by_creator: bool
    ago: int
    verb: str
    words: Sequence[str]

    @property
    def pair(self) -> tuple[str, str]:
        """The handles of both."""
        return self.creator, self.partner

    @property
    def made(self) -> str:
        """The client-made id of what comes of it."""
        return f"demo {self.creator} {self.partner} {self.number}"


@cache
def deeds() -> Sequence[Deed]:
    """All of them, the oldest first."""
    pairs = enumerate(sections(read("deeds")).items())
    # Each pair lives some seconds before the one above, so that no two things happen at one moment.
    found = [deed for seconds, (title, body) in pairs for deed in _of_pair(title, body, seconds)]
    return sorted(found, key=lambda deed: -deed.ago)


@cache
def begins() -> dict[tuple[str, str], int]:
    """How many seconds ago each pair's first deed was: until then they only talked."""
    first: dict[tuple[str, str], int] = {}
    for deed in deeds():
        first.setdefault(deed.pair, deed.ago)
    return first


def _of_pair(title: str, body: str, earlier: int) -> list[Deed]:
    """A row is: when (ago, or + after the last) | C or P for the creator or the partner, and a verb | what it takes."""
    creator, partner = title.split()
    found: list[Deed] = []
    for number, (when, deed, *words) in enumerate(table(body)):
        side, verb = deed.split()
        match = AGO.fullmatch(when)
        if match is None or side not in {"C", "P"}:
            raise ValueError(f"{when!r} | {deed!r} is no deed of {title}")
        seconds = sum(int(count or 0) * unit for count, unit in zip(match.groups()[1:], UNITS, strict=True))
        ago = found[-1].ago - seconds if match[1] else seconds + earlier
        found.append(Deed(creator, partner, number, side == "C", ago, verb, words))
    return found
