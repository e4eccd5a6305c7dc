"""What words can be taken as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import policy
from domain.errors import InvalidInput
from domain.rules import inputs

NUMBERS = policy.load().defaults
HALF = "\ud83d"  # half of a surrogate pair


@pytest.mark.rule("MSG-1", part="text")
@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("x", "x"),
        ("  hello\n", "hello"),
        ("a  b\n\nc", "a  b\n\nc"),
        ("x" * 2000, "x" * 2000),
        (" " + "x" * 2000 + "\n", "x" * 2000),
        ("👍" * 2000, "👍" * 2000),
        ("\u3000こんにちは\u3000", "こんにちは"),
    ],
)
def test_a_text_is_trimmed_and_else_kept_as_it_is(said: str, kept: str) -> None:
    assert inputs.text(said, "content.text", NUMBERS) == kept


@pytest.mark.rule("MSG-1", part="text")
@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("", "Write something: the text is empty."),
        (" \t\n\u3000", "Write something: the text is empty."),
        ("x" * 2001, "The text has 2,001 characters; at most 2,000 can be sent."),
        ("👍" * 2001, "The text has 2,001 characters; at most 2,000 can be sent."),
        ("a\0b", "The text contains a NUL character, which cannot be stored."),
        (f"a{HALF}b", "The text contains half of a surrogate pair: it is not valid Unicode."),
    ],
)
def test_a_text_that_cannot_be_sent_is_refused_and_told_why(said: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        inputs.text(said, "content.text", NUMBERS)

    assert refused.value.detail == sentence
    assert refused.value.facts == {"field": "content.text"}


@given(said=st.text(max_size=40))
def test_whatever_is_taken_can_be_stored(said: str) -> None:
    try:
        kept = inputs.text(said, "content.text", NUMBERS)
    except InvalidInput:
        return

    assert kept == said.strip() != ""
    assert kept.encode().decode() == kept
    assert "\0" not in kept


@pytest.mark.parametrize("words", ["1", "x" * 100, " spaced ", "f47ac10b-58cc-4372-a567-0e02b2c3d479"])
def test_a_client_made_id_is_kept_as_it_is(words: str) -> None:
    assert inputs.client_message_id(words, "clientMessageId", NUMBERS) == words


@pytest.mark.parametrize("words", ["", "x" * 101, "a\0", HALF])
def test_a_client_made_id_that_cannot_be_kept_is_refused(words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        inputs.client_message_id(words, "clientMessageId", NUMBERS)

    assert refused.value.facts == {"field": "clientMessageId"}


@pytest.mark.parametrize(("words", "kept"), [("Maya", "maya"), ("@maya", "maya"), ("9_lives.x-y", "9_lives.x-y")])
def test_a_handle_is_taken_in_any_case_and_with_its_at_sign(words: str, kept: str) -> None:
    assert inputs.handle(words, "handle") == kept


@pytest.mark.parametrize("words", ["", "@", "_maya", "ma ya", "x" * 41, "máya", "maya\n", "@@maya"])
def test_what_is_no_handle_is_refused(words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        inputs.handle(words, "handle")

    assert refused.value.facts == {"field": "handle"}


def test_a_name_is_one_line() -> None:
    assert inputs.name("  Acme \n &\tSons ", "name", 100) == "Acme & Sons"


@pytest.mark.parametrize("words", ["", " \n ", "x" * 61, "a\0b"])
def test_what_is_no_name_is_refused(words: str) -> None:
    with pytest.raises(InvalidInput):
        inputs.name(words, "name", 60)
