"""Errors at every depth, nulls where none may be, and iterables of every kind where a list is wanted."""

import asyncio
import enum
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import strawberry
from graphql import GraphQLError

from tests.gateway.awkward.asked import Context, Info, Refused, fresh, resolved, rest


async def later(value: Any) -> Any:
    """A value, after others."""
    await rest()
    if isinstance(value, Exception):
        raise value
    return value


class Promise:
    """Awaitable, and neither a coroutine nor a future."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __await__(self) -> Any:
        return later(self.value).__await__()


def _breaking() -> Iterator[int]:
    yield 1
    raise Refused("after one")


async def _streaming() -> AsyncIterator[Any]:
    yield 1
    await rest()
    yield None
    yield 3


async def _stream_breaking() -> AsyncIterator[Any]:
    yield 1
    raise Refused("after one, in time")


class Endless:
    """Iterable by index only."""

    def __getitem__(self, index: int) -> int:
        if index > 2:
            raise IndexError
        return index


LISTS: dict[str, Callable[[], Any]] = {
    "LIST": lambda: [1, 2, 3],
    "EMPTY": list,
    "NULL": lambda: None,
    "WITH_NULL": lambda: [1, None, 3],
    "WITH_ERROR": lambda: [1, Refused("in a list"), None, Refused("twice")],
    "WITH_WRONG": lambda: [1, "one", 2.5, [2], True],
    "TUPLE": lambda: (1, 2),
    "SET": lambda: {5},
    "FROZEN": lambda: frozenset({6}),
    "GENERATOR": lambda: (n * n for n in range(3)),
    "BREAKING": _breaking,
    "STREAMING": _streaming,
    "STREAM_BREAKING": _stream_breaking,
    "RANGE": lambda: range(3),
    "DEQUE": lambda: deque([1, 2]),
    "KEYS": {1: 2}.keys,
    "DICT": lambda: {1: 2},
    "BY_INDEX": Endless,
    "TEXT": lambda: "12",
    "BYTES": lambda: b"12",
    "NUMBER": lambda: 5,
    "OBJECT": lambda: Context,
    "NESTED": lambda: [[1, None], None, [2, Refused("nested")], (3,)],
    "PROMISES": lambda: [later(1), 2, Promise(3), later(None), later(Refused("promised")), later([4])],
    "ERROR": lambda: Refused("no list at all"),
}
Kind: Any = strawberry.enum(enum.Enum("Kind", {name: name for name in LISTS}))  # type: ignore[call-overload] # made here


def _list(kind: Kind = Kind.LIST) -> Any:
    return LISTS[kind.value]()


async def _list_later(kind: Kind = Kind.LIST) -> Any:
    await rest()
    return LISTS[kind.value]()


@strawberry.type(description="Every kind of list, given any kind of iterable.")
class Lists:
    """Each `kind` names an iterable."""

    loose: list[int | None] | None = resolved(_list)
    strict: list[int] = resolved(_list)
    half: list[int] | None = resolved(_list_later)
    other_half: list[int | None] = resolved(_list)
    nested: list[list[int | None]] | None = resolved(_list)
    nested_loose: list[list[int | None] | None] | None = resolved(_list_later)
    nested_strict: list[list[int]] = resolved(_list)
    texts: list[str | None] | None = resolved(_list)
    thrice: list[list[list[int] | None] | None] | None = resolved(lambda: [[[1, 2], None, [3, None]], None, [[]]])
    again: "Lists | None" = fresh(lambda: Lists)


def _raise() -> Any:
    raise Refused("at once")


async def _raise_later() -> Any:
    await rest()
    raise Refused("in time")


def _refuse() -> Any:
    raise GraphQLError("a refusal", extensions={"code": "REFUSED"})


def _future() -> Awaitable[Any]:
    future = asyncio.get_running_loop().create_future()
    future.set_result("future")
    return future


def _children(info: Info, kinds: list[str | None] = ["good", "bad"]) -> Any:  # noqa: B006
    made: dict[Any, Callable[[], Any]] = {
        "good": Trouble,
        "later": lambda: later(Trouble()),
        "error": lambda: Refused("a child that is an error"),
        "error_later": lambda: later(Refused("a child that was to be")),
        "number": lambda: 5,
    }
    return [made.get(kind, lambda: None)() for kind in kinds]


async def _children_later(info: Info, kinds: list[str | None] = ["good", "later"]) -> Any:  # noqa: B006
    await rest()
    return _children(info, kinds)


def _attempt(depth: int = 0) -> Any:
    if depth > 1:
        raise Refused(f"at depth {depth}")
    return later("shallow") if depth else "shallow"


@strawberry.type(description="Fields that fail, and itself below itself in every way.")
class Trouble:
    """Awkward at every depth."""

    plain: str | None = "plain"
    number: int = 7
    broken: str | None = strawberry.field(name="broken", resolver=_raise)
    broken_now: str = resolved(_raise)
    broken_later: str | None = resolved(_raise_later)
    broken_later_now: str = resolved(_raise_later)
    refused: int | None = resolved(_refuse)
    null_now: int = resolved(lambda: None)
    null_later_now: int = resolved(lambda: later(None))
    given_error: str | None = resolved(lambda: Refused("given, not raised"))
    given_error_later: str = resolved(lambda: later(GraphQLError("given, in time")))
    promise: str | None = resolved(lambda: Promise("promise"))
    future: str = resolved(_future)
    coroutine: str | None = resolved(lambda: later("coroutine"))
    attempt: str | None = resolved(_attempt)
    self_: "Trouble" = fresh(lambda: Trouble, name="self")
    maybe: "Trouble | None" = fresh(lambda: Trouble)
    later: "Trouble" = resolved(lambda: later(Trouble()))
    maybe_later: "Trouble | None" = resolved(lambda: Promise(Trouble()))
    absent: "Trouble | None" = resolved(lambda: None)
    missing: "Trouble" = resolved(lambda: None)
    children: "list[Trouble]" = resolved(_children)
    some: "list[Trouble | None] | None" = resolved(_children_later)
    grid: "list[list[Trouble]] | None" = resolved(lambda: [[Trouble(), Trouble()], [Trouble()]])
    loose_grid: "list[list[Trouble] | None] | None" = resolved(lambda: [[Trouble(), None], [later(Trouble())], None])


class Source:
    """A row whose attributes are there, fail, are missing, are functions or awaitables."""

    fine = "fine"
    number = "12"
    absent = None
    absent_now = None
    error = Refused("an attribute that is an error")

    @property
    def broken(self) -> Any:
        """Raise."""
        raise Refused("an attribute that fails")

    @property
    def dangling(self) -> Any:
        """Raise what a missing attribute raises."""
        raise AttributeError("inner")

    @property
    def coroutine(self) -> Any:
        """A promise behind a plain attribute."""
        return later("awaited")

    @property
    def deep(self) -> "Source":
        """Itself."""
        return Source()

    @property
    def sources(self) -> Any:
        """Itself, twice, and nothing."""
        return (Source(), later(Source()), None)

    sources_strict = sources


@strawberry.type
class Plain:
    """Only default resolvers."""

    fine: str
    number: int | None
    absent: str | None
    absent_now: str = strawberry.field(name="absentNow")
    error: str | None
    broken: str | None
    dangling: str | None
    unknown: str | None
    coroutine: str | None
    deep: "Plain"
    sources: "list[Plain | None] | None"
    sources_strict: "list[Plain] | None" = strawberry.field(name="sourcesStrict")
