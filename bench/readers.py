"""Reads beside a running writer, on SQLite: no read waits for a transaction."""

import asyncio
import secrets
import sqlite3
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from bench.dataset.stores import open_store
from bench.load import servers, table
from bench.load.rounds import Load, Work
from bench.load.scenarios import Scenario, scenarios
from bench.load.servers import Server
from models.database import sqlite_path

HELD_SECONDS = 0.25
HEADER = ["inbox reads", "reads/s", "p50 ms", "p99 ms", "longest ms", "sends/s", "send p99 ms"]
ALONE, SENDS, HELD = "alone", "beside a sender in a loop", "and transactions held open for 250 ms"


@dataclass(slots=True)
class Phase:
    """What was seen in one company, over all rounds."""

    reads: list[Load] = field(default_factory=list)
    sends: list[Load] = field(default_factory=list)

    def line(self, name: str) -> list[str]:
        """Medians of the rounds; of the longest reads the longest."""
        longest = max(1000 * max(load.latencies) for load in self.reads)
        figures = [_median(self.reads, lambda load: load.rate), _median(self.reads, lambda load: load.percentile(50))]
        figures += [_median(self.reads, lambda load: load.percentile(99)), longest]
        figures += [_median(self.sends, lambda load: load.rate), _median(self.sends, lambda load: load.percentile(99))]
        return [name, *(table.shown(figure, 1) for figure in figures)]


def _median(loads: Sequence[Load], figure: Callable[[Load], float]) -> float | None:
    return statistics.median(map(figure, loads)) if loads else None


async def beside_a_writer(url: str, rounds: int, work: Work) -> str:
    """Read inboxes in three companies, in turn, and draw the table."""
    secret = secrets.token_hex(32)
    store = await open_store(url)
    asked = await scenarios(store, secret.encode())
    phases = {ALONE: Phase(), SENDS: Phase(), HELD: Phase()}
    async with servers.parley(url, secret) as server:
        for number in range(rounds + 1):
            for name, phase in phases.items():
                round_ = await _round(server, sqlite_path(url), name, asked, work)
                if number:  # the first warms up
                    phase.reads.append(round_[0])
                    phase.sends += round_[1:]
    return table.draw(HEADER, [phase.line(name) for name, phase in phases.items()], words=1)


async def _round(server: Server, path: str, company: str, asked: dict[str, Scenario], work: Work) -> list[Load]:
    reads, sends = (Load(asked[name].parley, asked[name].check) for name in ("inbox", "send"))
    at_once: list[Awaitable[None]] = [reads.run(server.port, work)]
    if company != ALONE:
        at_once.append(sends.run(server.port, Work(work.seconds, 1)))
    if company == HELD:
        at_once.append(asyncio.to_thread(_hold, path, work.seconds))
    await asyncio.gather(*at_once)
    return [reads] if company == ALONE else [reads, sends]


def _hold(path: str, seconds: float) -> None:
    """Hold the database's one write lock, let it go, and again: as a long transaction would."""
    until = time.perf_counter() + seconds
    with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as connection:
        while time.perf_counter() < until:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE feed_heads SET position = position")
            time.sleep(HELD_SECONDS)
            connection.execute("ROLLBACK")
            time.sleep(HELD_SECONDS)
