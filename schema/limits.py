"""How much one operation may ask: looked at before it is validated, since validating is what costs most to abuse.

One pass, each fragment once: linear in the document, however often fragments are spread in one another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)
from strawberry.extensions import SchemaExtension

MOST_FIELDS = 600
MOST_ALIASES = 30
MOST_THINGS = 20_000
DEEPEST = 15
LONGEST_PAGE = 100
PAGES = {"inbox": 25, "messages": 25}  # fields that are pages, and their size where none is asked for


@dataclass(slots=True)
class Measure:
    """What a selection adds up to: fields once fragments are spread, levels, and things read where lists multiply."""

    fields: int = 0
    aliases: int = 0
    depth: int = 0
    things: int = 0

    def add(self, other: "Measure") -> None:
        """Count another selection at the same level."""
        self.fields += other.fields
        self.aliases += other.aliases
        self.depth = max(self.depth, other.depth)
        self.things += other.things


@dataclass(slots=True)
class Measuring:
    """One pass over a document, with the variables it came with."""

    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]
    known: dict[str, Measure] = field(default_factory=dict)

    def of(self, selections: SelectionSetNode | None) -> Measure:
        """Measure a selection."""
        total = Measure()
        for selection in selections.selections if selections else ():
            if isinstance(selection, FieldNode):
                total.add(self._field(selection))
            elif isinstance(selection, InlineFragmentNode):
                total.add(self.of(selection.selection_set))
            elif isinstance(selection, FragmentSpreadNode):
                total.add(self._fragment(selection.name.value))
        return total

    def _field(self, node: FieldNode) -> Measure:
        name = node.name.value
        if name.startswith("__"):
            return Measure(fields=1)  # introspection has bounds of its own
        below = self.of(node.selection_set)
        return Measure(
            below.fields + 1,
            below.aliases + (node.alias is not None),
            below.depth + 1,
            self._size(node) * max(below.things, 1),
        )

    def _fragment(self, name: str) -> Measure:
        if name not in self.known:
            self.known[name] = Measure()  # a fragment inside itself is validation's to refuse
            if name in self.fragments:
                self.known[name] = self.of(self.fragments[name].selection_set)
        return self.known[name]

    def _size(self, node: FieldNode) -> int:
        if node.name.value == "nodes" and node.arguments:
            return self._length(node.arguments[0].value)
        asked = [self._number(given.value) for given in node.arguments or () if given.name.value in {"first", "last"}]
        return max([size for size in asked if size and size > 0], default=PAGES.get(node.name.value, 1))

    def _length(self, value: object) -> int:
        given = self.variables.get(value.name.value) if isinstance(value, VariableNode) else value
        things = given.values if isinstance(given, ListValueNode) else given
        return max(1, min(len(things), LONGEST_PAGE)) if isinstance(things, tuple | list) else 1

    def _number(self, value: object) -> int | None:
        """The size asked for. More than the longest page is the field's own to refuse, and multiplies no further."""
        if isinstance(value, IntValueNode):
            return int(value.value) if len(value.value) <= len(str(LONGEST_PAGE)) else LONGEST_PAGE
        if isinstance(value, VariableNode):
            given = self.variables.get(value.name.value, LONGEST_PAGE)  # not given: its default may be anything
            return min(given, LONGEST_PAGE) if type(given) is int else None
        return None


def refusal(document: DocumentNode, variables: Mapping[str, Any]) -> GraphQLError | None:
    """Why a document asks too much, or None."""
    definitions = document.definitions
    fragments = {d.name.value: d for d in definitions if isinstance(d, FragmentDefinitionNode)}
    measuring = Measuring(fragments, variables)
    total = Measure()
    for definition in definitions:
        if isinstance(definition, OperationDefinitionNode):
            total.add(measuring.of(definition.selection_set))
    if total.fields > MOST_FIELDS:
        return GraphQLError(f"This document selects {total.fields:,} fields; at most {MOST_FIELDS:,} are allowed.")
    if total.aliases > MOST_ALIASES:
        return GraphQLError(f"This document has {total.aliases:,} aliases; at most {MOST_ALIASES} are allowed.")
    if total.depth > DEEPEST:
        return GraphQLError(f"This document is {total.depth} levels deep; at most {DEEPEST} are allowed.")
    if total.things > MOST_THINGS:
        return GraphQLError(f"This operation could read {total.things:,} things; ask for shorter pages.")
    return None


class Limits(SchemaExtension):
    """Refuses what asks too much, before it is validated."""

    def on_validate(self) -> Iterator[None]:
        """Look at the document."""
        asked = self.execution_context
        if asked.graphql_document is not None and not asked.pre_execution_errors:
            error = refusal(asked.graphql_document, asked.variables or {})
            if error is not None:
                asked.pre_execution_errors = [error]
        yield
