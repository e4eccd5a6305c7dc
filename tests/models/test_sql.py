"""One text, two dialects."""

import pytest

from models.sql import statement


@pytest.mark.parametrize(
    ("text", "postgres", "sqlite"),
    [
        ("SELECT $1, $12", "SELECT $1, $12", "SELECT ?1, ?12"),
        ("a IN LIST($2)", "a = ANY($2::bigint[])", "a IN (SELECT value FROM json_each(?2))"),
        ("SELECT 1 FOR UPDATE", "SELECT 1 FOR UPDATE", "SELECT 1 "),
        ("SELECT 1 FOR UPDATE OF p", "SELECT 1 FOR UPDATE OF p", "SELECT 1 "),
        ("SELECT 1 FOR NO KEY UPDATE", "SELECT 1 FOR NO KEY UPDATE", "SELECT 1 "),
        ("GREATEST(1, LEAST($1, 2))", "GREATEST(1, LEAST($1, 2))", "max(1, min(?1, 2))"),
        ("SELECT 1 FOR UPDATE SKIP LOCKED", "SELECT 1 FOR UPDATE SKIP LOCKED", "SELECT 1 "),
        ("$1::bigint, $2::text[]", "$1::bigint, $2::text[]", "?1, ?2"),
    ],
)
def test_what_the_dialects_say_differently_is_translated(text: str, postgres: str, sqlite: str) -> None:
    made = statement(text)

    assert (made.postgres, made.sqlite) == (postgres, sqlite)


def test_a_statement_may_say_both() -> None:
    made = statement(postgres="SELECT now() WHERE $1", sqlite="SELECT 1 WHERE $1")

    assert (made.postgres, made.sqlite) == ("SELECT now() WHERE $1", "SELECT 1 WHERE ?1")
