"""How refusals are told outside of results: by code and facts, named as the API names them (REF-1)."""

from typing import Any

from domain.errors import DomainError
from schema.scalars import write_datetime


def known(error: BaseException) -> tuple[str, dict[str, Any]] | None:
    """A refusal's sentence and facts; None for what nobody expected (REF-3)."""
    return (error.detail, refusal_facts(error)) if isinstance(error, DomainError) else None


def refusal_facts(refusal: DomainError) -> dict[str, Any]:
    """A refusal's code and facts."""
    facts: dict[str, Any] = {"code": refusal.code.value, **refusal.facts}
    if refusal.retry_at is not None:
        facts["retryAt"] = write_datetime(refusal.retry_at)
    return facts
