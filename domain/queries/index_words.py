"""What the indexes of words are asked for: all that contains a query has it, and not much else."""

import math
import re

from models.terms import LONGEST, owner_term, term

MOST_TERMS = 12  # more of them leave hardly less to look at
_LETTERS = re.compile(r"[^\W_]{3,}")
_LONGEST_RUN = 12
_RUNS = 3


def by_letters(query: str) -> bool:
    """Whether PostgreSQL finds it by its letters; else by the characters that stand beside each other."""
    return _LETTERS.search(query) is not None


def asked(query: str, dialect: str, owner_key: int | None = None) -> str | list[str]:
    """What of a query the index is asked for; SQLite's knows the owners of messages, too."""
    if dialect == "sqlite":
        asked = [owner_term(owner_key)] if owner_key is not None else []
        asked += map(term, _spread(query, LONGEST))
        return " AND ".join(f'"{one}"' for one in asked)
    if by_letters(query):
        runs = sorted(_LETTERS.finditer(query), key=lambda run: run.start() - run.end())[:_RUNS]  # the longest
        in_order = sorted(runs, key=lambda run: run.start())
        return f"%{'%'.join(run[0][:_LONGEST_RUN] for run in in_order)}%"
    return _spread(query, 2)


def _spread(query: str, length: int) -> list[str]:
    """Parts of a query of this length, or itself where it is no longer: some, from all over it."""
    parts = [query[start : start + length] for start in range(max(1, len(query) - length + 1))]
    return parts[:: math.ceil(len(parts) / MOST_TERMS)]
