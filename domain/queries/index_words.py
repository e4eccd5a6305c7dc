"""What the indexes of words are asked for: all that contains a query has it, and not much else."""

import math
import re

from models.terms import LONGEST, owner_term, term

MOST_TERMS = 12  # more of them leave hardly less to look at
PART = 4  # characters that PostgreSQL's knows together, as models.migrations.house_0007 says
_SPECIAL = re.compile(r"(['\\])")


def asked(query: str, dialect: str, owner_key: int | None = None) -> str:
    """What of a query the index is asked for; SQLite's knows the owners of messages, too."""
    if dialect == "sqlite":
        owner = [owner_term(owner_key)] if owner_key is not None else []
        return " AND ".join(f'"{one}"' for one in [*owner, *map(term, _spread(query, LONGEST))])
    parts = (_SPECIAL.sub(r"\1\1", part) for part in _spread(query, PART))
    return " & ".join(f"'{part}'{'' if len(query) >= PART else ':*'}" for part in parts)  # else what begins so


def held(row: str) -> str:
    """That PostgreSQL's index of words holds a row for what it is asked, {words}."""
    return f"parley_parts({row}.search_text) @@ {{words}}::text::tsquery"


def _spread(query: str, length: int) -> list[str]:
    """Parts of a query of this length, or itself where it is no longer: some, from all over it."""
    parts = [query[start : start + length] for start in range(max(1, len(query) - length + 1))]
    return parts[:: math.ceil(len(parts) / MOST_TERMS)]
