"""Invitations into target collaborations."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import lazy

from domain import ids, invitations, lists, rows
from domain.actions import invitations as actions
from domain.actions.invitations import InviteOutcome as Outcome
from domain.queries import invitations as queries
from models.invitations import InvitationStatus
from schema import carried, problems
from schema.context import Info
from schema.nodes import After, Connection, First, Node, resolved, rows_of
from schema.targets import TargetCollaboration

if TYPE_CHECKING:
    from schema.accounts import Creator
    from schema.conversations import Conversation
    from schema.messages import Message

ConversationRef = Annotated["Conversation", lazy("schema.conversations")]
MessageRef = Annotated["Message", lazy("schema.messages")]
CreatorRef = Annotated["Creator", lazy("schema.accounts")]
InvitationRow = invitations.Invitation


async def _collaboration(of: strawberry.Parent[InvitationRow], info: Info) -> invitations.TargetCollaboration | None:
    return await info.context.loaders.targets.load(of.collaboration_key)


@strawberry.type(description="A creator invited into a target collaboration: once, whatever becomes of it.")
class Invitation(Node):
    """COL-3, COL-4, COL-10. Its two sides'."""

    is_type_of = rows_of(InvitationRow)
    collaboration: TargetCollaboration = resolved(_collaboration)
    creator: CreatorRef = resolved(carried.creator)
    status: InvitationStatus
    sent_at: datetime
    seen_at: datetime | None = strawberry.field(description="When the creator had read up to it.")
    answered_at: datetime | None
    products_added: int = strawberry.field(description="How many are in the creator's showcase because of it.")
    conversation: ConversationRef = resolved(carried.conversation)
    card_message: MessageRef = resolved(carried.card_message, "The message whose card it came by.")


@strawberry.input
class InviteCreatorsInput:
    """Safe to repeat with the same clientMutationId."""

    target_collaboration_id: strawberry.ID
    creator_ids: list[strawberry.ID]
    client_mutation_id: str


@strawberry.enum(description="What became of one creator.")
class InviteOutcomeStatus(StrEnum):
    """COL-3."""

    SENT = "SENT"
    ALREADY_INVITED = "ALREADY_INVITED"
    REFUSED = "REFUSED"


async def _invited(outcome: "strawberry.Parent[InviteOutcome]", info: Info) -> rows.Account | None:
    account = await info.context.loaders.accounts.load(ids.parse("account", outcome.creator_id, "creatorIds"))
    return account if isinstance(account, rows.Creator) else None


@strawberry.type(description="One for each creator asked for, in that order.")
class InviteOutcome:
    """COL-3."""

    creator_id: strawberry.ID
    creator: CreatorRef | None = resolved(_invited, "Null where the viewer sees none with this id.")
    status: InviteOutcomeStatus
    invitation: Invitation | None
    problem: problems.Problem | None


@strawberry.type
class InviteCreatorsSuccess:
    """What became of each creator."""

    outcomes: list[InviteOutcome]


InviteCreatorsResult = Annotated[
    InviteCreatorsSuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput
    | problems.Closed,
    strawberry.union("InviteCreatorsResult"),
]


@strawberry.input
class RespondToInvitationInput:
    """The creator's answer."""

    invitation_id: strawberry.ID
    accept: bool


@strawberry.input
class WithdrawInvitationInput:
    """An invitation of the seller's."""

    invitation_id: strawberry.ID


@strawberry.type
class InvitationSuccess:
    """The invitation as it stands now."""

    invitation: Invitation


RespondToInvitationResult = Annotated[
    InvitationSuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput
    | problems.Closed,
    strawberry.union("RespondToInvitationResult"),
]
WithdrawInvitationResult = Annotated[
    InvitationSuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput
    | problems.Closed,
    strawberry.union("WithdrawInvitationResult"),
]


async def own_invitations(
    info: Info, statuses: list[InvitationStatus] | None = None, first: First = None, after: After = None
) -> lists.Page[InvitationRow]:
    """Those of both sides."""
    return await queries.page(info.context.viewer, statuses, first=first, after=after)


async def invite_creators(info: Info, input: InviteCreatorsInput) -> InviteCreatorsSuccess:
    """Invite creators."""
    viewer = info.context.messenger
    key = ids.parse("target", input.target_collaboration_id, "targetCollaborationId")
    creators = ids.parse_many("account", input.creator_ids, "creatorIds")
    outcomes = await actions.invite(viewer, input.client_mutation_id, key, creators)
    return InviteCreatorsSuccess(outcomes=[_outcome(outcome) for outcome in outcomes])


async def respond_to_invitation(info: Info, input: RespondToInvitationInput) -> InvitationSuccess:
    """Answer an invitation."""
    viewer, key = info.context.messenger, ids.parse("invitation", input.invitation_id, "invitationId")
    answered: Any = await actions.respond(viewer, key, accept=input.accept)
    return InvitationSuccess(invitation=answered)


async def withdraw_invitation(info: Info, input: WithdrawInvitationInput) -> InvitationSuccess:
    """Take an invitation back."""
    viewer, key = info.context.messenger, ids.parse("invitation", input.invitation_id, "invitationId")
    withdrawn: Any = await actions.withdraw(viewer, key)
    return InvitationSuccess(invitation=withdrawn)


def _outcome(outcome: Outcome) -> InviteOutcome:
    status = InviteOutcomeStatus.SENT if outcome.sent else InviteOutcomeStatus.ALREADY_INVITED
    invitation: Any = outcome.invitation
    return InviteOutcome(
        creator_id=strawberry.ID(f"acc_{outcome.creator_key}"),
        status=status if outcome.problem is None else InviteOutcomeStatus.REFUSED,
        invitation=invitation,
        problem=None if outcome.problem is None else problems.problem(outcome.problem),
    )


@strawberry.type
class InvitationMutations:
    """Invitations."""

    invite_creators: InviteCreatorsResult = resolved(
        invite_creators, "Send up to 50 creators an invitation card; one outcome for each."
    )
    respond_to_invitation: RespondToInvitationResult = resolved(
        respond_to_invitation, "Accept or decline. Adding a product of it accepts, too."
    )
    withdraw_invitation: WithdrawInvitationResult = resolved(
        withdraw_invitation, "Take an invitation back, also an accepted one: what was added stays."
    )


InvitationConnection = Connection[Invitation]
