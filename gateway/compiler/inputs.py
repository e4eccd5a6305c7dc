"""Arguments: from nodes and variables to what a resolver is called with, as Strawberry converts them.

The quick way is taken only where it cannot differ; wherever it could, graphql-core and Strawberry do it themselves.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING
from enum import Enum
from types import NoneType
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNonNull,
    ObjectValueNode,
    OperationDefinitionNode,
    Undefined,
    ValueNode,
    VariableNode,
)
from graphql.execution.values import VariableValues, get_argument_values
from graphql.language import ListValueNode, NonNullTypeNode
from graphql.type import is_required_argument, is_required_input_field
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_literal
from strawberry.relay.types import GlobalID
from strawberry.scalars import is_scalar
from strawberry.schema import Schema
from strawberry.types.arguments import StrawberryArgument, convert_argument, convert_arguments
from strawberry.types.base import StrawberryList, StrawberryMaybe, StrawberryOptional, has_object_definition
from strawberry.types.enum import StrawberryEnumDefinition
from strawberry.types.lazy_type import LazyType
from strawberry.types.unset import UNSET

from gateway.compiler.selections import Field

# What nobody can change. A list or an input object, too, could be changed by the resolver that it is given to.
UNCHANGING = (str, int, float, bool, NoneType, Enum)
Convert = Callable[[Any], Any]
Build = Callable[[dict[str, Any]], dict[str, Any]]


class SlowWay(Exception):
    """The quick way does not know this; nothing has been called yet."""


def same(value: Any) -> Any:
    """Nothing to convert."""
    return value


class Conversions:
    """Strawberry's conversion of coerced values into what resolvers take, worked out once for each type."""

    def __init__(self, schema: Schema) -> None:
        converter = schema.schema_converter
        self.config = converter.config
        self.scalars = converter.scalar_registry

    def slowly(self, type_: Any, info: Any = None, name: str = "") -> Convert:
        """Strawberry's own function."""
        return lambda value: convert_argument(value, type_, self.scalars, self.config, info, path=(name,))

    def of(self, type_: Any) -> Convert:
        """The quickest function that does the same."""
        while isinstance(type_, StrawberryOptional | LazyType) and not isinstance(type_, StrawberryMaybe):
            type_ = type_.of_type if isinstance(type_, StrawberryOptional) else type_.resolve_type()
        if isinstance(type_, StrawberryList):
            return self._list(self.of(type_.of_type))
        if type_ is not GlobalID and (is_scalar(type_, self.scalars) or _is_enum(type_)):
            return same
        if has_object_definition(type_) and type_.__strawberry_definition__.from_input is None:
            return self._input(type_)
        return self.slowly(type_)

    def _list(self, item: Convert) -> Convert:
        def convert(value: Any) -> Any:
            if value is None or value is UNSET:
                return value
            return list(value) if item is same else [item(part) for part in value]

        return convert

    def _input(self, type_: Any) -> Convert:
        definition = type_.__strawberry_definition__
        absent = {
            field.python_name: None
            for field in definition.fields
            if field.default_value is MISSING and field.default_factory is MISSING
        }
        parts: list[tuple[str, str, Convert]] = []

        def convert(value: Any) -> Any:
            if value is None or value is UNSET:
                return value
            if not parts:  # filled at first use: inputs may hold themselves
                for field in definition.fields:
                    inner = field.resolve_type(type_definition=definition)
                    own = self.of(inner) if not _holds(inner, type_) else self.slowly(inner)
                    parts.append((self.config.name_converter.from_field(field), field.python_name, own))
            given = dict(absent)
            for name, python_name, inner in parts:
                if name in value:
                    given[python_name] = inner(value[name])
            return type_(**given)

        return convert


def _is_enum(type_: Any) -> bool:
    return isinstance(type_, StrawberryEnumDefinition) or isinstance(
        getattr(type_, "__strawberry_definition__", None), StrawberryEnumDefinition
    )


def _holds(type_: Any, other: Any) -> bool:
    while hasattr(type_, "of_type"):
        type_ = type_.of_type
    return type_ is other or isinstance(type_, LazyType)


class Certain:
    """The variables that have a value in every execution, and whether it can be null."""

    def __init__(self, operation: OperationDefinitionNode) -> None:
        self._non_null: set[str] = set()
        self._given: set[str] = set()
        for definition in operation.variable_definitions or ():
            name = definition.variable.name.value
            if isinstance(definition.type, NonNullTypeNode):
                self._non_null.add(name)
            if isinstance(definition.type, NonNullTypeNode) or definition.default_value is not None:
                self._given.add(name)

    def has(self, node: VariableNode, type_: GraphQLInputType) -> bool:
        """Whether a variable is surely there, and fits a type that may forbid null."""
        name = node.name.value
        return name in (self._non_null if isinstance(type_, GraphQLNonNull) else self._given)


class Arguments:
    """Makes the keyword arguments of one field's resolver. `build` is quick, `slowly` is right in every case."""

    def __init__(self, field: Field, conversions: Conversions, certain: Certain) -> None:
        assert field.strawberry is not None  # noqa: S101 - only Strawberry's fields have arguments of this kind
        self._field = field
        self._conversions = conversions
        self._certain = certain
        self._arguments: list[StrawberryArgument] = list(field.strawberry.arguments)
        self._given = {node.name.value: node.value for node in field.nodes[0].arguments or ()}
        self.constant: dict[str, Any] = {}
        self._parts: list[tuple[str, Convert]] = []  # of the variables
        for argument in self._arguments:
            try:
                self._plan(argument)
            except Exception:  # noqa: BLE001 - a scalar or input of the schema refuses it: told when it is asked for
                self._parts.append((argument.python_name, _slow))

    def build(self, variables: dict[str, Any]) -> dict[str, Any]:
        """The arguments. Raises SlowWay."""
        made = dict(self.constant)
        for name, part in self._parts:
            value = part(variables)
            if value is not Undefined:
                made[name] = value
        return made

    def slowly(self, values: VariableValues, info: Any, *, hide_suggestions: bool) -> dict[str, Any]:
        """As graphql-core and Strawberry do it; raises their errors."""
        field = self._field
        coerced = get_argument_values(
            field.definition, field.nodes[0], values, field.details[0].fragment_variable_values, hide_suggestions
        )
        return convert_arguments(
            coerced,
            self._arguments,
            scalar_registry=self._conversions.scalars,
            config=self._conversions.config,
            info=info,
        )

    def _plan(self, argument: StrawberryArgument) -> None:
        name = self._conversions.config.name_converter.from_argument(argument)
        definition = self._field.definition.args[name]
        convert = self._conversions.of(argument.type)
        node = self._given.get(name)
        default = None if is_required_argument(definition) else coerce_default_value(definition)
        if node is None:
            self._fixed(argument.python_name, default, convert, lambda: default)
        elif not _has_variables(node):
            value = coerce_input_literal(node, definition.type)
            again = anew(value, node, definition.type)
            self._fixed(argument.python_name, value, convert, again)
        elif isinstance(node, VariableNode) and not self._certain.has(node, definition.type):
            self._parts.append((argument.python_name, _if_given(node, definition, default, convert)))
        else:
            read = self._literal(node, definition.type) or _slow
            self._parts.append((argument.python_name, lambda variables: convert(read(variables))))

    def _fixed(self, name: str, value: Any, convert: Convert, again: Callable[[], Any]) -> None:
        if value is Undefined:
            return
        if convert is same and isinstance(value, UNCHANGING):
            self.constant[name] = value
        else:  # made anew for each call: what a resolver does to it stays there
            self._parts.append((name, lambda _variables: convert(again())))

    def _literal(self, node: ValueNode, type_: GraphQLInputType) -> Convert | None:
        """Reads a literal with variables in it; None where one may be missing or the type needs a closer look."""
        if isinstance(node, VariableNode):
            return _given(node, type_) if self._certain.has(node, type_) else None
        if not _has_variables(node):
            value = coerce_input_literal(node, type_)
            again = anew(value, node, type_)
            return None if value is Undefined else lambda _variables: again()
        bare = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        if isinstance(node, ObjectValueNode) and isinstance(bare, GraphQLInputObjectType):
            return self._object(node, bare)
        return None

    def _object(self, node: ObjectValueNode, type_: GraphQLInputObjectType) -> Convert | None:
        given = {field.name.value: field.value for field in node.fields}
        parts: list[tuple[str, Convert]] = []
        for name, field in type_.fields.items():
            if name in given:
                inner_type = (
                    GraphQLNonNull(field.type)
                    if type_.is_one_of and not isinstance(field.type, GraphQLNonNull)
                    else field.type
                )
                read = self._literal(given[name], inner_type)
                if read is None:
                    return None
                parts.append((field.out_name or name, read))
            elif is_required_input_field(field):
                return None
            elif (default := coerce_default_value(field)) is not Undefined:
                parts.append((field.out_name or name, lambda _variables, default=default: default))  # type: ignore[misc]
        return lambda variables: type_.out_type({name: read(variables) for name, read in parts})


def anew(value: Any, node: ValueNode, type_: GraphQLInputType) -> Callable[[], Any]:
    """Gives what a literal was read as: read again where whoever gets it could change it for all that follow."""
    if isinstance(value, UNCHANGING):
        return lambda: value
    return lambda: coerce_input_literal(node, type_)


def _given(node: VariableNode, type_: GraphQLInputType) -> Convert:
    """Reads a variable that is there. A scalar of the schema may have read it as None all the same."""
    name, forbids_null = node.name.value, isinstance(type_, GraphQLNonNull)

    def read(variables: dict[str, Any]) -> Any:
        value = variables[name]
        if value is None and forbids_null:
            raise SlowWay
        return value

    return read


def _slow(_variables: Mapping[str, Any]) -> Any:
    raise SlowWay


def _if_given(node: VariableNode, definition: GraphQLArgument, default: Any, convert: Convert) -> Convert:
    """Reads a variable that may be missing: then the argument has its default, or is not given at all."""
    name, forbids_null = node.name.value, isinstance(definition.type, GraphQLNonNull)
    required = is_required_argument(definition)

    def read(variables: dict[str, Any]) -> Any:
        if name not in variables:
            if required:
                raise SlowWay
            return default if default is Undefined else convert(default)
        value = variables[name]
        if value is None and forbids_null:
            raise SlowWay
        return convert(value)

    return read


def _has_variables(node: ValueNode) -> bool:
    if isinstance(node, VariableNode):
        return True
    if isinstance(node, ListValueNode):
        return any(_has_variables(value) for value in node.values)
    if isinstance(node, ObjectValueNode):
        return any(_has_variables(field.value) for field in node.fields)
    return False
