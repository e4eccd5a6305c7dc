"""The figures fed about the cast (ACC-7)."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from bench.dataset.people import LEVELS, MARKETS, Person
from bench.dataset.stores import Store
from models.accounts import AccountKind, Metric
from models.migrations.house_0004 import FIGURES

DAYS = 3
WEEK_BEFORE = timedelta(days=8 + DAYS)  # in a week before the one that the dataset ends in
GMV = f"""
    SELECT s.account_id, s.value, s.currency FROM statistics s JOIN accounts a ON a.id = s.account_id
    WHERE a.kind = 'SELLER' AND s.metric = '{Metric.AFFILIATE_GMV_30D}' AND s.taken_at = (
        SELECT min(taken_at) FROM statistics WHERE account_id = s.account_id AND metric = s.metric)
    ORDER BY s.account_id"""


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


async def add(store: Store, end: datetime) -> None:
    """What sellers sold before this week, which sets their tier (OUT-5); and the latest figures of everybody."""
    taken_at = end.replace(hour=0) - WEEK_BEFORE
    before = [
        (key, Metric.AFFILIATE_GMV_30D, taken_at, value, currency) for key, value, currency in await store.run(GMV)
    ]
    await store.load("statistics", "account_id metric taken_at value currency", before)
    await store.run(f"{FIGURES[1]} ON CONFLICT (account_id) DO NOTHING")
