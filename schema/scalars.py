"""The contract's own scalars. Each refuses only what is not its syntax (REF-1)."""

import decimal
import re
from datetime import UTC, datetime
from typing import Any, NewType

import strawberry
from strawberry.schema.config import StrawberryConfig

LARGEST_SAFE = 2**53
# Python reads more than RFC 3339 and plain decimal text: week dates, any separator, digits of every script.
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})?")
_DECIMAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,20})?")

Position = NewType("Position", str)
Long = NewType("Long", int)


def read_datetime(value: object) -> datetime:
    """RFC 3339 text that carries an offset, as UTC."""
    if not isinstance(value, str):
        raise TypeError("A DateTime is text: 2026-01-31T18:00:00Z.")
    try:
        moment = datetime.fromisoformat(value) if _MOMENT.fullmatch(value) else None
    except ValueError:
        moment = None
    if moment is None:
        raise ValueError(f"{value!r} is no DateTime: write it like 2026-01-31T18:00:00Z.")
    if moment.tzinfo is None:
        raise ValueError(f"{value!r} has no offset: end it with Z, or with one like +02:00.")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{value!r} is out of range.") from error


def write_datetime(value: datetime) -> str:
    """UTC, with a Z."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read_decimal(value: object) -> decimal.Decimal:
    """Decimal text; a JSON number would have been rounded on the way."""
    if not isinstance(value, str):
        raise TypeError('A Decimal is text: "12.50".')
    if _DECIMAL.fullmatch(value) is None:
        raise ValueError(f'{value!r} is no Decimal: write it like "12.50".')
    return decimal.Decimal(value)


def read_long(value: object) -> int:
    """A whole JSON number up to 2^53."""
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST_SAFE:
        raise ValueError(f"{value!r} is no Long: a whole number up to 2^53.")
    return value


def read_position(value: object) -> str:
    """Text; whether it names a place is the domain's to say."""
    if not isinstance(value, str):
        raise TypeError("A Position is the text that Viewer.position or an event gave.")
    return value


def _scalar(name: str, description: str, serialize: Any, parse_value: Any) -> Any:
    return strawberry.scalar(name=name, description=description, serialize=serialize, parse_value=parse_value)


CONFIG = StrawberryConfig(
    scalar_map={
        datetime: _scalar(
            "DateTime", "RFC 3339. Input must carry an offset, output is UTC.", write_datetime, read_datetime
        ),
        decimal.Decimal: _scalar(
            "Decimal",
            'Decimal text, never a float: money in the currency\'s unit, rates in percent ("12.5" is 12.5 %).',
            str,
            read_decimal,
        ),
        Position: _scalar(
            "Position",
            "A place in an account's event stream, with its epoch. Opaque: kept and passed back, never computed with.",
            str,
            read_position,
        ),
        Long: _scalar("Long", "A whole number up to 2^53, as a JSON number.", int, read_long),
    }
)
