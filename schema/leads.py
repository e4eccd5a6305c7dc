"""Leads: creators in the pool of a LIVE partner, as its members see them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import lazy

from domain import ids, leads, lists, rows
from domain.actions import leads as actions
from domain.actions.leads import LeadChange
from domain.leads import LeadOrder
from domain.queries import leads as queries
from domain.queries import pools
from domain.rules import leads as rules
from models.accounts import CreatorLevel
from models.leads import LeadSource, LeadStatus
from models.teams import Permission
from schema import problems, ranges
from schema.context import Info
from schema.money import Money
from schema.nodes import After, Connection, Count, First, Node, resolved, rows_of
from schema.ranges import CountRange
from schema.scalars import Long

if TYPE_CHECKING:
    from schema.accounts import Creator
    from schema.conversations import Conversation

ConversationRef = Annotated["Conversation", lazy("schema.conversations")]
CreatorRef = Annotated["Creator", lazy("schema.accounts")]
LeadQuery = Annotated[str | None, strawberry.argument(description="Any part of the name or handle, in any case.")]


@strawberry.type(description="How one LIVE went.")
class LiveDashboard:
    """LEAD-4."""

    is_type_of = rows_of(leads.LiveDashboard)
    started_at: datetime
    ended_at: datetime
    gmv: Money
    unique_viewers: Long
    orders: Long


@strawberry.type(description="What a creator lets a LIVE partner see of it, as it was when the creator asked.")
class LicensedData:
    """LEAD-4."""

    is_type_of = rows_of(leads.LicensedData)
    contact: str | None = strawberry.field(description="Where the creator chose to share it.")
    profile: str | None
    best_live: LiveDashboard | None = strawberry.field(
        description="Of the 30 days before the request, the one that sold the most."
    )


async def _conversation(lead: strawberry.Parent[leads.Lead], info: Info) -> rows.Conversation | None:
    if not info.context.viewer.may(Permission.INSTANT_MESSAGING):
        return None
    return await info.context.loaders.conversations_with.load(lead.creator.key)


@strawberry.type(description="A creator in the viewer's pool: asked to collaborate, or marked from a conversation.")
class Lead(Node):
    """LEAD-3, LEAD-4. Its partner's only."""

    is_type_of = rows_of(leads.Lead)
    creator: CreatorRef
    source: LeadSource
    status: LeadStatus
    requested_at: datetime = strawberry.field(description="When the creator last asked, or was marked.")
    note: str | None
    licensed_data: LicensedData | None = strawberry.field(
        description="Of a lead by request, until `licensedUntil`; then it is hidden, and never comes back by itself. "
        "Clients must not keep it longer."
    )
    licensed_until: datetime | None = strawberry.field(
        description="In the past: what was licensed is hidden now. Null for a lead from a conversation."
    )
    conversation: ConversationRef | None = resolved(
        _conversation, "The viewer's with the creator, if there is one; null without INSTANT_MESSAGING."
    )


@strawberry.input(description="All of it at once.")
class LeadFilter:
    """LEAD-5."""

    levels: list[CreatorLevel] | None = strawberry.field(default=None, description="Any of these.")
    followers: list[CountRange] | None = strawberry.field(
        default=None, description="In any of these, at most 10. A creator whose followers are not known is in none."
    )
    source: LeadSource | None = None
    statuses: list[LeadStatus] | None = strawberry.field(default=None, description="Any of these.")


@strawberry.type(description="How many leads of a status match.")
class LeadStatusCount:
    """LEAD-5."""

    is_type_of = rows_of(leads.LeadCount)
    status: LeadStatus
    count: Count


def _asked(filter: LeadFilter | None) -> pools.LeadFilter | None:
    """As the domain takes it."""
    if filter is None:
        return None
    spans = None if filter.followers is None else [ranges.counts(one) for one in filter.followers]
    return pools.LeadFilter(filter.levels, spans, filter.source, filter.statuses)  # type: ignore[arg-type] # none is None


async def own_leads(  # noqa: PLR0917 - Strawberry reads a resolver's plain parameters
    info: Info,
    query: LeadQuery = None,
    filter: LeadFilter | None = None,
    order_by: LeadOrder | None = LeadOrder.NEWEST,
    first: First = None,
    after: After = None,
) -> lists.Page[leads.Lead]:
    """A page of the pool."""
    order, asked = order_by or LeadOrder.NEWEST, _asked(filter)
    shown = getattr(info, "names", None)  # where whoever executes can say so
    return await queries.page(info.context.viewer, query, asked, order, first=first, after=after, shown=shown)


async def lead_counts(info: Info, query: LeadQuery = None, filter: LeadFilter | None = None) -> list[leads.LeadCount]:
    """Each status's count."""
    return await queries.counts(info.context.viewer, query, _asked(filter))


@strawberry.input
class LeadCreatorInput:
    """A creator whom the viewer talks with."""

    creator_id: strawberry.ID


@strawberry.input
class UpdateLeadInput:
    """What is left out stays as it is; a note of null is taken off."""

    lead_id: strawberry.ID
    status: LeadStatus | None = strawberry.UNSET
    note: str | None = strawberry.field(default=strawberry.UNSET, description="1 to 2,000 characters after trimming.")


@strawberry.type
class LeadSuccess:
    """The creator as the viewer sees it now, and its lead: null once it was unmarked."""

    creator: CreatorRef
    lead: Lead | None
    lead_id: strawberry.ID | None = strawberry.field(description="Of the lead, also of one that was unmarked just now.")


LeadResult = Annotated[
    LeadSuccess
    | problems.Forbidden
    | problems.AccessRevoked
    | problems.NotFound
    | problems.InvalidInput
    | problems.Closed,
    strawberry.union("LeadResult"),
]


async def mark_as_lead(info: Info, input: LeadCreatorInput) -> LeadSuccess:
    """Mark a creator."""
    rules.pool_and_inbox(viewer := info.context.viewer)
    return _success(await actions.mark(viewer, ids.parse("account", input.creator_id, "creatorId")))


async def unmark_lead(info: Info, input: LeadCreatorInput) -> LeadSuccess:
    """Unmark a creator."""
    rules.pool_and_inbox(viewer := info.context.viewer)
    key = ids.parse("account", input.creator_id, "creatorId")
    was = await actions.unmark(viewer, key)
    creator: Any = await info.context.loaders.accounts.load(key)
    return LeadSuccess(creator=creator, lead=None, lead_id=None if was is None else strawberry.ID(f"led_{was}"))


async def update_lead(info: Info, input: UpdateLeadInput) -> LeadSuccess:
    """Set a status or a note."""
    rules.pool(viewer := info.context.viewer)
    notes = input.note is not strawberry.UNSET
    change = LeadChange(status=input.status or None, notes=notes, note=input.note if notes else None)
    return _success(await actions.update(viewer, ids.parse("lead", input.lead_id, "leadId"), change))


def _success(lead: Any) -> LeadSuccess:
    return LeadSuccess(creator=lead.creator, lead=lead, lead_id=lead.id)


@strawberry.type
class LeadMutations:
    """The pool."""

    mark_as_lead: LeadResult = resolved(
        mark_as_lead, "For LIVE partners: take a creator whom they talk with into the pool; idempotent."
    )
    unmark_lead: LeadResult = resolved(
        unmark_lead, "Take a creator out again, unless it came by request: such a lead is set invalid. Idempotent."
    )
    update_lead: LeadResult = resolved(update_lead, "Set where one stands with a lead, or note something of it.")


LeadConnection = Connection[Lead]
