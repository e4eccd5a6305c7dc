"""The gateway without Parley: a small schema of books, served on aiohttp by thirty lines of wiring."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import strawberry
from aiohttp import web

from gateway.documents import Reading
from gateway.engine import Engine
from gateway.http import HttpEndpoint
from gateway.rates import Rates
from gateway.seams import Codes, Rejected, Sizes
from gateway.socket import SocketEndpoint


class OutOfPrint(Exception):
    """A refusal of this schema."""


@strawberry.type
class Book:
    """A book."""

    id: strawberry.ID
    title: str


@strawberry.input
class Wanted:
    """What to look for."""

    titles: list[str]
    pages: int = 100


@strawberry.type
class Query:
    """Reads."""

    @strawberry.field
    def books(self, first: int = 3) -> list[Book]:
        """Some books."""
        return [Book(id=strawberry.ID(str(n)), title=f"Book {n}") for n in range(1, first + 1)]

    @strawberry.field
    async def book(self, info: strawberry.Info, title: str | None = None) -> Book | None:
        """One book, for whoever asks."""
        if title == "gone":
            raise OutOfPrint("It is out of print.")
        if title == "burnt":
            raise RuntimeError("the library is on fire")
        return Book(id=strawberry.ID("1"), title=f"{title} for {info.context}")

    @strawberry.field
    def find(self, wanted: Wanted) -> int:
        """How many pages that would be."""
        return len(wanted.titles) * wanted.pages


@strawberry.type
class Mutation:
    """Writes."""

    @strawberry.mutation
    def write(self, title: str) -> Book:
        """A new book."""
        return Book(id=strawberry.ID("9"), title=title)


@strawberry.type
class Subscription:
    """Listens."""

    @strawberry.subscription
    async def count(self, to: int = 3) -> AsyncIterator[int]:
        """One, two, three."""
        for number in range(1, to + 1):
            yield number


schema = strawberry.Schema(query=Query, mutation=Mutation, subscription=Subscription)


@dataclass
class Reports:
    """What the gateway has told the log."""

    errors: list[BaseException] = field(default_factory=list)

    def codes(self) -> Codes:
        """A refusal has a code of its own."""
        return Codes(
            known=lambda error: (str(error), {"code": "OUT_OF_PRINT"}) if isinstance(error, OutOfPrint) else None,
            report=lambda error, _path: self.errors.append(error),
        )


class Asker:
    """Whoever says who they are."""

    expires_in = None

    def __init__(self, user: str | None) -> None:
        self.user = user

    async def context(self, request_id: str) -> str:
        """The name."""
        return self.user or "nobody"


class Entrance:
    """By a header that everybody may set."""

    async def of_request(self, request: web.Request) -> Asker:
        return Asker(request.headers.get("User"))

    async def of_socket(self, request: web.Request, payload: Mapping[str, Any]) -> Asker:
        if "wrong" in payload:
            raise Rejected
        return Asker(payload.get("user"))

    def allows_origin(self, origin: str) -> bool:
        return False

    def request_id(self, request: web.Request) -> str:
        return "the request"

    def address(self, request: web.Request) -> str:
        return "here"


def reading(**changed: Any) -> Reading:
    """As the books want it: a page has three."""
    return replace(Reading(sizes=Sizes(pages={"books": 3})), **changed)


def engine(reports: Reports | None = None, of: strawberry.Schema = schema, **changed: Any) -> Engine:
    """An engine for the books."""
    return Engine(of, (reports or Reports()).codes(), reading(**changed))


def application(made: Engine, rates: Rates | None = None, largest: int = 10_000) -> web.Application:
    """The whole wiring."""
    entrance = Entrance()
    http = HttpEndpoint(made, entrance, rates or Rates(0, 0))
    sockets = SocketEndpoint(made, entrance, rates or Rates(0, 0))

    async def graphql(request: web.Request) -> web.StreamResponse:
        upgrade = request.headers.get("Upgrade", "").lower() == "websocket"
        return await (sockets.handle(request) if upgrade else http.handle(request))

    async def close(_app: web.Application) -> None:
        await sockets.close()
        made.close()

    app = web.Application(client_max_size=largest)
    app.router.add_route("*", "/graphql", graphql)
    app.on_shutdown.append(close)
    return app
