"""Linking: asked for, answered, changed, ended."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import strawberry

from domain import ids
from domain.actions import links, proposals
from domain.actions import partnerships as actions
from domain.actions.partnerships import NewLink
from domain.actions.proposals import NewChange
from domain.rules import access
from models.accounts import Programme
from models.partnerships import AgreementKind
from schema import problems
from schema.context import Info
from schema.money import basis_points
from schema.nodes import resolved
from schema.partnerships import Partnership


@strawberry.input
class InviteToLinkInput:
    """Safe to repeat with the same clientMutationId."""

    creator_id: strawberry.ID
    programme: Programme
    commission: Decimal = strawberry.field(description='The agency\'s share in percent, 0 to 100: "12.5".')
    ends_at: datetime
    client_mutation_id: str


@strawberry.input
class RespondToLinkInput:
    """The creator's answer; accepting needs the ids of all agreements."""

    partnership_id: strawberry.ID
    accept: bool
    agreement_ids: list[strawberry.ID] | None = strawberry.field(default_factory=list)


@strawberry.input
class PartnershipIdInput:
    """A partnership of the viewer's."""

    partnership_id: strawberry.ID


@strawberry.input
class RespondToUnlinkInput:
    """The agency's answer."""

    partnership_id: strawberry.ID
    accept: bool


@strawberry.input
class PartnershipChangeInput:
    """Another share or a later end: one of them. Safe to repeat with the same clientMutationId."""

    partnership_id: strawberry.ID
    client_mutation_id: str
    commission: Decimal | None = None
    ends_at: datetime | None = None


@strawberry.input
class RespondToPartnershipChangeInput:
    """The creator's answer."""

    change_id: strawberry.ID
    accept: bool


@strawberry.type
class PartnershipSuccess:
    """The partnership as it stands now."""

    partnership: Partnership


InviteToLinkResult = Annotated[
    PartnershipSuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput
    | problems.KindNotAllowed
    | problems.NotVerified
    | problems.NoSharedMarket
    | problems.RecipientUnavailable
    | problems.YouBlockedThem
    | problems.Blocked
    | problems.AwaitingReply
    | problems.AlreadyLinked
    | problems.LimitReached,
    strawberry.union("InviteToLinkResult"),
]
RespondToLinkResult = Annotated[
    PartnershipSuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput
    | problems.AgreementRequired
    | problems.AlreadyLinked
    | problems.Closed,
    strawberry.union("RespondToLinkResult"),
]
UnlinkResult = Annotated[
    PartnershipSuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput
    | problems.Closed,
    strawberry.union("UnlinkResult"),
]
PartnershipChangeResult = Annotated[
    PartnershipSuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput
    | problems.RecipientUnavailable
    | problems.YouBlockedThem
    | problems.Blocked
    | problems.LimitReached
    | problems.Closed,
    strawberry.union("PartnershipChangeResult"),
]


async def invite_to_link(info: Info, input: InviteToLinkInput) -> PartnershipSuccess:
    """Ask a creator to link."""
    access.links(viewer := info.context.viewer, input.programme)
    creator_key = ids.parse("account", input.creator_id, "creatorId")
    rate = basis_points(input.commission)
    new = NewLink(creator_key=creator_key, programme=input.programme, rate=rate, ends_at=input.ends_at)
    return _success(await actions.invite(viewer, input.client_mutation_id, new))


async def withdraw_link_invitation(info: Info, input: PartnershipIdInput) -> PartnershipSuccess:
    """Take an invitation to link back."""
    return _success(await actions.withdraw(info.context.messenger, _key(input.partnership_id)))


async def respond_to_link(info: Info, input: RespondToLinkInput) -> PartnershipSuccess:
    """Answer an invitation to link."""
    viewer, key = info.context.messenger, _key(input.partnership_id)
    named = input.agreement_ids or []
    ids.at_most(len(AgreementKind), named, "agreementIds")
    agreed = [ids.parse_agreement(id, f"agreementIds.{index}") for index, id in enumerate(named)]
    return _success(await actions.respond(viewer, key, accept=input.accept, agreed=agreed))


async def request_unlink(info: Info, input: PartnershipIdInput) -> PartnershipSuccess:
    """Ask to unlink."""
    return _success(await links.request_unlink(info.context.messenger, _key(input.partnership_id)))


async def respond_to_unlink(info: Info, input: RespondToUnlinkInput) -> PartnershipSuccess:
    """Answer a request to unlink."""
    viewer = info.context.messenger
    return _success(await links.respond_to_unlink(viewer, _key(input.partnership_id), accept=input.accept))


async def unlink(info: Info, input: PartnershipIdInput) -> PartnershipSuccess:
    """End a link."""
    return _success(await links.unlink(info.context.messenger, _key(input.partnership_id)))


async def propose_partnership_change(info: Info, input: PartnershipChangeInput) -> PartnershipSuccess:
    """Propose a change."""
    viewer, key = info.context.messenger, _key(input.partnership_id)
    rate = None if input.commission is None else basis_points(input.commission)
    new = NewChange(rate=rate, ends_at=input.ends_at)
    return _success(await proposals.propose(viewer, input.client_mutation_id, key, new))


async def respond_to_partnership_change(info: Info, input: RespondToPartnershipChangeInput) -> PartnershipSuccess:
    """Answer a proposed change."""
    viewer, key = info.context.messenger, ids.parse("change", input.change_id, "changeId")
    return _success(await proposals.respond(viewer, key, accept=input.accept))


def _key(id: strawberry.ID) -> int:
    return ids.parse("partnership", id, "partnershipId")


def _success(link: Any) -> PartnershipSuccess:
    return PartnershipSuccess(partnership=link)


@strawberry.type
class PartnershipMutations:
    """Links."""

    invite_to_link: InviteToLinkResult = resolved(invite_to_link, "For agencies: ask a creator to link, by a card.")
    withdraw_link_invitation: UnlinkResult = resolved(withdraw_link_invitation, "As long as it was not answered.")
    respond_to_link: RespondToLinkResult = resolved(
        respond_to_link, "Accept, naming every agreement, or decline. One CAP link at a time."
    )
    request_unlink: UnlinkResult = resolved(request_unlink, "For creators: the agency answers within 7 days.")
    respond_to_unlink: UnlinkResult = resolved(
        respond_to_unlink, "For agencies. Declined once, the creator may ask again, and is let go then."
    )
    unlink: UnlinkResult = resolved(unlink, "For agencies: end a link at once.")
    propose_partnership_change: PartnershipChangeResult = resolved(
        propose_partnership_change, "For agencies: another share at any time, a later end in the link's last 30 days."
    )
    respond_to_partnership_change: PartnershipChangeResult = resolved(
        respond_to_partnership_change, "For creators: agree to a proposed change, or decline it."
    )
