"""Every kind of card, as one union. One line for each kind."""

from typing import Annotated

import strawberry

from schema.cards.goods import ProductCard
from schema.cards.invitations import TargetCollaborationCard
from schema.cards.links import LinkInvitationCard
from schema.cards.lists import ProductListCard
from schema.cards.samples import SampleCard

Card = Annotated[
    ProductCard
    | ProductListCard
    | TargetCollaborationCard
    | SampleCard
    | LinkInvitationCard,
    strawberry.union("Card", description="What a message carries beside its words."),
]  # fmt: skip
