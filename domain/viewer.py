"""Who is asking. Everything in the domain is asked through a viewer."""

from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct

from domain.house import House
from domain.members import Role, User
from domain.rows import Account
from models.teams import Permission


class Viewer(Struct, frozen=True):
    """A user acting for an account, as of the statement that read it.

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

    def may(self, permission: Permission) -> bool:
        """Whether the role holds it."""
        return int.__and__(self.permissions, permission) == permission  # thrice as fast as asking the enum


@dataclass(frozen=True, slots=True)
class System:
    """Parley itself: timers, the command line, and the platform until it has its own tokens."""

    house: House
