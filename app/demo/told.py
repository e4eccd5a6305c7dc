"""The conversations of the demo, as they were told: everything but the keys of accounts and the hour of loading."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.demo import pace, script
from app.demo.cast import TEAMS, Cast, Partner
from app.demo.plot import Meeting, meetings
from app.demo.scenes import Line, Storyteller
from app.demo.slots import Slots
from app.demo.stories import FAVOURITES, LATELY
from app.demo.words import dice
from domain.actions.conversations import ENTRY_POINTS
from domain.actions.imports import PastSide
from models.accounts import AccountKind
from models.conversations import EntryPoint

SECOND_WRITERS_SHARE = 0.4
EMPTY_FOR = (pace.HOUR, 2 * pace.DAY)
LEAD_IN = (5, 90)
QUIET_BEFORE = (6 * pace.HOUR, 3 * pace.DAY)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Who, by handle; the partner's user who writes; and each line with how many seconds ago it was said."""

    creator: str
    partner: str
    writer: str
    by_creator: bool
    entry_point: EntryPoint
    started_ago: int
    lines: Sequence[tuple[Line, int]]
    creator_side: PastSide
    partner_side: PastSide


def conversations(cast: Cast) -> list[Conversation]:
    """All of them, the same each time."""
    tellers = {AccountKind.SELLER: Storyteller("shop_talk"), AccountKind.AGENCY: Storyteller("agency_talk")}
    return [_told(cast, meeting, tellers[meeting.partner.account.kind]) for meeting in meetings(cast)]


def _told(cast: Cast, meeting: Meeting, teller: Storyteller) -> Conversation:
    chance = dice("told", *meeting.pair)
    writer, name = _writer(meeting.partner, chance)
    lines = teller.tell(meeting.beats, Slots(cast, meeting.creator, meeting.partner, name, chance))
    if not meeting.complete:
        lines = lines[: len(lines) - _unsaid(lines, chance)]
    begins = script.begins().get(meeting.pair)  # from when on they do more than talk
    ages = pace.ages(lines, chance, _spans(meeting, begins)) if lines else []
    quiet = ages[-1] if ages else chance.randrange(*EMPTY_FOR)
    starter = AccountKind.CREATOR if meeting.by_creator else meeting.partner.account.kind
    sides = [
        pace.side(lines, quiet, chance, is_creator=True, favourite=meeting.pair in FAVOURITES),
        pace.side(lines, quiet, chance, is_creator=False, favourite=meeting.pair[::-1] in FAVOURITES),
    ]
    if begins is not None:
        sides = [replace(side, read_up_to=len(lines), archived=False) for side in sides]
    return Conversation(
        *meeting.pair,
        writer,
        meeting.by_creator,
        chance.choice(sorted(ENTRY_POINTS[starter])),
        ages[0] + chance.randrange(*LEAD_IN) if ages else quiet,
        list(zip(lines, ages, strict=True)),
        *sides,
    )


def _spans(meeting: Meeting, begins: int | None) -> Sequence[tuple[int, int, int]]:
    """When the talk became quiet."""
    if begins is not None:
        return ((begins + QUIET_BEFORE[0], begins + QUIET_BEFORE[1], 1),)
    return pace.ENDED if meeting.ended else pace.LATELY if meeting.pair in LATELY else pace.QUIET


def _writer(partner: Partner, chance: random.Random) -> tuple[str, str]:
    """Who of the partner's team writes: handle and name."""
    second = next((member for member in TEAMS if member.account == partner.account.handle), None)
    if second is not None and chance.random() < SECOND_WRITERS_SHARE:
        return second.handle, second.name
    return partner.account.handle, partner.owner


def _unsaid(lines: Sequence[Line], chance: random.Random) -> int:
    """How many lines of the last scene are still to come: all but one at most."""
    last = sum(line.scene == lines[-1].scene for line in lines)
    return chance.randrange(last)
