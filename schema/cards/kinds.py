"""Every kind of card, as one union."""

from typing import Annotated

import strawberry

from schema.cards.goods import ProductCard
from schema.cards.lists import ProductListCard

Card = Annotated[
    ProductCard | ProductListCard,
    strawberry.union("Card", description="What a message carries beside its words."),
]
