"""What the indexes of words are asked for: all that contains a query has it, and not much else."""

import math
import re

from models.terms import PART as SQLITE_PART
from models.terms import owner_term, term

MOST_TERMS = {"sqlite": 12, "postgres": 6}  # more of them leave hardly less to look at
PART = 4  # characters that PostgreSQL's knows together, as models.migrations.house_0007 says
SPANS = 8  # of an account's time
_SPECIAL = re.compile(r"(['\\])")


def asked(query: str, dialect: str, owner_key: int | None = None, seen: int = 0) -> dict[str, str | int]:
    """What of a query the index is asked for, as parameters; SQLite's knows the owners of messages, too.

    PostgreSQL's is asked for so many `spans` of an account's time after each other. What is short is gathered anew for
    each of them, from all that begins so: it is asked for all at once where none was `seen` among the newest.
    """
    most = MOST_TERMS[dialect]
    if dialect == "sqlite":
        owner = [owner_term(owner_key)] if owner_key is not None else []
        words = " AND ".join(f'"{one}"' for one in [*owner, *map(term, _spread(query, SQLITE_PART, most))])
        return {"words": words if len(query) >= SQLITE_PART else f"{words}*"}
    parts = [_SPECIAL.sub(r"\1\1", part) for part in _spread(query, PART, most)]
    if len(query) < PART:
        return {"words": f"'{parts[0]}':*", "spans": SPANS if seen else 1}
    return {"words": " & ".join(f"'{part}'" for part in parts), "spans": SPANS}


def held(row: str) -> str:
    """That PostgreSQL's index of words holds a row for what it is asked, {words}."""
    return f"parley_parts({row}.search_text) @@ {{words}}::text::tsquery"


def _spread(query: str, length: int, most: int) -> list[str]:
    """Parts of a query of this length, or itself where it is no longer: some, from all over it."""
    parts = [query[start : start + length] for start in range(max(1, len(query) - length + 1))]
    return parts[:: math.ceil(len(parts) / most)]
