"""One use case, one commit, one announcement: the decorator that makes a function a door."""

import asyncio
import contextvars
import random
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import asyncpg
from structlog.stdlib import get_logger

from domain import clock, feed
from domain.events import Event
from domain.house import House
from domain.viewer import Newcomer, Service, Staff, System, Viewer
from models.database import Unit
from models.sql import Row, Statement

P = ParamSpec("P")
R = TypeVar("R")
V = TypeVar("V", bound=Viewer | System | Service | Staff | Newcomer)

TRIES = 5


class OvertakenError(Exception):
    """Others have just made what a door found missing: it begins anew, and finds it there."""


WORTH_RETRYING = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError, OvertakenError)

log = get_logger()
_inside: contextvars.ContextVar[bool] = contextvars.ContextVar("inside a door", default=False)


class Transaction:
    """The unit of work of a door, handed to its steps. `now` is the one moment of everything it does."""

    def __init__(self, house: House, unit: Unit) -> None:
        self.house = house
        self.dialect = unit.dialect
        self.now = clock.now()
        self.told: list[tuple[int, Event]] = []
        self.fetch: Callable[..., Awaitable[Sequence[Row]]] = unit.fetch
        self.fetch_row: Callable[..., Awaitable[Row | None]] = unit.fetch_row
        self.execute_many: Callable[[Statement, Sequence[Sequence[Any]]], Awaitable[None]] = unit.execute_many

    def announce(self, event: Event, *, to: Iterable[int]) -> None:
        """Tell accounts, each at the next position of its feed, if and when this commits."""
        self.told += [(account_id, event) for account_id in to]


def door(
    function: Callable[Concatenate[V, Transaction, P], Coroutine[Any, Any, R]],
) -> Callable[Concatenate[V, P], Coroutine[Any, Any, R]]:
    """Make a function of (viewer, tx, …) a door: callers pass the viewer and the rest.

    The whole of it is one transaction in a task of its own, so that a caller who is cancelled leaves it whole or
    absent. It is tried again on serialization failures and deadlocks, and what it announced is told after commit.
    """

    @wraps(function)
    async def opened(viewer: V, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if _inside.get():
            raise RuntimeError(f"{function.__name__} is a door, called from inside a door: doors call steps")
        house = viewer.house
        task = asyncio.create_task(_with_retries(house, lambda tx: function(viewer, tx, *args, **kwargs)))
        house.units.add(task)
        task.add_done_callback(house.units.discard)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.add_done_callback(_note_failure)
            raise

    return opened


async def _with_retries(house: House, work: Callable[[Transaction], Awaitable[R]]) -> R:
    _inside.set(True)  # this task's own context: nobody else sees it
    for attempt in range(1, TRIES + 1):
        try:
            return await _once(house, work)
        except WORTH_RETRYING:
            if attempt == TRIES:
                raise
            await asyncio.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311 - jitter, not a secret
    raise AssertionError("unreachable")


async def _once(house: House, work: Callable[[Transaction], Awaitable[R]]) -> R:
    async with house.database.transaction() as unit:
        tx = Transaction(house, unit)
        result = await work(tx)
        heads = await feed.append(unit, tx.told, tx.now)
    if heads:
        house.bus.publish(heads)
    return result


def _note_failure(task: asyncio.Task[Any]) -> None:
    """Nobody waits for this unit any more: its failure is known to the log only."""
    if not task.cancelled() and (error := task.exception()):
        log.warning("a unit of work failed after its caller had gone", error=repr(error))
