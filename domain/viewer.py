"""Who is asking. Everything in the domain is asked through a viewer."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from msgspec import Struct

from domain.house import House
from domain.members import Role, User
from domain.rows import Account
from models.teams import Permission


class Viewer(Struct, frozen=True):
    """A user acting for an account, as of the statement that read it, and from which address.

    `position` is the head of the account's feed then: older than all else the same operation reads.
    """

    house: House
    user: User
    account: Account
    role: Role
    permissions: Permission
    position: int
    membership_key: int
    expires_at: datetime | None = None
    address: str | None = None

    def may(self, permission: Permission) -> bool:
        """Whether the role holds it."""
        return int.__and__(self.permissions, permission) == permission  # thrice as fast as asking the enum


@dataclass(frozen=True, slots=True)
class System:
    """Parley itself: timers and the command line."""

    house: House


@dataclass(frozen=True, slots=True)
class Service:
    """A service of the marketplace that runs Parley: it feeds it (PLT-1)."""

    house: House
    name: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    """One of the marketplace's staff, by the name that the issuer gives (PLT-3)."""

    house: House
    name: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody whom the issuer knows, and who is no member of any account yet: good for joining one (ACC-4).

    `user_key` where Parley knows the person; else `subject` is the issuer and the subject that it will be known by.
    """

    house: House
    user_key: int | None
    subject: tuple[str, str] | None
    address: str | None = None


Platform: TypeAlias = Staff | Service | System  # who may act on accounts without being their member
Asking: TypeAlias = Viewer | Staff | Service
