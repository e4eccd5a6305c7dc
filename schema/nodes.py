"""The Node interface, and pages of things: what every noun's types are made with."""

from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar

import strawberry

from domain import lists

NodeT = TypeVar("NodeT")

First = Annotated[int | None, strawberry.argument(description="How many from the start, or after `after`.")]
After = Annotated[str | None, strawberry.argument(description="A cursor: what follows it.")]
Last = Annotated[int | None, strawberry.argument(description="How many from the end, or before `before`.")]
Before = Annotated[str | None, strawberry.argument(description="A cursor: what precedes it.")]


def rows_of(*classes: type) -> Any:
    """Make the `is_type_of` of a type whose objects are rows of the domain.

    To the gateway it says two things more: an object is known by its class, and holds exactly what is to be written.
    """

    def is_type_of(_cls: type, obj: object, _info: object) -> bool:
        return isinstance(obj, classes)

    is_type_of.by_class = is_type_of.exact = True  # type: ignore[attr-defined]
    return classmethod(is_type_of)


@strawberry.interface(description="Anything with an id: opaque, URL-safe, one spelling per object.")
class Node:
    """What `node` finds."""

    id: strawberry.ID


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    """Relay's."""

    is_type_of = rows_of(lists.PageInfo)

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type(description="An item of a page.")
class Edge(Generic[NodeT]):
    """Relay's."""

    is_type_of = rows_of(lists.Edge)

    node: NodeT
    cursor: str


@strawberry.type(description="A page of a list.")
class Connection(Generic[NodeT]):
    """Relay's. `Connection[Invitation]` is InvitationConnection to clients."""

    is_type_of = rows_of(lists.Page)

    edges: list[Edge[NodeT]]
    nodes: list[NodeT]
    page_info: PageInfo


@strawberry.type(description="A count that stops at a cap: from there on it is not exact.")
class Count:
    """A capped count."""

    value: int
    exact: bool


def resolved(resolver: Callable[..., Any], description: str | None = None) -> Any:
    """A field with a resolver. It hands out rows of the domain, which stand for the type that the field declares."""
    return strawberry.field(resolver=resolver, description=description)


def streamed(resolver: Callable[..., Any], description: str, *, topic: Callable[..., Any] | None = None) -> Any:
    """A subscription, likewise. `topic` takes what the resolver takes, and gives a stream that many may share."""
    return strawberry.subscription(resolver=resolver, description=description, metadata={"topic": topic})
