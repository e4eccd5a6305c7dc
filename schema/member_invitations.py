"""Inviting into a team, and joining one."""

from typing import Annotated, Any

import strawberry

from domain import ids
from domain.actions import member_invitations as actions
from schema import problems
from schema.context import Info
from schema.nodes import resolved
from schema.teams import MemberInvitation, Membership


@strawberry.input
class InviteMemberInput:
    """Safe to repeat with the same clientMutationId: the answer holds the same link."""

    email: str
    role_id: strawberry.ID
    client_mutation_id: str


@strawberry.type
class InviteMemberSuccess:
    """The invitation, with its link: show it to the person who is invited."""

    invitation: MemberInvitation


InviteMemberResult = Annotated[
    InviteMemberSuccess | problems.Forbidden | problems.AccessRevoked | problems.NotFound | problems.InvalidInput,
    strawberry.union("InviteMemberResult"),
]


@strawberry.input
class MemberInvitationIdInput:
    """An invitation to the account's team."""

    member_invitation_id: strawberry.ID


@strawberry.type
class MemberInvitationSuccess:
    """The invitation as it stands now."""

    invitation: MemberInvitation


WithdrawMemberInvitationResult = Annotated[
    MemberInvitationSuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput
    | problems.Closed,
    strawberry.union("WithdrawMemberInvitationResult"),
]


@strawberry.input
class AcceptMemberInvitationInput:
    """What the link holds; handle and name count for who was never seen here."""

    token: str
    handle: str | None = strawberry.field(
        description="Null: one is made of the mail address that was invited.", default=None
    )
    name: str | None = strawberry.field(description="Null: the handle.", default=None)


@strawberry.type
class AcceptMemberInvitationSuccess:
    """The membership: send its account's handle as Parley-Account to act for it."""

    membership: Membership


AcceptMemberInvitationResult = Annotated[
    AcceptMemberInvitationSuccess | problems.Forbidden | problems.NotFound | problems.InvalidInput | problems.Closed,
    strawberry.union("AcceptMemberInvitationResult"),
]


async def invite_member(info: Info, input: InviteMemberInput) -> InviteMemberSuccess:
    """Invite somebody."""
    viewer, role_key = info.context.manager, ids.parse("role", input.role_id, "roleId")
    invitation: Any = await actions.invite(viewer, input.client_mutation_id, input.email, role_key)
    return InviteMemberSuccess(invitation=invitation)


async def withdraw_member_invitation(info: Info, input: MemberInvitationIdInput) -> MemberInvitationSuccess:
    """Take an invitation back."""
    viewer, key = info.context.manager, ids.parse("member invitation", input.member_invitation_id, "memberInvitationId")
    invitation: Any = await actions.withdraw(viewer, key)
    return MemberInvitationSuccess(invitation=invitation)


async def accept_member_invitation(info: Info, input: AcceptMemberInvitationInput) -> AcceptMemberInvitationSuccess:
    """Join a team."""
    membership: Any = await actions.accept(info.context.person, input.token, handle=input.handle, name=input.name)
    return AcceptMemberInvitationSuccess(membership=membership)


@strawberry.type
class MemberInvitationMutations:
    """Invitations to a team."""

    invite_member: InviteMemberResult = resolved(
        invite_member, "Invite by mail address, into a role that holds nothing that you lack. Parley sends no mail."
    )
    withdraw_member_invitation: WithdrawMemberInvitationResult = resolved(
        withdraw_member_invitation, "From then on its link opens nothing; idempotent."
    )
    accept_member_invitation: AcceptMemberInvitationResult = resolved(
        accept_member_invitation, "Join a team, as whoever is signed in, member of an account or not; idempotent."
    )
