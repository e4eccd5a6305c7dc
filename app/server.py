"""The server, top to bottom: what is opened, what is served, how it ends."""

import asyncio
import gc
from collections.abc import AsyncIterator
from functools import partial

from aiohttp import web
from structlog.stdlib import get_logger

from app import console, graphiql, houses, pages
from app.downloads import DOWNLOADS, Downloads
from app.due_work import DueWork
from app.exports import Exports
from app.graphql import GraphQL
from app.keeping import delete_bytes
from app.metrics import Metrics, of_server
from app.origins import Cors
from app.pages import HOUSE, KEY, PASSWORDS
from app.rendering import Renderer
from app.settings import Settings
from app.sign_in import Passwords, SignIn
from app.store import STORE, Store, unusable
from app.traces import Traces
from app.uploads import UPLOADS, Uploads
from app.webhooks.counts import Webhooks
from app.webhooks.poster import Poster
from app.witness import Lines, witness
from domain.house import House
from domain.queries import indexing
from models.due import DueKind
from models.migrate import NewerDatabaseError, pending
from models.sql import statement

SETTINGS: web.AppKey[Settings] = web.AppKey("settings", Settings)
GRAPHQL: web.AppKey[GraphQL] = web.AppKey("graphql", GraphQL)
EXPORTS: web.AppKey[Exports] = web.AppKey("exports", Exports)
POSTER: web.AppKey[Poster] = web.AppKey("poster", Poster)
LINES: web.AppKey[Lines] = web.AppKey("lines", Lines)
METRICS: web.AppKey[Metrics] = web.AppKey("metrics", Metrics)
NUMBER: web.AppKey[int] = web.AppKey("number", int)
SIGN_IN: web.AppKey[SignIn] = web.AppKey("sign_in", SignIn)

LARGEST_BODY = 1024 * 1024
READY_SECONDS = 2.0

log = get_logger()


def build(settings: Settings, number: int = 1) -> web.Application:
    """The whole program, as one of several workers by its number. Nothing is opened before it starts."""
    lines = Lines(development=settings.development)
    app = web.Application(middlewares=[witness(lines, Cors(settings))], client_max_size=LARGEST_BODY)
    app[SETTINGS] = settings
    app[KEY] = settings.key
    app[STORE] = Store(settings.media)
    app[NUMBER] = number
    app.cleanup_ctx.append(_house)
    app.cleanup_ctx.append(_metrics_apart)
    app.on_shutdown.append(_close_sockets)
    app[LINES] = lines
    app.router.add_get("/healthz", _healthz)
    app.router.add_get("/readyz", _readyz)
    if settings.metrics_port is None:
        app.router.add_get("/metrics", _metrics)
    app.router.add_route("*", "/graphql", _graphql)
    app.router.add_post("/media", _upload)
    app.router.add_get("/media/{token:.*}", _download)
    app.router.add_get("/exports/{token:.*}", _export)
    app.add_routes([*graphiql.routes(settings), *console.routes(settings)])
    if settings.issuer is None:
        app.router.add_post("/sign-in", pages.sign_in)
    return app


async def _house(app: web.Application) -> AsyncIterator[None]:
    settings = app[SETTINGS]
    async with houses.serving(settings) as house:
        app[HOUSE] = house
        app[PASSWORDS] = Passwords()
        app[SIGN_IN] = SignIn(settings.key, settings.issuer, settings.audience)
        app[GRAPHQL] = GraphQL(settings, house, app[SIGN_IN])
        traces = traced(settings, house)
        app[GRAPHQL].engine.tracing = traces
        app[UPLOADS] = Uploads(house, app[STORE], app[GRAPHQL].entrance, app[GRAPHQL].rates)
        app[DOWNLOADS] = Downloads(house, app[STORE])
        renderer = Renderer.beside(app[GRAPHQL].engine)
        app[EXPORTS] = Exports(house, renderer)
        app[POSTER] = Poster(house, renderer.engine, traces=traces)
        app[METRICS] = Metrics(house, *of_server(app[GRAPHQL], app[LINES]), Webhooks(app[POSTER]))
        work = [
            asyncio.create_task(working(house, app[STORE], traces).go_on()),
            asyncio.create_task(app[POSTER].go_on()),
        ]
        # What lives from here to the end need not be looked at by the collector again.
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 50, 50)
        yield
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        renderer.close()
        app[GRAPHQL].close()
        await app[SIGN_IN].close()
        app[LINES].write()
        if traces is not None:
            await traces.close()


async def _graphql(request: web.Request) -> web.StreamResponse:
    return await request.app[GRAPHQL].handle(request)


async def _upload(request: web.Request) -> web.StreamResponse:
    return await request.app[UPLOADS].handle(request)


async def _download(request: web.Request) -> web.StreamResponse:
    return await request.app[DOWNLOADS].handle(request)


async def _export(request: web.Request) -> web.Response:
    return await request.app[EXPORTS].handle(request)


async def _close_sockets(app: web.Application) -> None:
    if GRAPHQL in app:
        await app[GRAPHQL].close_sockets()


async def _metrics(request: web.Request) -> web.Response:
    return await request.app[METRICS].answer()


async def _metrics_apart(app: web.Application) -> AsyncIterator[None]:
    """Each worker's on a port of its own, where there is a setting: behind a shared one they cannot be told apart."""
    ports = app[SETTINGS].metrics_ports
    if not ports:
        yield
        return
    async with app[METRICS].served(app[SETTINGS].metrics_host, ports[app[NUMBER] - 1]):
        yield


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


def traced(settings: Settings, house: House) -> Traces | None:
    """Where what a house does is traced to, if anywhere."""
    if settings.traces is None:
        return None
    traces = Traces(settings.traces, settings.traces_share)
    traces.watch(house)
    return traces


def working(house: House, store: Store, traces: Traces | None = None) -> DueWork:
    """A house's due work, and the files that go with it."""
    return DueWork(house, {DueKind.MEDIA_BYTES: partial(delete_bytes, house, store)}, traces)


async def unready(settings: Settings) -> str | None:
    """Why this server should not start, or None."""
    if reason := unusable(settings.media):
        return f"PARLEY_MEDIA: {reason}"
    try:
        missing = await pending(settings.database)
    except NewerDatabaseError as error:
        return f"{error}: run the version that migrated it, or a later one"
    if missing:
        return f"the database lacks {', '.join(missing)}: run `python -m app migrate` first"
    async with houses.opened(settings) as house:
        if await indexing.left(house):
            return "not all that was said can be found yet: run `python -m app migrate` first"
    return None
