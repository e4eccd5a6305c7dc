"""The dataset of `bench run` and, beside it, one seller with as many conversations and messages as all others have."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from bench.dataset import make as base
from bench.dataset import people as everybody
from bench.dataset import rows, talks
from bench.dataset.cards import PRODUCT_COLUMNS
from bench.dataset.indexes import without_indexes
from bench.dataset.make import told
from bench.dataset.people import Person
from bench.dataset.stores import Store, open_store
from bench.search import goods, people
from bench.search.goods import Goods
from bench.search.people import Known
from bench.search.talks import MESSAGES, SEARCHED, SIDES, Writing, known_by_all, plan
from bench.search.words import Speech
from models.accounts import AccountKind, AccountStatus, CreatorLevel

SEED = 20_260_304
VERSION = 2
WORDS = "bench_words"
CONVERSATIONS, MESSAGES_SAID = 200_000, 2_000_000
BATCH = 50_000
KEYED = ("accounts", "pairs", "products", "target_collaborations", "invitations", "samples")
LOADED = ("messages", "searched_messages", "searched_products", "searched_samples", "accounts", "sides", "pairs")
PARTNERS = "SELECT id, kind, handle, name FROM accounts WHERE kind <> 'CREATOR' AND status = 'ACTIVE' ORDER BY id"


async def make(url: str, scale: float) -> None:
    """Fill a database with all of it, unless it is there."""
    await base.make(url, scale, partial(_add, scale))
    store = await open_store(url)
    try:
        if not await store.exists("bench_search") or await _version(store) != VERSION:
            raise base.NotOurDatabaseError("This dataset is that of other measurements: give these one of their own.")
    finally:
        await store.close()


async def _version(store: Store) -> int:
    ((version,),) = await store.run("SELECT version FROM bench_search")
    return int(version)


async def words(store: Store) -> dict[str, list[str]]:
    """The words that were put into messages to be searched for, by how often they are said."""
    found: dict[str, list[str]] = {}
    for kind, word in await store.run(f"SELECT kind, word FROM {WORDS} ORDER BY kind, word"):
        found.setdefault(kind, []).append(word)
    return found


async def _add(scale: float, store: Store, end: datetime) -> None:
    with told("one seller as large as all others"):
        words = await _fill(store, scale, end)
    await store.run(f"CREATE TABLE {WORDS} (kind TEXT, word TEXT)")
    await store.load(WORDS, "kind word", [(kind, word) for kind, some in words.items() for word in some])
    await store.run("CREATE TABLE bench_search (version INTEGER)")
    await store.run("INSERT INTO bench_search VALUES ($1)", VERSION)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is added: the seller, a creator whom everybody knows, and the seller's creators."""

    seller: Person
    famous: Person
    creators: Sequence[tuple[Person, Known]]

    @property
    def all(self) -> list[Person]:
        """By key."""
        return [self.seller, self.famous, *(person for person, _ in self.creators)]

    @property
    def languages(self) -> dict[int, str]:
        """What creators speak, by key."""
        return {self.famous.key: "latin"} | {person.key: known.language for person, known in self.creators}


async def _fill(store: Store, scale: float, end: datetime) -> Mapping[str, Sequence[str]]:
    """Tells the words that were put into messages to be searched for."""
    rng, speech = random.Random(SEED), Speech()
    first = {name: 1 + (await store.run(f"SELECT coalesce(max(id), 0) FROM {name}"))[0][0] for name in KEYED}
    partners = [_partner(row, end) for row in await store.run(PARTNERS)]
    made_at = rows.first_day(end)
    key = first["accounts"]
    with told("creators of theirs"):
        found = people.creators(rng, speech, key + 2, round(CONVERSATIONS * scale), made_at)
    cast = Cast(people.shop(key, made_at), people.famous(key + 1, made_at), found)
    async with without_indexes(store, LOADED):
        with told("accounts"):
            await _load_people(store, rng, cast, end)
        sold = Goods(rng, speech, cast.seller, first)
        await _load_goods(store, sold, end)
        creators = [person for person, _ in cast.creators]
        planned = plan(rng, cast.seller, creators, first["pairs"], round(MESSAGES_SAID * scale))
        planned += known_by_all(rng, cast.famous, [*partners, cast.seller], first["pairs"] + len(planned))
        made = rows.Rows(SEED, end, planned, talks.speak(rng, planned))
        writing = Writing(made, cast.languages, speech, sold, cast.seller)
        await _load_talks(store, made, writing)
        for table, columns in goods.TABLES.items():
            await store.load(table, columns, sold.rows[table])
    return writing.planted.words


def _partner(row: Any, end: datetime) -> Person:
    key, kind, handle, name = row
    return Person(
        key, AccountKind(kind), handle, name, None, "US", ["US"], None, AccountStatus.ACTIVE,
        CreatorLevel.NONE, verified=True, programmes="", live_partner=False, created_at=end,
    )  # fmt: skip


async def _load_people(store: Store, rng: random.Random, cast: Cast, end: datetime) -> None:
    """Everybody, each with a user who has its key; the seller's team; what is known of its creators."""
    seller = cast.seller
    await store.load("accounts", people.ACCOUNTS, people.accounts(cast.all))
    team = [(seller.key + len(cast.all) + place, name) for place, name in enumerate(people.ASSIGNEES)]
    users = [(key, f"assignee.{name}", name.title(), end) for key, name in team]
    await store.load("users", "id handle name created_at", [*everybody.users(cast.all), *users])
    await store.load("roles", "id account_id name permissions is_owner", everybody.roles(cast.all))
    members = [(key, seller.key, key, seller.key, end) for key, _ in team]
    columns = "id account_id user_id role_id created_at"
    await store.load("memberships", columns, [*everybody.memberships(cast.all), *members])
    at = end.replace(hour=0)
    await store.load("statistics", "account_id metric taken_at value currency", people.statistics(cast.creators, at))
    await store.load("latest_figures", people.LATEST, people.latest(cast.creators, at))
    await store.load("creator_labels", "account_id creator_id label", people.labels(rng, seller, cast.creators))
    await store.load("leads", people.LEADS, people.leads(rng, seller, cast.creators, at))
    await store.load("feed_heads", "account_id position", ((person.key, 1) for person in cast.all))


async def _load_goods(store: Store, sold: Goods, end: datetime) -> None:
    await store.load("products", PRODUCT_COLUMNS, sold.products(end))
    await store.load("target_collaborations", goods.COLLABORATION_COLUMNS, sold.collaborations(end))
    columns = "collaboration_id place product_id commission"
    await store.load("target_collaboration_products", columns, sold.offered())


async def _load_talks(store: Store, made: rows.Rows, writing: Writing) -> None:
    with told("conversations"):
        await store.load("pairs", rows.PAIRS, made.pairs())
        await store.load("conversations", "id started_by_id entry_point created_at", made.conversations())
    with told(f"{len(made.said):,} messages"):
        for start in range(0, len(made.said), BATCH):
            for table, batch in writing.batch(start, BATCH).items():
                await store.load(table, MESSAGES if table == "messages" else SEARCHED, batch)
    with told("sides"):
        assignees = dict(await _assignees(store))
        await store.load("sides", SIDES, writing.sides(assignees))


async def _assignees(store: Store) -> list[tuple[int, float]]:
    found = await store.run("SELECT id, handle FROM users WHERE handle LIKE 'assignee.%' ORDER BY id DESC")
    return [(key, people.ASSIGNEES[handle.removeprefix("assignee.")]) for key, handle in found]
