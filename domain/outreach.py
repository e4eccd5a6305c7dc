"""What the limits of outreach decide on, and what they say (OUT-1 to OUT-10): facts, and no rules."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

from domain.errors import DomainError
from models.outreach import Tier


class ContactCost(StrEnum):
    """What it would cost to send to a creator now."""

    FREE = "FREE"
    ONE_UNIT = "ONE_UNIT"
    REFUSED = "REFUSED"


class Ties(Struct, frozen=True):
    """What stands on the row of a pair, in the order of its columns; the defaults are those of strangers."""

    connected: bool = False
    linked_until: datetime | None = None
    awaiting: int = 0  # messages of the partner's since the creator's last response
    awaiting_month: datetime | None = None  # an agency's: the month that they were sent in
    contacted_week: datetime | None = None  # a seller's: the last week in which contact cost a unit


TIES = ("connected", "linked_until", "awaiting", "awaiting_month", "contacted_week")


def tie_columns(table: str) -> str:
    """The columns that Ties is made of, of the given table or alias."""
    return ", ".join(f"{table}.{column}" for column in TIES)


class Week(Struct, frozen=True):
    """A seller's week, as it is or as it would be made: a `weekly_limit` or `follower_limit` of None is no limit.

    `is_new` where nothing was spent in it yet: then nobody has written it down.
    """

    start: datetime
    refreshes_at: datetime
    tier: Tier
    weekly_limit: int | None
    follower_limit: int | None
    pack_left: int | None  # None: it has lapsed, or there never was one
    spent: int
    contacted: int
    is_new: bool

    @property
    def remaining(self) -> int | None:
        """How many units are left of it, the pack's with them; None: no limit."""
        if self.weekly_limit is None:
            return None
        return (self.pack_left or 0) + max(0, self.weekly_limit - self.spent)


class Quota(Struct, frozen=True):
    """What a seller is shown of its week (OUT-9)."""

    tier: Tier
    week_start: datetime
    refreshes_at: datetime
    weekly_limit: int | None
    used: int
    remaining: int | None
    unlimited: bool
    follower_limit: int | None
    starter_pack_remaining: int | None
    week_key: int | None  # None: nothing was spent in it yet


class ContactCheck(Struct, frozen=True):
    """What a send to a creator would answer now; `remaining` messages go before a reply is needed, None: no limit."""

    cost: ContactCost
    connected: bool
    problem: DomainError | None
    remaining: int | None


class PastWeek(Struct):
    """A week in which a seller contacted somebody new. In the order of its columns."""

    key: int
    week_start: datetime
    tier: Tier
    weekly_limit: int | None
    used: int


def past_week(row: Sequence[Any]) -> PastWeek:
    """Build it from its columns."""
    key, start, tier, *rest = row
    return PastWeek(key, start, Tier(tier), *rest)
