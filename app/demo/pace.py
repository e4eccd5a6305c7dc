"""When things were said, who has read them, and what each side has done with the conversation since."""

import itertools
import random
from collections.abc import Sequence

from app.demo.scenes import Line
from domain.actions.imports import PastSide

MINUTE, HOUR, DAY = 60, 3_600, 86_400
LONGEST_AGO = 59 * DAY

# How long ago it was quiet: from, to, and the share of conversations.
QUIET = ((4 * MINUTE, 3 * HOUR, 12), (3 * HOUR, 22 * HOUR, 16), (22 * HOUR, 7 * DAY, 34), (7 * DAY, 48 * DAY, 38))
LATELY = QUIET[:1]
ENDED = ((9 * DAY, 40 * DAY, 1),)  # with an account that is not active any more
# A side that was written to last has not read it yet, by how long ago that was.
UNREAD = ((6 * HOUR, 0.85), (2 * DAY, 0.7), (9 * DAY, 0.45), (LONGEST_AGO, 0.15))
UNREAD_BY_STRANGERS = 0.6
STARRED_SHARE, ARCHIVED_SHARE = 0.13, 0.45
ARCHIVED_AFTER = 8 * DAY
SHORTEST_GAP = 20


def ages(lines: Sequence[Line], chance: random.Random, spans: Sequence[tuple[int, int, int]]) -> list[int]:
    """How many seconds ago each line was said, the last first drawn, the first within two months."""
    low, high, _ = chance.choices(spans, [weight for *_, weight in spans])[0]
    last = int(low * (high / low) ** chance.random())
    gaps = [_gap(before, line, chance) for before, line in itertools.pairwise(lines)]
    room = LONGEST_AGO - last
    scale = min(1.0, room / (sum(gaps) or 1))
    found = [last]
    for gap in reversed(gaps):
        found.append(found[-1] + max(SHORTEST_GAP, int(gap * scale)))
    return found[::-1]


def _gap(before: Line, line: Line, chance: random.Random) -> float:
    """Scenes are days apart, answers minutes or hours, a second thought comes sooner."""
    if line.days:
        return line.days * _between(0.9, 1.3, chance) * DAY
    if line.scene != before.scene:
        return _between(8 * HOUR, 5 * DAY, chance)
    if line.from_creator != before.from_creator:
        return _between(MINUTE, 7 * HOUR, chance)
    return _between(40, 45 * MINUTE, chance)


def _between(low: float, high: float, chance: random.Random) -> float:
    return float(low * (high / low) ** chance.random())


def side(lines: Sequence[Line], quiet: int, chance: random.Random, *, is_creator: bool, favourite: bool) -> PastSide:
    """What a side has read, starred and archived, given how long it has been quiet."""
    mine = [n for n, line in enumerate(lines, start=1) if line.from_creator == is_creator]
    theirs = [n for n, line in enumerate(lines, start=1) if line.from_creator != is_creator]
    if not theirs:
        return PastSide(starred=favourite)
    answered = mine[-1] if mine else 0
    waiting = theirs[-1] > answered
    share = next(share for limit, share in UNREAD if quiet <= limit)
    share = share if mine else max(share, UNREAD_BY_STRANGERS)
    unread = waiting and chance.random() < share
    read_up_to = chance.choice([answered, *(n for n in theirs if answered < n < theirs[-1])]) if unread else theirs[-1]
    archived = not unread and quiet > ARCHIVED_AFTER and chance.random() < ARCHIVED_SHARE
    starred = favourite or chance.random() < STARRED_SHARE
    return PastSide(read_up_to=read_up_to, starred=starred, archived=archived)
