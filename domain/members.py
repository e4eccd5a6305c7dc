"""Who acts for an account, as queries hand it out: people, roles and memberships."""

from msgspec import Struct

from domain.rows import Account
from models.teams import Permission


class User(Struct):
    """A person of a team."""

    key: int
    id: str
    handle: str
    name: str


def user(key: int, handle: str, name: str) -> User:
    """Build a person from its columns."""
    return User(key, f"usr_{key}", handle, name)


class Role(Struct):
    """A role of an account."""

    key: int
    id: str
    name: str
    held: Permission
    is_owner: bool

    @property
    def permissions(self) -> list[Permission]:
        """What it holds, in the contract's order."""
        return [permission for permission in Permission if permission in self.held]


def role(key: int, name: str, permissions: int, is_owner: bool) -> Role:  # noqa: FBT001 - a row's columns
    """Build a role from its columns."""
    return Role(key, f"rol_{key}", name, Permission(permissions), bool(is_owner))


class Membership(Struct):
    """A user acting for an account in a role."""

    id: str
    account: Account
    role: Role
    user: User


class Team(Struct):
    """Who acts for an account."""

    account_key: int
