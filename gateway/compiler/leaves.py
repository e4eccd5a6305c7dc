"""Scalars and enums: what is right already passes by a glance at its class, all else by the type's own function."""

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from graphql import GraphQLEnumType, GraphQLLeafType, Undefined
from graphql.pyutils import is_awaitable

from gateway.compiler.types import Odd

LARGEST_INT, SMALLEST_INT = 2**31 - 1, -(2**31)

# By the scalar's name: the condition under which `{x}` is its own serialized form.
GLANCES = {
    "String": "type({x}) is str",
    "ID": "type({x}) is str",
    "Boolean": "{x} is True or {x} is False",
    "Int": f"type({{x}}) is int and {SMALLEST_INT} <= {{x}} <= {LARGEST_INT}",
    "Float": "type({x}) is float and isfinite({x})",
}
# What orjson writes as the scalar would be written: in UTC a datetime is RFC 3339 with a Z.
NATIVE = {
    "datetime": "type({x}) is datetime and {x}.tzinfo is UTC",
    "text": "type({x}) is str",
    "number": "type({x}) is int",
}
NAMES: Mapping[str, Any] = {"isfinite": math.isfinite, "datetime": datetime, "UTC": UTC}


def serializer(type_: GraphQLLeafType, *, required: bool) -> Callable[[Any], Any]:
    """What completes a value; Odd for all that must be looked at more closely, as None where that may not be."""
    serialize = type_.coerce_output_value

    def leaf(value: Any) -> Any:
        if value is None and not required:
            return None
        if value is None or isinstance(value, Exception) or is_awaitable(value) or value is Undefined:
            raise Odd
        written = serialize(value)
        if written is None or written is Undefined:
            raise Odd
        return written

    return leaf


def enum_names(type_: GraphQLEnumType) -> dict[Any, str]:
    """The names of an enum's values, by the values and by the members that hold them."""
    names: dict[Any, str] = {}
    wrapped = getattr(type_, "wrapped_cls", None)
    for name, value in type_.values.items():
        held = name if value.value is None or value.value is Undefined else value.value
        try:
            names.setdefault(held, name)
        except TypeError:  # not hashable: the type's own function finds it
            continue
    if isinstance(wrapped, type) and issubclass(wrapped, Enum):
        for member in wrapped:
            for name, value in type_.values.items():
                if member.value == value.value:
                    names[member] = name
                    break
    return names
