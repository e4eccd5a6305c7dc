"""Managing a team: its roles, and who holds them."""

from typing import Annotated, Any

import strawberry

from domain import ids
from domain.actions import teams as actions
from models.teams import Permission
from schema import problems
from schema.context import Info
from schema.nodes import resolved
from schema.teams import Membership, Role


@strawberry.input
class RoleInput:
    """With a roleId that one is changed; without, one is made."""

    name: str = strawberry.field(description="1 to 60 characters; no two roles of an account have the same.")
    permissions: list[Permission] = strawberry.field(description="All that it shall hold: nothing that you lack.")
    role_id: strawberry.ID | None = None


@strawberry.type
class RoleSuccess:
    """The role as it stands now."""

    role: Role


RoleResult = Annotated[
    RoleSuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput
    | problems.LimitReached,
    strawberry.union("RoleResult"),
]


@strawberry.input
class AssignRoleInput:
    """A member, and a role of the same account."""

    membership_id: strawberry.ID
    role_id: strawberry.ID


@strawberry.type
class AssignRoleSuccess:
    """The member as it stands now."""

    membership: Membership


AssignRoleResult = Annotated[
    AssignRoleSuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput
    | problems.Closed,
    strawberry.union("AssignRoleResult"),
]


@strawberry.input
class RemoveMemberInput:
    """A member of the account's."""

    membership_id: strawberry.ID


@strawberry.type
class RemoveMemberSuccess:
    """The id of the membership that is gone."""

    membership_id: strawberry.ID


RemoveMemberResult = Annotated[
    RemoveMemberSuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput
    | problems.Closed,
    strawberry.union("RemoveMemberResult"),
]


async def save_role(info: Info, input: RoleInput) -> RoleSuccess:
    """Make a role, or change one."""
    viewer, permissions = info.context.manager, Permission(sum({*input.permissions}))
    if input.role_id is None:
        key = await actions.create_role(viewer, input.name, permissions)
    else:
        key = ids.parse("role", input.role_id, "roleId")
        await actions.change_role(viewer, key, input.name, permissions)
    role: Any = await info.context.loaders.roles.load(key)
    return RoleSuccess(role=role)


async def assign_role(info: Info, input: AssignRoleInput) -> AssignRoleSuccess:
    """Give a member a role."""
    viewer, key = info.context.manager, ids.parse("membership", input.membership_id, "membershipId")
    await actions.assign_role(viewer, key, ids.parse("role", input.role_id, "roleId"))
    membership: Any = await info.context.loaders.memberships.load(key)
    return AssignRoleSuccess(membership=membership)


async def remove_member(info: Info, input: RemoveMemberInput) -> RemoveMemberSuccess:
    """End a membership."""
    viewer, key = info.context.manager, ids.parse("membership", input.membership_id, "membershipId")
    await actions.remove_member(viewer, key)
    return RemoveMemberSuccess(membership_id=input.membership_id)


@strawberry.type
class MemberMutations:
    """Members and roles."""

    save_role: RoleResult = resolved(
        save_role, "Make a role, or change one: what it loses its members lose at once. Nobody grants what they lack."
    )
    assign_role: AssignRoleResult = resolved(assign_role, "Give a member another role; idempotent.")
    remove_member: RemoveMemberResult = resolved(
        remove_member, "End a membership, and what it listens to, at once. An account always keeps an owner."
    )
