"""The measurements: python -m bench [COMMAND]."""

import argparse
import os
import sys
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import asyncpg
import uvloop

from bench import feeding
from bench.command_line import POSTGRES, parser
from bench.comparison import compare
from bench.console.run import measure as measure_console
from bench.dataset.make import NotOurDatabaseError, make
from bench.inbox.run import measure_pages
from bench.leads import dataset as pool
from bench.leads.pages import PAGE, pages
from bench.limit.server import serve
from bench.load.client import BrokenConnectionError
from bench.load.rounds import Work
from bench.load.scenarios import WrongAnswerError
from bench.load.servers import ServerDidNotStartError
from bench.outreach import run as outreach
from bench.readers import beside_a_writer
from bench.search import dataset as large
from bench.search.run import measure_searches
from bench.sockets.figures import Line, draw
from bench.sockets.run import FIGURES, Asked, measure
from bench.streams import commands as streams
from bench.streams.share import NoShareError
from models.database import sqlite_path

READERS = 2  # beside the writer: few, so that what a read waits for is the database and not other reads
SQLITE_SHARE = 0.1  # of the scale asked for
BROKEN = (BrokenConnectionError, NoShareError, NotOurDatabaseError, ServerDidNotStartError, WrongAnswerError)


def main(words: list[str]) -> int:
    """Run a command; only what broke is a failure."""
    asked = parser().parse_args(words or ["run"])
    if asked.command not in {"dataset", "limit", "ingest"} and not sys.platform.startswith("linux"):
        print("bench: what processes cost is read from /proc, which only Linux has", file=sys.stderr)
        return 1
    try:
        if asked.command == "limit":
            serve(asked.database, _secret(), "127.0.0.1", asked.port)
        else:
            uvloop.run(_COMMANDS[asked.command](asked))
    except BROKEN as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    return 0


def _secret() -> bytes:
    if not (secret := os.environ.get("PARLEY_SECRET")):
        raise SystemExit(
            "bench: PARLEY_SECRET is what tokens are signed with: set it, as for the server beside this one"
        )
    return secret.encode()


async def _dataset(asked: argparse.Namespace) -> None:
    await make(asked.database, asked.scale)


async def _run(asked: argparse.Namespace) -> None:
    work = Work(asked.seconds, asked.concurrency)
    if asked.only in {None, "postgres"} and await _reachable():
        await make(POSTGRES, asked.scale)
        _title("PostgreSQL", asked.scale, asked, asked.concurrency)
        print(await compare(POSTGRES, asked.scenarios, asked.sides, asked.rounds, work), flush=True)
    if asked.only in {None, "sockets"}:
        asked.figures = FIGURES
        await _sockets(asked)
    if asked.only in {None, "sqlite"}:
        url = await _sqlite(asked.scale)
        _title("SQLite", asked.scale * SQLITE_SHARE, asked, asked.concurrency)
        kinds = [kind for kind in asked.sides if kind != "reference"]  # one Parley at a time serves a file
        print(await compare(url, asked.scenarios, kinds, asked.rounds, work), flush=True)
        await _readers(asked)


async def _sockets(asked: argparse.Namespace) -> None:
    if not await _reachable():
        return
    await make(POSTGRES, asked.scale)
    print(f"\nSockets, PostgreSQL, scale {asked.scale:g}, {asked.rounds} rounds\n", flush=True)
    lines: list[Line] = []
    what = Asked(asked.figures, asked.sides, asked.rounds, asked.sockets, asked.minutes)
    async for told in measure(POSTGRES, what):
        if isinstance(told, str):
            print(told, flush=True)
        else:
            lines += told
            for line in told:
                print(f"  {line.figure}: {line.measured}", flush=True)
    print("\n" + draw(lines), flush=True)


async def _readers(asked: argparse.Namespace) -> None:
    url = await _sqlite(asked.scale)
    _title("SQLite, reads beside a running writer", asked.scale * SQLITE_SHARE, asked, READERS)
    print(await beside_a_writer(url, asked.rounds, Work(asked.seconds, READERS)), flush=True)


async def _outreach(asked: argparse.Namespace) -> None:
    if asked.only != "sqlite" and await _reachable():
        await make(POSTGRES, asked.scale)
        await _limits(outreach.Sides(POSTGRES, asked.before, f"{POSTGRES}_before"), asked.scale, asked)
    if asked.only != "postgres":
        url = await _sqlite(asked.scale)
        file = os.path.abspath(sqlite_path(url)).removesuffix(".sqlite3")  # noqa: PTH100, ASYNC240 - nothing is asked
        before = f"sqlite:///{file}-before.sqlite3"
        await _limits(outreach.Sides(url, asked.before, before), asked.scale * SQLITE_SHARE, asked)


async def _leads(asked: argparse.Namespace) -> None:
    urls = {"PostgreSQL": f"{POSTGRES.partition('?')[0]}_leads", "SQLite": "sqlite:///var/bench/leads.sqlite3"}
    if asked.only == "sqlite" or not await _reachable():
        del urls["PostgreSQL"]
    if asked.only == "postgres":
        del urls["SQLite"]
    for name, url in urls.items():
        await pool.make(url, asked.leads)
        for clients in asked.concurrency:
            how = f"{asked.rounds} rounds of {asked.seconds:g} s, clients at once: {clients}"
            print(f"\nA page of {PAGE} of a pool of {asked.leads:,}, {name}, {how}\n", flush=True)
            work = Work(asked.seconds, clients)
            print(await compare(url, asked.pages, ["parley", "limit"], asked.rounds, work, pages), flush=True)


async def _inbox(asked: argparse.Namespace) -> None:
    async for name, url, scale in _large(asked):
        how = f"{asked.requests} requests for each page, one client"
        print(f"\nPages of a large inbox, {name}, scale {scale:g}, {how}\n", flush=True)
        print(await measure_pages(url, asked.requests), flush=True)


async def _search(asked: argparse.Namespace) -> None:
    async for name, url, scale in _large(asked):
        how = f"{asked.requests:,} requests by one client, {asked.rounds} rounds of {asked.concurrency}"
        print(f"\nSearches, {name}, scale {scale:g}, {how}\n", flush=True)
        told = await measure_searches(url, asked.sides, asked.requests, asked.rounds, asked.concurrency)
        print(told, flush=True)


async def _large(asked: argparse.Namespace) -> AsyncIterator[tuple[str, str, float]]:
    """The databases with the large inbox, made where they are not there: each with its name and its scale."""
    if asked.only != "sqlite" and await _reachable():
        url = f"{POSTGRES.partition('?')[0]}_search"
        await large.make(url, asked.scale)
        yield "PostgreSQL", url, asked.scale
    if asked.only != "postgres":
        scale = asked.scale * SQLITE_SHARE
        url = f"sqlite:///var/bench/search-{scale:g}.sqlite3"
        await large.make(url, scale)
        yield "SQLite", url, scale


async def _limits(sides: outreach.Sides, scale: float, asked: argparse.Namespace) -> None:
    await outreach.dataset(sides.folder, sides.url_before, scale)
    how = f"{asked.rounds} rounds of {asked.requests:,} sends, {asked.concurrency} clients"
    print(f"\nWhat a send costs, beside {sides.folder}, scale {scale:g}, {how}\n", flush=True)
    print(await outreach.compare(sides, asked.rounds, asked.requests, Work(0, asked.concurrency)), flush=True)


async def _streams(asked: argparse.Namespace) -> None:
    if await _reachable():
        await streams.run(asked, POSTGRES)


async def _ingest(asked: argparse.Namespace) -> None:
    print(await feeding.measure(POSTGRES if await _reachable() else None, asked.rows), flush=True)


async def _console(asked: argparse.Namespace) -> None:
    print(f"\nThe console, SQLite, rounds: {asked.rounds}\n", flush=True)
    print(await measure_console(asked.conversations, asked.messages, asked.rounds), flush=True)


_COMMANDS = {
    "dataset": _dataset, "run": _run, "sqlite-readers": _readers, "sockets": _sockets, "outreach": _outreach,
    "leads": _leads, "ingest": _ingest, "inbox": _inbox, "search": _search,
    "console": _console, "events": _streams, "resume": _streams, "idle": _streams, "processes": _streams,
}  # fmt: skip


async def _sqlite(scale: float) -> str:
    url = f"sqlite:///var/bench/scale-{scale * SQLITE_SHARE:g}.sqlite3"
    await make(url, scale * SQLITE_SHARE)
    return url


async def _reachable() -> bool:
    """Whether there is a PostgreSQL server; where there is none, that part is left out."""
    try:
        await (await asyncpg.connect(POSTGRES.partition("?")[0], database="postgres")).close()
    except (OSError, asyncpg.PostgresError) as error:
        print(f"PostgreSQL is left out, none at {urlsplit(POSTGRES).hostname}: {error}")
        print(
            "PARLEY_BENCH_POSTGRES=postgres://user:password@host:port/name says where it is and which database to use."
        )
        return False
    return True


def _title(database: str, scale: float, asked: argparse.Namespace, clients: int) -> None:
    how = f"{asked.rounds} rounds of {asked.seconds:g} s, {clients} clients"
    print(f"\n{database}, scale {scale:g}, {how}\n", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
