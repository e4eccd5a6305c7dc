"""Feeding a file: batch by batch, so that memory does not grow with it and sends go in between."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from app import houses
from app.ingest.lines import Lines
from app.ingest.progress import Progress
from app.ingest.reading import Read, read
from app.ingest.reports import Report
from app.ingest.tables import UnusableError
from app.settings import Settings
from domain.actions.feeding import intake
from domain.errors import InvalidInput
from domain.feeding import BATCH, Outcome, Status
from domain.records import Record
from domain.viewer import System

PAUSE_SECONDS = 0.025
LARGEST_BATCH = 4 * 1024 * 1024  # bytes of records


@dataclass(frozen=True, slots=True)
class Asked:
    """Which file, of which kind, and where the bad rows go."""

    file: str
    kind: str | None
    bad: Path | None


async def ingest(settings: Settings, asked: Asked) -> int:
    """Feed a file. 0: all of it is in; 1: some records were refused, the others are in; 2: there is nothing to feed."""
    with ExitStack() as files:
        try:
            lines = files.enter_context(closing(Lines(asked.file)))
            report = files.enter_context(closing(Report(asked.bad)))
        except OSError as error:
            sys.stderr.write(f"Parley cannot open it: {error}\n")
            return 2
        try:
            rows = read(asked.file, asked.kind, lines)
        except UnusableError as error:
            sys.stderr.write(f"{error}\n")
            return 2
        async with houses.opened(settings) as house:
            await _feed(System(house), rows, lines, report)
    report.summarise()
    return 1 if report.refused else 0


async def _feed(system: System, rows: Iterator[Read], lines: Lines, report: Report) -> None:
    progress = Progress(lines.size)
    records = 0
    try:
        async for batch, outcomes in _fed(system, rows):
            records += len(batch)
            for row, outcome in zip(batch, outcomes, strict=True):
                if outcome.status is Status.REFUSED:
                    progress.clear()
                report.note(row, outcome)
            progress.draw(records, lines.read)
    finally:
        progress.close()


async def _fed(system: System, rows: Iterator[Read]) -> AsyncIterator[tuple[list[Read], list[Outcome]]]:
    read = batches(rows)
    upcoming = asyncio.create_task(asyncio.to_thread(next, read, None))
    while (batch := await upcoming) is not None:
        # Read while the database works.
        upcoming = asyncio.create_task(asyncio.to_thread(next, read, None))
        records = [row.said for row in batch if isinstance(row.said, Record)]
        taken = iter(await intake.feed(system, batch[0].kind, records) if records else [])
        if system.house.database.dialect == "sqlite":
            await asyncio.sleep(PAUSE_SECONDS)  # whoever waits for the one writer's place looks for it now and then
        yield (
            batch,
            [
                Outcome("", Status.REFUSED, row.said) if isinstance(row.said, InvalidInput) else next(taken)
                for row in batch
            ],
        )


def batches(rows: Iterator[Read]) -> Iterator[list[Read]]:
    """Rows of one kind that follow each other, as many as one transaction takes."""
    batch: list[Read] = []
    weight, size = 0, 0
    for row in rows:
        more = row.said.weight if isinstance(row.said, Record) else 1
        if batch and (row.kind != batch[0].kind or weight + more > BATCH or size + row.size > LARGEST_BATCH):
            yield batch
            batch, weight, size = [], 0, 0
        batch.append(row)
        weight, size = weight + more, size + row.size
    if batch:
        yield batch
