"""The product card."""

import strawberry

from domain import invitations as rows
from domain.cards import goods
from schema.cards.items import CardProduct
from schema.context import Info
from schema.invitations import Invitation
from schema.nodes import resolved, rows_of


async def _invitation(card: strawberry.Parent[goods.ProductCard], info: Info) -> rows.Invitation | None:
    return None if card.invitation_key is None else await info.context.loaders.invitations.load(card.invitation_key)


@strawberry.type(description="One to five products of a seller.")
class ProductCard:
    """COL-2."""

    is_type_of = rows_of(goods.ProductCard)

    items: list[CardProduct]
    added: bool = strawberry.field(description="Whether all of them are in the creator's showcase.")
    via_invitation: Invitation | None = resolved(
        _invitation, "The invitation that offers them, at its rates; null: they are open to everybody."
    )
