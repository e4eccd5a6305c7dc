"""Money, as every amount is shown."""

from decimal import Decimal

import strawberry

from domain import money
from schema.nodes import rows_of


@strawberry.type(description="An amount of money.")
class Money:
    """In the currency's unit."""

    is_type_of = rows_of(money.Money)

    amount: Decimal
    currency: str = strawberry.field(description="ISO 4217.")
