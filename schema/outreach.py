"""Outreach: the seller's quota, its past weeks, and what contact with a creator would cost."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import lazy

from domain import lists, outreach, rows
from domain.outreach import ContactCost
from domain.queries import outreach as queries
from schema import problems
from schema.context import Info
from schema.nodes import After, Connection, First, resolved, rows_of

if TYPE_CHECKING:
    from schema.accounts import Creator

CreatorRef = Annotated["Creator", lazy("schema.accounts")]


@strawberry.type(
    description="What a message or an invitation to a creator would cost now, and why it would be refused."
)
class ContactCheck:
    """OUT-9. It reserves nothing: the send decides."""

    cost: ContactCost
    connected: bool = strawberry.field(
        description="Whether the creator ever wrote, answered, or had a product of the seller's: it costs nothing."
    )
    problem: problems.Problem | None
    remaining: int | None = strawberry.field(description="Messages before a reply is needed; null: no limit.")


def shown(check: outreach.ContactCheck) -> ContactCheck:
    """The check as the API says it."""
    problem = None if check.problem is None else problems.problem(check.problem)
    return ContactCheck(cost=check.cost, connected=check.connected, problem=problem, remaining=check.remaining)


async def _connected_now(quota: strawberry.Parent[outreach.Quota], info: Info) -> int:
    if quota.week_key is None:
        return 0
    return await info.context.loaders.connected.load(quota.week_key) or 0


@strawberry.type(description="A seller's week: how many creators that it is not connected with it may contact.")
class OutreachQuota:
    """OUT-5 to OUT-9."""

    is_type_of = rows_of(outreach.Quota)

    tier: str = strawberry.field(description="T0 to T3, by 30-day affiliate GMV before the week began.")
    week_start: datetime
    refreshes_at: datetime
    weekly_limit: int | None = strawberry.field(description="Null: no limit.")
    used: int = strawberry.field(description="How many creators were newly contacted this week.")
    remaining: int | None = strawberry.field(description="Of the week and of the starter's pack; null: no limit.")
    unlimited: bool
    follower_limit: int | None = strawberry.field(
        description="New creators must have fewer followers than this; null: any number."
    )
    starter_pack_remaining: int | None = strawberry.field(description="Null: it has lapsed, or there never was one.")
    connected: int = resolved(_connected_now, "How many of those newly contacted are connected by now.")


async def _connected(week: strawberry.Parent[outreach.PastWeek], info: Info) -> int:
    return await info.context.loaders.connected.load(week.key) or 0


async def _contacted(
    week: strawberry.Parent[outreach.PastWeek], info: Info, first: First = None, after: After = None
) -> lists.Page[rows.Account]:
    page: lists.Page[rows.Account] = await info.context.loaders.contacted.load((week.key, first, after))
    return page


@strawberry.type(description="A week in which a seller contacted somebody new; this week, too.")
class OutreachWeek:
    """OUT-9."""

    is_type_of = rows_of(outreach.PastWeek)

    week_start: datetime
    tier: str
    weekly_limit: int | None = strawberry.field(description="Null: no limit.")
    used: int = strawberry.field(description="How many creators were newly contacted.")
    connected: int = resolved(_connected, "How many of them are connected by now.")
    creators: Connection[CreatorRef] = resolved(_contacted, "Whom it contacted, the newest contact first.")


OutreachWeekConnection = Connection[OutreachWeek]


async def outreach_quota(info: Info) -> outreach.Quota:
    """This week's."""
    return await queries.quota(info.context.viewer)


async def outreach_weeks(info: Info, first: First = None, after: After = None) -> lists.Page[outreach.PastWeek]:
    """Those with contacts."""
    return await queries.weeks(info.context.viewer, first=first, after=after)
