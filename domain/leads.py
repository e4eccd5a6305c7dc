"""Leads as queries hand them out, what is licensed of them, and LIVE partners as creators see them."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct

from domain import clock, money
from domain.rows import ACCOUNT_WIDTH, NOT_READ, Account, Creator, account, account_columns
from models.accounts import AccountKind
from models.leads import LeadSource, LeadStatus

UNKNOWN_FOLLOWERS = -1  # as a pool keeps it; below all that is known


class LeadOrder(StrEnum):
    """How a pool is put in order: the newest request first, or the most followers."""

    NEWEST = "NEWEST"
    FOLLOWERS = "FOLLOWERS"


class LeadAction(StrEnum):
    """What a partner may do with a creator whom it talks with."""

    MARK = "MARK"
    UNMARK = "UNMARK"


class LiveDashboard(Struct, gc=False):
    """How one LIVE went. Its GMV is kept in minor units."""

    started_at: datetime
    ended_at: datetime
    minor_gmv: int
    currency: str
    unique_viewers: int
    orders: int

    @property
    def gmv(self) -> money.Money:
        """What it sold."""
        return money.shown(self.minor_gmv, self.currency)


class LicensedData(Struct, gc=False):
    """What a partner is shown of a creator for a while, as it was when the creator asked (LEAD-4)."""

    contact: str | None = None
    profile: str | None = None
    best_live: LiveDashboard | None = None


class Lead(Struct, gc=False):
    """A creator in a partner's pool. After `id` and `creator` in the order of its columns."""

    id: str
    creator: Account
    key: int
    partner_key: int
    source: LeadSource
    status: LeadStatus
    requested_at: datetime
    note: str | None
    licensed_until: datetime | None
    licensed_text: str | None

    @property
    def licensed_data(self) -> LicensedData | None:
        """What is licensed at this very moment, whenever the lead itself was read; nothing from the end on (LEAD-4)."""
        if self.licensed_text is None or self.licensed_until is None or self.licensed_until <= clock.now():
            return None
        return licensed(self.licensed_text)


class CollaborationRequest(Struct):
    """The same as the creator sees it: its own request, never the partner's note or status (LEAD-9)."""

    id: str
    key: int
    partner_key: int
    requested_at: datetime
    contact_shared: bool
    licensed_until: datetime


class LivePartnerFigures(Struct):
    """What the platform says of a LIVE partner; money in minor units."""

    creators: int | None
    live_sessions: int | None
    minor_gmv: int | None
    currency: str | None

    @property
    def live_gmv(self) -> money.Money | None:
        """What its creators sold."""
        return None if self.minor_gmv is None or self.currency is None else money.shown(self.minor_gmv, self.currency)


class LivePartner(Struct):
    """A LIVE partner at its place; `locked` to creators below a level: then with its name only (LEAD-8)."""

    rank: int
    account: Account
    locked: bool
    figures: LivePartnerFigures | None
    required_level: str
    request: CollaborationRequest | None


class LeadCount(Struct):
    """How many leads of a status match: `count` stops at a cap."""

    status: LeadStatus
    count: Any


# l: the lead, o: its creator, p: the pair of both
COLUMNS = f"""
    l.id, l.partner_id, l.source, l.status, l.requested_at, l.note, l.licensed_until, l.licensed,
    {account_columns("o")}, p.partner_blocked_at IS NOT NULL"""
FROM_LEAD = """
    JOIN accounts o ON o.id = l.creator_id
    LEFT JOIN pairs p ON p.creator_id = l.creator_id AND p.partner_id = l.partner_id"""
_CREATOR, WIDTH = 8, 8 + ACCOUNT_WIDTH + 1
# What a page of leads shows, most of the time; the API's fields of creators that need more than that.
BRIEF_COLUMNS = """
    l.id, l.partner_id, l.source, l.status, l.requested_at, l.note, l.licensed_until, l.licensed,
    o.id, o.handle, o.name, o.avatar_url, o.status, o.level"""
RARE = frozenset({"markets", "category", "blockedByViewer"})
REQUEST_COLUMNS = "l.id, l.partner_id, l.requested_at, l.contact_shared, l.licensed_until"
REQUEST_WIDTH = 5

SOURCES: dict[str, LeadSource] = {str(source): source for source in LeadSource}  # much quicker than to ask the enum
STATUSES: dict[str, LeadStatus] = {str(status): status for status in LeadStatus}

_read = msgspec.json.Decoder(LicensedData).decode
_written = msgspec.json.Encoder().encode


def lead(row: Sequence[Any]) -> Lead:
    """Build a lead from its columns."""
    creator = account(row[_CREATOR : _CREATOR + ACCOUNT_WIDTH])
    creator.blocked_by_viewer = bool(row[_CREATOR + ACCOUNT_WIDTH])
    key, partner_key, source, status, *rest = row[:_CREATOR]
    return Lead(f"led_{key}", creator, key, partner_key, SOURCES[source], STATUSES[status], *rest)


def brief(row: Sequence[Any]) -> Lead:
    """Build a lead of whose creator none of RARE will be shown."""
    (
        key, partner_key, source, status, at, note, until, kept,
        creator, handle, name, avatar_url, stands, level, *_,
    ) = row  # fmt: skip
    return Lead(
        f"led_{key}",
        Creator(
            f"acc_{creator}", creator, AccountKind.CREATOR, handle, name, avatar_url, NOT_READ, NOT_READ, NOT_READ,
            stands, NOT_READ, level, NOT_READ, NOT_READ, NOT_READ,
        ),
        key, partner_key, SOURCES[source], STATUSES[status], at, note, until, kept,
    )  # fmt: skip


def request(row: Sequence[Any]) -> CollaborationRequest:
    """Build a request from its columns."""
    return CollaborationRequest(f"crq_{row[0]}", *row)


def licensed(text: str) -> LicensedData:
    """What was kept as text."""
    return _read(text)


def kept(data: LicensedData) -> str:
    """What is licensed, as a lead keeps it."""
    return _written(data).decode()
