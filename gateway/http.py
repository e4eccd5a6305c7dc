"""GraphQL over HTTP, as its specification and its audits want it."""

from collections.abc import Mapping
from time import perf_counter
from typing import Any

import orjson
from aiohttp import web

from gateway import accepts, answering
from gateway.engine import Engine
from gateway.errors import Formatted, RequestRefused, said
from gateway.prepared import Prepared
from gateway.rates import Rates, Standing
from gateway.seams import Entrance

ALLOWED = "GET, POST"
TOO_LARGE = "The body is too large: at most {:,} bytes."
CLIENT_CLOSED_REQUEST = 499  # as other servers log it
UTF8 = {"utf-8", "utf8", ""}
WITH_CHARSET = {kind: f"{kind}; charset=utf-8" for kind in (accepts.JSON, accepts.RESPONSE)}


class ClientIsGone(Exception):
    """The connection ended before the body did."""


class HttpEndpoint:
    """`/graphql`, but for sockets."""

    def __init__(self, engine: Engine, entrance: Entrance, rates: Rates) -> None:
        self._engine = engine
        self._entrance = entrance
        self._rates = rates
        self._codes = engine.telling.codes

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one request. No body and no header makes it fail."""
        kind = accepts.chosen(request.headers.get("Accept"))
        if kind is None:
            sentence = f"Accept {accepts.RESPONSE} or {accepts.JSON}."
            return self._refused(406, [said(self._codes.invalid, sentence)], accepts.JSON)
        try:
            return await self._answer(request, kind)
        except RequestRefused as refusal:
            self._engine.tallies.unread(refusal.code)
            if refusal.retry_after is not None:
                return self._refused(
                    429, refusal.errors, kind, {"Retry-After": str(max(1, round(refusal.retry_after)))}
                )
            # Under application/json, what is well-formed JSON is answered with 200, whatever GraphQL says of it.
            status = 400 if refusal.malformed or kind == accepts.RESPONSE else 200
            return self._refused(status, refusal.errors, kind)
        except web.HTTPRequestEntityTooLarge as error:
            sentence = TOO_LARGE.format(error.max_size if hasattr(error, "max_size") else request.client_max_size)
            return self._refused(413, [said(self._codes.invalid, sentence)], kind)
        except ClientIsGone:  # nobody reads this answer, but the log has its line
            return web.Response(status=CLIENT_CLOSED_REQUEST)

    async def _answer(self, request: web.Request, kind: str) -> web.Response:
        if request.method == "POST":
            if request.headers.get("Content-Type") != accepts.JSON and not _is_json(request):
                sentence = f"Send {accepts.JSON}, in UTF-8."
                return self._refused(415, [said(self._codes.invalid, sentence)], kind, {"Accept-Post": accepts.JSON})
            payload = self._json(await self._body(request), "This")
        elif request.method == "GET":
            payload = self._query(request)
        else:
            return self._not_allowed("Only GET and POST are answered here.", kind, ALLOWED)
        began = perf_counter()
        request_id = self._entrance.request_id(request)
        address = self._entrance.address(request)
        if points := self._engine.newness(payload):
            standing = self._rates.spend(None, address, points)
            if standing is not None and standing.retry_after is not None:
                return self._too_much(standing, kind)
        prepared = await self._engine.prepare(payload, request_id=request_id)
        if prepared.kind == "subscription":
            raise self._engine.telling.refused("Subscribe over a WebSocket, at this same address.")
        if request.method == "GET" and prepared.kind == "mutation":
            return self._not_allowed("A GET runs queries only: send mutations by POST.", kind, "POST")
        asker = await self._entrance.of_request(request)
        standing = self._rates.spend(asker.user, address, prepared.cost)
        if standing is not None and standing.retry_after is not None:
            return self._too_much(standing, kind, prepared)
        body = await answering.answer(prepared, asker, began, request.headers.get("traceparent"))
        headers = standing.headers if standing is not None else {}
        headers["Content-Type"] = WITH_CHARSET[kind]
        return web.Response(body=body, headers=headers)

    async def _body(self, request: web.Request) -> bytes:
        try:
            return await request.read()
        except web.RequestPayloadError as error:
            raise self._engine.telling.malformed("The body is not encoded as its headers say.") from error
        except OSError as error:
            raise ClientIsGone from error

    def _too_much(self, standing: Standing, kind: str, prepared: Prepared | None = None) -> web.Response:
        if prepared is None:
            self._engine.tallies.unread(self._codes.limited)
        else:
            prepared.tally(known=False).add(self._codes.limited, 0.0)
        return self._refused(429, [limited(self._codes.limited, standing)], kind, standing.headers)

    def _json(self, data: bytes, what: str) -> dict[str, Any]:
        try:
            payload = orjson.loads(data)
        except orjson.JSONDecodeError as error:
            raise self._engine.telling.malformed(f"{what} is not JSON: {error.msg}") from error
        if not isinstance(payload, dict):
            raise self._engine.telling.malformed(
                "Send one JSON object: { query, variables, operationName, extensions }"
            )
        return payload

    def _query(self, request: web.Request) -> dict[str, Any]:
        payload: dict[str, Any] = dict(request.query)
        for name in ("variables", "extensions"):
            if (text := payload.get(name)) is not None:
                payload[name] = self._json(str(text).encode("utf-8", "replace"), name) if text else None
        return payload

    def _not_allowed(self, sentence: str, kind: str, allow: str) -> web.Response:
        return self._refused(405, [said(self._codes.invalid, sentence)], kind, {"Allow": allow})

    @staticmethod
    def _refused(
        status: int, errors: list[Formatted], kind: str, headers: Mapping[str, str] | None = None
    ) -> web.Response:
        body = orjson.dumps({"errors": errors})
        return web.Response(status=status, body=body, content_type=kind, charset="utf-8", headers=headers)


def _is_json(request: web.Request) -> bool:
    return request.content_type == accepts.JSON and (request.charset or "").lower() in UTF8


def limited(code: str, standing: Standing) -> Formatted:
    """The error of somebody who asked too much."""
    seconds = standing.headers.get("Retry-After", "1")
    sentence = f"You have asked for too much within a minute: try again in {seconds} s."
    return said(code, sentence, limit=standing.points, retryAfter=int(seconds))
