"""What an operation selects of each type, collected once by graphql-core's own rules: order and merging are its."""

from collections.abc import Sequence
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues
from strawberry.types.field import StrawberryField

TYPENAME = "__typename"


class Unsupported(Exception):
    """This operation is not compiled; the reason is counted."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Field:
    """One response key of one object type, with the nodes that were merged into it."""

    __slots__ = ("definition", "details", "key", "name", "nodes", "parent", "strawberry")

    def __init__(
        self, key: str, parent: GraphQLObjectType, definition: GraphQLField, details: list[FieldDetails]
    ) -> None:
        self.key = key
        self.parent = parent
        self.definition = definition
        self.details = details
        self.nodes: list[FieldNode] = [detail.node for detail in details]
        self.name = self.nodes[0].name.value
        field = definition.extensions.get("strawberry-definition")
        self.strawberry: StrawberryField | None = field if isinstance(field, StrawberryField) else None

    def __repr__(self) -> str:
        return f"{self.parent.name}.{self.name}"


class Selections:
    """The selections of one operation, with @skip and @include decided."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        decided: VariableValues,
    ) -> None:
        self.schema = schema
        self.operation = operation
        self.definitions = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        self.fragments = {name: FragmentDetails(definition) for name, definition in self.definitions.items()}
        self._decided = decided
        self._known: dict[tuple[Any, ...], list[Field]] = {}

    def of_root(self, type_: GraphQLObjectType) -> list[Field]:
        """The fields of the operation itself."""
        found = collect_fields(self.schema, self.fragments, self._decided, type_, self.operation)
        return self._fields(type_, found.grouped_field_set)

    def below(self, type_: GraphQLObjectType, details: Sequence[FieldDetails]) -> list[Field]:
        """The fields that a field's nodes select of an object type."""
        key = (type_.name, *(id(detail.node) for detail in details))
        if key not in self._known:
            found = collect_subfields(self.schema, self.fragments, self._decided, self.operation, type_, list(details))
            self._known[key] = self._fields(type_, found.grouped_field_set)
        return self._known[key]

    def _fields(self, type_: GraphQLObjectType, grouped: GroupedFieldSet) -> list[Field]:
        fields = []
        for key, details in grouped.items():
            definition = self.schema.get_field(type_, details[0].node.name.value)
            if definition is not None:
                fields.append(Field(key, type_, definition, details))
        return fields
