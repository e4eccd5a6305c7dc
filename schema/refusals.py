"""Top-level errors: a refusal keeps its code and facts, an unexpected fault is masked (REF-1, REF-3)."""

import re
from collections.abc import Iterator
from typing import Any

from graphql import GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.extensions import SchemaExtension
from strawberry.schema.exceptions import CannotGetOperationTypeError
from structlog.stdlib import get_logger

from domain.errors import DomainError, ProblemCode, TopLevelCode
from schema.scalars import write_datetime

log = get_logger()
_VARIABLE = re.compile(r"Variable '\$(?P<name>\w+)' has invalid value(?: at (?P<path>[\w.\[\]]+))?:")
_SUGGESTION = re.compile(r" Did you mean [^?]*\?")


class Answer(SchemaExtension):
    """Rewrites the errors of every result, also of each event of a subscription, just before they leave."""

    def on_operation(self) -> Iterator[None]:
        """Rewrite a single result's."""
        yield
        result = self.execution_context.result
        if result is not None:
            self._rewrite(result)

    def on_stream_result(self, result: Any) -> Iterator[None]:
        """Rewrite one event's."""
        self._rewrite(result)
        yield

    def _rewrite(self, result: Any) -> None:
        if getattr(result, "errors", None):
            request_id = self.execution_context.context.request_id
            hidden = self.execution_context.schema.config.disable_field_suggestions
            result.errors = [told(error, request_id, suggest=not hidden) for error in result.errors]


def told(error: GraphQLError, request_id: str, *, suggest: bool = True) -> GraphQLError:
    """What a client is told of an error. Told twice, it stays the same."""
    if error.extensions and "code" in error.extensions:
        return error
    cause = error.original_error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    if isinstance(cause, DomainError):
        return _said(error, cause.detail, refusal_facts(cause))
    if isinstance(cause, CannotGetOperationTypeError):
        return _said(error, "The document has no such operation.", _request_error(error))
    if error.path is None and (error.locations or cause is None or isinstance(cause, MissingQueryError)):
        # Raised while the request was being read, by GraphQL itself or by a scalar: its words are for the client.
        return _said(error, error.message if suggest else _SUGGESTION.sub("", error.message), _request_error(error))
    log.error("an operation failed", exc_info=cause or error, path=error.path)
    sentence = "Something went wrong on our side. Quote the request id when you ask about it."
    return _said(error, sentence, {"code": TopLevelCode.INTERNAL, "requestId": request_id})


def refusal_facts(refusal: DomainError) -> dict[str, Any]:
    """A refusal's code and facts, named as the API names them."""
    facts: dict[str, Any] = {"code": refusal.code.value, **refusal.facts}
    if refusal.retry_at is not None:
        facts["retryAt"] = write_datetime(refusal.retry_at)
    return facts


def _request_error(error: GraphQLError) -> dict[str, Any]:
    facts: dict[str, Any] = {"code": ProblemCode.INVALID_INPUT.value}
    if mistaken := _VARIABLE.match(error.message):
        # GraphQL says .products[3].commission, the domain products.3.commission.
        path = (mistaken["path"] or "").replace("[", ".").replace("]", "").removeprefix(".")
        facts["field"] = path or mistaken["name"]
    return facts


def _said(error: GraphQLError, sentence: str, extensions: dict[str, Any]) -> GraphQLError:
    return GraphQLError(
        sentence,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )
