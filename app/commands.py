"""What the commands do."""

import argparse
import asyncio
import difflib
import os
import signal
import socket
import sys
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import uvloop
from aiohttp import web

from app import demo as marketplace
from app import epochs, houses, logs, sign_in
from app.graphql import CODES, reading
from app.metrics import Metrics
from app.pages import DEMO_PEOPLE
from app.rendering import stored
from app.server import build, traced, unready, working
from app.settings import Settings
from app.sign_in import Platform
from app.store import Store
from app.webhooks.counts import Webhooks
from app.webhooks.poster import Poster
from app.workers import Workers
from domain.actions import accounts, feed, indexing, levels, search_texts
from domain.queries import indexing as searchable
from domain.queries import viewers
from domain.viewer import System
from gateway.engine import Engine
from gateway.explain import Mistaken
from gateway.explain import explain as explained
from models import migrate as migrations
from schema import root

CLOSING_SECONDS = 1.0
BACKLOG = 4096  # connections that wait to be taken: of a crowd that comes at once, others are asked to try in a second
SDL = Path("schema.graphql")


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def serve(settings: Settings) -> int:
    """Serve until SIGTERM or SIGINT."""
    logs.configure(development=settings.development)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        if settings.development:
            runner.run(_bring_up_to_date(settings))
        if reason := runner.run(unready(settings)):
            sys.stderr.write(f"Parley cannot start: {reason}\n")
            return 2
    if (taken := _taken(settings)) is not None:
        sys.stderr.write(f"Parley cannot start: {taken}.\n")
        return 2
    where = f"Parley serves at http://{settings.host}:{settings.port}"
    if settings.workers > 1:
        words = f"{where} by {settings.workers} processes (stop with Ctrl-C)"
        return Workers(settings.workers, partial(_work, settings), lambda: _say(words)).run()
    _run(settings, build(settings), lambda: _say(f"{where} (stop with Ctrl-C)"))
    return 0


def _run(settings: Settings, app: web.Application, serving: Callable[[], None], *, shared: bool = False) -> None:
    web.run_app(
        app,
        host=settings.host,
        port=settings.port,
        loop=uvloop.new_event_loop(),
        shutdown_timeout=CLOSING_SECONDS,
        access_log=None,
        print=lambda _: serving(),
        reuse_port=shared or None,
        backlog=BACKLOG,
    )


def _work(settings: Settings, number: int, *, saying: int, held: int) -> int:
    """Be one of several workers. Whoever started it has looked at the database, and holds the pipe open."""

    async def end_with_supervisor(_app: web.Application) -> None:
        loop = asyncio.get_running_loop()

        def end() -> None:
            loop.remove_reader(held)
            os.kill(os.getpid(), signal.SIGTERM)

        loop.add_reader(held, end)

    app = build(settings, number)
    app.on_startup.append(end_with_supervisor)
    _run(settings, app, lambda: _tell(saying), shared=True)
    return 0


def _tell(said: int) -> None:
    os.write(said, b"1")
    os.close(said)


def _taken(settings: Settings) -> str | None:
    """Which port cannot be had: said in a sentence, before anything is opened."""
    if not _free(settings.host, settings.port):
        return f"{settings.host}:{settings.port} is taken; set PARLEY_PORT"
    return _metrics_taken(settings, settings.metrics_ports)


def _metrics_taken(settings: Settings, ports: Iterable[int]) -> str | None:
    for port in ports:
        if not _free(settings.metrics_host, port):
            return f"{settings.metrics_host}:{port} is taken; set PARLEY_METRICS_PORT"
    return None


def _free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


async def _bring_up_to_date(settings: Settings) -> Sequence[str]:
    """Apply what is missing, and then make what only the rules can make of what was there; say what was applied."""
    applied = await migrations.migrate(settings.database)
    async with houses.opened(settings) as house:
        system = System(house)
        while await accounts.index_names(system):
            pass
        if await searchable.left(house):
            await _make_searchable(system)
        await levels.begin_everywhere(system)
    return applied


async def _make_searchable(system: System) -> None:
    """Let all that was there be found; names first, as the last message says that nothing is left to do."""
    for table in search_texts.NAMED:
        reached: int | None = 0
        while reached is not None:
            reached = await search_texts.remake(system, table, reached)
    while await indexing.index_messages(system):
        pass


async def migrate(settings: Settings, asked: argparse.Namespace) -> int:
    """Apply what is missing; after a restore, begin a new epoch."""
    applied = await _bring_up_to_date(settings)
    _say(f"applied {', '.join(applied)}" if applied else "nothing to apply")
    async with houses.opened(settings) as house:
        await feed.trim(System(house))
        if asked.restored:
            epoch = await epochs.settle(System(house), restored=True)
            _say(f"a new epoch has begun ({epoch}): listeners with older positions begin anew")
    return 0


async def demo(settings: Settings, _asked: argparse.Namespace) -> int:
    """Load the demo marketplace, and say how to be someone."""
    if not settings.development:
        sys.stderr.write("The demo has passwords that anybody can guess: it loads in development mode only.\n")
        return 2
    await _bring_up_to_date(settings)
    async with houses.opened(settings) as house:
        await feed.trim(System(house))
        loaded = await marketplace.load(house, Store(settings.media))
        _say(f"The demo marketplace is {'loaded' if loaded else 'there'}.")
        _say(f"\nLook at http://{settings.host}:{settings.port} once it is served. To be someone, send a token:\n")
        for handle in ("maya", "acme", "northstar"):
            user_key = await viewers.user_key(house, handle)
            if user_key is not None:
                _say(f"  {handle}, {DEMO_PEOPLE[handle]}\n    {sign_in.issue(settings.key, user_key)[0]}")
    _say("\nMore tokens: python -m app token --as noor. Passwords equal the handles: POST /sign-in.\n")
    return 0


async def work(settings: Settings, asked: argparse.Namespace) -> int:
    """Do what is due until told to stop, or what is due now only. On SQLite the server does it: one process alone."""
    logs.configure(development=settings.development)
    ports = [] if asked.once else settings.metrics_ports[:1]
    if reason := await unready(settings) or _metrics_taken(settings, ports):
        sys.stderr.write(f"Parley cannot work: {reason}\n")
        return 2
    async with houses.serving(settings) as house, AsyncExitStack() as after:
        traces, engine = traced(settings, house), stored(root.build(), CODES, reading(settings))
        after.callback(engine.close)
        if traces is not None:
            after.push_async_callback(traces.close)
        due_work, poster = working(house, Store(settings.media), traces), Poster(house, engine, traces=traces)
        if asked.once:
            _say(f"{await due_work.do() + await poster.do()} things were due")
            return 0
        for port in ports:
            await after.enter_async_context(Metrics(house, Webhooks(poster)).served(settings.metrics_host, port))
        await _until_told_to_stop(due_work.go_on(), poster.go_on())
    return 0


async def _until_told_to_stop(*work: Coroutine[Any, Any, None]) -> None:
    stopped = asyncio.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signum, stopped.set)
    going_on = [asyncio.create_task(part) for part in work]
    _say("Parley works (stop with Ctrl-C)")
    await stopped.wait()
    for task in going_on:
        task.cancel()
    await asyncio.gather(*going_on, return_exceptions=True)


async def token(settings: Settings, asked: argparse.Namespace) -> int:
    """Print a token for a user, or one of the platform's own."""
    lifetime = sign_in.LIFETIME if asked.days is None else timedelta(days=asked.days)
    for name, platform in ((asked.staff, Platform.STAFF), (asked.service, Platform.SERVICE)):
        if name is not None:
            _say(sign_in.issue_platform(settings.key, name, platform, lifetime)[0])
            return 0
    async with houses.opened(settings) as house:
        user_key = await viewers.user_key(house, asked.user)
    if user_key is None:
        sys.stderr.write(f"There is no user {asked.user!r}.\n")
        return 1
    _say(sign_in.issue(settings.key, user_key, asked.account, lifetime)[0])
    return 0


async def schema(_settings: Settings, asked: argparse.Namespace) -> int:
    """Print or write the schema."""
    text = root.build().as_str() + "\n"
    if asked.write:
        await asyncio.to_thread(asked.write.write_text, text, encoding="utf-8")
    else:
        _say(text.rstrip())
    return 0


async def explain(settings: Settings, asked: argparse.Namespace) -> int:
    """Print what the operations of a document cost, and the source that is run for them."""
    engine = Engine(root.build(), CODES, reading(settings))
    try:
        _say(explained(engine.documents, await asyncio.to_thread(asked.file.read_text, encoding="utf-8")))
    except (Mistaken, UnicodeDecodeError) as error:
        sys.stderr.write(f"{asked.file} is no document of this schema:\n{error}\n")
        return 1
    finally:
        engine.close()
    return 0


async def check(_settings: Settings, _asked: argparse.Namespace) -> int:
    """Check that schema.graphql is the schema. What else must be true is a test of tests/house."""
    kept = await asyncio.to_thread(SDL.read_text, encoding="utf-8")
    now = root.build().as_str() + "\n"
    if kept == now:
        return 0
    changes = difflib.unified_diff(kept.splitlines(), now.splitlines(), "schema.graphql", "the schema", lineterm="")
    sys.stderr.write("\n".join(changes) + "\nrun: python -m app schema --write schema.graphql\n")
    return 1
