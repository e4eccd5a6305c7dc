"""Refusals over plain HTTP, in the shape that /graphql gives them."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from domain.errors import DomainError, ProblemCode, TopLevelCode
from schema.refusals import refusal_facts

STATUSES: Mapping[ProblemCode | TopLevelCode, int] = {
    TopLevelCode.UNAUTHENTICATED: 401,
    ProblemCode.FORBIDDEN: 403,
    ProblemCode.ACCESS_REVOKED: 403,
    ProblemCode.NOT_FOUND: 404,
    ProblemCode.RATE_LIMITED: 429,
}


def refused(
    status: int, code: ProblemCode | TopLevelCode, sentence: str, headers: Mapping[str, str] | None = None, **facts: Any
) -> web.Response:
    """An answer of one error."""
    return _answer(status, sentence, {"code": code.value, **facts}, headers)


def told(refusal: DomainError) -> web.Response:
    """A refusal of the domain's, with the status that fits it."""
    headers = {"WWW-Authenticate": "Bearer"} if refusal.code is TopLevelCode.UNAUTHENTICATED else None
    return _answer(STATUSES.get(refusal.code, 422), refusal.detail, refusal_facts(refusal), headers)


def _answer(status: int, sentence: str, extensions: dict[str, Any], headers: Mapping[str, str] | None) -> web.Response:
    error = {"message": sentence, "extensions": extensions}
    return web.json_response({"errors": [error]}, status=status, headers=headers)
