"""Which object stands for which type, known by its class where the schema's own predicates look at nothing else."""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from graphql import GraphQLAbstractType, GraphQLObjectType, GraphQLSchema, Undefined
from graphql.execution.executor import default_type_resolver
from graphql.pyutils import is_awaitable
from strawberry.types.cast import TYPE_CAST_ATTRIBUTE

Target = TypeVar("Target")


NO_INFO: Any = None  # for predicates that look at their object only; one that wants more is odd


class Odd(Exception):
    """Something that the written-out code does not do: graphql-core's executor does it instead."""


def odd(*_: object) -> Any:
    """Give up on the written-out code."""
    raise Odd


def _is_fixed(predicate: Callable[..., Any] | None) -> bool:
    """Whether an is_type_of looks at the object's class only: Strawberry's own does, others say so (`by_class`)."""
    if predicate is None or getattr(predicate, "by_class", False):
        return True
    return getattr(predicate, "__qualname__", "").startswith("GraphQLCoreConverter.from_object.")


def is_exact(type_: GraphQLObjectType) -> bool:
    """Whether the schema promises, by its is_type_of, that the objects of a type hold exactly what is to be written.

    Text is str, a number an int within bounds, a list a list, a moment in UTC; and None stands only where null may be.
    """
    return bool(getattr(type_.is_type_of, "exact", False))


def _may_be_cast(value: object) -> bool:
    return hasattr(value, "__dict__") or hasattr(value, TYPE_CAST_ATTRIBUTE)


class Admission:
    """Whether objects may stand for an object type. `classes` are those that always may."""

    def __init__(self, type_: GraphQLObjectType) -> None:
        self._predicate = type_.is_type_of
        self._fixed = _is_fixed(type_.is_type_of)
        self._unless_cast: set[type] = set()
        self.classes: set[type] = set()

    def check(self, value: Any) -> bool:
        """True, or Odd."""
        class_ = type(value)
        if class_ in self._unless_cast and getattr(value, TYPE_CAST_ATTRIBUTE, None) is None:
            return True
        if value is None or value is Undefined or isinstance(value, Exception) or is_awaitable(value):
            raise Odd
        if self._predicate is None:
            self.classes.add(class_)
            return True
        if self._predicate(value, NO_INFO) is not True:
            raise Odd
        if self._fixed:
            (self._unless_cast if _may_be_cast(value) else self.classes).add(class_)
        return True


class Dispatch(Generic[Target]):
    """What is done with a value of an abstract type, by the object type it stands for."""

    def __init__(
        self, schema: GraphQLSchema, type_: GraphQLAbstractType, field_name: str, targets: Mapping[str, Target]
    ) -> None:
        self._type = type_
        self._resolve = type_.resolve_type or default_type_resolver
        self._targets = targets
        self._info: Any = SimpleNamespace(schema=schema, field_name=field_name, is_awaitable=is_awaitable)
        self._types = {found.name: found for found in schema.get_possible_types(type_)}
        self._fixed = all(_is_fixed(found.is_type_of) for found in self._types.values()) and (
            type_.resolve_type is None
            or type_.resolve_type.__qualname__.startswith(("GraphQLCoreConverter.from_interface.", "StrawberryUnion."))
        )
        self._admissions = {name: Admission(found) for name, found in self._types.items()}
        self._unless_cast: dict[type, Target] = {}
        self.classes: dict[type, Target] = {}

    def pick(self, value: Any) -> Target:
        """What to do with a value. Raises Odd, or what the schema's own functions raise."""
        class_ = type(value)
        known = self._unless_cast.get(class_)
        if known is not None and getattr(value, TYPE_CAST_ATTRIBUTE, None) is None:
            return known
        if value is None or value is Undefined or isinstance(value, Exception) or is_awaitable(value):
            raise Odd
        name = self._resolve(value, self._info, self._type)
        if type(name) is not str or name not in self._types:
            raise Odd
        self._admissions[name].check(value)
        target = self._targets[name]
        if self._fixed and not isinstance(value, dict) and getattr(value, TYPE_CAST_ATTRIBUTE, None) is None:
            (self._unless_cast if _may_be_cast(value) else self.classes)[class_] = target
        return target
