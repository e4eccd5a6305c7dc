"""What is seen of every request: its id, its line of log, and that no fault shows."""

import asyncio
import random
import re
import sys
from collections import Counter
from time import monotonic

import orjson
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from structlog.contextvars import bind_contextvars
from structlog.stdlib import get_logger

from app.entrance import REQUEST_ID
from app.origins import Cors
from domain import clock, exports, media
from domain.errors import TopLevelCode
from gateway.errors import SENTENCE

GIVEN_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")
SECRET = (media.PLACE, exports.PLACE)  # below these a link is as good as a token while it lasts
QUIET = {"/healthz", "/readyz", "/metrics"}
TOGETHER_SECONDS = 0.1
WRITTEN = orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE

log = get_logger()


class Lines:
    """The log's line of each request: as JSON by itself, since a logger's way would cost a tenth of a page."""

    def __init__(self, *, development: bool) -> None:
        self._development = development
        self._waiting: list[bytes] = []
        self.answered: Counter[int] = Counter()  # by status, whether or not they have a line

    def leave(self, request: web.Request, request_id: str, status: int, seconds: float) -> None:
        """Leave a line; in production it is written with those of the next tenth of a second."""
        self.answered[status] += 1
        path = next((f"{place}…" for place in SECRET if request.path.startswith(place)), request.path)
        if path in QUIET:
            return
        milliseconds = int(seconds * 10_000) / 10
        if self._development:
            log.info("request", method=request.method, path=path, status=status, ms=milliseconds)
            return
        if not self._waiting:
            asyncio.get_running_loop().call_later(TOGETHER_SECONDS, self.write)
        line = {
            "method": request.method,
            "path": path,
            "status": status,
            "ms": milliseconds,
            "request_id": request_id,
            "event": "request",
            "level": "info",
            "timestamp": clock.now(),
        }
        self._waiting.append(orjson.dumps(line, option=WRITTEN))

    def write(self) -> None:
        """Write what waits."""
        if self._waiting:
            lines, self._waiting = b"".join(self._waiting), []
            sys.stderr.buffer.write(lines)
            sys.stderr.flush()


def witness(lines: Lines, cors: Cors) -> Middleware:
    """The one middleware: an id for every request, plain headers, CORS, no fault that shows, one line of log."""

    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.headers.get("X-Request-Id")
        request_id = given if given and GIVEN_ID.fullmatch(given) else f"{random.getrandbits(64):016x}"
        request[REQUEST_ID] = request_id
        bind_contextvars(request_id=request_id)
        began = monotonic()
        response: web.StreamResponse | None = cors.preflight(request)
        try:
            if response is None:
                response = await handler(request)
        except web.HTTPException as error:
            _finish(error, request, request_id, cors)
            lines.leave(request, request_id, error.status, monotonic() - began)
            raise
        except Exception:
            log.exception("a request failed")
            response = _internal(request_id)
        _finish(response, request, request_id, cors)
        lines.leave(request, request_id, response.status, monotonic() - began)
        return response

    return answer


def _finish(response: web.StreamResponse, request: web.Request, request_id: str, cors: Cors) -> None:
    """Give an answer the headers that every answer has."""
    if response.prepared:
        return
    headers = response.headers
    headers["Server"] = "Parley"
    headers["X-Request-Id"] = request_id
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Cache-Control", "no-store")
    if "Origin" in request.headers:
        cors.allow(request, headers)


def _internal(request_id: str) -> web.Response:
    error = {"message": SENTENCE, "extensions": {"code": TopLevelCode.INTERNAL.value, "requestId": request_id}}
    return web.json_response({"errors": [error]}, status=500)
