"""Sockets that never read, and what becomes of the server's memory and of those beside them."""

import asyncio
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bench.fanout.plans import Plan
from bench.load import machine
from bench.sockets.crowd import Crowd
from bench.sockets.figures import Line
from bench.sockets.people import People
from bench.sockets.sides import Ground, Side, Writer, started

ACCOUNTS, EACH = 10, 10  # a hundred healthy sockets, and beside them a hundred that never read
EVENTS_PER_SECOND = 10  # of each account
LENGTH = 2000  # of a text: they shall fill whatever there is to fill
SAMPLE_SECONDS = 1.0
WARM = 0.25  # of the time
PATIENCE = 60.0
CONTROL = 0.2  # of the minutes, without them


@dataclass(frozen=True, slots=True)
class Seen:
    """The healthy sockets' delays in ms, and the server's memory in MB, second by second."""

    middle: float
    p99: float
    memory: Sequence[float]
    sockets: int
    live: int

    @property
    def flat(self) -> Sequence[float]:
        """Once warm."""
        return self.memory[int(WARM * len(self.memory)) :]


async def never_read(ground: Ground, folk: People, writer: Writer, minutes: float) -> list[Line]:
    """Parley alone: the limit has nothing to bound what waits."""
    ground = replace(ground, kinds=["parley"])
    async with started(ground) as (side,):
        control = await _listen(side, folk, writer, CONTROL * minutes, beside=False)
    async with started(ground) as (side,):
        crowded = await _listen(side, folk, writer, minutes, beside=True)
    least, most = min(crowded.flat), max(crowded.flat)
    number = ACCOUNTS * EACH
    memory = Line(
        f"{number} sockets that never read, {minutes:g} minutes: memory",
        "± 10 MB",
        f"± {(most - least) / 2:.1f} MB",
        {"parley": f"{least:.0f} to {most:.0f} MB"},
    )
    delay = Line(
        f"{number} healthy sockets beside them, p99 (without them)",
        "unchanged",
        f"{crowded.p99:.1f} ms ({control.p99:.1f} ms)",
        {"parley": f"p50 {crowded.middle:.1f} ms ({control.middle:.1f} ms)"},
        crowded.p99 / control.p99,
    )
    ended, waiting = 2 * number - crowded.sockets, crowded.sockets - crowded.live
    fate = Line("what became of those that never read", "", f"{ended} ended, {waiting} left to catch up")
    return [memory, delay, fate]


async def _listen(side: Side, folk: People, writer: Writer, minutes: float, *, beside: bool) -> Seen:
    places = folk.some(ACCOUNTS)
    tokens = [token for token in folk.tokens([account for account, _ in places]) for _ in range(EACH)]
    healthy, deaf = side.crowd(), side.crowd(narrow=True)
    await healthy.join(tokens)
    if beside:
        await deaf.join(tokens)
        deaf.stop_reading()
    await side.settled()
    memory: list[float] = []
    tasks = [asyncio.create_task(deaf.murmur()), asyncio.create_task(_sample(side, memory))]
    try:
        events = max(1, round(60 * minutes * EVENTS_PER_SECOND)) * ACCOUNTS
        delays = await _hear(healthy, writer, places, Plan(events, ACCOUNTS, 1 / EVENTS_PER_SECOND, LENGTH))
    finally:
        for task in tasks:
            task.cancel()
    after = await side.meter()
    await _hear(healthy, writer, places, Plan(ACCOUNTS, ACCOUNTS, 0))  # inboxes shall end with a message as others have
    return Seen(delays[49], delays[98], memory, after.sockets, after.live)


async def _hear(crowd: Crowd, writer: Writer, places: Sequence[tuple[int, int]], plan: Plan) -> list[float]:
    crowd.expect(plan.events * EACH)
    driven = await writer.drive(places, plan)
    await crowd.heard_all(PATIENCE)
    return statistics.quantiles(crowd.delays(driven.told), n=100, method="inclusive")


async def _sample(side: Side, seen: list[float]) -> None:
    while True:
        seen.append(machine.memory(side.server.pid))
        await asyncio.sleep(SAMPLE_SECONDS)
