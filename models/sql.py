"""One statement, two dialects: written once in PostgreSQL's words, translated for SQLite where they differ."""

import re
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement in both dialects. Parameters are $1, $2 … in both texts."""

    postgres: str
    sqlite: str


def statement(text: str = "", *, postgres: str = "", sqlite: str = "") -> Statement:
    """Make a statement from one text, or from one text per dialect where they must differ.

    One text may use: `IN LIST($1)` for a list of whole numbers, `IN TEXTS($1)` for one of texts, `FOR UPDATE` (SQLite
    has one writer and needs none).
    """
    return Statement(_postgres(postgres or text), _sqlite(sqlite or text))


def _postgres(text: str) -> str:
    # As rows to be joined with: against an array PostgreSQL may hold each row of a table that it knows nothing of yet.
    text = re.sub(r"IN TEXTS\((\$\d+)\)", r"IN (SELECT unnest(\1::text[]))", text)
    return re.sub(r"IN LIST\((\$\d+)\)", r"= ANY(\1::bigint[])", text)


def _sqlite(text: str) -> str:
    text = re.sub(r"IN (?:LIST|TEXTS)\((\$\d+)\)", r"IN (SELECT value FROM json_each(\1))", text)
    text = re.sub(r"FOR (NO KEY )?UPDATE( OF \w+)?( SKIP LOCKED)?", "", text)
    text = text.replace("GREATEST(", "max(").replace("LEAST(", "min(")
    text = re.sub(r"::(bigint|text|timestamptz|boolean|integer)(\[\])?", "", text)
    return re.sub(r"\$(\d+)", r"?\1", text)


Row = Any  # asyncpg.Record or a tuple: both unpack and index alike
