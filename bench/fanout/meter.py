"""What a server's process says of itself, and how long its event loop was held."""

import asyncio
import time
from dataclasses import dataclass

TICK = 0.001


@dataclass(frozen=True, slots=True)
class Reading:
    """`cpu` is in seconds since the process began; `live`: subscriptions that hear what comes."""

    cpu: float
    sockets: int
    live: int
    tasks: int


def reading(sockets: int, live: int) -> Reading:
    """How things stand."""
    return Reading(time.process_time(), sockets, live, len(asyncio.all_tasks()))


@dataclass(slots=True)
class Hold:
    """The longest time the loop was held, and the most its thread has worked between two turns; in milliseconds."""

    wall: float = 0.0
    cpu: float = 0.0


class Watch:
    """Asks for a turn of the loop each millisecond. It costs a hundredth of a core, so it runs only once asked for."""

    def __init__(self) -> None:
        self._longest = Hold()
        self._task: asyncio.Task[None] | None = None

    def look(self) -> Hold:
        """The longest since the last look."""
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        seen, self._longest = self._longest, Hold()
        return seen

    async def _run(self) -> None:
        clock, worked = time.perf_counter, time.thread_time
        while True:
            began, own = clock(), worked()
            await asyncio.sleep(TICK)
            self._longest.wall = max(self._longest.wall, 1000 * (clock() - began - TICK))
            self._longest.cpu = max(self._longest.cpu, 1000 * (worked() - own))
