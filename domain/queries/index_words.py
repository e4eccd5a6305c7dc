"""What the indexes of words are asked for: all that contains a query has it, and not much else."""

import math
import re

from models.terms import LONGEST, owner_term, term

MOST_TERMS = 12  # more of them leave hardly less to look at
MOST_LETTERS = 32  # and cost more to look for than they leave out
_LETTERS = re.compile(r"[^\W_]{3,}")
_SPECIAL = re.compile(r"([\\%_])")


def by_letters(query: str) -> bool:
    """Whether PostgreSQL finds it by its letters; else by the characters that stand beside each other."""
    return _LETTERS.search(query) is not None


def asked(query: str, dialect: str, owner_key: int | None = None) -> str | list[str]:
    """What of a query the index is asked for; SQLite's knows the owners of messages, too."""
    if dialect == "sqlite":
        owner = [owner_term(owner_key)] if owner_key is not None else []
        return " AND ".join(f'"{one}"' for one in [*owner, *map(term, _spread(query, LONGEST))])
    if by_letters(query):
        longest = max(_LETTERS.finditer(query), key=lambda run: len(run[0]))
        start = max(0, min(longest.start() - 1, len(query) - MOST_LETTERS))  # with the end of the word before
        part = _SPECIAL.sub(r"\\\1", query[start : start + MOST_LETTERS])
        return f"%{part}%"
    return _spread(query, 2)


def _spread(query: str, length: int) -> list[str]:
    """Parts of a query of this length, or itself where it is no longer: some, from all over it."""
    parts = [query[start : start + length] for start in range(max(1, len(query) - length + 1))]
    return parts[:: math.ceil(len(parts) / MOST_TERMS)]
