"""Asking for a sample: what is asked for, by whom, and how many at once (SMP-1, SMP-5)."""

from dataclasses import dataclass
from datetime import timedelta

import msgspec
import orjson

from domain import rows
from domain.actions import accounts, due, invitations, posts, repeats, samples
from domain.actions.cards import NewCard
from domain.actions.conversations import ACCOUNT
from domain.actions.notifications import notify
from domain.errors import InvalidInput, LimitReached, NotFound
from domain.invitations import Invitation
from domain.money import amount
from domain.policy import Numbers
from domain.products import Product
from domain.queries import catalog
from domain.queries.accounts import LATEST
from domain.queries.invitations import TARGET_PRODUCTS
from domain.rows import Account
from domain.rules import access, inputs, sending
from domain.samples import Address, Sample
from domain.transaction import Transaction, door
from domain.viewer import Viewer
from models.accounts import Metric
from models.conversations import EntryPoint
from models.due import DueKind
from models.messages import MessageKind
from models.notifications import NotificationKind
from models.samples import SampleCancelReason
from models.sql import statement

TARGET_FLAGS = statement("SELECT free_sample, auto_approve_samples FROM target_collaborations WHERE id = $1")
LONGEST_LINE = 200
# One that lapses now counts no more, whether or not anybody has noticed; one that was shipped only goes a step on.
OPEN = statement("""
    SELECT count(*) FROM samples
    WHERE creator_id = $1 AND status NOT IN ('COMPLETED', 'CANCELLED') AND (due_at > $2 OR status = 'SHIPPED')""")
LAST = statement("""
    SELECT id FROM samples WHERE product_id = $1 AND creator_id = $2 ORDER BY id DESC LIMIT 1""")
REQUEST = statement("""
    INSERT INTO samples (product_id, product_title, creator_id, seller_id, invitation_id, conversation_id, sequence,
        status, requested_at, due_at, address)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 'TO_REVIEW', $8, $9, $10) RETURNING id""")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSample:
    """A sample to be asked for, perhaps by the invitation that offers it."""

    product_key: int
    address: Address
    invitation_key: int | None = None


@door
async def request(viewer: Viewer, tx: Transaction, made: str, new: NewSample) -> Sample:
    """Ask for a sample, by a card in the conversation with its seller; safe to repeat with the same client-made id.

    Raises KindNotAllowed for others than creators, InvalidInput for a product of which no samples are given, Closed by
    an invitation that has ended, LimitReached for one asked for already, too soon again, or for too many at once; and
    what any send would.
    """
    access.messaging(viewer)
    me, numbers = viewer.account, viewer.house.policy.of(viewer.account.home_market)
    found = await tx.fetch(catalog.BY_KEYS, [new.product_key])
    if not found:
        raise NotFound("productId", "product")
    content = _content(new)
    key = await repeats.known(tx, me, made, numbers, *content)
    if key is not None:
        return await samples.read(tx, key)
    product = catalog.seen(me, found).get(new.product_key)
    if product is None:
        raise NotFound("productId", "product")
    invitation = await _invitation(tx, me, new, product)
    _address(new.address)
    key = await repeats.begin(tx, me, made, numbers, *content)
    if key is not None:
        return await samples.read(tx, key)
    gives, approves = (False, False) if invitation is None else await _flags(tx, invitation)
    if not product.is_active or not (product.samples_offered or gives):
        raise InvalidInput("productId", "No samples of this product are given.")
    sending.kind(me, MessageKind.SAMPLE)
    ((*row,),) = await tx.fetch(ACCOUNT, product.seller_key)
    place = await posts.place(tx, me, rows.account(row), EntryPoint.SAMPLE_APPLICATIONS)
    await _within_limits(tx, me, product, numbers)
    if invitation is not None:
        invitation = await invitations.read(tx, invitation.key)  # its pair is locked now
        if not invitation.takes(tx.now):
            raise invitations.closed(invitation)
    key = await _ask(viewer, tx, place, product, new, numbers.sample_review_days)
    await repeats.finish(tx, me, made, key)
    sample = await samples.read(tx, key)
    if approves:
        return await samples.approved(tx, sample)
    samples.tell(tx, sample)
    return sample


async def _ask(  # noqa: PLR0917 - what a request is made of
    viewer: Viewer, tx: Transaction, place: posts.Place, product: Product, new: NewSample, days: int
) -> int:
    """Write the request, due to be reviewed in some days, and post its card."""
    due_at, address = tx.now + timedelta(days=days), msgspec.structs.asdict(_address(new.address))
    ((key,),) = await tx.fetch(
        REQUEST, product.key, product.title, viewer.account.key, product.seller_key, new.invitation_key,
        place.pair_key, place.next_sequence, tx.now, due_at, orjson.dumps(address).decode(),
    )  # fmt: skip
    card = NewCard(MessageKind.SAMPLE, (), key, {"title": product.title})
    await posts.post(tx, viewer.account, viewer.user, place, card)
    await due.at(tx, due_at, DueKind.SAMPLE_STEP_ENDS, key)
    await notify(tx, product.seller_key, NotificationKind.SAMPLE_REQUESTED, viewer.account.key, key)
    return int(key)


async def _flags(tx: Transaction, invitation: Invitation) -> tuple[bool, bool]:
    """Whether the collaboration gives samples of its products, and whether it approves them by itself."""
    ((gives, approves),) = await tx.fetch(TARGET_FLAGS, invitation.collaboration_key)
    return bool(gives), bool(approves)


async def _invitation(tx: Transaction, me: Account, new: NewSample, product: Product) -> Invitation | None:
    """The invitation named: the creator's own, of the product's seller, with the product in it."""
    if new.invitation_key is None:
        return None
    invitation = await invitations.found(tx, new.invitation_key)
    if invitation is None or (invitation.creator_key, invitation.seller_key) != (me.key, product.seller_key):
        raise NotFound("invitationId", "invitation of this seller")
    offered = {row[2] for row in await tx.fetch(TARGET_PRODUCTS, [invitation.collaboration_key])}
    if product.key not in offered:
        raise InvalidInput("invitationId", "This product is not part of the invitation's collaboration.")
    return invitation


async def _within_limits(tx: Transaction, me: Account, product: Product, numbers: Numbers) -> None:
    """Refuse what is asked for already, too soon again, or too much at once; the pair with the seller is locked.

    The creator's row makes requests to several sellers come one after the other.
    """
    await accounts.lock(tx, me.key)
    row = await tx.fetch_row(LAST, product.key, me.key)
    if row is not None:
        last = await samples.read(tx, row[0])
        await samples.expire(tx, last)
        if last.is_open:
            raise LimitReached("You have asked for this sample already: one at a time.", 1)
        again = (last.closed_at or tx.now) + timedelta(days=numbers.sample_again_days)
        if last.cancel_reason not in {None, SampleCancelReason.WITHDRAWN} and tx.now < again:
            sentence = f"A sample that was cancelled can be asked for again after {numbers.sample_again_days} days."
            raise LimitReached(sentence, 1, again)
    most = await _most(tx, me, numbers)
    ((under_way,),) = await tx.fetch(OPEN, me.key, tx.now)
    if under_way >= most:
        raise LimitReached(f"You can have {most} samples under way at once.", most)


async def _most(tx: Transaction, me: Account, numbers: Numbers) -> int:
    """By the latest 30-day affiliate GMV, in the currency of the creator's market; another counts as none (ACC-10)."""
    currency = tx.house.policy.market(me.home_market).currency
    sold = 0
    for _, metric, value, in_currency, _ in await tx.fetch(LATEST, [me.key]):
        if metric == Metric.AFFILIATE_GMV_30D and in_currency == currency:
            sold = value
    if amount(sold, currency) < numbers.sample_gmv_middle:
        return numbers.sample_open_max_low
    return numbers.sample_open_max_middle if amount(sold, currency) < numbers.sample_gmv_high else (
        numbers.sample_open_max_high
    )  # fmt: skip


def _content(new: NewSample) -> tuple[str, ...]:
    """What tells one request from another (MSG-2); nothing was ever made of one with a wrong address."""
    named = ("sample", str(new.product_key), str(new.invitation_key))
    try:
        return (*named, *map(str, msgspec.structs.asdict(_address(new.address)).values()))
    except InvalidInput:
        return named


def _address(given: Address) -> Address:
    """The address, each line checked."""

    def line(words: str | None, name: str) -> str | None:
        return inputs.name(words, f"shippingAddress.{name}", LONGEST_LINE) if words and words.strip() else None

    def needed(words: str, name: str) -> str:
        return inputs.name(words, f"shippingAddress.{name}", LONGEST_LINE)

    return Address(
        needed(given.name, "name"), needed(given.line1, "line1"), line(given.line2, "line2"),
        needed(given.city, "city"), line(given.region, "region"), line(given.postal_code, "postalCode"),
        needed(given.country, "country"), line(given.phone, "phone"),
    )  # fmt: skip
