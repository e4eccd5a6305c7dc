"""Ranges that lists are filtered by."""

from decimal import Decimal

import strawberry

from domain.rules import ranges
from schema.scalars import Long


@strawberry.input(description="From min on, and below max; an end that is not given is open.")
class CountRange:
    """Of counts."""

    min: Long | None = None
    max: Long | None = None


@strawberry.input(description="From min on, and below max, in the viewer's currency; an end that is not given is open.")
class MoneyRange:
    """Of amounts."""

    min: Decimal | None = None
    max: Decimal | None = None


def counts(asked: CountRange | None) -> ranges.CountRange | None:
    """As the domain takes it."""
    return None if asked is None else ranges.CountRange(asked.min, asked.max)


def amounts(asked: MoneyRange | None) -> ranges.MoneyRange | None:
    """As the domain takes it."""
    return None if asked is None else ranges.MoneyRange(asked.min, asked.max)
