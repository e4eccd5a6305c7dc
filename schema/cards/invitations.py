"""The target collaboration card."""

import strawberry

from domain import invitations as rows
from domain.cards import invitations
from schema.cards.items import CardProduct
from schema.context import Info
from schema.invitations import Invitation
from schema.nodes import resolved, rows_of


async def _invitation(
    card: strawberry.Parent[invitations.TargetCollaborationCard], info: Info
) -> rows.Invitation | None:
    return await info.context.loaders.invitations.load(card.invitation_key)


@strawberry.type(description="An invitation into a seller's target collaboration.")
class TargetCollaborationCard:
    """COL-3."""

    is_type_of = rows_of(invitations.TargetCollaborationCard)

    name: str = strawberry.field(description="As sent.")
    invitation: Invitation = resolved(_invitation, "As it stands today.")
    items: list[CardProduct]
    added: bool = strawberry.field(description="Whether all of them are in the creator's showcase.")
