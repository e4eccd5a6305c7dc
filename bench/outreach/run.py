"""The same sends to Parley and to a version before, in turn, round by round; what each of them cost."""

import asyncio
import secrets
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.dataset.stores import open_store
from bench.load import servers, table
from bench.load.client import connect
from bench.load.machine import PostgresServer
from bench.load.rounds import Check, Load, Round, Work, measure
from bench.load.scenarios import WrongAnswerError
from bench.load.servers import Server
from bench.outreach.sends import Sends, anew, check, sends
from models.database import is_postgres

WITHOUT, WITH = "version", "parley"  # the names of the two servers
WARM = 0.2  # of a round
QUIET = 0.1  # of a core, used by others
HEADER = [
    "send", "database", "server CPU s / 1,000: before", "now", "database CPU s / 1,000: before", "now",
    "both: now / before",
]  # fmt: skip


class Batch(Load):
    """So many requests, sent once by a number of clients."""

    def __init__(self, requests: Sequence[bytes], check: Check) -> None:
        left = iter(requests)
        super().__init__(lambda: next(left), check)
        self._left = left

    async def run(self, port: int, work: Work) -> None:
        """Ask until all is asked."""
        connections = await asyncio.gather(*(connect(port) for _ in range(work.concurrency)))
        began = time.perf_counter()
        try:
            await asyncio.gather(*(self._each(connection.ask) for connection in connections))
        finally:
            self.seconds = time.perf_counter() - began
            for connection in connections:
                connection.close()

    async def _each(self, ask: Callable[[bytes], asyncio.Future[tuple[int, bytes]]]) -> None:
        for request in self._left:
            began = time.perf_counter()
            status, body = await ask(request)
            self.latencies.append(time.perf_counter() - began)
            self._check(status, body)
            self.size += len(body)


async def dataset(folder: Path, url: str, scale: float) -> None:
    """Let the version that a folder holds make the same dataset for itself."""
    words = ["-m", "bench", "dataset", "--database", url, "--scale", f"{scale:g}"]
    making = await asyncio.create_subprocess_exec(sys.executable, *words, cwd=folder)
    if await making.wait():
        raise servers.ServerDidNotStartError(f"{folder} could not make its dataset")


@dataclass(frozen=True, slots=True)
class Sides:
    """Parley's database, and another version of it with one of its own."""

    url: str
    folder: Path
    url_before: str


async def compare(sides: Sides, rounds: int, number: int, work: Work) -> str:
    """Send so many of each kind in each round, or as many as the dataset has for it, and draw the table."""
    secret = secrets.token_hex(32)
    chosen = await _chosen([sides.url, sides.url_before], secret)
    database = await PostgresServer.find(sides.url) if is_postgres(sides.url) else None
    lines = []
    async with (
        servers.version(sides.folder, sides.url_before, secret) as without,
        servers.parley(sides.url, secret) as now,
    ):
        for kind in chosen:
            each = min(number, int(kind.number / (rounds + WARM)))
            if not int(each * WARM):
                raise WrongAnswerError(f"The dataset is too small to send this: {kind.kind.name}. Take a larger scale.")
            await _turn(kind, [without, now], database, int(each * WARM), work)
            turns = []
            for n in range(rounds):
                both = [without, now] if n % 2 else [now, without]
                turns.append(await _turn(kind, both, database, each, work))
            lines.append(_line(kind.kind.name, sides.url, turns))
            if (most := max(map(_noise, turns))) > QUIET:
                print(f"{kind.kind.name}: other processes used up to {most:.2f} of a core", flush=True)
    return table.draw(HEADER, lines)


async def _chosen(urls: Sequence[str], secret: str) -> list[Sends]:
    """The sends of the first database, which the others know, too; all are ready for them."""
    chosen: list[Sends] = []
    for url in urls:
        store = await open_store(url)
        await anew(store)
        if not chosen:
            chosen = await sends(store, secret.encode())
        await store.settle()
        if mistake := await store.warm():
            print(mistake, flush=True)
        await store.close()
    return chosen


async def _turn(
    kind: Sends, sides: Sequence[Server], database: PostgresServer | None, number: int, work: Work
) -> dict[str, Round]:
    """The same sends to each side."""
    requests = kind.some(number)
    return {side.name: await measure(side, database, Batch(requests, check), work) for side in sides}


def _noise(turn: dict[str, Round]) -> float:
    return sum(one.others_cpu for one in turn.values()) / sum(one.load.seconds for one in turn.values())


def _line(kind: str, url: str, turns: Sequence[dict[str, Round]]) -> list[str]:
    """Medians of the rounds, and the median of their ratios."""
    without, with_ = ([turn[name] for turn in turns] for name in (WITHOUT, WITH))
    return [
        kind,
        "PostgreSQL" if is_postgres(url) else "SQLite",
        table.shown(table.median(without, lambda r: r.server_per_thousand)),
        table.shown(table.median(with_, lambda r: r.server_per_thousand)),
        table.shown(table.median(without, lambda r: r.database_per_thousand)),
        table.shown(table.median(with_, lambda r: r.database_per_thousand)),
        table.shown(table.ratio(with_, without, table.both_per_thousand)),
    ]
