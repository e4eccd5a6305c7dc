"""What a folder of the inbox can be narrowed by."""

import strawberry

from domain import ids
from domain.queries import filters
from models.accounts import CreatorLevel
from schema import ranges
from schema.context import Info
from schema.ranges import CountRange, MoneyRange


@strawberry.input(
    description="What is left out narrows nothing; of what is given, all must hold. What is known of creators is for "
    "sellers and agencies, as it is now; a creator without a figure is in no range of it."
)
class InboxFilter:
    """INB-4, INB-5, INB-9, LEAD-7."""

    followers: CountRange | None = None
    categories: list[str] | None = strawberry.field(default=None, description="Any of these main categories.")
    affiliate_gmv30d: MoneyRange | None = strawberry.field(
        name="affiliateGmv30d", default=None, description="Amounts in another currency are in no range."
    )
    levels: list[CreatorLevel] | None = strawberry.field(default=None, description="Any of these.")
    market: str | None = strawberry.field(default=None, description="One of the creator's markets.")
    is_lead: bool | None = strawberry.field(
        description="Creators who are in the viewer's leads pool, or who are not: for those who may see it.",
        default=None,
    )
    has_invitation: bool | None = strawberry.field(
        description="Collab messages: an invitation, to a target collaboration or to be linked, was sent; or none was.",
        default=None,
    )
    labels: list[str] | None = strawberry.field(
        description="Creators who carry any of these labels of the viewer's side.", default=None
    )
    assignee_id: strawberry.ID | None = strawberry.field(
        description="The id of a user: conversations that the viewer's side has assigned to it.", default=None
    )


def asked(info: Info, filter: InboxFilter | None) -> filters.InboxFilter | None:
    """The filter as the domain takes it."""
    if filter is None:
        return None
    filters.allowed(info.context.viewer, is_lead=filter.is_lead)  # who asks comes before what is asked
    return filters.InboxFilter(
        labels=None if filter.labels is None else tuple(filter.labels),
        assignee_key=None if filter.assignee_id is None else ids.parse("user", filter.assignee_id, "filter.assigneeId"),
        is_lead=filter.is_lead,
        has_invitation=filter.has_invitation,
        followers=ranges.counts(filter.followers),
        categories=filter.categories,
        affiliate_gmv=ranges.amounts(filter.affiliate_gmv30d),
        levels=filter.levels,
        market=filter.market,
    )
