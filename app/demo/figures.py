"""The figures of the cast: several points in time each, the latest of some of them stale (ACC-7)."""

import random
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from app.demo.cast import Cast, Creator, Partner
from app.demo.words import dice
from domain.actions.accounts import Figure
from domain.policy import Policy
from models.accounts import CreatorLevel, Metric

CENTS = 100
DAYS_AGO = (36.0, 29.0, 22.0, 15.0, 8.5)  # one at least lies in an earlier week, whatever day it is

# In units of the home market's currency: 30-day LIVE GMV by level, 30-day affiliate GMV by tier.
LIVE_GMV = {
    CreatorLevel.NONE: (0, 0),
    CreatorLevel.BRONZE: (80, 940),
    CreatorLevel.SILVER: (1_150, 4_700),
    CreatorLevel.GOLD: (5_300, 9_600),
    CreatorLevel.PLATINUM: (10_800, 23_500),
    CreatorLevel.RUBY: (26_000, 47_000),
    CreatorLevel.EMERALD: (53_000, 94_000),
    CreatorLevel.SAPPHIRE: (108_000, 236_000),
    CreatorLevel.DIAMOND: (265_000, 690_000),
}
AFFILIATE_GMV = {"T1": (140, 1_850), "T2": (2_300, 46_000), "T3": (58_000, 410_000)}
STALE_SHARE = 0.12
NEVER_STALE = ("maya", "noor", "acme", "northstar")


def figures(cast: Cast, keys: Mapping[str, int], policy: Policy, now: datetime) -> list[Figure]:
    """All figures of the accounts whose keys are given, by the time they were taken."""
    found = []
    for handle, key in keys.items():
        chance = dice("figures", handle)
        moments = _moments(handle, chance, now)
        currency = policy.market(cast.accounts[handle].markets[0]).currency
        who = cast.creators.get(handle)
        history = _creators(who, chance) if who else _sellers(cast.partners[handle], chance)
        for metric, values in history.items():
            money = currency if metric.is_money else None
            found += [Figure(key, metric, v, at, money) for v, at in zip(values, moments, strict=True)]
    return found


def _moments(handle: str, chance: random.Random, now: datetime) -> list[datetime]:
    """When the points were taken; the last within a day, or more than two days ago where the figure is stale."""
    stale = chance.random() < STALE_SHARE and handle not in NEVER_STALE
    latest = timedelta(hours=chance.uniform(54, 150) if stale else chance.uniform(2, 20))
    return [now - age for age in (*(timedelta(days=days) for days in DAYS_AGO), latest)]


def _creators(who: Creator, chance: random.Random) -> dict[Metric, list[int]]:
    low, high = LIVE_GMV[who.account.level]
    affiliate = who.followers * chance.uniform(0.06, 0.5)
    viewers = who.followers * chance.uniform(0.08, 0.4) if high else 0
    return {
        Metric.FOLLOWERS: list(_growing(who.followers, chance)),
        Metric.AFFILIATE_GMV_30D: _wavering(affiliate * CENTS, chance),
        Metric.LIVE_GMV_30D: _between(low * CENTS, high * CENTS, chance),
        Metric.REVENUE: _wavering(affiliate * CENTS * chance.uniform(0.1, 0.2), chance),
        Metric.VIDEO_VIEWS: _wavering(who.followers * chance.uniform(2.5, 14), chance),
        Metric.LIVE_UNIQUE_VIEWERS: _wavering(viewers, chance),
    }


def _sellers(who: Partner, chance: random.Random) -> dict[Metric, list[int]]:
    """The affiliate GMV of a seller. T0 had some once; a seller that never had any has no figure."""
    if who.tier == "T0":
        once = chance.randrange(9_000, 60_000)
        return {Metric.AFFILIATE_GMV_30D: [once, once // 3, *[0] * (len(DAYS_AGO) - 1)]}
    if who.tier not in AFFILIATE_GMV:
        return {}
    low, high = AFFILIATE_GMV[who.tier]
    return {Metric.AFFILIATE_GMV_30D: _between(low * CENTS, high * CENTS, chance)}


def _growing(latest: int, chance: random.Random) -> Iterable[int]:
    """Up to the latest, a little each time."""
    values = [latest]
    for _ in DAYS_AGO:
        values.insert(0, int(values[0] * chance.uniform(0.965, 0.998)))
    return values


def _wavering(around: float, chance: random.Random) -> list[int]:
    return [int(around * chance.uniform(0.85, 1.15)) for _ in range(len(DAYS_AGO) + 1)]


def _between(low: int, high: int, chance: random.Random) -> list[int]:
    """Wavering, and never outside what the level or the tier spans."""
    middle = low * (high / low) ** chance.random() if low else 0
    return [min(max(value, low), high) for value in _wavering(middle, chance)]
