"""What a service feeds, as it says it: the records of domain.records, field by field."""

from datetime import datetime
from decimal import Decimal

import strawberry

from models.accounts import AccountKind, CreatorLevel, Metric, Programme
from models.catalog import ProductState
from models.conversations import EntryPoint
from schema.scalars import Long


@strawberry.input(description="A creator, a seller or an agency.")
class AccountRecordInput:
    """PLT-1."""

    external_id: str
    account_kind: AccountKind = strawberry.field(description="Never changes.")
    handle: str
    name: str
    home_market: str = strawberry.field(description="Never changes.")
    markets: list[str] = strawberry.field(description="The others beside the home market.", default_factory=list)
    category: str | None = None
    avatar_url: str | None = None
    level: CreatorLevel = strawberry.field(
        description="What a new creator begins with; Parley sets it from then on.", default=CreatorLevel.NONE
    )
    verified: bool = False
    programmes: list[Programme] = strawberry.field(description="An agency has one or both.", default_factory=list)
    live_partner: bool = False


@strawberry.input(description="A person who acts for an account. Known by the issuer's subject, else by handle.")
class MemberRecordInput:
    """PLT-1."""

    account: str = strawberry.field(description="The account's external id.")
    handle: str
    name: str
    issuer: str | None = None
    subject: str | None = None
    owner: bool = strawberry.field(description="Either this, or a role.", default=False)
    role: str | None = strawberry.field(description="The name of a role that the account has.", default=None)


@strawberry.input(description="A product.")
class ProductRecordInput:
    """PLT-1."""

    external_id: str
    seller: str = strawberry.field(description="The seller's external id; never changes.")
    title: str
    price: Decimal
    currency: str
    commission: Decimal | None = strawberry.field(description="The open one, in percent.", default=None)
    image_url: str | None = None
    category: str | None = None
    samples_offered: bool = False
    state: ProductState = ProductState.ACTIVE


@strawberry.input(description="A figure of an account at the moment it was taken.")
class StatisticRecordInput:
    """PLT-1."""

    account: str = strawberry.field(description="The account's external id.")
    metric: Metric
    value: Decimal = strawberry.field(description="A count is whole.")
    taken_at: datetime
    currency: str | None = strawberry.field(description="Of money.", default=None)


@strawberry.input(description="A product that a creator has in the showcase, or no longer.")
class ShowcaseRecordInput:
    """PLT-1."""

    creator: str = strawberry.field(description="The creator's external id.")
    product: str = strawberry.field(description="The product's external id.")
    added_at: datetime | None = strawberry.field(description="Null: now.", default=None)
    removed: bool = False


@strawberry.input(description="A product in a video of a creator's.")
class VideoRecordInput:
    """PLT-1."""

    external_id: str = strawberry.field(description="The video's.")
    creator: str = strawberry.field(description="The creator's external id.")
    product: str = strawberry.field(description="The product's external id.")
    published_at: datetime


@strawberry.input(description="A campaign of an agency, with the products that are approved for it.")
class CampaignRecordInput:
    """PLT-1."""

    external_id: str
    agency: str = strawberry.field(description="The agency's external id; never changes.")
    title: str
    starts_at: datetime
    ends_at: datetime
    products: list[str] = strawberry.field(description="External ids, in the order that they are shown in.")


@strawberry.input(description="A LIVE partner's place in a market.")
class LivePartnerRankRecordInput:
    """PLT-1."""

    market: str
    partner: str = strawberry.field(description="The partner's external id.")
    rank: int | None = strawberry.field(description="Null: it has none any more.", default=None)
    creators: Long | None = None
    live_sessions: Long | None = None
    live_gmv: Decimal | None = strawberry.field(description="In the market's currency.", default=None)


@strawberry.input(description="What LIVE partners may see of a creator who asks for it. Both null: nothing any more.")
class LicenceRecordInput:
    """PLT-1."""

    creator: str = strawberry.field(description="The creator's external id.")
    contact: str | None = None
    profile: str | None = None


@strawberry.input(description="How one LIVE of a creator's went.")
class LiveDashboardRecordInput:
    """PLT-1."""

    external_id: str
    creator: str = strawberry.field(description="The creator's external id.")
    started_at: datetime
    ended_at: datetime
    gmv: Decimal
    currency: str
    unique_viewers: Long
    orders: Long


@strawberry.input(description="A text that one side said.")
class PastMessageInput:
    """PLT-1."""

    from_creator: bool
    text: str
    sent_at: datetime
    sent_by: str | None = strawberry.field(description="The handle of the person who wrote it.", default=None)


@strawberry.input(description="A conversation from before Parley, with all that was said, the oldest first.")
class ConversationRecordInput:
    """PLT-1."""

    external_id: str
    creator: str = strawberry.field(description="The creator's external id.")
    partner: str = strawberry.field(description="The seller's or agency's external id.")
    started_by_creator: bool
    entry_point: EntryPoint
    started_at: datetime
    messages: list[PastMessageInput] = strawberry.field(default_factory=list)
    creator_read_up_to: int = strawberry.field(description="How many messages, from the first.", default=0)
    creator_starred: bool = False
    creator_archived: bool = False
    partner_read_up_to: int = strawberry.field(description="How many messages, from the first.", default=0)
    partner_starred: bool = False
    partner_archived: bool = False


@strawberry.input(one_of=True, description="Records of one kind; what they name is fed before them.")
class IngestInput:
    """PLT-1."""

    accounts: list[AccountRecordInput] | None = strawberry.UNSET
    members: list[MemberRecordInput] | None = strawberry.UNSET
    products: list[ProductRecordInput] | None = strawberry.UNSET
    statistics: list[StatisticRecordInput] | None = strawberry.UNSET
    showcase: list[ShowcaseRecordInput] | None = strawberry.UNSET
    videos: list[VideoRecordInput] | None = strawberry.UNSET
    campaigns: list[CampaignRecordInput] | None = strawberry.UNSET
    live_partner_ranks: list[LivePartnerRankRecordInput] | None = strawberry.UNSET
    licences: list[LicenceRecordInput] | None = strawberry.UNSET
    live_dashboards: list[LiveDashboardRecordInput] | None = strawberry.UNSET
    conversations: list[ConversationRecordInput] | None = strawberry.UNSET
