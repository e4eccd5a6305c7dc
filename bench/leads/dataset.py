"""One LIVE partner and its pool; every tenth creator of it has talked with the partner."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.dataset import words
from bench.dataset.make import NotOurDatabaseError
from bench.dataset.people import LEVELS
from bench.dataset.stores import Store, open_store
from domain import leads
from domain.leads import LicensedData, LiveDashboard
from domain.search_text import normal
from models.accounts import AccountKind, AccountStatus, CreatorLevel
from models.leads import LeadSource, LeadStatus
from models.migrate import migrate
from models.teams import ALL_PERMISSIONS

SEED = 20_260_202
PARTNER = 1
VERSION = 1
STATUSES = {LeadStatus.FOLLOW_UP: 70, LeadStatus.IN_PROGRESS: 15, LeadStatus.CONTACTED: 14, LeadStatus.INVALID: 1}
SOURCES = {LeadSource.COLLABORATION_REQUEST: 90, LeadSource.INSTANT_MESSAGE: 10}
DAYS = 365
ACCOUNTS = (
    "id kind handle name avatar_url home_market markets status level verified programmes live_partner created_at "
    "search_text"
)
LEADS = (
    "id partner_id creator_id source status requested_at note contact_shared licensed_until licensed level followers "
    "search_text"
)


async def make(url: str, number: int) -> None:
    """Fill a database with a pool of so many leads, unless it is there."""
    store = await open_store(url)
    try:
        if not await _made(store, number):
            await store.wipe()
            await migrate(url)
            await _fill(store, number)
            await store.settle()
    finally:
        await store.close()


async def _made(store: Store, number: int) -> bool:
    if not await store.exists("bench_leads"):
        if await store.exists("accounts") and await store.run("SELECT 1 FROM accounts LIMIT 1"):
            raise NotOurDatabaseError("This database holds accounts already: give the benchmark one of its own.")
        return False
    ((version, leads_there, until),) = await store.run("SELECT version, leads, licences_until FROM bench_leads")
    return (version, leads_there) == (VERSION, number) and until > datetime.now(UTC) + timedelta(days=1)


async def _fill(store: Store, number: int) -> None:
    rng, now = random.Random(SEED), datetime.now(UTC).replace(microsecond=0)
    people = [_creator(rng, key, now) for key in range(PARTNER + 1, PARTNER + 1 + number)]
    partner = (
        PARTNER, AccountKind.AGENCY, "northstar", "Northstar", None, "US", "US", AccountStatus.ACTIVE,
        CreatorLevel.NONE, True, "CAP TAP", True, now, "northstar northstar",
    )  # fmt: skip
    await store.load("accounts", ACCOUNTS, [partner, *people])
    await store.load("users", "id handle name created_at", [(PARTNER, "northstar", "Northstar", now)])
    role = (PARTNER, PARTNER, "Owner", int(ALL_PERMISSIONS), True)
    await store.load("roles", "id account_id name permissions is_owner", [role])
    await store.load("memberships", "id account_id user_id role_id created_at", [(1, PARTNER, PARTNER, PARTNER, now)])
    await store.load("feed_heads", "account_id position", [(PARTNER, 1)])
    pairs = [(key, key, PARTNER, 0, now) for key, *_ in people[::10]]
    await store.load("pairs", "id creator_id partner_id last_sequence created_at", pairs)
    await store.load("leads", LEADS, _leads(rng, people, now))
    await store.run("CREATE TABLE bench_leads (version INTEGER, leads INTEGER, licences_until TIMESTAMPTZ)")
    await store.run("INSERT INTO bench_leads VALUES ($1, $2, $3)", VERSION, number, now + timedelta(days=6))


def _creator(rng: random.Random, key: int, now: datetime) -> tuple[Any, ...]:
    name = words.person(rng)
    handle = f"{name.lower().replace(' ', '.')}.{key}"
    level = rng.choices(list(LEVELS), weights=[weight for weight, _ in LEVELS.values()])[0]
    avatar = f"https://images.example/avatars/{handle}/240.webp"
    return (
        key, AccountKind.CREATOR, handle, name, avatar, "US", "US", AccountStatus.ACTIVE, level, False, "", False, now,
        normal(f"{name} {handle}"),
    )  # fmt: skip


def _leads(rng: random.Random, people: list[tuple[Any, ...]], now: datetime) -> Iterator[tuple[Any, ...]]:
    """In no order of their time: they were asked for by whoever came."""
    for key, creator in enumerate(people, 1):
        at = now - timedelta(seconds=rng.randrange(DAYS * 86_400))
        source, status = _one(rng, SOURCES), _one(rng, STATUSES)
        until = at + timedelta(days=7) if source is LeadSource.COLLABORATION_REQUEST else None
        note = "Asked for a call next week." if rng.random() < 0.3 else None
        followers = -1 if rng.random() < 0.02 else int(10 ** rng.uniform(2, 7.3))
        kept = _licensed(rng, creator[2], at) if until is not None and until > now else None
        yield (
            key, PARTNER, creator[0], source, status, at, note, True, until, kept, creator[8], followers, creator[13],
        )  # fmt: skip


def _one(rng: random.Random, shares: dict[Any, int]) -> Any:
    return rng.choices(list(shares), weights=list(shares.values()))[0]


def _licensed(rng: random.Random, handle: str, at: datetime) -> str:
    began = at - timedelta(days=rng.randrange(1, 30))
    live = LiveDashboard(began, began + timedelta(hours=2), rng.randrange(10**6), "USD", rng.randrange(10**4), 40)
    profile = "Beauty and skin care, three times a week, mostly in the evening. " * 2
    return leads.kept(LicensedData(f"{handle}@example.com", profile.strip(), live))
