"""From what a client asks to the bytes of its answer: the middle of the gateway, for HTTP and sockets alike."""

import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Hashable, Mapping
from typing import Any, NamedTuple

import orjson
from graphql import GraphQLError, located_error
from graphql.execution.values import VariableValues
from graphql.pyutils import Path
from strawberry.schema import Schema

from gateway.compiler.operations import Compiled, Compiling, executors
from gateway.compiler.selections import Field, Selections, Unsupported
from gateway.compiler.variants import Operation
from gateway.documents import Document, Documents, Reading
from gateway.errors import Formatted, RequestRefused, Telling, said
from gateway.execution import reference
from gateway.execution.places import ROOT
from gateway.execution.run import Executors, LazyInfo, Run
from gateway.seams import Codes, Topic

WRITTEN = orjson.OPT_UTC_Z
POINTS_OF_NEW, CHARACTERS_PER_POINT = 20, 20
OBJECT_OR_NOTHING = (dict, type(None))


class SubscriptionRefused(RequestRefused):
    """The operation was right, but its stream could not begin: one result with errors, and no data."""


class Engine:
    """Prepares operations. One for each schema and process."""

    def __init__(self, schema: Schema, codes: Codes, reading: Reading) -> None:
        self.schema = schema
        self.telling = Telling(codes, suggest=not schema.config.disable_field_suggestions)
        self.documents = Documents(schema, reading, self.telling)
        self.reading = reading
        self.compiling: Compiling = self.documents._compiling  # noqa: SLF001 - its own part
        self.fallbacks: Counter[str] = Counter()

    def close(self) -> None:
        """Let the worker end."""
        self.documents.close()

    def newness(self, payload: Mapping[str, Any]) -> int:
        """Points that a text which is not kept costs beforehand, since to read it costs whatever it turns out to be."""
        text = payload.get("query")
        if not isinstance(text, str) or self.documents.find(text) is not None:
            return 0
        return POINTS_OF_NEW + len(text) // CHARACTERS_PER_POINT

    async def prepare(self, payload: Mapping[str, Any], *, request_id: str) -> "Prepared":
        """Read a request: { query, variables, operationName, extensions }. Raises RequestRefused."""
        given = payload.get("variables")
        if given is None:
            given = {}
        elif type(given) is not dict:
            raise self.telling.malformed("variables are a JSON object.")
        if type(payload.get("extensions")) not in OBJECT_OR_NOTHING:
            raise self.telling.malformed("extensions are a JSON object.")
        text = self.documents.text_of(payload)
        entry = self.documents.find(text)
        if entry is None:
            entry = await self.documents.load(text)
        if not isinstance(entry, Document):
            raise RequestRefused(entry)
        operation = self._chosen(entry, payload.get("operationName"))
        variables, slow = operation.variables.read(given), None
        if variables is None:
            slow = await self.documents.read_variables(operation, given)
            variables = slow.coerced
        cost = self._cost(operation, variables, given)
        how = Unsupported("reference") if not self.reading.compiled else operation.known(variables)
        if how is None:
            await self.documents.compile(operation, variables)
            how = operation.known(variables) or Unsupported("condition")
        if isinstance(how, Unsupported):
            if self.schema.get_extensions() and operation.asks_schema and not operation.asks_schema_alone:
                # Strawberry runs it whole, and would hold the event loop for as long as the schema is large.
                raise self.telling.refused("Ask for the schema in an operation of its own.")
            self.fallbacks[how.reason] += 1
        read = Read(given, variables, slow, cost)
        return Prepared(self, operation, how if isinstance(how, Compiled) else None, read, request_id)

    def _chosen(self, document: Document, name: object) -> Operation:
        if name is not None and not isinstance(name, str):
            raise self.telling.malformed("operationName is text.")
        operations = document.operations
        if name is not None:
            if name not in operations:
                raise self.telling.malformed(f"Unknown operation named '{name}'.")
            return operations[name]
        if len(operations) != 1:
            raise self.telling.refused(
                "Say which operation to run: give an operationName." if operations else "The document has no operation."
            )
        return next(iter(operations.values()))

    def _cost(self, operation: Operation, variables: Mapping[str, Any], given: Mapping[str, Any]) -> int:
        if not operation.cost.lists:
            cost = operation.cost.fixed or 1
        else:
            cost = max(1, operation.cost.of({**given, **variables}, self.reading.sizes.longest))
        if cost > self.reading.limits.cost:
            raise RequestRefused(
                self.telling.of_request(
                    [GraphQLError(f"This operation could read {cost:,} things; ask for shorter pages.")]
                )
            )
        return cost


class Read(NamedTuple):
    """The variables of a request, as given and as read, what graphql-core made of them where it had to; the cost."""

    given: dict[str, Any]
    variables: dict[str, Any]
    slow: VariableValues | None
    cost: int


class Prepared:
    """An operation with its variables, ready to be answered or subscribed to."""

    __slots__ = ("_engine", "_given", "_how", "_operation", "_slow", "_variables", "cost", "kind", "request_id")

    def __init__(
        self, engine: Engine, operation: Operation, how: Compiled | None, read: "Read", request_id: str
    ) -> None:
        self._engine, self._operation, self._how = engine, operation, how
        self._given, self._variables, self._slow = read.given, read.variables, read.slow
        self.kind = operation.kind.value
        self.cost = read.cost
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
        told = self._engine.telling.of_execution(errors, self.request_id)
        return b'{"data":' + written + b',"errors":' + orjson.dumps(told) + end

    def _unwritable(self, data: Any, errors: list[GraphQLError] | None, end: bytes) -> bytes:
        """A scalar of the schema gave what is no JSON."""
        try:
            written = orjson.dumps(data, option=WRITTEN | orjson.OPT_NON_STR_KEYS, default=str)
        except TypeError as error:
            self._engine.telling.codes.report(error, None)
            told = [said(self._engine.telling.codes.internal, str(type(error).__name__), requestId=self.request_id)]
            return b'{"data":null,"errors":' + orjson.dumps(told) + end
        told = self._engine.telling.of_execution(errors or [], self.request_id)
        return b'{"data":' + written + (b',"errors":' + orjson.dumps(told) if told else b"") + end
