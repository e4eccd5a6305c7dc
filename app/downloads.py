"""`GET /media/…`: a picture, to whoever has its link, for as long as the link and the picture last (MSG-4, MSG-5)."""

from aiohttp import web

from app.refusals import refused
from app.store import Store, under
from domain import clock
from domain import media as links
from domain.errors import ProblemCode
from domain.house import House
from domain.media import Variant
from domain.queries import media as queries

GONE = 410
THUMBNAIL_TYPE = "image/webp"
# It is shown where a page puts it, and can do nothing wherever it is opened.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": "inline",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
}


class Downloads:
    """Hands out what is stored."""

    def __init__(self, house: House, store: Store) -> None:
        self._house = house
        self._store = store

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one request: the link says how long it is good, the database whether the picture is still there."""
        link = links.link(self._house, request.match_info["token"])
        if link is None:
            return refused(404, ProblemCode.NOT_FOUND, "There is nothing here.")
        seconds_left = int((link.expires_at - clock.now()).total_seconds())
        if seconds_left <= 0:
            return refused(GONE, ProblemCode.NOT_FOUND, "This link has expired: ask for the media again.")
        stored = await queries.stored(self._house, link.name)
        if stored is None:
            return _deleted()
        content_type, name = stored
        etag = f"{link.name}-{link.variant}"
        headers = {**HEADERS, "Cache-Control": f"private, max-age={seconds_left}", "ETag": f'"{etag}"'}
        if any(tag.value in {etag, "*"} for tag in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        headers["Content-Type"] = content_type if link.variant is Variant.FULL else THUMBNAIL_TYPE
        return await self._stored(request, under(name, link.variant), headers)

    async def _stored(self, request: web.Request, place: str, headers: dict[str, str]) -> web.Response:
        if request.method == "HEAD":
            size = await self._store.size(place)
            return _deleted() if size is None else web.Response(headers={**headers, "Content-Length": str(size)})
        found = await self._store.get(place)
        if found is None:
            return _deleted()
        return web.Response(body=found.pieces, headers={**headers, "Content-Length": str(found.size)})


def _deleted() -> web.Response:
    return refused(GONE, ProblemCode.NOT_FOUND, "This was deleted.")


DOWNLOADS: web.AppKey[Downloads] = web.AppKey("downloads", Downloads)
