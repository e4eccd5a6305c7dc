"""The form in which text is compared: what it tells apart and what not, and that it is reached at once (SRCH-2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.search_text import SEPARATOR, joined, normal

# Whatever Unicode has, and more than its share of what composes, falls apart, changes its case or its width.
ODD = st.sampled_from("ßẞſﬁŉǅǆǰİıΐςΣᾳͅ´ẚⅣↃªÅΩﷺ각ᄀ\u11a8ﾊﾞがか\u3099้ิि́̃\u0327\u034f\u200d\U0001f468Ａｚ\U0001d400\ufdd0à é")
TEXTS = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), ODD))


@pytest.mark.rule("SRCH-2")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CRÈME Brûlée", "creme brulee"),
        ("cre\u0300me", "crème"),
        ("Ärger", "arger"),
        ("Straße", "STRASSE"),
        ("ﬁlm", "FILM"),
        ("İstanbul", "istanbul"),
        ("ＷＩＤＥ　１２３", "wide 123"),
        ("Ｅ\u0301", "e"),
        ("ǅ", "dz"),
        ("ΆΛΦΑς", "αλφασ"),
        ("ﾊﾟﾝ", "パン"),
        ("か\u3099", "が"),
        ("\u1112\u1161\u11ab", "한"),
        ("ﻻ", "لا"),
        ("Й", "й"),
    ],
)
def test_case_width_and_the_accents_of_latin_and_greek_do_not_matter(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.rule("SRCH-2")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("が", "か"),
        ("กิน", "กน"),
        ("й", "и"),
        ("कि", "क"),
        ("أ", "ا"),
        ("שׁ", "ש"),
        ("パ", "ハ"),
        ("ı", "i"),
        ("한", "하"),
    ],
)
def test_marks_of_other_scripts_tell_letters_apart(one: str, other: str) -> None:
    assert normal(one) != normal(other)


@pytest.mark.rule("SRCH-2")
@given(TEXTS)
def test_what_is_normal_stays_as_it_is(text: str) -> None:
    assert normal(normal(text)) == normal(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_takes_a_shorter_way_to_the_same(text: str) -> None:
    assert normal(text) == normal(text + "é")[:-1]


@given(TEXTS, TEXTS)
def test_nothing_is_found_across_two_titles(one: str, other: str) -> None:
    titles = joined([one, other])

    assert titles.split(SEPARATOR) == ([title for title in (normal(one), normal(other)) if title] or [""])
    assert SEPARATOR not in normal(f"{one}{SEPARATOR}{other}")
