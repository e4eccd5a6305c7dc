"""What somebody wants to say, and the content that it makes: steps of a send."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain import ids
from domain.actions import collaborations
from domain.actions.cards import NewCard
from domain.collaborations import ProductList
from domain.errors import InvalidInput, NotFound
from domain.policy import Numbers
from domain.products import Product
from domain.queries import catalog
from domain.rows import Account
from domain.rules import inputs
from domain.transaction import Transaction
from models.accounts import AccountKind
from models.messages import MessageKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody wants to say: a text; products, perhaps with a text; or a product list."""

    text: str | None = None
    products: Sequence[int] | None = None
    list_key: int | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says, checked; `marks` tell it from any other (MSG-2)."""

    kind: MessageKind
    text: str | None
    card: NewCard | None = None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """What a draft names, as it is now."""

    products: Sequence[Product] = ()
    product_list: ProductList | None = None


async def material(tx: Transaction, me: Account, draft: Draft, numbers: Numbers) -> Material:
    """Find what is named. Raises NotFound for what the account does not see."""
    if draft.list_key is not None:
        named, entered = await collaborations.content_of(tx, me, draft.list_key, "content.productListId")
        return Material(entered, named)
    if not draft.products:
        return Material()
    ids.at_most(numbers.card_max_products, draft.products, "content.products.productIds")
    return Material(await _products(tx, me, draft.products))


async def _products(tx: Transaction, me: Account, keys: Sequence[int]) -> list[Product]:
    """The named products: a seller sends its own."""
    found = catalog.seen(me, await tx.fetch(catalog.BY_KEYS, list(keys)))
    is_seller = me.kind == AccountKind.SELLER
    for index, key in enumerate(keys):
        if key not in found or (is_seller and found[key].seller_key != me.key):
            raise NotFound(f"content.products.productIds.{index}", "product")
    return [found[key] for key in keys]


def content(draft: Draft, found: Material, numbers: Numbers) -> Content:
    """Check what is said. Raises InvalidInput with the path of what is wrong."""
    if found.product_list is not None:
        return _list(found.product_list, found.products)
    if draft.products is not None:
        return _goods(draft, found.products, numbers)
    return Content(MessageKind.TEXT, inputs.text(draft.text or "", "content.text", numbers))


def _list(named: ProductList, entered: Sequence[Product]) -> Content:
    offered = [(one, one.rate) for one in entered if one.is_active]
    if not offered:
        raise InvalidInput("content.productListId", "No product of this list is offered at the moment.")
    facts = {"name": named.name, "campaign": named.campaign_key}
    card = NewCard(MessageKind.PRODUCT_LIST, offered, named.key, facts)
    return Content(MessageKind.PRODUCT_LIST, None, card, (str(named.key),))


def _goods(draft: Draft, named: Sequence[Product], numbers: Numbers) -> Content:
    field, keys = "content.products.productIds", draft.products or ()
    if not keys:
        raise InvalidInput(field, f"Name 1 to {numbers.card_max_products} products.")
    text = None if draft.text is None else inputs.text(draft.text, "content.products.text", numbers)
    if text is None and len(keys) > 1:
        raise InvalidInput("content.products.text", "Say something with several products; one goes without a word.")
    for index, one in enumerate(named):
        if one.key in keys[:index]:
            raise InvalidInput(f"{field}.{index}", "This product is named twice.")
        if not one.is_active:
            raise InvalidInput(f"{field}.{index}", "This product is not offered at the moment: it cannot be sent.")
    card = NewCard(MessageKind.PRODUCT, [(one, one.rate) for one in named])
    return Content(MessageKind.PRODUCT, text, card, tuple(map(str, keys)))
