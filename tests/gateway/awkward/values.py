"""Awkward leaves: scalars that fail in and out, enums of every kind, and values that are not what they should be."""

import enum
import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NewType
from uuid import UUID

import strawberry
from graphql import GraphQLError, Undefined
from strawberry.scalars import JSON

from tests.gateway.awkward.asked import fresh, resolved

Even = NewType("Even", int)
Loud = NewType("Loud", str)


def write_even(value: Any) -> Any:
    """Fails for odd numbers; says nothing for zero, and nonsense for two."""
    if value == 0:
        return None
    if value == 2:
        return Undefined
    if not isinstance(value, int) or value % 2:
        raise ValueError(f"{value} is not even")
    return value


def read_even(value: Any) -> Any:
    """Fails for odd numbers, with an error of GraphQL's for negative ones; says nothing for zero."""
    if isinstance(value, int) and value < 0:
        raise GraphQLError("Too cold.", extensions={"code": "COLD"})
    if not isinstance(value, int) or value % 2:
        raise ValueError(f"{value!r} is not even")
    return None if value == 0 else Even(value)


def write_loud(value: Any) -> Any:
    """Another type than the value's: text becomes a list of words."""
    return value.upper().split()


SCALARS: Mapping[object, Any] = {
    Even: strawberry.scalar(name="Even", serialize=write_even, parse_value=read_even),
    Loud: strawberry.scalar(name="Loud", serialize=write_loud, parse_value=lambda value: Loud(str(value).lower())),
}


@strawberry.enum(description="Its values are objects.")
class Colour(enum.Enum):
    """An enum of tuples."""

    RED = (255, 0, 0)
    BLUE = (0, 0, 255)
    GREEN = strawberry.enum_value((0, 255, 0), deprecation_reason="Out of fashion.")


@strawberry.enum
class Size(enum.IntEnum):
    """An enum of numbers, which are equal to other numbers."""

    SMALL = 1
    LARGE = strawberry.enum_value(2, name="HUGE")


@strawberry.enum
class Mood(enum.StrEnum):
    """An enum of texts that are not its names."""

    GLAD = "glad"
    SAD = "sad"


class Stranger:
    """No type of any schema."""

    def __repr__(self) -> str:
        return "<stranger>"


class Text(str):
    """A text that is more."""

    __slots__ = ()


class Whole(int):
    """A number that is more."""


class Unhashable:
    """What no table of enum values can look up."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unhashable)

    def __repr__(self) -> str:
        return "<unhashable>"


ODD: dict[str, Any] = {
    "NULL": None,
    "UNDEFINED": Undefined,
    "UNSET": strawberry.UNSET,
    "TRUE": True,
    "FALSE": False,
    "ZERO": 0,
    "ONE": 1,
    "TWO": 2,
    "FOUR": 4,
    "LARGEST": 2**31 - 1,
    "SMALLEST": -(2**31),
    "TOO_LARGE": 2**31,
    "HUGE": 2**53,
    "HALF": 0.5,
    "WHOLE": 3.0,
    "MINUS_ZERO": -0.0,
    "NAN": math.nan,
    "INFINITE": math.inf,
    "DECIMAL": Decimal("2.50"),
    "WHOLE_DECIMAL": Decimal(7),
    "NUMBER": Whole(12),
    "TEXT": "text",
    "DIGITS": "12",
    "FRACTION": "1.5",
    "EMPTY": "",
    "MORE_TEXT": Text("more"),
    "BYTES": b"bytes",
    "LIST": [1, "a", None],
    "DICT": {"a": 1, "b": [None]},
    "ERROR": ValueError("an error instead of a value"),
    "REFUSAL": GraphQLError("a refusal instead of a value", extensions={"code": "REFUSED"}),
    "REFUSAL_ELSEWHERE": GraphQLError("a refusal that says where", path=["else", 0, "where"]),
    "STRANGER": Stranger(),
    "UNHASHABLE": Unhashable(),
    "RED": Colour.RED,
    "RED_VALUE": (255, 0, 0),
    "RED_NAME": "RED",
    "LARGE": Size.LARGE,
    "GLAD": Mood.GLAD,
    "GLAD_VALUE": "glad",
    "DAY": date(2026, 11, 18),
    "MOMENT": datetime(2026, 11, 18, 12, 30, tzinfo=UTC),
    "UUID": UUID(int=7),
}
Odd: Any = strawberry.enum(enum.Enum("Odd", {name: name for name in ODD}))  # type: ignore[call-overload] # made here


def _given(of: Odd) -> Any:
    return ODD[of.value]


async def _given_later(of: Odd) -> Any:
    return ODD[of.value]


def _given_json(of: Odd) -> Any:
    """What is no JSON is for the encoder to refuse, and so not given as it is."""
    value = ODD[of.value]
    return value if isinstance(value, None | bool | int | float | str | list | dict | Exception) else repr(value)


@strawberry.type(description="Every leaf, given any value.")
class Leaves:
    """Each `of` names a value."""

    as_int: int | None = resolved(_given)
    as_int_now: int = resolved(_given)
    as_float: float | None = resolved(_given_later)
    as_float_now: float = resolved(_given)
    as_string: str | None = resolved(_given)
    as_string_now: str = resolved(_given_later)
    as_boolean: bool | None = resolved(_given)
    as_boolean_now: bool = resolved(_given)
    as_id: strawberry.ID | None = resolved(_given)
    as_id_now: strawberry.ID = resolved(_given_later)
    even: Even | None = resolved(_given)
    even_now: Even = resolved(_given)
    even_later: Even | None = resolved(_given_later)
    loud: Loud | None = resolved(_given)
    as_json: JSON | None = resolved(_given_json)
    colour: Colour | None = resolved(_given)
    colour_now: Colour = resolved(_given_later)
    size: Size | None = resolved(_given)
    mood: Mood | None = resolved(_given)
    mood_now: Mood = resolved(_given)
    day: date | None = resolved(_given)
    moment: datetime | None = resolved(_given_later)
    as_decimal: Decimal | None = resolved(_given)
    as_uuid: UUID | None = resolved(_given)
    ints: list[int | None] | None = resolved(_given)
    moods: list[Mood] | None = resolved(_given)
    again: "Leaves" = fresh(lambda: Leaves)
