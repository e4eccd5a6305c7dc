"""Samples: asked for by creators, and every step after that, each by the side whose it is (SMP-1 to SMP-6).

What becomes of a sample changes under the lock of its pair. What a door hands back is what its viewer sees: after each
step of the seller's the address is for the seller, too, or gone (SMP-6).
"""

from datetime import timedelta

from domain import samples
from domain.actions import accounts, due, posts
from domain.actions.notifications import notify
from domain.errors import Closed, Forbidden, InvalidInput, NotFound
from domain.events import SampleChanged
from domain.rules import access, inputs
from domain.samples import COLUMNS, Sample
from domain.transaction import Transaction, door
from domain.viewer import Viewer
from models.due import DueKind
from models.notifications import NotificationKind as Kind
from models.samples import SampleCancelReason as Reason
from models.samples import SampleStatus as Status
from models.sql import statement

PLACE = posts.belonging("samples", "seller_id")
READ = statement(f"SELECT {COLUMNS} FROM samples x WHERE x.id = $1")
SAVE = statement("""
    UPDATE samples SET status = $2, cancel_reason = $3, due_at = $4, address = $5, carrier = $6, tracking_number = $7,
        content_url = $8, shipped_at = $9, received_at = $10, closed_at = $11
    WHERE id = $1""")
A_SELLERS = {Reason.NOT_A_MATCH, Reason.OFFLINE, Reason.OUT_OF_STOCK, Reason.OTHER}
# What comes of a step that was not taken in time.
LATE = {Status.TO_REVIEW: Reason.OVERDUE, Status.TO_SHIP: Reason.NOT_SHIPPED, Status.CONTENT_PENDING: Reason.NO_CONTENT}
LONGEST_URL = 2000


@door
async def withdraw(viewer: Viewer, tx: Transaction, key: int) -> Sample:
    """Take back a request before it is reviewed, as its creator (SMP-2)."""
    sample = await _step(viewer, tx, key, by_creator=True, at=Status.TO_REVIEW)
    return await _cancel(tx, sample, Reason.WITHDRAWN, sample.seller_key)


@door
async def review(viewer: Viewer, tx: Transaction, key: int, *, approve: bool, reason: Reason | None) -> Sample:
    """Approve a request, or reject it with a reason, as its seller (SMP-2). Raises InvalidInput without a right one."""
    sample = await _of(viewer, tx, key, by_creator=False)
    if approve and reason is not None:
        raise InvalidInput("reason", "A reason goes with a rejection only.")
    if not approve and reason not in A_SELLERS:
        raise InvalidInput("reason", f"Give one of {', '.join(sorted(A_SELLERS))}.")
    _stands(sample, Status.TO_REVIEW)
    if approve:
        return await approved(tx, sample)
    return await _cancel(tx, sample, reason or Reason.OTHER, sample.creator_key)


@door
async def ship(viewer: Viewer, tx: Transaction, key: int, carrier: str | None, tracking_number: str | None) -> Sample:
    """Say that a sample is on its way, as its seller (SMP-3)."""
    sample = await _of(viewer, tx, key, by_creator=False)
    sample.carrier = None if carrier is None else inputs.name(carrier, "carrier", 100)
    sample.tracking_number = None if tracking_number is None else inputs.name(tracking_number, "trackingNumber", 100)
    _stands(sample, Status.TO_SHIP)
    sample.shipped_at = tx.now
    days = (await accounts.numbers_of(tx, sample.creator_key)).sample_delivery_days
    return await _move(tx, sample, Status.SHIPPED, days, Kind.SAMPLE_SHIPPED, sample.creator_key)


@door
async def receive(viewer: Viewer, tx: Transaction, key: int) -> Sample:
    """Say that a sample has come, as its creator: content is due next (SMP-3)."""
    sample = await _step(viewer, tx, key, by_creator=True, at=Status.SHIPPED)
    return await _received(tx, sample, sample.seller_key)


@door
async def submit_content(viewer: Viewer, tx: Transaction, key: int, url: str) -> Sample:
    """Give the link of the content made, as its creator (SMP-3); the seller confirms it, or time does."""
    sample = await _of(viewer, tx, key, by_creator=True)
    link = inputs.link(url, "url", LONGEST_URL)
    _stands(sample, Status.CONTENT_PENDING)
    if sample.content_url is not None:
        raise Closed("The content was given already.")
    sample.content_url = link
    await due.call_off(tx, sample.key, DueKind.SAMPLE_REMINDER)
    days = (await accounts.numbers_of(tx, sample.creator_key)).sample_confirmation_days
    return await _move(
        tx, sample, Status.CONTENT_PENDING, days, Kind.SAMPLE_CONTENT_SUBMITTED, sample.seller_key
    )  # fmt: skip


@door
async def complete(viewer: Viewer, tx: Transaction, key: int) -> Sample:
    """Confirm the content that was given, as the seller (SMP-3). Raises Closed while there is none."""
    sample = await _step(viewer, tx, key, by_creator=False, at=Status.CONTENT_PENDING)
    if sample.content_url is None:
        raise Closed("The creator has not given the content yet.")
    return await _move(tx, sample, Status.COMPLETED, None, Kind.SAMPLE_COMPLETED, sample.creator_key)


# ── steps ──


async def approved(tx: Transaction, sample: Sample) -> Sample:
    """Approve a request whose pair is locked."""
    days = (await accounts.numbers_of(tx, sample.creator_key)).sample_shipping_days
    return await _move(tx, sample, Status.TO_SHIP, days, Kind.SAMPLE_APPROVED, sample.creator_key)


async def locked(tx: Transaction, key: int) -> Sample | None:
    """A sample as it stays, its pair locked."""
    return await read(tx, key) if await posts.lock_of(tx, PLACE, key) else None


async def expire(tx: Transaction, sample: Sample | None) -> None:
    """Do what follows from a step that was not taken in time."""
    if sample is None or sample.due_at is None or sample.due_at > tx.now:
        return
    both = (sample.creator_key, sample.seller_key)
    if sample.status is Status.SHIPPED:
        await _received(tx, sample, sample.seller_key)
        await notify(tx, sample.creator_key, Kind.SAMPLE_CONTENT_PENDING, sample.seller_key, sample.key)
    elif sample.content_url is not None:
        await _move(tx, sample, Status.COMPLETED, None, Kind.SAMPLE_COMPLETED, *both)
    else:
        await _cancel(tx, sample, LATE[sample.status], *both)


async def remind(tx: Transaction, sample: Sample | None) -> None:
    """Remind a creator of content that is due soon; not of content that is overdue by now."""
    if sample is None or sample.due_at is None or sample.due_at <= tx.now:
        return
    if sample.status is Status.CONTENT_PENDING and sample.content_url is None:
        await notify(tx, sample.creator_key, Kind.SAMPLE_CONTENT_DUE, sample.seller_key, sample.key)


async def read(tx: Transaction, key: int) -> Sample:
    """A sample that is there, with all that is known of it."""
    row = await tx.fetch_row(READ, key)
    assert row is not None  # noqa: S101 - they are never deleted
    return samples.sample(row, row[3])


def tell(tx: Transaction, sample: Sample) -> None:
    """Tell both sides how a sample stands."""
    place = {"pair_id": sample.conversation_key, "sequence": sample.sequence}
    event = SampleChanged(**place, sample=sample.key, status=sample.status)
    tx.announce(event, to=[sample.creator_key, sample.seller_key])


async def _received(tx: Transaction, sample: Sample, *told: int) -> Sample:
    numbers = await accounts.numbers_of(tx, sample.creator_key)
    sample.received_at = tx.now
    content_due = tx.now + timedelta(days=numbers.sample_content_days)
    reminder = content_due - timedelta(days=numbers.sample_reminder_days)
    await due.at(tx, reminder, DueKind.SAMPLE_REMINDER, sample.key)
    return await _move(tx, sample, Status.CONTENT_PENDING, numbers.sample_content_days, Kind.SAMPLE_RECEIVED, *told)


async def _cancel(tx: Transaction, sample: Sample, reason: Reason, *told: int) -> Sample:
    sample.cancel_reason = reason
    return await _move(tx, sample, Status.CANCELLED, None, Kind.SAMPLE_CANCELLED, *told)


async def _move(tx: Transaction, sample: Sample, status: Status, days: int | None, kind: Kind, *told: int) -> Sample:
    """Bring a sample to a status, due for its next step in some days or closed; tell both sides, notify some."""
    sample.status = status
    if days is None:
        sample.due_at, sample.closed_at, sample.address_text = None, tx.now, None
        await due.call_off(tx, sample.key, DueKind.SAMPLE_STEP_ENDS, DueKind.SAMPLE_REMINDER)
    else:
        sample.due_at = tx.now + timedelta(days=days)
        await due.at(tx, sample.due_at, DueKind.SAMPLE_STEP_ENDS, sample.key)
    s = sample
    where = (s.address_text, s.carrier, s.tracking_number, s.content_url)
    await tx.fetch(SAVE, s.key, status, s.cancel_reason, s.due_at, *where, s.shipped_at, s.received_at, s.closed_at)
    tell(tx, sample)
    for account_key in told:
        other = sample.creator_key if account_key == sample.seller_key else sample.seller_key
        await notify(tx, account_key, kind, other, sample.key)
    return sample


async def _step(viewer: Viewer, tx: Transaction, key: int, *, by_creator: bool, at: Status) -> Sample:
    """The sample, if this is the step that is to be taken now, and the viewer's to take."""
    sample = await _of(viewer, tx, key, by_creator=by_creator)
    _stands(sample, at)
    return sample


async def _of(viewer: Viewer, tx: Transaction, key: int, *, by_creator: bool) -> Sample:
    """The sample as of now, its pair locked, for a step that is the creator's, or the seller's."""
    access.messaging(viewer)
    if not await posts.lock_of(tx, PLACE, key, viewer.account.key):
        raise NotFound("sampleId", "sample request")
    sample = await read(tx, key)
    if (viewer.account.key == sample.creator_key) is not by_creator:
        raise Forbidden(f"This step is the {'creator' if by_creator else 'seller'}'s.")
    await expire(tx, sample)  # let time do what it has not done yet
    return sample


def _stands(sample: Sample, at: Status) -> None:
    if sample.status is not at:
        raise Closed(f"This step is not possible now: the sample is {sample.status.lower().replace('_', ' ')}.")
