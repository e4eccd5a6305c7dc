"""Asking for a sample: what is asked for, by whom, and how many at once (SMP-1, SMP-5)."""

from dataclasses import dataclass
from datetime import timedelta

import msgspec
import orjson

from domain import rows
from domain.actions import due, invitations, posts, repeats, samples
from domain.actions.cards import NewCard
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

SELLER = statement(f"SELECT {rows.account_columns('a')} FROM accounts a WHERE a.id = $1")
TARGET_FLAGS = statement("SELECT free_sample, auto_approve_samples FROM target_collaborations WHERE id = $1")
# A creator's requests are counted one after the other, with whomever they are.
LOCK_CREATOR = statement("SELECT id FROM accounts WHERE id = $1 FOR NO KEY UPDATE")
LONGEST_LINE = 200
OPEN = statement("""
    SELECT product_id FROM samples WHERE creator_id = $1 AND status NOT IN ('COMPLETED', 'CANCELLED')""")
LAST = statement("""
    SELECT cancel_reason, closed_at FROM samples WHERE product_id = $1 AND creator_id = $2 ORDER BY id DESC LIMIT 1""")
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
    product = await _product(tx, me, new.product_key)
    invitation = await _invitation(tx, me, new, product)
    address = _address(new.address)
    flags = (False, False)
    if invitation is not None:
        ((*found,),) = await tx.fetch(TARGET_FLAGS, invitation.collaboration_key)
        flags = (bool(found[0]), bool(found[1]))
    content = (str(product.key), str(new.invitation_key), *map(str, msgspec.structs.asdict(address).values()))
    key = await repeats.begin(tx, me, made, numbers, "sample", *content)
    if key is not None:
        return await samples.read(tx, key)
    if not product.is_active or not (product.samples_offered or flags[0]):
        raise InvalidInput("productId", "No samples of this product are given.")
    sending.kind(me, MessageKind.SAMPLE)
    ((*row,),) = await tx.fetch(SELLER, product.seller_key)
    place = await posts.place(tx, me, rows.account(row), EntryPoint.SAMPLE_APPLICATIONS)
    await _within_limits(tx, me, product, numbers)
    if invitation is not None:
        invitation = await invitations.read(tx, invitation.key)  # its pair is locked now
        if not invitation.takes(tx.now):
            raise invitations.closed(invitation)
    due_at = tx.now + timedelta(days=numbers.sample_review_days)
    at = (place.pair_key, place.next_sequence)
    ((key,),) = await tx.fetch(
        REQUEST, product.key, product.title, me.key, product.seller_key, new.invitation_key, *at, tx.now, due_at,
        orjson.dumps(msgspec.structs.asdict(address)).decode(),
    )  # fmt: skip
    await posts.post(tx, me, viewer.user, place, NewCard(MessageKind.SAMPLE, (), key, {"title": product.title}))
    await due.at(tx, due_at, DueKind.SAMPLE_STEP_ENDS, key)
    await repeats.finish(tx, me, made, key)
    sample = await samples.read(tx, key)
    await notify(tx, product.seller_key, NotificationKind.SAMPLE_REQUESTED, me.key, key)
    if flags[1]:
        return await samples.approved(tx, sample)
    samples.tell(tx, sample)
    return sample


async def _product(tx: Transaction, me: Account, key: int) -> Product:
    found = catalog.seen(me, await tx.fetch(catalog.BY_KEYS, [key]))
    if key not in found:
        raise NotFound("productId", "product")
    return found[key]


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
    await tx.fetch(LOCK_CREATOR, me.key)
    waiting = {row[0] for row in await tx.fetch(OPEN, me.key)}
    if product.key in waiting:
        raise LimitReached("You have asked for this sample already: one at a time.", 1)
    last = await tx.fetch_row(LAST, product.key, me.key)
    if last is not None and last[0] not in {None, SampleCancelReason.WITHDRAWN}:
        again = last[1] + timedelta(days=numbers.sample_again_days)
        if tx.now < again:
            sentence = f"A sample that was cancelled can be asked for again after {numbers.sample_again_days} days."
            raise LimitReached(sentence, 1, again)
    most = await _most(tx, me, numbers)
    if len(waiting) >= most:
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
