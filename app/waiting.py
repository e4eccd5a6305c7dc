"""What only the database knows of what waits, looked at when somebody watches, and now and then only."""

import asyncio
from collections.abc import Iterator
from time import monotonic

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from structlog.stdlib import get_logger

from domain import clock
from domain.house import House
from domain.queries import due
from domain.queries.due import Waiting

EVERY_SECONDS = 5.0  # however often it is asked for
PATIENCE_SECONDS = 1.0

log = get_logger()


class Base(Collector):
    """The database: whether it answers, how its connections are used, and what is due and waits there."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._looked = 0.0
        self._looking: asyncio.Task[None] | None = None
        self._answers = False
        self._waiting: list[Waiting] = []

    async def look(self) -> None:
        """Look, if the last look is a while ago. Raises nothing."""
        if self._looking is None and (not self._looked or monotonic() - self._looked >= EVERY_SECONDS):
            self._looking = asyncio.create_task(self._look())
        if self._looking is not None:
            await asyncio.shield(self._looking)

    async def _look(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                self._waiting = await due.waiting(self._house, clock.now())
            self._answers = True
        except Exception as error:  # noqa: BLE001 - whatever it is, that is what there is to tell
            log.warning("metrics without the database", error=repr(error))
            self._answers, self._waiting = False, []
        finally:
            self._looked, self._looking = monotonic(), None

    def collect(self) -> Iterator[Metric]:
        """Every number, as of the last look."""
        yield GaugeMetricFamily("parley_database_up", "Whether the database answered within a second.", self._answers)
        families = [
            GaugeMetricFamily(f"parley_database_{name}", words, labels=["for"])
            for name, words in (
                ("connections_max", "Connections that there may be."),
                ("connections_busy", "Connections in use."),
                ("waiting", "Reads, and transactions, that wait for one."),
            )
        ]
        for purpose, use in self._house.database.use.items():
            for family, number in zip(families, use, strict=True):
                family.add_metric([purpose], number)
        yield from families
        late = GaugeMetricFamily("parley_due_late_seconds", "How long the longest due waits.", labels=["kind"])
        count = GaugeMetricFamily(
            "parley_due_waiting",
            f"Due and nobody at it, of the {due.LOOKED_AT:,} longest due.",
            labels=["kind"],
        )
        now = clock.now()
        for waiting in self._waiting:
            late.add_metric([waiting.kind], max(0.0, (now - waiting.since).total_seconds()))
            count.add_metric([waiting.kind], waiting.count)
        yield late
        yield count
