"""What a client is told of an error: a known problem keeps its code, an unexpected fault is masked."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from graphql import GraphQLError, GraphQLFormattedError

from gateway.seams import Codes

SENTENCE = "Something went wrong on our side. Quote the request id when you ask about it."
_VARIABLE = re.compile(r"Variable '\$(?P<name>\w+)' has invalid value(?: at (?P<path>[\w.\[\]]+))?:")
_SUGGESTION = re.compile(r" Did you mean [^?]*\?")

Formatted = dict[str, Any]


class RequestRefused(Exception):
    """Nothing was executed. `errors` are ready to be sent; `retry_after` is in seconds, where waiting helps.

    `malformed`: it is no GraphQL request at all, whatever its document says.
    """

    def __init__(
        self, errors: Sequence[Formatted], *, retry_after: float | None = None, malformed: bool = False
    ) -> None:
        super().__init__(errors[0]["message"])
        self.errors = list(errors)
        self.retry_after = retry_after
        self.malformed = malformed

    @property
    def code(self) -> str:
        """Of the first error."""
        code: str = self.errors[0]["extensions"]["code"]
        return code


def said(code: str, sentence: str, **facts: Any) -> Formatted:
    """An error of the request itself."""
    return {"message": sentence, "extensions": {"code": code, **facts}}


class Telling:
    """Tells errors by the codes of whoever uses the gateway."""

    def __init__(self, codes: Codes, *, suggest: bool) -> None:
        self.codes = codes
        self._suggest = suggest

    def code(self, told: Formatted) -> str:
        """An error's code; what a schema of others gives none counts as a fault."""
        code: str = told.get("extensions", {}).get("code", self.codes.internal)
        return code

    def refused(self, sentence: str) -> RequestRefused:
        """The request is well-formed, and cannot be run."""
        return RequestRefused([said(self.codes.invalid, sentence)])

    def malformed(self, sentence: str) -> RequestRefused:
        """This is no GraphQL request."""
        return RequestRefused([said(self.codes.invalid, sentence)], malformed=True)

    def of_request(self, errors: Iterable[GraphQLError]) -> list[Formatted]:
        """Errors of reading a document or its variables: their words are for the client."""
        return [self._request_error(error) for error in errors]

    def of_execution(self, errors: Iterable[GraphQLError], request_id: str) -> list[Formatted]:
        """Errors of fields."""
        return [self._field_error(error, request_id) for error in errors]

    def of_stream(self, error: BaseException, path: list[str | int], request_id: str) -> list[Formatted]:
        """What ended a subscription."""
        return [{"path": path, **self._cause(error, path, request_id)}]

    def _request_error(self, error: GraphQLError) -> Formatted:
        message = error.message if self._suggest else _SUGGESTION.sub("", error.message)
        facts: dict[str, Any] = {"code": self.codes.invalid}
        if mistaken := _VARIABLE.match(error.message):
            # GraphQL says .products[3].commission, we products.3.commission.
            path = (mistaken["path"] or "").replace("[", ".").replace("]", "").removeprefix(".")
            facts["field"] = path or mistaken["name"]
        return _formatted(error, message, facts)

    def _field_error(self, error: GraphQLError, request_id: str) -> Formatted:
        cause: BaseException = error
        while isinstance(cause, GraphQLError) and cause.original_error is not None:
            cause = cause.original_error
        if isinstance(cause, GraphQLError) and error.path is None:
            return self._request_error(error)
        told = self._cause(cause, error.path, request_id)
        return _formatted(error, told["message"], told["extensions"])

    def _cause(self, cause: BaseException, path: list[str | int] | None, request_id: str) -> Formatted:
        if isinstance(cause, RequestRefused):  # of a part that was asked for by itself
            return cause.errors[0]
        known = self.codes.known(cause)
        if known is not None:
            return {"message": known[0], "extensions": known[1]}
        self.codes.report(cause, path)
        return {"message": SENTENCE, "extensions": {"code": self.codes.internal, "requestId": request_id}}


def _formatted(error: GraphQLError, message: str, extensions: dict[str, Any]) -> Formatted:
    formatted: GraphQLFormattedError = {"message": message}
    if error.locations:
        formatted["locations"] = [location.formatted for location in error.locations]
    if error.path is not None:
        formatted["path"] = error.path
    formatted["extensions"] = extensions
    return dict(formatted)
