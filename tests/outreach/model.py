"""The limits of outreach in plain Python: whom sellers and agencies may write to, and what their quota says.

No database and nothing of the product but its numbers: this is the rule book, to be run. It keeps what
happened and works out the rest when asked, so there is no counter in it that could be forgotten.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from domain.policy import Numbers
from models.accounts import AccountKind
from models.outreach import Tier
from tests.outreach.links import Link

WITHOUT_HUNDREDTHS = {"JPY"}


@cache
def begins(day: date, zone: ZoneInfo) -> datetime:
    """The first minute at which clocks of a zone show a day, whatever they did before."""
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=15)
    while moment.astimezone(zone).date() < day:
        moment += timedelta(minutes=1)
    return moment


@dataclass(frozen=True)
class Refusal:
    """Why something is refused, with the facts that a client is told."""

    code: str
    limit: int | None = None
    retry_at: datetime | None = None
    followers: int | None = None


@dataclass(frozen=True)
class Check:
    """What a message now would cost (OUT-9)."""

    cost: str
    connected: bool
    problem: Refusal | None
    remaining: int | None


@dataclass(frozen=True)
class Quota:
    """How a seller's week stands (OUT-9)."""

    tier: str
    week_start: datetime
    refreshes_at: datetime
    weekly_limit: int | None
    used: int
    remaining: int | None
    unlimited: bool
    follower_limit: int | None
    starter_pack_remaining: int | None
    connected: int


@dataclass(frozen=True)
class PastWeek:
    """What stays of a week (OUT-9)."""

    week_start: datetime
    tier: str
    weekly_limit: int | None
    used: int
    connected: int
    contacted: frozenset[int]


@dataclass
class Pair:
    """What was between a partner and a creator."""

    connected: bool = False  # for ever (OUT-4)
    awaiting: list[datetime] = field(default_factory=list)  # when those were sent that count, since the last response
    blocked_by_creator: bool = False
    blocked_by_partner: bool = False
    link: Link | None = None
    showcased: dict[object, datetime] = field(
        default_factory=dict
    )  # from cards of the partner's campaigns, and their ends

    def respond(self) -> None:
        """The creator wrote, asked for a sample, or answered an invitation."""
        self.connected = True
        self.awaiting.clear()


@dataclass
class Week:
    """A seller's week; what it was when first something was spent in it, it stays."""

    tier: Tier
    pack_open: bool
    contacted: list[int] = field(default_factory=list)
    from_pack: int = 0


@dataclass
class Partner:
    """A seller or an agency."""

    kind: AccountKind
    joined: datetime
    pairs: defaultdict[int, Pair] = field(default_factory=lambda: defaultdict(Pair))
    gmv: dict[datetime, tuple[int, str]] = field(default_factory=dict)  # in minor units, by when it was taken
    weeks: dict[datetime, Week] = field(default_factory=dict)

    @property
    def is_seller(self) -> bool:
        """Whether it has weeks and quotas; an agency has months."""
        return self.kind is AccountKind.SELLER

    @property
    def pack_spent(self) -> int:
        """How much of the starter's pack was ever spent."""
        return sum(week.from_pack for week in self.weeks.values())


class Model:
    """Partners of one home market, and creators, who are numbers; `be` says what time it is."""

    def __init__(
        self, partners: dict[str, Partner], numbers: Numbers, zone: ZoneInfo, currency: str, now: datetime
    ) -> None:
        self.partners, self.numbers, self.zone, self.currency = partners, numbers, zone, currency
        self.followers: defaultdict[int, dict[datetime, int]] = defaultdict(dict)
        self.be(now)

    def be(self, now: datetime) -> None:
        """Be at a moment, of this week and month."""
        self.now = now
        today = now.astimezone(self.zone).date()
        sunday, first = today - timedelta(days=today.isoweekday() % 7), today.replace(day=1)
        self.week_start, self.month_start = begins(sunday, self.zone), begins(first, self.zone)
        self.next_week = begins(sunday + timedelta(days=7), self.zone)
        self.next_month = begins((first + timedelta(days=31)).replace(day=1), self.zone)

    # ── what a message now would meet, in the order of REF-2 ──

    def refusal(self, name: str, creator: int) -> Refusal | None:
        """Why a partner cannot write to a creator now."""
        partner = self.partners[name]
        pair = partner.pairs[creator]
        if pair.blocked_by_partner:
            return Refusal("YOU_BLOCKED_THEM")
        if pair.blocked_by_creator:
            return Refusal("BLOCKED")
        if self.left(partner, pair) == 0:
            return Refusal("AWAITING_REPLY", self.most(partner), None if partner.is_seller else self.next_month)
        return self.refusal_of_unit(name, creator) if self.costs(partner, creator) else None

    def refusal_of_unit(self, name: str, creator: int) -> Refusal | None:
        """Why a seller cannot spend a unit on a creator now (OUT-6, OUT-10)."""
        quota, followers = self.quota(name), self.latest_followers(creator)
        if quota.follower_limit is not None and followers is not None and followers >= quota.follower_limit:
            return Refusal("FOLLOWER_LIMIT", quota.follower_limit, None, followers)
        if quota.remaining == 0:
            return Refusal("QUOTA_EXHAUSTED", quota.weekly_limit, quota.refreshes_at)
        return None

    def check(self, name: str, creator: int) -> Check:
        """The same, as it is told beforehand."""
        partner, problem = self.partners[name], self.refusal(name, creator)
        cost = "REFUSED" if problem else "ONE_UNIT" if self.costs(partner, creator) else "FREE"
        pair = partner.pairs[creator]
        return Check(cost, pair.connected, problem, self.left(partner, pair))

    def refusal_of_creator(self, creator: int, name: str) -> Refusal | None:
        """Why a creator cannot write to a partner now: it has no limits, but there are blocks."""
        pair = self.partners[name].pairs[creator]
        if pair.blocked_by_creator:
            return Refusal("YOU_BLOCKED_THEM")
        return Refusal("BLOCKED") if pair.blocked_by_partner else None

    # ── messages since the last response (OUT-1, OUT-2) ──

    def most(self, partner: Partner) -> int:
        """So many messages, and then a response."""
        return self.numbers.seller_messages_max if partner.is_seller else self.numbers.agency_messages_max

    def left(self, partner: Partner, pair: Pair) -> int | None:
        """How many messages are left before a response is needed; None where none is."""
        if not partner.is_seller and self.works_with(pair):
            return None
        counted = [at for at in pair.awaiting if partner.is_seller or at >= self.month_start]
        return self.most(partner) - len(counted)

    def works_with(self, pair: Pair) -> bool:
        """Whether an agency and a creator are linked, or have an active collaboration (COL-9)."""
        linked = pair.link is not None and pair.link.is_live(self.now)
        return linked or any(self.now < end for end in pair.showcased.values())

    # ── weeks, tiers and packs (OUT-3 to OUT-8) ──

    def costs(self, partner: Partner, creator: int) -> bool:
        """Whether a creator is unconnected and was not contacted in this week yet."""
        if not partner.is_seller or partner.pairs[creator].connected:
            return False
        return creator not in self.week(partner).contacted

    def week(self, partner: Partner) -> Week:
        """This week: as it was first spent in, else by the figures taken before it began.

        Who joined in this week is taken as it was then.
        """
        start = self.week_start
        if start in partner.weeks:
            return partner.weeks[start]
        joined_in_it = partner.joined >= start
        known = {at: gmv for at, gmv in partner.gmv.items() if at < start or (joined_in_it and at <= partner.joined)}
        ever_sold = any(value > 0 and currency == self.currency for value, currency in known.values())
        return Week(self.tier(*known[max(known)]) if known else Tier.T0, not ever_sold)

    def tier(self, value: int, currency: str) -> Tier:
        """By GMV in the home market's currency; in another it is none (ACC-10)."""
        unit = 1 if currency in WITHOUT_HUNDREDTHS else 100
        if value == 0 or currency != self.currency:
            return Tier.T0
        if value < self.numbers.tier_t2_gmv * unit:
            return Tier.T1
        return Tier.T2 if value < self.numbers.tier_t3_gmv * unit else Tier.T3

    def cap(self, tier: Tier) -> int | None:
        """Creators with so many followers are too big for a tier (OUT-6)."""
        return {Tier.T0: self.numbers.tier_t0_followers, Tier.T1: self.numbers.tier_t1_followers}.get(tier)

    def weekly_limit(self, tier: Tier) -> int | None:
        """So many units a week; None is no limit."""
        numbers = self.numbers
        limits = {Tier.T0: numbers.tier_t0_weekly, Tier.T1: numbers.tier_t1_weekly, Tier.T2: numbers.tier_t2_weekly}
        return limits.get(tier)

    def pack_left(self, partner: Partner) -> int:
        """Units of the starter's pack that can be spent now."""
        return self.numbers.starter_pack_units - partner.pack_spent if self.week(partner).pack_open else 0

    def quota(self, name: str) -> Quota:
        """How a seller's week stands."""
        partner = self.partners[name]
        week = self.week(partner)
        limit, pack = self.weekly_limit(week.tier), self.pack_left(partner)
        return Quota(
            tier=week.tier,
            week_start=self.week_start,
            refreshes_at=self.next_week,
            weekly_limit=limit,
            used=len(week.contacted),
            remaining=None if limit is None else pack + limit - (len(week.contacted) - week.from_pack),
            unlimited=limit is None,
            follower_limit=self.cap(week.tier),
            starter_pack_remaining=pack if week.pack_open else None,
            connected=self.connected(partner, week),
        )

    def past_weeks(self, name: str) -> list[PastWeek]:
        """The weeks in which a seller contacted somebody, the newest first, each with the creators."""
        partner = self.partners[name]
        return [
            PastWeek(
                start,
                week.tier,
                self.weekly_limit(week.tier),
                len(week.contacted),
                self.connected(partner, week),
                frozenset(week.contacted),
            )
            for start, week in sorted(partner.weeks.items(), reverse=True)
        ]

    def connected(self, partner: Partner, week: Week) -> int:
        """How many of those contacted in a week are connected now."""
        return sum(partner.pairs[creator].connected for creator in week.contacted)

    def latest_followers(self, creator: int) -> int | None:
        """As taken last; None where nobody has said."""
        taken = self.followers[creator]
        return taken[max(taken)] if taken else None

    # ── what changes it ──

    def message(self, name: str, creator: int) -> Refusal | None:
        """A partner sends a creator anything at all: a text, a card, an invitation. Refused, it changes nothing."""
        partner = self.partners[name]
        pair, problem = partner.pairs[creator], self.refusal(name, creator)
        if problem:
            return problem
        if self.costs(partner, creator):
            week = partner.weeks.setdefault(self.week_start, self.week(partner))
            week.from_pack += self.pack_left(partner) > 0
            week.contacted.append(creator)
        if self.left(partner, pair) is not None:
            pair.awaiting.append(self.now)
        return None

    def message_of_creator(self, creator: int, name: str) -> Refusal | None:
        """A creator writes to a partner, or asks it for a sample."""
        problem = self.refusal_of_creator(creator, name)
        if not problem:
            self.partners[name].pairs[creator].respond()
        return problem
