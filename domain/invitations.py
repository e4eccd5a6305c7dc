"""Target collaborations and invitations into them, as queries hand them out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from domain import money, products
from domain.products import Product
from models.invitations import InvitationStatus


class TargetCollaboration(Struct):
    """What a seller offers chosen creators. After `id` in the order of its columns."""

    id: str
    key: int
    seller_key: int
    name: str
    message: str | None
    ends_at: datetime
    free_sample: bool
    auto_approve_samples: bool
    created_at: datetime


class TargetProduct(Struct):
    """A product of a target collaboration, at its rate in basis points."""

    product: Product
    rate: int

    @property
    def commission(self) -> str | None:
        """In percent."""
        return money.percent(self.rate)


class Invitation(Struct):
    """A creator invited. After `id` in the order of its columns."""

    id: str
    key: int
    collaboration_key: int
    seller_key: int
    creator_key: int
    conversation_key: int
    sequence: int
    status: InvitationStatus
    sent_at: datetime
    answered_at: datetime | None
    ends_at: datetime
    seen_at: datetime | None
    products_added: int

    def takes(self, moment: datetime) -> bool:
        """Whether products can be added from it at a moment (COL-4)."""
        return self.status in {InvitationStatus.PENDING, InvitationStatus.ACCEPTED} and moment < self.ends_at


TARGET_COLUMNS = "t.id, t.seller_id, t.name, t.message, t.ends_at, t.free_sample, t.auto_approve_samples, t.created_at"
# i: the invitation, t: what it is into, c: the card that it came on
INVITATION_COLUMNS = """
    i.id, i.collaboration_id, i.seller_id, i.creator_id, i.conversation_id, i.sequence, i.status, i.sent_at,
    i.answered_at, t.ends_at, c.seen_at, (SELECT count(*) FROM showcase_entries e WHERE e.invitation_id = i.id)"""
FROM_INVITATIONS = """
    FROM invitations i JOIN target_collaborations t ON t.id = i.collaboration_id
    JOIN cards c ON c.conversation_id = i.conversation_id AND c.sequence = i.sequence"""


def target(row: Sequence[Any]) -> TargetCollaboration:
    """Build a target collaboration from its columns."""
    return TargetCollaboration(f"tcl_{row[0]}", *row)


def target_product(row: Sequence[Any]) -> TargetProduct:
    """Build it from its rate and the product's columns."""
    return TargetProduct(products.product(row[1:]), row[0])


def invitation(row: Sequence[Any]) -> Invitation:
    """Build an invitation from its columns."""
    built = Invitation(f"inv_{row[0]}", *row)
    built.status = InvitationStatus(row[6])
    return built
