"""LIVE partners as creators see them, and creators' requests to collaborate with them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import lazy

from domain import ids, leads, lists, rows
from domain.actions import collaboration_requests as actions
from domain.queries import leads as requests
from domain.queries import live_partners as queries
from domain.rules import leads as rules
from models.accounts import CreatorLevel
from schema import problems
from schema.context import Info
from schema.money import Money
from schema.nodes import After, Connection, First, Node, resolved, rows_of
from schema.scalars import Long

if TYPE_CHECKING:
    from schema.accounts import Account

AccountRef = Annotated["Account", lazy("schema.accounts")]


async def _partner(request: strawberry.Parent[leads.CollaborationRequest], info: Info) -> rows.Account | None:
    return await info.context.loaders.known_accounts.load(request.partner_key)


@strawberry.type(description="A creator's request to collaborate with a LIVE partner: the creator's own side of it.")
class CollaborationRequest(Node):
    """LEAD-9. What the partner makes of it is the partner's."""

    is_type_of = rows_of(leads.CollaborationRequest)
    partner: AccountRef = resolved(_partner)
    requested_at: datetime
    contact_shared: bool = strawberry.field(description="Whether the creator chose to share its contact.")
    licensed_until: datetime = strawberry.field(description="Until then the partner sees what is licensed.")


@strawberry.type(description="What the platform says of a LIVE partner; null where it says nothing.")
class LivePartnerFigures:
    """LEAD-8."""

    is_type_of = rows_of(leads.LivePartnerFigures)
    creators: Long | None
    live_sessions: Long | None
    live_gmv: Money | None


@strawberry.type(description="A LIVE partner of the creator's market.")
class LivePartner:
    """LEAD-8."""

    is_type_of = rows_of(leads.LivePartner)
    rank: int
    account: AccountRef = strawberry.field(description="Whom to chat with: its conversation, else startConversation.")
    locked: bool = strawberry.field(description="Whether the creator is below `requiredLevel`: it can chat only.")
    figures: LivePartnerFigures | None = strawberry.field(description="Null where it is locked.")
    required_level: CreatorLevel
    request: CollaborationRequest | None = strawberry.field(
        description="The creator's own to this partner, if it has sent one; null where it is locked."
    )


@strawberry.input
class RequestCollaborationInput:
    """Safe to repeat with the same clientMutationId."""

    partner_id: strawberry.ID
    share_contact: bool
    client_mutation_id: str


@strawberry.type
class RequestCollaborationSuccess:
    """The request, made or renewed by this call, or the one that still holds."""

    request: CollaborationRequest


RequestCollaborationResult = Annotated[
    RequestCollaborationSuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput
    | problems.NoSharedMarket
    | problems.RecipientUnavailable
    | problems.YouBlockedThem
    | problems.Blocked
    | problems.LevelTooLow,
    strawberry.union("RequestCollaborationResult"),
]


async def live_partners(info: Info, first: First = None, after: After = None) -> lists.Page[leads.LivePartner]:
    """Those of the creator's market."""
    return await queries.page(info.context.viewer, first=first, after=after)


async def collaboration_requests(
    info: Info, first: First = None, after: After = None
) -> lists.Page[leads.CollaborationRequest]:
    """The creator's own."""
    return await requests.requests(info.context.viewer, first=first, after=after)


async def request_collaboration(info: Info, input: RequestCollaborationInput) -> RequestCollaborationSuccess:
    """Ask a LIVE partner to collaborate."""
    rules.creator(info.context.viewer)
    viewer, key = info.context.messenger, ids.parse("account", input.partner_id, "partnerId")
    request: Any = await actions.ask(viewer, input.client_mutation_id, key, share_contact=input.share_contact)
    return RequestCollaborationSuccess(request=request)


@strawberry.type
class LivePartnerMutations:
    """Requests to collaborate."""

    request_collaboration: RequestCollaborationResult = resolved(
        request_collaboration,
        "For creators: enter a LIVE partner's leads pool, and let it see what is licensed for 7 days.",
    )


LivePartnerConnection = Connection[LivePartner]
CollaborationRequestConnection = Connection[CollaborationRequest]
