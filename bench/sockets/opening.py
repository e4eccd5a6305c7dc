"""What a socket costs: to open, and to keep."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from bench.load import machine
from bench.sockets import figures
from bench.sockets.figures import Line
from bench.sockets.people import People
from bench.sockets.sides import Ground, Side, started

SETTLE_SECONDS = 1.0
FEW = 50


async def connect(sides: Sequence[Side], folk: People, rounds: int, number: int) -> list[Line]:
    """Sockets per second, each signed in with a token never seen and subscribed, until the server knows them all."""
    rates, cpu = defaultdict(list), defaultdict(list)
    accounts = [account for account, _ in folk.some(number)]
    for turn in range(rounds + 1):
        for side in sides:
            crowd, tokens = side.crowd(), folk.tokens(accounts)
            before = await side.meter()
            began = asyncio.get_running_loop().time()
            await crowd.join(tokens)
            await side.settled()
            seconds = asyncio.get_running_loop().time() - began
            after = await side.meter()
            await side.empty()
            if turn:  # the first warms up
                rates[side.name].append(number / seconds)
                cpu[side.name].append(1_000_000 * (after.cpu - before.cpu) / number)
    return [
        figures.of("new sockets per second, signed in and subscribed", "≥ 1,500", rates, "{:,.0f}".format),
        figures.of("the same: CPU per 1,000", "", cpu, "{:,.0f} ms".format),
    ]


async def idle(ground: Ground, folk: People, rounds: int, number: int) -> list[Line]:
    """Memory and tasks of a socket with one subscription: in servers just started, which have nothing to use again."""
    memory, tasks = defaultdict(list), defaultdict(list)
    accounts = [account for account, _ in folk.some(number)]
    for _ in range(rounds):
        for kind in ground.kinds:
            async with started(replace(ground, kinds=[kind])) as (side,):
                await side.crowd().join(folk.tokens(accounts[:FEW]))
                await side.empty()
                before, small = await _kept(side)
                await side.crowd().join(folk.tokens(accounts))
                await side.settled()
                after, large = await _kept(side)
                memory[side.name].append(1024 * (after - before) / number)
                tasks[side.name].append((large - small) / number)
    return [
        figures.of("memory per idle socket with one subscription", "≤ 20 KB", memory, "{:.1f} KB".format),
        figures.of("tasks per idle socket", "", tasks, "{:.2f}".format),
    ]


async def _kept(side: Side) -> tuple[float, int]:
    await asyncio.sleep(SETTLE_SECONDS)
    return machine.memory(side.server.pid), (await side.meter()).tasks
