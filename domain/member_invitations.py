"""Invitations to a team, as queries hand them out, and the link that one is accepted by."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

from domain import clock
from domain.house import House
from domain.members import Role, role

PLACE = "/join?token="  # at the origin where the marketplace's own page takes the token


class MemberInvitationStatus(StrEnum):
    """Where an invitation to a team stands."""

    OPEN = "OPEN"
    ACCEPTED = "ACCEPTED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"


class MemberInvitation(Struct):
    """A mail address asked to join. After `id` in the order of its columns; `link` for whoever has just invited."""

    id: str
    role: Role
    key: int
    email: str
    invited_by_key: int
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    accepted_by_key: int | None
    withdrawn_at: datetime | None
    link: str | None = None

    @property
    def status(self) -> MemberInvitationStatus:
        """Where it stands. That it has expired is a fact of time."""
        if self.accepted_at is not None:
            return MemberInvitationStatus.ACCEPTED
        if self.withdrawn_at is not None:
            return MemberInvitationStatus.WITHDRAWN
        is_over = self.expires_at <= clock.now()
        return MemberInvitationStatus.EXPIRED if is_over else MemberInvitationStatus.OPEN


_COLUMNS = "id email invited_by_id created_at expires_at accepted_at accepted_by_id withdrawn_at".split()
COLUMNS = ", ".join(f"i.{column}" for column in _COLUMNS) + ", r.id, r.name, r.permissions, r.is_owner"


def invitation(row: Sequence[Any]) -> MemberInvitation:
    """Build an invitation from its columns."""
    width = len(_COLUMNS)
    return MemberInvitation(f"miv_{row[0]}", role(*row[width : width + 4]), *row[:width])


def token(house: House, account_key: int, made: str) -> str:
    """The secret of a link: 256 bits that only this house can make, the same for the same client-made id."""
    return house.signature("member invitation", f"{account_key}\0{made}")


def fingerprint(token: str) -> bytes:
    """What is kept of a secret, and found by."""
    return hashlib.sha256(token.encode()).digest()
