"""Traces, where PARLEY_TRACES names a collector: what an operation waited for, and never what was said in it.

A span holds names, counts, codes and the texts of our own statements: no document, no variable, no value of a
statement, no account, and of an error its class alone. Where nothing is traced none of this is there.
"""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, suppress
from functools import lru_cache
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from domain.house import House
from gateway.seams import Traced
from models.database import Unit
from models.sql import Statement

EXPORT_SECONDS = 2.0  # for a collector to take a batch
CLOSING_SECONDS = 1.0
PLACE = "/v1/traces"
LONGEST_TEXT = 2_000
_WRITES = re.compile(r"(?<!FOR )(?<!KEY )(INSERT|UPDATE|DELETE)(?: INTO| FROM)? (?!SET\b|OF\b)(\w+)")
_READS = re.compile(r"\bFROM (\w+)(?! *\()")
_PARTS = re.compile(r"\b(\w+)(?: \([\w, ]+\))? AS (?:MATERIALIZED )?\(")
MOST_NAMED = 3  # tables that a statement is called by

Fetch = Callable[..., Awaitable[Any]]


class Traces:
    """The spans of one process, and their way to the collector. gateway.seams.Tracing."""

    def __init__(self, collector: str, share: float) -> None:
        """Send a share of what happens to a collector, in batches; what it does not take is dropped."""
        endpoint = collector if urlsplit(collector).path.strip("/") else collector.rstrip("/") + PLACE
        self._exporter = OTLPSpanExporter(endpoint, timeout=EXPORT_SECONDS)
        self._batches = BatchSpanProcessor(self._exporter)
        provider = TracerProvider(
            sampler=ParentBased(TraceIdRatioBased(share)),
            resource=Resource.create({"service.name": "parley"}),
            shutdown_on_exit=False,
        )
        provider.add_span_processor(self._batches)
        self._tracer = provider.get_tracer("parley")
        self._parents = TraceContextTextMapPropagator()

    async def close(self) -> None:
        """Send what waits, but not for ever: a collector that takes nothing holds up no end."""
        loop, sent = asyncio.get_running_loop(), asyncio.Event()

        def last_words() -> None:
            self._batches.force_flush()
            self._batches.shutdown()  # type: ignore[no-untyped-call]
            with suppress(RuntimeError):  # nobody waits any more
                loop.call_soon_threadsafe(sent.set)

        Thread(target=last_words, daemon=True).start()
        with suppress(TimeoutError):
            await asyncio.wait_for(sent.wait(), CLOSING_SECONDS)
            return
        self._exporter.shutdown()  # type: ignore[no-untyped-call]

    # ── operations ──

    @contextmanager
    def operation(self, traced: Traced, parent: str | None, *, known: bool) -> Iterator[None]:
        """A span for an operation, below whatever the client's `traceparent` says."""
        above = self._parents.extract({"traceparent": parent}) if parent else None
        tally = traced.tally(known=known)
        with self._span(f"{traced.kind} {tally.name}", SpanKind.SERVER, above) as span:
            try:
                yield
            finally:
                if span.is_recording():
                    span.set_attributes(
                        {
                            "graphql.operation.name": tally.name,
                            "graphql.operation.type": traced.kind,
                            "parley.document": _digest(traced.text),
                            "parley.request_id": traced.request_id,
                            "parley.code": traced.code or "",
                        }
                    )
                    if traced.code == "INTERNAL":
                        span.set_status(Status(StatusCode.ERROR, traced.code))

    def step(self, name: str) -> AbstractContextManager[Any]:
        """A span for a part of what goes on; none where that is not traced."""
        return self._span(name) if trace.get_current_span().is_recording() else trace.use_span(trace.INVALID_SPAN)

    def work(self, kind: str) -> AbstractContextManager[Any]:
        """A span of its own for a thing that was due."""
        return self._span(f"due {kind}", SpanKind.CONSUMER)

    @contextmanager
    def post(self, kind: str, attempt: int) -> Iterator[Callable[[str, int | None], None]]:
        """A span of its own for a post to an endpoint: of which kind its event is, and, once told so, how it ended."""
        with self._span(f"webhook {kind}", SpanKind.CLIENT, facts={"parley.attempt": attempt}) as span:

            def ended(outcome: str, status: int | None) -> None:
                span.set_attribute("parley.outcome", outcome)
                if status is not None:
                    span.set_attribute("http.response.status_code", status)

            yield ended

    @contextmanager
    def _span(
        self, name: str, kind: SpanKind = SpanKind.INTERNAL, above: Any = None, facts: Mapping[str, Any] | None = None
    ) -> Iterator[Span]:
        with self._tracer.start_as_current_span(
            name, above, kind, facts, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield span
            except Exception as error:
                span.set_status(Status(StatusCode.ERROR, type(error).__name__))
                raise

    # ── what an operation waits for ──

    def watch(self, house: House) -> None:
        """Have a house's statements, transactions and announcements traced, within whatever is traced."""
        database, bus = house.database, house.bus
        system = {"postgres": "postgresql", "sqlite": "sqlite"}[database.dialect]
        transaction, publish = database.transaction, bus.publish

        @asynccontextmanager
        async def transacted() -> AsyncIterator[Unit]:
            with self.step("transaction"):
                async with transaction() as unit:
                    for name in ("fetch", "fetch_row", "execute_many"):
                        setattr(unit, name, self._statement(getattr(unit, name), system))
                    yield unit

        def published(heads: Mapping[int, int]) -> None:
            with self.step("bus publish"):
                trace.get_current_span().set_attribute("parley.accounts", len(heads))
                publish(heads)

        for name in ("fetch", "fetch_row"):
            setattr(database, name, self._statement(getattr(database, name), system))
        setattr(database, "transaction", transacted)  # noqa: B010 - to mypy a method is no variable
        setattr(bus, "publish", published)  # noqa: B010 - likewise

    def _statement(self, fetch: Fetch, system: str) -> Fetch:
        async def traced(query: Statement, *values: Any) -> Any:
            if not trace.get_current_span().is_recording():
                return await fetch(query, *values)
            summary, text = described(query.postgres if system == "postgresql" else query.sqlite)
            facts = {"db.system.name": system, "db.query.summary": summary, "db.query.text": text}
            with self._span(summary, SpanKind.CLIENT, facts=facts):
                return await fetch(query, *values)

        return traced


@lru_cache(maxsize=4096)
def described(text: str) -> tuple[str, str]:
    """What a statement is called, and its text in one line: ours, since values are never part of it."""
    line = " ".join(text.split())
    writes = dict.fromkeys(f"{verb} {table}" for verb, table in _WRITES.findall(line))
    parts = {*_PARTS.findall(line)}
    reads = dict.fromkeys(f"SELECT {table}" for table in _READS.findall(line) if table not in parts)
    named = list(writes)[:MOST_NAMED] or list(reads)[:1] or [line.partition(" ")[0]]
    return " ".join(named), line[:LONGEST_TEXT]


@lru_cache(maxsize=1024)
def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
