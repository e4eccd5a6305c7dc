"""Which web pages may talk to this server: those of its own origin, and those of PARLEY_ORIGINS (CORS)."""

from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from app.settings import Settings

LOCAL = {"localhost", "127.0.0.1", "::1"}
HEADERS = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Parley-Account, X-Request-Id",
    "Access-Control-Expose-Headers": "X-Request-Id, Retry-After",
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


def cors(settings: Settings) -> Middleware:
    """A middleware that says so to browsers. Tokens travel in a header, so no cookie is ever at stake."""

    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        if origin is None or not allows(settings, origin):
            return await handler(request)
        preflight = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        response = web.Response(status=204) if preflight else await handler(request)
        if not response.prepared:
            response.headers.update(HEADERS if preflight else {})
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Vary"] = "Origin"
        return response

    return answer
