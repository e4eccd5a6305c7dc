"""Parley beside the limit: the same questions to both, in turn, round by round."""

import asyncio
import secrets
from collections.abc import Sequence
from contextlib import AsyncExitStack

import orjson

from bench.dataset.stores import open_store
from bench.load import servers, table
from bench.load.client import connect
from bench.load.machine import PostgresServer
from bench.load.rounds import Load, Round, Work, measure
from bench.load.scenarios import Scenario, WrongAnswerError, scenarios
from bench.load.servers import Server
from models.database import is_postgres

WARM_SECONDS = 1.5
REST_SECONDS = 0.2
QUIET = 0.1  # of a core, used by others
PATIENCE = 3  # times as many rounds as asked for, at most

Pair = dict[str, Round]


async def compare(url: str, names: Sequence[str], rounds: int, work: Work) -> str:
    """Measure the named scenarios on a database, and draw the table."""
    secret = secrets.token_hex(32)
    store = await open_store(url)
    await store.settle()
    if mistake := await store.warm():
        print(mistake, flush=True)
    chosen = await scenarios(store, secret.encode())
    await store.close()
    database = await PostgresServer.find(url) if is_postgres(url) else None
    lines = []
    async with AsyncExitStack() as stack:
        sides = [await stack.enter_async_context(start(url, secret)) for start in (servers.parley, servers.limit)]
        for name in names:
            pairs = await _scenario(chosen[name], sides, database, rounds, work)
            lines += table.lines(name, {side.name: [pair[side.name] for pair in pairs] for side in sides})
            if (most := max(map(_noise, pairs))) > QUIET:
                print(f"{name}: not a quiet machine, other processes used up to {most:.2f} of a core", flush=True)
    return table.draw(table.HEADER, lines)


async def _scenario(
    scenario: Scenario, sides: Sequence[Server], database: PostgresServer | None, rounds: int, work: Work
) -> list[Pair]:
    """Both in turn, until enough rounds were undisturbed by other processes; else the quietest of them."""
    if scenario.name != "send":
        await _compare_answers(scenario, sides)
    for side in sides:
        await _load(scenario, side).run(side.port, Work(min(WARM_SECONDS, work.seconds), work.concurrency))
    pairs: list[Pair] = []
    while sum(_noise(pair) <= QUIET for pair in pairs) < rounds and len(pairs) < PATIENCE * rounds:
        pair = {}
        for side in sides:
            pair[side.name] = await measure(side, database, _load(scenario, side), work)
            await asyncio.sleep(REST_SECONDS)
        pairs.append(pair)
    return sorted(pairs, key=_noise)[:rounds]


def _load(scenario: Scenario, side: Server) -> Load:
    return Load(scenario.parley if side.name == "parley" else scenario.limit, scenario.check)


def _noise(pair: Pair) -> float:
    """How much of a core processes that are not being measured used."""
    return sum(r.others_cpu for r in pair.values()) / sum(r.load.seconds for r in pair.values())


async def _compare_answers(scenario: Scenario, sides: Sequence[Server]) -> None:
    """Both must say the same, or they are not doing the same work."""
    said = []
    for side, request in zip(sides, (scenario.parley, scenario.limit), strict=True):
        connection = await connect(side.port)
        status, body = await connection.ask(request())
        connection.close()
        scenario.check(status, body)
        said.append(orjson.loads(body))
    if said[0] != said[1]:
        raise WrongAnswerError(f"{scenario.name}: the two servers answer differently:\n{said[0]}\n{said[1]}"[:4000])
