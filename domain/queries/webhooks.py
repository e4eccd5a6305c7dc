"""Endpoints, and what was told to each: an account's own, or to the marketplace the platform's (EVT-7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import webhooks
from domain.house import House
from domain.lists import Page
from domain.queries import keyed
from domain.rules import endpoints, pages
from domain.viewer import Asking, Viewer
from domain.webhooks import COLUMNS, DELIVERY_COLUMNS, OWN, Delivery, Webhook
from models.sql import Row, statement
from models.teams import Permission

PAGE = statement(f"SELECT {COLUMNS} FROM webhooks w WHERE {OWN} AND w.id < $2 ORDER BY w.id DESC LIMIT $3")
SOME = statement(f"SELECT {COLUMNS} FROM webhooks w WHERE {OWN} AND w.id IN LIST($2)")
SOME_DELIVERIES = statement(f"""
    SELECT {DELIVERY_COLUMNS} FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id
    WHERE d.id IN LIST($2) AND {OWN}""")
# Of several endpoints at once, the newest first.
_OF_EACH = "i.webhook_id = w.id AND i.id < $2 ORDER BY i.id DESC LIMIT $3"
DELIVERIES = statement(
    postgres=f"""
    SELECT {DELIVERY_COLUMNS}, d.webhook_id FROM webhooks w CROSS JOIN LATERAL (
        SELECT * FROM webhook_deliveries i WHERE {_OF_EACH}) d
    WHERE w.id = ANY($1::bigint[]) ORDER BY d.webhook_id, d.id DESC""",
    sqlite=f"""
    SELECT {DELIVERY_COLUMNS}, d.webhook_id FROM webhooks w
    CROSS JOIN webhook_deliveries d ON d.id IN (SELECT i.id FROM webhook_deliveries i WHERE {_OF_EACH})
    WHERE w.id IN (SELECT value FROM json_each($1)) ORDER BY d.webhook_id, d.id DESC""",
)
# By the heads of lines, which are few where a long line waits.
_WAITING = "FROM webhook_deliveries d WHERE d.due_at IS NOT NULL AND d.due_at < $1"
BACKLOG = statement(f"""
    SELECT d.at, (SELECT count(*) {_WAITING}) {_WAITING} ORDER BY d.at LIMIT 1""")


async def page(viewer: Asking, *, first: int | None = None, after: str | None = None) -> Page[Webhook]:
    """The account's own, for members with INTEGRATIONS; to staff and services the platform's."""
    owner = endpoints.manage(viewer)
    policy = viewer.house.policy
    numbers = policy.of(viewer.account.home_market) if isinstance(viewer, Viewer) else policy.defaults
    part = pages.items(first, after, numbers)
    found = await viewer.house.database.fetch(PAGE, owner, keyed.place(part), part.size + 1)
    return keyed.page(found, part, webhooks.webhook)


async def some(viewer: Asking, keys: Sequence[int]) -> dict[int, Webhook]:
    """Those of the named that the viewer may manage."""
    if not _may(viewer):
        return {}
    found = await viewer.house.database.fetch(SOME, endpoints.manage(viewer), list(keys))
    return {row[0]: webhooks.webhook(row) for row in found}


async def some_deliveries(viewer: Asking, keys: Sequence[int]) -> dict[int, Delivery]:
    """Those of the named whose endpoints the viewer may manage."""
    if not _may(viewer):
        return {}
    found = await viewer.house.database.fetch(SOME_DELIVERIES, endpoints.manage(viewer), list(keys))
    return {row[0]: webhooks.delivery(row, viewer.house.epoch) for row in found}


async def deliveries(
    viewer: Asking, keys: Sequence[int], first: int | None, after: str | None
) -> dict[int, Page[Delivery]]:
    """What was told to endpoints that a query of the viewer's has found, the newest first."""
    policy, epoch = viewer.house.policy, viewer.house.epoch
    numbers = policy.of(viewer.account.home_market) if isinstance(viewer, Viewer) else policy.defaults
    part = pages.items(first, after, numbers)
    of: dict[int, list[Row]] = {key: [] for key in keys}
    for row in await viewer.house.database.fetch(DELIVERIES, list(keys), keyed.place(part), part.size + 1):
        of[row[-1]].append(row)
    return {key: keyed.page(found, part, lambda row: webhooks.delivery(row[:-1], epoch)) for key, found in of.items()}


def _may(viewer: Asking) -> bool:
    return not isinstance(viewer, Viewer) or viewer.may(Permission.INTEGRATIONS)


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many lines wait to be posted, and since when the oldest of their events waits."""

    lines: int
    oldest: datetime | None


async def backlog(house: House) -> Backlog:
    """What waits now, line by line: whatever is behind their heads is not counted, nor what is put aside."""
    row = await house.database.fetch_row(BACKLOG, webhooks.PARKED)
    return Backlog(0, None) if row is None else Backlog(row[1], row[0])
