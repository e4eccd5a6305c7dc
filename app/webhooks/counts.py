"""What webhooks count, for /metrics."""

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app.webhooks.poster import Poster
from domain import clock


class Webhooks(Collector):
    """Posts of this process by outcome; and of all processes what waits, as seen seconds ago."""

    def __init__(self, poster: Poster) -> None:
        self._poster = poster

    def collect(self) -> Iterator[Metric]:
        """Every number, as of now."""
        posts = CounterMetricFamily(
            "parley_webhook_posts", "Posts, by outcome: delivered, or why not.", labels=["outcome"]
        )
        for outcome, count in self._poster.outcomes.items():
            posts.add_metric([outcome], count)
        yield posts
        yield GaugeMetricFamily("parley_webhook_posts_under_way", "Posts at this moment.", self._poster.under_way)
        lines, oldest = self._poster.backlog.lines, self._poster.backlog.oldest
        yield GaugeMetricFamily(
            "parley_webhook_lines_waiting", "Lines, of an endpoint and an account each, with events to post.", lines
        )
        waits = 0.0 if oldest is None else max(0.0, (clock.now() - oldest).total_seconds())
        yield GaugeMetricFamily("parley_webhook_oldest_seconds", "For how long the oldest such event waits.", waits)
