"""A small marketplace as it feeds itself: records by their platform's ids, and what becomes of them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from domain.actions.feeding import intake
from domain.feeding import Outcome, Status
from domain.house import House
from domain.records import (
    KINDS,
    AccountRecord,
    CampaignRecord,
    ConversationRecord,
    LicenceRecord,
    LiveDashboardRecord,
    LivePartnerRankRecord,
    MemberRecord,
    PastMessageRecord,
    ProductRecord,
    Record,
    ShowcaseRecord,
    StatisticRecord,
    VideoRecord,
)
from domain.viewer import Service
from models.accounts import AccountKind, Metric, Programme
from models.conversations import EntryPoint
from models.sql import statement

MORNING = datetime(2026, 11, 18, 8, tzinfo=UTC)
CREATED, UPDATED, UNCHANGED, REFUSED = Status


def creator(id: str = "lena", **more: Any) -> AccountRecord:
    """A creator in the United States."""
    return account(id, AccountKind.CREATOR, **more)


def account(id: str, kind: AccountKind, **more: Any) -> AccountRecord:
    """An account whose handle is its id."""
    same: dict[str, Any] = {"handle": id, "name": id.title(), "home_market": "US", **more}
    return AccountRecord(external_id=id, account_kind=kind, **same)


LENA, SOAP = creator(), account("soap", AccountKind.SELLER, live_partner=True)
STARS = account("stars", AccountKind.AGENCY, programmes=[Programme.TAP])
SAM = MemberRecord(account="soap", handle="sam", name="Sam", issuer="https://id.example.com", subject="8f", owner=True)


def product(id: str = "bar", **more: Any) -> ProductRecord:
    """A product of the soap shop."""
    same: dict[str, Any] = {"seller": "soap", "title": id.title(), "price": Decimal("4.50"), "currency": "USD", **more}
    return ProductRecord(external_id=id, **{"commission": Decimal("12.5"), **same})


def followers(value: int = 1200, hours: float = 0, **more: Any) -> StatisticRecord:
    """How many follow Lena, at a time of the morning."""
    same: dict[str, Any] = {"account": "lena", "taken_at": MORNING + timedelta(hours=hours), **more}
    return StatisticRecord(metric=Metric.FOLLOWERS, value=Decimal(value), **same)


def said(text: str, minutes: float, *, by_creator: bool = False, **more: Any) -> PastMessageRecord:
    """Something said in the morning."""
    return PastMessageRecord(from_creator=by_creator, text=text, sent_at=MORNING + timedelta(minutes=minutes), **more)


def talk(*messages: PastMessageRecord, **more: Any) -> ConversationRecord:
    """A conversation that the soap shop began with Lena."""
    same: dict[str, Any] = {"external_id": "talk", "creator": "lena", "partner": "soap", **more}
    begun: dict[str, Any] = {"started_by_creator": False, "entry_point": EntryPoint.FIND_CREATORS, **same}
    return ConversationRecord(started_at=MORNING, messages=list(messages), **begun)


MARKETPLACE: Sequence[Record] = [
    LENA, SOAP, STARS, SAM,
    MemberRecord(account="lena", handle="lena", name="Lena", owner=True),
    product("bar"), product("brush", commission=None),
    followers(),
    StatisticRecord(
        account="lena", metric=Metric.LIVE_GMV_30D, value=Decimal("9.99"), currency="USD", taken_at=MORNING
    ),
    ShowcaseRecord(creator="lena", product="bar", added_at=MORNING),
    VideoRecord(external_id="clip", creator="lena", product="brush", published_at=MORNING),
    CampaignRecord(
        external_id="summer", agency="stars", title="Summer", starts_at=MORNING, ends_at=MORNING + timedelta(days=9),
        products=["brush", "bar"],
    ),
    LivePartnerRankRecord(market="US", partner="soap", rank=1, creators=3, live_gmv=Decimal("100.00")),
    LicenceRecord(creator="lena", contact="lena@example.com", profile="Likes soap.\nLives by the sea."),
    LiveDashboardRecord(
        external_id="live", creator="lena", started_at=MORNING, ended_at=MORNING, gmv=Decimal("5.00"),
        currency="USD", unique_viewers=10, orders=1,
    ),
    talk(said("Hello", 0, sent_by="sam"), said("Hi", 1, by_creator=True)),
]  # fmt: skip


def kind_of(record: Record) -> str:
    """The name of a record's kind."""
    return next(kind for kind, known in KINDS.items() if isinstance(record, known))


async def feed(house: House, *records: Record) -> list[Outcome]:
    """Feed records of one kind in one batch."""
    return await intake.feed(Service(house, "catalog"), kind_of(records[0]), records)


async def became(house: House, *records: Record) -> list[Status]:
    """What became of them."""
    return [outcome.status for outcome in await feed(house, *records)]


async def feed_all(house: House, records: Sequence[Record] = MARKETPLACE) -> list[Status]:
    """Feed records one by one, of whatever kinds."""
    return [status for record in records for status in await became(house, record)]


async def refusal(house: House, record: Record) -> tuple[object, str]:
    """The field that a record is refused for, and what is said of it."""
    (outcome,) = await feed(house, record)
    assert outcome.status is REFUSED
    assert outcome.problem is not None
    return outcome.problem.facts.get("field"), outcome.problem.detail


async def rows(house: House, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Rows of the database."""
    return [tuple(row) for row in await house.database.fetch(statement(query), *values)]
