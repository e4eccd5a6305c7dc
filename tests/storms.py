"""A storm: many subscribers, many sends, and everything that can be killed is killed meanwhile."""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import aiohttp
from pydantic import SecretStr

from app import houses, sign_in
from app.settings import Settings
from models.accounts import AccountKind, Programme
from models.database import Database, open_database
from models.migrate import migrate
from models.sql import statement
from tests import wire
from tests.cast import linked, person
from tests.listeners import Followed, Listener, Tally
from tests.processes import Process, children
from tests.servers import Broker, Postgres
from tests.trials import UNREACHABLE
from tests.wire import SECRET, Ended, Wire

HEADS = statement("SELECT account_id, position FROM feed_heads")
ENTRIES = statement("""
    SELECT position, kind, pair_id, sequence FROM feed_entries WHERE account_id = $1 AND position > $2
    ORDER BY position""")
SENT = statement(
    "SELECT client_message_id, conversation_id, sequence FROM messages WHERE client_message_id IS NOT NULL"
)
AT_ONCE = 400  # sends that wait for their answer
AWAY_SECONDS = 2.0


async def peopled(url: str, agencies: int) -> list[Followed]:
    """Fill a database with agencies and three times as many creators, each linked with two of them."""
    settings = Settings(database=url, secret=SecretStr(SECRET))
    await migrate(url)
    async with houses.opened(settings) as house:
        creators = [await person(house, AccountKind.CREATOR, f"creator{n}") for n in range(3 * agencies)]
        partners = [await person(house, AccountKind.AGENCY, f"agency{n}") for n in range(agencies)]
        found = {}
        for who in [*creators, *partners]:
            found[who.key] = Followed(who.key, who.handle, sign_in.issue(settings.key, who.user_key)[0], "")
        for n, creator in enumerate(creators):
            for partner in (partners[n % agencies], partners[(n + 1) % agencies]):
                link = await linked(partner, creator, Programme.TAP)
                found[creator.key].conversations.append(link.conversation_key)
                found[partner.key].conversations.append(link.conversation_key)
        return list(found.values())


async def placed(accounts: Sequence[Followed], url: str) -> None:
    """Ask where each account's events begin."""
    for one in accounts:
        async with Wire(url, one.token, one.handle) as client:
            one.after = await client.position()


@dataclass(slots=True)
class Senders:
    """Sends at a rate, each tried again with its client-made id until it is acknowledged."""

    accounts: Sequence[Followed]
    url: str
    acknowledged: dict[str, tuple[int, int]] = field(default_factory=dict)
    retries: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    async def send(self, rate: float, seconds: float) -> float:
        """Send at this rate, or as fast as goes; how many a second there were."""
        wires = {one.key: Wire(self.url, one.token, one.handle) for one in self.accounts}
        room, began, going = asyncio.Semaphore(AT_ONCE), time.monotonic(), set()
        number = 0
        while (now := time.monotonic()) - began < seconds:
            if number >= (now - began) * rate:
                await asyncio.sleep(0.005)
                continue
            await room.acquire()
            who = random.choice(self.accounts)
            task = asyncio.create_task(self._one(wires[who.key], random.choice(who.conversations), f"storm {number}"))
            going.add(task)
            task.add_done_callback(going.discard)
            task.add_done_callback(lambda _: room.release())
            number += 1
        took = time.monotonic() - began
        await asyncio.gather(*going)
        await asyncio.gather(*(one.session.close() for one in wires.values()))
        return number / took

    async def _one(self, client: Wire, conversation: int, made: str) -> None:
        while True:
            try:
                async with asyncio.timeout(15):
                    sequence = await client.send(conversation, made, f"text of {made}")
                if isinstance(sequence, int):
                    self.acknowledged[made] = (conversation, sequence)
                    return
                self.refused[sequence] += 1
            except (*UNREACHABLE, aiohttp.ClientError, ValueError):
                self.retries += 1
            except Ended as ended:
                self.refused[str(ended.code)] += 1
            await asyncio.sleep(random.uniform(0.2, 1))


@dataclass(slots=True)
class Storm:
    """What runs, and what was done to it."""

    served: Process
    postgres: Postgres
    broker: Broker | None
    listeners: list[Listener]
    done: Counter[str] = field(default_factory=Counter)

    async def rage(self, seconds: float) -> None:
        """Kill and drop for so long; then everything runs again."""
        halfway = seconds / 2
        work = [
            self._every(20, seconds, self._kill_a_process),
            self._every(1, seconds, self._drop_some),
            self._once(halfway, self._restart_postgres),
        ]
        if self.broker is not None:
            work.append(self._every(30, seconds, self._restart_broker))
        await asyncio.gather(*work)

    async def _every(self, period: float, seconds: float, do: Callable[[], Awaitable[None]]) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() + period < end:
            await asyncio.sleep(period)
            await do()

    async def _once(self, after: float, do: Callable[[], Awaitable[None]]) -> None:
        await asyncio.sleep(after)
        await do()

    async def _kill_a_process(self) -> None:
        running = sorted(children(self.served.pid))
        if running:
            os.kill(random.choice(running), signal.SIGKILL)
            self.done["processes killed"] += 1

    async def _drop_some(self) -> None:
        for one in random.sample(self.listeners, max(1, len(self.listeners) // 100)):
            one.drop(AWAY_SECONDS)

    async def _restart_postgres(self) -> None:
        await asyncio.to_thread(self.postgres.stop)
        await asyncio.sleep(1)
        await asyncio.to_thread(self.postgres.start)
        self.done["restarts of PostgreSQL"] += 1

    async def _restart_broker(self) -> None:
        assert self.broker is not None
        await asyncio.to_thread(self.broker.kill)
        await asyncio.sleep(1)
        await asyncio.to_thread(self.broker.start)
        self.done["restarts of NATS"] += 1


async def all_heard(url: str, listeners: Sequence[Listener], seconds: float) -> float:
    """Wait until everybody has come to the head of its feed; how long it took."""
    database = await open_database(url)
    began = time.monotonic()
    try:
        heads = {row[0]: row[1] for row in await database.fetch(HEADS)}
        while time.monotonic() - began < seconds:
            if all(one.position.endswith(f".{heads[one.of.key]}") for one in listeners):
                break
            await asyncio.sleep(0.2)
        return time.monotonic() - began
    finally:
        await database.close()


async def compare(url: str, listeners: Sequence[Listener], senders: Senders) -> tuple[int, list[str]]:
    """How many events were heard; and every difference from what the database has."""
    database = await open_database(url)
    try:
        kept = {made: (pair, sequence) for made, pair, sequence in await database.fetch(SENT)}
        wrong = [f"{made} was acknowledged as {at}, and is {kept.get(made)}"
                 for made, at in senders.acknowledged.items() if kept.get(made) != at]  # fmt: skip
        return await _events(database, listeners, wrong), wrong
    finally:
        await database.close()


async def _events(database: Database, listeners: Sequence[Listener], wrong: list[str]) -> int:
    heard, due = 0, {}
    for account in {one.of.key: one.of for one in listeners}.values():
        rows = await database.fetch(ENTRIES, account.key, wire.number(account.after))
        due[account.key] = [row[0] for row in rows]
        told = {row[0]: f"msg_{row[2]}_{row[3]}" for row in rows if row[1] == "message_sent"}
        if told != account.messages:
            wrong.append(f"{account.handle} heard of other messages than there are")
    for one in listeners:
        heard += len(one.heard)
        if one.heard.tolist() != due[one.of.key]:
            wrong.append(_difference(one, due[one.of.key]))
    return heard


def _difference(one: Listener, due: list[int]) -> str:
    times = Counter(one.heard)
    missing = [place for place in due if place not in times]
    twice = [place for place, number in times.items() if number > 1]
    return f"{one.of.handle}: {len(one.heard)} of {len(due)}, missing {missing[:5]}, twice {twice[:5]}"


def ready(tally: Tally, listeners: Sequence[Listener]) -> str:
    """What happened to the listeners, in words."""
    return (
        f"{len(listeners)} subscribers, dropped {tally.drops} times, cut {tally.cuts} times "
        f"(closed {dict(tally.closed)}, refused {dict(tally.refused)})"
    )
