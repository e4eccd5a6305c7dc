"""The viewer: a user, the account acted for, and what the role allows; and the account's team."""

from datetime import datetime

import strawberry

from domain import ids, lists, member_invitations, members
from domain.member_invitations import MemberInvitationStatus
from domain.queries import notifications, viewers
from domain.queries import teams as queries
from domain.viewer import Viewer as ViewerRow
from models.teams import Permission
from schema.accounts import Account
from schema.context import Info
from schema.nodes import After, Connection, First, Node, resolved, rows_of
from schema.scalars import Position


@strawberry.type(description="A person of a team.")
class User:
    """Shown to members of the same account only."""

    id: strawberry.ID
    handle: str
    name: str


@strawberry.type(description="A role of an account.")
class Role(Node):
    """ACC-2."""

    is_type_of = rows_of(members.Role)
    name: str
    permissions: list[Permission]
    is_owner: bool


@strawberry.type(description="A user acting for an account, in a role of it.")
class Membership(Node):
    """ACC-2."""

    is_type_of = rows_of(members.Membership)
    account: Account
    role: Role
    user: User


async def _invited_by(of: strawberry.Parent[member_invitations.MemberInvitation], info: Info) -> members.User | None:
    return await info.context.loaders.users.load(of.invited_by_key)


async def _accepted_by(of: strawberry.Parent[member_invitations.MemberInvitation], info: Info) -> members.User | None:
    return None if of.accepted_by_key is None else await info.context.loaders.users.load(of.accepted_by_key)


@strawberry.type(description="A mail address asked to join the team. Parley sends no mail.")
class MemberInvitation(Node):
    """ACC-4. For members with TEAM_MANAGEMENT."""

    is_type_of = rows_of(member_invitations.MemberInvitation)
    email: str
    role: Role = strawberry.field(description="What the member will hold is what it holds at that moment.")
    status: MemberInvitationStatus
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    withdrawn_at: datetime | None
    invited_by: User | None = resolved(_invited_by)
    accepted_by: User | None = resolved(_accepted_by)
    link: str | None = strawberry.field(
        description="In the answer of inviteMember only: a path with a token, which acceptMemberInvitation takes."
    )


async def _members(
    _of: strawberry.Parent[members.Team], info: Info, first: First = None, after: After = None
) -> lists.Page[members.Membership]:
    return await queries.page_of_members(info.context.viewer, first, after)


async def _roles(_of: strawberry.Parent[members.Team], info: Info) -> list[members.Role]:
    return await queries.roles(info.context.viewer)


async def _invitations(
    _of: strawberry.Parent[members.Team], info: Info, first: First = None, after: After = None
) -> lists.Page[member_invitations.MemberInvitation]:
    return await queries.page_of_invitations(info.context.viewer, first, after)


@strawberry.type(description="Who acts for the viewer's account.")
class Team:
    """ACC-4."""

    is_type_of = rows_of(members.Team)
    members: Connection[Membership] = resolved(_members, "Who came last first.")
    roles: list[Role] = resolved(_roles, "All of them: the owner's first, then by name.")
    invitations: Connection[MemberInvitation] = resolved(_invitations, "Open ones and past ones, the newest first.")


def team(info: Info) -> members.Team:
    """The viewer's."""
    return queries.team(info.context.viewer)


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
