"""`/metrics`, in Prometheus' text: what the gateway, the hub and the bus count, read when it is asked for."""

from collections.abc import Iterator

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app.graphql import GraphQL
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


class Telling(Collector):
    """How events reach this process: the hub that listens, and the bus between processes."""

    def __init__(self, house: House) -> None:
        self._hub, self._bus = house.hub, house.bus

    def collect(self) -> Iterator[Metric]:
        """Every number, as of now."""
        (streams, behind), bus = self._hub.streams, self._bus
        yield GaugeMetricFamily("parley_streams", "Accounts that somebody listens to.", streams)
        yield GaugeMetricFamily("parley_streams_behind", "Of these, those with events not handed on yet.", behind)
        yield GaugeMetricFamily("parley_bus_connected", "Whether other processes hear this one at once.", bus.connected)
        for name, count, words in (
            ("reconnects", bus.reconnects, "Connections that came back."),
            ("published", bus.published, "Messages to other processes."),
            ("heard", bus.heard, "Messages of other processes."),
        ):
            yield CounterMetricFamily(f"parley_bus_{name}", words, count)


def answer(graphql: GraphQL, house: House, *others: Collector) -> web.Response:
    """The answer to a GET."""
    registry = CollectorRegistry()
    registry.register(Gateway(graphql))
    registry.register(Telling(house))
    for other in others:
        registry.register(other)
    return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE})
