"""The figures fed about the cast (ACC-7)."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from bench.dataset.people import LEVELS, MARKETS, Person
from models.accounts import AccountKind, Metric

DAYS = 3


def rows(rng: random.Random, people: Sequence[Person], end: datetime) -> Iterator[tuple[Any, ...]]:
    """Rows of statistics: the last days of creators' figures and of sellers' GMV."""
    for person in people:
        currency = MARKETS[person.home][1]
        for metric, value in _today(rng, person):
            for day in range(DAYS):
                taken_at = end.replace(hour=0) - timedelta(days=DAYS - 1 - day)
                grown = round(value * (1 + day / 100))
                yield person.key, metric, taken_at, grown, currency if metric.is_money else None


def _today(rng: random.Random, person: Person) -> list[tuple[Metric, int]]:
    if person.kind == AccountKind.SELLER:
        return [(Metric.AFFILIATE_GMV_30D, round(rng.lognormvariate(13, 2)))]
    if person.kind == AccountKind.AGENCY:
        return []
    followers = round(rng.lognormvariate(9, 1.5))
    live = round(LEVELS[person.level][1] * rng.uniform(1, 2) * 100)
    affiliate = live + round(rng.lognormvariate(9, 2))
    return [
        (Metric.FOLLOWERS, followers),
        (Metric.AFFILIATE_GMV_30D, affiliate),
        (Metric.LIVE_GMV_30D, live),
        (Metric.REVENUE, affiliate // 8),
        (Metric.VIDEO_VIEWS, round(followers * rng.uniform(0.5, 20))),
        (Metric.LIVE_UNIQUE_VIEWERS, round(followers * rng.uniform(0, 0.3))),
    ]
