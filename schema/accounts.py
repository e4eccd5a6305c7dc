"""Creators, sellers and agencies, as the viewer sees them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import lazy

from domain import leads, lists, money, notes, partnerships, products, rows
from domain.leads import LeadAction
from domain.queries import accounts
from domain.queries.catalog import ProductsAsked
from domain.rows import Stat
from models.accounts import AccountKind, AccountStatus, CreatorLevel, Metric, Programme
from schema import outreach
from schema.catalog import ProductConnection, TitleQuery
from schema.context import Info
from schema.money import Money
from schema.nodes import After, First, Node, resolved, rows_of
from schema.scalars import Long

if TYPE_CHECKING:
    from schema.conversations import Conversation
    from schema.leads import Lead
    from schema.notes import Note
    from schema.partnerships import Partnership

ConversationRef = Annotated["Conversation", lazy("schema.conversations")]
LeadRef = Annotated["Lead", lazy("schema.leads")]
NoteRef = Annotated["Note", lazy("schema.notes")]
PartnershipRef = Annotated["Partnership", lazy("schema.partnerships")]


async def _partnership(account: strawberry.Parent[rows.Account], info: Info) -> partnerships.Partnership | None:
    return await info.context.loaders.partnerships_with.load(account.key)


async def _collaborates(account: strawberry.Parent[rows.Account], info: Info) -> bool:
    return await info.context.loaders.collaborations_with.load(account.key)


async def _conversation(account: strawberry.Parent[rows.Account], info: Info) -> rows.Conversation | None:
    return account.conversation or await info.context.loaders.conversations_with.load(account.key)


@strawberry.interface(description="A creator, a seller or an agency.")
class Account(Node):
    """What all accounts show."""

    kind: AccountKind
    handle: str = strawberry.field(description="Unique, in lower case, without an @.")
    name: str
    avatar_url: str | None
    markets: list[str]
    category: str | None
    status: AccountStatus
    blocked_by_viewer: bool = strawberry.field(description="Whether the viewer's account has blocked this one.")
    conversation: ConversationRef | None = resolved(
        _conversation, "The viewer's conversation with it, if there is one."
    )


@strawberry.type(description="A counted figure.")
class CountStat:
    """As fed by the platform."""

    value: Long
    taken_at: datetime = strawberry.field(description="When the figure was taken.")
    stale: bool = strawberry.field(description="Taken longer ago than the policy's limit, 48 hours by default.")


@strawberry.type(description="A figure in money.")
class MoneyStat:
    """As fed by the platform."""

    value: Money
    taken_at: datetime = strawberry.field(description="When the figure was taken.")
    stale: bool = strawberry.field(description="Taken longer ago than the policy's limit, 48 hours by default.")


@strawberry.type(description="The latest figures fed about a creator; null where none ever was.")
class CreatorStats:
    """ACC-7."""

    followers: CountStat | None
    affiliate_gmv_30d: MoneyStat | None = strawberry.field(name="affiliateGmv30d")
    live_gmv_30d: MoneyStat | None = strawberry.field(name="liveGmv30d")
    revenue: MoneyStat | None
    video_views: CountStat | None
    live_unique_viewers: CountStat | None


@strawberry.type(description="The latest figures fed about a seller; null where none ever was.")
class SellerStats:
    """ACC-7."""

    affiliate_gmv_30d: MoneyStat | None = strawberry.field(name="affiliateGmv30d")


def _count(stat: Stat | None) -> CountStat | None:
    if stat is None:
        return None
    return CountStat(value=Long(stat.value), taken_at=stat.taken_at, stale=stat.stale)


def _money(stat: Stat | None) -> MoneyStat | None:
    if stat is None or stat.currency is None:
        return None
    value: Any = money.shown(stat.value, stat.currency)
    return MoneyStat(value=value, taken_at=stat.taken_at, stale=stat.stale)


async def _creator_stats(creator: strawberry.Parent[rows.Creator], info: Info) -> CreatorStats:
    stats = await info.context.loaders.stats.load(creator.key)
    return CreatorStats(
        followers=_count(stats.get(Metric.FOLLOWERS)),
        affiliate_gmv_30d=_money(stats.get(Metric.AFFILIATE_GMV_30D)),
        live_gmv_30d=_money(stats.get(Metric.LIVE_GMV_30D)),
        revenue=_money(stats.get(Metric.REVENUE)),
        video_views=_count(stats.get(Metric.VIDEO_VIEWS)),
        live_unique_viewers=_count(stats.get(Metric.LIVE_UNIQUE_VIEWERS)),
    )


async def _notes(creator: strawberry.Parent[rows.Creator], info: Info) -> list[notes.Note]:
    return await info.context.loaders.notes.load(creator.key)


async def _labels(creator: strawberry.Parent[rows.Creator], info: Info) -> list[str]:
    return await info.context.loaders.labels.load(creator.key)


async def _lead(creator: strawberry.Parent[rows.Creator], info: Info) -> leads.Lead | None:
    return await info.context.loaders.leads_with.load(creator.key)


async def _lead_action(creator: strawberry.Parent[rows.Creator], info: Info) -> LeadAction | None:
    return await info.context.loaders.lead_actions.load(creator.key)


async def _products(
    seller: strawberry.Parent[rows.Seller],
    info: Info,
    query: TitleQuery = None,
    first: First = None,
    after: After = None,
) -> lists.Page[products.Product]:
    return await info.context.loaders.products.load((seller.key, ProductsAsked(query, first, after)))


async def _seller_stats(seller: strawberry.Parent[rows.Seller], info: Info) -> SellerStats:
    stats = await info.context.loaders.stats.load(seller.key)
    return SellerStats(affiliate_gmv_30d=_money(stats.get(Metric.AFFILIATE_GMV_30D)))


async def _categories(agency: strawberry.Parent[rows.Agency], info: Info) -> list[str]:
    return await info.context.loaders.categories.load(agency.key)


async def _contact(creator: strawberry.Parent[rows.Creator], info: Info) -> outreach.ContactCheck | None:
    check = await info.context.loaders.contacts.load(creator.key)
    return None if check is None else outreach.shown(check)


@strawberry.type(description="A creator.")
class Creator(Account):
    """ACC-1."""

    is_type_of = rows_of(rows.Creator)
    level: CreatorLevel
    stats: CreatorStats = resolved(_creator_stats)
    contact: outreach.ContactCheck | None = resolved(
        _contact, "What a message would cost the viewer now, and why it would be refused; null to creators."
    )
    partnership: PartnershipRef | None = resolved(_partnership, "The newest of the viewer's agency with it.")
    active_collaboration: bool = resolved(
        _collaborates, "Whether it has products of a running campaign from the cards of the viewer's agency."
    )
    lead: LeadRef | None = resolved(_lead, "In the viewer's leads pool; null for those who may not see it.")
    lead_action: LeadAction | None = resolved(
        _lead_action, "Whether the viewer may mark it as a lead or unmark it; null where neither."
    )
    notes: list[NoteRef] = resolved(
        _notes, "What the viewer's side wrote about it, the newest first, at most the newest 100; none for creators."
    )
    labels: list[str] = resolved(_labels, "Those that the viewer's side put on it, sorted; none for creators.")


@strawberry.type(description="A seller: a shop.")
class Seller(Account):
    """ACC-1."""

    is_type_of = rows_of(rows.Seller)
    products: ProductConnection = resolved(_products, "What it offers, the newest first.")
    live_partner: bool
    stats: SellerStats = resolved(_seller_stats)


@strawberry.type(description="An agency.")
class Agency(Account):
    """ACC-1, ACC-6."""

    is_type_of = rows_of(rows.Agency)
    verified: bool
    programmes: list[Programme]
    categories: list[str] = resolved(
        _categories, "Its main category, and those of the products of its campaigns that have not ended, sorted."
    )
    live_partner: bool
    partnership: PartnershipRef | None = resolved(_partnership, "The newest of the viewer, a creator, with it.")
    active_collaboration: bool = resolved(
        _collaborates, "Whether the viewer, a creator, has products of a running campaign from its cards."
    )


async def account_by_handle(info: Info, handle: str) -> rows.Account | None:
    """Find an account by its handle."""
    return await accounts.by_handle(info.context.viewer, handle)
