"""The link invitation card."""

import strawberry

from domain import partnerships as rows
from domain.cards import links
from schema.context import Info
from schema.nodes import resolved, rows_of
from schema.partnerships import Partnership


async def _partnership(card: strawberry.Parent[links.LinkInvitationCard], info: Info) -> rows.Partnership | None:
    return await info.context.loaders.partnerships.load(card.partnership_key)


@strawberry.type(description="An agency's invitation to link.")
class LinkInvitationCard:
    """LNK-1."""

    is_type_of = rows_of(links.LinkInvitationCard)

    partnership: Partnership = resolved(_partnership, "As it stands today.")
