"""Refusals that are kept, because nobody waited for the answer: of what was to happen by itself."""

from datetime import datetime

import orjson

from domain.errors import ORDER, DomainError, ProblemCode

LONGEST_DETAIL = 500  # as wide as the columns that keep it
_KINDS = {kind.code: kind for kind in ORDER}

Kept = tuple[str | None, str | None, str | None]


def kept(refusal: DomainError | None) -> Kept:
    """Its code, its detail and its facts, as columns keep them."""
    if refusal is None:
        return None, None, None
    facts = {**refusal.facts, "retry_at": refusal.retry_at}
    return refusal.code.value, refusal.detail[:LONGEST_DETAIL], orjson.dumps(facts).decode()


def refusal(code: str, detail: str | None, facts: str | None) -> DomainError:
    """The refusal that was kept, as it was told then."""
    kind = _KINDS[ProblemCode(code)]
    made = kind.__new__(kind)  # its own words are there already
    DomainError.__init__(made, detail or "")
    known = orjson.loads(facts or "{}")
    for name in kind.fact_names:
        setattr(made, name, known[name])
    made.retry_at = datetime.fromisoformat(known["retry_at"]) if known.get("retry_at") else None
    return made
