"""Ranges that lists are filtered by: half-open, [min, max), and open where an end is not given."""

import math
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from domain import ids, money
from domain.errors import InvalidInput


class CountRange(Struct, frozen=True):
    """Of counts."""

    min: int | None = None
    max: int | None = None


class MoneyRange(Struct, frozen=True):
    """Of amounts, in the unit of a currency."""

    min: Decimal | None = None
    max: Decimal | None = None


def check(asked: CountRange | MoneyRange, field: str) -> None:
    """Refuse a range that ends before it begins, or that begins or ends below nothing."""
    for name, end in (("min", asked.min), ("max", asked.max)):
        if end is not None and end < 0:
            raise InvalidInput(f"{field}.{name}", "Nothing is less than 0.")
    if asked.min is not None and asked.max is not None and asked.min > asked.max:
        raise InvalidInput(f"{field}.max", "The range ends before it begins.")


def minor(asked: MoneyRange, currency: str) -> CountRange:
    """The same range of the currency's minor units."""
    return CountRange(_least(asked.min, currency), _least(asked.max, currency))


def _least(end: Decimal | None, currency: str) -> int | None:
    """The least whole number of minor units that is not below an amount; at most what a figure can be."""
    if end is None:
        return None
    return min(math.ceil(Fraction(end) / Fraction(money.amount(1, currency))), ids.LARGEST)
