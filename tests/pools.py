"""What tests of leads are made with: what the platform feeds about creators and partners, requests and marks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from domain import clock
from domain.actions import accounts, collaboration_requests, leads
from domain.actions.accounts import Figure
from domain.house import House
from domain.leads import CollaborationRequest, Lead
from domain.queries import leads as queries
from domain.viewer import System
from models.accounts import Metric
from models.sql import statement
from tests.cast import Person, started

CONTACT, PROFILE = "gala@example.com", "Beauty, three times a week."
LICENCE = statement("INSERT INTO creator_licences (creator_id, contact, profile) VALUES ($1, $2, $3)")
LIVE = statement("""
    INSERT INTO live_dashboards (creator_id, external_id, started_at, ended_at, gmv, currency, unique_viewers, orders)
    VALUES ($1, $2, $3, $4, $5, $6, 1200, 34)""")
RANK = statement("""
    INSERT INTO live_partner_ranks (market, partner_id, rank, creators, live_sessions, live_gmv, currency)
    VALUES ($1, $2, $3, $4, $5, $6, $7)""")


async def write(house: House, text: str, *values: object) -> None:
    """Change something that no door changes."""
    async with house.database.transaction() as unit:
        await unit.fetch(statement(text), *values)


async def licensed(who: Person, contact: str | None = CONTACT, profile: str | None = PROFILE) -> None:
    """Feed what partners may be shown of a creator."""
    async with who.house.database.transaction() as unit:
        await unit.fetch(LICENCE, who.key, contact, profile)


async def aired(who: Person, name: str, gmv: int, at: datetime, currency: str = "USD") -> None:
    """Feed how a LIVE went, of two hours."""
    async with who.house.database.transaction() as unit:
        await unit.fetch(LIVE, who.key, name, at, at + timedelta(hours=2), gmv, currency)


async def ranked(who: Person, rank: int, market: str = "US", figures: Sequence[Any] = (40, 310, 1_250_000)) -> None:
    """Feed a LIVE partner's place; without figures it has its place only."""
    creators, sessions, gmv = figures or (None, None, None)
    async with who.house.database.transaction() as unit:
        await unit.fetch(RANK, market, who.key, rank, creators, sessions, gmv, None if gmv is None else "USD")


async def followed(who: Person, followers: int) -> None:
    """Feed how many followers a creator has."""
    figure = Figure(who.key, Metric.FOLLOWERS, followers, clock.now(), None)
    await accounts.record_statistics(System(who.house), [figure])


async def asked(
    by: Person, partner: Person, made: str = "request", *, share_contact: bool = True
) -> CollaborationRequest:
    """Ask a LIVE partner to collaborate."""
    return await collaboration_requests.ask(await by.viewer(), made, partner.key, share_contact=share_contact)


async def marked(by: Person, creator: Person) -> Lead:
    """Mark a creator as a lead, from a conversation that is started for it."""
    await started(by, creator)
    return await leads.mark(await by.viewer(), creator.key)


async def pool(of: Person) -> list[Lead]:
    """A partner's leads, the newest first."""
    return (await queries.page(await of.viewer())).nodes
