"""Ask one server for every page, by one client, and tell what they take."""

import random
import secrets
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack

from bench.dataset.stores import open_store
from bench.inbox import pages
from bench.inbox.pages import Narrowed
from bench.load import servers, table
from bench.load.machine import PostgresServer
from bench.load.rounds import Round, Work, measure
from bench.load.servers import Server
from bench.load.timing import Asked, InTurn, percentile
from domain.queries.conversations import InboxFolder
from models.database import is_postgres

SEED = 9
ONE_CLIENT = Work(0, 1)
QUIET = 0.1  # of a core, used by others
FREQUENT_MS, RARE_MS = 20, 120  # what a page must reach, by whether a twentieth matches
HEADER = [
    "filter", "matches in MESSAGES", "p50 ms",
    *(f"p99: {folder.value.lower().replace('_', ' ')}" for folder in InboxFolder), "p99: counts",
]  # fmt: skip
SUMMARY = ["pages of folders", "pages", "requests", "p50 ms", "p99 ms", "longest ms", "must reach"]


class Figures:
    """What has been taken so far, by filter and folder."""

    def __init__(self, narrowed: Sequence[Narrowed]) -> None:
        self._narrowed = narrowed
        self._took: dict[tuple[str, str], list[float]] = {}

    def add(self, name: str, took: dict[str, list[float]]) -> None:
        """More, of a filter."""
        for kind, seconds in took.items():
            self._took.setdefault((name, kind), []).extend(seconds)

    def table(self) -> str:
        """A line for each filter. A star marks a folder of which less than a twentieth matches."""
        lines = [self._line(each) for each in self._narrowed]
        return table.draw(HEADER, lines, words=1)

    def _line(self, each: Narrowed) -> list[str]:
        here = {folder: self._took[each.name, folder] for folder in each.folders}
        whole = [one for seconds in here.values() for one in seconds]
        shown = [
            f"{table.shown(percentile(seconds, 99), 1)}{'' if each.folders[folder].frequent else ' *'}"
            for folder, seconds in here.items()
        ]
        matches = f"{each.folders[InboxFolder.MESSAGES].count:,}"
        counts = table.shown(percentile(self._took[each.name, each.counts.kind], 99), 1)
        return [each.name, matches, table.shown(percentile(whole, 50), 1), *shown, counts]

    def summary(self) -> str:
        """All pages of which a twentieth matches, and all others."""
        kinds = [
            ("where ≥ 5 % match", True, FREQUENT_MS),
            ("where less matches", False, RARE_MS),
        ]
        return table.draw(SUMMARY, [self._summed(*kind) for kind in kinds], words=1)

    def _summed(self, name: str, frequent: bool, most: int) -> list[str]:  # noqa: FBT001 - a row of a table
        chosen = [
            (len([page for page in each.pages if page.kind == folder]), self._took[each.name, folder])
            for each in self._narrowed
            for folder, matching in each.folders.items()
            if matching.frequent is frequent
        ]
        whole = [one for _, seconds in chosen for one in seconds]
        longest = table.shown(1000 * max(whole), 1) if whole else "-"
        figures = [table.shown(percentile(whole, share), 1) for share in (50, 99)]
        return [name, f"{sum(number for number, _ in chosen):,}", f"{len(whole):,}", *figures, longest, f"≤ {most} ms"]


async def measure_pages(url: str, times: int) -> str:
    """Ask for each page so many times, after once that does not count, and draw the tables."""
    secret = secrets.token_hex(32)
    store = await open_store(url)
    await store.settle()
    if mistake := await store.warm():
        print(mistake, flush=True)
    narrowed = await pages.all_of(store, secret.encode())
    await store.close()
    database = await PostgresServer.find(url) if is_postgres(url) else None
    figures, noise = Figures(narrowed), list[Round]()
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(servers.parley(url, secret))
        for each in narrowed:
            asked = [*each.pages, each.counts]
            await InTurn(asked).run(server.port, ONE_CLIENT)
            noise.append(await _round(server, database, figures, each.name, _shuffled(asked, times)))
    if (most := max(one.others_cpu / one.load.seconds for one in noise)) > QUIET:
        print(f"not a quiet machine, other processes used up to {most:.2f} of a core", flush=True)
    return f"{figures.table()}\n\n{figures.summary()}"


async def _round(
    server: Server, database: PostgresServer | None, figures: Figures, name: str, asked: Sequence[Asked]
) -> Round:
    load = InTurn(asked)
    measured = await measure(server, database, load, ONE_CLIENT)
    figures.add(name, load.took)
    return measured


def _shuffled(asked: Iterable[Asked], times: int) -> list[Asked]:
    all_ = list(asked) * times
    random.Random(SEED).shuffle(all_)
    return all_
