"""The measurements: python -m bench [COMMAND]."""

import argparse
import os
import sys
from urllib.parse import urlsplit

import asyncpg
import uvloop

from bench.comparison import compare
from bench.dataset.make import NotOurDatabaseError, make
from bench.limit.server import serve
from bench.load.rounds import Work
from bench.load.scenarios import WrongAnswerError
from bench.load.servers import ServerDidNotStartError
from bench.readers import beside_a_writer

POSTGRES = os.environ.get("PARLEY_BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432/parley_bench")
SCENARIOS = ["inbox", "thread", "send"]
READERS = 2  # beside the writer: few, so that what a read waits for is the database and not other reads
SQLITE_SHARE = 0.1  # of the scale asked for
BROKEN = (NotOurDatabaseError, ServerDidNotStartError, WrongAnswerError)


def parser() -> argparse.ArgumentParser:
    """The words of the command line."""
    top = argparse.ArgumentParser(prog="python -m bench", description="Measures Parley beside a hand-written server.")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    dataset = commands.add_parser("dataset", help="make a dataset, unless it is there")
    dataset.add_argument("--database", default=POSTGRES, metavar="URL", help="postgres://… or sqlite:///path")
    dataset.add_argument("--scale", type=float, default=1.0, help="1 has 2,000,000 messages")
    limit = commands.add_parser("limit", help="serve the hand-written server, with the secret of PARLEY_SECRET")
    limit.add_argument("--database", required=True, metavar="URL")
    limit.add_argument("--port", type=int, default=8001)
    run = commands.add_parser("run", help="all of it: datasets, both servers, the tables (what no command does)")
    run.add_argument("--only", choices=["postgres", "sqlite"], help="one of the databases")
    run.add_argument("--scenarios", nargs="+", choices=SCENARIOS, default=SCENARIOS)
    run.add_argument("--concurrency", type=int, default=16, help="clients that ask at once")
    readers = commands.add_parser("sqlite-readers", help="reads beside a running writer, on SQLite (a part of run)")
    for command in (run, readers):
        command.add_argument("--scale", type=float, default=1.0, help="of the PostgreSQL dataset; SQLite's is a tenth")
        command.add_argument("--rounds", type=int, default=7)
        command.add_argument("--seconds", type=float, default=4.0, help="of each round")
    return top


def main(words: list[str]) -> int:
    """Run a command; only what broke is a failure."""
    asked = parser().parse_args(words or ["run"])
    if asked.command in {"run", "sqlite-readers"} and not sys.platform.startswith("linux"):
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
    if asked.only != "sqlite" and await _reachable():
        await make(POSTGRES, asked.scale)
        _title("PostgreSQL", asked.scale, asked, asked.concurrency)
        print(await compare(POSTGRES, asked.scenarios, asked.rounds, work), flush=True)
    if asked.only != "postgres":
        url = await _sqlite(asked.scale)
        _title("SQLite", asked.scale * SQLITE_SHARE, asked, asked.concurrency)
        print(await compare(url, asked.scenarios, asked.rounds, work), flush=True)
        await _readers(asked)


async def _readers(asked: argparse.Namespace) -> None:
    url = await _sqlite(asked.scale)
    _title("SQLite, reads beside a running writer", asked.scale * SQLITE_SHARE, asked, READERS)
    print(await beside_a_writer(url, asked.rounds, Work(asked.seconds, READERS)), flush=True)


_COMMANDS = {"dataset": _dataset, "run": _run, "sqlite-readers": _readers}


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
