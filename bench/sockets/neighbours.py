"""Other processes on the machine, which disturb what is measured."""

import os
import time

from bench.load import machine
from bench.load.machine import PostgresServer

QUIET = 0.1  # of a core


class Neighbours:
    """Watches what is used by nobody of ours: this process, its children, the database."""

    def __init__(self, database: PostgresServer | None) -> None:
        self._database = database
        self._before = self._used()

    def look(self, what: str) -> str | None:
        """A remark, where it was not quiet since the last look."""
        now = self._used()
        busy, seconds = (late - early for late, early in zip(now, self._before, strict=True))
        self._before = now
        if busy <= QUIET * seconds:
            return None
        return f"{what}: not a quiet machine, other processes used {busy / seconds:.2f} of a core"

    def _used(self) -> tuple[float, float]:
        ours = machine.family_seconds(os.getpid()) + (self._database.cpu_seconds() if self._database else 0.0)
        return machine.busy_seconds() - ours, time.monotonic()
