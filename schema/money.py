"""Money, as every amount is shown."""

from decimal import Decimal

import strawberry

from domain import money
from domain.errors import InvalidInput
from schema.nodes import rows_of

LARGEST_RATE = 1_000_000  # basis points, beyond any


@strawberry.type(description="An amount of money.")
class Money:
    """In the currency's unit."""

    is_type_of = rows_of(money.Money)

    amount: Decimal
    currency: str = strawberry.field(description="ISO 4217.")


def basis_points(percent: Decimal, field: str) -> int:
    """A rate as the domain takes it: 12.5 % is 1250. Raises InvalidInput for what is finer, or no rate at all."""
    points = percent * 100
    if points != points.to_integral_value() or abs(points) > LARGEST_RATE:
        raise InvalidInput(field, "Give a rate in percent, with at most two digits after the point.")
    return int(points)
