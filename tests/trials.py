"""What must hold whatever happens: the trials, quick in tests/live and at full length in tests/long."""

import asyncio
import random
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp

from models.database import open_database
from models.sql import statement
from tests import invariants, wire
from tests.processes import Process, Stage
from tests.wire import Ear, Ended, Wire, abort, conversation_id, number

UNREACHABLE = (aiohttp.ClientError, OSError, TimeoutError, wire.ConnectionRefused)
SENT = statement("SELECT client_message_id, sequence FROM messages WHERE client_message_id IS NOT NULL")
RETRY_SECONDS = 0.1


# ── many at once ──


async def many_at_once(creator: Wire, ears: list[Ear], conversation: int, *, sends: int, repeats: int) -> float:
    """Send so many messages at once, each once, and one more so many times; how many a second went through.

    Every waiting listener hears exactly those, in order.
    """
    began = time.monotonic()
    sequences = await asyncio.gather(*(creator.send(conversation, f"m{n}", f"line {n}") for n in range(sends)))
    seconds = time.monotonic() - began
    repeated = await asyncio.gather(*(creator.send(conversation, "again", "the same") for _ in range(repeats)))

    first = min(sequences)
    assert sorted(sequences) == list(range(first, first + sends))
    assert set(repeated) == {first + sends}
    said = {sequence: f"line {n}" for n, sequence in enumerate(sequences)} | {first + sends: "the same"}
    for ear in ears:
        events = await ear.take(sends + 1, 20)
        assert [event["message"]["sequence"] for event in events] == sorted(said)
        assert [event["message"]["text"] for event in events] == [said[sequence] for sequence in sorted(said)]
        positions = [number(event["position"]) for event in events]
        assert positions == list(range(positions[0], positions[0] + len(events)))
    assert all([await ear.hears_nothing(0.02) for ear in ears])
    return sends / seconds


# ── clients that vanish ──


async def vanish(client: Wire, conversation: int, times: int, seed: int) -> int:
    """Leave in the middle of a mutation, over a socket and over HTTP in turn; how many of them had gone through."""
    chance = random.Random(seed)
    for n in range(times):
        leave = _leave_a_socket if n % 2 else _leave_a_request
        await leave(client, conversation, f"gone {n}", chance.uniform(0, 0.01))
    began = time.monotonic()
    await client.ask(wire.INBOX)
    assert time.monotonic() - began < 1
    return times


async def _leave_a_socket(client: Wire, conversation: int, made: str, delay: float) -> None:
    raw = await client.open()
    variables = {"conversation": conversation_id(conversation), "made": made, "text": made}
    await raw.send_json({"id": "1", "type": "subscribe", "payload": {"query": wire.SEND, "variables": variables}})
    await asyncio.sleep(delay)
    abort(raw)


async def _leave_a_request(client: Wire, conversation: int, made: str, delay: float) -> None:
    sending = asyncio.create_task(client.send(conversation, made, made))
    await asyncio.sleep(delay)
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)


async def went_through(client: Wire, conversation: int, times: int) -> None:
    """Send again what may or may not have been sent: each is there once, and the server takes more."""
    again = await asyncio.gather(*(client.send(conversation, f"gone {n}", f"gone {n}") for n in range(times)))
    assert len(set(again)) == times


# ── servers that are killed ──


@dataclass
class Load:
    """Senders that never give up, and listeners that always come back."""

    stage: Stage
    url: str
    acknowledged: dict[str, int] = field(default_factory=dict)
    retries: int = 0
    reconnects: int = 0
    heard: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)
    enough: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, name: str) -> None:
        """Send one message after the other, each until it is acknowledged."""
        async with self.stage.wire("maya", self.url) as client:
            n = 0
            while not self.enough.is_set():
                made = f"{name}-{n}"
                while made not in self.acknowledged:
                    try:
                        sequence = await client.send(self.stage.conversation, made, f"text of {made}")
                        assert isinstance(sequence, int), sequence
                        self.acknowledged[made] = sequence
                    except UNREACHABLE:
                        self.retries += 1
                        await asyncio.sleep(RETRY_SECONDS)
                n += 1

    async def listen(self, handle: str, position: str) -> None:
        """Listen, and after every cut come back with the last position."""
        heard = self.heard.setdefault(handle, [])
        async with self.stage.wire(handle, self.url) as client:
            while True:
                try:
                    async with client.listening(after=position) as ear:
                        while True:
                            event = await ear.next(3600)
                            position = event["position"]
                            message = event["message"]
                            heard.append((number(position), message["sequence"], message["text"]))
                except Ended as ended:
                    if ended.code not in {1006, 1012, None}:  # the socket was cut; anything else is a mistake
                        raise
                except UNREACHABLE:
                    await asyncio.sleep(RETRY_SECONDS)
                self.reconnects += 1

    async def until_all_is_heard(self) -> None:
        """Wait until every listener has heard the last that was sent."""
        last = max(self.acknowledged.values())
        async with asyncio.timeout(30):
            while any(not heard or heard[-1][1] < last for heard in self.heard.values()):
                await asyncio.sleep(0.05)


async def killed(process: Process, stage: Stage, *, times: int, senders: int, seed: int = 1) -> Load:
    """Kill the server under load, again and again; then nothing acknowledged is lost and nothing heard twice."""
    chance = random.Random(seed)
    await process.start()
    load = Load(stage, process.url)
    listeners = []
    for handle in ("maya", "acme"):
        async with stage.wire(handle, process.url) as client:
            listeners.append(asyncio.create_task(load.listen(handle, await client.position())))
    sending = [asyncio.create_task(load.send(f"s{n}")) for n in range(senders)]
    for _ in range(times):
        before = len(load.acknowledged)
        await asyncio.sleep(chance.uniform(0.2, 1.2))
        while len(load.acknowledged) == before:
            await asyncio.sleep(0.01)
        await process.kill()
        await process.start()
    await asyncio.sleep(0.5)
    load.enough.set()
    await asyncio.gather(*sending)
    await load.until_all_is_heard()
    for listener in listeners:
        listener.cancel()
    failures = [error for error in await asyncio.gather(*listeners, return_exceptions=True) if error]
    assert all(isinstance(failure, asyncio.CancelledError) for failure in failures), failures
    await _nothing_is_lost(process.database_url, load)
    return load


async def _nothing_is_lost(database_url: str, load: Load) -> None:
    await invariants.holds_at(database_url)
    database = await open_database(database_url)
    try:
        kept = {row[0]: row[1] for row in await database.fetch(SENT)}
    finally:
        await database.close()
    assert {made: kept.get(made) for made in load.acknowledged} == load.acknowledged
    ours = {sequence: f"text of {made}" for made, sequence in kept.items() if made in load.acknowledged}
    for heard in load.heard.values():
        positions = [position for position, _, _ in heard]
        assert positions == list(range(positions[0], positions[0] + len(positions)))
        assert [(sequence, text) for _, sequence, text in heard] == sorted(ours.items())


# ── readers beside a writer ──


@dataclass(frozen=True)
class Pace:
    """How fast something went: a second, and in milliseconds."""

    per_second: float
    median: float
    slowest_of_a_hundred: float

    def __str__(self) -> str:
        return f"{self.per_second:.0f}/s, p50 {self.median:.1f} ms, p99 {self.slowest_of_a_hundred:.1f} ms"


async def pace(work: Callable[[int], Awaitable[object]], *, at_once: int, seconds: float) -> Pace:
    """Do something again and again, so many at once, for so long."""
    took: list[float] = []
    numbers = iter(range(10**9))
    end = time.monotonic() + seconds

    async def one_after_the_other() -> None:
        while (began := time.monotonic()) < end:
            await work(next(numbers))
            took.append((time.monotonic() - began) * 1000)

    await asyncio.gather(*(one_after_the_other() for _ in range(at_once)))
    took.sort()
    return Pace(len(took) / seconds, statistics.median(took), took[int(len(took) * 0.99)])
