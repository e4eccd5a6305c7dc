"""What it costs to bring events to sockets, and how long that takes."""

import asyncio
import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.fanout.plans import Plan
from bench.sockets import figures
from bench.sockets.crowd import Crowd
from bench.sockets.figures import Line
from bench.sockets.people import People
from bench.sockets.sides import Side, Writer

PATIENCE = 60.0  # seconds for what is still on its way
REST_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Seats:
    """A crowd at a side, and whose it is."""

    side: Side
    places: Sequence[tuple[int, int]]
    crowd: Crowd


@dataclass(frozen=True, slots=True)
class Case:
    """Events to so many accounts, each with so many sockets. `written` ones come from another process, by the feed."""

    name: str
    must: str
    accounts: int
    sockets: int
    plan: Plan
    written: bool = False
    own_ids: bool = False
    whole: bool = False  # beside it, what it costs with the making of each event
    timed: bool = False  # not what it costs is asked, but how long it takes

    @property
    def deliveries(self) -> int:
        """Of one round."""
        return self.plan.events * self.sockets


@dataclass(slots=True)
class Taken:
    """What the rounds took: CPU in ms per 1,000 deliveries, without and with making the events; delays in ms."""

    cpu: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    whole: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    middle: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    p99: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def lines(self, case: Case) -> list[Line]:
        """The figure of a case, and what stands beside it."""
        ms = "{:.1f} ms".format
        if not case.timed:
            whole = [figures.of("the same, with making it from the row", "beside it", self.whole, ms, by_ratio=True)]
            return [figures.of(case.name, case.must, self.cpu, ms, by_ratio=True), *(whole if case.whole else [])]
        return [
            figures.of(f"{case.name}, p99", case.must, self.p99, ms),
            figures.of(f"{case.name}, p50", "", self.middle, ms),
        ]


async def measure(case: Case, sides: Sequence[Side], folk: People, writer: Writer, rounds: int) -> list[Line]:
    """Every side in turn, round by round, after one that warms up."""
    taken = Taken()
    found = folk.some(case.accounts * len(sides))
    everybody = []
    for number, side in enumerate(sides):
        # Accounts of its own, since what is written reaches every server.
        places = found[number * case.accounts : (number + 1) * case.accounts]
        everybody.append(Seats(side, places, await _seated(case, side, folk, [account for account, _ in places])))
    for number in range(rounds + 1):
        for seats in everybody:
            await _round(case, seats, writer, taken if number else Taken())
            await asyncio.sleep(REST_SECONDS)
    for side in sides:
        await side.empty()
    return taken.lines(case)


async def _seated(case: Case, side: Side, folk: People, accounts: Sequence[int]) -> Crowd:
    crowd = side.crowd()
    tokens = folk.tokens(accounts)
    await crowd.join([token for token in tokens for _ in range(case.sockets)], own_ids=case.own_ids)
    await side.settled()
    await side.prepare(accounts)
    return crowd


async def _round(case: Case, seats: Seats, writer: Writer, taken: Taken) -> None:
    side, crowd = seats.side, seats.crowd
    crowd.expect(case.deliveries)
    before = await side.meter()
    by_feed = case.written and side.name != "limit"
    driven = await (writer.drive(seats.places, case.plan) if by_feed else side.drive(case.plan))
    await crowd.heard_all(PATIENCE)
    after = await side.meter()
    used = after.cpu - before.cpu
    taken.cpu[side.name].append(1_000_000 * (used - driven.making) / case.deliveries)
    taken.whole[side.name].append(1_000_000 * used / case.deliveries)
    delays = statistics.quantiles(crowd.delays(driven.told), n=100, method="inclusive")
    taken.middle[side.name].append(delays[49])
    taken.p99[side.name].append(delays[98])


async def alone(sides: Sequence[Side], folk: People, plan: Plan) -> str:
    """What making the events costs by itself, with nobody there to hear them."""
    accounts = [account for account, _ in folk.some(100)]
    told = []
    for side in sides:
        await side.prepare(accounts)
        before = await side.meter()
        driven = await side.drive(plan)
        after = await side.meter()
        making = 1_000_000 * driven.making / plan.events
        giving = 1_000_000 * (after.cpu - before.cpu) / plan.events - making
        told.append(f"{side.name} {making:.1f} ms and {giving:.1f} ms")
    return f"Making 1,000 events, and giving them where nobody listens, costs: {', '.join(told)}."


def cases(base: int) -> dict[str, list[Case]]:
    """By name; `base` is how many sockets the issue speaks of as 1,000."""
    row, feed = "with its row", "one feed read per event"
    live, paced = Plan(5 * base, 100, 0.02), Plan(5 * base, 20, 0.01)
    one, calm = Plan(20, 1, 0.05), Plan(10 * base, 10, 0.005)
    slowly = "delivery at 2,000 events/s"
    return {
        "live": [
            Case(f"live events to distinct accounts, {row}: CPU per 1,000", "≤ 2 raw sends", base, 1, live, whole=True),
            Case(f"the same, {feed}: CPU per 1,000", "beside it", base, 1, paced, written=True),
        ],
        "one-account": [
            Case(f"one event to {base:,} sockets of an account: CPU per 1,000", "≤ 1.3 raw sends", 1, base, one),
            Case("the same, each subscription with an id of its own", "beside it", 1, base, one, own_ids=True),
        ],
        "latency": [
            Case(f"{slowly}, {2 * base:,} sockets, {row}", "≤ 10 ms", 2 * base, 1, calm, timed=True),
            Case(f"the same, {feed}", "≤ 10 ms", 2 * base, 1, paced, written=True, timed=True),
        ],
    }
