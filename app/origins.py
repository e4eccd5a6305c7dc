"""Which web pages may talk to this server: those of its own origin, and those of PARLEY_ORIGINS (CORS)."""

from urllib.parse import urlsplit

from aiohttp import web
from multidict import CIMultiDict

from app.settings import Settings

LOCAL = {"localhost", "127.0.0.1", "::1"}
EXPOSED = "X-Request-Id, Retry-After, RateLimit, RateLimit-Policy"
HEADERS = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Parley-Account, X-Request-Id",
    "Access-Control-Max-Age": "3600",
}


def allows(settings: Settings, origin: str) -> bool:
    """Whether pages of another origin may; in development those of this machine may, on any port."""
    if settings.development and _host(origin) in LOCAL:
        return True
    return "*" in settings.origins or origin.rstrip("/") in settings.origins


def _host(origin: str) -> str | None:
    try:
        return urlsplit(origin).hostname
    except ValueError:
        return None


class Cors:
    """Says so to browsers. Tokens travel in a header, so no cookie is ever at stake."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def preflight(self, request: web.Request) -> web.Response | None:
        """The answer to a browser that asks before it asks."""
        if request.method != "OPTIONS" or "Access-Control-Request-Method" not in request.headers:
            return None
        origin = request.headers.get("Origin")
        return web.Response(status=204, headers=HEADERS) if origin and allows(self._settings, origin) else None

    def allow(self, request: web.Request, headers: CIMultiDict[str]) -> None:
        """Let the page that asked read the answer, if it may."""
        origin = request.headers["Origin"]
        if allows(self._settings, origin):
            headers["Access-Control-Allow-Origin"] = origin
            headers["Access-Control-Expose-Headers"] = EXPOSED
            headers.add("Vary", "Origin")
