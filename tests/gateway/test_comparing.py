"""The comparison is worth what it finds: each way of being wrong is detected, and only what may differ may differ."""

from collections.abc import Awaitable, Callable
from copy import deepcopy
from typing import Any

import pytest

from tests.gateway import executing, trying
from tests.gateway.comparing import Subject, Tally
from tests.gateway.executing import Result, reference
from tests.gateway.operations import Case
from tests.gateway.reducing import smallest

pytestmark = trying.FORGOTTEN
CASE = Case(
    """{ echo { plain(i: 2) enums } trouble { plain number broken children { number nullNow } }
    lists { loose(kind: WITH_ERROR) } zoo { beasts { __typename } } }"""
)
BELOW = Case("{ trouble { self { brokenLaterNow nullNow brokenNow number } } }")


def _swap(data: Any) -> None:
    data["trouble"] = dict(reversed(data["trouble"].items()))


WRONG: dict[str, Callable[[Result], Any]] = {
    "another value": lambda result: result["data"]["trouble"].update(number=8),
    "another type": lambda result: result["data"]["trouble"].update(number=7.0),
    "a boolean": lambda result: result["data"]["lists"]["loose"].__setitem__(0, True),
    "a text": lambda result: result["data"]["trouble"].update(number="7"),
    "another order": lambda result: _swap(result["data"]),
    "a key too many": lambda result: result["data"].update(more=None),
    "a key too few": lambda result: result["data"].pop("zoo"),
    "an item too few": lambda result: result["data"]["zoo"]["beasts"].pop(),
    "null for an object": lambda result: result["data"].update(zoo=None),
    "null for all": lambda result: result.update(data=None),
    "no errors": lambda result: result.pop("errors"),
    "an error too few": lambda result: result["errors"].pop(0),
    "an error too many": lambda result: result["errors"].append({"message": "more", "path": ["zoo"]}),
    "an error twice": lambda result: result["errors"].append(result["errors"][0]),
    "another message": lambda result: result["errors"][0].update(message="else"),
    "another path": lambda result: result["errors"][0].update(path=["trouble", "plain"]),
    "an index as text": lambda result: result["errors"][-1]["path"].__setitem__(-1, "3"),
    "no path": lambda result: result["errors"][0].pop("path"),
    "another place": lambda result: result["errors"][0]["locations"][0].update(line=9),
    "no place": lambda result: result["errors"][0].pop("locations"),
}


def _wrongly(change: Callable[[Result], Any]) -> Callable[..., Awaitable[Result]]:
    async def answer(*asked: Any, **more: Any) -> Result:
        result = deepcopy(await reference(*asked, **more))
        change(result)
        return result

    return answer


@pytest.fixture
def subject() -> Subject:
    """The awkward schema."""
    return trying.awkward(Tally())


async def test_the_case_is_answered_with_data_and_errors(subject: Subject) -> None:
    answer = await reference(subject.schema, CASE.document, None, subject.context())

    assert answer["data"]["lists"] == {"loose": [1, None, None, None]}
    assert answer["data"]["trouble"] is None
    assert [error["path"] for error in answer["errors"]] == [
        ["trouble", "broken"],
        ["trouble", "children", 0, "nullNow"],
        ["lists", "loose", 1],
        ["lists", "loose", 3],
    ]


@pytest.mark.parametrize("how", WRONG)
async def test_each_way_of_being_wrong_is_found(subject: Subject, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    case = Case(CASE.document.replace(" children { number nullNow }", ""))
    monkeypatch.setattr(executing, "compiled", _wrongly(WRONG[how]))

    with pytest.raises(AssertionError) as found:
        await subject.agree(case)

    assert case.document in str(found.value)
    assert "compiled: " in str(found.value)
    assert "graphql-core: " in str(found.value)


async def test_what_is_right_is_right(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executing, "compiled", _wrongly(lambda result: result.get("errors", []).reverse()))

    await subject.agree(CASE)

    assert subject.tally.partial == 1


def _only(*keys: str) -> Callable[[Result], Any]:
    """Errors below the nulled parent at these fields, as if they had been met first."""
    said = {"brokenLaterNow": "in time", "nullNow": "Cannot return null for non-nullable field Trouble.nullNow."}
    columns = {"brokenLaterNow": 20, "nullNow": 35}

    def change(result: Result) -> None:
        result["errors"] = [
            {
                "message": said[key],
                "path": ["trouble", "self", key],
                "locations": [{"line": 1, "column": columns[key]}],
            }
            for key in keys
        ]

    return change


@pytest.mark.parametrize("keys", [["nullNow"], ["brokenLaterNow"], ["nullNow", "brokenLaterNow"]], ids=str)
async def test_below_a_nulled_parent_one_cause_is_enough(
    subject: Subject, monkeypatch: pytest.MonkeyPatch, keys: list[str]
) -> None:
    monkeypatch.setattr(executing, "compiled", _wrongly(_only(*keys)))

    await subject.agree(BELOW)


def _not_a_cause(result: Result) -> None:
    _only("nullNow")(result)
    result["errors"][0].update(message="at once", path=["trouble", "self", "broken"], locations=[])


@pytest.mark.parametrize(
    "change",
    [
        _only(),
        lambda result: result["errors"][0].update(message="what cannot be"),
        lambda result: result["errors"][0].update(path=["trouble", "self", "number"]),
        lambda result: result["errors"][0].update(path=["trouble"]),
        _not_a_cause,
    ],
    ids=["none", "another", "elsewhere", "above", "one that nulls nothing"],
)
async def test_below_a_nulled_parent_not_everything_goes(
    subject: Subject, monkeypatch: pytest.MonkeyPatch, change: Callable[[Result], Any]
) -> None:
    monkeypatch.setattr(executing, "compiled", _wrongly(change))

    with pytest.raises(AssertionError, match="trouble"):
        await subject.agree(BELOW)


async def test_what_a_mutation_did_is_compared(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    async def twice(*asked: Any, **more: Any) -> Result:
        await reference(*asked, **more)
        return await reference(*asked, **more)

    monkeypatch.setattr(executing, "compiled", twice)

    with pytest.raises(AssertionError, match="done: "):
        await subject.agree(Case("mutation { do { number } }"))


async def test_events_are_compared(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fewer(*asked: Any, **more: Any) -> list[Result]:
        return (await executing.reference_events(*asked, **more))[:-1]

    monkeypatch.setattr(executing, "compiled_events", fewer)

    with pytest.raises(AssertionError, match="1 results instead of 2"):
        await subject.agree(Case("subscription { counting }"), streams=True)


async def test_a_failure_is_told_by_a_small_document(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    def change(result: Result) -> None:
        if (result["data"] or {}).get("zoo"):
            result["data"]["zoo"]["more"] = 1

    monkeypatch.setattr(executing, "compiled", _wrongly(change))

    document = """query($b: Boolean!) { lists { loose @skip(if: $b) } zoo { ...F } }
        fragment F on Zoo { dog { name } beasts { __typename } }"""

    with pytest.raises(AssertionError) as found:
        await trying.agree(subject, Case(document, {"b": True}))

    assert "lists" not in str(found.value)
    assert "dog { name }" not in " ".join(str(found.value).split())


async def test_the_smallest_has_nothing_to_lose() -> None:
    async def differs(case: Case) -> bool:
        return "b" in case.document

    small = await smallest(Case("{ a { b c(d: 1) ... @skip(if: true) { e } } f }"), differs)

    assert small.document.split() == ["{", "a", "{", "b", "}", "}"]
