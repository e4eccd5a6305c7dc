"""Selections that read attributes and nothing else: each object becomes one expression.

Whatever is not as expected (a wrong class, a null where none may be) raises; the part is then completed by
graphql-core's executor, which says what is wrong in its own words. To read attributes twice is harmless.
"""

import keyword
from collections.abc import Sequence
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    specified_scalar_types,
)
from graphql.execution.collect_fields import FieldDetails
from strawberry.types.field import StrawberryField

from gateway.compiler.leaves import GLANCES, NAMES, NATIVE, enum_names, serializer
from gateway.compiler.selections import TYPENAME, Field, Selections
from gateway.compiler.source import Source, quoted
from gateway.compiler.types import Admission, Dispatch, is_exact, odd

Details = Sequence[FieldDetails]
ABSTRACT = (GraphQLInterfaceType, GraphQLUnionType)
STRAWBERRY_GET_RESULT = StrawberryField.get_result


def items(value: Any) -> Any:
    """A list as it is; what must be looked at more closely is odd."""
    return value if type(value) is list or type(value) is tuple else odd()


class Reading:
    """How attributes are read, for one schema: shared by all its operations."""

    def __init__(self, natives: dict[str, str]) -> None:
        self.natives = natives  # a custom scalar's name -> a key of NATIVE
        self._admissions: dict[str, Admission] = {}
        self._serializers: dict[tuple[str, bool], Any] = {}
        self._enums: dict[str, dict[Any, str]] = {}

    def admission(self, type_: GraphQLObjectType) -> Admission:
        """Whether objects may stand for a type, as learnt so far."""
        return self._admissions.setdefault(type_.name, Admission(type_))

    def serializer(self, type_: GraphQLLeafType, *, required: bool) -> Any:
        """A scalar's function."""
        key = (type_.name, required)
        if key not in self._serializers:
            self._serializers[key] = serializer(type_, required=required)
        return self._serializers[key]

    def enum(self, type_: GraphQLEnumType) -> dict[Any, str]:
        """An enum's names."""
        if type_.name not in self._enums:
            self._enums[type_.name] = enum_names(type_)
        return self._enums[type_.name]


class Plain:
    """Writes plain selections of one operation."""

    def __init__(self, selections: Selections, source: Source, reading: Reading) -> None:
        self._selections = selections
        self._source = source
        self._reading = reading
        self._plain: dict[tuple[Any, ...], bool] = {}
        self._rows: dict[tuple[Any, ...], str] = {}
        self._alike: dict[tuple[Any, ...], bool] = {}
        self._dispatches: dict[tuple[Any, ...], Dispatch[Any]] = {}
        self._depth = 0  # of the dict that is being written, for its indentation
        source.names |= NAMES

    # ── what is plain ──

    def reads(self, field: Field) -> bool:
        """Whether a field is an attribute, and all below it too."""
        return field.name == TYPENAME or (is_attribute(field) and self.is_plain(field.definition.type, field.details))

    def is_plain(self, type_: GraphQLOutputType, details: Details) -> bool:
        """Whether nothing below a value of this type calls anything."""
        named = get_named_type(type_)
        if is_leaf_type(named):
            return True
        key = (named.name, *(id(detail.node) for detail in details))
        if key not in self._plain:
            fields = [field for found in self.objects(named) for field in self._selections.below(found, details)]
            self._plain[key] = all(self.reads(field) for field in fields)
        return self._plain[key]

    def objects(self, type_: Any) -> list[GraphQLObjectType]:
        """The object types that a type can be."""
        if isinstance(type_, GraphQLObjectType):
            return [type_]
        return list(self._selections.schema.get_possible_types(type_))

    # ── writing ──

    def value_function(self, type_: GraphQLOutputType, details: Details, note: str) -> str:
        """A function from a raw value to a completed one."""
        key = (str(type_), *(id(detail.node) for detail in details))
        if key not in self._rows:
            name = self._rows[key] = self._source.name(get_named_type(type_).name)
            depth, self._depth = self._depth, 0
            self._source.define(name, "v", self.value(type_, details, "v"), note)
            self._depth = depth
        return self._rows[key]

    def value(self, type_: GraphQLOutputType, details: Details, raw: str, *, exact: bool = False) -> str:
        """The expression that completes a raw expression; what an exact row holds is its own answer."""
        if exact and self._is_written_as_it_is(type_):
            return raw
        bare = type_.of_type if (required := isinstance(type_, GraphQLNonNull)) else type_
        if isinstance(bare, GraphQLScalarType):
            return self._scalar(bare, raw, required=required)
        first, x = self._local(raw)
        if required:
            return self._required(bare, details, first, x)
        return f"(None if {first} is None else {self._required(bare, details, x, x)})"

    def _required(self, type_: Any, details: Details, first: str, x: str) -> str:
        """For what may not be None: None is as odd as any other wrong class. `first` may assign to `x`."""
        bind = self._source.bind
        if isinstance(type_, GraphQLEnumType):
            return f"{bind(type_.name, self._reading.enum(type_))}[{first}]"
        if isinstance(type_, GraphQLList):
            item = self.value_function(type_.of_type, details, "an item")
            return f"[*map({item}, {bind('items', items)}({first}))]"
        if isinstance(type_, ABSTRACT):
            dispatch = self._dispatch(type_, details)
            known, pick = bind("known", dispatch.classes), bind("pick", dispatch.pick)
            if (row := self._shared_row(type_, details, x)) is not None:
                return f"({row} if type({first}) in {known} or {pick}({x}) else None)"
            return f"({known}.get(type({first})) or {pick}({x}))({x})"
        admission = self._reading.admission(type_)
        known, check = bind(f"is_{type_.name}", admission.classes), bind(f"check_{type_.name}", admission.check)
        row = self.row(self._selections.below(type_, details), x)
        return f"({row} if type({first}) in {known} or {check}({x}) else None)"

    def _is_written_as_it_is(self, type_: Any) -> bool:
        """Whether a right value of this type needs no look: text, numbers, flags, moments, lists of these."""
        while isinstance(type_, GraphQLNonNull | GraphQLList):
            type_ = type_.of_type
        if isinstance(type_, GraphQLEnumType):  # of text that is its own name
            return all(name == value.value and type(value.value) is str for name, value in type_.values.items())
        if not isinstance(type_, GraphQLScalarType):
            return False
        return type_.name in self._reading.natives or (
            type_.name in GLANCES and specified_scalar_types.get(type_.name) is type_
        )

    def _shared_row(self, type_: Any, details: Details, source: str) -> str | None:
        """The dict that all object types of an abstract one are written as; None where they differ."""
        key, types = (type_.name, *(id(detail.node) for detail in details)), self.objects(type_)
        if key not in self._alike:  # once: each look writes all that lies below, once for each type
            rows = {self.row(self._selections.below(found, details), source) for found in types}
            self._alike[key] = len(rows) == 1
        return self.row(self._selections.below(types[0], details), source) if self._alike[key] else None

    def _local(self, raw: str) -> tuple[str, str]:
        """An expression that is evaluated once: where it stands first, and its name from then on."""
        if raw.isidentifier():
            return raw, raw
        x = self._source.name("x")
        return f"({x} := {raw})", x

    def row(self, fields: Sequence[Field], source: str, columns: dict[str, str] | None = None) -> str:
        """The dict of an object: attributes are read from `source`, other keys are the names of parameters."""
        self._depth += 1
        cells = []
        for field in fields:
            if columns is not None and field.key in columns:
                cell = columns[field.key]
            elif field.name == TYPENAME:
                cell = quoted(field.parent.name)
            else:
                exact = is_exact(field.parent)
                cell = self.value(field.definition.type, field.details, self.attribute(field, source), exact=exact)
            cells.append(f"{quoted(field.key)}: {cell},")
        self._depth -= 1
        between = "\n" + "    " * (self._depth + 2)
        return "{" + between + between.join(cells) + "\n" + "    " * (self._depth + 1) + "}" if cells else "{}"

    def attribute(self, field: Field, source: str) -> str:
        """The expression that reads a field's attribute."""
        assert field.strawberry is not None  # noqa: S101 - is_attribute
        name, resolver = field.strawberry.python_name, field.strawberry.default_resolver
        if resolver is getattr and name.isidentifier() and not keyword.iskeyword(name):
            return f"{source}.{name}"
        return f"{self._source.bind('read', resolver)}({source}, {name!r})"

    def _scalar(self, type_: GraphQLScalarType, raw: str, *, required: bool) -> str:
        write = self._source.bind(type_.name, self._reading.serializer(type_, required=required))
        glance = GLANCES.get(type_.name) if specified_scalar_types.get(type_.name) is type_ else None
        if type_.name in self._reading.natives:
            glance = NATIVE[self._reading.natives[type_.name]]
        if glance is None:
            return f"{write}({raw})"
        first, x = self._local(raw)
        return f"({x} if {glance.replace('{x}', first, 1).replace('{x}', x)} else {write}({x}))"

    def _dispatch(self, type_: Any, details: Details) -> Dispatch[Any]:
        whole = (type_.name, *(id(detail.node) for detail in details))
        if whole in self._dispatches:
            return self._dispatches[whole]
        targets = {}
        for object_type in self.objects(type_):
            key = (f"row of {object_type.name}", *(id(detail.node) for detail in details))
            if key not in self._rows:
                name = self._rows[key] = self._source.name(object_type.name)
                depth, self._depth = self._depth, 0
                row = self.row(self._selections.below(object_type, details), "v")
                self._source.define(name, "v", row, object_type.name)
                self._depth = depth
            targets[object_type.name] = self._source.function(self._rows[key])
        made = Dispatch(self._selections.schema, type_, details[0].node.name.value, targets)
        self._dispatches[whole] = made
        return made


def is_attribute(field: Field) -> bool:
    """Whether a field is read by Strawberry's default resolver, and nothing stands around it."""
    basic = field.strawberry
    return (
        basic is not None
        and basic.is_basic_field
        and not field.definition.args
        and getattr(field.definition.resolve, "__qualname__", "").endswith("._get_basic_result")
        and type(basic).get_result is STRAWBERRY_GET_RESULT
    )
