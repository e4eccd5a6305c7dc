"""Every figure of sockets, one after the other."""

import resource
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from bench.dataset.stores import open_store
from bench.load.fallbacks import fallbacks
from bench.load.machine import PostgresServer
from bench.sockets import deliveries, opening
from bench.sockets.figures import Line
from bench.sockets.hold import hold
from bench.sockets.neighbours import Neighbours
from bench.sockets.never_read import never_read
from bench.sockets.people import People, people
from bench.sockets.sides import Ground, Writer, started, writing


@dataclass(frozen=True, slots=True)
class Asked:
    """What to measure, and how long. `base` is what the issue calls 1,000 sockets."""

    figures: Sequence[str]
    kinds: Sequence[str]
    rounds: int
    base: int
    minutes: float


@dataclass(frozen=True, slots=True)
class Stage:
    """What every figure needs."""

    asked: Asked
    ground: Ground
    folk: People
    writer: Writer


async def measure(url: str, asked: Asked) -> AsyncIterator[list[Line] | str]:
    """Each figure's lines as soon as they are there, and remarks between them."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    store = await open_store(url)
    await store.settle()
    await store.warm()
    await store.close()
    ground = Ground(url, secrets.token_hex(32), asked.kinds)
    neighbours = Neighbours(await PostgresServer.find(url))
    async with writing(url) as writer:
        stage = Stage(asked, ground, await people(url, ground.secret), writer)
        for name in asked.figures:
            async for told in MEASURES[name](stage):
                yield told
            if remark := neighbours.look(name):
                yield remark


async def _deliveries(name: str, stage: Stage) -> AsyncIterator[list[Line] | str]:
    cases = deliveries.cases(stage.asked.base)[name]
    async with started(stage.ground) as sides:
        for case in cases:
            yield await deliveries.measure(case, sides, stage.folk, stage.writer, stage.asked.rounds)
        if name == "live":
            yield await deliveries.alone(sides, stage.folk, cases[0].plan)
        for side in sides:
            if side.name != "limit":
                yield await fallbacks(side.server)


async def _idle(stage: Stage) -> AsyncIterator[list[Line] | str]:
    yield await opening.idle(stage.ground, stage.folk, stage.asked.rounds, 2 * stage.asked.base)


async def _connect(stage: Stage) -> AsyncIterator[list[Line] | str]:
    async with started(stage.ground) as sides:
        yield await opening.connect(sides, stage.folk, stage.asked.rounds, 3 * stage.asked.base)


async def _never_read(stage: Stage) -> AsyncIterator[list[Line] | str]:
    yield await never_read(stage.ground, stage.folk, stage.writer, stage.asked.minutes)


async def _hold(stage: Stage) -> AsyncIterator[list[Line] | str]:
    async with started(stage.ground) as sides:
        lines, every = await hold(sides, stage.folk, stage.asked.rounds)
        yield lines
        yield every


MEASURES: dict[str, Callable[[Stage], AsyncIterator[list[Line] | str]]] = {
    **{name: partial(_deliveries, name) for name in deliveries.cases(1)},
    "idle": _idle,
    "connect": _connect,
    "never-read": _never_read,
    "hold": _hold,
}
FIGURES = list(MEASURES)
