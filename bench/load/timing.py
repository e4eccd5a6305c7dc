"""Requests of several kinds, each asked once, in order; and what each kind took."""

import asyncio
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.load.client import Connection, connect
from bench.load.rounds import Check, Load, Work


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of a kind, and what its answer must be."""

    kind: str
    request: bytes
    check: Check


class InTurn(Load):
    """All of them, by a number of clients, each asking the next as soon as it has its answer."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        super().__init__(bytes, lambda _status, _body: None)
        self._left: Iterator[Asked] = iter(asked)
        self.took: dict[str, list[float]] = {}

    async def run(self, port: int, work: Work) -> None:
        """Ask until all is asked."""
        connections = await asyncio.gather(*(connect(port) for _ in range(work.concurrency)))
        began = time.perf_counter()
        try:
            await asyncio.gather(*map(self._each, connections))
        finally:
            self.seconds = time.perf_counter() - began
            for connection in connections:
                connection.close()

    async def _each(self, connection: Connection) -> None:
        for asked in self._left:
            began = time.perf_counter()
            status, body = await connection.ask(asked.request)
            took = time.perf_counter() - began
            asked.check(status, body)
            self.latencies.append(took)
            self.took.setdefault(asked.kind, []).append(took)
            self.size += len(body)


def percentile(seconds: Sequence[float], share: int) -> float | None:
    """Milliseconds that so many in a hundred took at most; nothing of nothing."""
    if len(seconds) < 2:
        return 1000 * seconds[0] if seconds else None
    return 1000 * statistics.quantiles(seconds, n=100, method="inclusive")[share - 1]
