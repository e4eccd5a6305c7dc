"""Make a dataset, or find it made."""

import random
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from bench.dataset import cards, figures, people, rows, searched, talks
from bench.dataset.indexes import without_indexes
from bench.dataset.size import Size
from bench.dataset.stores import Store, open_store
from domain import policy
from domain.actions import feed, folders
from domain.bus import MemoryBus
from domain.house import House
from domain.hub import Hub
from domain.viewer import System
from models.database import open_database
from models.migrate import migrate

FIRST, CARDS, FIGURES, VERSION = (
    1,
    2,
    3,
    4,
)  # what a version has beyond the one before it is added to datasets that are there
SEED = 20_260_101
FEED_DAYS = 7
STALE = timedelta(days=20)  # while measuring, nothing of the feed shall become old enough to be trimmed


Also = Callable[[Store, datetime], Awaitable[None]]


class NotOurDatabaseError(Exception):
    """It holds accounts that no dataset put there."""


async def make(url: str, scale: float, also: Also | None = None) -> None:
    """Fill a database with the dataset of a scale, unless it is there; whatever else a benchmark left there goes.

    `also` adds something to a dataset that is being made, before its words are indexed.
    """
    store = await open_store(url)
    try:
        made = await _made(store, scale)
        if made is None:
            made = await _make(store, url, scale)
        else:
            await migrate(url)  # what this version of Parley has beyond the one that it was made with
        await _complete(store, url, *made, also)
    finally:
        await store.close()


async def _made(store: Store, scale: float) -> tuple[int, datetime] | None:
    """The version of the dataset that is there, and the time at which it ends."""
    if not await store.exists("bench_dataset"):
        if await store.exists("accounts") and await store.run("SELECT 1 FROM accounts LIMIT 1"):
            raise NotOurDatabaseError("This database holds accounts already: give the benchmark one of its own.")
        return None
    for version, size, made_at in await store.run("SELECT version, scale, made_at FROM bench_dataset"):
        if FIRST <= version <= VERSION and size == scale and made_at > datetime.now(UTC) - STALE:
            return version, made_at
    return None


async def _make(store: Store, url: str, scale: float) -> tuple[int, datetime]:
    await store.wipe()
    await migrate(url)
    await store.run("CREATE TABLE bench_dataset (version INTEGER, scale DOUBLE PRECISION, made_at TIMESTAMPTZ)")
    await _as_system(url, feed.trim)  # which makes the partitions of the feed
    with told(f"dataset of scale {scale:g}"):
        end = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        await _fill(store, Size.of(scale), end)
        await store.settle()
    await store.run("INSERT INTO bench_dataset VALUES ($1, $2, $3)", FIRST, scale, end)
    return FIRST, end


async def _complete(store: Store, url: str, version: int, end: datetime, also: Also | None) -> None:
    """Add what a dataset of an earlier version lacks."""
    if version < CARDS:
        with told("product lists and their cards"):
            await cards.add(store, end)
    if version < FIGURES:
        with told("figures of before this week, and the latest"):
            await figures.add(store, end)
    if version < VERSION:
        with told("what is searched, and what folders hold"):
            async with without_indexes(store, searched.TABLES):
                await searched.add(store)
                if also is not None:
                    await also(store, end)
            await _as_system(url, folders.sum_up)
            await store.settle()
        await store.run("UPDATE bench_dataset SET version = $1", VERSION)


async def _as_system(url: str, some: Callable[[System], Awaitable[bool]]) -> None:
    """Let Parley do what its timers do, until there is nothing left to do."""
    database = await open_database(url)
    hub = Hub()
    system = System(House(database, policy.load(), MemoryBus(hub), hub, secret=b""))
    while await some(system):
        pass
    await database.close()


async def _fill(store: Store, size: Size, end: datetime) -> None:
    rng = random.Random(SEED)
    first_day = end - timedelta(days=talks.DAYS)
    with told("people"):
        cast = people.cast(rng, size, first_day)
        await store.load("accounts", people.ACCOUNTS, people.accounts(cast))
        await store.load("users", "id handle name created_at", people.users(cast))
        await store.load("roles", "id account_id name permissions is_owner", people.roles(cast))
        await store.load("memberships", "id account_id user_id role_id created_at", people.memberships(cast))
        await store.load("statistics", "account_id metric taken_at value currency", figures.rows(rng, cast, end))
    with told("talks"):
        planned = talks.plan(rng, cast, size)
        made = rows.Rows(SEED, end, planned, talks.speak(rng, planned))
        await store.load("pairs", rows.PAIRS, made.pairs())
        await store.load("conversations", "id started_by_id entry_point created_at", made.conversations())
    with told(f"{len(made.said):,} messages"):
        await store.load("messages", rows.MESSAGES, made.messages())
        await store.load("sides", rows.SIDES, made.sides())
    with told("client message ids"):
        columns = "account_id client_message_id conversation_id sequence content_hash"
        await store.load("client_messages", columns, made.client_messages())
    with told("feeds"):
        heads = made.heads(cast)
        await store.load("feed_heads", "account_id position", heads.items())
        await store.load("feed_entries", rows.FEED_ENTRIES, made.feed_entries(FEED_DAYS, heads))


@contextmanager
def told(what: str) -> Iterator[None]:
    """Say how long it took."""
    start = time.perf_counter()
    yield
    print(f"  {what}: {time.perf_counter() - start:.1f} s", flush=True)
