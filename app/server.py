"""The server, top to bottom: what is opened, what is served, how it ends."""

import asyncio
import gc
import re
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import structlog
from aiohttp import web
from structlog.stdlib import get_logger

from app import graphiql, houses, origins, pages
from app.entrance import REQUEST_ID
from app.graphql import GraphQL
from app.pages import HOUSE, KEY, PASSWORDS
from app.settings import Settings
from app.sign_in import Passwords, SignIn
from domain.errors import TopLevelCode
from models.migrate import NewerDatabaseError, pending
from models.sql import statement

SETTINGS: web.AppKey[Settings] = web.AppKey("settings", Settings)
GRAPHQL: web.AppKey[GraphQL] = web.AppKey("graphql", GraphQL)
SIGN_IN: web.AppKey[SignIn] = web.AppKey("sign_in", SignIn)

LARGEST_BODY = 1024 * 1024
READY_SECONDS = 2.0
GIVEN_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")

log = get_logger()
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def build(settings: Settings) -> web.Application:
    """The whole program. Nothing is opened before it starts."""
    app = web.Application(middlewares=[_witness, origins.cors(settings)], client_max_size=LARGEST_BODY)
    app[SETTINGS] = settings
    app[KEY] = settings.key
    app.cleanup_ctx.append(_house)
    app.on_shutdown.append(_close_graphql)
    app.on_response_prepare.append(_plain_headers)
    app.router.add_get("/healthz", _healthz)
    app.router.add_get("/readyz", _readyz)
    app.router.add_route("*", "/graphql", _graphql)
    app.add_routes(graphiql.routes(settings))
    if settings.issuer is None:
        app.router.add_post("/sign-in", pages.sign_in)
    if settings.development:
        app.router.add_get("/", pages.start)
    return app


async def _house(app: web.Application) -> AsyncIterator[None]:
    settings = app[SETTINGS]
    async with houses.serving(settings) as house:
        app[HOUSE] = house
        app[PASSWORDS] = Passwords()
        app[SIGN_IN] = SignIn(settings.key, settings.issuer, settings.audience)
        app[GRAPHQL] = GraphQL(settings, house, app[SIGN_IN])
        # What lives from here to the end need not be looked at by the collector again.
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 50, 50)
        yield
        await app[SIGN_IN].close()


async def _graphql(request: web.Request) -> web.StreamResponse:
    return await request.app[GRAPHQL].handle(request)


async def _close_graphql(app: web.Application) -> None:
    if GRAPHQL in app:
        await app[GRAPHQL].close()


async def _healthz(_request: web.Request) -> web.Response:
    """Whether this process lives."""
    return web.json_response({"status": "ok"})


async def _readyz(request: web.Request) -> web.Response:
    """Whether this process can serve: its database answers."""
    try:
        async with asyncio.timeout(READY_SECONDS):
            await request.app[HOUSE].database.fetch_row(statement("SELECT 1"))
    except Exception as error:  # noqa: BLE001 - whatever it is, the answer is no
        log.warning("not ready", error=repr(error))
        return web.json_response({"status": "unavailable"}, status=503)
    return web.json_response({"status": "ready"})


@web.middleware
async def _witness(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give every request an id, mask what nobody expected, and leave one line of log."""
    given = request.headers.get("X-Request-Id", "")
    request_id = given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
    request[REQUEST_ID] = request_id
    structlog.contextvars.bind_contextvars(request_id=request_id)
    began = time.monotonic()
    status = 500
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
        _leave_line(request, status, began)
    return response


def _internal(request_id: str) -> web.Response:
    sentence = "Something went wrong on our side. Quote the request id when you ask about it."
    error = {"message": sentence, "extensions": {"code": TopLevelCode.INTERNAL.value, "requestId": request_id}}
    return web.json_response({"errors": [error]}, status=500)


def _leave_line(request: web.Request, status: int, began: float) -> None:
    milliseconds = round((time.monotonic() - began) * 1000, 1)
    quiet = request.path in {"/healthz", "/readyz"}
    say = log.debug if quiet else log.info
    say("request", method=request.method, path=request.path, status=status, ms=milliseconds)


async def _plain_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Server"] = "Parley"
    response.headers["X-Request-Id"] = request.get(REQUEST_ID, "")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Cache-Control", "no-store")


async def unready(settings: Settings) -> str | None:
    """Why this server should not start, or None."""
    try:
        missing = await pending(settings.database)
    except NewerDatabaseError as error:
        return f"{error}: run the version that migrated it, or a later one"
    return f"the database lacks {', '.join(missing)}: run `python -m app migrate` first" if missing else None
