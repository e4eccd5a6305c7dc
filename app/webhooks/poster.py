"""The poster: claims what is due, posts side by side, and settles each by itself, in every process that works (EVT-7).

What is claimed is lent for a minute: a process that is killed meanwhile loses nothing, and another goes on. Of a line
only its head is ever lent, so each endpoint is told of an account's events in order, each at least once.
"""

import asyncio
import contextlib
from collections import Counter
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver
from structlog.stdlib import get_logger

from app.traces import Traces
from app.webhooks.bodies import Bodies
from app.webhooks.hosts import Hosts
from app.webhooks.sender import TRY_SECONDS, Sender
from domain import clock
from domain.actions import webhooks
from domain.house import House
from domain.queries import posting
from domain.queries.webhooks import Backlog, backlog
from domain.viewer import System
from domain.webhooks import EventKind, Outcome, Post
from gateway.engine import Engine

AT_ONCE = 64  # posts of a process
WRITING_SECONDS = 20.0  # with the time of a try well below the lease
IDLE_SECONDS = 1.0
# What is told meanwhile is claimed together; where nobody has an endpoint of it, it is looked at ever more seldom.
BREATH_SECONDS, QUIET_SECONDS = 0.02, 0.2
LONGEST_PAUSE = 8.0  # while the database is away
SETTLING = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0)  # in seconds: what is not settled by then is tried once more by somebody
CLOSING_SECONDS = 0.5
LOOK_SECONDS = 10.0

log = get_logger()


class Poster:
    """A house's posts. `outcomes` counts those of this process; `backlog` is what waits for all, seen now and then."""

    def __init__(
        self,
        house: House,
        engine: Engine,
        *,
        seconds: float = TRY_SECONDS,
        resolver: AbstractResolver | None = None,
        traces: Traces | None = None,
    ) -> None:
        self.outcomes: Counter[str] = Counter()
        self.backlog = Backlog(0, None)
        self._house = house
        self._system = System(house)
        self._bodies = Bodies(house, engine)
        self._sender = Sender(private=house.webhooks_private, seconds=seconds, resolver=resolver)
        self._traces = traces
        self._hosts = Hosts()
        self._under_way: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._look_at = 0.0
        self._breath = BREATH_SECONDS

    @property
    def under_way(self) -> int:
        """How many posts there are at this moment."""
        return len(self._under_way)

    async def do(self) -> int:
        """Post all that is due now; how many posts that were."""
        before = self.outcomes.total()
        async with self._sender:
            while await self._take() or self._under_way:
                if self._under_way:
                    await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        return self.outcomes.total() - before

    async def go_on(self) -> None:
        """Post what is due, for ever; cancelled, it lets posts end for a moment, and gives back what has not."""
        self._house.hub.on_move.add(self._wake.set)
        async with self._sender:
            try:
                pause = 0.0
                while True:
                    pause = await self._go_on_once(pause)
            finally:
                self._house.hub.on_move.discard(self._wake.set)
                await self._end()

    async def _go_on_once(self, pause: float) -> float:
        """Take what there is, else wait for more; how long to wait once more should that have failed."""
        self._wake.clear()
        try:
            taken = await self._take()
            await self._look()
        except Exception as error:  # noqa: BLE001 - the database is away; until it is back the log says so
            log.warning("webhooks could not be claimed", error=type(error).__name__)
            pause = min(LONGEST_PAUSE, 2 * pause or IDLE_SECONDS / 4)
            await asyncio.sleep(pause)
            return pause
        if not taken:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(IDLE_SECONDS):
                    await self._wake.wait()
        self._breath = BREATH_SECONDS if taken or self._under_way else min(2 * self._breath, QUIET_SECONDS)
        await asyncio.sleep(self._breath)
        return 0.0

    async def _take(self) -> int:
        """Claim what is due and there is room for, and begin to post it; how much that was."""
        room = AT_ONCE - len(self._under_way)
        if room <= 0 or not await posting.due(self._house, clock.now()):
            return 0
        posts = await self._claimed(room)
        for post in posts:
            host = urlsplit(post.url).hostname or ""
            if self._hosts.take(host, post.webhook_key):
                task = asyncio.create_task(self._one(post, host))
                self._under_way.add(task)
                task.add_done_callback(self._done)
            else:
                await webhooks.give_back(self._system, post.key, post.attempt)
        return len(posts)

    async def _claimed(self, room: int) -> list[Post]:
        """Some of what is due; cancelled meanwhile, it is given back: else nobody had it before its lease ended."""
        claiming = asyncio.create_task(webhooks.claim(self._system, room, self._hosts.full()))
        try:
            return await asyncio.shield(claiming)
        except asyncio.CancelledError:
            with contextlib.suppress(Exception):
                for post in await claiming:
                    await webhooks.give_back(self._system, post.key, post.attempt)
            raise

    def _done(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._wake.set()
        if not task.cancelled() and (fault := task.exception()):
            log.error("a post has failed", error=type(fault).__name__)

    async def _one(self, post: Post, host: str) -> None:
        works = False
        try:
            outcome = await self._traced(post)
            works = outcome.error is None
        except asyncio.CancelledError:
            with contextlib.suppress(Exception):  # the lease ends by itself
                await webhooks.give_back(self._system, post.key, post.attempt)
            raise
        finally:
            self._hosts.leave(host, works=works)
        await self._settle(post, outcome)

    async def _traced(self, post: Post) -> Outcome:
        if self._traces is None:
            return await self._tried(post)
        with self._traces.post(EventKind(post.kind).name, post.attempt) as ended:
            outcome = await self._tried(post)
            ended(outcome.error or "delivered", outcome.status_code)
            return outcome

    async def _tried(self, post: Post) -> Outcome:
        try:
            async with asyncio.timeout(WRITING_SECONDS):
                body = await self._bodies.body(post)
        except Exception as error:  # noqa: BLE001 - one event that cannot be written keeps no other line waiting
            log.warning("a webhook could not be written", delivery=f"dlv_{post.key}", error=type(error).__name__)
            return Outcome(None, "rendering", 0)
        return await self._sender.post(post, body)

    async def _settle(self, post: Post, outcome: Outcome) -> None:
        self.outcomes[outcome.error or "delivered"] += 1
        if outcome.error is not None:
            names = {"webhook": f"whk_{post.webhook_key}", "delivery": f"dlv_{post.key}", "attempt": post.attempt}
            log.info("a webhook was not delivered", error=outcome.error, status=outcome.status_code, **names)
        settle = webhooks.delivered if outcome.error is None else webhooks.failed
        for pause in SETTLING:
            try:
                await settle(self._system, post.key, post.attempt, outcome)
            except Exception as error:  # noqa: BLE001 - the database is away
                log.warning("a webhook could not be settled", error=type(error).__name__)
                await asyncio.sleep(pause)
            else:
                return

    async def _look(self) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._look_at:
            self._look_at = now + LOOK_SECONDS
            self.backlog = await backlog(self._house)

    async def _end(self) -> None:
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=CLOSING_SECONDS)
        left = list(self._under_way)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
