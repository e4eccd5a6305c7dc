"""The commands of this part: what they are asked, and what they print."""

import argparse
import os
import resource

from bench.dataset.make import make
from bench.streams.events import commit_to_socket
from bench.streams.idle import idle
from bench.streams.processes import compare
from bench.streams.resume import MUST, resume

NATS = os.environ.get("PARLEY_BENCH_NATS", "nats://127.0.0.1:4222")
BUSES = {"nats": NATS, "postgres": "postgres"}


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Their words."""
    events = commands.add_parser("events", help="from commit to socket, between two servers")
    events.add_argument("--buses", nargs="+", choices=list(BUSES), default=list(BUSES))
    events.add_argument("--sends", type=float, default=300.0, metavar="N", help="a second, to both servers in turn")
    back = commands.add_parser("resume", help="a crowd that comes back at once, each with events that it missed")
    back.add_argument("--missed", type=int, nargs="+", choices=list(MUST), default=list(MUST), help="by each")
    back.add_argument("--subscribers", type=int, default=1_000, metavar="N", help="of as many accounts")
    back.add_argument(
        "--opening", type=int, metavar="N", help="sockets being opened at a time; else all of them at once"
    )
    quiet = commands.add_parser("idle", help="sockets to which nothing happens: memory and CPU of their one process")
    quiet.add_argument("--sockets", type=int, default=10_000, metavar="N")
    processes = commands.add_parser("processes", help="two processes against one, each held to a share of a core")
    processes.add_argument("--cores", type=float, default=0.25, metavar="SHARE", help="of a core, for each")
    for command, rounds in ((events, 3), (back, 1), (quiet, 1), (processes, 5)):
        command.add_argument("--scale", type=float, default=1.0, help="of the PostgreSQL dataset")
        command.add_argument("--rounds", type=int, default=rounds)
    for command, seconds in ((events, 20.0), (quiet, 60.0), (processes, 4.0)):
        command.add_argument("--seconds", type=float, default=seconds, help="of each round")


async def run(asked: argparse.Namespace, url: str) -> None:
    """Any of them, on PostgreSQL."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # the servers have it from here, too
    await make(url, asked.scale)
    print(f"\n{_title(asked)}, PostgreSQL, scale {asked.scale:g}, rounds: {asked.rounds}\n", flush=True)
    print(await _table(asked, url), flush=True)


def _title(asked: argparse.Namespace) -> str:
    match asked.command:
        case "events":
            return f"From commit to socket, two servers, {asked.sends:g} sends a second for {asked.seconds:g} s"
        case "resume":
            return f"{asked.subscribers:,} subscribers who come back at once"
        case "idle":
            return f"{asked.sockets:,} idle sockets for {asked.seconds:g} s"
        case _:
            return f"Two processes against one, each held to {asked.cores:g} of a core"


async def _table(asked: argparse.Namespace, url: str) -> str:
    match asked.command:
        case "events":
            buses = [BUSES[bus] for bus in asked.buses]
            return await commit_to_socket(url, buses, asked.sends, asked.seconds, asked.rounds)
        case "resume":
            return await resume(url, asked.missed, asked.subscribers, asked.opening, asked.rounds)
        case "idle":
            return await idle(url, asked.sockets, asked.seconds, asked.rounds)
        case _:
            return await compare(url, asked.rounds, asked.seconds, asked.cores)
