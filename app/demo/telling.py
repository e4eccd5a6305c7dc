"""Tells the deeds of the demo, each at its moment of the past, the oldest first; and what happens by itself between."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.demo import past, there
from app.demo.deeds import VERBS
from app.demo.script import deeds
from app.demo.stage import Scene, Stage
from app.due_work import DueWork
from app.server import working

LENGTH = timedelta(days=29)  # less than feeds are kept, so that all of it can be heard again


async def tell(stage: Stage) -> None:
    """Tell what was not told yet.

    All that happens is written in the order of time. So what lies before anything that has happened since is left out:
    that it was told already is the usual case, that somebody used an unfinished demo the other.
    """
    work = working(stage.house, stage.store)
    reached = await there.told_up_to(stage.house, stage.accounts.values()) or stage.now - LENGTH
    for moment, scene in _scenes(stage):
        if moment <= reached:
            continue
        await _time_passes(work, reached, moment)
        with past.at(moment):
            await VERBS[scene.deed.verb](scene, *scene.deed.words)
        reached = moment
    await _time_passes(work, reached, stage.now)


def _scenes(stage: Stage) -> Iterator[tuple[datetime, Scene]]:
    for deed in deeds():
        yield stage.now - timedelta(seconds=deed.ago), Scene(stage, deed)


async def _time_passes(work: DueWork, after: datetime, up_to: datetime) -> None:
    """Let happen what was due in a span, at the moments at which it was: also at once after what began the span."""
    after -= datetime.resolution
    while (moment := await there.next_due(work.house, after, up_to)) is not None:
        with past.at(moment):
            await work.do()
        after = moment
