"""Who talks with whom, who began, and how far they came."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.demo import stories
from app.demo.cast import BLOCKS, STATUSES, Cast, Creator, Partner
from app.demo.words import dice
from models.accounts import AccountKind, CreatorLevel


@dataclass(frozen=True, slots=True)
class Meeting:
    """A creator and a partner, who began, and the beats of what they said; without beats nothing was said yet."""

    creator: Creator
    partner: Partner
    by_creator: bool
    beats: tuple[str, ...]
    complete: bool

    @property
    def ended(self) -> bool:
        """Whether nothing can be said any more: one blocked the other, or is not active."""
        return bool(STATUSES.keys() & set(self.pair)) or self.pair in BLOCKS or self.pair[::-1] in BLOCKS

    @property
    def pair(self) -> tuple[str, str]:
        """Their handles."""
        return self.creator.account.handle, self.partner.account.handle


def meetings(cast: Cast) -> list[Meeting]:
    """Everybody's, in an order that never changes."""
    pairs: dict[tuple[str, str], None] = dict.fromkeys(stories.STORIES)
    for handle, partner in cast.partners.items():
        known = [creator for creator, other in pairs if other == handle]
        for creator in _drawn(partner, cast.creators, dice("creators of", handle), _quota(handle, partner), known):
            pairs[creator, handle] = None
    for handle, wanted in stories.PARTNERS.items():
        known = [other for creator, other in pairs if creator == handle]
        for other in _drawn(cast.creators[handle], cast.partners, dice("partners of", handle), wanted, known):
            pairs[handle, other] = None
    return [_meeting(cast.creators[creator], cast.partners[partner]) for creator, partner in pairs]


def _quota(handle: str, partner: Partner) -> int:
    if partner.account.kind == AccountKind.AGENCY and not partner.account.verified:
        return stories.UNVERIFIED_CREATORS
    return stories.CREATORS.get(handle, stories.CREATORS[partner.tier])


def _drawn(
    who: Creator | Partner,
    others: Mapping[str, Creator] | Mapping[str, Partner],
    chance: random.Random,
    wanted: int,
    known: list[str],
) -> Iterator[str]:
    """Draw others of a shared market until there are enough, rather from the same category."""
    places = {}
    for handle, other in others.items():
        weight = stories.SAME_CATEGORY if other.account.category == who.account.category else 1.0
        places[handle] = chance.random() ** (1 / weight)
    me = who.account.handle
    for handle in sorted(places, key=lambda handle: (-places[handle], handle)):
        if len(known) >= wanted:
            return
        strangers = {(me, handle), (handle, me)} & stories.STRANGERS
        if handle not in known and not strangers and set(others[handle].account.markets) & set(who.account.markets):
            known.append(handle)
            yield handle


def _meeting(creator: Creator, partner: Partner) -> Meeting:
    pair = (creator.account.handle, partner.account.handle)
    chance = dice("story", *pair)
    by_creator = _creator_began(creator, partner, chance)
    if pair in stories.STORIES:
        beats = stories.STORIES[pair].split()
        by_creator = beats[0] == "ask" if beats else pair[0] == "maya"
        return Meeting(creator, partner, by_creator, tuple(beats), complete=True)
    if chance.random() < stories.EMPTY_SHARE:
        return Meeting(creator, partner, by_creator, (), complete=True)
    beats = _beats(creator, partner, chance, by_creator=by_creator)
    meeting = Meeting(creator, partner, by_creator, tuple(beats), complete=chance.random() < stories.COMPLETE_SHARE)
    return replace(meeting, complete=True) if meeting.ended or beats[-1] == "decline" else meeting


def _creator_began(creator: Creator, partner: Partner, chance: random.Random) -> bool:
    """Who could not write first did not: an agency not verified (ACC-6), a small shop to a large creator (OUT-7)."""
    if partner.account.kind == AccountKind.AGENCY and not partner.account.verified:
        return True
    too_large = partner.tier in stories.CAPPED and creator.followers >= stories.FOLLOWER_CAP
    return too_large or chance.random() < stories.CREATOR_FIRST_SHARE


def _beats(creator: Creator, partner: Partner, chance: random.Random, *, by_creator: bool) -> list[str]:
    is_agency = partner.account.kind == AccountKind.AGENCY
    if is_agency and not partner.account.verified:
        return ["unverified"]
    luck = chance.random()
    if not by_creator and luck < stories.COLD_SHARE:
        return ["cold"]
    beats = ["ask" if by_creator else "open"]
    if not by_creator and luck < stories.COLD_SHARE + stories.DECLINED_SHARE:
        return [*beats, "decline"]
    story = (step.split() for step in (stories.AGENCY_STORY if is_agency else stories.SHOP_STORY).split(", "))
    beats += [beat for beat, share in story if chance.random() < float(share)]
    if partner.tier in stories.UNSOLD:
        beats = [beat for beat in beats if beat in stories.BEFORE_SALES]
    if creator.account.level == CreatorLevel.NONE:
        beats = [beat for beat in beats if beat not in stories.ON_AIR]
    beats = beats[: 1 + chance.choices(stories.DEPTHS, stories.DEPTH_WEIGHTS)[0]]
    ending = stories.ENDINGS.get(partner.account.handle)
    return [*beats, ending] if ending else beats
