"""What Strawberry's own tests say of execution, in our words: each answer is graphql-core's, and the one expected."""

from typing import Any, NamedTuple

import pytest

from tests.gateway import executing, shop, trying
from tests.gateway.comparing import Subject
from tests.gateway.operations import Case

pytestmark = trying.FORGOTTEN


class Expected(NamedTuple):
    """A document, and what comes of it: data, and the errors' paths and words."""

    document: str
    data: Any
    errors: dict[str, str] = {}  # noqa: RUF012 - nobody changes it
    variables: dict[str, Any] | None = None
    operation_name: str | None = None


PIE = {"title": "pie"}
CASES = {
    "a plain attribute of the root": Expected("{ hello }", {"hello": "world"}),
    "names in camel case": Expected("{ book { pageCount } }", {"book": {"pageCount": 10}}),
    "a private attribute is read by resolvers only": Expected(
        "{ cake { recipe } }", {"cake": {"recipe": "much butter"}}
    ),
    "an unknown field": Expected("{ cake { secret } }", None, {"": "Cannot query field 'secret' on type 'Cake'."}),
    "an inherited resolver": Expected("{ cake { shout } }", {"cake": {"shout": "pie!"}}),
    "a static resolver, below a lazy type": Expected(
        "{ book { author { motto books(first: 2) { title } } } }",
        {"book": {"author": {"motto": "write", "books": [{"title": "book 0"}, {"title": "book 1"}]}}},
    ),
    "an enum by its member": Expected("{ cake { flavour } }", {"cake": {"flavour": "SWEET"}}),
    "an enum by its value": Expected("{ rawCake { flavour } }", {"rawCake": {"flavour": "SWEET"}}),
    "no value of an enum": Expected(
        "{ badCake { title flavour } }",
        {"badCake": {"title": "pie", "flavour": None}},
        {"badCake.flavour": "Enum 'Flavour' cannot represent value: 'salty'"},
    ),
    "enums by literal": Expected("{ flavours(only: [TART]) }", {"flavours": ["TART"]}),
    "enums by variable": Expected(
        "query($o: [Flavour!]) { flavours(only: $o) }", {"flavours": ["TART", "SWEET"]}, {}, {"o": ["TART", "SWEET"]}
    ),
    "an enum's value is no name": Expected(
        "query($o: [Flavour!]) { flavours(only: $o) }",
        None,
        {"": "Variable '$o' has invalid value at [0]: Value 'acid' does not exist in 'Flavour' enum."},
        {"o": ["acid"]},
    ),
    "a custom scalar out": Expected("{ cake { price } }", {"cake": {"price": "1.00"}}),
    "dictionaries, by the schema's default resolver": Expected(
        "{ row { title note price } }", {"row": {"title": "row", "note": None, "price": "0.05"}}
    ),
    "an interface": Expected(
        "{ items { __typename title ... on Cake { flavour } ...B } } fragment B on Book { pageCount }",
        {
            "items": [
                {"__typename": "Cake", "title": "pie", "flavour": "SWEET"},
                {"__typename": "Book", "title": "tome", "pageCount": 10},
            ]
        },
    ),
    "a union": Expected(
        '{ products(kinds: ["cake", "none", "book"]) { ... on Item { title } ... on Book { __typename } } }',
        {"products": [PIE, None, {"title": "tome", "__typename": "Book"}]},
    ),
    "a type that is not in the union": Expected(
        '{ products(kinds: ["cake", "stranger"]) { __typename } }',
        {"products": [{"__typename": "Cake"}, None]},
        {"products.1": 'The type "<class \'tests.gateway.shop.Stranger\'>" of the field "products" is not in the list'},
    ),
    "no type at all in a union": Expected(
        '{ products(kinds: ["text"]) { __typename } }',
        {"products": [None]},
        {"products.0": 'The type "<class \'str\'>" cannot be resolved for the field "products"'},
    ),
    "a generic of a generic": Expected(
        "{ page { __typename edges { __typename cursor node { title } } } }",
        {"page": {"__typename": "CakePage", "edges": [{"__typename": "CakeEdge", "cursor": "1", "node": PIE}]}},
    ),
    "a generic of a scalar": Expected(
        "{ numbers { edges { __typename node } } }",
        {"numbers": {"edges": [{"__typename": "IntEdge", "node": 1}, {"__typename": "IntEdge", "node": 2}]}},
    ),
    "defaults of an input": Expected(
        '{ order(order: {name: "a"}) }',
        {"order": "Order(name='a', size=None, sizes=[], note=UNSET, flavour=<Flavour.SOUR: 'acid'>, gift=None)"},
    ),
    "nested inputs by variable": Expected(
        'query($s: Size!, $g: String) { order(order: {name: "a", size: $s, sizes: [$s], note: null, gift: $g}) }',
        {
            "order": "Order(name='a', size=Size(width=1, height=3), sizes=[Size(width=1, height=3)], note=None, "
            "flavour=<Flavour.SOUR: 'acid'>, gift=Some(None))"
        },
        {},
        {"s": {"width": 1}, "g": None},
    ),
    "one thing stands for a list": Expected(
        '{ order(order: {name: "a", sizes: {width: 2, height: 1}, flavour: SWEET, gift: "g"}) }',
        {
            "order": "Order(name='a', size=None, sizes=[Size(width=2, height=1)], note=UNSET, "
            "flavour=<Flavour.SWEET: 'sugary'>, gift=Some('g'))"
        },
    ),
    "an input that lacks what it needs": Expected(
        "query($o: Order!) { order(order: $o) }",
        None,
        {"": "Variable '$o' has invalid value: Expected value of type 'Order' to include required field 'name'"},
        {"o": {}},
    ),
    "one of several": Expected('{ find(by: {name: "a"}) }', {"find": "By(id=UNSET, name='a')"}),
    "one of several, by variable": Expected(
        "query($b: By!) { find(by: $b) }", {"find": "By(id='7', name=UNSET)"}, {}, {"b": {"id": 7}}
    ),
    "two of several": Expected(
        'query($b: By! = {name: "a"}) { find(by: $b) }',
        None,
        {"": "OneOf Input Object 'By' must specify exactly one key."},
        {"b": {"id": 7, "name": "a"}},
    ),
    "none of several": Expected(
        "{ find(by: {}) }", None, {"": "OneOf Input Object 'By' must specify exactly one key."}
    ),
    "dates and times": Expected(
        '{ when(day: "2026-11-18", at: "2026-11-18T12:00:00Z", hour: "12:30:00") day(day: "2026-01-02") }',
        {
            "when": [
                "2026-11-18",
                "2026-11-18 12:00:00+00:00",
                "12:30:00",
            ],
            "day": "2026-01-02",
        },
    ),
    "a date that is none": Expected(
        'query($d: Date = "2026-13-01") { when(day: $d) }', None, {"": "Value cannot represent a Date"}
    ),
    "a date that is none, by variable": Expected(
        "query($d: Date!) { day(day: $d) }", None, {"": "Variable '$d' has invalid value"}, {"d": "soon"}
    ),
    "decimals and UUIDs": Expected(
        '{ exact(value: "1.50", id: "00000000-0000-0000-0000-000000000007") }',
        {"exact": ["Decimal('1.50')", "UUID('00000000-0000-0000-0000-000000000007')"]},
    ),
    "JSON": Expected("{ json }", {"json": {"a": [1, None, {"b": "c"}]}}),
    "a number for an ID": Expected("{ identity(id: 7) }", {"identity": "7"}),
    "a permission that is given, later": Expected("{ members }", {"members": "welcome"}),
    "a permission that is not given": Expected(
        "{ hello nobody }", {"hello": "world", "nobody": None}, {"nobody": "Nobody may."}
    ),
    "a permission that is needed": Expected("{ hello nobodyNow }", None, {"nobodyNow": "Nobody may."}),
    "a permission that fails silently": Expected("{ hidden }", {"hidden": None}),
    "a field extension": Expected("{ loud }", {"loud": "QUIET"}),
    "an exception that becomes data": Expected(
        "{ a: buy { ... on Cake { title } } b: buy(sold: true) { ... on Unavailable { reason } } }",
        {"a": PIE, "b": {"reason": "come back"}},
    ),
    "what info knows": Expected("{ here: where }", {"here": ["where", "here", "Query", "ann", "None"]}),
    "aliases with other arguments": Expected(
        "query($n: Int!) { a: name(id: 1) b: name(id: $n) }", {"a": "name 1", "b": "name 2"}, {}, {"n": 2}
    ),
    "skipped and included": Expected(
        "query($y: Boolean!, $n: Boolean = false) { a: hello @skip(if: $y) b: hello @include(if: $y) "
        "... @include(if: $n) { c: hello } ... on Query @skip(if: $n) { d: hello } }",
        {"b": "world", "d": "world"},
        {},
        {"y": True},
    ),
    "one of two operations": Expected("query A { hello } query B { b: hello }", {"b": "world"}, {}, None, "B"),
    "a page of relay's": Expected(
        '{ fruits(first: 1, after: "YXJyYXljb25uZWN0aW9uOjA=") '
        "{ pageInfo { hasNextPage } edges { cursor node { id code: __typename } } } }",
        {
            "fruits": {
                "pageInfo": {"hasNextPage": True},
                "edges": [
                    {"cursor": "YXJyYXljb25uZWN0aW9uOjE=", "node": {"id": "RnJ1aXQ6Mg==", "code": "Fruit"}},
                ],
            }
        },
    ),
    "types by name": Expected(
        '{ __type(name: "Item") { kind possibleTypes { name } fields { name } } __typename }',
        {
            "__type": {
                "kind": "INTERFACE",
                "possibleTypes": [{"name": "Cake"}, {"name": "Book"}],
                "fields": [{"name": "title"}, {"name": "price"}, {"name": "shout"}],
            },
            "__typename": "Query",
        },
    ),
    "the schema's roots": Expected(
        "{ __schema { mutationType { name } subscriptionType { fields { name } } } }",
        {
            "__schema": {
                "mutationType": {"name": "Mutation"},
                "subscriptionType": {"fields": [{"name": "count"}, {"name": "cakes"}]},
            }
        },
    ),
    "mutations one after the other": Expected(
        "mutation { a: add b: add fail c: add clear d: add }",
        {"a": 1, "b": 2, "fail": None, "c": 4, "clear": None, "d": 1},
        {"fail": "no"},
    ),
    "a fragment in itself": Expected(
        "{ cake { ...A } } fragment A on Cake { ...B } fragment B on Cake { title ...A }",
        None,
        {"": "Cannot spread fragment 'A' within itself via 'B'."},
    ),
    "a document that cannot be read": Expected("{ cake { ", None, {"": "Syntax Error: Expected Name, found <EOF>."}),
}
EVENTS: dict[str, tuple[str, list[tuple[Any, dict[str, str]]]]] = {
    "events": ("subscription { count }", [({"count": 0}, {}), ({"count": 1}, {})]),
    "no events": ("subscription { count(to: 0) }", []),
    "an error midway": (
        "subscription { count(to: 9) }",
        [({"count": 0}, {}), ({"count": 1}, {}), ({"count": 2}, {}), (None, {"": "too far"})],
    ),
    "objects, and none": (
        "subscription { cakes { title } }",
        [({"cakes": {"title": "pie"}}, {}), ({"cakes": None}, {})],
    ),
    "a stream that is refused": ('subscription { count(to: "a") }', [(None, {"": "Int cannot represent non-integer"})]),
}


@pytest.fixture(scope="module")
def subject() -> Subject:
    """The shop."""
    return Subject(shop.build(), shop.Context, lambda context: context.log)


def words(errors: list[dict[str, Any]]) -> dict[str, str]:
    """Errors by their paths."""
    return {".".join(map(str, error.get("path", []))): error["message"] for error in errors}


def fit(result: Any, data: Any, errors: dict[str, str]) -> None:
    """Raise AssertionError where an answer is not as expected; errors may say more."""
    assert result["data"] == data
    said = words(result.get("errors", []))
    assert said.keys() == errors.keys()
    assert {path: message[: len(errors[path])] for path, message in said.items()} == errors


@pytest.mark.parametrize("name", CASES)
async def test_an_answer(subject: Subject, name: str) -> None:
    document, data, errors, variables, operation_name = CASES[name]
    root = shop.Query()

    case = Case(document, variables, operation_name)
    wanted = await Subject(
        subject.schema, subject.context, subject.log, root if name != "what info knows" else None
    ).agree(case)

    fit(wanted, data, errors)


@pytest.mark.parametrize("name", EVENTS)
async def test_a_stream(subject: Subject, name: str) -> None:
    document, expected = EVENTS[name]

    results = await subject.agree(Case(document), streams=True)

    assert isinstance(results, list)
    assert len(results) == len(expected)
    for result, (data, errors) in zip(results, expected, strict=True):
        fit(result, data, errors)


async def test_a_loader_is_asked_once(subject: Subject) -> None:
    context = shop.Context()
    document = "{ a: name(id: 1) b: name(id: 2) ... { c: name(id: 3) } d: name(id: 1) }"

    await executing.compiled(subject.schema, document, None, context)

    assert context.log == ["asked for [1, 2, 3]"]
