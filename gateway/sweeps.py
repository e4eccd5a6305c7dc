"""Doing something to each of many after a while, by one timer: a timer for each would cost more than what is done."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

GRAIN_SECONDS = 0.01  # what is due within the same moment is done at once

T = TypeVar("T")


class Sweep(Generic[T]):
    """Everybody who is added waits for the same time, so the line is in order; who was served has to be added again."""

    def __init__(self, seconds: Callable[[], float], serve: Callable[[T], None]) -> None:
        """`seconds` is asked whenever somebody is added. `serve` may add and drop as it likes, and must not raise."""
        self._seconds = seconds
        self._serve = serve
        self._line: OrderedDict[T, float] = OrderedDict()
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._line)

    def add(self, one: T) -> None:
        """Serve somebody after the time of now."""
        seconds = self._seconds()
        loop = asyncio.get_running_loop()
        self._line[one] = loop.time() + seconds
        if self._timer is None:
            self._timer = loop.call_later(seconds, self._sweep)

    def drop(self, one: T) -> None:
        """Do not serve somebody after all."""
        self._line.pop(one, None)

    def close(self) -> None:
        """Serve nobody any more."""
        self._line.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = None
        until = loop.time() + GRAIN_SECONDS
        due = []
        while self._line:
            one, at = self._line.popitem(last=False)
            if at > until:
                self._line[one] = at
                self._line.move_to_end(one, last=False)
                break
            due.append(one)
        for one in due:
            self._serve(one)
        if self._line and self._timer is None:
            self._timer = loop.call_at(next(iter(self._line.values())), self._sweep)
