"""The words of the command line."""

import argparse
import os
from pathlib import Path

from bench.leads.pages import ASKED
from bench.load.servers import SIDES
from bench.sockets.run import FIGURES
from bench.streams import commands as streams

POSTGRES = os.environ.get("PARLEY_BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432/parley_bench")
SCENARIOS = ["inbox", "thread", "cards", "send"]


def parser() -> argparse.ArgumentParser:
    """Everything that can be asked for."""
    top = argparse.ArgumentParser(prog="python -m bench", description="Measures Parley beside a hand-written server.")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    dataset = commands.add_parser("dataset", help="make a dataset, unless it is there")
    dataset.add_argument("--database", default=POSTGRES, metavar="URL", help="postgres://… or sqlite:///path")
    dataset.add_argument("--scale", type=float, default=1.0, help="1 has 2,000,000 messages")
    limit = commands.add_parser("limit", help="serve the hand-written server, with the secret of PARLEY_SECRET")
    limit.add_argument("--database", required=True, metavar="URL")
    limit.add_argument("--port", type=int, default=8001)
    run = commands.add_parser("run", help="all of it: datasets, the servers, the tables (what no command does)")
    run.add_argument("--only", choices=["postgres", "sqlite", "sockets"], help="one part of it")
    run.add_argument("--scenarios", nargs="+", choices=SCENARIOS, default=SCENARIOS)
    readers = commands.add_parser("sqlite-readers", help="reads beside a running writer, on SQLite (a part of run)")
    sockets = commands.add_parser("sockets", help="events and sockets, on PostgreSQL (a part of run)")
    sockets.add_argument("--only", nargs="+", choices=FIGURES, default=FIGURES, dest="figures")
    outreach = commands.add_parser("outreach", help="what a send costs, beside a version before")
    outreach.add_argument("--before", type=Path, required=True, metavar="FOLDER", help="a checkout of that version")
    outreach.add_argument("--only", choices=["postgres", "sqlite"], help="one database")
    outreach.add_argument(
        "--requests", type=int, default=1_000, metavar="N", help="sends of a kind in a round, at most"
    )
    leads = commands.add_parser("leads", help="pages of a leads pool")
    leads.add_argument("--only", choices=["postgres", "sqlite"], help="one database")
    leads.add_argument("--leads", type=int, default=200_000, metavar="N", help="how many are in the pool")
    leads.add_argument("--pages", nargs="+", choices=list(ASKED), default=list(ASKED), help="which pages")
    leads.add_argument(
        "--concurrency", type=int, nargs="+", default=[16, 1], help="clients that ask at once: a table for each"
    )
    leads.add_argument("--rounds", type=int, default=5)
    leads.add_argument("--seconds", type=float, default=3.0, help="of each round")
    inbox = commands.add_parser("inbox", help="pages of a very large inbox, by every folder and filter")
    inbox.add_argument("--requests", type=int, default=20, metavar="N", help="of each page")
    search = commands.add_parser("search", help="searches in the four modules over a very large inbox")
    search.add_argument(
        "--requests", type=int, default=1_000, metavar="N", help="by one client, of each group at least"
    )
    search.add_argument("--concurrency", type=int, default=16, help="clients that ask at once where CPU is measured")
    search.add_argument("--rounds", type=int, default=5, help="of every query once, where CPU is measured")
    search.add_argument("--sides", nargs="+", choices=["parley", "limit"], default=["parley", "limit"])
    for command in (search, inbox):
        command.add_argument("--only", choices=["postgres", "sqlite"], help="one database")
        command.add_argument("--scale", type=float, default=1.0, help="of the PostgreSQL dataset; SQLite's is a tenth")
    streams.add_to(commands)
    console = commands.add_parser("console", help="the console in a browser: how soon, how large, how smooth")
    console.add_argument("--conversations", type=int, default=10_000, metavar="N")
    console.add_argument("--messages", type=int, default=5_000, metavar="N", help="of one of them")
    console.add_argument("--rounds", type=int, default=3)
    feeding = commands.add_parser("ingest", help="how fast files are fed, and in how much memory")
    feeding.add_argument("--rows", type=int, default=200_000, metavar="N", help="records of each kind")
    for command in (run, outreach):
        command.add_argument("--concurrency", type=int, default=16, help="clients that ask at once")
    for command in (run, readers, sockets, outreach):
        command.add_argument("--scale", type=float, default=1.0, help="of the PostgreSQL dataset; SQLite's is a tenth")
        command.add_argument("--rounds", type=int, default=7)
    for command in (run, readers):
        command.add_argument("--seconds", type=float, default=4.0, help="of each round")
    for command in (run, sockets):
        command.add_argument("--sides", nargs="+", choices=list(SIDES), default=list(SIDES), help="servers to measure")
        command.add_argument("--sockets", type=int, default=1_000, metavar="N", help="what the figures call 1,000")
        command.add_argument("--minutes", type=float, default=10.0, help="of events to sockets that never read")
    return top
