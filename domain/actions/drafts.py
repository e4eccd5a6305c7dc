"""What somebody wants to say, and the content that it makes: steps of a send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from domain import clock, ids
from domain import replies as texts
from domain.actions import collaborations, invitations, media, replies
from domain.actions.cards import NewCard
from domain.actions.replies import Chosen
from domain.collaborations import ProductList
from domain.errors import Closed, InvalidInput, NotFound
from domain.invitations import Invitation
from domain.media import Media
from domain.policy import Numbers
from domain.products import Product
from domain.queries import catalog
from domain.queries.invitations import TARGET_PRODUCTS
from domain.rows import Account
from domain.rules import inputs
from domain.said import Said
from domain.transaction import Transaction
from models.accounts import AccountKind
from models.messages import MessageKind

MEDIA_ID = "content.media.mediaId"
REPLY = "content.savedReply"
REPLY_ID = f"{REPLY}.savedReplyId"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody wants to say: a text; an upload or products, perhaps with a text; a product list; a saved reply."""

    text: str | None = None
    products: Sequence[int] | None = None
    invitation_key: int | None = None
    list_key: int | None = None
    media_key: int | None = None
    reply_key: int | None = None
    variables: Sequence[tuple[str, str]] = ()  # of the reply: names and values


def drafted(said: Draft | Said | str) -> Draft:
    """A draft of what is said, or was kept to be said later."""
    if isinstance(said, Draft):
        return said
    return Draft(text=said) if isinstance(said, str) else Draft(**msgspec.structs.asdict(said))


def kept(draft: Draft, text: str | None) -> Said:
    """A draft to be said later, with the words that it has by now."""
    products = None if draft.products is None else list(draft.products)
    return Said(text, products, draft.invitation_key, draft.list_key, draft.media_key)


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says, checked; `marks` tell it from any other (MSG-2).

    `spent` is why it cannot be said now, unless it was said before; `closed` why it cannot be said any more: every
    other refusal comes before that (REF-2). What is `filled` says today what it may not say tomorrow: there the marks
    alone tell.
    """

    kind: MessageKind
    text: str | None
    card: NewCard | None = None
    marks: tuple[str, ...] = ()
    closed: Closed | None = None
    spent: InvalidInput | NotFound | None = None
    media_key: int | None = None
    filled: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        """What is compared where the same is said again (MSG-2)."""
        return (self.kind, "" if self.filled else self.text or "", *self.marks)


@dataclass(frozen=True, slots=True)
class Material:
    """What a draft names, as it is now."""

    products: Sequence[Product] = ()
    product_list: ProductList | None = None
    invitation: Invitation | None = None
    rates: Mapping[int, int] = field(default_factory=dict)  # of the invitation's products
    upload: Media | None = None
    chosen: Chosen | None = None


async def material(tx: Transaction, me: Account, draft: Draft, numbers: Numbers, conversation_key: int) -> Material:
    """Find what is named; the conversation's pair is locked. Raises NotFound for what the account does not see."""
    if draft.list_key is not None:
        product_list, entered = await collaborations.content_of(tx, me, draft.list_key, "content.productListId")
        return Material(entered, product_list)
    if draft.media_key is not None:
        return Material(upload=await media.find(tx, me, draft.media_key, MEDIA_ID))
    if draft.reply_key is not None:
        return Material(chosen=await replies.chosen(tx, me, draft.reply_key, conversation_key, REPLY_ID))
    if not draft.products:
        return Material()
    ids.at_most(numbers.card_max_products, draft.products, "content.products.productIds")
    named = await _products(tx, me, draft.products)
    if draft.invitation_key is None:
        return Material(named)
    invitation = await invitations.found(tx, draft.invitation_key)
    # One of this conversation, whose pair is locked: no other can be carried here.
    if invitation is None or (invitation.seller_key, invitation.conversation_key) != (me.key, conversation_key):
        raise NotFound("content.products.invitationId", "invitation in this conversation")
    rates = {row[2]: row[1] for row in await tx.fetch(TARGET_PRODUCTS, [invitation.collaboration_key])}
    return Material(named, invitation=invitation, rates=rates)


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
    if found.upload is not None:
        return _picture(draft, found.upload, numbers)
    if found.chosen is not None:
        return _reply(found.chosen, draft.variables, numbers)
    if draft.products is not None:
        return _goods(draft, found, numbers)
    return Content(MessageKind.TEXT, inputs.text(draft.text or "", "content.text", numbers))


def _picture(draft: Draft, upload: Media, numbers: Numbers) -> Content:
    if draft.text is not None and upload.kind == MessageKind.GIF:
        raise InvalidInput("content.media.text", "A GIF goes without a text: send the text by itself.")
    text = None if draft.text is None else inputs.text(draft.text, "content.media.text", numbers)
    spent = media.sent_already(MEDIA_ID) if upload.sent else None
    return Content(upload.kind, text, marks=(upload.id,), spent=spent, media_key=upload.key)


def _reply(chosen: Chosen, variables: Sequence[tuple[str, str]], numbers: Numbers) -> Content:
    """A saved reply, filled in (MSG-7). It may have been changed or deleted since it was sent for the first time."""
    place = f"{REPLY}.variables"
    for index, (name, value) in enumerate(variables):
        inputs.storable(name, f"{place}.{index}.name")
        if len(inputs.storable(value, f"{place}.{index}.value")) > numbers.text_max_length:
            raise InvalidInput(f"{place}.{index}.value", f"Give at most {numbers.text_max_length:,} characters.")
    text, spent = None, None
    try:
        values = texts.given(chosen.reply.text, variables, place)
        text = inputs.text(texts.fill(chosen.reply.text, {**values, **chosen.built_in}, place), REPLY, numbers)
    except InvalidInput as wrong:
        spent = wrong
    marks = ("saved reply", str(chosen.reply.key), *(part for one in sorted(variables) for part in one))
    gone = NotFound(REPLY_ID, "saved reply") if chosen.deleted else None
    return Content(MessageKind.TEXT, text, marks=marks, spent=gone or spent, filled=True)


def _list(named: ProductList, entered: Sequence[Product]) -> Content:
    offered = [(one, one.rate) for one in entered if one.is_active]
    none = InvalidInput("content.productListId", "No product of this list is offered at the moment.")
    facts = {"name": named.name, "campaign": named.campaign_key}
    card = NewCard(MessageKind.PRODUCT_LIST, offered, named.key, facts)
    return Content(MessageKind.PRODUCT_LIST, None, card, (str(named.key),), spent=None if offered else none)


def _goods(draft: Draft, found: Material, numbers: Numbers) -> Content:
    named = found.products
    place, keys = "content.products.productIds", draft.products or ()
    if not keys:
        raise InvalidInput(place, f"Name 1 to {numbers.card_max_products} products.")
    text = None if draft.text is None else inputs.text(draft.text, "content.products.text", numbers)
    if text is None and len(keys) > 1:
        raise InvalidInput("content.products.text", "Say something with several products; one goes without a word.")
    for index in range(len(keys)):
        if keys[index] in keys[:index]:
            raise InvalidInput(f"{place}.{index}", "This product is named twice.")
    if found.invitation is not None:
        return _invited(found.invitation, named, found.rates, text)
    card = NewCard(MessageKind.PRODUCT, [(one, one.rate) for one in named])
    closed_to_all = next((index for index, one in enumerate(named) if one.is_active and one.rate is None), None)
    spent = _inactive(named)
    if spent is None and closed_to_all is not None:
        sentence = "This product is not open for collaboration: send it with an invitation to it."
        spent = InvalidInput(f"{place}.{closed_to_all}", sentence)
    return Content(MessageKind.PRODUCT, text, card, tuple(map(str, keys)), spent=spent)


def _inactive(named: Sequence[Product]) -> InvalidInput | None:
    """Why products cannot be sent now (COL-1)."""
    for index, one in enumerate(named):
        if not one.is_active:
            path = f"content.products.productIds.{index}"
            return InvalidInput(path, "This product is not offered at the moment: it cannot be sent.")
    return None


def _invited(invitation: Invitation, named: Sequence[Product], rates: Mapping[int, int], text: str | None) -> Content:
    """Products of a target collaboration, at its rates, with the invitation (COL-2)."""
    for index, one in enumerate(named):
        if one.key not in rates:
            path = f"content.products.productIds.{index}"
            raise InvalidInput(path, "This product is not part of the invitation's collaboration.")
    offered = [(one, rates[one.key]) for one in named]
    card = NewCard(MessageKind.PRODUCT, offered, invitation.key)
    marks = (*(str(one.key) for one in named), f"invitation {invitation.key}")
    closed = None if invitation.takes(clock.now()) else invitations.closed(invitation)
    return Content(MessageKind.PRODUCT, text, card, marks, closed, _inactive(named))
