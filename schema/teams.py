"""The viewer: a user, the account acted for, and what the role allows."""

import strawberry

from domain import ids, members
from domain.queries import notifications, viewers
from domain.viewer import Viewer as ViewerRow
from models.teams import Permission
from schema.accounts import Account
from schema.context import Info
from schema.nodes import Node, resolved, rows_of
from schema.scalars import Position


@strawberry.type(description="A person of a team.")
class User:
    """Shown to members of the same account only."""

    id: strawberry.ID
    handle: str
    name: str


@strawberry.type(description="A role of an account.")
class Role:
    """ACC-2."""

    id: strawberry.ID
    name: str
    permissions: list[Permission]
    is_owner: bool


@strawberry.type(description="A user acting for an account, in a role of it.")
class Membership:
    """ACC-2."""

    id: strawberry.ID
    account: Account
    role: Role
    user: User


async def _memberships(viewer: strawberry.Parent[ViewerRow]) -> list[members.Membership]:
    return await viewers.memberships(viewer)


def _permissions(viewer: strawberry.Parent[ViewerRow]) -> list[Permission]:
    return viewers.permissions_of(viewer.permissions)


async def _unread(viewer: strawberry.Parent[ViewerRow]) -> int:
    return await notifications.unread(viewer)


def _id(viewer: strawberry.Parent[ViewerRow]) -> strawberry.ID:
    return strawberry.ID(f"vwr_{viewer.membership_key}")


def _position(viewer: strawberry.Parent[ViewerRow]) -> Position:
    return Position(ids.position(viewer.house.epoch, viewer.position))


@strawberry.type(description="Who is asking: a user acting for an account.")
class Viewer(Node):
    """Read anew for every operation."""

    is_type_of = rows_of(ViewerRow)
    id: strawberry.ID = resolved(_id)
    user: User
    account: Account
    role: Role
    permissions: list[Permission] = resolved(_permissions)
    position: Position = resolved(
        _position, "Taken before all else of the same operation is read: query it with the inbox, subscribe after it."
    )
    unread_notifications: int = resolved(_unread, "How many notifications of the account were not looked at.")
    memberships: list[Membership] = resolved(_memberships, "The accounts this user may act for.")


def viewer(info: Info) -> ViewerRow:
    """Say who is asking."""
    return info.context.viewer
