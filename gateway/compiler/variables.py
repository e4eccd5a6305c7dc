"""Variables: read quickly where all is as it should be; else graphql-core reads them, and says what is wrong."""

from collections.abc import Callable, Iterator
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    specified_scalar_types,
    type_from_ast,
)
from graphql.execution.values import VariableValues, get_variable_values
from graphql.type import is_required_input_field
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_literal

from gateway.compiler.inputs import SlowWay, anew
from gateway.compiler.leaves import LARGEST_INT, SMALLEST_INT

MOST_ERRORS = 50
LARGE = 500
Read = Callable[[Any], Any]
Part = tuple[str, str, Read, bool, Any]  # of an input object: name, name inside, reader, required, default


def _text(value: Any) -> Any:
    if type(value) is not str:
        raise SlowWay
    return value


def _flag(value: Any) -> Any:
    if type(value) is not bool:
        raise SlowWay
    return value


def _whole(value: Any) -> Any:
    if type(value) is not int or not SMALLEST_INT <= value <= LARGEST_INT:
        raise SlowWay
    return value


def _id(value: Any) -> Any:
    if type(value) is str:
        return value
    if type(value) is not int:
        raise SlowWay
    return str(value)


QUICK: dict[str, Read] = {"String": _text, "ID": _id, "Boolean": _flag, "Int": _whole}


class Inputs:
    """Reads values of the input types of one schema."""

    def __init__(self) -> None:
        self._known: dict[str, Read] = {}

    def of(self, type_: Any) -> Read:
        """A function that reads a value of a type, or raises SlowWay."""
        if isinstance(type_, GraphQLNonNull):
            return self._not_null(self.of(type_.of_type))
        if isinstance(type_, GraphQLList):
            return self._list(self.of(type_.of_type))
        if type_.name not in self._known:
            self._known[type_.name] = self._named(type_)
        return self._known[type_.name]

    @staticmethod
    def _not_null(inner: Read) -> Read:
        def read(value: Any) -> Any:
            if value is None:
                raise SlowWay
            return inner(value)

        return read

    @staticmethod
    def _list(item: Read) -> Read:
        def read(value: Any) -> Any:
            if value is None:
                return None
            if type(value) is not list:
                raise SlowWay
            return [item(part) for part in value]

        return read

    def _named(self, type_: Any) -> Read:
        if isinstance(type_, GraphQLInputObjectType):
            return self._object(type_)
        name: str = type_.name
        quick = QUICK.get(name) if type_ is specified_scalar_types.get(name) else None
        if quick is None:
            return self._leaf(type_)

        def read(value: Any) -> Any:
            return None if value is None else quick(value)

        return read

    @staticmethod
    def _leaf(type_: GraphQLScalarType | GraphQLEnumType) -> Read:
        def read(value: Any) -> Any:
            if value is None:
                return None
            try:
                found = type_.coerce_input_value(value)
            except Exception as error:
                raise SlowWay from error
            if found is Undefined:
                raise SlowWay
            return found

        return read

    def _object(self, type_: GraphQLInputObjectType) -> Read:
        parts: list[Part] = []

        def read(value: Any) -> Any:
            if value is None:
                return None
            if type(value) is not dict or (type_.is_one_of and len(value) != 1):
                raise SlowWay
            if not parts:  # filled at first use: inputs may hold themselves
                parts.extend(self._parts(type_))
            found = _fields(parts, value)
            if type_.is_one_of and (len(found) != 1 or None in found.values()):
                raise SlowWay
            return type_.out_type(found)

        return read

    def _parts(self, type_: GraphQLInputObjectType) -> Iterator[Part]:
        for name, field in type_.fields.items():
            required = is_required_input_field(field)
            default = Undefined if required else coerce_default_value(field)
            yield name, field.out_name or name, self.of(field.type), required, default


def _fields(parts: list[Part], value: dict[str, Any]) -> dict[str, Any]:
    found, seen = {}, 0
    for name, out_name, inner, required, default in parts:
        if name in value:
            found[out_name] = inner(value[name])
            seen += 1
        elif required:
            raise SlowWay
        elif default is not Undefined:
            found[out_name] = default
    if seen != len(value):
        raise SlowWay
    return found


class Variables:
    """The variables of one operation."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode, inputs: Inputs) -> None:
        self._schema = schema
        self._definitions = operation.variable_definitions or ()
        self._parts: list[tuple[str, Read, Callable[[], Any] | None, bool]] = []
        for definition in self._definitions:
            type_: Any = type_from_ast(schema, definition.type)
            default, constant = None, True
            if definition.default_value is not None:
                value = coerce_input_literal(definition.default_value, type_)
                constant = value is Undefined or isinstance(value, str | int | float | bool | None)
                default = None if value is Undefined else anew(value, definition.default_value, type_)
            optional = definition.default_value is None and not isinstance(type_, GraphQLNonNull)
            read = inputs.of(type_) if constant else _slowly
            self._parts.append((definition.variable.name.value, read, default, optional))

    def read(self, given: dict[str, Any]) -> dict[str, Any] | None:
        """The coerced values; None where graphql-core must look."""
        found: dict[str, Any] = {}
        try:
            for name, read, default, optional in self._parts:
                if name in given:
                    found[name] = read(given[name])
                elif default is not None:
                    found[name] = default()
                elif not optional:
                    return None
        except Exception:  # noqa: BLE001 - SlowWay, or what a type of the schema raises: graphql-core says it right
            return None
        return found

    def slowly(self, given: dict[str, Any], *, hide_suggestions: bool = True) -> VariableValues | list[GraphQLError]:
        """As graphql-core reads them: the values with their sources, or what is wrong."""
        return get_variable_values(self._schema, self._definitions, given, MOST_ERRORS, hide_suggestions)


def is_large(given: dict[str, Any]) -> bool:
    """Whether variables hold so many values that to say what is wrong with them takes milliseconds."""
    seen, waiting = 0, [*given.values()]
    while waiting and seen <= LARGE:
        value = waiting.pop()
        seen += 1
        if isinstance(value, list):
            waiting += value[: LARGE + 1]
        elif isinstance(value, dict):
            waiting += value.values()
    return seen > LARGE


def _slowly(_value: Any) -> Any:
    raise SlowWay
