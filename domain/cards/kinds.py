"""Every kind of card, and what builds it."""

from collections.abc import Callable
from typing import Any

from domain.cards import goods, lists
from domain.cards.items import Held
from models.messages import MessageKind

BUILDERS: dict[str, Callable[[Held], Any]] = {
    MessageKind.PRODUCT: goods.build,
    MessageKind.PRODUCT_LIST: lists.build,
}
