"""`/graphql`: Parley's schema, carried by the gateway."""

from functools import partial

from aiohttp import web
from structlog.stdlib import get_logger

from app import console, origins
from app.entrance import Entrance
from app.settings import Settings
from app.sign_in import SignIn
from domain.house import House
from domain.policy import Numbers
from gateway.documents import Reading, read_manifest
from gateway.engine import Engine
from gateway.http import HttpEndpoint
from gateway.rates import Rates
from gateway.seams import Codes, Sizes
from gateway.socket import SocketEndpoint
from schema import refusals, root

log = get_logger()
SIZES = Sizes(pages=root.PAGES, listed=root.LISTED, longest=root.LONGEST_PAGE, dear=root.DEAR)
# What orjson writes as schema.scalars does: UTC with a Z, text and whole numbers as they are.
NATIVES = {"DateTime": "datetime", "Position": "text", "Decimal": "text", "Long": "number"}
# What is licensed is so until a moment (LEAD-4).
PASSING = frozenset({"licensedData"})


def _report(error: BaseException, path: list[str | int] | None) -> None:
    log.error("an operation failed", exc_info=error, path=path)


CODES = Codes(known=refusals.known, report=_report)


class GraphQL:
    """The endpoint, over HTTP and over sockets."""

    def __init__(self, settings: Settings, house: House, sign_in: SignIn) -> None:
        numbers: Numbers = house.policy.defaults
        self.engine = Engine(root.build(introspection=settings.allows_introspection), CODES, reading(settings))
        self.rates = Rates(numbers.rate_points_per_user, numbers.rate_points_per_address)
        self.entrance = entrance = Entrance(house, sign_in, partial(origins.allows, settings), settings.proxies)
        self.http = HttpEndpoint(self.engine, entrance, self.rates)
        self.sockets = SocketEndpoint(self.engine, entrance, self.rates)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """A socket's beginning, or a request."""
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await self.sockets.handle(request)
        return await self.http.handle(request)

    async def close_sockets(self) -> None:
        """Tell every open socket to come back: 1012, within a second. Requests are still answered."""
        await self.sockets.close()

    def close(self) -> None:
        """Answer nothing more."""
        self.engine.close()


def reading(settings: Settings) -> Reading:
    """How documents are read here."""
    return Reading(
        sizes=SIZES,
        natives=NATIVES,
        passing=PASSING,
        introspection=settings.allows_introspection,
        compiled=settings.execution == "compiled",
        trusted=console.documents(settings) | (read_manifest(settings.documents) if settings.documents else {}),
        trusted_only=settings.trusted_only,
    )
