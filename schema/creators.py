"""Finding creators."""

from typing import Annotated

import strawberry

from domain import lists, rows
from domain.queries import creators as queries
from models.accounts import CreatorLevel
from schema import ranges
from schema.accounts import Creator
from schema.context import Info
from schema.nodes import After, Connection, First
from schema.ranges import CountRange, MoneyRange

CreatorConnection = Connection[Creator]
CreatorQuery = Annotated[str | None, strawberry.argument(description="Any part of the name or handle, in any case.")]


@strawberry.input(description="All of it at once. A creator without a figure is in no range of it.")
class CreatorFilter:
    """As the domain has it."""

    followers: CountRange | None = None
    categories: list[str] | None = strawberry.field(default=None, description="Any of these main categories.")
    affiliate_gmv30d: MoneyRange | None = strawberry.field(
        name="affiliateGmv30d", default=None, description="Amounts in another currency are in no range."
    )
    levels: list[CreatorLevel] | None = strawberry.field(default=None, description="Any of these.")
    market: str | None = strawberry.field(default=None, description="One of the creator's markets.")


def asked_of_creators(filter: CreatorFilter | None) -> queries.CreatorFilter | None:
    """As the domain takes it."""
    if filter is None:
        return None
    return queries.CreatorFilter(
        ranges.counts(filter.followers), filter.categories, ranges.amounts(filter.affiliate_gmv30d), filter.levels,
        filter.market,
    )  # fmt: skip


async def creators(
    info: Info,
    query: CreatorQuery = None,
    filter: CreatorFilter | None = None,
    first: First = None,
    after: After = None,
) -> lists.Page[rows.Account]:
    """Those who share a market with the viewer."""
    return await queries.page(info.context.viewer, query, asked_of_creators(filter), first=first, after=after)
