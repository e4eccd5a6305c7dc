"""Opening a house: the database, the bus, the hub, and what keeps the feeds."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from filelock import FileLock, Timeout
from structlog.stdlib import get_logger

from app import epochs
from app.settings import Settings
from domain import policy
from domain.actions import feed, folders, webhooks
from domain.bus import Bus, MemoryBus
from domain.house import House
from domain.hub import Hub
from domain.nats_bus import NatsBus
from domain.postgres_bus import PostgresBus
from domain.queries import events
from domain.viewer import System
from models.database import Database, SqliteDatabase, open_database

TRIM_EVERY = timedelta(hours=1)
PAUSE_SECONDS = 0.05
EPOCH_EVERY = timedelta(minutes=1)
SUM_EVERY = timedelta(seconds=5)

log = get_logger()


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[House]:
    """A house for one command: no listeners, no timers."""
    numbers = policy.load(settings.policy)
    database = await open_database(settings.database, settings.replica)
    hub = Hub()
    house = House(database, numbers, _bus(settings, hub), hub, settings.key, webhooks_private=settings.webhooks_private)
    try:
        yield house
    finally:
        await house.settle()
        await database.close()


def _bus(settings: Settings, hub: Hub) -> Bus:
    if settings.nats is not None:
        return NatsBus(hub, settings.nats)
    return PostgresBus(hub, settings.database) if settings.uses_postgres_bus else MemoryBus(hub)


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[House]:
    """A house that listens, and keeps its feeds. Leaving it waits for the units of work under way."""
    async with opened(settings) as house, _alone(house.database):
        system = System(house)
        house.epoch = await epochs.settle(system)
        events.serve(house)
        await house.bus.open()
        await house.hub.open()
        timers = [
            asyncio.create_task(_every(TRIM_EVERY, lambda: _trim(system))),
            asyncio.create_task(_every(SUM_EVERY, lambda: _until_done(lambda: folders.sum_up(system)))),
            asyncio.create_task(_every(EPOCH_EVERY, lambda: _look_at_epoch(system))),
        ]
        try:
            yield house
        finally:
            for timer in timers:
                timer.cancel()
            await asyncio.gather(*timers, return_exceptions=True)
            await house.hub.close()
            await house.settle()
            await house.bus.close()
            await epochs.settle(system)


async def _every(interval: timedelta, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - the next time may succeed; until then the log says so
            log.warning("due work failed", error=repr(error))
        await asyncio.sleep(interval.total_seconds())


async def _trim(system: System) -> None:
    """Deliveries before the entries that they are of."""
    await _until_done(lambda: webhooks.trim(system))
    await _until_done(lambda: feed.trim(system))


async def _until_done(some: Callable[[], Awaitable[bool]]) -> None:
    more = True
    while more:
        more = await some()
        await asyncio.sleep(PAUSE_SECONDS)  # sends go first


async def _look_at_epoch(system: System) -> None:
    """A failover or a restore under a running server: its listeners' positions mean nothing any more."""
    epoch = await epochs.settle(system)
    if epoch != system.house.epoch:
        log.warning("a new epoch has begun: listeners begin anew", epoch=epoch)
        system.house.epoch = epoch
        system.house.hub.begin_anew()


class TwoServersError(Exception):
    """Another process serves this SQLite file: listeners of each would not hear what the other writes."""


@asynccontextmanager
async def _alone(database: Database) -> AsyncIterator[None]:
    """Keep a SQLite file for one server."""
    if not isinstance(database, SqliteDatabase):
        yield
        return
    lock = FileLock(f"{database.path}.serving", blocking=False)
    try:
        lock.acquire()
    except Timeout:
        raise TwoServersError(f"another Parley serves {database.path}; several need PostgreSQL") from None
    try:
        yield
    finally:
        lock.release()
