"""Samples as queries hand them out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from msgspec import Struct

from models.samples import SampleCancelReason, SampleStatus

OPEN = frozenset({SampleStatus.TO_REVIEW, SampleStatus.TO_SHIP, SampleStatus.SHIPPED, SampleStatus.CONTENT_PENDING})
SHIPPING = OPEN - {SampleStatus.TO_REVIEW}  # while the seller needs to know where to (SMP-6)


class Address(Struct):
    """Where a sample goes."""

    name: str
    line1: str
    line2: str | None
    city: str
    region: str | None
    postal_code: str | None
    country: str
    phone: str | None


class Sample(Struct):
    """A request for a sample. After `id` in the order of its columns; `address_text` is for those who may see it."""

    id: str
    key: int
    product_key: int
    product_title: str
    creator_key: int
    seller_key: int
    invitation_key: int | None
    conversation_key: int
    sequence: int
    status: SampleStatus
    cancel_reason: SampleCancelReason | None
    requested_at: datetime
    due_at: datetime | None
    address_text: str | None
    carrier: str | None
    tracking_number: str | None
    content_url: str | None
    shipped_at: datetime | None
    received_at: datetime | None
    closed_at: datetime | None

    @property
    def shipping_address(self) -> Address | None:
        """The creator's address, as long as it is there and the viewer may see it."""
        return None if self.address_text is None else Address(**orjson.loads(self.address_text))

    @property
    def is_open(self) -> bool:
        """Whether it is still under way."""
        return self.status in OPEN


COLUMNS = """
    x.id, x.product_id, x.product_title, x.creator_id, x.seller_id, x.invitation_id, x.conversation_id, x.sequence,
    x.status, x.cancel_reason, x.requested_at, x.due_at, x.address, x.carrier, x.tracking_number, x.content_url,
    x.shipped_at, x.received_at, x.closed_at"""


def sample(row: Sequence[Any], me_key: int) -> Sample:
    """Build a sample as an account sees it, from its columns: the seller sees the address while it ships (SMP-6)."""
    built = Sample(f"smp_{row[0]}", *row)
    built.status = SampleStatus(row[8])
    built.cancel_reason = None if row[9] is None else SampleCancelReason(row[9])
    if me_key != built.creator_key and built.status not in SHIPPING:
        built.address_text = None
    return built
