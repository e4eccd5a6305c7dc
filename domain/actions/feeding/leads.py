"""What LIVE partners' pools stand on, as the marketplace feeds it: ranks, licences, dashboards (LEAD-4, LEAD-8)."""

from collections.abc import Sequence
from typing import Any

from domain.actions.feeding import batches
from domain.actions.feeding.batches import inserting, updating, write
from domain.errors import DomainError, InvalidInput
from domain.feeding import Outcome, Status, Stored, outcomes, read_each
from domain.records import LicenceRecord, LiveDashboardRecord, LivePartnerRankRecord
from domain.rules import records
from domain.transaction import Transaction, door
from domain.viewer import Service, System
from models.accounts import AccountKind
from models.sql import statement

LONGEST_CONTACT, LONGEST_PROFILE = 500, 4000  # as wide as the columns that keep them
LICENCES = statement("SELECT creator_id, contact, profile FROM creator_licences WHERE creator_id IN LIST($1)")
_CREATOR, _LICENCE = {"creator_id": "bigint"}, {"contact": "text", "profile": "text"}
LICENSE = inserting("creator_licences", {**_CREATOR, **_LICENCE}, "ON CONFLICT DO NOTHING", "creator_id")
CHANGE_LICENCE = updating("creator_licences", _CREATOR, _LICENCE)
TAKE_BACK = statement("DELETE FROM creator_licences WHERE creator_id IN LIST($1)")

_DASHBOARD = {**_CREATOR, "external_id": "text"}
_LIVE = {
    "started_at": "timestamptz", "ended_at": "timestamptz", "gmv": "bigint", "currency": "text",
    "unique_viewers": "bigint", "orders": "bigint",
}  # fmt: skip
_FOUND = ", ".join(f"d.{name}" for name in [*_DASHBOARD, *_LIVE])
DASHBOARDS = statement(
    postgres=f"""
    SELECT {_FOUND} FROM unnest($1::bigint[], $2::text[]) AS asked (creator_id, external_id)
    JOIN live_dashboards d ON d.creator_id = asked.creator_id AND d.external_id = asked.external_id""",
    sqlite=f"""
    SELECT {_FOUND} FROM json_each($1) c
    JOIN live_dashboards d ON d.creator_id = c.value AND d.external_id = json_extract($2, '$[' || c.key || ']')""",
)
SHOW_LIVE = inserting("live_dashboards", {**_DASHBOARD, **_LIVE}, "ON CONFLICT DO NOTHING", "creator_id")
CHANGE_LIVE = updating("live_dashboards", _DASHBOARD, _LIVE)

_PLACE = {"market": "text", "partner_id": "bigint"}
_RANK = {
    "rank": "integer", "creators": "bigint", "live_sessions": "bigint", "live_gmv": "bigint", "currency": "text",
}  # fmt: skip
RANKS = statement(f"SELECT market, partner_id, {', '.join(_RANK)} FROM live_partner_ranks WHERE partner_id IN LIST($1)")
PLACE = inserting("live_partner_ranks", {**_PLACE, **_RANK}, "ON CONFLICT DO NOTHING", "rank")
MOVE = updating("live_partner_ranks", _PLACE, _RANK)
TAKE_OUT = statement("DELETE FROM live_partner_ranks WHERE market = $1 AND partner_id = $2")


@door
async def feed_licences(viewer: Service | System, tx: Transaction, fed: Sequence[LicenceRecord]) -> list[Outcome]:  # noqa: ARG001
    """Say what may be licensed of creators, or take it back. What was handed out stays (LEAD-4)."""
    creators = await batches.accounts(tx, (record.creator for record in fed))

    def read(record: LicenceRecord) -> tuple[int, str | None, str | None]:
        key = creators.get(record.creator, "creator", AccountKind.CREATOR).key
        contact = records.words(record.contact, "contact", LONGEST_CONTACT)
        return key, contact, records.words(record.profile, "profile", LONGEST_PROFILE)

    said = read_each(fed, read)
    keys = sorted({one[0] for one in said if not isinstance(one, DomainError)})
    erased = await batches.lock(tx, keys)
    stored = Stored[int]({row[0]: tuple(row[1:]) for row in await tx.fetch(LICENCES, keys)})

    def take(one: tuple[int, str | None, str | None]) -> Status:
        key, *values = one
        if key in erased:
            raise batches.gone("creator")
        return stored.drop(key) if values == [None, None] else stored.put(key, tuple(values))

    each = outcomes(fed, said, take)
    await write(tx, LICENSE, [(key, *values) for key, values in stored.new])
    await write(tx, CHANGE_LICENCE, [(key, *values) for key, values in stored.changed])
    await tx.fetch(TAKE_BACK, stored.gone)
    return each


@door
async def feed_dashboards(
    viewer: Service | System, tx: Transaction, fed: Sequence[LiveDashboardRecord]
) -> list[Outcome]:
    """Say how LIVEs went; an outcome for each (LEAD-4)."""
    creators = await batches.accounts(tx, (record.creator for record in fed))

    def read(record: LiveDashboardRecord) -> tuple[tuple[int, str], tuple[Any, ...]]:
        id = records.external_id(record.external_id, "externalId")
        creator = creators.get(record.creator, "creator", AccountKind.CREATOR)
        started_at = records.past(record.started_at, tx.now, "startedAt")
        ended_at = records.past(record.ended_at, tx.now, "endedAt")
        if ended_at < started_at:
            raise InvalidInput("endedAt", "A LIVE ends after it has begun.")
        code = records.currency(record.currency, viewer.house.policy, "currency")
        gmv = records.minor_units(record.gmv, code, "gmv")
        viewers = records.count(record.unique_viewers, "uniqueViewers")
        return (creator.key, id), (started_at, ended_at, gmv, code, viewers, records.count(record.orders, "orders"))

    said = read_each(fed, read)
    asked = sorted({one[0] for one in said if not isinstance(one, DomainError)})
    erased = await batches.lock(tx, {creator for creator, _ in asked})
    rows = await tx.fetch(DASHBOARDS, [creator for creator, _ in asked], [id for _, id in asked])
    stored = Stored[tuple[int, str]]({(row[0], row[1]): tuple(row[2:]) for row in rows})

    def take(one: tuple[tuple[int, str], tuple[Any, ...]]) -> Status:
        if one[0][0] in erased:
            raise batches.gone("creator")
        return stored.put(*one)

    each = outcomes(fed, said, take)
    await write(tx, SHOW_LIVE, [(*at, *values) for at, values in stored.new])
    await write(tx, CHANGE_LIVE, [(*at, *values) for at, values in stored.changed])
    return each


@door
async def feed_ranks(viewer: Service | System, tx: Transaction, fed: Sequence[LivePartnerRankRecord]) -> list[Outcome]:
    """Say how LIVE partners rank in markets, or that one ranks there no more; an outcome for each (LEAD-8)."""
    partners = await batches.accounts(tx, (record.partner for record in fed))
    markets = viewer.house.policy.markets

    def read(record: LivePartnerRankRecord) -> tuple[tuple[str, int], tuple[Any, ...] | None]:
        partner = partners.get(record.partner, "partner", AccountKind.SELLER, AccountKind.AGENCY)
        if not partner.live_partner:
            raise InvalidInput("partner", "This account is no LIVE partner.")
        if record.market not in markets or record.market not in partner.markets.split():
            raise InvalidInput("market", f"{record.market[:10]!r} is no market of this account.")
        if record.rank is None:
            return (record.market, partner.key), None
        code = None if record.live_gmv is None else markets[record.market].currency
        gmv = None if record.live_gmv is None or code is None else records.minor_units(record.live_gmv, code, "liveGmv")
        rank = records.count(record.rank, "rank", 1, 2**31 - 1)
        creators = records.count(record.creators, "creators")
        sessions = records.count(record.live_sessions, "liveSessions")
        return (record.market, partner.key), (rank, creators, sessions, gmv, code)

    said = read_each(fed, read)
    keys = sorted({one[0][1] for one in said if not isinstance(one, DomainError)})
    erased = await batches.lock(tx, keys)
    stored = Stored[tuple[str, int]]({(r[0], r[1]): tuple(r[2:]) for r in await tx.fetch(RANKS, keys)})

    def take(one: tuple[tuple[str, int], tuple[Any, ...] | None]) -> Status:
        if one[0][1] in erased:
            raise batches.gone("partner")
        return stored.drop(one[0]) if one[1] is None else stored.put(one[0], one[1])

    each = outcomes(fed, said, take)
    await write(tx, PLACE, [(*at, *values) for at, values in stored.new])
    await write(tx, MOVE, [(*at, *values) for at, values in stored.changed])
    await tx.execute_many(TAKE_OUT, stored.gone)
    return each
