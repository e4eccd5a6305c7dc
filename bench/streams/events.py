"""From commit to socket: two servers on one database, sends to both, and listeners at both."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from bench.fanout.commits import Note
from bench.load import servers, table
from bench.load.client import get
from bench.load.machine import PostgresServer, cpu_seconds
from bench.load.scenarios import WrongAnswerError
from bench.load.timing import percentile
from bench.sockets.client import Seat
from bench.sockets.neighbours import Neighbours
from bench.sockets.sides import Side
from bench.streams.ears import Ears, Heard
from bench.streams.talk import Talk, talking

PAIRS = 600
WARM_SECONDS = 5.0
LAST_WORDS_SECONDS = 1.0
HEADER = [
    "bus", "events heard", "sends/s", "events/s", "from the answer to COMMIT: p50 ms", "p99 ms", "longest ms",
    "the same server: p50 ms", "p99 ms", "the other server: p50 ms", "p99 ms", "from before COMMIT: p50 ms", "p99 ms",
    "sends: p50 ms", "p99 ms", "servers' CPU", "database CPU",
]  # fmt: skip


@dataclass(slots=True)
class Delays:
    """What events took, in seconds: from the answer to COMMIT, and from before COMMIT was asked for."""

    since_done: list[float] = field(default_factory=list)
    since_asked: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Timed:
    """What was taken of all rounds: events by whether the server that committed them brought them."""

    same: Delays = field(default_factory=Delays)
    other: Delays = field(default_factory=Delays)
    sends: list[float] = field(default_factory=list)
    servers_cpu: float = 0.0
    database_cpu: float = 0.0
    seconds: float = 0.0

    def line(self, bus: str) -> list[str]:
        """As the table has it."""
        all_done = self.same.since_done + self.other.since_done
        all_asked = self.same.since_asked + self.other.since_asked
        kinds = [self.same.since_done, self.other.since_done, all_asked, self.sends]
        both = [table.shown(percentile(kind, share), 1) for kind in kinds for share in (50, 99)]
        return [
            bus, f"{len(all_done):,}", table.shown(len(self.sends) / self.seconds, 0),
            table.shown(len(all_done) / self.seconds, 0),
            *(table.shown(percentile(all_done, share), 1) for share in (50, 99)), table.shown(1000 * max(all_done), 1),
            *both, table.shown(self.servers_cpu / self.seconds), table.shown(self.database_cpu / self.seconds),
        ]  # fmt: skip


async def commit_to_socket(url: str, buses: Sequence[str], per_second: float, seconds: float, rounds: int) -> str:
    """Measure over each bus, so many rounds each, by turns; the table."""
    timed = {bus: Timed() for bus in buses}
    database = await PostgresServer.find(url)
    neighbours = Neighbours(database)
    for number in range(rounds):
        for bus in buses:
            async with _two(url, bus) as (talk, sides):
                await talk.go_on([side.server.port for side in sides], per_second, WARM_SECONDS)
                await asyncio.sleep(LAST_WORDS_SECONDS)
                neighbours.look("")
                await _round(talk, sides, database, (per_second, seconds), timed[bus])
                if remark := neighbours.look(f"{_name(bus)}, round {number + 1}"):
                    print(remark, flush=True)
    return table.draw(HEADER, [each.line(_name(bus)) for bus, each in timed.items()], words=1)


def _name(bus: str) -> str:
    return "PostgreSQL" if bus == "postgres" else "NATS"


@asynccontextmanager
async def _two(url: str, bus: str) -> AsyncIterator[tuple[Talk, list[Side]]]:
    """Two servers that hear each other. Each account of the talk listens at one of them, and sends go to both."""
    secret = secrets.token_hex(32)
    chosen = bus if bus == "postgres" else f"{bus}/bench-{secrets.token_hex(4)}"
    async with AsyncExitStack() as stack:
        pairs = await stack.enter_async_context(talking(url, PAIRS))
        talk, sides = Talk(pairs, secret.encode()), []
        accounts = sorted({account for pair in pairs for account in (pair.partner, pair.creator)})
        for number, name in enumerate(("first", "second")):
            server = servers.parley(url, secret, name=name, words=servers.WIRED, BUS=chosen)
            side = Side(await stack.enter_async_context(server))
            await Ears(side).seat([Seat(talk.token(account), str(account)) for account in accounts[number::2]])
            await side.settled()
            await side.ask(get("/bench/commits"))
            sides.append(side)
        yield talk, sides
        for side in sides:
            await side.empty()


async def _round(
    talk: Talk, sides: Sequence[Side], database: PostgresServer | None, how: tuple[float, float], timed: Timed
) -> None:
    for side in sides:
        await side.ask(get("/bench/commits"))
        for ears in side.crowds:
            assert isinstance(ears, Ears)  # noqa: S101 - as they were seated
            ears.forget()
    before = _cpu(sides, database)
    began = time.monotonic()
    await talk.go_on([side.server.port for side in sides], *how)
    timed.seconds += time.monotonic() - began  # longer than asked for where the servers do not keep up
    after = _cpu(sides, database)
    await asyncio.sleep(LAST_WORDS_SECONDS)
    timed.servers_cpu += after[0] - before[0]
    timed.database_cpu += after[1] - before[1]
    timed.sends += talk.took
    notes = [[tuple(note) for note in await side.ask(get("/bench/commits"))] for side in sides]
    _match(sides, notes, timed)


def _cpu(sides: Sequence[Side], database: PostgresServer | None) -> tuple[float, float]:
    return sum(cpu_seconds(side.server.pid) for side in sides), database.cpu_seconds() if database else 0.0


def _match(sides: Sequence[Side], notes: Sequence[Sequence[Note]], timed: Timed) -> None:
    """Find what was committed when, and that each event was heard once, in order."""
    committed = {(note[0], note[1]): (number, *note[2:]) for number, all_ in enumerate(notes) for note in all_}
    number_heard = 0
    for number, side in enumerate(sides):
        heard = [event for ears in side.crowds if isinstance(ears, Ears) for event in ears.heard_events()]
        _all_in_order(side, heard)
        for event in heard:
            by, asked, done = committed[event.account, event.position]
            delays = timed.same if by == number else timed.other
            delays.since_done.append((event.at - done) / 1e9)
            delays.since_asked.append((event.at - asked) / 1e9)
        number_heard += len(heard)
    if number_heard != len(committed):
        raise WrongAnswerError(f"{number_heard} of {len(committed)} events were heard")


def _all_in_order(side: Side, heard: Sequence[Heard]) -> None:
    last: dict[int, int] = {}
    for event in heard:
        if event.position != last.get(event.account, event.position - 1) + 1:
            raise WrongAnswerError(f"{side.name}: account {event.account} heard {event.position} out of order")
        last[event.account] = event.position
