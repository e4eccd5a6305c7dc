"""Rounds: a server under load for some seconds, and what that took."""

import asyncio
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.load import machine
from bench.load.client import Connection, connect
from bench.load.machine import PostgresServer
from bench.load.servers import Server

Request = Callable[[], bytes]
Check = Callable[[int, bytes], None]


@dataclass(slots=True)
class Work:
    """How hard and how long."""

    seconds: float
    concurrency: int


class Load:
    """A number of clients, each asking again as soon as it has its answer."""

    def __init__(self, request: Request, check: Check) -> None:
        self._request, self._check = request, check
        self.latencies: list[float] = []
        self.size = 0
        self.seconds = 0.0

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.latencies) / self.seconds

    @property
    def mean_size(self) -> float:
        """Bytes of an answer."""
        return self.size / len(self.latencies)

    def percentile(self, share: int) -> float:
        """Milliseconds that so many in a hundred took at most."""
        return 1000 * statistics.quantiles(self.latencies, n=100, method="inclusive")[share - 1]

    async def run(self, port: int, work: Work) -> None:
        """Ask until the time is over."""
        connections = await asyncio.gather(*(connect(port) for _ in range(work.concurrency)))
        began = time.perf_counter()
        try:
            await asyncio.gather(*(self._client(connection, began + work.seconds) for connection in connections))
        finally:
            self.seconds = time.perf_counter() - began
            for connection in connections:
                connection.close()

    async def _client(self, connection: Connection, until: float) -> None:
        clock, noted = time.perf_counter, self.latencies.append
        while (began := clock()) < until:
            status, body = await connection.ask(self._request())
            noted(clock() - began)
            self._check(status, body)
            self.size += len(body)


@dataclass(slots=True)
class Round:
    """What one round took. CPU is in seconds of one core, memory in MB."""

    load: Load
    server_cpu: float
    database_cpu: float | None
    others_cpu: float
    memory: float

    @property
    def server_per_thousand(self) -> float:
        """CPU seconds of the server per 1,000 requests."""
        return 1000 * self.server_cpu / len(self.load.latencies)

    @property
    def database_per_thousand(self) -> float | None:
        """CPU seconds of the database server per 1,000 requests."""
        return None if self.database_cpu is None else 1000 * self.database_cpu / len(self.load.latencies)


async def measure(server: Server, database: PostgresServer | None, load: Load, work: Work) -> Round:
    """Run a load, reading the meters before and after."""
    before = _meters(server, database)
    await load.run(server.port, work)
    after = _meters(server, database)
    used, by_database, own, busy = (late - early for late, early in zip(after, before, strict=True))
    others = max(0.0, busy - used - by_database - own)
    return Round(load, used, by_database if database else None, others, machine.memory(server.pid))


def _meters(server: Server, database: PostgresServer | None) -> tuple[float, float, float, float]:
    by_database = database.cpu_seconds() if database else 0.0
    return machine.cpu_seconds(server.pid), by_database, time.process_time(), machine.busy_seconds()
