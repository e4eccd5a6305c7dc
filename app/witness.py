"""What is seen of every request: its id, its line of log, and that no fault shows."""

import asyncio
import re
import secrets
import sys
import time

import orjson
import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from structlog.stdlib import get_logger

from app.entrance import REQUEST_ID
from domain import clock
from domain.errors import TopLevelCode
from gateway.errors import SENTENCE

GIVEN_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")
QUIET = {"/healthz", "/readyz", "/metrics"}
TOGETHER_SECONDS = 0.1

log = get_logger()


class Lines:
    """The log's line of each request: as JSON by itself, since a logger's way would cost a tenth of a page."""

    def __init__(self, *, development: bool) -> None:
        self._development = development
        self._waiting: list[bytes] = []

    def leave(self, request: web.Request, request_id: str, status: int, seconds: float) -> None:
        """Leave a line; in production it is written with those of the next tenth of a second."""
        if request.path in QUIET:
            return
        said = {"method": request.method, "path": request.path, "status": status, "ms": round(seconds * 1000, 1)}
        if self._development:
            log.info("request", **said)
            return
        if not self._waiting:
            asyncio.get_running_loop().call_later(TOGETHER_SECONDS, self.write)
        line = {**said, "request_id": request_id, "event": "request", "level": "info", "timestamp": clock.now()}
        self._waiting.append(orjson.dumps(line, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE))

    def write(self) -> None:
        """Write what waits."""
        if self._waiting:
            lines, self._waiting = b"".join(self._waiting), []
            sys.stderr.buffer.write(lines)
            sys.stderr.flush()


def witness(lines: Lines) -> Middleware:
    """A middleware that gives every request an id, masks what nobody expected, and leaves one line of log."""

    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.headers.get("X-Request-Id")
        request_id = given if given and GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        request[REQUEST_ID] = request_id
        structlog.contextvars.bind_contextvars(request_id=request_id)
        began, status = time.monotonic(), 500
        try:
            response = await handler(request)
            status = response.status
        except web.HTTPException as error:
            status = error.status
            raise
        except Exception:
            log.exception("a request failed")
            response = _internal(request_id)
        finally:
            lines.leave(request, request_id, status, time.monotonic() - began)
        return response

    return answer


def _internal(request_id: str) -> web.Response:
    error = {"message": SENTENCE, "extensions": {"code": TopLevelCode.INTERNAL.value, "requestId": request_id}}
    return web.json_response({"errors": [error]}, status=500)


async def plain_headers(request: web.Request, response: web.StreamResponse) -> None:
    """The headers of every answer."""
    headers = response.headers
    headers["Server"] = "Parley"
    headers["X-Request-Id"] = request.get(REQUEST_ID, "")
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Cache-Control", "no-store")
