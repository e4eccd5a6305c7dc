"""Pages that web/ builds: a page with a policy of its own, and its assets, which load nothing from elsewhere."""

import asyncio
import gzip
import secrets
from functools import cache
from pathlib import Path
from string import Template

from aiohttp import web

from app import pages
from app.settings import Mode, Settings

STATIC = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
}
# The names of assets carry hashes of what is in them.
FOREVER = "public, max-age=31536000, immutable"


class Built:
    """What one folder of web/ was built into, served below a path of its name."""

    def __init__(self, name: str, policy: str, development: str | None = None) -> None:
        """Serve it with a Content-Security-Policy, in which `{nonce}` is the page's; `development` in that mode."""
        self.folder = STATIC / name
        self._name = name
        self._policies = {Mode.PRODUCTION: policy, Mode.DEVELOPMENT: development or policy}
        self._assets: dict[str, Path] = {}

    def routes(self, settings: Settings, *places: str) -> list[web.RouteDef]:
        """The page at `/NAME` and other paths, its assets; in development mode also who of the demo one may be."""

        async def page(_request: web.Request) -> web.Response:
            return self._page(settings.mode)

        shown = [web.get(place, page) for place in (f"/{self._name}", *places)]
        shown.append(web.get(f"/{self._name}/assets/{{name}}", self._asset))
        return [*shown, web.get(f"/{self._name}/people", _people)] if settings.development else shown

    def _page(self, mode: Mode) -> web.Response:
        nonce = secrets.token_urlsafe(16)
        text = Template((self.folder / "index.html").read_text(encoding="utf-8")).substitute(mode=mode, nonce=nonce)
        headers = {
            "Content-Security-Policy": self._policies[mode].format(nonce=nonce),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(text=text, content_type="text/html", headers=headers)

    async def _asset(self, request: web.Request) -> web.Response:
        if not self._assets:  # the files there are, by name: no other is ever opened
            self._assets = {path.name: path for path in (self.folder / "assets").iterdir()}
        path = self._assets.get(request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound
        headers = {
            "Content-Type": TYPES[path.suffix],
            "Cache-Control": FOREVER,
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
        }
        if "gzip" not in request.headers.get("Accept-Encoding", ""):
            return web.Response(body=await asyncio.to_thread(path.read_bytes), headers=headers)
        body = await asyncio.to_thread(_packed, path)
        return web.Response(body=body, headers=headers | {"Content-Encoding": "gzip"})


@cache
def _packed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes())


async def _people(request: web.Request) -> web.Response:
    """Who of the demo one may be, with a token for each: for this page alone, and not for others of this machine."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin" or "Origin" in request.headers:
        raise web.HTTPForbidden
    people = await pages.demo_people(request.app)
    headers = {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin"}
    return web.json_response({"people": people}, headers=headers)
