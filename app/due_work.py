"""What happens by itself: loops that take what is due and do it, however many processes run it (PLT-5).

What is due changes in the database only (domain.actions.timers), and so happens once. Bytes are deleted here, between
two transactions: to delete them twice is harmless.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from structlog.stdlib import get_logger

from app.traces import Traces
from domain.actions import deliveries, timers
from domain.house import House
from domain.viewer import System
from models.due import DueKind

IDLE_SECONDS = 1.0
SOME = 50  # creators of a bulk message, before another has its turn

log = get_logger()
Outside = Callable[[int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class DueWork:
    """A house's work, and what is done outside of its database, by kind."""

    house: House
    outside: dict[DueKind, Outside]
    traces: Traces | None = None

    async def do(self) -> int:
        """Do all that is due now, the longest due first; how much was done. One that fails is tried again later."""
        return await self._all(timers.TIMERS) + await self._all(self.outside) + await self._bulk()

    async def go_on(self) -> None:
        """Do what is due, for ever. What waits for others than the database keeps nothing else waiting."""
        await asyncio.gather(
            self._for_ever(lambda: self._all(timers.TIMERS)),
            self._for_ever(lambda: self._all(self.outside)),
            self._for_ever(self._bulk),
        )

    async def _for_ever(self, do: Callable[[], Awaitable[int]]) -> None:
        while True:
            try:
                await do()
            except Exception as error:  # noqa: BLE001 - the next time may succeed; until then the log says so
                log.warning("due work failed", error=repr(error))
            await asyncio.sleep(IDLE_SECONDS)

    async def _all(self, kinds: Collection[DueKind]) -> int:
        done = 0
        while claimed := await timers.claim(System(self.house), kinds):
            for kind, subject_key in claimed:
                done += await self._one(kind, subject_key)
        return done

    async def _bulk(self) -> int:
        """Send bulk messages, some creators of each in turn; how many turns there were."""
        turns, system = 0, System(self.house)
        while claimed := await timers.claim(system, [DueKind.BULK_GOES_ON], 1, deliveries.LEASE):
            ((kind, key),) = claimed
            tried = 0
            try:
                with self._traced(DueKind.BULK_GOES_ON):
                    while tried < SOME and await deliveries.deliver(system, key):
                        tried += 1
                    if tried == SOME:
                        await deliveries.pause(system, key)
            except Exception as error:  # noqa: BLE001 - one thing must not stand in the way of the others
                log.warning("due work failed", kind=kind, subject=key, error=repr(error))
                await self._stumbled(key, tried)
            turns += 1
        return turns

    async def _stumbled(self, key: int, tried: int) -> None:
        """Try a bulk message again later; without the creator that fails time after time."""
        system = System(self.house)
        if tried:
            await deliveries.pause(system, key)  # it was another creator's turn that failed before
        if not await deliveries.pass_over(system, key):
            await timers.postpone(system, DueKind.BULK_GOES_ON, key)

    async def _one(self, kind: DueKind, subject_key: int) -> bool:
        with self._traced(kind):
            return await self._tried(kind, subject_key)

    def _traced(self, kind: DueKind) -> AbstractContextManager[object]:
        return nullcontext() if self.traces is None else self.traces.work(kind)

    async def _tried(self, kind: DueKind, subject_key: int) -> bool:
        system = System(self.house)
        try:
            if kind not in self.outside:
                return await timers.run(system, kind, subject_key)
            await self.outside[kind](subject_key)
            await timers.finish(system, kind, subject_key)
        except Exception as error:  # noqa: BLE001 - one thing must not stand in the way of the others
            log.warning("due work failed", kind=kind, subject=subject_key, error=repr(error))
            await timers.postpone(system, kind, subject_key)
            return False
        return True
