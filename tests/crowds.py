"""A seller, a thousand creators and a bulk message to them all, against a server that is a process of its own."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from pydantic import SecretStr

from app import houses, sign_in
from app.settings import Settings
from domain import clock
from domain.actions import accounts
from domain.actions.accounts import Figure, NewAccount
from domain.house import House
from domain.viewer import System
from models.accounts import AccountKind, Metric
from models.database import open_database
from models.migrate import migrate
from models.sql import statement
from tests import invariants, wire
from tests.cast import Person, person, say, started
from tests.trials import RETRY_SECONDS, UNREACHABLE
from tests.wire import SECRET, Ended, Wire

ENOUGH = 10_000_000  # of GMV in cents: no weekly limit
SHOWN = 25  # conversations of the inbox that is read
TEXT = "Hi {creator_name}, {shop_name} here: shall we work together?"

START = """
    mutation Start($input: BulkMessageInput!) {
      sendBulkMessage(input: $input) {
        ... on BulkMessageSuccess { bulkMessage { id status counts { total pending } } }
        ... on Problem { code detail }
      }
    }"""
COUNTS = """
    query Counts($id: ID!) {
      node(id: $id) {
        ... on BulkMessage { status finishedAt counts { total pending waiting sent skipped refused } }
      }
    }"""
PROGRESS = """
    subscription Progress($id: ID, $after: Position) {
      bulkMessageProgressed(bulkMessageId: $id, after: $after) { position at bulkStatus }
    }"""

SAID = statement("""
    SELECT p.creator_id, p.last_sequence, p.awaiting, m.sender_id, m.text
    FROM pairs p JOIN messages m ON m.conversation_id = p.id WHERE p.partner_id = $1 ORDER BY p.creator_id""")
OUTCOMES = statement("""
    SELECT r.creator_id, r.status, r.text, p.partner_id, r.sequence
    FROM bulk_recipients r LEFT JOIN pairs p ON p.id = r.conversation_id AND p.creator_id = r.creator_id
    ORDER BY r.creator_id""")
WEEK = statement("""
    SELECT w.tier, w.spent, w.contacted, (SELECT count(*) FROM outreach_contacts c WHERE c.week_id = w.id),
        coalesce((SELECT k.spent FROM starter_packs k WHERE k.seller_id = w.seller_id), 0)
    FROM outreach_weeks w WHERE w.seller_id = $1""")
TOLD = statement("SELECT account_id FROM feed_entries WHERE kind = 'message_sent' AND account_id <> $1 ORDER BY 1")


@dataclass(frozen=True)
class Crowd:
    """acme, a seller; the creators, by key, with their names; and fresh, a seller with a full inbox."""

    settings: Settings
    seller: Person
    reader: Person
    creators: dict[int, str]

    def wire(self, who: Person, url: str) -> Wire:
        """A client for one of the sellers."""
        return Wire(url, sign_in.issue(self.settings.key, who.user_key)[0], who.handle)


async def crowd(database_url: str, size: int, *, unlimited: bool) -> Crowd:
    """Fill a database, and let it go. A seller that is not unlimited has its starter's pack."""
    settings = Settings(database=database_url, secret=SecretStr(SECRET))
    await migrate(database_url)
    async with houses.opened(settings) as house:
        seller = await person(house, AccountKind.SELLER, "acme")
        reader = await person(house, AccountKind.SELLER, "fresh")
        if unlimited:
            figure = Figure(seller.key, Metric.AFFILIATE_GMV_30D, ENOUGH, clock.now() - timedelta(hours=1), "USD")
            await accounts.record_statistics(System(house), [figure])
        creators = {await _creator(house, n): f"Creator {n}" for n in range(size)}
        for n, key in enumerate(list(creators)[:SHOWN]):
            known = Person(house, "", key, 0)
            await say(reader, await started(reader, known), f"Welcome to our shop, creator {n}")
        return Crowd(settings, seller, reader, creators)


async def _creator(house: House, n: int) -> int:
    new = NewAccount(kind=AccountKind.CREATOR, handle=f"creator{n}", name=f"Creator {n}", markets=("US",))
    return await accounts.create(System(house), new)


@dataclass
class Reading:
    """An inbox that is read so many times a second, whatever its answers take; what they took, in milliseconds."""

    per_second: float
    took: list[float] = field(default_factory=list)

    @property
    def slowest_of_a_hundred(self) -> float:
        """p99."""
        return sorted(self.took)[int(len(self.took) * 0.99)]

    def __str__(self) -> str:
        median = statistics.median(self.took)
        return f"{len(self.took)} reads, p50 {median:.1f} ms, p99 {self.slowest_of_a_hundred:.1f} ms"


@asynccontextmanager
async def reading(client: Wire, *, per_second: float = 50) -> AsyncIterator[Reading]:
    """Read an inbox page for a while. Each is asked at its time, and timed from then."""
    read = Reading(per_second)
    clockwork = asyncio.create_task(_read(client, read))
    try:
        yield read
    finally:
        clockwork.cancel()
        await asyncio.gather(clockwork, return_exceptions=True)


async def _read(client: Wire, read: Reading) -> None:
    async def one(due: float) -> None:
        data = await client.ask(wire.INBOX)
        read.took.append((time.perf_counter() - due) * 1000)
        assert len(data["inbox"]["nodes"]) == SHOWN

    due = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        while True:
            group.create_task(one(due))
            due += 1 / read.per_second
            await asyncio.sleep(max(0, due - time.perf_counter()))


async def begin(client: Wire, creators: list[int]) -> str:
    """Start a bulk message to creators; its id."""
    ids = [f"acc_{key}" for key in creators]
    said = await client.ask(START, input={"clientMutationId": "all", "content": {"text": TEXT}, "creatorIds": ids})
    begun = said["sendBulkMessage"]["bulkMessage"]
    assert begun["counts"] == {"total": len(creators), "pending": len(creators)}
    return str(begun["id"])


async def counts(client: Wire, key: str) -> dict[str, Any]:
    """How far it is; asked until a server answers."""
    while True:
        try:
            node: dict[str, Any] = (await client.ask(COUNTS, id=key))["node"]
        except UNREACHABLE:
            await asyncio.sleep(RETRY_SECONDS)
        else:
            return {"status": node["status"], **node["counts"]}


async def progress(client: Wire, key: str, position: str, seconds: float) -> list[dict[str, Any]]:
    """What is told of it from a position on, until it has ended; whoever listens comes back after every cut."""
    told: list[dict[str, Any]] = []
    async with asyncio.timeout(seconds):
        while not told or told[-1]["bulkStatus"] != "FINISHED":
            try:
                async with client.listening(PROGRESS, id=key, after=position) as ear:
                    while not told or told[-1]["bulkStatus"] != "FINISHED":
                        told.append(await ear.next(seconds))
                        position = told[-1]["position"]
            except (Ended, *UNREACHABLE):
                await asyncio.sleep(RETRY_SECONDS)
    return told


def told_in_time(told: list[dict[str, Any]]) -> None:
    """While it goes on, progress is told a second apart at least; then, at once, that it is finished."""
    assert {one["bulkStatus"] for one in told[:-1]} == {"RUNNING"}
    assert told[-1]["bulkStatus"] == "FINISHED"
    at = [datetime.fromisoformat(one["at"]) for one in told[:-1]]
    assert all(later - one >= timedelta(seconds=1) for one, later in pairwise(at)), at


async def each_has_one(crowd: Crowd, *, unlimited: bool) -> None:
    """Every creator has exactly the one message, as it was filled in; each is noted, told and paid for once."""
    size = len(crowd.creators)
    await invariants.holds_at(crowd.settings.database)
    database = await open_database(crowd.settings.database)
    try:
        said = [tuple(row) for row in await database.fetch(SAID, crowd.seller.key)]
        outcomes = [tuple(row) for row in await database.fetch(OUTCOMES)]
        (week,) = await database.fetch(WEEK, crowd.seller.key)
        told = [row[0] for row in await database.fetch(TOLD, crowd.reader.key) if row[0] != crowd.seller.key]
    finally:
        await database.close()
    texts = {key: TEXT.format(creator_name=name, shop_name="Acme") for key, name in crowd.creators.items()}
    assert said == [(key, 1, 1, crowd.seller.key, text) for key, text in texts.items()]
    assert outcomes == [(key, "SENT", text, crowd.seller.key, 1) for key, text in texts.items()]
    spent = ("T3", size, size, size, 0) if unlimited else ("T0", 0, size, size, size)
    assert tuple(week) == spent
    assert told == sorted([*crowd.creators, *list(crowd.creators)[:SHOWN]])
