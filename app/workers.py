"""Several server processes on one port (`serve --workers N`): started, started again when they die, and ended together.

They share the port (SO_REUSEPORT): the kernel gives each new connection to one of them. Each is forked from whoever
looks after them, who has imported all and opened nothing: so it serves sooner, and memory is shared.
Of two pipes of each the supervisor holds one end: a worker says on one that it serves, and ends when the other is
closed, so that none is left behind by a supervisor that was killed.
"""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.context import ForkProcess
from typing import Protocol

from structlog.stdlib import get_logger

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds before one that died is started again
LIVED = 60.0  # seconds after which a death is the first again
LOOK_SECONDS = 0.05
STARTING_SECONDS = 60.0
ENDING_SECONDS = 10.0

log = get_logger()


class Work(Protocol):
    """What a worker does, by its number, until it is told to end or `held` is closed; its exit status."""

    def __call__(self, number: int, *, saying: int, held: int) -> int:
        """Serve, and write a byte to `saying` once that is so."""


@dataclass(slots=True)
class Worker:
    """One of the processes."""

    number: int
    process: ForkProcess | None = None
    ready: bool = False
    said: int = -1  # where it says that it serves
    holding: int = -1  # closed when nobody looks after it any more
    began: float = 0.0
    pause: float = FIRST_PAUSE
    again_at: float = 0.0

    def start(self, work: Work, everyone: Iterable["Worker"]) -> None:
        """Start it, as one of all of them: the supervisor's ends of their pipes are none of its business."""
        self.said, saying = os.pipe()
        held, self.holding = os.pipe()
        os.set_blocking(self.said, False)
        theirs = [end for one in everyone for end in one.ends]

        def be() -> None:
            for end in theirs:
                os.close(end)
            for one in (signal.SIGTERM, signal.SIGINT):
                signal.signal(one, signal.SIG_DFL)
            sys.exit(work(self.number, saying=saying, held=held))

        self.process = multiprocessing.get_context("fork").Process(target=be)
        self.process.start()
        os.close(saying)
        os.close(held)
        self.began, self.ready = time.monotonic(), False

    @property
    def ends(self) -> tuple[int, ...]:
        """Of its pipes, what the supervisor holds."""
        return tuple(end for end in (self.said, self.holding) if end != -1)

    def look(self) -> int | None:
        """Notice that it serves; its exit status if it has ended."""
        assert self.process is not None  # noqa: S101 - it was started
        with suppress(BlockingIOError):
            self.ready = bool(os.read(self.said, 1)) or self.ready
        return self.process.exitcode

    def forget(self) -> None:
        """It has ended: give back what was held of it, and say when it is to be started again."""
        assert self.process is not None  # noqa: S101 - it was started
        self.process.close()
        for end in self.ends:
            os.close(end)
        self.process, self.said, self.holding = None, -1, -1
        now = time.monotonic()
        self.pause = FIRST_PAUSE if now - self.began > LIVED else min(2 * self.pause, LONGEST_PAUSE)
        self.again_at = now + self.pause


@dataclass(slots=True)
class Workers:
    """All of them. `serving` is called once, when every one serves."""

    number: int
    work: Work
    serving: Callable[[], None]
    _all: list[Worker] = field(default_factory=list)
    _ending: bool = False

    def run(self) -> int:
        """Look after them until SIGTERM or SIGINT; the exit status. 2 where one cannot start at all."""
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, self._end)
        self._all = [Worker(number) for number in range(1, self.number + 1)]
        for worker in self._all:
            worker.start(self.work, self._all)
        try:
            return self._go_on() if self._all_serve() else self._status()
        finally:
            self._close()

    def _end(self, *_: object) -> None:
        self._ending = True

    def _status(self) -> int:
        return 0 if self._ending else 2

    def _all_serve(self) -> bool:
        deadline = time.monotonic() + STARTING_SECONDS
        while not self._ending and time.monotonic() < deadline:
            if any(worker.look() is not None for worker in self._all):
                return False  # it has said why
            if all(worker.ready for worker in self._all):
                self.serving()
                return True
            time.sleep(LOOK_SECONDS)
        if not self._ending:
            log.error("the workers did not serve in time", seconds=STARTING_SECONDS)
        return False

    def _go_on(self) -> int:
        while not self._ending:
            for worker in self._all:
                if worker.process is None:
                    if time.monotonic() >= worker.again_at:
                        worker.start(self.work, self._all)
                elif (status := worker.look()) is not None:
                    worker.forget()
                    log.error("a worker has ended", worker=worker.number, status=status, again_in=worker.pause)
            time.sleep(LOOK_SECONDS)
        return 0

    def _close(self) -> None:
        """Let all end by themselves; kill who does not."""
        running = [worker.process for worker in self._all if worker.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + ENDING_SECONDS
        for process in running:
            process.join(max(0.0, deadline - time.monotonic()))
            if process.is_alive():
                log.warning("a worker did not end", pid=process.pid)
                process.kill()
                process.join()
