"""Two processes that share a port against one, each held to a share of a core: what a second brings and costs."""

import asyncio
import secrets
import statistics
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.dataset.stores import open_store
from bench.fanout.plans import Plan
from bench.load import servers, table
from bench.load.machine import PostgresServer, cpu_seconds, memory
from bench.load.rounds import Load, Work
from bench.load.scenarios import Scenario, WrongAnswerError, scenarios
from bench.load.servers import Server
from bench.sockets.crowd import Crowd
from bench.sockets.neighbours import Neighbours
from bench.sockets.people import People, people
from bench.sockets.sides import Writer, writing
from bench.streams.share import share

CORES = 0.25
CONNECTIONS = 32  # the kernel deals them out by chance: each process shall have some
ACCOUNTS, SOCKETS = 40, 50  # of each side, and of each account: so many may one user have
EVENTS = 1_200  # of a round, told as fast as they can be written; each goes to all sockets of its account
PATIENCE = 60.0
SERVING = "processes"  # what the log says when all serve
HEADER = [
    "what", "processes", "a second", "CPU s / 1,000", "database CPU s / 1,000", "of its share", "p50 ms", "p99 ms",
    "memory MB", "a second : one process", "must reach", "CPU : one process", "must reach",
]  # fmt: skip


@dataclass(slots=True)
class Crew:
    """A server of so many processes."""

    server: Server
    pids: Sequence[int]

    @property
    def number(self) -> int:
        """How many processes serve."""
        return len(self.pids)

    def cpu(self) -> float:
        """What they have used, in seconds."""
        return sum(map(cpu_seconds, self.pids))


@dataclass(slots=True)
class Taken:
    """What the rounds of one crew took."""

    rates: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)  # CPU s of the server per 1,000
    database: list[float] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)  # of what each process may use
    delays: list[float] = field(default_factory=list)  # ms, of all rounds
    memory: float = 0.0


@dataclass(frozen=True, slots=True)
class Stage:
    """What is asked of the crews, who takes turns."""

    crews: Sequence[Crew]
    database: PostgresServer | None
    rounds: int
    seconds: float
    neighbours: Neighbours


async def compare(url: str, rounds: int, seconds: float, cores: float = CORES) -> str:
    """Inbox pages, then events to sockets, for so many rounds of each; the table. Raises NoShareError."""
    secret = secrets.token_hex(32)
    store = await open_store(url)
    await store.settle()
    await store.warm()
    inbox = (await scenarios(store, secret.encode()))["inbox"]
    await store.close()
    database, lines = await PostgresServer.find(url), []
    async with crew(url, secret, 1, cores) as one, crew(url, secret, 2, cores) as two, writing(url) as writer:
        stage = Stage([one, two], database, rounds, seconds, Neighbours(database))
        lines += _lines("inbox pages", await _pages(stage, inbox), cores)
        lines += _lines("events to sockets", await _events(stage, await people(url, secret), writer), cores)
    return table.draw(HEADER, lines, words=1)


@asynccontextmanager
async def crew(url: str, secret: str, number: int, cores: float) -> AsyncIterator[Crew]:
    """So many processes, each held to its share once all serve."""
    name, words = f"of-{number}", ["app", "serve", *(["--workers", str(number)] if number > 1 else [])]
    with ExitStack() as shares:
        groups = [shares.enter_context(share(cores)) for _ in range(number)]
        async with servers.parley(url, secret, name=name, words=words, **servers.SHARED) as server:
            pids = [server.pid] if number == 1 else await _workers(server, number)
            for group, pid in zip(groups, pids, strict=True):
                group.hold(pid)
            yield Crew(server, pids)


async def _workers(server: Server, number: int) -> list[int]:
    log = servers.LOGS / f"{server.name}.log"
    for _ in range(servers.START_SECONDS * 10):
        if SERVING in log.read_text(encoding="utf-8", errors="replace"):
            children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text(encoding="ascii")  # noqa: ASYNC240 - /proc
            return [int(child) for child in children.split()]
        await asyncio.sleep(0.1)
    raise servers.ServerDidNotStartError(f"{number} workers do not serve")


async def _pages(stage: Stage, inbox: Scenario) -> dict[int, Taken]:
    taken = {crew.number: Taken() for crew in stage.crews}
    for turn in range(stage.rounds + 1):
        for crew in stage.crews if turn % 2 else stage.crews[::-1]:
            load = Load(inbox.parley, inbox.check)
            before, by_database = crew.cpu(), _database(stage)
            await load.run(crew.server.port, Work(stage.seconds, CONNECTIONS))
            used, database = crew.cpu() - before, _database(stage) - by_database
            if turn:  # the first warms up
                _note(taken[crew.number], crew, len(load.latencies), load.seconds, (used, database))
                taken[crew.number].delays += [1000 * took for took in load.latencies]
    _remark(stage, "inbox pages")
    return taken


async def _events(stage: Stage, folk: People, writer: Writer) -> dict[int, Taken]:
    taken, places = {crew.number: Taken() for crew in stage.crews}, folk.some(ACCOUNTS * len(stage.crews))
    seats = {}
    for number, crew in enumerate(stage.crews):
        mine = places[number * ACCOUNTS : (number + 1) * ACCOUNTS]  # what is written reaches every server
        crowd = Crowd(crew.server.port)
        tokens = folk.tokens([account for account, _ in mine])
        await crowd.join([token for token in tokens for _ in range(SOCKETS)])
        seats[crew.number] = crowd, mine
    await asyncio.sleep(1)  # until the hub knows them all
    for turn in range(stage.rounds + 1):
        for crew in stage.crews if turn % 2 else stage.crews[::-1]:
            crowd, mine = seats[crew.number]
            crowd.expect(EVENTS * SOCKETS)
            before, by_database = crew.cpu(), _database(stage)
            driven = await writer.drive(mine, Plan(EVENTS, ACCOUNTS, 0))
            await crowd.heard_all(PATIENCE)
            used, database = crew.cpu() - before, _database(stage) - by_database
            if sorted(crowd.numbers) != sorted([*range(EVENTS)] * SOCKETS):
                raise WrongAnswerError("not each event was heard once by each socket")
            if turn:
                seconds = (max(crowd.moments) - min(driven.told)) / 1e9
                _note(taken[crew.number], crew, EVENTS * SOCKETS, seconds, (used, database))
                taken[crew.number].delays += crowd.delays(driven.told)
    for crowd, _ in seats.values():
        crowd.close()
    _remark(stage, "events to sockets")
    return taken


def _database(stage: Stage) -> float:
    return stage.database.cpu_seconds() if stage.database else 0.0


def _remark(stage: Stage, what: str) -> None:
    if remark := stage.neighbours.look(what):
        print(remark, flush=True)


def _note(taken: Taken, crew: Crew, number: int, seconds: float, used: tuple[float, float]) -> None:
    taken.rates.append(number / seconds)
    taken.costs.append(1000 * used[0] / number)
    taken.database.append(1000 * used[1] / number)
    taken.shares.append(used[0] / seconds / crew.number)
    taken.memory = sum(map(memory, crew.pids))


def _lines(what: str, taken: dict[int, Taken], cores: float) -> list[list[str]]:
    """A line for each crew: medians of the rounds, and the median of their ratios to one process."""
    one, lines = taken[1], []
    for number, mine in taken.items():
        faster = statistics.median(a / b for a, b in zip(mine.rates, one.rates, strict=True))
        dearer = statistics.median(a / b for a, b in zip(mine.costs, one.costs, strict=True))
        delays = statistics.quantiles(mine.delays, n=100, method="inclusive")
        middle = [statistics.median(figure) for figure in (mine.rates, mine.costs, mine.database)]
        lines.append([
            what, f"{number}", table.shown(middle[0], 0), table.shown(middle[1], 3), table.shown(middle[2], 3),
            table.shown(statistics.median(mine.shares) / cores), table.shown(delays[49], 1), table.shown(delays[98], 1),
            table.shown(mine.memory, 0), table.shown(faster), "≥ 1.8" if number > 1 else "", table.shown(dearer),
            "≤ 1.1" if number > 1 else "",
        ])  # fmt: skip
    return lines
