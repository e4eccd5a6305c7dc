"""`/metrics`, in Prometheus' text: what the process counts, read when it is asked for.

No label holds what a client wrote, but for the names of operations: of these there is a bound (gateway.tallies).
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from app.graphql import GraphQL
from app.waiting import Base
from app.witness import Lines
from domain.house import House
from gateway.socket import OTHER

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Gateway(Collector):
    """The gateway's numbers."""

    def __init__(self, graphql: GraphQL) -> None:
        self._graphql = graphql

    def collect(self) -> Iterator[Metric]:
        """Every number, as of now."""
        engine, sockets = self._graphql.engine, self._graphql.sockets
        documents, kept_bytes = engine.documents.kept
        yield GaugeMetricFamily("gateway_documents", "Documents that are kept.", documents)
        yield GaugeMetricFamily("gateway_documents_bytes", "What they take, about.", kept_bytes)
        fallbacks = CounterMetricFamily(
            "gateway_fallbacks", "Operations that were not compiled, by reason.", labels=["reason"]
        )
        for reason, count in engine.fallbacks.items():
            fallbacks.add_metric([reason], count)
        yield fallbacks
        yield GaugeMetricFamily("gateway_sockets", "Open sockets.", sockets.sockets)
        yield GaugeMetricFamily("gateway_subscriptions", "Operations that go on, on sockets.", sockets.subscriptions)
        fanout = sockets.fanout
        late = HistogramMetricFamily(
            "gateway_event_age_seconds",
            "How old events were when sockets had them, from their transaction's begin.",
        )
        late.add_metric([], [*fanout.late.cumulative], fanout.late.seconds)
        yield late
        yield GaugeMetricFamily("gateway_groups", "Groups of subscriptions that share a rendering.", len(fanout.groups))
        for name, count, words in (
            ("renderings", fanout.renderings, "Events that were rendered for a group."),
            ("deliveries", fanout.deliveries, "Frames that groups gave to sockets."),
            ("read", fanout.read, "Events that subscriptions read by themselves, and sent."),
            ("fell_behind", fanout.fell_behind, "Subscriptions that went back to reading."),
            ("caught_up", fanout.caught_up, "Subscriptions that were level again."),
        ):
            yield CounterMetricFamily(f"gateway_{name}", words, count)
        closed = CounterMetricFamily("gateway_sockets_closed", "Sockets that ended, by close code.", labels=["code"])
        for code, count in sockets.closed.items():
            closed.add_metric([str(code) if code != OTHER else "other"], count)
        yield closed


class Operations(Collector):
    """How operations ended, and how long they took."""

    def __init__(self, graphql: GraphQL) -> None:
        self._tallies = graphql.engine.tallies

    def collect(self) -> Iterator[Metric]:
        """Every number, as of now."""
        labels = ["operation", "type", "outcome"]
        ended = CounterMetricFamily(
            "gateway_operations", "Operations that ended; a subscription: that began.", labels=[*labels, "code"]
        )
        took = HistogramMetricFamily(
            "gateway_operation_seconds", "How long they took; a subscription: until it began.", labels=labels
        )
        for tally in self._tallies:
            for outcome, code, count in tally.ended:
                ended.add_metric([tally.name, tally.kind, outcome, code], count)
            for outcome, histogram in tally.took.items():
                took.add_metric([tally.name, tally.kind, outcome], [*histogram.cumulative], histogram.seconds)
        yield ended
        yield took
        stopped = CounterMetricFamily(
            "gateway_subscriptions_ended", "Subscriptions that went on and were ended from this side.", labels=["code"]
        )
        for code, count in self._tallies.ended.items():
            stopped.add_metric([code], count)
        yield stopped


class Requests(Collector):
    """What was answered over HTTP, whatever it was."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def collect(self) -> Iterator[Metric]:
        """Every number, as of now."""
        answered = CounterMetricFamily(
            "parley_http_requests", "Requests that were answered; 101 is a socket.", labels=["status"]
        )
        for status, count in self._lines.answered.items():
            answered.add_metric([str(status)], count)
        yield answered


class Telling(Collector):
    """How events reach this process: the hub that listens, and the bus between processes."""

    def __init__(self, house: House) -> None:
        self._hub, self._bus = house.hub, house.bus

    def collect(self) -> Iterator[Metric]:
        """Every number, as of now."""
        streams, bus = self._hub.streams, self._bus
        for name, count, words in (
            ("streams", streams.listened_to, "Accounts that somebody listens to."),
            ("streams_behind", streams.behind, "Of these, those with events not handed on yet."),
            ("feed_lag_events", streams.events, "Events that are known to be there and were not handed on yet."),
            ("feed_lag_events_max", streams.most, "The most of them of one account."),
        ):
            yield GaugeMetricFamily(f"parley_{name}", words, count)
        yield GaugeMetricFamily("parley_bus_connected", "Whether other processes hear this one at once.", bus.connected)
        for name, count, words in (
            ("reconnects", bus.reconnects, "Connections that came back."),
            ("published", bus.published, "Messages to other processes."),
            ("heard", bus.heard, "Messages of other processes."),
        ):
            yield CounterMetricFamily(f"parley_bus_{name}", words, count)


def of_server(graphql: GraphQL, lines: Lines) -> tuple[Collector, ...]:
    """What only a server does: it answers."""
    return Operations(graphql), Gateway(graphql), Requests(lines)


class Taken(CollectorRegistry):
    """Numbers as they were at one moment."""

    def __init__(self, families: list[Metric]) -> None:
        super().__init__()
        self._families = families

    def collect(self) -> Iterator[Metric]:
        """All of them."""
        return iter(self._families)


class Metrics:
    """All of one process."""

    def __init__(self, house: House, *others: Collector) -> None:
        """A house's, and those of what else this process does."""
        self._base = Base(house)
        self._registry = CollectorRegistry()
        for collector in (Telling(house), self._base, *others):
            self._registry.register(collector)
        for kind in (ProcessCollector, PlatformCollector, GCCollector):
            kind(registry=self._registry)

    async def answer(self, _request: web.Request | None = None) -> web.Response:
        """The answer to a GET. It comes without the database, too."""
        await self._base.look()
        taken = Taken(list(self._registry.collect()))
        text = await asyncio.to_thread(generate_latest, taken)  # with many names tens of milliseconds
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE})

    @asynccontextmanager
    async def served(self, host: str, port: int) -> AsyncIterator[None]:
        """Serve them, and nothing else, at an address of their own."""
        app = web.Application()
        app.router.add_get("/metrics", self.answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
            yield
        finally:
            await runner.cleanup()
