"""Money, as every amount is shown."""

from decimal import Decimal

import strawberry

from domain import money
from schema.nodes import rows_of

LARGEST_RATE = 1_000_000  # basis points, beyond any


@strawberry.type(description="An amount of money.")
class Money:
    """In the currency's unit."""

    is_type_of = rows_of(money.Money)

    amount: Decimal
    currency: str = strawberry.field(description="ISO 4217.")


def basis_points(percent: Decimal) -> int:
    """A rate as the domain takes it: 12.5 % is 1250. For what is finer it is -1, which is no rate of anything."""
    points = percent * 100
    return int(points) if points == points.to_integral_value() and abs(points) <= LARGEST_RATE else -1
