"""How much one document may ask: looked at before it is validated, since validating is what costs most to abuse.

One pass over the nodes, each fragment once: linear in the document, however often fragments are spread in one
another. What a list multiplies by may depend on variables, so a cost is kept as a small sum and added up per request.
"""

from collections import Counter
from collections.abc import Mapping
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

from gateway.seams import Sizes


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a document may have. Tokens and characters are counted before it is parsed."""

    characters: int = 100_000
    tokens: int = 2000
    fields: int = 600
    aliases: int = 30
    directives: int = 50
    repeated: int = 100
    depth: int = 15
    fragments: int = 100
    introspections: int = 2
    cost: int = 20_000


COST_OF_SCHEMA = 500  # whoever asks for it keeps a thread busy for milliseconds
# Of a list: known, or what variables say, of which a page may be given one or the other, and what it is without any.
Length = int | tuple[tuple[str, ...], int]


@dataclass(slots=True)
class Cost:
    """How many things an operation may read: a number, and lists whose length the variables say.

    A list that a fragment holds is kept once, with how often it is spread: however often that is, this stays small.
    """

    fixed: int = 0
    lists: "dict[tuple[Length, int], tuple[Length, Cost, int]]" = field(default_factory=dict)

    def of(self, variables: Mapping[str, Any], longest: int) -> int:
        """Added up for one request."""
        total = self.fixed
        for length, inside, count in self.lists.values():
            times = length if isinstance(length, int) else _length(length, variables, longest)
            total += count * times * max(inside.of(variables, longest), 1)
        return total

    def add(self, other: "Cost") -> None:
        """Count another at the same level."""
        self.fixed += other.fixed
        for key, (length, inside, count) in other.lists.items():
            before = self.lists.get(key)
            self.lists[key] = (length, inside, count + (before[2] if before else 0))

    def times(self, length: Length) -> "Cost":
        """A list of it; what has nothing in it counts as one."""
        if isinstance(length, int) and (not self.lists or length == 1):
            return Cost(length * self.fixed if self.fixed else 0 if self.lists else length, self.lists)
        return Cost(0, {(length, id(self)): (length, self, 1)})


def _length(length: tuple[tuple[str, ...], int], variables: Mapping[str, Any], longest: int) -> int:
    names, default = length
    values = [variables.get(name) for name in names]
    numbers = [len(value) if isinstance(value, list) else value for value in values]
    return max((max(1, min(number, longest)) for number in numbers if type(number) is int), default=default)


@dataclass(slots=True)
class Measure:
    """What a selection adds up to, fragments spread. `names` are its response keys, with how often each stands."""

    fields: int = 0
    aliases: int = 0
    directives: int = 0
    repeated: int = 0
    depth: int = 0
    fragments: int = 0
    introspections: int = 0
    cost: Cost = field(default_factory=Cost)
    names: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Measure") -> None:
        """Another selection at the same level."""
        self.fields += other.fields
        self.aliases += other.aliases
        self.directives += other.directives
        self.repeated += other.repeated + sum(count for name, count in other.names.items() if name in self.names)
        self.depth = max(self.depth, other.depth)
        self.cost.add(other.cost)
        self.names.update(other.names)


class Measuring:
    """One pass over a document."""

    def __init__(self, document: DocumentNode, sizes: Sizes) -> None:
        definitions = document.definitions
        self._fragments = {d.name.value: d for d in definitions if isinstance(d, FragmentDefinitionNode)}
        self._sizes = sizes
        self._known: dict[str, Measure] = {}
        self.introspections = 0

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
            total.directives += len(selection.directives or ())
        return total

    def _field(self, node: FieldNode) -> Measure:
        name = node.name.value
        key = node.alias.value if node.alias else name
        aliased = int(node.alias is not None)
        below = self.of(node.selection_set)
        meta = name.startswith("__")
        if meta:  # its depth has a bound of its own, in validation
            of_schema = name != "__typename"
            self.introspections += of_schema
            below.depth, below.cost = -1, Cost(COST_OF_SCHEMA if of_schema else 0)
        else:
            below.cost = below.cost.times(self._size(node))
            below.cost.add(Cost(self._sizes.dear.get(name, 0) * max(1, len(below.names))))
        return Measure(
            below.fields + 1,
            below.aliases + aliased,
            below.directives,
            below.repeated,
            below.depth + 1,
            cost=below.cost,
            names=Counter((key,)),
        )

    def _fragment(self, name: str) -> Measure:
        if name not in self._known:
            self._known[name] = Measure()  # a fragment inside itself is validation's to refuse
            if name in self._fragments:
                self._known[name] = self.of(self._fragments[name].selection_set)
        return self._known[name]

    @property
    def fragments(self) -> int:
        """How many there are: validation compares them in pairs."""
        return len(self._fragments)

    def unspread(self) -> list[Measure]:
        """The fragments that no operation spreads: validation reads them too."""
        return [self._fragment(name) for name in self._fragments if name not in self._known]

    def _size(self, node: FieldNode) -> Length:
        name = node.name.value
        arguments = {given.name.value: given.value for given in node.arguments or ()}
        if (listed := self._sizes.listed.get(name)) and listed in arguments:
            return self._number(arguments[listed], 1)
        default = self._sizes.pages.get(name, 1)
        sizes = [self._number(arguments[word], default) for word in ("first", "last") if word in arguments]
        known = [size for size in sizes if isinstance(size, int)]
        asked = tuple(name for size in sizes if not isinstance(size, int) for name in size[0])
        return (asked, self._sizes.longest) if asked else max(known, default=default)

    def _number(self, value: object, default: int) -> Length:
        """The size asked for. More than the longest page is the field's own to refuse, and multiplies no further."""
        longest = self._sizes.longest
        if isinstance(value, VariableNode):
            return ((value.name.value,), longest)  # not given: its default may be anything
        if isinstance(value, ListValueNode):
            return max(1, min(len(value.values), longest))
        if isinstance(value, IntValueNode):
            return max(1, min(int(value.value) if len(value.value) <= len(str(longest)) else longest, longest))
        return default


def measure(document: DocumentNode, sizes: Sizes) -> tuple[Measure, dict[str | None, Cost]]:
    """What a whole document adds up to, and what each of its operations costs."""
    measuring = Measuring(document, sizes)
    total, costs = Measure(), {}
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            found = measuring.of(definition.selection_set)
            costs[definition.name.value if definition.name else None] = found.cost
            found.names = Counter()  # operations do not merge
            total.add(found)
    total.fragments, total.introspections = measuring.fragments, measuring.introspections
    for unused in measuring.unspread():
        unused.names = Counter()
        total.add(unused)
    return total, costs


def refusal(total: Measure, limits: Limits) -> GraphQLError | None:
    """Why a document asks too much, or None."""
    counted = (
        ("selects {} fields", total.fields, limits.fields),
        ("has {} aliases", total.aliases, limits.aliases),
        ("has {} directives", total.directives, limits.directives),
        ("repeats {} fields", total.repeated, limits.repeated),
        ("is {} levels deep", total.depth, limits.depth),
        ("has {} fragments", total.fragments, limits.fragments),
        ("asks for the schema {} times", total.introspections, limits.introspections),
    )
    for words, found, most in counted:
        if found > most:
            return GraphQLError(f"This document {words.format(f'{found:,}')}; at most {most:,} are allowed.")
    return None
