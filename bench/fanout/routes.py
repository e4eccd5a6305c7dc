"""The routes by which the measurement drives a server under test; only `python -m bench` ever adds them."""

from collections.abc import Callable, Sequence

import orjson
from aiohttp import web

from bench.fanout import meter
from bench.fanout.commits import Commits
from bench.fanout.meter import Watch
from bench.fanout.plans import Feed, Plan, drive


class Routes:
    """A feed to give events to, opened with the first `prepare`."""

    def __init__(
        self,
        feed: Callable[[], Feed],
        sockets: Callable[[], int],
        live: Callable[[], int],
        commits: Callable[[], Commits] | None = None,
    ) -> None:
        self._open, self._sockets, self._live, self._begin = feed, sockets, live, commits
        self._commits: Commits | None = None
        self._feed: Feed | None = None
        self._accounts: Sequence[int] = ()
        self._watch = Watch()

    def add_to(self, app: web.Application) -> None:
        """Beside the server's own."""
        app.add_routes([
            web.get("/bench/meter", self.meter),
            web.get("/bench/held", self.held),
            web.post("/bench/prepare", self.prepare),
            web.post("/bench/drive", self.drive),
            web.get("/bench/commits", self.commits),
        ])  # fmt: skip

    async def meter(self, _request: web.Request) -> web.Response:
        return _json(meter.reading(self._sockets(), self._live()))

    async def held(self, _request: web.Request) -> web.Response:
        return _json(self._watch.look())

    async def prepare(self, request: web.Request) -> web.Response:
        self._accounts = orjson.loads(await request.read())
        self._feed = self._feed or self._open()
        await self._feed.prepare(self._accounts)
        return _json(None)

    async def drive(self, request: web.Request) -> web.Response:
        if self._feed is None:
            raise web.HTTPConflict(text="prepare first")
        plan = Plan(**orjson.loads(await request.read()))
        return _json(await drive(self._feed, self._accounts, plan))

    async def commits(self, _request: web.Request) -> web.Response:
        """What was committed since it was last asked: the first time begins to note it."""
        if self._begin is None:
            raise web.HTTPNotFound
        self._commits = self._commits or self._begin()
        return _json(self._commits.taken())


def _json(what: object) -> web.Response:
    return web.Response(body=orjson.dumps(what), content_type="application/json")
