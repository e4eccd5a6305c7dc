"""Endpoints and what is posted to them, as tests make and look at them."""

from typing import Any

from domain.actions import endpoints, webhooks
from domain.house import House
from domain.viewer import Service, System
from domain.webhooks import EventKind, Outcome, Post, Webhook
from models.sql import statement
from tests.cast import Person

URL = "https://hooks.example.com/parley"
FINE = Outcome(200, None, 12)
BROKEN = Outcome(500, "status", 30)
MARKETPLACE = "marketplace"
LINES = statement("""
    SELECT webhook_id, account_id, kind, status, due_at IS NOT NULL FROM webhook_deliveries
    ORDER BY webhook_id, account_id, position""")


async def hooked(by: Person, *kinds: EventKind, url: str = URL, made: str = "hook") -> Webhook:
    """Make an endpoint of somebody's account."""
    return await endpoints.create(await by.viewer(), made, url, [*kinds] or None)


async def platform_hooked(house: House, *kinds: EventKind, url: str = URL) -> Webhook:
    """Make one of the platform's."""
    return await endpoints.create(Service(house, MARKETPLACE), "", url, [*kinds] or None)


async def claimed(house: House, most: int = 100, **more: Any) -> list[Post]:
    """What is to be posted now."""
    return await webhooks.claim(System(house), most, **more)


async def posted(house: House) -> list[Post]:
    """Post all that is due, one after the other, to endpoints that take everything."""
    done: list[Post] = []
    while claims := await claimed(house):
        for post in claims:
            await webhooks.delivered(System(house), post.key, post.attempt, FINE)
        done += claims
    return done


async def refused(house: House, outcome: Outcome = BROKEN) -> list[Post]:
    """Post all that is due once, to endpoints that take nothing."""
    claims = await claimed(house)
    for post in claims:
        await webhooks.failed(System(house), post.key, post.attempt, outcome)
    return claims


async def lines(house: House) -> list[tuple[Any, ...]]:
    """Every delivery: endpoint, account, kind, status, and whether it is the head of its line."""
    return [(*row[:4], bool(row[4])) for row in await house.database.fetch(LINES)]
