"""What the two indexes of words find: the same, and what stands in the text, in every script (SRCH-2)."""

import sqlite3

import asyncpg
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.queries import index_words
from domain.queries.index_words import PART
from domain.search_text import normal
from models.sql import statement
from models.terms import PART as SQLITE_PART
from models.terms import owner_term, terms
from tests.models.conftest import Opened

TEXTS = [
    "hello", "a", "red mug, 100 % off!", "it's \"quoted\" — «so»", "a_b*c\\d-e.f", "one\ntwo\r\nthree\ttabs",
    "  two  spaces", "crème brûlée", "привет, мир", "שלום עולם", "مرحبا بالعالم", "สวัสดีชาวโลก", "नमस्ते दुनिया",
    "안녕하세요 세계", "你好，世界", "がぎぐ カタカナ", "γειά σου κόσμε", "👩\u200d👩\u200d👧\u200d👦 🇩🇪🇫🇷 👍🏽",
    "𝒜𠀋𐍈", "\ue020\ue0ff1\ue0ff001 private", "AND OR NOT NEAR(x)", "x" * 2000, "\u2028\u00a0\u200d", "null",
    "{a,b}", '{"a": "b,c"}',
]  # fmt: skip


def grams(text: str, longest: int) -> set[str]:
    """Every run of so many characters, or fewer."""
    return {text[at : at + length] for length in range(1, longest + 1) for at in range(len(text) - length + 1)}


def found_by_sqlite(connection: sqlite3.Connection, text: str) -> set[int]:
    """The rows that the index holds for a text that is looked for."""
    query = "SELECT rowid FROM words WHERE words MATCH ?"
    return {row[0] for row in connection.execute(query, (index_words.asked(text, "sqlite")["words"],))}


@pytest.fixture
def connection() -> sqlite3.Connection:
    """An index of all these texts, as SQLite keeps it."""
    made = sqlite3.connect(":memory:")
    made.execute(
        "CREATE VIRTUAL TABLE words USING fts5 (terms, content='', detail='none', columnsize=0, tokenize='ascii')"
    )
    kept = [(number, terms(normal(text), number, 7)) for number, text in enumerate(TEXTS)]
    made.executemany("INSERT INTO words (rowid, terms) VALUES (?, ?)", kept)
    return made


@pytest.mark.rule("SRCH-2")
def test_sqlite_finds_a_gram_wherever_it_stands(connection: sqlite3.Connection) -> None:
    said = [normal(text) for text in TEXTS]

    for gram in set().union(*(grams(text, SQLITE_PART + 1) for text in said)):
        there = {number for number, text in enumerate(said) if gram in text}
        found = found_by_sqlite(connection, gram)
        assert found >= there, gram
        assert {number for number in found if gram in said[number]} == there, gram
        if not any("\ue000" <= character <= "\ue0ff" for character in gram + "".join(said[n] for n in found - there)):
            assert found == there, gram


@pytest.mark.rule("SRCH-2")
def test_a_text_is_an_owners_only_where_it_is(connection: sqlite3.Connection) -> None:
    query = "SELECT rowid FROM words WHERE words MATCH ?"

    def of(account: int) -> list[int]:
        return sorted(row[0] for row in connection.execute(query, (f'"{owner_term(account)}"',)))

    assert [of(number) for number in (1, 3, 7, 70)] == [[1], [3], [*range(len(TEXTS))], []]


@pytest.mark.rule("SRCH-2")
@pytest.mark.parametrize("dialect", ["postgres"])
async def test_postgres_knows_four_characters_from_each_place_on(database: Opened) -> None:
    known = statement(postgres="SELECT tsvector_to_array(parley_parts($1))", sqlite="-")

    for text in map(normal, TEXTS):
        ended = text + "\x01\x01\x01"
        ((parts,),) = await database.fetch(known, text)
        assert {*parts} == {ended[at : at + PART] for at in range(len(text))}


@pytest.mark.rule("SRCH-2")
@settings(max_examples=200)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60))
@example("'" * 3)
def test_terms_come_through_the_tokenizer_as_they_are(text: str) -> None:
    made = sqlite3.connect(":memory:")
    made.execute(
        "CREATE VIRTUAL TABLE words USING fts5 (terms, content='', detail='none', columnsize=0, tokenize='ascii')"
    )
    made.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, row)")
    said = normal(text)
    made.execute("INSERT INTO words (rowid, terms) VALUES (1, ?)", (terms(said, 5),))

    assert {row[0] for row in made.execute("SELECT term FROM vocabulary")} == {*terms(said, 5).split(" ")}
    made.close()


@pytest.mark.rule("SRCH-2")
@pytest.mark.parametrize("dialect", ["postgres"])
async def test_the_index_of_postgres_finds_what_a_scan_does(database_url: str) -> None:
    said = [normal(text) for text in TEXTS]
    connection = await asyncpg.connect(database_url)
    try:
        await connection.executemany(
            "INSERT INTO searched_messages VALUES ($1, 1, $1, 7, '2026-11-18', $2)", [*enumerate(said)]
        )
        await connection.execute("SET enable_seqscan = off; SET enable_indexscan = off")
        found = """
            SELECT conversation_id FROM searched_messages
            WHERE parley_months(ARRAY[creator_id, partner_id], sent_at) && parley_months(ARRAY[7, 7], '2026-11-18')
                AND parley_parts(search_text) @@ $1::text::tsquery"""
        told = await connection.fetch("EXPLAIN " + found.replace("$1", "'abcd'"))
        plan = "\n".join(row[0] for row in told)
        assert "searched_messages_words" in plan
        for part in set().union(*(grams(text, PART + 1) for text in said)):
            there = {number for number, text in enumerate(said) if part in text}
            words = index_words.asked(part, "postgres")["words"]
            assert {row[0] for row in await connection.fetch(found, words)} == there, part
    finally:
        await connection.close()
