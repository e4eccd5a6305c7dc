"""Awkward arguments: defaults of every kind, missing and null, nested inputs, `@oneOf`. Each field says what it got."""

from typing import Annotated, Any

import strawberry

from tests.gateway.awkward.asked import Info, fresh, resolved
from tests.gateway.awkward.values import Colour, Even, Loud, Mood, Size


@strawberry.input
class Point:
    """An input with defaults."""

    x: int = 1
    y: int | None = None
    z: float | None = 0.5
    label: str | None = strawberry.UNSET
    tags: list[str | None] | None = strawberry.field(default_factory=lambda: ["new", None])
    size: Size = Size.SMALL
    colour: Colour | None = Colour.BLUE


@strawberry.input
class Shape:
    """An input of inputs."""

    centre: Point
    corners: list[Point | None] | None = strawberry.UNSET
    rows: list[list[int]] | None = None
    inner: "Shape | None" = strawberry.UNSET
    even: Even | None = strawberry.UNSET
    called: str | None = strawberry.field(default=None, name="from")
    ids: list[strawberry.ID] = strawberry.field(default_factory=list)


@strawberry.input(one_of=True)
class Choice:
    """Exactly one."""

    number: int | None = strawberry.UNSET
    text: str | None = strawberry.UNSET
    point: Point | None = strawberry.UNSET
    choice: "Choice | None" = strawberry.UNSET


@strawberry.input
class Patch:
    """Missing is not null."""

    title: strawberry.Maybe[str]
    note: strawberry.Maybe[str | None]
    mood: strawberry.Maybe[Mood | None]
    point: strawberry.Maybe[Point]


FOUR = Even(4)


def said(**given: Any) -> str:
    """What a resolver was given, as Python writes it."""
    return repr(given)


def _plain(  # noqa: PLR0917 - Strawberry reads a resolver's plain parameters
    i: int = 5,
    f: float | None = 1.5,
    s: str = "d",
    b: bool = False,
    n: int | None = None,
    o: int | None = strawberry.UNSET,
) -> str:
    return said(i=i, f=f, s=s, b=b, n=n, o=o)


async def _lists(
    ints: list[int | None] = [1, None, 2],  # noqa: B006 - Strawberry gives each request its own
    rows: list[list[str]] | None = None,
    moods: list[Mood] | None = [Mood.SAD],  # noqa: B006
    ids: list[strawberry.ID | None] | None = strawberry.UNSET,
) -> str:
    return said(ints=ints, rows=rows, moods=moods, ids=ids)


def _enums(
    colour: Colour = Colour.RED,
    size: Size | None = Size.LARGE,
    mood: Mood | None = None,
    sizes: list[Size] | None = None,
) -> str:
    return said(colour=colour, size=size, mood=mood, sizes=sizes)


def _scalars(even: Even = FOUR, loud: Loud | None = None, evens: list[Even | None] | None = strawberry.UNSET) -> str:
    return said(even=even, loud=loud, evens=evens)


def _point(point: Point = Point(x=3), other: Point | None = None) -> str:  # noqa: B008
    return said(point=point, other=other)


async def _shape(shape: Shape) -> str:
    return said(shape=shape)


def _shapes(shapes: list[Shape] | None = None) -> str:
    return said(shapes=shapes)


def _choice(choice: Choice, other: Choice | None = strawberry.UNSET) -> str:
    return said(choice=choice, other=other)


def _patch(patch: Patch, flag: strawberry.Maybe[bool | None]) -> str:
    return said(patch=patch, flag=flag)


def _required(number: int, ids: list[strawberry.ID], mood: Mood) -> str:
    return said(number=number, ids=ids, mood=mood)


def _named(
    from_: Annotated[str | None, strawberry.argument(name="from")] = None,
    class_: Annotated[int, strawberry.argument(name="class", deprecation_reason="Old.")] = 2,
    snake_case_name: str = "snake",
) -> str:
    return said(from_=from_, class_=class_, snake_case_name=snake_case_name)


def _with_info(info: Info, number: int | None = strawberry.UNSET, *, only: str = "only") -> str:
    return said(number=number, only=only, field=info.field_name, variables=sorted(info.variable_values))


@strawberry.type(description="Every argument, told back.")
class Echo:
    """Each field says what it got."""

    plain: str | None = resolved(_plain)
    lists: str = resolved(_lists)
    enums: str | None = resolved(_enums)
    scalars: str | None = resolved(_scalars)
    point: str | None = resolved(_point)
    shape: str = resolved(_shape)
    shapes: str | None = resolved(_shapes)
    choice: str | None = resolved(_choice)
    patch: str | None = resolved(_patch)
    required: str | None = resolved(_required)
    named: str | None = resolved(_named)
    with_info: str | None = resolved(_with_info)
    again: "Echo | None" = fresh(lambda: Echo)
