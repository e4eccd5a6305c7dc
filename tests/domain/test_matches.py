"""Places of a match: in the original text, whole characters, whatever they become in the normal form."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.matches import MatchRange, ranges
from domain.search_text import normal

ODD = "eEİıßẞﬁﬀﷺ가각가ｶﾞガがかกินำน้ค\u0301\u0308\u0323\u0345\u3099ΆάΣςж👍🏽👩\u200d🇩🇪ＡＢ①ǅ\u09be\u09c7\ufdd0"
CHARACTERS = st.one_of(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), st.sampled_from(ODD))
TEXTS = st.text(CHARACTERS, max_size=20)


def held(text: str, places: list[MatchRange]) -> list[str]:
    """What each place holds, cut as a client cuts it, in normal form."""
    units = text.encode("utf-16-le")
    return [normal(units[2 * place.start : 2 * place.end].decode("utf-16-le")) for place in places]


@given(text=TEXTS, start=st.integers(0, 20), length=st.integers(1, 5))
def test_what_is_contained_has_places_and_each_holds_it(text: str, start: int, length: int) -> None:
    form = normal(text)
    query = normal(form[start : start + length])
    if not query or query not in form:
        return

    places = ranges(text, query, 100)

    assert places
    assert all(query in part for part in held(text, places))
    assert all(one.start < one.end for one in places)
    assert all(one.end <= other.start for one, other in pairwise(places))


@given(text=TEXTS, query=st.text(CHARACTERS, min_size=1, max_size=3).map(normal).filter(bool))
def test_what_is_not_contained_has_none(text: str, query: str) -> None:
    assert bool(ranges(text, query, 100)) == (query in normal(text))


def test_so_many_at_most_and_not_within_one_another() -> None:
    assert ranges("aaaa", "aa", 100) == [MatchRange(0, 2), MatchRange(2, 4)]
    assert ranges("aaaa", "a", 3) == [MatchRange(0, 1), MatchRange(1, 2), MatchRange(2, 3)]
    assert ranges("ﬀ", "f", 100) == [MatchRange(0, 1)]
    assert ranges("éa" * 1000, "a", 100)[-1] == MatchRange(199, 200)
    assert ranges("abc", "é", 100) == []
