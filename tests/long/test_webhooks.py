"""Webhooks to a receiver that fails, hangs, redirects and restarts, by servers that are killed: all come, in order."""

import asyncio
import contextlib
import itertools
import random
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from app import houses, sign_in
from app.settings import Settings
from domain.actions import endpoints
from domain.house import House
from domain.viewer import Service
from domain.webhooks import Webhook
from models.accounts import AccountKind
from models.sql import statement
from tests import receivers
from tests.cast import Person, person
from tests.hooks import MARKETPLACE, hooked, platform_hooked
from tests.long.conftest import Note
from tests.processes import Process, process
from tests.receivers import HANG, Receiver
from tests.trials import UNREACHABLE
from tests.wire import SECRET, Wire, number, talking

pytestmark = pytest.mark.long

SECONDS, DRAIN_SECONDS = 75.0, 240.0
REDIRECTS = 307
MOODS = (200, 500, 200, HANG, 200, REDIRECTS, 200)
MOOD_SECONDS = (2.0, 5.0)
KILL_SECONDS = (6.0, 12.0)
PAUSE_SECONDS = 0.1  # between two sends

ENTRIES = statement("SELECT account_id, position FROM feed_entries ORDER BY account_id, position")
WAITING = statement("SELECT count(*) FROM webhook_deliveries WHERE status = 'PENDING'")
TRIED = statement("SELECT count(*), sum(attempts), max(attempts) FROM webhook_deliveries")


@asynccontextmanager
async def cast(database_url: str) -> AsyncIterator[tuple[House, Person, Person, int]]:
    """Maya and acme, in a conversation, in a house that nobody is told by."""
    settings = Settings(database=database_url, secret=SecretStr(SECRET), webhooks_private=True)
    async with houses.opened(settings) as house:
        maya = await person(house, AccountKind.CREATOR, "maya")
        acme = await person(house, AccountKind.SELLER, "acme")
        yield house, maya, acme, await talking(acme, maya)


async def is_over(over: asyncio.Event, seconds: tuple[float, float], chance: random.Random) -> bool:
    """Whether it is, after a pause of about so long."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(over.wait(), chance.uniform(*seconds))
    return over.is_set()


async def moody(receiver: Receiver, over: asyncio.Event, chance: random.Random) -> int:
    """Let a receiver fail, hang, redirect and restart, in turn; how often it restarted."""
    restarts = 0
    for mood in itertools.cycle(MOODS):
        receiver.mood = mood
        if await is_over(over, MOOD_SECONDS, chance):
            break
        if mood == REDIRECTS:
            await receiver.stop()
            await asyncio.sleep(1)
            await receiver.start()
            restarts += 1
    receiver.mood = 200
    return restarts


async def killed(served: list[Process], over: asyncio.Event, chance: random.Random) -> int:
    """Kill one server after the other with -9, and start it again; how many kills that were."""
    for kills, victim in enumerate(itertools.cycle(served)):
        if await is_over(over, KILL_SECONDS, chance):
            return kills
        await victim.kill()
        await victim.start()
    raise AssertionError


async def sent(wires: list[Wire], conversation: int) -> int:
    """Let both sides speak by turns, over any server that answers, for a time; how many messages that were."""
    until = time.monotonic() + SECONDS
    for n in itertools.count():
        side = wires[n % 2 :: 2]
        for wire in itertools.cycle(side):
            try:
                assert isinstance(await wire.send(conversation, f"m{n}", f"message {n}"), int)
                break
            except UNREACHABLE:
                await asyncio.sleep(0.05)
        if time.monotonic() > until:
            return n + 1
        await asyncio.sleep(PAUSE_SECONDS)
    raise AssertionError


async def drained(house: House, resumed: list[tuple[Webhook, object]]) -> float:
    """Wait until nothing is left to post, having resumed every endpoint once; how many seconds it took."""
    began = time.monotonic()
    for webhook, viewer in resumed:
        await endpoints.resume(viewer, webhook.key)  # type: ignore[arg-type]
    async with asyncio.timeout(DRAIN_SECONDS):
        while (row := await house.database.fetch_row(WAITING)) is None or row[0]:
            await asyncio.sleep(0.2)
    return time.monotonic() - began


async def nothing_is_missing(
    house: House, receiver: Receiver, webhooks: dict[str, tuple[Webhook, dict[int, int]]]
) -> int:
    """Each endpoint took each event of its accounts, for the first time in order, and every post was signed by it."""
    assert all(post.signed_by(webhooks[post.headers["Parley-Webhook-Id"]][0].secret) for post in receiver.posts)
    entries = [tuple(row) for row in await house.database.fetch(ENTRIES)]
    events = 0
    for webhook, since in webhooks.values():
        for account_key, after in since.items():
            told = [
                number(post.body["position"])
                for post in receiver.taken
                if post.headers["Parley-Webhook-Id"] == webhook.id
                and post.body["account"]["id"] == f"acc_{account_key}"
            ]
            wanted = [position for of, position in entries if of == account_key and position > after]
            assert list(dict.fromkeys(told)) == wanted
            events += len(wanted)
    return events


@pytest.mark.rule("EVT-7", part="delivery")
async def test_every_event_is_delivered_in_order_whatever_happens(
    database_url: str, dialect: str, tmp_path: Path, note: Note
) -> None:
    chance = random.Random(7)
    async with AsyncExitStack() as stack:
        house, maya, acme, conversation = await stack.enter_async_context(cast(database_url))
        receiver = await stack.enter_async_context(receivers.receiving())
        since = {who.key: (await who.viewer()).position for who in (maya, acme)}
        made = [(await hooked(who, url=receiver.url), await who.viewer()) for who in (maya, acme)]
        every = await platform_hooked(house, url=receiver.url.replace("127.0.0.1", "localhost"))
        webhooks = {
            hook.id: (hook, {who.key: since[who.key]}) for (hook, _), who in zip(made, (maya, acme), strict=True)
        }
        webhooks[every.id] = (every, since)
        served = [
            await stack.enter_async_context(process(database_url, tmp_path / f"log{n}", webhooks_private="true"))
            for n in range(2 if dialect == "postgres" else 1)
        ]
        for one in served:
            await one.start()
        wires = [await stack.enter_async_context(wire(who, one)) for one in served for who in (maya, acme)]

        over = asyncio.Event()
        trouble = asyncio.gather(moody(receiver, over, chance), killed(served, over, chance))
        messages = await sent(wires, conversation)
        over.set()
        restarts, kills = await trouble
        seconds = await drained(house, [*made, (every, Service(house, MARKETPLACE))])
        events = await nothing_is_missing(house, receiver, webhooks)
        row = await house.database.fetch_row(TRIED)

    assert row is not None
    note(
        f"webhooks: {messages:,} messages in {SECONDS:.0f} s, {len(served)} servers killed {kills} times, the receiver "
        f"restarted {restarts} times; {events:,} events for 3 endpoints in {len(receiver.posts):,} posts, of which "
        f"{len(receiver.taken):,} were taken; at most {row[2]} tries of one; all delivered, in order, "
        f"{seconds:.1f} s after the last trouble"
    )
    assert row[0] == events
    assert kills >= 3
    assert restarts >= 2


def wire(who: Person, served: Process) -> Wire:
    """A client for one of them, at one of the servers."""
    return Wire(served.url, sign_in.issue(SECRET.encode(), who.user_key)[0], who.handle)
