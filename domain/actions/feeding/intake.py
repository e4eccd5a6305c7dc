"""Every kind of records by its door, and the one way in: a batch that the database refuses is taken in parts."""

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import asyncpg
from structlog.stdlib import get_logger

from domain.actions.feeding import (
    accounts,
    campaigns,
    conversations,
    leads,
    members,
    products,
    showcase,
    statistics,
    videos,
)
from domain.errors import InvalidInput
from domain.feeding import Outcome, Status
from domain.records import Record
from domain.transaction import WORTH_RETRYING
from domain.viewer import Service, System

Door = Callable[[Service | System, Any], Awaitable[list[Outcome]]]
DOORS: dict[str, Door] = {
    "accounts": accounts.feed,
    "members": members.feed,
    "products": products.feed,
    "statistics": statistics.feed,
    "showcase": showcase.feed,
    "videos": videos.feed,
    "campaigns": campaigns.feed,
    "livePartnerRanks": leads.feed_ranks,
    "licences": leads.feed_licences,
    "liveDashboards": leads.feed_dashboards,
    "conversations": conversations.feed,
}
# After a door has tried as often as doors do.
HELD_BY_OTHERS = (asyncpg.LockNotAvailableError, *WORTH_RETRYING)
REFUSED_BY_DATABASE = (
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.DataError,
    sqlite3.IntegrityError,
    OverflowError,
)

log = get_logger()


async def feed_some(by: Service, kind: str, fed: Sequence[Record]) -> list[Outcome]:
    """Feed as many records as one call takes. Raises InvalidInput for more."""
    most = by.house.policy.defaults.ingest_max_records
    if len(fed) > most:
        raise InvalidInput(kind, f"These are {len(fed):,} records; send at most {most:,} at a time.")
    return await feed(by, kind, fed) if fed else []


async def feed(by: Service | System, kind: str, fed: Sequence[Record]) -> list[Outcome]:
    """Feed records of a kind, in one transaction; an outcome for each, in their order.

    What no check of ours foresaw, and a constraint refuses, is narrowed down by halving: the others go in. Likewise
    what others hold for too long.
    """
    try:
        return await DOORS[kind](by, fed)
    except (*REFUSED_BY_DATABASE, *HELD_BY_OTHERS) as error:
        if len(fed) == 1:
            log.warning("a record was refused by the database", kind=kind, record=fed[0].label, error=repr(error))
            return [Outcome(fed[0].label, Status.REFUSED, _refusal(error))]
        half = len(fed) // 2
        return [*await feed(by, kind, fed[:half]), *await feed(by, kind, fed[half:])]


def _refusal(error: Exception) -> InvalidInput:
    if isinstance(error, HELD_BY_OTHERS):
        return InvalidInput("", "Somebody else was at this for too long: feed it again.")
    return InvalidInput("", "This cannot be kept beside what is there. The log of the server says more.")
