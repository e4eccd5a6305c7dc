"""Texts with variables: what they ask for, what is wrong with them, and how they are filled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import replies
from domain.errors import InvalidInput

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True)
VALUES = st.text().filter(str.strip)


def escaped(text: str) -> str:
    """A text that says what another does, without any variable."""
    return text.replace("{", "{{").replace("}", "}}")


@pytest.mark.rule("MSG-7")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hello", []),
        ("", []),
        ("Hi {creator_name}, {shop_name} has {discount} % for you. Bye {creator_name}!",
         ["creator_name", "shop_name", "discount"]),
        ("{b}{a}{b}", ["b", "a"]),
        ("{{not_one}}", []),
        ("{{{one}}}", ["one"]),
        ("{a1_}{{", ["a1_"]),
        ("{" + "x" * 40 + "}", ["x" * 40]),
    ],
)  # fmt: skip
def test_the_variables_of_a_text_are_found_each_once_and_in_order(text: str, found: list[str]) -> None:
    assert replies.variables(text) == found


@pytest.mark.rule("MSG-7")
@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("{", 1),
        ("a }", 3),
        ("{}", 1),
        ("{Name}", 1),
        ("{ name }", 1),
        ("{1st}", 1),
        ("{_a}", 1),
        ("{first-name}", 1),
        ("{imię}", 1),
        ("{a٣}", 1),
        ("{name", 1),
        ("name}", 5),
        ("{a}}", 4),
        ("{{a}", 4),
        ("{" + "x" * 41 + "}", 1),
        ("{a\n}", 1),
    ],
)
def test_any_other_brace_is_refused_and_the_sentence_says_where_and_what_is_right(text: str, at: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        replies.variables(text, "content.text")

    assert refused.value.facts == {"field": "content.text"}
    assert refused.value.detail.startswith(f"The brace at character {at} is no part of a variable. Write a variable as")
    assert "{{ or }}" in refused.value.detail


@pytest.mark.rule("MSG-7")
def test_what_fills_itself_is_not_asked_for() -> None:
    assert replies.asked("{creator_name} {code} {shop_name} {until}") == ["code", "until"]


@pytest.mark.rule("MSG-7")
def test_values_are_put_in_as_they_are_and_not_read_again() -> None:
    values = {"a": "{b} {{ }} \\1 \\g<0> ", "b": "x", "unused": "y"}

    assert replies.fill("{{{a}}} {b}{b}", values, "text") == "{{b} {{ }} \\1 \\g<0> } xx"


@pytest.mark.rule("MSG-7")
@pytest.mark.parametrize("values", [{}, {"a": "x"}, {"a": "x", "b": "", "c": " \n"}])
def test_a_text_with_a_variable_that_has_no_value_is_not_filled(values: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        replies.fill("{a} {b} {c}", {"a": "x", **values}, "variables")

    assert refused.value.facts == {"field": "variables"}
    assert refused.value.detail == "Nothing stands for {b}, {c} yet: give a value for each variable."


@pytest.mark.rule("MSG-7")
@pytest.mark.parametrize(
    ("pairs", "field", "sentence"),
    [
        ([("code", "A"), ("cod", "B")], "v.1.name", "The text does not ask for this. It asks for {code}, {until}."),
        ([("shop_name", "B")], "v.0.name", "{shop_name} is filled in by itself: leave it out."),
        ([("creator_name", "B")], "v.0.name", "{creator_name} is filled in by itself: leave it out."),
        ([("code", "A"), ("until", "B"), ("code", "A")], "v.2.name", "{code} is given twice."),
    ],
)
def test_values_are_given_once_each_for_what_is_asked(pairs: list[tuple[str, str]], field: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        replies.given("{code} {until} {shop_name}", pairs, "v")

    assert (refused.value.facts, refused.value.detail) == ({"field": field}, sentence)


@pytest.mark.rule("MSG-7")
def test_a_text_that_asks_for_nothing_says_so() -> None:
    with pytest.raises(InvalidInput, match="It asks for nothing"):
        replies.given("Hello {shop_name}", [("code", "A")], "v")


@pytest.mark.rule("MSG-7")
@given(st.text())
def test_every_text_can_be_written_without_a_variable(text: str) -> None:
    assert replies.variables(escaped(text)) == []
    assert replies.fill(escaped(text), {}, "text") == text


@pytest.mark.rule("MSG-7")
@given(st.lists(st.tuples(st.text(), NAMES)), st.text(), st.data())
def test_a_filled_text_is_its_words_and_its_values(parts: list[tuple[str, str]], end: str, data: st.DataObject) -> None:
    values = {name: data.draw(VALUES) for _, name in parts}
    text = "".join(f"{escaped(words)}{{{name}}}" for words, name in parts) + escaped(end)

    assert replies.variables(text) == [*values]
    assert replies.fill(text, values, "text") == "".join(words + values[name] for words, name in parts) + end


@pytest.mark.rule("MSG-7")
@given(st.text(alphabet="{}ab_"))
def test_whatever_is_written_is_refused_or_can_be_filled(text: str) -> None:
    try:
        names = replies.variables(text)
    except InvalidInput:
        return

    assert replies.fill(text, dict.fromkeys(names, "x"), "text").count("x") >= len(names)
