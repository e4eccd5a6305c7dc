"""Compiled operations: readable, safe, and honest about what is not compiled."""

import ast
import re
from enum import Enum
from typing import Any, cast

import orjson
import pytest
import strawberry
from strawberry.directive import DirectiveLocation
from strawberry.extensions import SchemaExtension
from strawberry.scalars import JSON

from gateway.errors import RequestRefused
from gateway.explain import Mistaken, explain
from tests.gateway.alone import engine


async def answered(made: Any, document: str, **variables: Any) -> Any:
    """An answer."""
    prepared = await made.prepare({"query": document, "variables": variables}, request_id="r")
    return orjson.loads(await prepared.answer("Jane"))


def test_the_source_of_an_operation_can_be_read() -> None:
    assert (
        explain(engine().documents, "query Shelf($n: Int!) { books(first: $n) { title } }")
        == """\
# query Shelf
# costs $n (or 100) * (1)

def book_2(v):  # an item
    return ({
        'title': (x_6 if type((x_6 := v.title)) is str else string_5(x_6)),
    } if type(v) in is_book_3 or check_book_4(v) else None)

def book_1(v):  # Query.books: [Book!]!
    return [*map(book_2, items_7(v))]

def root_row_8(o, c0):  # root: c0 = books
    return {
        'books': c0,
    }
"""
    )


def test_both_ways_of_a_condition_are_explained_and_a_mistake_is_told() -> None:
    told = explain(engine().documents, "query Q($with: Boolean!) { book { id title @include(if: $with) } }")

    assert "# with $with true\n" in told
    assert "# with $with false\n" in told
    assert told.count("'title'") == 1
    with pytest.raises(Mistaken, match="Cannot query field 'nope'"):
        explain(engine().documents, "{ nope }")


@pytest.mark.parametrize("text", ["'); import os; ('", '\\"\\"\\"', "{x}", "\\u0027 + evil() + \\u0027", "\\n"])
async def test_no_text_of_a_client_is_ever_in_it(text: str) -> None:
    document = (
        f'query Evil($t: String = "{text}") {{ shelf: book(title: "{text}") {{ t: title }} book(title: $t) {{ id }} }}'
    )

    source = explain(engine().documents, document)

    constants = {node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)}
    assert constants == {"shelf", "t", "book", "id", None}
    title = (await answered(engine(), document))["data"]["shelf"]["t"]
    assert title == orjson.loads(f'"{text} for Jane"')


async def test_what_is_not_compiled_is_answered_all_the_same_and_counted_by_reason() -> None:
    @strawberry.directive(locations=[DirectiveLocation.FIELD])
    def loud(value: str) -> str:
        return value.upper()

    class Watching(SchemaExtension):
        pass

    @strawberry.type
    class Query:
        name: str = strawberry.field(resolver=lambda: "Emma")

    with_directive = strawberry.Schema(query=Query, directives=[loud])
    with_extension = strawberry.Schema(query=Query, extensions=[Watching])
    directed, watched, referred = engine(of=with_directive), engine(of=with_extension), engine(compiled=False)

    assert (await answered(directed, '{ name @loud(value: "Anne") }'))["data"] == {"name": "ANNE"}
    assert (await answered(watched, "{ name }"))["data"] == {"name": "Emma"}
    assert (await answered(referred, "{ books(first: 1) { id } }"))["data"] == {"books": [{"id": "1"}]}

    assert [made.fallbacks for made in (watched, referred)] == [{"extensions": 1}, {"reference": 1}]
    assert directed.fallbacks.total() == 1
    # On the event loop it would take as long as the schema is large; alone, it is told in the worker.
    with pytest.raises(RequestRefused, match="Ask for the schema in an operation of its own"):
        await answered(watched, "{ name __schema { queryType { name } } }")


async def test_each_way_of_its_conditions_is_compiled_and_the_oldest_makes_room() -> None:
    made = engine()
    names = ["a", "b", "c", "d"]
    asked = " ".join(f"{name}: __typename @include(if: ${name})" for name in names)
    document = f"query({' '.join(f'${name}: Boolean!' for name in names)}) {{ {asked} }}"

    for number in range(16):
        chosen = {name: bool(number >> place & 1) for place, name in enumerate(names)}
        said = await answered(made, document, **chosen)
        assert list(said["data"]) == [name for name in names if chosen[name]]

    assert made.fallbacks.total() == 0


async def test_a_resolver_can_look_ahead() -> None:
    seen: list[Any] = []

    @strawberry.type
    class Shelf:
        @strawberry.field
        def books(self, first: int = 3, kind: str | None = None) -> int:
            return first

    @strawberry.type
    class Query:
        @strawberry.field
        def shelf(self, info: strawberry.Info) -> Shelf:
            seen.append(info.ahead("Shelf", "books"))  # type: ignore[attr-defined]
            return Shelf()

    made = engine(of=strawberry.Schema(query=Query))

    await answered(made, 'query($n: Int!) { shelf { a: books(first: $n, kind: "new") b: books } }', n=7)
    await answered(made, "{ shelf { __typename } }")

    assert seen == [[{"first": 7, "kind": "new"}, {"first": 3, "kind": None}], []]


async def test_rows_are_known_by_their_class_only_where_the_schema_says_so() -> None:
    class Row:
        def __init__(self, kind: str) -> None:
            self.kind = kind

    @strawberry.interface
    class Animal:
        kind: str

    @strawberry.type
    class Cat(Animal):
        @classmethod
        def is_type_of(cls, obj: Any, _info: Any) -> bool:
            return bool(obj.kind == "cat")

    @strawberry.type
    class Dog(Animal):
        @classmethod
        def is_type_of(cls, obj: Any, _info: Any) -> bool:
            return bool(obj.kind == "dog")

    @strawberry.type
    class Query:
        @strawberry.field
        def animals(self) -> list[Animal]:
            return cast("list[Animal]", [Row("cat"), Row("dog"), Row("cat")])

    made = engine(of=strawberry.Schema(query=Query, types=[Cat, Dog]))

    said = await answered(made, "{ animals { __typename kind } }")

    assert [animal["__typename"] for animal in said["data"]["animals"]] == ["Cat", "Dog", "Cat"]
    assert made.fallbacks.total() == 0


async def test_enums_are_written_by_member_and_by_value() -> None:
    @strawberry.enum
    class Size(Enum):
        SMALL = 1
        LARGE = 2

    @strawberry.type
    class Query:
        @strawberry.field
        def sizes(self) -> list[Size]:
            return cast("list[Size]", [Size.SMALL, 2])

    said = await answered(engine(of=strawberry.Schema(query=Query)), "{ sizes }")

    assert said["data"] == {"sizes": ["SMALL", "LARGE"]}


@strawberry.interface
class Person:
    """Somebody who has a friend."""

    name: str
    friend: "Person"


@strawberry.type
class Reader(Person):
    """One kind."""


@strawberry.type
class Writer(Person):
    """Another."""


@strawberry.type
class Friends:
    """A root."""

    person: Person


@pytest.mark.parametrize("inside", ["__typename", "name", "... on Reader { read: name }", ""])
def test_interfaces_in_each_other_are_written_once_for_each_level(inside: str) -> None:
    made = engine(of=strawberry.Schema(Friends, types=[Reader, Writer]))
    document = f"{{ person {{ {f'{inside} friend {{ ' * 12} name {'}' * 14}"

    source = explain(made.documents, document)

    assert max(int(number) for number in re.findall(r"_([0-9]+)", source)) < 400


async def test_what_a_resolver_does_to_its_arguments_stays_there() -> None:
    @strawberry.input
    class Box:
        data: JSON

    def count(data: Any) -> int:
        data["seen"] = data.get("seen", 0) + 1
        return int(data["seen"])

    @strawberry.type
    class Query:
        @strawberry.field
        def seen(self, data: JSON) -> int:
            """How often this very object was given."""
            return count(data)

        @strawberry.field
        def boxed(self, box: Box) -> int:
            """The same of one in an input object."""
            return count(box.data)

    made = engine(of=strawberry.Schema(Query))
    document = """query($d: JSON! = {}, $n: Int = 1) {
        a: seen(data: {}) b: seen(data: $d) c: boxed(box: {data: {}}) d: boxed(box: {data: {n: $n}}) }"""

    for _ in range(3):
        assert (await answered(made, document))["data"] == {"a": 1, "b": 1, "c": 1, "d": 1}
