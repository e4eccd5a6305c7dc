"""One rendering of an event for all who see the same, and each of them every event once and in order.

A subscription reads what lies behind it by itself, in a task, until it is level with its group; from then on the group
hands it frames, and it has no task. Whatever is out of line sends it back to reading, so a slow client slows nobody.
"""

import asyncio
from collections import deque
from collections.abc import Hashable
from contextlib import aclosing
from typing import Any, Final

from gateway.bursts import Burst
from gateway.frames import whole_text
from gateway.operations import Operation
from gateway.prepared import Prepared
from gateway.seams import Topic
from gateway.tallies import LATE, Histogram

UNKNOWN: Final = -1
LIVE_WAITING = 64 * 1024  # bytes that may wait for a socket before what is live is read again instead
HOLD_SECONDS = 2.0  # for so long a page that was read is held for a client that reads slowly
MOST_KEPT = 64  # events that are kept for a subscription while it reads
AGAIN_SECONDS = 0.05  # before a topic is read again that had nothing new, and yet is ahead

# What a group told while a subscription was reading: numbers, and bodies where the event is told at all.
Kept = list[tuple[int, bytes | None]]


class Fanout:
    """All groups, and what they did so far."""

    def __init__(self) -> None:
        self.groups: dict[Hashable, Group] = {}
        self.renderings = 0  # bodies made for a group
        self.deliveries = 0  # frames made of them, by group
        self.read = 0  # events that subscriptions have read for themselves, and sent
        self.fell_behind = 0
        self.caught_up = 0
        self.late = Histogram(LATE)  # how old events were when a group had given them to its sockets

    async def follow(self, operation: Operation, *, fresh: bool) -> bool:
        """Read until the subscription is live. False: the client takes nothing at present; go on when it does.

        One whose place is fresh, the head as of just now, need not read.
        """
        if fresh and self._group(operation).admit(operation):
            return True
        while True:
            place = operation.place
            self._group(operation).keep(operation)
            if not await self._read(operation):
                if operation.group is not None:
                    operation.group.leave(operation)
                return False
            if self._group(operation).admit(operation):
                self.caught_up += 1
                return True
            if operation.place == place:
                await asyncio.sleep(AGAIN_SECONDS)

    async def _read(self, operation: Operation) -> bool:
        topic = operation.topic
        assert topic is not None  # noqa: S101 - or it would not be here
        burst = Burst(operation)
        try:
            async with aclosing(topic.behind(operation.place)) as events:
                async for event in events:
                    if not topic.accepts(event):
                        burst.skip(event.number)
                        continue
                    body = await self._fresh(operation, event)
                    if body is None:
                        return False
                    burst.add(event.number, body)
                    self.read += 1
                    if operation.prepared is not None and operation.prepared.passing:
                        burst.flush()
        finally:
            burst.flush()  # before anything else is said of it
        return True

    async def _fresh(self, operation: Operation, event: Any) -> bytes | None:
        """What to say of an event to a client that takes it at this moment; None: it takes nothing for too long."""
        topic, prepared, client = operation.topic, operation.prepared, operation.client
        assert topic is not None  # noqa: S101 - as above
        assert prepared is not None  # noqa: S101 - likewise
        while True:
            body = prepared.render_now(event, topic.context)
            if body is None:
                body = await prepared.render(event, topic.context)
            if client.clear:
                return body
            if not await client.room(HOLD_SECONDS):
                return None
            if not prepared.passing:
                return body

    def _group(self, operation: Operation) -> "Group":
        """The group that a subscription belongs to now: something personal may have changed what it sees."""
        topic, prepared, group = operation.topic, operation.prepared, operation.group
        assert topic is not None  # noqa: S101 - or it would not be here
        assert prepared is not None  # noqa: S101 - likewise
        key = (prepared.key, topic.shared)
        if group is not None and group.key != key:
            group.leave(operation)
            group = None
        if group is None:
            group = self.groups.get(key)
            if group is None:
                group = self.groups[key] = Group(self, key, prepared, topic)
            operation.group = group
        return group


class Group:
    """Those who see the same: what a topic hands to is this, once for all of them."""

    __slots__ = (
        "_context", "_fanout", "_last", "_live", "_place", "_prepared", "_queue", "_reading", "_rendering", "_topic",
        "key",
    )  # fmt: skip

    def __init__(self, fanout: Fanout, key: Hashable, prepared: Prepared, topic: Topic) -> None:
        self.key = key
        self._fanout = fanout
        self._prepared = prepared
        self._topic = topic
        self._context = topic.context  # as of now: who is told something personal leaves
        self._live: dict[Operation, None] = {}
        self._reading: dict[Operation, None] = {}
        self._place = UNKNOWN  # up to here the live ones have everything, but for those who came with more
        self._last = UNKNOWN  # handed by the topic
        self._queue: deque[Any] | None = None  # events whose rendering has to be waited for, and those behind them
        self._rendering: asyncio.Task[None] | None = None
        self._topic.join(self)

    def reached(self, operation: Operation) -> int:
        """Up to where one of them has everything."""
        return max(operation.place, self._place) if operation in self._live else operation.place

    # ── who comes and goes ──

    def keep(self, operation: Operation) -> None:
        """Keep for a subscription what is told while it reads."""
        operation.kept = []
        self._reading[operation] = None

    def admit(self, operation: Operation) -> bool:
        """Make a subscription live, if what follows its place will be handed."""
        topic = operation.topic
        assert topic is not None  # noqa: S101 - or it would not be here
        self._hand_kept(operation)
        if self._place == UNKNOWN:
            if not topic.level(operation.place):
                return False
            self._place = self._last = operation.place
        elif operation.place < self._place:
            return False
        self._reading.pop(operation, None)
        operation.kept = None
        self._live[operation] = None
        return True

    def _hand_kept(self, operation: Operation) -> None:
        for number, body in operation.kept or ():
            if number > operation.place + 1:
                return
            if number == operation.place + 1:
                if body is not None:
                    if not operation.client.clear:
                        return
                    operation.next(body)
                operation.place = number

    def leave(self, operation: Operation) -> None:
        """Let a subscription go, at its place; the last one closes the group."""
        operation.place = self.reached(operation)
        operation.group = operation.kept = None
        self._live.pop(operation, None)
        self._reading.pop(operation, None)
        if not self._live:
            self._stop()
            if not self._reading:
                del self._fanout.groups[self.key]
                self._topic.leave(self)

    def _stop(self) -> None:
        """Nobody is live: where the next one will be is not known."""
        self._place = UNKNOWN
        self._queue = None
        if self._rendering is not None:
            self._rendering.cancel()
            self._rendering = None

    # ── what is handed ──

    def fall_behind(self) -> None:
        """What was handed is not to be relied on: each reads from its own place."""
        self._last = UNKNOWN
        for operation in self._reading:
            operation.kept = None
        for operation in list(self._live):
            self._fall(operation)

    def _fall(self, operation: Operation) -> None:
        self._fanout.fell_behind += 1
        self.leave(operation)
        operation.again()

    def hand(self, event: Any) -> None:
        """Take the next event of the topic."""
        number = event.number
        if number != self._last + 1 and self._last != UNKNOWN:
            if number > self._last:
                self.fall_behind()
            return
        topic = self._topic
        if topic.personal(event):
            self.fall_behind()
            return
        self._last = number
        if self._queue is not None:
            self._queue.append(event)
            return
        body = None
        if topic.accepts(event):
            try:
                body = self._prepared.render_now(event, self._context)
            except Exception:  # noqa: BLE001 - each meets it again by itself, and is told
                self.fall_behind()
                return
            if body is None:
                self._queue = deque([event])
                self._rendering = asyncio.get_running_loop().create_task(self._render(self._queue))
                return
        self._spread(event, body)

    async def _render(self, queue: deque[Any]) -> None:
        """Render one after the other what has to be waited for; events that come meanwhile wait behind it."""
        try:
            while queue:
                event, body = queue[0], None
                if self._topic.accepts(event):
                    body = await self._prepared.render(event, self._context)
                queue.popleft()
                self._spread(event, body)
            self._queue = self._rendering = None
        except Exception:  # noqa: BLE001 - as above
            self._queue = self._rendering = None
            self.fall_behind()

    def _spread(self, event: Any, body: bytes | None) -> None:
        """Give what was rendered to everybody here."""
        number = event.number
        if self._reading:
            self._set_aside(number, body)
        if body is not None and self._live:
            self._fanout.renderings += 1
            self._fanout.deliveries += len(self._live)
            for operation in self._send(number, body):
                self._fall(operation)
            self._fanout.late.add(self._topic.age(event))
        if self._live:
            self._place = number

    def _send(self, number: int, body: bytes) -> list[Operation]:
        """Send it to all who are live, and say who does not keep up: a thousand sockets run through this loop."""
        frames: dict[bytes, bytes] = {}
        known, may_wait = frames.get, 0 if self._prepared.passing else LIVE_WAITING
        slow: list[Operation] = []
        for operation in self._live:
            if operation.place >= number:
                continue  # it came with more
            before, client = operation.before, operation.client
            frame = known(before)
            if frame is None:
                frame = frames[before] = whole_text(before, body, b"}")
            if client.clear:
                client.write(frame)
            elif client.waiting + len(frame) <= may_wait:
                client.send(frame)
            else:
                slow.append(operation)
        return slow

    def _set_aside(self, number: int, body: bytes | None) -> None:
        """Keep it for those who read; for whom too much is kept, or what may end meanwhile, reads on instead."""
        most = 0 if body is not None and self._prepared.passing else MOST_KEPT
        for operation in self._reading:
            if operation.kept is not None:
                if len(operation.kept) < most:
                    operation.kept.append((number, body))
                else:
                    operation.kept = None
