"""What part of a list is asked for."""

import pytest

from domain.errors import InvalidInput
from domain.rules.pages import Slice, cut


def asked(
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    *,
    newest_last: bool = False,
) -> Slice:
    """A page of a list whose pages have 25 items, and at most 50."""
    return cut(first, after, last, before, default=25, most=50, newest_last=newest_last)


@pytest.mark.rule("INB-6", part="page size")
def test_a_page_has_the_default_size_unless_another_is_asked_for() -> None:
    assert asked() == Slice(25, None, backwards=False)
    assert asked(first=1) == Slice(1, None, backwards=False)
    assert asked(first=50, after="x") == Slice(50, "x", backwards=False)
    assert asked(after="x") == Slice(25, "x", backwards=False)


@pytest.mark.rule("INB-6", part="page size")
@pytest.mark.parametrize(("name", "size"), [("first", 0), ("first", 51), ("first", -1), ("last", 0), ("last", 51)])
def test_asking_for_too_many_or_none_is_a_clear_error(name: str, size: int) -> None:
    with pytest.raises(InvalidInput, match=r"^Ask for 1 to 50 at a time.$") as refused:
        asked(**{name: size})  # type: ignore[arg-type]  # first or last

    assert refused.value.facts == {"field": name}


def test_last_and_before_go_backwards() -> None:
    assert asked(last=5) == Slice(5, None, backwards=True)
    assert asked(last=5, before="x") == Slice(5, "x", backwards=True)
    assert asked(before="x") == Slice(25, "x", backwards=True)


def test_a_list_that_ends_with_the_newest_is_read_from_its_end() -> None:
    assert asked(newest_last=True) == Slice(25, None, backwards=True)
    assert asked(first=5, newest_last=True) == Slice(5, None, backwards=False)
    assert asked(after="x", newest_last=True) == Slice(25, "x", backwards=False)


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"first": 5, "last": 5}, "last"),
        ({"after": "x", "before": "y"}, "before"),
        ({"first": 5, "before": "y"}, "before"),
        ({"last": 5, "after": "x"}, "after"),
    ],
)
def test_two_directions_at_once_are_refused(arguments: dict[str, int | str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        asked(**arguments)  # type: ignore[arg-type]  # the pairs that nobody should give

    assert refused.value.facts == {"field": field}
