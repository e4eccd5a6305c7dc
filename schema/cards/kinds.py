"""Every kind of card, as one union."""

from typing import Annotated

import strawberry

from schema.cards.goods import ProductCard

Card = Annotated[ProductCard, strawberry.union("Card", description="What a message carries beside its words.")]
