"""What the platform says for leads pools: what may be licensed of creators, how their LIVEs went, who ranks where."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from app.demo.cast import PEOPLE, Cast, Creator, Partner
from app.demo.figures import LIVE_GMV
from app.demo.words import dice
from domain.actions.feeding import leads
from domain.feeding import Outcome
from domain.policy import Policy
from domain.records import LicenceRecord, LiveDashboardRecord, LivePartnerRankRecord
from domain.viewer import System
from models.accounts import CreatorLevel

LIVES = 2  # of a creator who goes LIVE
CONTACT_SHARE = 0.8


async def feed(system: System, everybody: Cast, began: datetime) -> None:
    """Feed it, as of the moment that the demo begins at; harmless to repeat."""
    policy, creators = system.house.policy, everybody.creators.values()
    _all_taken(await leads.feed_licences(system, [_licence(who) for who in creators]))
    lives = [live for who in creators for live in _lives(who, policy, began)]
    _all_taken(await leads.feed_dashboards(system, lives))
    _all_taken(await leads.feed_ranks(system, list(_ranks(everybody.partners.values(), policy))))


def _all_taken(outcomes: Iterable[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.problem is not None:
            raise ValueError(f"{outcome.external_id}: {outcome.problem}")


def _licence(who: Creator) -> LicenceRecord:
    handle = who.account.handle
    known = handle in PEOPLE or dice("contact", handle).random() < CONTACT_SHARE
    contact = f"{handle}@mail.example" if known else None
    profile = f"{who.account.name}, {who.city}: {who.hook}. {who.account.category}."
    return LicenceRecord(creator=handle, contact=contact, profile=profile)


def _lives(who: Creator, policy: Policy, began: datetime) -> Iterator[LiveDashboardRecord]:
    """The LIVEs of the days before, of those who have sold in any."""
    if who.account.level is CreatorLevel.NONE:
        return
    handle, chance = who.account.handle, dice("lives", who.account.handle)
    _, most = LIVE_GMV[who.account.level]
    for number in range(LIVES):
        at = (began - timedelta(hours=chance.uniform(20, 30) * (number + 1))).replace(microsecond=0)
        yield LiveDashboardRecord(
            external_id=f"{handle}-live-{number + 1}", creator=handle, started_at=at,
            ended_at=at + timedelta(minutes=chance.randrange(45, 200)),
            gmv=Decimal(chance.randrange(most // 40, most // 8 + 2)),
            currency=policy.market(who.account.markets[0]).currency,
            unique_viewers=int(who.followers * chance.uniform(0.01, 0.1)), orders=chance.randrange(4, 400),
        )  # fmt: skip


def _ranks(partners: Iterable[Partner], policy: Policy) -> Iterator[LivePartnerRankRecord]:
    """LIVE partners in each of their markets, in the order of the tables; the last of each has no figures yet."""
    live = [who.account for who in partners if who.account.live_partner]
    for market in sorted({market for account in live for market in account.markets} & policy.markets.keys()):
        ranked = [account.handle for account in live if market in account.markets]
        for rank, handle in enumerate(sorted(ranked, key=lambda one: (one != "northstar", one)), 1):
            chance, known = dice("rank", f"{market} {handle}"), rank < len(ranked)
            yield LivePartnerRankRecord(
                market=market, partner=handle, rank=rank,
                creators=chance.randrange(12, 400) if known else None,
                live_sessions=chance.randrange(90, 4_000) if known else None,
                live_gmv=Decimal(chance.randrange(40_000, 900_000)) if known else None,
            )  # fmt: skip
