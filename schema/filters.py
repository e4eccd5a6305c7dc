"""What a folder of the inbox can be narrowed by."""

import strawberry

from domain import ids
from domain.queries import filters
from schema.context import Info


@strawberry.input(description="What is left out narrows nothing; of what is given, all must hold.")
class InboxFilter:
    """INB-9, LEAD-7."""

    labels: list[str] | None = strawberry.field(
        description="Creators who carry any of these labels of the viewer's side.", default=None
    )
    assignee_id: strawberry.ID | None = strawberry.field(
        description="The id of a user: conversations that the viewer's side has assigned to it.", default=None
    )
    is_lead: bool | None = strawberry.field(
        description="Creators who are in the viewer's leads pool, or who are not: for those who may see it.",
        default=None,
    )


def asked(info: Info, filter: InboxFilter | None) -> filters.InboxFilter | None:
    """The filter as the domain takes it."""
    if filter is None or (filter.labels is None and filter.assignee_id is None and filter.is_lead is None):
        return None
    filters.allowed(info.context.viewer, is_lead=filter.is_lead)  # who asks comes before what is asked
    user_key = None if filter.assignee_id is None else ids.parse("user", filter.assignee_id, "filter.assigneeId")
    return filters.InboxFilter(None if filter.labels is None else tuple(filter.labels), user_key, filter.is_lead)
