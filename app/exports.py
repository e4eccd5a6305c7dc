"""`GET /exports/…`: a conversation or an account's data, to whoever has its link, for some minutes (MSG-9, PLT-4)."""

from collections.abc import AsyncIterator

from aiohttp import web
from structlog.stdlib import get_logger

from app import rendering
from app.refusals import refused, told
from app.rendering import Renderer
from domain import clock
from domain import exports as links
from domain.errors import DomainError, ProblemCode
from domain.exports import Export, Exported, ExportFormat
from domain.house import House

GONE = 410
TYPES = {ExportFormat.JSON_LINES: "application/jsonl; charset=utf-8", ExportFormat.CSV: "text/csv; charset=utf-8"}
ENDINGS = {ExportFormat.JSON_LINES: "jsonl", ExportFormat.CSV: "csv"}

log = get_logger()


class Exports:
    """Writes what is exported as it is read: never the whole of it in memory."""

    def __init__(self, house: House, renderer: Renderer) -> None:
        self._house = house
        self._renderer = renderer

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one request: the link says what, and how long it is good; who may read it is asked now, and again."""
        export = links.export(self._house, request.match_info["token"])
        if export is None:
            return refused(404, ProblemCode.NOT_FOUND, "There is nothing here.")
        if clock.now() >= export.expires_at:
            return refused(GONE, ProblemCode.NOT_FOUND, "This link has expired: ask for the export again.")
        pieces = self._pieces(export)
        try:
            first = await anext(pieces)
        except DomainError as refusal:
            return told(refusal)
        return web.Response(body=_whole(request, first, pieces), headers=_headers(export))

    def _pieces(self, export: Export) -> AsyncIterator[bytes]:
        if export.what is Exported.CONVERSATION:
            return self._renderer.conversation(
                self._house, export.key, export.form, export.user_key, export.account_key
            )
        if export.user_key:
            return rendering.owned(self._house, export.key, export.user_key)
        return rendering.account(self._house, export.key)


def _headers(export: Export) -> dict[str, str]:
    name = f"{export.what}-{export.key}.{ENDINGS[export.form]}"
    return {
        "Content-Type": TYPES[export.form],
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
    }


async def _whole(request: web.Request, first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """All the pieces. Where one is refused or fails the answer has no end, so that nobody takes it as whole."""
    yield first
    try:
        async for piece in rest:
            yield piece
    except Exception as error:
        log.warning("an export was cut short", error=repr(error))
        if request.transport is not None:
            request.transport.abort()
        raise ConnectionResetError from error
