"""Whom a seller or an agency may contact now, and what it costs: one decision for all that asks (OUT-1 to OUT-10)."""

from datetime import datetime, timedelta
from functools import cached_property

from domain import clock
from domain.errors import AwaitingReply, DomainError, FollowerLimit, QuotaExhausted
from domain.money import amount
from domain.outreach import ContactCheck, ContactCost, Ties, Week
from domain.policy import Numbers, Policy
from domain.rows import Account
from domain.rules import sending
from domain.rules.sending import Standing
from models.accounts import AccountKind
from models.outreach import Tier


class Calendar:
    """The sender's home market at one moment: its numbers, its week and its month (ACC-10)."""

    def __init__(self, policy: Policy, me: Account, now: datetime) -> None:
        market = policy.market(me.home_market)
        self.numbers = policy.of(me.home_market)
        self.currency = market.currency
        self.now = now
        self._zone = market.zone

    @cached_property
    def week(self) -> datetime:
        """When this week began."""
        return clock.week_start(self.now, self._zone)

    @cached_property
    def next_week(self) -> datetime:
        """When the quota is refreshed."""
        return clock.next_week_start(self.now, self._zone)

    @cached_property
    def month(self) -> datetime:
        """When this month began."""
        return clock.month_start(self.now, self._zone)

    @property
    def next_month(self) -> datetime:
        """When the next one begins: 32 days on from a month's start are in the next."""
        return clock.month_start(self.month + timedelta(days=32), self._zone)


def check(
    standing: Standing, calendar: Calendar, *, week: Week | None = None, followers: int | None = None,
    collaborating: bool = False,
) -> ContactCheck:  # fmt: skip
    """What a send would answer now, with the first of all reasons against it (REF-2).

    `week` and `followers` are needed of a seller where `costs` says so, `collaborating` (COL-9) of an agency where
    `counts` does.
    """
    ties, numbers = standing.ties, calendar.numbers
    remaining, problem = None, sending.problem(standing)
    if limited(standing.me, ties, calendar, collaborating=collaborating):
        most = numbers.seller_messages_max if standing.me.kind == AccountKind.SELLER else numbers.agency_messages_max
        remaining = max(0, most - awaiting(standing.me, ties, calendar))
        if problem is None and remaining == 0:
            monthly = standing.me.kind == AccountKind.AGENCY
            problem = AwaitingReply(most, calendar.next_month if monthly else None)
    cost = ContactCost.FREE
    if week is not None and costs(standing.me, ties, calendar):
        cost = ContactCost.ONE_UNIT
        problem = problem or _quota(week, followers)
    if problem is not None:
        cost = ContactCost.REFUSED
    return ContactCheck(cost, ties.connected, problem, remaining)


def costs(me: Account, ties: Ties, calendar: Calendar) -> bool:
    """Whether contact costs a seller a unit: of the unconnected, each once a week (OUT-3, OUT-4)."""
    # Clocks differ a little: what another process has counted in the week that begins just now is counted here, too.
    counted = ties.contacted_week is not None and ties.contacted_week >= calendar.week
    return me.kind == AccountKind.SELLER and not ties.connected and not counted


def counts(me: Account, ties: Ties, calendar: Calendar) -> bool:
    """Whether an agency's messages count, unless they have an active collaboration (OUT-2)."""
    linked = ties.linked_until is not None and calendar.now < ties.linked_until
    return me.kind == AccountKind.AGENCY and not linked


def limited(me: Account, ties: Ties, calendar: Calendar, *, collaborating: bool) -> bool:
    """Whether only so many messages go without a response (OUT-1, OUT-2)."""
    return me.kind == AccountKind.SELLER or (counts(me, ties, calendar) and not collaborating)


def awaiting(me: Account, ties: Ties, calendar: Calendar) -> int:
    """How many messages count now: a new month begins an agency's anew (OUT-2)."""
    if me.kind == AccountKind.AGENCY and (ties.awaiting_month is None or ties.awaiting_month < calendar.month):
        return 0
    return ties.awaiting


def _quota(week: Week, followers: int | None) -> DomainError | None:
    if week.follower_limit is not None and followers is not None and followers >= week.follower_limit:
        return FollowerLimit(week.follower_limit, followers)
    if week.remaining == 0:
        return exhausted(week)
    return None


def exhausted(week: Week) -> QuotaExhausted:
    """Why no unconnected creator can be contacted any more this week (OUT-10)."""
    return QuotaExhausted(week.weekly_limit or 0, week.refreshes_at)


# ── tiers ──


def tier(gmv: int, calendar: Calendar) -> Tier:
    """By 30-day affiliate GMV in minor units of the home market's currency (OUT-7)."""
    sold = amount(gmv, calendar.currency)
    if not gmv:
        return Tier.T0
    if sold < calendar.numbers.tier_t2_gmv:
        return Tier.T1
    return Tier.T2 if sold < calendar.numbers.tier_t3_gmv else Tier.T3


def weekly_limit(tier: Tier, numbers: Numbers) -> int | None:
    """How many unconnected creators a tier may contact in a week; None: any number."""
    limits = {Tier.T0: numbers.tier_t0_weekly, Tier.T1: numbers.tier_t1_weekly, Tier.T2: numbers.tier_t2_weekly}
    return limits.get(tier)


def follower_limit(tier: Tier, numbers: Numbers) -> int | None:
    """How many followers an unconnected creator must have fewer than (OUT-6); None: any number."""
    return {Tier.T0: numbers.tier_t0_followers, Tier.T1: numbers.tier_t1_followers}.get(tier)
