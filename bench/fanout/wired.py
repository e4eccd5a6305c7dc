"""Parley, whole and on a real port, with the measurement's routes: events can be handed to its hub with their row.

python -m bench.fanout.wired, by the settings of the environment
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

import uvloop
from aiohttp import web

from app import logs, settings
from app.commands import BACKLOG
from app.pages import HOUSE
from app.server import GRAPHQL, SETTINGS, build
from bench.fanout.commits import Commits
from bench.fanout.routes import Routes
from domain.house import House
from domain.queries import events
from domain.queries.subjects import Subjects
from gateway.socket import SocketLimits

NUMBER = 2  # the place of an entry's position among the columns of events.READ
MOST_SOCKETS = 100_000  # of one user


class HubFeed:
    """Hands events to the hub as if each had come over the bus with its row: built anew, and read by nobody."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._rows: dict[int, list[Any]] = {}
        self._text = 0

    async def prepare(self, accounts: Sequence[int]) -> None:
        """Keep the last entry of each account's feed, as the hub would read it."""
        heads = await events.heads(self._house, accounts)
        tails = [heads[account] - 1 for account in accounts]
        found = await self._house.database.fetch(events.READ, accounts, tails)
        for row in found:
            names = list(row.keys())
            self._text = len(names) - 1 - names[::-1].index("text")  # the last is that of the entry's own message
            self._rows[row[1]] = list(row)

    def make(self, account: int, text: str) -> Any:
        row = self._rows[account]
        row[NUMBER] += 1
        row[self._text] = text
        return events.event(row, self._house.epoch, Subjects())

    async def give(self, account: int, made: Any) -> None:
        self._house.hub.hand(account, made)


async def _let_everybody_in(app: web.Application) -> None:
    app[GRAPHQL].sockets.limits = SocketLimits(sockets=MOST_SOCKETS, entering=MOST_SOCKETS)


def _live(app: web.Application) -> int:
    """How many subscriptions hear what comes; under plain execution, each is a member of the hub."""
    if app[SETTINGS].execution == "reference":
        return app[HOUSE].hub.listeners
    clients = app[GRAPHQL].sockets._all  # noqa: SLF001 - to be measured
    operations = [operation for client in clients for operation in client.operations.values()]
    return sum(operation.group is not None and operation.task is None for operation in operations)


def serve() -> None:
    """Serve until a signal comes, by the settings of the environment."""
    chosen = settings.load()
    logs.configure(development=False)
    app = build(chosen)
    app.on_startup.append(_let_everybody_in)
    routes = Routes(
        lambda: HubFeed(app[HOUSE]),
        lambda: app[GRAPHQL].sockets.sockets,
        partial(_live, app),
        lambda: Commits(app[HOUSE]),
    )
    routes.add_to(app)
    web.run_app(
        app, host=chosen.host, port=chosen.port, loop=uvloop.new_event_loop(), access_log=None, print=None,
        shutdown_timeout=1.0, backlog=BACKLOG,
    )  # fmt: skip


if __name__ == "__main__":
    serve()
