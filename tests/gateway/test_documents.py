"""Documents: limited before they are validated, read once, named by hash, kept within a bound."""

import hashlib
import json
import threading
from pathlib import Path
from typing import Any

import orjson
import pytest
import strawberry
from graphql import SchemaMetaFieldDef, TypeMetaFieldDef, parse

from gateway import documents
from gateway.documents import Document, read_manifest
from gateway.engine import Engine
from gateway.errors import RequestRefused
from gateway.limits import Limits, measure
from gateway.seams import Sizes
from tests.gateway.alone import engine, schema

BOOK = '{ book(title: "Emma") { title } }'
OTHER = '{ book(title: "Persuasion") { title } }'
SPREAD = "{ ...A ...A ...B } fragment A on Query { book { id } } fragment B on Query { book { id } }"
ANSWER = {"book": {"title": "Emma for Jane"}}


def sha256(text: str) -> str:
    """A document's name."""
    return hashlib.sha256(text.encode()).hexdigest()


async def asked(made: Engine, query: str | None = None, **more: Any) -> Any:
    """The data of an answer."""
    payload = {key: value for key, value in {"query": query, **more}.items() if value is not None}
    prepared = await made.prepare(payload, request_id="r")
    return orjson.loads(await prepared.answer("Jane"))["data"]


async def refused(made: Engine, query: str | None = None, **more: Any) -> tuple[str, str]:
    """The code and the words of a refusal."""
    with pytest.raises(RequestRefused) as error:
        await asked(made, query, **more)
    return error.value.code, error.value.errors[0]["message"]


def doubling(levels: int) -> str:
    """A small document that selects 2 ** levels fields, in lists whose length a variable says."""
    spread = [f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels)]
    last = f"fragment F{levels} on Query {{ books(first: $n) {{ id }} }}"
    return " ".join(["query($n: Int) { ...F0 }", *spread, last])


@pytest.mark.parametrize(
    ("limits", "document", "words"),
    [
        (Limits(characters=30), BOOK, "This document has 33 characters; at most 30 are allowed."),
        (Limits(tokens=10), BOOK, "Syntax Error: Document contains more than 10 tokens. Parsing aborted."),
        (Limits(fields=3), "{ books { id title } book { id } }", "selects 5 fields; at most 3"),
        (Limits(fields=1000), doubling(12), "selects 8,192 fields; at most 1,000"),
        (Limits(), doubling(90), "at most 600"),
        (Limits(fragments=2), doubling(2), "has 3 fragments; at most 2"),
        (Limits(introspections=1), "{ a: __schema { types { name } } b: __schema { types { name } } }", "2 times"),
        (Limits(fields=3), "{ __schema { types { name kind } } }", "selects 4 fields; at most 3"),
        (Limits(aliases=1), "{ a: books { b: id } }", "has 2 aliases; at most 1"),
        (Limits(directives=1), "{ books @skip(if: false) { id @include(if: true) } }", "has 2 directives; at most 1"),
        (Limits(repeated=2), "{ books { id id id id } }", "repeats 3 fields; at most 2"),
        (Limits(repeated=1), SPREAD, "repeats 2 fields; at most 1"),
        (Limits(depth=1), "{ books { id } }", "is 2 levels deep; at most 1"),
        (Limits(cost=20), "{ books(first: 30) { id } }", "could read 30 things"),
    ],
    ids=[
        "characters", "tokens", "fields", "doubling", "ninety", "fragments", "schema",
        "below schema", "aliases", "directives", "repeated", "spread", "depth", "cost",
    ],
)  # fmt: skip
async def test_what_asks_too_much_is_refused_before_it_is_validated(limits: Limits, document: str, words: str) -> None:
    made = engine(limits=limits)

    code, sentence = await refused(made, document)

    assert code == "INVALID_INPUT"
    assert words in sentence


@pytest.mark.parametrize(
    ("document", "variables", "cost"),
    [
        ("{ __typename }", {}, 1),
        ("{ __schema { types { name } } book { id title } }", {}, 502),
        ("{ book { id title } }", {}, 2),
        ("{ books { id title } }", {}, 6),
        ("{ books(first: 10) { id title } }", {}, 20),
        ("query($n: Int) { books(first: $n) { id title } }", {"n": 7}, 14),
        ("query($n: Int) { books(first: $n) { id title } }", {}, 200),
        ("query($n: Int = 5) { books(first: $n) { id title } }", {}, 10),
        ("query($n: Int) { books(first: $n) { id title } }", {"n": 1_000_000}, 200),
        ("query($n: Int) { books(first: $n) { id title } }", {"n": -1}, 2),
        ("query($w: Wanted!) { find(wanted: $w) }", {"w": {"titles": ["a", "b"]}}, 1),
        ("query($n: Int) { ...F ...F book { id } } fragment F on Query { books(first: $n) { id } }", {"n": 4}, 9),
    ],
)
async def test_lists_multiply_what_is_in_them(document: str, variables: dict[str, Any], cost: int) -> None:
    prepared = await engine().prepare({"query": document, "variables": variables}, request_id="r")

    assert prepared.cost == cost


@pytest.mark.parametrize(
    ("variables", "cost"),
    [({"m": 5}, 10), ({"n": None, "m": 5}, 10), ({"n": 7, "m": 5}, 14), ({"m": 1_000_000}, 200), ({}, 200)],
)
def test_a_page_that_may_be_of_either_end_is_as_long_as_what_is_given(variables: dict[str, Any], cost: int) -> None:
    document = parse("query($n: Int, $m: Int) { books(first: $n, last: $m) { id title } }")

    _, costs = measure(document, Sizes(pages={"books": 3}))

    assert costs[None].of(variables, 100) == cost


async def test_a_list_that_an_argument_names_counts_its_items() -> None:
    made = engine(sizes=Sizes(listed={"find": "wanted"}))

    prepared = await made.prepare({"query": '{ find(wanted: { titles: ["a"] }) }'}, request_id="r")

    assert prepared.cost == 1


async def test_what_is_dear_costs_so_each_time_however_little_it_shows() -> None:
    made = engine(sizes=Sizes(pages={"books": 3}, dear={"books": 500}))

    costs = [
        (await made.prepare({"query": document, "variables": {"n": 4}}, request_id="r")).cost
        for document in (
            "{ books { id } }",
            "{ one: books(first: 1) { id } two: books(first: 1) { id title } }",
            "query($n: Int) { books(first: $n) { title } ...F } fragment F on Query { again: books(first: $n) { id } }",
        )
    ]

    assert costs == [503, 501 + 1002, 504 + 504]


async def test_a_document_is_read_once_and_so_are_its_mistakes() -> None:
    made = engine()

    for _ in range(3):
        assert await asked(made, BOOK) == ANSWER
        assert (await refused(made, "{ nope }"))[0] == "INVALID_INPUT"

    assert made.documents.kept[0] == 2
    assert isinstance(made.documents.find(BOOK), Document)


async def test_what_is_wrong_is_told_and_kept_in_part() -> None:
    made = engine()

    with pytest.raises(RequestRefused) as error:
        await asked(made, "{ " + " ".join(f"nope{n}" for n in range(100)) + " }")

    assert len(error.value.errors) == 10
    assert made.documents.kept[1] > 15_000


@pytest.mark.parametrize(
    ("document", "answer"),
    [
        (
            "query($not: Boolean = false) { ... @skip(if: $not) { __schema { queryType { name } } } no: __typename }",
            {"__schema": {"queryType": {"name": "Query"}}, "no": "Query"},
        ),
        ("{ __schema { queryType { name } } }", {"__schema": {"queryType": {"name": "Query"}}}),
        (
            "{ ...S } fragment S on Query { __typename s: __schema { queryType { name } } }",
            {"__typename": "Query", "s": {"queryType": {"name": "Query"}}},
        ),
        ('{ ... { __type(name: "Book") { kind } } }', {"__type": {"kind": "OBJECT"}}),
        (
            """{ book(title: "Emma") { title } ...S no: __type(name: "No") { kind } }
            fragment S on Query { __type(name: "Book") { fields { name } } }""",
            {**ANSWER, "__type": {"fields": [{"name": "id"}, {"name": "title"}]}, "no": None},
        ),
    ],
)
@pytest.mark.parametrize("compiled", [True, False])
async def test_the_schema_is_told_in_the_worker_wherever_it_is_asked_for(
    document: str, answer: Any, monkeypatch: pytest.MonkeyPatch, *, compiled: bool
) -> None:
    threads: list[str] = []
    for field in (SchemaMetaFieldDef, TypeMetaFieldDef):
        monkeypatch.setattr(field, "resolve", _noted(field.resolve, threads))

    said = await asked(engine(compiled=compiled), document)

    assert list(said.items()) == list(answer.items())
    assert {name.partition("_")[0] for name in threads} == {"documents"}


def _noted(resolve: Any, threads: list[str]) -> Any:
    def noted(*args: Any, **given: Any) -> Any:
        threads.append(threading.current_thread().name)
        return resolve(*args, **given)

    return noted


async def test_the_schema_is_told_beside_other_things_only_while_there_is_room_in_the_worker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = engine()
    document = '{ book(title: "Emma") { title } __type(name: "Book") { kind } }'
    prepared = await made.prepare({"query": document}, request_id="r")
    monkeypatch.setattr(documents, "MOST_WAITING", 0)

    said = orjson.loads(await prepared.answer("Jane"))

    assert said["data"] == {**ANSWER, "__type": None}
    (error,) = said["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["__type"], "RATE_LIMITED")


async def test_what_is_kept_has_a_bound_in_bytes_and_the_oldest_goes_first() -> None:
    made = engine(kept_bytes=200_000)
    for number in range(20):
        await asked(made, f'{{ book(title: "{number}") {{ title }} }}')
        assert await asked(made, BOOK) == ANSWER

    count, size = made.documents.kept

    assert size <= 200_000
    assert 1 < count < 20
    assert made.documents.find(BOOK) is not None
    assert made.documents.find('{ book(title: "0") { title } }') is None


async def test_a_document_can_be_named_by_its_hash_once_it_was_seen() -> None:
    made = engine()
    persisted = {"persistedQuery": {"version": 1, "sha256Hash": sha256(BOOK)}}

    assert await refused(made, extensions=persisted) == ("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
    assert (await refused(made, "", extensions=persisted))[0] == "PERSISTED_QUERY_NOT_FOUND"
    assert await asked(made, BOOK, extensions=persisted) == ANSWER
    assert await asked(made, "", extensions=persisted) == ANSWER
    assert await asked(made, extensions=persisted) == ANSWER
    assert await asked(made, documentId=f"sha256:{sha256(BOOK)}") == ANSWER
    assert (await refused(made, OTHER, extensions=persisted))[0] == "INVALID_INPUT"
    wrongs: list[dict[str, Any]] = [
        {"persistedQuery": 5},
        {"persistedQuery": {}},
        {"persistedQuery": {"sha256Hash": 5}},
    ]
    for wrong in wrongs:
        assert (await refused(made, BOOK, extensions=wrong))[0] == "INVALID_INPUT"


async def test_trusted_documents_are_known_from_the_start_and_may_be_all_there_are(tmp_path: Path) -> None:
    file = tmp_path / "documents.json"
    file.write_text(json.dumps({f"sha256:{sha256(BOOK)}": BOOK, "books-1": OTHER}))
    trusted = read_manifest(file)

    assert await asked(engine(trusted=trusted), documentId="books-1") == {"book": {"title": "Persuasion for Jane"}}
    strict = engine(trusted=trusted, trusted_only=True)
    assert await asked(strict, documentId=sha256(BOOK)) == ANSWER
    assert await asked(strict, BOOK) == ANSWER
    assert (await refused(strict, "{ __typename }"))[0] == "INVALID_INPUT"
    persisted = {"persistedQuery": {"sha256Hash": sha256("{ __typename }")}}
    assert (await refused(strict, "{ __typename }", extensions=persisted))[0] == "PERSISTED_QUERY_NOT_FOUND"


def test_a_manifest_may_be_apollos_and_must_be_one(tmp_path: Path) -> None:
    file = tmp_path / "documents.json"
    file.write_text(
        json.dumps({"format": "apollo-persisted-query-manifest", "operations": [{"id": "A", "body": BOOK}]})
    )
    assert read_manifest(file) == {"a": BOOK}

    for wrong in ("[]", '{"a": 5}', "nonsense"):
        file.write_text(wrong)
        with pytest.raises(ValueError):  # noqa: PT011 - of JSON's or of ours
            read_manifest(file)


async def test_introspection_and_suggestions_are_for_those_who_may_ask() -> None:
    assert (await refused(engine(), "{ boks { id } }"))[1].endswith("Did you mean 'books' or 'book'?")
    assert (await asked(engine(), "{ __schema { queryType { name } } }")) == {
        "__schema": {"queryType": {"name": "Query"}}
    }
    schema.config.disable_field_suggestions = True
    try:
        closed = engine(introspection=False)
        assert (await refused(closed, "{ boks { id } }"))[1] == "Cannot query field 'boks' on type 'Query'."
        assert (await refused(closed, "{ __schema { queryType { name } } }"))[0] == "INVALID_INPUT"
    finally:
        schema.config.disable_field_suggestions = False


async def test_many_wrong_variables_are_told_as_a_few_are() -> None:
    document = "query($w: Wanted!) { find(wanted: $w) }"

    few = await refused(engine(), document, variables={"w": {"titles": ["a", 5]}})
    many = await refused(engine(), document, variables={"w": {"titles": ["a", 5] + ["b"] * 5000}})

    assert (
        few
        == many
        == (
            "INVALID_INPUT",
            "Variable '$w' has invalid value at .titles[1]: String cannot represent a non string value: 5",
        )
    )


async def test_introspection_stays_closed_where_a_rule_of_strawberrys_stumbles() -> None:
    @strawberry.input(one_of=True)
    class Choice:
        text: str | None = strawberry.UNSET
        number: int | None = strawberry.UNSET

    @strawberry.type
    class Query:
        @strawberry.field
        def chosen(self, choice: Choice) -> str:
            return str(choice.text)

    fragment = "fragment F on Query { chosen(choice: { text: $t }) }"
    stumbling = f"query A($t: String!) {{ ...F }} query B {{ __typename }} {fragment}"
    closed = stumbling.replace("{ __typename }", "{ __schema { queryType { name } } }")
    made = engine(of=strawberry.Schema(query=Query), introspection=False)

    assert await asked(made, stumbling, operationName="A", variables={"t": "x"}) == {"chosen": "x"}
    assert (await refused(made, closed, operationName="B"))[0] == "INVALID_INPUT"
