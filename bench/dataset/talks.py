"""The conversations: when each began, who said what when, and how each side stands to it after the last message."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bench.dataset.pairs import draw
from bench.dataset.people import Person
from bench.dataset.size import Size
from models.accounts import AccountKind

DAY = 86_400_000  # times are milliseconds since the dataset's first day
DAYS = 730
END = DAYS * DAY
EMPTY = 0.01
BLOCKED_BY_CREATOR, BLOCKED_BY_PARTNER = 0.004, 0.003


class Said(NamedTuple):
    """A message, in the order in which everything was said."""

    at: int
    key: int
    sequence: int
    by_creator: bool


@dataclass(slots=True)
class Talk:
    """A pair and its conversation. Of two-sided things, the creator's comes first."""

    key: int
    creator: Person
    partner: Person
    began: int
    count: int
    opened_by_creator: bool
    last_at: int = 0
    last_by_creator: bool = False
    last_own: list[int] = field(default_factory=lambda: [0, 0])
    blocked_at: tuple[int | None, int | None] = (None, None)


def plan(rng: random.Random, people: Sequence[Person], size: Size) -> list[Talk]:
    """Every conversation, in the order in which they began, so that keys grow with time."""
    couples = draw(rng, people, size.conversations)
    rng.shuffle(couples)
    shares = lengths(rng, len(couples), size.messages)
    began = sorted(END - 1 - int(rng.random() ** 1.3 * (END - DAY)) for _ in couples)
    talks = [
        Talk(key, creator, partner, start, count, opened_by_creator=_opened_by_creator(rng, partner))
        for key, ((creator, partner), start, count) in enumerate(zip(couples, began, shares, strict=True), 1)
    ]
    for talk in talks:
        talk.blocked_at = _blocked(rng)
    return talks


def lengths(rng: random.Random, talks: int, messages: int) -> list[int]:
    """How many messages each has: `messages` in all, most a handful, some hundreds, a few none."""
    weights = [rng.lognormvariate(0, 1.3) for _ in range(talks)]
    each = (messages - talks) / sum(weights)
    counts = [0 if rng.random() < EMPTY else 1 + int(weight * each) for weight in weights]
    spoken = [i for i, count in enumerate(counts) if count]
    for _ in range(messages - sum(counts)):
        counts[rng.choice(spoken)] += 1
    return counts


def _opened_by_creator(rng: random.Random, partner: Person) -> bool:
    # ACC-6: an agency that is not verified only answers.
    return (partner.kind == AccountKind.AGENCY and not partner.verified) or rng.random() < 0.3


def _blocked(rng: random.Random) -> tuple[int | None, int | None]:
    chance, moment = rng.random(), END - int(rng.random() * DAY)
    by_creator = chance < BLOCKED_BY_CREATOR
    by_partner = BLOCKED_BY_CREATOR <= chance < BLOCKED_BY_CREATOR + BLOCKED_BY_PARTNER
    return moment if by_creator else None, moment if by_partner else None


def speak(rng: random.Random, talks: Sequence[Talk]) -> list[Said]:
    """Everything that was said, in order of time; each talk learns how it ended."""
    said = [message for talk in talks for message in _speak(rng, talk)]
    said.sort()
    return said


def _speak(rng: random.Random, talk: Talk) -> list[Said]:
    talk.last_at = talk.began
    if not talk.count:
        return []
    span = min(END - 1 - talk.began, int(DAY * rng.lognormvariate(2.3, 1.5)))
    moments = sorted(talk.began + int(rng.random() * span) for _ in range(talk.count))
    by_creator, random_ = talk.opened_by_creator, rng.random
    messages = []
    for sequence, at in enumerate(moments, 1):
        if sequence > 1 and random_() < 0.55:
            by_creator = not by_creator
        talk.last_own[not by_creator] = sequence
        messages.append(Said(at, talk.key, sequence, by_creator))
    talk.last_at, talk.last_by_creator = moments[-1], by_creator
    return messages
