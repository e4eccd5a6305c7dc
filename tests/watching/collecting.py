"""A collector of traces: takes OTLP over HTTP, and keeps what it was sent."""

from typing import Any

from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


class Collector:
    """What came, span by span and in bytes."""

    def __init__(self) -> None:
        self.spans: list[Any] = []
        self.bytes = b""

    def application(self) -> web.Application:
        """Serve it."""
        app = web.Application()
        app.router.add_post("/v1/traces", self._take)
        return app

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.bytes += body
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            for scope in resource.scope_spans:
                self.spans += scope.spans
        return web.Response(content_type="application/x-protobuf")

    def named(self, name: str) -> Any:
        """The one span of a name."""
        (found,) = [span for span in self.spans if span.name == name]
        return found

    def below(self, parent: Any) -> list[str]:
        """The names of the spans right below one, in the order in which they began."""
        own = [span for span in self.spans if span.parent_span_id == parent.span_id]
        return [span.name for span in sorted(own, key=lambda span: span.start_time_unix_nano)]


def facts(span: Any) -> dict[str, Any]:
    """A span's attributes."""
    return {fact.key: getattr(fact.value, fact.value.WhichOneof("value")) for fact in span.attributes}
