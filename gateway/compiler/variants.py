"""An operation and what it is compiled to: one variant for each way its @skip and @include can be decided."""

from collections.abc import Mapping
from typing import Any

from graphql import DocumentNode, FragmentDefinitionNode, FragmentSpreadNode, OperationDefinitionNode, Visitor, visit
from graphql.execution.values import VariableValues, VariableValueSource
from graphql.language import FieldNode, InlineFragmentNode, VariableNode

from gateway.compiler.operations import Compiled, Compiling, deciding_variables
from gateway.compiler.selections import Unsupported
from gateway.compiler.variables import Variables
from gateway.execution.introspection import META
from gateway.limits import Cost
from gateway.tallies import Tally

MOST_VARIANTS = 8
# What a variant takes, as tracemalloc sees it (docs/gateway.md): its plan, each character of its source as code.
BYTES_OF_VARIANT, BYTES_OF_CHARACTER = 25_000, 14


class Operation:
    """One operation of a document."""

    def __init__(
        self, text: str, document: DocumentNode, node: OperationDefinitionNode, cost: Cost, compiling: Compiling
    ) -> None:
        self.text = text  # of the document
        self.document = document
        self.node = node
        self.name = node.name.value if node.name else None
        self.kind = node.operation
        self.cost = cost
        self.tally: Tally | None = None  # where it is counted, once that is settled
        self.variables = Variables(compiling.schema, node, compiling.inputs)
        self._compiling = compiling
        self._variants: dict[tuple[bool, ...], Compiled | Unsupported] = {}
        try:
            self.deciding: tuple[str, ...] | None = tuple(sorted(deciding_variables(document, node)))
            self._unsupported = None
        except Unsupported as reason:
            self.deciding, self._unsupported = None, reason
        roots, everything = _names(node, document, whole=False), _names(node, document, whole=True)
        self.asks_schema = not META.isdisjoint(everything)
        self.asks_schema_alone = not META.isdisjoint(roots) and all(name.startswith("__") for name in roots)
        self.below = _variables_below(node, document)
        self.passing = not compiling.passing.isdisjoint(everything)

    def known(self, variables: Mapping[str, Any]) -> Compiled | Unsupported | None:
        """How it is run; None where that has to be compiled first."""
        if self._unsupported is not None or self.deciding is None:
            return self._unsupported
        key: Any = tuple([variables.get(name) for name in self.deciding])
        if key and not all(type(value) is bool for value in key):
            return Unsupported("condition")
        return self._variants.get(key)

    def compile(self, variables: Mapping[str, Any]) -> None:
        """Compile it for the values of its conditions. Takes milliseconds."""
        key: Any = tuple([variables.get(name) for name in self.deciding or ()])
        decided = dict(zip(self.deciding or (), key, strict=True))
        values = VariableValues({name: VariableValueSource(None, value) for name, value in decided.items()}, decided)  # type: ignore[arg-type]
        if len(self._variants) >= MOST_VARIANTS:  # the oldest makes room: odd ones that somebody sends must not stay
            self._variants.pop(next(iter(self._variants)))
        try:
            self._variants[key] = Compiled(self._compiling, self.document, self.node, values)
        except Unsupported as reason:
            self._variants[key] = reason

    @property
    def size(self) -> int:
        """Bytes of memory that its variants take, about."""
        compiled = [variant.size for variant in list(self._variants.values()) if isinstance(variant, Compiled)]
        return sum(BYTES_OF_VARIANT + size * BYTES_OF_CHARACTER for size in compiled)


def _names(node: OperationDefinitionNode, document: DocumentNode, *, whole: bool) -> set[str]:
    """The fields that an operation selects at its root, wherever that is written; or the whole of them."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    waiting, found = [node.selection_set], set[str]()
    while waiting:
        for part in waiting.pop().selections:
            if isinstance(part, FragmentSpreadNode):
                if (spread := fragments.pop(part.name.value, None)) is not None:
                    waiting.append(spread.selection_set)
            elif isinstance(part, InlineFragmentNode):
                waiting.append(part.selection_set)
            elif isinstance(part, FieldNode):
                found.add(part.name.value)
                if whole and part.selection_set is not None:
                    waiting.append(part.selection_set)
    return found


def _variables_below(node: OperationDefinitionNode, document: DocumentNode) -> frozenset[str]:
    """The variables that are used elsewhere than in the arguments of the root fields."""
    found: set[str] = set()

    class Names(Visitor):
        def enter_variable(self, variable: VariableNode, *_: Any) -> None:
            found.add(variable.name.value)

    for part in node.selection_set.selections:
        for directive in part.directives or ():
            visit(directive, Names())
        if not isinstance(part, FieldNode):
            visit(part, Names())
        elif part.selection_set is not None:
            visit(part.selection_set, Names())
    for definition in document.definitions:
        if not isinstance(definition, OperationDefinitionNode):
            visit(definition, Names())
    return frozenset(found)
