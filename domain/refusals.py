"""Refusals that are kept with what was refused, and said again later as they were."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson

from domain import errors
from domain.errors import DomainError

BY_CODE: dict[str, type[DomainError]] = {refusal.code: refusal for refusal in errors.ORDER}
COLUMNS = ("problem_code", "problem_detail", "problem_facts", "retry_at")

Kept = tuple[str | None, str | None, str | None, datetime | None]
NOTHING: Kept = (None, None, None, None)


def kept(refusal: DomainError | None) -> Kept:
    """A refusal as columns: code, sentence, facts, and when time mends it."""
    if refusal is None:
        return NOTHING
    facts = orjson.dumps(refusal.facts).decode() if refusal.facts else None
    return refusal.code.value, refusal.detail, facts, refusal.retry_at


def told(columns: Sequence[Any]) -> DomainError | None:
    """The refusal that `kept` made these columns of."""
    code, detail, facts, retry_at = columns
    if code is None:
        return None
    kind = BY_CODE[code]
    refusal = kind.__new__(kind)
    DomainError.__init__(refusal, detail)
    refusal.retry_at = retry_at
    for name, value in (orjson.loads(facts) if facts else {}).items():
        setattr(refusal, name, value)
    return refusal
