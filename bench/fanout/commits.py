"""When a server committed what it tells: the moments from which events are timed."""

import contextvars
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from domain.house import House

# Of each head that a unit of work moved: account, position, COMMIT given to the connection, COMMIT answered. In ns of
# the machine's monotonic clock, which all its processes share.
Note = tuple[int, int, int, int]


class Commits:
    """Notes every unit of work of a house that tells anybody: its statements are over, its COMMIT is answered."""

    def __init__(self, house: House) -> None:
        self._notes: list[Note] = []
        self._over = contextvars.ContextVar("statements are over", default=0)
        self._transaction, self._publish = house.database.transaction, house.bus.publish
        setattr(house.database, "transaction", self.transaction)  # noqa: B010 - a method of this one object
        setattr(house.bus, "publish", self.publish)  # noqa: B010 - likewise

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Any]:
        """As the database's."""
        async with self._transaction() as unit:
            yield unit
            self._over.set(time.monotonic_ns())

    def publish(self, heads: Mapping[int, int]) -> None:
        """As the bus's: called at once when the COMMIT has been answered, by the task that asked for it."""
        done, over = time.monotonic_ns(), self._over.get()
        self._notes += [(account, position, over, done) for account, position in heads.items()]
        self._publish(heads)

    def taken(self) -> list[Note]:
        """What was noted since this was asked."""
        taken, self._notes = self._notes, []
        return taken
