"""An account's team, to those who manage it: members, roles, and who was invited (ACC-4)."""

from collections.abc import Sequence

from domain import member_invitations as invited
from domain import members
from domain.lists import Page
from domain.member_invitations import MemberInvitation
from domain.members import Membership, Role, Team
from domain.queries import keyed
from domain.rules import access, pages
from domain.rules.pages import Slice
from domain.viewer import Viewer
from models.sql import Row, statement
from models.teams import Permission

_MEMBERS = """
    SELECT m.id, u.id, u.handle, u.name, r.id, r.name, r.permissions, r.is_owner
    FROM memberships m JOIN users u ON u.id = m.user_id JOIN roles r ON r.id = m.role_id"""
MEMBERS = statement(f"{_MEMBERS} WHERE m.account_id = $1 AND m.id < $2 ORDER BY m.id DESC LIMIT $3")
SOME_MEMBERS = statement(f"{_MEMBERS} WHERE m.account_id + 0 = $1 AND m.id IN LIST($2)")
_ROLES = "SELECT r.id, r.name, r.permissions, r.is_owner FROM roles r"
ROLES = statement(f"{_ROLES} WHERE r.account_id = $1")
SOME_ROLES = statement(f"{_ROLES} WHERE r.account_id + 0 = $1 AND r.id IN LIST($2)")
_INVITATIONS = f"SELECT {invited.COLUMNS} FROM member_invitations i JOIN roles r ON r.id = i.role_id"
INVITATIONS = statement(f"{_INVITATIONS} WHERE i.account_id = $1 AND i.id < $2 ORDER BY i.id DESC LIMIT $3")
SOME_INVITATIONS = statement(f"{_INVITATIONS} WHERE i.account_id + 0 = $1 AND i.id IN LIST($2)")


def team(viewer: Viewer) -> Team:
    """The team of the viewer's account."""
    access.team(viewer)
    return Team(viewer.account.key)


async def page_of_members(viewer: Viewer, first: int | None = None, after: str | None = None) -> Page[Membership]:
    """Who acts for the account, who came last first."""
    part = _asked(viewer, first, after)
    return await keyed.read(viewer, MEMBERS, part, lambda row: _membership(viewer, row))


async def roles(viewer: Viewer) -> list[Role]:
    """All of the account's, the owner's first, then by name."""
    access.team(viewer)
    found = [members.role(*row) for row in await viewer.house.database.fetch(ROLES, viewer.account.key)]
    return sorted(found, key=lambda role: (not role.is_owner, role.name))  # here: databases have orders of their own


async def page_of_invitations(
    viewer: Viewer, first: int | None = None, after: str | None = None
) -> Page[MemberInvitation]:
    """Who was invited, the newest first, whatever became of it."""
    return await keyed.read(viewer, INVITATIONS, _asked(viewer, first, after), invited.invitation)


async def some_members(viewer: Viewer, keys: Sequence[int]) -> dict[int, Membership]:
    """Those of the named that are of the account: to who does not manage the team, their own only."""
    seen = list(keys) if _manages(viewer) else [key for key in keys if key == viewer.membership_key]
    found = await viewer.house.database.fetch(SOME_MEMBERS, viewer.account.key, seen)
    return {row[0]: _membership(viewer, row) for row in found}


async def some_roles(viewer: Viewer, keys: Sequence[int]) -> dict[int, Role]:
    """Likewise."""
    seen = list(keys) if _manages(viewer) else [key for key in keys if key == viewer.role.key]
    found = await viewer.house.database.fetch(SOME_ROLES, viewer.account.key, seen)
    return {row[0]: members.role(*row) for row in found}


async def some_invitations(viewer: Viewer, keys: Sequence[int]) -> dict[int, MemberInvitation]:
    """Those of the named that are of the account."""
    access.team(viewer)
    found = await viewer.house.database.fetch(SOME_INVITATIONS, viewer.account.key, list(keys))
    return {row[0]: invited.invitation(row) for row in found}


def _manages(viewer: Viewer) -> bool:
    access.active(viewer)
    return viewer.may(Permission.TEAM_MANAGEMENT)


def _asked(viewer: Viewer, first: int | None, after: str | None) -> Slice:
    access.team(viewer)
    return pages.items(first, after, viewer.house.policy.of(viewer.account.home_market))


def _membership(viewer: Viewer, row: Row) -> Membership:
    key, *rest = row
    return Membership(f"mbr_{key}", viewer.account, members.role(*rest[3:]), members.user(*rest[:3]))
