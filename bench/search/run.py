"""The same searches to Parley and to the limit: what each takes with one client, and what each costs."""

import random
import secrets
from collections.abc import Sequence
from contextlib import AsyncExitStack

import orjson

from bench.dataset.stores import open_store
from bench.load import servers, table
from bench.load.client import connect
from bench.load.fallbacks import fallbacks
from bench.load.machine import PostgresServer
from bench.load.rounds import Round, Work, measure
from bench.load.scenarios import WrongAnswerError
from bench.load.servers import Server
from bench.load.timing import Asked, InTurn, percentile
from bench.search.asked import asked, seller_token
from bench.search.dataset import words
from bench.search.queries import LONG, SHORT, Kind, kinds
from models.database import is_postgres

SEED = 10
QUIET = 0.1  # of a core, used by others
MUST_REACH = {LONG: 50, SHORT: 150}  # milliseconds, p99
TOOK = [
    "queries",
    "number",
    "requests",
    "parley p50 ms",
    "p99 ms",
    "longest ms",
    "limit p50 ms",
    "p99 ms",
    "must reach",
]
COST = [
    "queries", "clients", "server CPU s / 1,000: parley", "limit", "database CPU s / 1,000: parley", "limit",
    "server CPU : limit", "both CPUs : limit", "must reach",
]  # fmt: skip

Questions = dict[str, list[Asked]]  # by server
Took = dict[str, dict[str, list[float]]]  # seconds, by server and kind of query


async def measure_searches(url: str, sides: Sequence[str], requests: int, rounds: int, clients: int) -> str:
    """Ask every query so often that each group has `requests` at least, and draw the tables."""
    secret = secrets.token_hex(32)
    store = await open_store(url)
    await store.settle()
    if mistake := await store.warm():
        print(mistake, flush=True)
    token, chosen = await seller_token(store, secret.encode()), kinds(await words(store))
    await store.close()
    database = await PostgresServer.find(url) if is_postgres(url) else None
    async with AsyncExitStack() as stack:
        started = [await stack.enter_async_context(servers.SIDES[side](url, secret)) for side in sides]
        questions = {side.name: asked(chosen, token, side.name) for side in started}
        await _compare_answers(started, questions)
        took: Took = {side.name: {} for side in started}
        costs = {}
        for group in MUST_REACH:
            mine = _of(group, chosen, questions)
            enough = -(-requests // len(mine[started[0].name]))
            costs[group, 1] = await _costs(started, database, mine, max(rounds, enough), 1, took)
            costs[group, clients] = await _costs(started, database, mine, rounds, clients)
        for side in started:
            if side.name != "limit":
                print(await fallbacks(side), flush=True)
    return f"{_latency_table(chosen, took)}\n\n{_cost_table(costs)}"


async def _compare_answers(sides: Sequence[Server], questions: Questions) -> None:
    """All must say the same of every query, or they are not doing the same work."""
    said: list[list[bytes]] = []
    for side in sides:
        connection = await connect(side.port)
        said.append([])
        for question in questions[side.name]:
            status, body = await connection.ask(question.request)
            question.check(status, body)
            said[-1].append(orjson.dumps(orjson.loads(body)["data"]))
        connection.close()
    for answers in zip(*said, strict=True):
        if len(set(answers)) > 1:
            told = b"\n".join(answers).decode()
            raise WrongAnswerError(f"two servers answer differently:\n{told}"[:6000])


def _of(group: str, chosen: Sequence[Kind], questions: Questions) -> Questions:
    names = {kind.name for kind in chosen if kind.group == group}
    return {side: [one for one in all_ if one.kind in names] for side, all_ in questions.items()}


async def _costs(  # noqa: PLR0917 - what is measured, and how
    sides: Sequence[Server],
    database: PostgresServer | None,
    questions: Questions,
    rounds: int,
    clients: int,
    took: Took | None = None,
) -> dict[str, list[Round]]:
    """Every query of a group in each round, in an order of its own, the servers in turn; all were asked once before."""
    found: dict[str, list[Round]] = {side.name: [] for side in sides}
    noise = 0.0
    for number in range(rounds):
        for side in sides if number % 2 else sides[::-1]:
            load = InTurn(_mixed(questions[side.name], number))
            found[side.name].append(one := await measure(side, database, load, Work(0, clients)))
            if took is not None:
                for kind, seconds in load.took.items():
                    took[side.name].setdefault(kind, []).extend(seconds)
            noise = max(noise, one.others_cpu / load.seconds)
    if noise > QUIET:
        print(f"clients: {clients}: not a quiet machine, others used up to {noise:.2f} of a core", flush=True)
    return found


def _mixed(questions: Sequence[Asked], number: int) -> list[Asked]:
    return random.Random(SEED + number).sample(questions, k=len(questions))


def _latency_table(chosen: Sequence[Kind], took: Took) -> str:
    lines = []
    for group, most in MUST_REACH.items():
        mine = [kind for kind in chosen if kind.group == group]
        lines += [_line(kind.name, [kind], took) for kind in mine]
        lines.append([*_line(f"all of {group}", mine, took)[:-1], f"≤ {most} ms"])
    return table.draw(TOOK, lines, words=1)


def _line(name: str, mine: Sequence[Kind], took: Took) -> list[str]:
    def seconds(side: str) -> list[float]:
        return [one for kind in mine for one in took.get(side, {}).get(kind.name, ())]

    parley, limit = seconds("parley"), seconds("limit")
    figures = [percentile(parley, 50), percentile(parley, 99), 1000 * max(parley)]
    figures += [percentile(limit, 50), percentile(limit, 99)]
    number = sum(len(kind.queries) for kind in mine)
    return [name, f"{number:,}", f"{len(parley):,}", *(table.shown(figure, 1) for figure in figures), ""]


def _cost_table(costs: dict[tuple[str, int], dict[str, list[Round]]]) -> str:
    lines = []
    for (group, clients), by_side in costs.items():
        parley, limit = by_side["parley"], by_side.get("limit")
        figures = [
            table.median(rounds or (), figure)
            for figure in (lambda r: r.server_per_thousand, lambda r: r.database_per_thousand)
            for rounds in (parley, limit)
        ]
        figures += [table.ratio(parley, limit, lambda r: r.server_per_thousand)]
        figures += [table.ratio(parley, limit, table.both_per_thousand)]
        must = "server ≤ 1.5" if group == LONG else ""
        lines.append([group, str(clients), *map(table.shown, figures), must])
    return table.draw(COST, lines, words=1)
