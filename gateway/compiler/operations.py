"""An operation compiled: its selections written out, its calls planned, ready to be run any number of times."""

from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from typing import Any

import orjson
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    Node,
    OperationDefinitionNode,
    OperationType,
    Visitor,
    visit,
)
from graphql.execution.executor import default_field_resolver, default_type_resolver
from graphql.execution.values import VariableValues
from graphql.language import DirectiveNode, VariableNode
from strawberry.schema import Schema

from gateway.compiler.ahead import Ahead
from gateway.compiler.inputs import Arguments, Certain, Conversions
from gateway.compiler.plain import STRAWBERRY_GET_RESULT, Plain, Reading, is_attribute
from gateway.compiler.selections import Field, Selections, Unsupported
from gateway.compiler.source import Source
from gateway.compiler.types import Dispatch
from gateway.compiler.variables import Inputs
from gateway.execution.calls import Call, Event, Generic, Read, Resolve
from gateway.execution.completers import Abstract, Completer, Lists, Objects, Written
from gateway.execution.introspection import META, AsToldBefore, Introspection, elsewhere
from gateway.execution.levels import Column, Level
from gateway.execution.places import FAILED, ROOT
from gateway.execution.run import Executors, Run

DECIDING = {"skip", "include"}


class Compiling:
    """What all operations of one schema share."""

    def __init__(
        self, schema: Schema, natives: dict[str, str], in_worker: Callable[..., Any], passing: Collection[str] = ()
    ) -> None:
        self.strawberry = schema
        self.passing = frozenset(passing)
        self.schema = schema._schema  # noqa: SLF001 - Strawberry has no public name for it
        self.reading = Reading(natives)
        self.conversions = Conversions(schema)
        self.inputs = Inputs()
        self.info_class = schema.config.info_class
        self.executor_class = elsewhere(schema.execution_context_class, in_worker)

    @cached_property
    def unsupported(self) -> str | None:
        """Why nothing of this schema is compiled: its extensions stand around every execution."""
        return "extensions" if self.strawberry.get_extensions() else None

    def handlers(self, field: Field) -> Sequence[Any]:
        """Strawberry's exception handlers that apply to a field."""
        found: Sequence[Any] = self.strawberry.schema_converter._get_field_exception_handlers(field.strawberry)  # type: ignore[arg-type]  # noqa: SLF001
        return found


def deciding_variables(document: DocumentNode, operation: OperationDefinitionNode) -> frozenset[str]:
    """The variables of @skip and @include in an operation. Raises Unsupported for any other directive."""
    found: set[str] = set()
    waiting: list[Node] = [operation]
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}

    class Directives(Visitor):
        def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
            if node.name.value not in DECIDING:
                raise Unsupported(f"@{node.name.value}")
            for argument in node.arguments or ():
                if isinstance(argument.value, VariableNode):
                    found.add(argument.value.name.value)

        def enter_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> None:
            if (spread := fragments.pop(node.name.value, None)) is not None:
                waiting.append(spread)

    while waiting:
        visit(waiting.pop(), Directives())
    return frozenset(found)


class Compiled:
    """One operation, with @skip and @include decided."""

    def __init__(
        self, compiling: Compiling, document: DocumentNode, operation: OperationDefinitionNode, decided: VariableValues
    ) -> None:
        if compiling.unsupported:
            raise Unsupported(compiling.unsupported)
        self.kind = operation.operation
        self._compiling = compiling
        self._source = Source()
        self._selections = Selections(compiling.schema, document, operation, decided)
        self._plain = Plain(self._selections, self._source, compiling.reading)
        self._certain = Certain(operation)
        self._levels: dict[tuple[Any, ...], Level] = {}
        self.root_fields = self._selections.of_root(self._root_type(operation))
        self._root = self._level_of(self.root_fields, "root", every=True)
        self.waits = self._root.waits
        self.text, self.size = self._source.text, self._source.size
        self.executors = executors(compiling, self._selections)

    async def run(self, context: Any, root: Any, variables: dict[str, Any], given: Callable[[], VariableValues]) -> Run:
        """Run it. The run holds the data, as `data`, and the errors."""
        run = Run(self.executors, context, root, variables, given)
        complete = self._root.in_turn if self.kind is OperationType.MUTATION else self._root.complete
        (data,) = await complete([root], ROOT, run)
        run.data = None if data is FAILED else data
        return run

    def _root_type(self, operation: OperationDefinitionNode) -> GraphQLObjectType:
        root = self._compiling.schema.get_root_type(operation.operation)
        if root is None:
            raise Unsupported("no such root")
        return root

    @cached_property
    def event(self) -> tuple[bytes, Callable[[Any], Any]] | None:
        """Where nothing is called below a subscription's field: how its result begins, and what writes an event."""
        if self.kind is not OperationType.SUBSCRIPTION or len(self._root.columns) != 1 or len(self.root_fields) != 1:
            return None
        completer = self._root.columns[0].completer
        if not isinstance(completer, Written):
            return None
        return b'{"data":{' + orjson.dumps(self.root_fields[0].key) + b":", completer.function

    @cached_property
    def topic_arguments(self) -> Arguments:
        """The arguments of a subscription's field, as its topic function takes them."""
        return Arguments(self.root_fields[0], self._compiling.conversions, self._certain)

    # ── planning ──

    def _level(self, type_: GraphQLObjectType, field: Field) -> Level:
        key = (type_.name, *(id(detail.node) for detail in field.details))
        if key not in self._levels:
            fields = self._selections.below(type_, field.details)
            self._levels[key] = self._level_of(fields, type_.name)
        return self._levels[key]

    def _level_of(self, fields: Sequence[Field], word: str, *, every: bool = False) -> Level:
        """`every`: also attributes are columns, as at the root, where there may be no object to read from."""
        called = [field for field in fields if field.name != "__typename" and (every or not self._plain.reads(field))]
        columns = [self._column(field) for field in called]
        names = {field.key: f"c{index}" for index, field in enumerate(called)}
        row = self._source.name(f"{word}_row")
        note = f"{word}: " + ", ".join(f"{name} = {key}" for key, name in names.items())
        self._source.define(row, ", ".join(["o", *names.values()]), self._plain.row(fields, "o", names), note)
        return Level(fields, columns, self._source.function(row))

    def _column(self, field: Field) -> Column:
        if field.name in META:
            return Column(field, Introspection(field), AsToldBefore())
        return Column(field, self._call(field), self._completer(field, field.definition.type))

    def _call(self, field: Field) -> Call:
        compiling, strawberry = self._compiling, field.strawberry
        if self.kind is OperationType.SUBSCRIPTION and field.parent is compiling.schema.subscription_type:
            return Event()
        if is_attribute(field):
            return Read(field)
        resolve = getattr(field.definition.resolve, "__qualname__", "")
        if (
            strawberry is not None
            and strawberry.base_resolver is not None
            and not strawberry.extensions
            and type(strawberry).get_result is STRAWBERRY_GET_RESULT
            and resolve.startswith("GraphQLCoreConverter.from_resolver.")
        ):
            arguments = Arguments(field, compiling.conversions, self._certain)
            ahead = Ahead(field, self._selections, compiling.conversions, self._certain)
            return Resolve(field, arguments, compiling.handlers(field), compiling.info_class, ahead)
        return Generic(field)

    def _completer(self, field: Field, type_: GraphQLOutputType) -> Completer:
        if self._plain.is_plain(type_, field.details):
            function = self._plain.value_function(type_, field.details, f"{field}: {type_}")
            required = isinstance(type_, GraphQLNonNull)
            return Written(field, type_, self._source.function(function), required=required)
        required = isinstance(type_, GraphQLNonNull)
        bare: Any = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        if isinstance(bare, GraphQLList):
            return Lists(field, self._completer(field, bare.of_type), required=required)
        if isinstance(bare, GraphQLObjectType):
            admission = self._compiling.reading.admission(bare)
            return Objects(field, bare, admission, self._level(bare, field), required=required)
        levels = {type_.name: self._level(type_, field) for type_ in self._plain.objects(bare)}
        dispatch = Dispatch(self._compiling.schema, bare, field.name, levels)
        return Abstract(field, bare, dispatch, levels, required=required)


def executors(compiling: Compiling, selections: Selections) -> Executors:
    """Makes graphql-core's executors, of the schema's class, for runs of one operation."""
    class_, core = compiling.executor_class, compiling.schema
    hide_suggestions = compiling.strawberry.config.disable_field_suggestions

    def make(context: Any, root: Any, values: VariableValues) -> Any:
        return class_(
            core,
            selections.definitions,
            selections.fragments,
            root,
            context,
            selections.operation,
            values,
            default_field_resolver,
            default_type_resolver,
            default_field_resolver,
            hide_suggestions=hide_suggestions,
        )

    return make
