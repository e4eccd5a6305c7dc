"""Sockets that are subscribed, and to which nothing happens: what one process pays for them."""

import asyncio
import secrets
from itertools import cycle, islice

from bench.load import servers, table
from bench.load.machine import PostgresServer, memory
from bench.sockets.neighbours import Neighbours
from bench.sockets.people import people
from bench.sockets.sides import Side

FEW = 50
SETTLE_SECONDS = 2.0
MUST_MB, MUST_CPU = 200, 3
HEADER = [
    "sockets", "accounts", "memory before, MB", "after opening", "after the time", "more", "must reach",
    "CPU % of a core", "must reach", "the same, nobody there", "database CPU %", "seconds",
]  # fmt: skip


async def idle(url: str, number: int, seconds: float, rounds: int) -> str:
    """Open so many sockets at a server just started, and let them be; the table. Accounts take turns in having them."""
    secret = secrets.token_hex(32)
    folk, database = await people(url, secret), await PostgresServer.find(url)
    neighbours, lines = Neighbours(database), []
    accounts = [account for account, _ in folk.places[:number]]
    for turn in range(rounds):
        async with servers.wired(url, secret) as server:
            side = Side(server)
            await side.crowd().join(folk.tokens(accounts[:FEW]))
            await side.empty()
            alone, _ = await _spent(side, database, seconds / 4)
            before = memory(server.pid)
            await side.crowd().join(list(islice(cycle(folk.tokens(accounts)), number)))
            await side.settled()
            await asyncio.sleep(SETTLE_SECONDS)
            opened = memory(server.pid)
            neighbours.look("")
            cpu, by_database = await _spent(side, database, seconds)
            if remark := neighbours.look(f"round {turn + 1}"):
                print(remark, flush=True)
            reading, after = await side.meter(), memory(server.pid)
            figures = [before, opened, after, max(opened, after) - before]
            lines.append([
                f"{reading.live:,}", f"{len(accounts):,}", *(table.shown(one, 0) for one in figures), f"≤ {MUST_MB}",
                table.shown(cpu, 1), f"≤ {MUST_CPU}", table.shown(alone, 1), table.shown(by_database, 1),
                f"{seconds:g}",
            ])  # fmt: skip
            await side.empty()
    return table.draw(HEADER, lines, words=0)


async def _spent(side: Side, database: PostgresServer | None, seconds: float) -> tuple[float, float]:
    """CPU of the server and of the database while nothing happens, in hundredths of a core."""
    loop = asyncio.get_running_loop()
    began, before = loop.time(), database.cpu_seconds() if database else 0.0
    cpu = (await side.meter()).cpu
    await asyncio.sleep(seconds)
    used = (await side.meter()).cpu - cpu
    took = loop.time() - began
    by_database = (database.cpu_seconds() if database else 0.0) - before
    return 100 * used / took, 100 * by_database / took
