"""Steps of a play that nobody on the stage takes: figures that the platform feeds, and time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.outreach.dealings import Dealings
from tests.outreach.stage import Stage
from tests.outreach.steps import NOTHING, Answers

SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Taken:
    """When a figure was taken: so long ago, or so long before the week began."""

    ago: timedelta = timedelta()
    before_week: timedelta | None = None

    def at(self, model: Dealings) -> datetime:
        """The moment."""
        if self.before_week is None:
            return model.now - self.ago
        return model.week_start - self.before_week


@dataclass(frozen=True)
class Followers:
    """The platform says how many followers a creator had."""

    creator: int
    value: int
    taken: Taken

    async def play(self, model: Dealings, stage: Stage) -> Answers:
        at = self.taken.at(model)
        model.followers[self.creator].setdefault(at, self.value)
        await stage.followers(self.creator, self.value, at)
        return NOTHING


@dataclass(frozen=True)
class Gmv:
    """The platform says what a seller had sold."""

    of: str
    value: int
    taken: Taken
    foreign: bool

    async def play(self, model: Dealings, stage: Stage) -> Answers:
        at, currency = self.taken.at(model), "GBP" if self.foreign else model.currency
        model.partners[self.of].gmv.setdefault(at, (self.value, currency))
        await stage.gmv(self.of, self.value, currency, at)
        return NOTHING


@dataclass(frozen=True)
class Wait:
    """Time passes; all that is due is done, unless nothing that does it runs."""

    by: timedelta
    idle: bool = False

    async def play(self, model: Dealings, stage: Stage) -> Answers:
        return await _pass(model, stage, model.now + self.by, idle=self.idle)


@dataclass(frozen=True)
class WaitFor:
    """Time passes until the next week or month begins, or the last second before."""

    what: str
    begun: bool

    async def play(self, model: Dealings, stage: Stage) -> Answers:
        at = model.next_week if self.what == "week" else model.next_month
        return await _pass(model, stage, max(model.now, at if self.begun else at - SECOND), idle=False)


async def _pass(model: Dealings, stage: Stage, until: datetime, *, idle: bool) -> Answers:
    stage.clock.at = until
    model.be(until)
    if not idle:
        await stage.due_work()
    return NOTHING
