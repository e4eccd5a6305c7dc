"""Looking ahead: what an operation asks below a field, so that a resolver can read it with the same statement."""

from functools import cached_property
from typing import Any

from graphql import FieldNode, FragmentSpreadNode, Node, get_named_type, is_abstract_type, is_composite_type

from gateway.compiler.inputs import Arguments, Certain, Conversions
from gateway.compiler.selections import Field, Selections


class Ahead:
    """The fields directly below one field, whatever object type they are selected of."""

    def __init__(self, field: Field, selections: Selections, conversions: Conversions, certain: Certain) -> None:
        self._field = field
        self._selections = selections
        self._conversions = conversions
        self._certain = certain
        self._known: dict[tuple[str, str], list[Arguments]] = {}

    def of(self, type_name: str, name: str, variables: dict[str, Any]) -> list[dict[str, Any]]:
        """The arguments that a field of an object type is selected with, once for each response key.

        Empty where it is not selected, or where only graphql-core can say what its arguments are.
        """
        key = (type_name, name)
        if key not in self._known:
            self._known[key] = [
                Arguments(field, self._conversions, self._certain)
                for field in self._below(type_name)
                if field.name == name and field.strawberry is not None
            ]
        try:
            return [arguments.build(variables) for arguments in self._known[key]]
        except Exception:  # noqa: BLE001 - the field itself will say what is wrong
            return []

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all fields that are selected anywhere below."""
        found: set[str] = set()
        waiting: list[Node | None] = [node.selection_set for node in self._field.nodes]
        spread: set[str] = set()
        while waiting:
            for selection in getattr(waiting.pop(), "selections", ()):
                if isinstance(selection, FragmentSpreadNode):
                    name = selection.name.value
                    if name not in spread and name in self._selections.definitions:
                        spread.add(name)
                        waiting.append(self._selections.definitions[name].selection_set)
                    continue
                if isinstance(selection, FieldNode):
                    found.add(selection.name.value)
                waiting.append(selection.selection_set)
        return frozenset(found)

    def _below(self, type_name: str) -> list[Field]:
        named: Any = get_named_type(self._field.definition.type)
        if not is_composite_type(named):
            return []
        types: Any = self._selections.schema.get_possible_types(named) if is_abstract_type(named) else (named,)
        return [
            field
            for found in types
            if found.name == type_name
            for field in self._selections.below(found, self._field.details)
        ]
