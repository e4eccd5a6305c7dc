"""Partnerships as queries hand them out: links of agencies and creators, what was agreed, what is proposed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from domain import money
from models.partnerships import ChangeStatus, PartnershipStatus

LIVE = frozenset({PartnershipStatus.LINKED, PartnershipStatus.UNLINK_REQUESTED})  # unlink requested is still linked


class Partnership(Struct):
    """A link invitation, and the link it becomes. After `id` in the order of its columns; the rate in basis points."""

    id: str
    key: int
    agency_key: int
    creator_key: int
    conversation_key: int
    sequence: int
    programme: str
    status: PartnershipStatus
    rate: int
    ends_at: datetime
    requested_at: datetime
    expires_at: datetime
    answered_at: datetime | None
    linked_at: datetime | None
    ended_at: datetime | None
    unlink_requests: int
    unlink_due_at: datetime | None

    @property
    def commission(self) -> str | None:
        """The agency's share, in percent."""
        return money.percent(self.rate)

    @property
    def is_live(self) -> bool:
        """Whether the two are linked."""
        return self.status in LIVE


class Agreement(Struct):
    """What a creator agrees to, word for word as it stood when the agency asked. After `id` in their order."""

    id: str
    partnership_key: int
    place: int
    kind: str
    version: str
    text: str
    accepted_at: datetime | None
    accepted_by_key: int | None


class Change(Struct):
    """A proposal to change a link. After `id` in the order of its columns."""

    id: str
    key: int
    partnership_key: int
    status: ChangeStatus
    rate: int | None
    ends_at: datetime | None
    previous_rate: int
    previous_ends_at: datetime
    proposed_at: datetime
    expires_at: datetime
    answered_at: datetime | None

    @property
    def commission(self) -> str | None:
        """The share proposed, in percent; None where another end is."""
        return money.percent(self.rate)

    @property
    def previous_commission(self) -> str | None:
        """The share as it was."""
        return money.percent(self.previous_rate)


COLUMNS = """
    l.id, l.agency_id, l.creator_id, l.conversation_id, l.sequence, l.programme, l.status, l.commission, l.ends_at,
    l.requested_at, l.expires_at, l.answered_at, l.linked_at, l.ended_at, l.unlink_requests, l.unlink_due_at"""
AGREEMENT_COLUMNS = "a.partnership_id, a.place, a.kind, a.version, a.text, a.accepted_at, a.accepted_by_id"
CHANGE_COLUMNS = """
    h.id, h.partnership_id, h.status, h.commission, h.ends_at, h.previous_commission, h.previous_ends_at,
    h.proposed_at, h.expires_at, h.answered_at"""


def partnership(row: Sequence[Any]) -> Partnership:
    """Build a partnership from its columns."""
    built = Partnership(f"pts_{row[0]}", *row)
    built.status = PartnershipStatus(row[6])
    return built


def agreement(row: Sequence[Any]) -> Agreement:
    """Build an agreement from its columns."""
    return Agreement(f"agr_{row[0]}_{row[1]}", *row)


def change(row: Sequence[Any]) -> Change:
    """Build a proposal from its columns."""
    built = Change(f"pch_{row[0]}", *row)
    built.status = ChangeStatus(row[2])
    return built
