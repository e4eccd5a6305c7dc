"""Several server processes on one port (`serve --workers N`): started, started again when they die, and ended together.

They share the port (SO_REUSEPORT) and nothing else: the kernel gives each new connection to one of them. Whoever looks
after them holds one end of two pipes of each: a worker says on one that it serves, and ends when the other is closed,
so that none is left behind by a supervisor that was killed.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from structlog.stdlib import get_logger

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds before one that died is started again
LIVED = 60.0  # seconds after which a death is the first again
LOOK_SECONDS = 0.05
STARTING_SECONDS = 60.0
ENDING_SECONDS = 10.0

log = get_logger()


@dataclass(slots=True)
class Worker:
    """One of the processes."""

    number: int
    process: subprocess.Popen[bytes] | None = None
    ready: bool = False
    said: int = -1  # where it says that it serves
    began: float = 0.0
    pause: float = FIRST_PAUSE
    again_at: float = 0.0

    def start(self) -> None:
        """Start it."""
        self.said, saying = os.pipe()
        os.set_blocking(self.said, False)
        command = [sys.executable, "-m", "app", "serve", "--worker", str(saying), "--number", str(self.number)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=[saying])  # noqa: S603 - ourselves
        os.close(saying)
        self.began, self.ready = time.monotonic(), False

    def look(self) -> int | None:
        """Notice that it serves; its exit status if it has ended."""
        assert self.process is not None  # noqa: S101 - it was started
        with suppress(BlockingIOError):
            self.ready = bool(os.read(self.said, 1)) or self.ready
        return self.process.poll()

    def forget(self) -> None:
        """It has ended: give back what was held of it, and say when it is to be started again."""
        assert self.process is not None  # noqa: S101 - it was started
        assert self.process.stdin is not None  # noqa: S101 - a pipe
        self.process.stdin.close()
        os.close(self.said)
        self.process = None
        now = time.monotonic()
        self.pause = FIRST_PAUSE if now - self.began > LIVED else min(2 * self.pause, LONGEST_PAUSE)
        self.again_at = now + self.pause


@dataclass(slots=True)
class Workers:
    """All of them. `serving` is called once, when every one serves."""

    number: int
    serving: Callable[[], None]
    _all: list[Worker] = field(default_factory=list)
    _ending: bool = False

    def run(self) -> int:
        """Look after them until SIGTERM or SIGINT; the exit status. 2 where one cannot start at all."""
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, self._end)
        self._all = [Worker(number) for number in range(1, self.number + 1)]
        for worker in self._all:
            worker.start()
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
                        worker.start()
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
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("a worker did not end", pid=process.pid)
                process.kill()
                process.wait()
