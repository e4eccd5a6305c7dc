"""GraphiQL at /graphiql: a page to try queries with. It is built by web/graphiql, and loads nothing from elsewhere."""

import asyncio
import gzip
import secrets
from functools import cache
from pathlib import Path
from string import Template

from aiohttp import web

from app import pages
from app.settings import Settings

BUILT = Path(__file__).parent / "static" / "graphiql"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
}
# The names of assets carry hashes of what is in them.
FOREVER = "public, max-age=31536000, immutable"
# Monaco, the editor, puts <style> elements into the page: those carry the nonce. It also writes lines of text as HTML
# in which style attributes say where each one stands. Attributes have no nonce, so any is taken; none can run anything,
# or load what the rest of the policy forbids.
POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; font-src 'self'; "
    "img-src 'self' data:; style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def routes(settings: Settings) -> list[web.RouteDef]:
    """Where the schema may be asked for, the page; in development mode also who one may be."""
    if not settings.allows_introspection:
        return []
    mode = settings.mode.value

    async def page(_request: web.Request) -> web.Response:
        return _page(mode)

    shown = [web.get("/graphiql", page), web.get("/graphiql/assets/{name}", _asset)]
    return [*shown, web.get("/graphiql/people", _people)] if settings.development else shown


def _page(mode: str) -> web.Response:
    nonce = secrets.token_urlsafe(16)
    text = Template((BUILT / "index.html").read_text(encoding="utf-8")).substitute(mode=mode, nonce=nonce)
    headers = {
        "Content-Security-Policy": POLICY.format(nonce=nonce),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(text=text, content_type="text/html", headers=headers)


async def _asset(request: web.Request) -> web.Response:
    path = _assets().get(request.match_info["name"])
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
def _assets() -> dict[str, Path]:
    """The files there are, by name: no other is ever opened."""
    return {path.name: path for path in (BUILT / "assets").iterdir()}


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
