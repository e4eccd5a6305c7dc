"""Every kind of card: what builds it, whose it is to send, and what it is called. One line for each kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from domain.cards import goods, invitations, links, lists, samples
from domain.cards.items import Held
from models.accounts import AccountKind
from models.messages import MessageKind
from models.search import SearchModule


@dataclass(frozen=True, slots=True)
class CardKind:
    """A kind of card. `plural` stands in sentences: only sellers send products.

    `found_in`: where its products are found by their titles as sent, or a sample by the title among its facts.
    """

    build: Callable[[Held], Any]
    sent_by: AccountKind
    plural: str
    found_in: SearchModule | None = None


KINDS: dict[str, CardKind] = {
    MessageKind.PRODUCT: CardKind(goods.build, AccountKind.SELLER, "products", SearchModule.PRODUCTS),
    MessageKind.PRODUCT_LIST: CardKind(lists.build, AccountKind.AGENCY, "product lists", SearchModule.PRODUCTS),
    MessageKind.TARGET_COLLABORATION: CardKind(
        invitations.build, AccountKind.SELLER, "invitations", SearchModule.PRODUCTS
    ),
    MessageKind.SAMPLE: CardKind(samples.build, AccountKind.CREATOR, "sample requests", SearchModule.SAMPLES),
    MessageKind.LINK_INVITATION: CardKind(links.build, AccountKind.AGENCY, "invitations to link"),
}
