"""Parley beside the limit: the same questions to each server, in turn, round by round."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack

import orjson

from bench.dataset.stores import Store, open_store
from bench.load import servers, table
from bench.load.client import connect
from bench.load.fallbacks import fallbacks
from bench.load.machine import PostgresServer
from bench.load.rounds import Load, Request, Round, Work, measure
from bench.load.scenarios import Scenario, WrongAnswerError, scenarios
from bench.load.servers import Server
from models.database import is_postgres

WARM_SECONDS = 1.5
REST_SECONDS = 0.2
QUIET = 0.1  # of a core, used by others
PATIENCE = 3  # times as many rounds as asked for, at most

Turn = dict[str, Round]
Find = Callable[[Store, bytes], Awaitable[Mapping[str, Scenario]]]


async def compare(  # noqa: PLR0917 - all that a table depends on
    url: str, names: Sequence[str], kinds: Sequence[str], rounds: int, work: Work, find: Find = scenarios
) -> str:
    """Measure the named scenarios on a database and servers of some kinds, and draw the table."""
    secret = secrets.token_hex(32)
    store = await open_store(url)
    await store.settle()
    if mistake := await store.warm():
        print(mistake, flush=True)
    chosen = await find(store, secret.encode())
    await store.close()
    database = await PostgresServer.find(url) if is_postgres(url) else None
    lines = []
    async with AsyncExitStack() as stack:
        sides = [await stack.enter_async_context(servers.SIDES[kind](url, secret)) for kind in kinds]
        for name in names:
            turns = await _scenario(chosen[name], sides, database, rounds, work)
            lines += table.lines(name, {side.name: [turn[side.name] for turn in turns] for side in sides})
            if (most := max(map(_noise, turns))) > QUIET:
                print(f"{name}: not a quiet machine, other processes used up to {most:.2f} of a core", flush=True)
        for side in sides:
            if side.name != "limit":
                print(await fallbacks(side), flush=True)
    return table.draw(table.HEADER, lines)


async def _scenario(
    scenario: Scenario, sides: Sequence[Server], database: PostgresServer | None, rounds: int, work: Work
) -> list[Turn]:
    """Each in turn, until enough rounds were undisturbed by other processes; else the quietest of them."""
    if scenario.name != "send":
        await _compare_answers(scenario, sides)
    for side in sides:
        await _load(scenario, side).run(side.port, Work(min(WARM_SECONDS, work.seconds), work.concurrency))
    turns: list[Turn] = []
    while sum(_noise(turn) <= QUIET for turn in turns) < rounds and len(turns) < PATIENCE * rounds:
        turn = {}
        for side in sides:
            turn[side.name] = await measure(side, database, _load(scenario, side), work)
            await asyncio.sleep(REST_SECONDS)
        turns.append(turn)
    return sorted(turns, key=_noise)[:rounds]


def _load(scenario: Scenario, side: Server) -> Load:
    return Load(_request(scenario, side), scenario.check)


def _request(scenario: Scenario, side: Server) -> Request:
    return scenario.limit if side.name == "limit" else scenario.parley


def _noise(turn: Turn) -> float:
    """How much of a core processes that are not being measured used."""
    return sum(r.others_cpu for r in turn.values()) / sum(r.load.seconds for r in turn.values())


async def _compare_answers(scenario: Scenario, sides: Sequence[Server]) -> None:
    """All must say the same, or they are not doing the same work."""
    by_graphql, by_hand = scenario.parley(), scenario.limit()
    said = []
    for side in sides:
        connection = await connect(side.port)
        status, body = await connection.ask(by_hand if side.name == "limit" else by_graphql)
        connection.close()
        scenario.check(status, body)
        said.append(orjson.dumps(orjson.loads(body)["data"]))  # in its order; what it cost is told beside it
    for other in said[1:]:
        if other != said[0]:
            raise WrongAnswerError(f"{scenario.name}: two servers answer differently:\n{said[0]!r}\n{other!r}"[:4000])
