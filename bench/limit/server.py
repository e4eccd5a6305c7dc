"""Its endpoints, in one process."""

import gc
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson
import uvloop
from aiohttp import web

from app.sign_in import SignIn
from bench.fanout.routes import Routes
from bench.limit import answers, cards, leads, search
from bench.limit.postgres import Postgres
from bench.limit.sending import STATUS, Draft, fingerprint
from bench.limit.sockets import Sockets
from bench.limit.sqlite import Sqlite
from bench.limit.statements import INBOX, MEMBER, THREAD
from domain import clock
from domain.errors import Unauthenticated
from domain.rows import ACCOUNT_WIDTH
from models.database import is_postgres, sqlite_path
from models.teams import Permission

USER, PERMISSIONS = ACCOUNT_WIDTH, ACCOUNT_WIDTH + 5  # places in the columns of a membership


@dataclass(slots=True)
class Limit:
    """What the endpoints need."""

    store: Postgres | Sqlite
    sign_in: SignIn
    content_key: bytes

    async def member(self, request: web.Request) -> Any:
        """Who is asking, by one statement for each request."""
        return await self.bearer(request.headers["Authorization"].removeprefix("Bearer "))

    async def bearer(self, token: str) -> Any:
        try:
            who = await self.sign_in.identity(token)
        except Unauthenticated as error:
            raise web.HTTPUnauthorized from error
        row = await self.store.fetch_row(MEMBER, who.subject)
        if row is None or row[STATUS] != "ACTIVE" or not row[PERMISSIONS] & Permission.INSTANT_MESSAGING:
            raise web.HTTPForbidden
        return row

    async def inbox(self, request: web.Request) -> Any:
        me = await self.member(request)
        asked = orjson.loads(await request.read())
        rows = await self.store.fetch(INBOX, me[0], asked["first"] + 1)
        return answers.inbox(rows, asked["first"])

    async def thread(self, request: web.Request) -> Any:
        me = await self.member(request)
        asked = orjson.loads(await request.read())
        key = int(asked["conversation"].removeprefix("cnv_"))
        return answers.thread(key, await self.store.fetch(THREAD, me[0], key, asked["last"]), me[0])

    async def cards(self, request: web.Request) -> Any:
        me = await self.member(request)
        asked = orjson.loads(await request.read())
        key = int(asked["conversation"].removeprefix("cnv_"))
        said = await self.store.fetch(cards.THREAD, me[0], key, asked["last"])
        return cards.page(key, said, await self.store.fetch(cards.ITEMS, me[0], key, asked["last"]), me)

    async def leads(self, request: web.Request) -> Any:
        me = await self.member(request)
        asked = orjson.loads(await request.read())
        query, values = leads.asked(asked, is_postgres=isinstance(self.store, Postgres))
        return leads.page(await self.store.fetch(query, me[0], *values), asked)

    async def search(self, request: web.Request) -> Any:
        me = await self.member(request)
        asked = orjson.loads(await request.read())
        dialect = "postgres" if isinstance(self.store, Postgres) else "sqlite"
        return await search.page(self.store.fetch, dialect, me, asked)

    async def send(self, request: web.Request) -> Any:
        me = await self.member(request)
        asked = orjson.loads(await request.read())
        key, text = int(asked["conversation"].removeprefix("cnv_")), asked["text"].strip()
        if not 1 <= len(text) <= 2000 or "\0" in text:
            raise web.HTTPBadRequest
        content_hash = fingerprint(self.content_key, key, text)
        draft = Draft(me, me[USER], key, asked["clientMessageId"], text, content_hash, clock.now())
        return answers.sent(key, await self.store.send(draft), draft.at)


LIMIT = web.AppKey("limit", Limit)


def serve(url: str, secret: bytes, host: str, port: int) -> None:
    """Serve until a signal comes."""
    app = web.Application()
    app.cleanup_ctx.append(lambda app: _opened(app, url, secret))
    app.add_routes([
        web.get("/healthz", _healthy),
        web.post("/inbox", _answering(Limit.inbox)),
        web.post("/thread", _answering(Limit.thread)),
        web.post("/cards", _answering(Limit.cards)),
        web.post("/leads", _answering(Limit.leads)),
        web.post("/search", _answering(Limit.search)),
        web.post("/send", _answering(Limit.send)),
    ])  # fmt: skip
    sockets = Sockets(partial(_bearer, app))
    app.router.add_get("/graphql", sockets.open)
    Routes(lambda: sockets, lambda: sockets.count, lambda: sockets.count).add_to(app)
    web.run_app(app, host=host, port=port, loop=uvloop.new_event_loop(), access_log=None, print=None)


async def _opened(app: web.Application, url: str, secret: bytes) -> AsyncIterator[None]:
    store = await Postgres.open(url.partition("?")[0]) if is_postgres(url) else await Sqlite.open(sqlite_path(url))
    app[LIMIT] = Limit(store, SignIn(secret), hmac.digest(secret, b"parley content", "sha256"))
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
    yield
    await store.close()


async def _bearer(app: web.Application, token: str) -> Any:
    return await app[LIMIT].bearer(token)


async def _healthy(_request: web.Request) -> web.Response:
    return web.Response(text="ok")


def _answering(
    work: Callable[[Limit, web.Request], Awaitable[Any]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(request: web.Request) -> web.Response:
        data = await work(request.app[LIMIT], request)
        return web.Response(body=answers.encoded(data), content_type="application/json")

    return answer
