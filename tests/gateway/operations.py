"""Random operations over any schema, valid but for a few: what hypothesis-graphql makes, and what it does not.

Fragments, named and inline, on whatever overlaps; aliases; one response key from several places; arguments by literal
and by variable, given, missing or null; `@skip` and `@include`; introspection; several operations in one document.
"""

import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NamedTuple

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLSchema,
    Undefined,
    get_named_type,
    is_composite_type,
    is_leaf_type,
    is_object_type,
)
from graphql.type import SchemaMetaFieldDef, TypeMetaFieldDef
from graphql.utilities import do_types_overlap

Hints = Mapping[str, Sequence[Any]]  # what is worth trying, for "Type.field.argument", "Input.field", or a named type
BUILT_IN: Hints = {
    "Int": [0, 1, 2, -1, 7, 2**31 - 1, -(2**31)],
    "Float": [0, 1.5, -2, 1e10, 0.1],
    "String": ["", "a", "Zoë", "two\nlines", 'a "word"', "\\", "😀"],
    "ID": ["1", "a", 7],
    "Boolean": [True, False],
}
WRONG = [True, "wrong", 1.5, 2**31, [], {}, None, [None], "RED"]
VARIABLE = re.compile(r"\$(\w+)")
SPREAD = re.compile(r"\.\.\.(F\d+)")
KEYS = "a b c id name".split()


@dataclass(frozen=True)
class Case:
    """One document, and what is sent with it."""

    document: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None

    def __str__(self) -> str:
        return f"{self.document}\nvariables: {self.variables!r}\noperation name: {self.operation_name!r}"


class Name(str):
    """A word of GraphQL that stands without quotes: an enum's value, or a variable."""

    __slots__ = ()


def literal(value: Any) -> str:
    """A value as GraphQL writes it."""
    if isinstance(value, Name):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {literal(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(literal(item) for item in value) + "]"
    return json.dumps(value)


class Asked(NamedTuple):
    """What stands behind a response key, as far as it decides whether another may share the key."""

    parent: GraphQLNamedType
    name: str
    arguments: str
    shape: str

    def goes_with(self, other: "Asked") -> bool:
        """Whether both may have one key."""
        if self.shape != other.shape:
            return False
        if (self.name, self.arguments) == (other.name, other.arguments):
            return True
        return is_object_type(self.parent) and is_object_type(other.parent) and self.parent is not other.parent


@dataclass
class Level:
    """What one place of the response holds so far: whatever is added to it must be mergeable."""

    asked: dict[str, list[Asked]] = field(default_factory=dict)
    below: dict[str, "Level"] = field(default_factory=dict)

    def admits(self, key: str, new: Asked) -> bool:
        """Whether a field may be added under a key."""
        return all(new.goes_with(old) for old in self.asked.get(key, ()))

    def admits_all(self, other: "Level") -> bool:
        """Whether a fragment may be spread here."""
        return all(self.admits(key, new) for key, asked in other.asked.items() for new in asked) and all(
            self.below[key].admits_all(below) for key, below in other.below.items() if key in self.below
        )

    def add(self, key: str, new: Asked) -> "Level":
        """Add a field; return the place below it."""
        self.asked.setdefault(key, []).append(new)
        return self.below.setdefault(key, Level())

    def add_all(self, other: "Level") -> None:
        """Spread a fragment here."""
        for key, asked in other.asked.items():
            self.asked.setdefault(key, []).extend(asked)
        for key, below in other.below.items():
            self.below.setdefault(key, Level()).add_all(below)


class Fragment(NamedTuple):
    """A named fragment, finished."""

    on: GraphQLNamedType
    text: str
    level: Level


class Variable(NamedTuple):
    """A variable, its declaration and what is sent."""

    type: str
    declaration: str
    given: bool
    value: Any


@dataclass
class Ground:
    """A schema, and what is worth knowing of it once."""

    schema: GraphQLSchema
    hints: Hints
    overlapping: dict[str, list[GraphQLNamedType]] = field(default_factory=dict)

    def around(self, type_: Any) -> list[GraphQLNamedType]:
        """Every type that a fragment may be on, where this one is selected from."""
        if type_.name not in self.overlapping:
            composite: list[Any] = [t for t in self.schema.type_map.values() if is_composite_type(t)]
            self.overlapping[type_.name] = [t for t in composite if do_types_overlap(self.schema, type_, t)]
        return self.overlapping[type_.name]


@dataclass
class Draft:
    """One document under way."""

    ground: Ground
    dice: random.Random
    budget: int
    variables: dict[str, Variable] = field(default_factory=dict)
    fragments: dict[str, Fragment] = field(default_factory=dict)
    numbers: Any = field(default_factory=count)

    def chance(self, percent: float) -> bool:
        """Whether something happens that happens so often."""
        return self.dice.random() * 100 < percent

    def choose(self, things: Sequence[Any]) -> Any:
        """Choose."""
        return self.dice.choice(things)

    def operation(self, kind: str, name: str) -> str:
        """One operation; its fragments and variables are kept for `definitions`."""
        root = getattr(self.ground.schema, f"{kind}_type")
        level = Level()
        if kind == "subscription":
            body = [self.field(root, level, 4, directives=False)]
        else:
            body = self.selections(root, level, 5)
        text = " { " + " ".join(body) + " }"
        used, _ = self.used(text)
        declared = ", ".join(v.declaration for n, v in self.variables.items() if n in used)
        return f"{kind} {name}{f'({declared})' if declared else ''}{text}"

    def used(self, text: str) -> tuple[set[str], list[str]]:
        """The variables of a text, and the fragments spread in it; of those too."""
        variables, waiting, fragments = set(VARIABLE.findall(text)), SPREAD.findall(text), list[str]()
        while waiting:
            name = waiting.pop(0)
            if name not in fragments:
                fragments.append(name)
                variables |= set(VARIABLE.findall(self.fragments[name].text))
                waiting += SPREAD.findall(self.fragments[name].text)
        return variables, fragments

    def selections(self, type_: Any, level: Level, depth: int) -> list[str]:
        """What is selected from a type."""
        wanted = self.dice.randint(1, 5)
        made = [self.selection(type_, level, depth) for _ in range(wanted) if self.budget > 0]
        return made or ["__typename"]

    def selection(self, type_: Any, level: Level, depth: int) -> str:
        """A field or a fragment."""
        self.budget -= 1
        kind = self.dice.randrange(100)
        if kind >= 92 or not hasattr(type_, "fields"):
            return self.inline(type_, level, depth) if kind % 4 or depth <= 1 else self.typename(type_, level)
        if kind >= 80:
            return self.spread(type_, level, depth)
        if kind >= 72:
            return self.inline(type_, level, depth)
        if kind >= 66:
            return self.typename(type_, level)
        if kind >= 58:
            return self.again(type_, level, depth)
        return self.field(type_, level, depth)

    def typename(self, type_: Any, level: Level) -> str:
        """`__typename`, now and then under another key."""
        key = self.choose(["__typename", *KEYS[:2]])
        new = Asked(type_, "__typename", "", "String!")
        if not level.admits(key, new):
            key = "__typename"
        level.add(key, new)
        return ("" if key == "__typename" else f"{key}: ") + "__typename" + self.directives(10)

    def again(self, type_: Any, level: Level, depth: int) -> str:
        """A field that is selected here already, once more: its selections are merged."""
        here = [(k, a) for k, asked in level.asked.items() for a in asked if a.parent is type_ and a.name[:2] != "__"]
        if not here:
            return self.field(type_, level, depth)
        key, asked = self.choose(here)
        return self.written(key, asked, type_.fields[asked.name], level, depth)

    def field(self, type_: Any, level: Level, depth: int, *, directives: bool = True) -> str:
        """A field with its arguments, under a key that merges with what is there."""
        fields: dict[str, GraphQLField] = dict(type_.fields)
        if type_ is self.ground.schema.query_type and self.chance(4):
            fields, depth = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}, min(depth, 3)
        names = [n for n, f in fields.items() if depth > 1 or is_leaf_type(get_named_type(f.type))]
        if not names:
            return self.typename(type_, level)
        name = self.choose(names)
        definition = fields[name]
        arguments = self.arguments(definition.args, f"{type_.name}.{name}")
        asked = Asked(type_, name, arguments, str(definition.type))
        key = self.choose([name, *KEYS]) if self.chance(15) else name
        tries = count(1)
        while not level.admits(key, asked):
            key = f"{name}{next(tries)}"
        return self.written(key, asked, definition, level, depth, directives=directives)

    def written(
        self, key: str, asked: Asked, definition: GraphQLField, level: Level, depth: int, *, directives: bool = True
    ) -> str:
        """The text of a field, with what is selected below it."""
        below = level.add(key, asked)
        head = asked.name if key == asked.name else f"{key}: {asked.name}"
        text = head + asked.arguments + (self.directives(12) if directives else "")
        type_ = get_named_type(definition.type)
        if is_leaf_type(type_):
            return text
        return f"{text} {{ {' '.join(self.selections(type_, below, depth - 1))} }}"

    def inline(self, type_: Any, level: Level, depth: int) -> str:
        """An inline fragment."""
        on = type_ if self.chance(15) else self.choose(self.ground.around(type_))
        condition = "" if on is type_ and self.chance(50) else f" on {on.name}"
        head = f"...{condition}{self.directives(25)}"
        return f"{head} {{ {' '.join(self.selections(on, level, depth))} }}"

    def spread(self, type_: Any, level: Level, depth: int) -> str:
        """A fragment by name: one that is there and fits, or a new one."""
        around = self.ground.around(type_)
        fitting = [n for n, f in self.fragments.items() if f.on in around and level.admits_all(f.level)]
        if fitting and self.chance(50):
            name = self.choose(fitting)
        else:
            on, own = self.choose([type_, *around]), Level()
            body = " ".join(self.selections(on, own, min(depth, 3)))
            if not level.admits_all(own):
                return self.typename(type_, level)
            name = f"F{next(self.numbers)}"
            self.fragments[name] = Fragment(on, f"fragment {name} on {on.name} {{ {body} }}", own)
        level.add_all(self.fragments[name].level)
        return f"...{name}{self.directives(20)}"

    def directives(self, percent: int) -> str:
        """`@skip`, `@include`, both or neither."""
        if not self.chance(percent):
            return ""
        chosen = self.choose([["include"], ["skip"], ["skip", "include"], ["include", "skip"]])
        return "".join(f" @{name}(if: {self.condition()})" for name in chosen)

    def condition(self) -> str:
        """True, false, or a variable."""
        if self.chance(60):
            return self.variable(GraphQLNonNull(self.ground.schema.type_map["Boolean"]), "", defaulted=False)
        return str(self.choose(["true", "false"]))

    def arguments(self, arguments: Mapping[str, GraphQLArgument], coordinate: str) -> str:
        """Arguments: those that must be, and some of the others."""
        given = {
            name: self.value(argument.type, f"{coordinate}.{name}", defaulted=argument.default_value is not Undefined)
            for name, argument in arguments.items()
            if required(argument) or self.chance(55)
        }
        return f"({', '.join(f'{name}: {literal(value)}' for name, value in given.items())})" if given else ""

    def value(self, type_: GraphQLInputType, coordinate: str, *, defaulted: bool) -> Any:
        """An argument's or an input field's value in the document: a variable, or a literal."""
        if self.chance(40):
            return Name(self.variable(type_, coordinate, defaulted=defaulted))
        return self.tree(type_, coordinate, variables=True)

    def variable(self, type_: Any, coordinate: str, *, defaulted: bool) -> str:
        """A variable that may stand here: one that is there, or a new one."""
        wanted = str(type_)
        fitting = [n for n, v in self.variables.items() if v.type in {wanted, f"{wanted}!"}]
        if fitting and self.chance(50):
            return f"${self.choose(fitting)}"
        name = f"v{next(self.numbers)}"
        bare: Any = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        default = self.tree(GraphQLNonNull(bare), coordinate, variables=False) if self.chance(25) else Undefined
        loose = isinstance(type_, GraphQLNonNull) and (default is not Undefined or (defaulted and self.chance(50)))
        kind: Any = bare if loose else GraphQLNonNull(bare) if self.chance(20) else type_
        text = "" if default is Undefined else f" = {literal(default)}"
        declaration = f"${name}: {kind}{text}"
        missing = text or not isinstance(kind, GraphQLNonNull)
        given = not self.chance(35 if missing else 0.5)
        value = self.tree(kind, coordinate, variables=False) if given else None
        self.variables[name] = Variable(str(kind), declaration, given, plain(value))
        return f"${name}"

    def tree(self, type_: Any, coordinate: str, *, variables: bool) -> Any:
        """A value of a type, now and then a wrong one."""
        if self.chance(0.5):
            return self.choose(WRONG)
        if isinstance(type_, GraphQLNonNull):
            type_ = type_.of_type
        elif self.chance(12):
            return None
        if coordinate in self.ground.hints:
            return self.choose(self.ground.hints[coordinate])
        if isinstance(type_, GraphQLList):
            return self.items(type_, f"{coordinate}[]", variables=variables)
        return self.named(type_, variables=variables)

    def named(self, type_: Any, *, variables: bool) -> Any:
        """A value of a type that is neither a list nor wrapped."""
        if isinstance(type_, GraphQLInputObjectType):
            return self.object(type_, variables=variables)
        if isinstance(type_, GraphQLEnumType):
            return Name(self.choose(list(type_.values)))
        return self.choose(self.ground.hints.get(type_.name) or BUILT_IN.get(type_.name, ["a"]))

    def items(self, type_: GraphQLList[Any], coordinate: str, *, variables: bool) -> Any:
        """A list, or one item that stands for a list."""
        if self.chance(10):
            return self.tree(type_.of_type, coordinate, variables=variables)
        size = self.dice.randint(0, 3)
        if variables:
            return [self.value(type_.of_type, coordinate, defaulted=False) for _ in range(size)]
        return [self.tree(type_.of_type, coordinate, variables=False) for _ in range(size)]

    def object(self, type_: GraphQLInputObjectType, *, variables: bool) -> dict[str, Any]:
        """An input object: what must be there, and some of the rest; of a `@oneOf`, one."""
        fields: dict[str, GraphQLInputField] = type_.fields
        self.budget -= 1
        if one_of(type_):
            chosen = {self.choose(list(fields)) for _ in range(1 + self.chance(2))}
            bare: dict[str, Any] = {name: f.type for name, f in fields.items() if name in chosen}
            fields = {name: GraphQLInputField(GraphQLNonNull(kind)) for name, kind in bare.items()}
        percent = 40 if self.budget > 0 else 0
        wanted = {name: f for name, f in fields.items() if required(f) or self.chance(percent)}
        made: dict[str, Any] = {}
        for name, f in wanted.items():
            coordinate, defaulted = f"{type_.name}.{name}", f.default_value is not Undefined
            if variables:
                made[name] = self.value(f.type, coordinate, defaulted=defaulted)
            else:
                made[name] = self.tree(f.type, coordinate, variables=False)
        return made


def one_of(type_: GraphQLInputObjectType) -> bool:
    """Whether it is `@oneOf`: Strawberry has a mark of its own for it."""
    return type_.is_one_of or bool(getattr(type_.extensions.get("strawberry-definition"), "is_one_of", False))


def required(argument: GraphQLArgument | GraphQLInputField) -> bool:
    """Whether it must be given."""
    return isinstance(argument.type, GraphQLNonNull) and argument.default_value is Undefined


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, Name) else value


def operation(ground: Ground, seed: int, kinds: Sequence[str] = ("query",), budget: int = 25) -> Case:
    """An operation of one of these kinds, of about so many selections at most; the same for the same seed."""
    draft = Draft(ground, random.Random(seed), budget)
    kind = draft.choose(kinds)
    texts = [draft.operation(kind, "Main")]
    name = None
    if kind != "subscription" and draft.chance(8):
        texts.append(draft.operation(draft.choose(kinds[:1]), "Other"))
        name = draft.choose(["Main", "Other"])  # without one, or with a wrong one, a gateway has words of its own
    text = " ".join(texts)
    used, fragments = draft.used(text)
    variables = {n: v.value for n, v in draft.variables.items() if v.given and n in used}
    document = "\n".join([*texts, *(draft.fragments[fragment].text for fragment in fragments)])
    return Case(document, variables or (None if draft.chance(50) else {}), name)
