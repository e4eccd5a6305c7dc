"""An operation with its variables: asked, followed or rendered, and its answer in bytes."""

import contextlib
from collections.abc import AsyncIterator, Hashable
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from graphql import GraphQLError, located_error
from graphql.execution.values import VariableValues
from graphql.pyutils import Path

from gateway.compiler.operations import Compiled, executors
from gateway.compiler.selections import Field, Selections
from gateway.compiler.variants import Operation
from gateway.errors import Formatted, RequestRefused, said
from gateway.execution import reference
from gateway.execution.places import ROOT
from gateway.execution.run import Executors, LazyInfo, Run
from gateway.seams import Topic, Tracing
from gateway.tallies import Tally

if TYPE_CHECKING:
    from gateway.engine import Engine

WRITTEN = orjson.OPT_UTC_Z


class SubscriptionRefused(RequestRefused):
    """The operation was right, but its stream could not begin: one result with errors, and no data."""


class Read(NamedTuple):
    """The variables of a request, as given and as read, what graphql-core made of them where it had to; the cost."""

    given: dict[str, Any]
    variables: dict[str, Any]
    slow: VariableValues | None
    cost: int


class Prepared:
    """An operation with its variables, ready to be answered or subscribed to."""

    __slots__ = (
        "_engine", "_given", "_how", "_operation", "_slow", "_variables", "code", "cost", "kind",
        "request_id",
    )  # fmt: skip

    def __init__(
        self, engine: "Engine", operation: Operation, how: Compiled | None, read: Read, request_id: str
    ) -> None:
        self._engine, self._operation, self._how = engine, operation, how
        self._given, self._variables, self._slow = read.given, read.variables, read.slow
        self.kind = operation.kind.value
        self.cost = read.cost
        self.code: str | None = None  # of what stood against it, so far as is known
        self.request_id = request_id

    @property
    def key(self) -> Hashable:
        """Equal for two subscriptions whose events are written alike: document, operation, variables used for that."""
        below = self._operation.below
        matter = {name: value for name, value in self._given.items() if name in below}
        return self._operation, orjson.dumps(matter, option=orjson.OPT_SORT_KEYS) if matter else b""

    @property
    def passing(self) -> bool:
        """Whether what it writes of an event may be true for a time only: then it is not to wait for a client."""
        return self._operation.passing

    def ended(self, context: Any, seconds: float, *, known: bool) -> None:
        """Count it; `known`: so is whoever asked. A refusal that is data is one that the context knows of."""
        if self.code is None:
            self.code = getattr(context, "refused", None)
        self.tally(known=known).add(self.code, seconds)

    def broke(self) -> None:
        """Note that it ended by a fault."""
        self.code = self._engine.telling.codes.internal

    def tally(self, *, known: bool) -> Tally:
        """Where it is counted. Names of nobody known are not taken in: anybody could fill the places there are."""
        operation, engine = self._operation, self._engine
        if operation.tally is None:
            trusted = engine.documents.trusts(operation.text)
            if not known and not trusted:
                return engine.tallies.other(operation.name, self.kind)
            operation.tally = engine.tallies.of(operation.name, self.kind, trusted=trusted)
        return operation.tally

    @property
    def text(self) -> str:
        """Of the document."""
        return self._operation.text

    @property
    def tracing(self) -> Tracing | None:
        """Who traces it, if anybody does."""
        return self._engine.tracing

    async def answer(self, context: Any, root: Any = None) -> bytes:
        """Run a query or a mutation; the whole answer, encoded."""
        if self._operation.asks_schema_alone:
            return await self._engine.documents.in_worker(self._introspected)
        if self._how is None:
            data, errors = await self._reference(context, root)
        else:
            run = await self._how.run(context, root, self._variables, self._values)
            data, errors = run.data, run.all_errors
        if not errors:  # written whole: to put a large answer together from parts is to copy it
            with contextlib.suppress(TypeError):
                return orjson.dumps({"data": data, "extensions": {"cost": self.cost}}, option=WRITTEN)
        return self._encoded(data, errors, b',"extensions":{"cost":%d}}' % self.cost)

    def _introspected(self) -> bytes:
        """The answer about the schema: in the worker, since it takes as long as the schema is large."""
        data, errors = reference.run_now(
            self._engine.schema, self._operation.document, self._operation.node, self._given
        )
        return self._encoded(data, errors, b',"extensions":{"cost":%d}}' % self.cost)

    async def subscribe(self, context: Any, root: Any = None) -> Topic | AsyncIterator[Any]:
        """Begin a subscription. Raises SubscriptionRefused."""
        field = self._root_field
        path = Path(None, field.key, field.parent.name)
        try:
            return await self._stream(field, context, root)
        except Exception as error:
            located = located_error(error, field.nodes, path.as_list())
            raise SubscriptionRefused(self._engine.telling.of_execution([located], self.request_id)) from error

    async def _stream(self, field: Field, context: Any, root: Any) -> Topic | AsyncIterator[Any]:
        run = Run(self._executors, context, root, self._variables, self._values)
        topic = field.strawberry.metadata.get("topic") if field.strawberry is not None else None
        if topic is not None and self._how is not None:
            info = LazyInfo(run, field, ROOT, 0)
            arguments = self._how.topic_arguments
            try:
                given = arguments.build(self._variables)
            except Exception:  # noqa: BLE001 - whatever it was, the slow way says it right
                given = arguments.slowly(self._values(), info, hide_suggestions=run.executor.hide_suggestions)
            followed: Topic = await topic(info, **given)
            return followed
        return await reference.stream(field, run)

    async def render(self, event: Any, context: Any) -> bytes:
        """One event's result, encoded."""
        if self._how is None:
            data, errors = await self._reference(context, event)
            return self._encoded(data, errors)
        run = await self._how.run(context, event, self._variables, self._values)
        return self._encoded(run.data, run.all_errors)

    def render_now(self, event: Any, context: Any) -> bytes | None:
        """The same at once; None where something has to be waited for."""
        if self._how is None or self._how.waits:
            return None
        if (written := self._how.event) is not None:
            begin, write = written
            try:
                return begin + orjson.dumps(write(event), option=WRITTEN) + b"}}"
            except Exception:  # noqa: BLE001, S110 - whatever it was, the run below says it right
                pass
        running = self._how.run(context, event, self._variables, self._values)
        try:
            running.send(None)
        except StopIteration as done:
            return self._encoded(done.value.data, done.value.all_errors)
        running.close()  # an attribute that is awaitable, of all things: nothing was called, so nothing is called twice
        return None

    def told(self, error: BaseException) -> list[Formatted]:
        """What a client is told of an exception that ended its stream."""
        return self._engine.telling.of_stream(error, [self._root_field.key], self.request_id)

    @property
    def _root_field(self) -> Field:
        return self._how.root_fields[0] if self._how is not None else self._uncompiled()[0]

    def _uncompiled(self) -> tuple[Field, Selections]:
        return reference.root_field(self._engine.schema, self._operation.document, self._operation.node)

    @property
    def _executors(self) -> Executors:
        if self._how is not None:
            return self._how.executors
        return executors(self._engine.compiling, self._uncompiled()[1])

    async def _reference(self, context: Any, root: Any) -> tuple[Any, list[GraphQLError]]:
        operation, schema = self._operation, self._engine.schema
        return await reference.run(
            schema,
            operation.document,
            operation.node,
            context=context,
            root=root,
            given=self._given,
            executor_class=self._engine.compiling.executor_class,
        )

    def _values(self) -> VariableValues:
        """The variables with their sources, as graphql-core's executor wants them."""
        if self._slow is None:
            slow = self._operation.variables.slowly(self._given)
            assert not isinstance(slow, list)  # noqa: S101 - they were read before, and were right
            self._slow = slow
        return self._slow

    def _encoded(self, data: Any, errors: list[GraphQLError] | None, end: bytes = b"}") -> bytes:
        try:
            written = orjson.dumps(data, option=WRITTEN)
        except TypeError:
            return self._unwritable(data, errors, end)
        if not errors:
            return b'{"data":' + written + end
        told = self._told(errors)
        return b'{"data":' + written + b',"errors":' + orjson.dumps(told) + end

    def _told(self, errors: list[GraphQLError]) -> list[Formatted]:
        told = self._engine.telling.of_execution(errors, self.request_id)
        codes, internal = list(map(self._engine.telling.code, told)), self._engine.telling.codes.internal
        self.code = internal if internal in codes else codes[0]
        return told

    def _unwritable(self, data: Any, errors: list[GraphQLError] | None, end: bytes) -> bytes:
        """A scalar of the schema gave what is no JSON."""
        try:
            written = orjson.dumps(data, option=WRITTEN | orjson.OPT_NON_STR_KEYS, default=str)
        except TypeError as error:
            self._engine.telling.codes.report(error, None)
            self.code = self._engine.telling.codes.internal
            told = [said(self.code, str(type(error).__name__), requestId=self.request_id)]
            return b'{"data":null,"errors":' + orjson.dumps(told) + end
        told = self._told(errors) if errors else []
        return b'{"data":' + written + (b',"errors":' + orjson.dumps(told) if told else b"") + end
