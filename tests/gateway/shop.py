"""A small schema of what Strawberry is used for day by day, each thing once."""

import enum
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, Generic, NewType, TypeVar
from uuid import UUID

import strawberry
from strawberry import lazy, relay
from strawberry.dataloader import DataLoader
from strawberry.extensions import FieldExtension
from strawberry.permission import BasePermission, PermissionExtension
from strawberry.scalars import JSON
from strawberry.schema.config import StrawberryConfig
from strawberry.types import Info as StrawberryInfo

T = TypeVar("T")
Cents = NewType("Cents", int)


@dataclass
class Context:
    """One operation's: what was done, and how the loader was asked."""

    log: list[str] = field(default_factory=list)
    user: str = "ann"

    def __post_init__(self) -> None:
        self.names: DataLoader[int, str] = DataLoader(load_fn=self._names)

    async def _names(self, keys: list[int]) -> list[str]:
        self.log.append(f"asked for {keys}")
        return [f"name {key}" for key in keys]


Info = StrawberryInfo[Context, Any]


@strawberry.enum
class Flavour(enum.Enum):
    """Values that are not the names."""

    SWEET = "sugary"
    SOUR = strawberry.enum_value("acid", name="TART")


@strawberry.interface
class Item:
    """An interface."""

    title: str
    price: Cents = Cents(100)

    @strawberry.field
    def shout(self) -> str:
        """Inherited."""
        return f"{self.title}!"


@strawberry.type
class Cake(Item):
    """Has a flavour, by member or by value."""

    flavour: Flavour | None = Flavour.SWEET
    secret: strawberry.Private[str] = "butter"

    @strawberry.field
    def recipe(self) -> str:
        """Reads what is private."""
        return f"much {self.secret}"


@strawberry.type
class Book(Item):
    """Knows its author lazily."""

    page_count: int = 10

    @strawberry.field
    async def author(self) -> Annotated["Author", lazy("tests.gateway.shop")]:
        """Later."""
        return Author(name="bo")


@strawberry.type
class Author:
    """With books."""

    name: str

    @strawberry.field
    def books(self, first: int = 1) -> list[Book]:
        """Some."""
        return [Book(title=f"book {n}") for n in range(first)]

    @strawberry.field
    @staticmethod
    def motto() -> str:
        """Needs nobody."""
        return "write"


@strawberry.type
class Stranger:
    """In no union."""

    name: str = "who"


Product = Annotated[Cake | Book, strawberry.union("Product")]


@strawberry.type
class Edge(Generic[T]):
    """A generic."""

    node: T
    cursor: str


@strawberry.type
class Page(Generic[T]):
    """A generic of generics."""

    edges: list[Edge[T]]


@strawberry.input
class Size:
    """An input in an input."""

    width: int
    height: int = 3


@strawberry.input
class Order:
    """An input."""

    name: str
    size: Size | None = None
    sizes: list[Size] = strawberry.field(default_factory=list)
    note: str | None = strawberry.UNSET
    flavour: Flavour = Flavour.SOUR
    gift: strawberry.Maybe[str | None]


@strawberry.input(one_of=True)
class By:
    """One way."""

    id: strawberry.ID | None = strawberry.UNSET
    name: str | None = strawberry.UNSET


class Member(BasePermission):
    """By context."""

    message = "Members only."

    async def has_permission(self, source: Any, info: Any, **given: Any) -> bool:
        """Ask the context."""
        return bool(info.context.user == "ann")


class Nobody(BasePermission):
    """Never."""

    message = "Nobody may."

    def has_permission(self, source: Any, info: Any, **given: Any) -> bool:
        """No."""
        return False


class Upper(FieldExtension):
    """Changes what was given and what comes out."""

    def resolve(self, next_: Any, source: Any, info: Any, **given: Any) -> Any:
        """Around."""
        return next_(source, info, **given).upper()

    async def resolve_async(self, next_: Any, source: Any, info: Any, **given: Any) -> Any:
        """Around, later."""
        return (await next_(source, info, **given)).upper()


class SoldOut(Exception):
    """Becomes data."""


@strawberry.type
class Unavailable:
    """For SoldOut."""

    reason: str


class TellSoldOut(strawberry.ExceptionHandler[SoldOut, Unavailable]):
    """As data."""

    def handle(self, exception: SoldOut, *, field: Any, info: Any) -> Unavailable:
        """Say it."""
        return Unavailable(reason=str(exception))


Bought = Annotated[Cake | Unavailable, strawberry.union("Bought")]


@strawberry.type
class Fruit(relay.Node):
    """With a global id."""

    code: relay.NodeID[int]

    @classmethod
    def resolve_nodes(cls, *, info: Any, node_ids: Iterable[str], required: bool = False) -> Any:
        """Any there are."""
        return [cls(code=int(key)) for key in node_ids]


def _fruits() -> Iterable[Fruit]:
    return [Fruit(code=1), Fruit(code=2), Fruit(code=3)]


def _price(item: strawberry.Parent[dict[str, Any]]) -> Cents:
    return Cents(item["cents"])


@strawberry.type
class Row:
    """Behind which dictionaries stand."""

    title: str
    note: str | None
    price: Cents = strawberry.field(resolver=_price)


def get_item(source: Any, name: str) -> Any:
    """Read what an object or a dictionary has."""
    return source[name] if isinstance(source, dict) else getattr(source, name)


def _any(resolver: Any, **more: Any) -> Any:
    return strawberry.field(resolver=resolver, **more)


def _products(kinds: list[str]) -> Any:
    made: dict[str, Any] = {"cake": Cake(title="pie"), "book": Book(title="tome"), "stranger": Stranger(), "text": "x"}
    return [made.get(kind) for kind in kinds]


async def _name(info: Info, id: int) -> str:
    return await info.context.names.load(id)


def _sell(info: Info, sold: bool = False) -> Any:
    if sold:
        raise SoldOut("come back")
    return Cake(title="pie")


@strawberry.type
class Query:
    """Everything once."""

    hello: str = "world"
    cake: Cake = _any(lambda: Cake(title="pie"))
    raw_cake: Cake = _any(lambda: Cake(title="pie", flavour="sugary"))  # type: ignore[arg-type]
    bad_cake: Cake | None = _any(lambda: Cake(title="pie", flavour="salty"))  # type: ignore[arg-type]
    book: Book = _any(lambda: Book(title="tome"))
    items: list[Item] = _any(lambda: [Cake(title="pie"), Book(title="tome")])
    products: list[Product | None] = _any(_products)
    page: Page[Cake] = _any(lambda: Page(edges=[Edge(node=Cake(title="pie"), cursor="1")]))
    numbers: Page[int] = _any(lambda: Page(edges=[Edge(node=1, cursor="1"), Edge(node=2, cursor="2")]))
    row: Row = _any(lambda: {"title": "row", "note": None, "cents": 5})
    name: str = _any(_name)
    buy: Bought = _any(_sell)
    members: str | None = _any(lambda: "welcome", permission_classes=[Member])
    nobody: str | None = _any(lambda: "welcome", permission_classes=[Nobody])
    nobody_now: str = _any(lambda: "welcome", permission_classes=[Nobody])
    hidden: str | None = _any(lambda: "x", extensions=[PermissionExtension([Nobody()], fail_silently=True)])
    loud: str = _any(lambda: "quiet", extensions=[Upper()])
    fruits: relay.ListConnection[Fruit] = relay.connection(relay.ListConnection[Fruit], resolver=_fruits)
    json: JSON = _any(lambda: {"a": [1, None, {"b": "c"}]})

    @strawberry.field
    def order(self, order: Order) -> str:
        """Tell what was given."""
        return repr(order)

    @strawberry.field
    def find(self, by: By) -> str:
        """Tell what was given."""
        return repr(by)

    @strawberry.field
    def when(self, day: date | None = None, at: datetime | None = None, hour: time | None = None) -> list[str]:
        """Tell what was given."""
        return [str(day), str(at), str(hour)]

    @strawberry.field
    def day(self, day: date) -> date:
        """The same."""
        return day

    @strawberry.field
    def exact(self, value: Decimal, id: UUID) -> JSON:
        """Tell what was given."""
        return JSON([repr(value), repr(id)])

    @strawberry.field
    def identity(self, id: strawberry.ID) -> strawberry.ID:
        """The same."""
        return id

    @strawberry.field
    def where(self, info: Info, n: int = 0) -> list[str]:
        """Tell where this is."""
        path = info.path
        return [info.field_name, str(path.key), str(path.typename), info.context.user, repr(info.root_value)]

    @strawberry.field
    def flavours(self, only: list[Flavour] | None = None) -> list[Flavour]:
        """Those asked for."""
        return list(Flavour) if only is None else only


@strawberry.type
class Mutation:
    """In order."""

    @strawberry.mutation
    async def add(self, info: Info, name: str = "it") -> int:
        """Note it."""
        info.context.log.append(name)
        return len(info.context.log)

    @strawberry.mutation
    def clear(self, info: Info) -> None:
        """Say nothing."""
        info.context.log.clear()

    @strawberry.mutation
    def fail(self, info: Info) -> int | None:
        """Fail, and let the others go on."""
        info.context.log.append("failed")
        raise ValueError("no")


@strawberry.type
class Subscription:
    """Few events."""

    @strawberry.subscription
    async def count(self, info: Info, to: int = 2) -> AsyncGenerator[int, None]:
        """Up to so many; not beyond three."""
        for number in range(to):
            if number > 2:
                raise ValueError("too far")
            yield number

    @strawberry.subscription
    async def cakes(self) -> AsyncGenerator[Cake | None, None]:
        """One, and none."""
        yield Cake(title="pie")
        yield None


def build() -> strawberry.Schema:
    """The shop."""
    cents = strawberry.scalar(name="Cents", serialize=lambda value: f"{value / 100:.2f}", parse_value=int)
    return strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[Cake, Book],
        config=StrawberryConfig(scalar_map={Cents: cents}, default_resolver=get_item),
        exception_handlers=[TellSoldOut()],
    )
