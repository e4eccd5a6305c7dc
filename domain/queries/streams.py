"""What listeners hear: an account's stream from any position on, each event once and in order (EVT-1 to EVT-5)."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Hashable
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain import clock, ids
from domain.errors import HistoryExpired, Unauthenticated
from domain.hub import Member
from domain.queries import conversations, missed, topics, viewers
from domain.queries.events import PAGE, AccessChanged, Delivered
from domain.queries.topics import Only
from domain.rows import Account
from domain.rules import leads as lead_rules
from domain.signals import TypingSignal
from domain.viewer import Viewer

WAITING_EVENTS = 256
IN_A_ROW = 16  # events of a page, before others have a turn


@dataclass(slots=True)
class Typing:
    """Somebody of the other side types, or stopped."""

    conversation_key: int
    account: Account
    typing: bool
    at: datetime


class Following:
    """The stream of the viewer's account, as somebody follows it after a position, or from now on.

    Who follows reads what lies `behind`, joins, and is handed what comes. Reading is what ends it: with HistoryExpired,
    with Unauthenticated at the token's expiry, and with Forbidden or AccessRevoked as soon as the viewer may no longer
    listen (EVT-5).
    """

    def __init__(self, viewer: Viewer, after: str | None = None, only: Only = None) -> None:
        topics.welcome(viewer, only)
        _unexpired(viewer)
        self.viewer = viewer
        self._hub = viewer.house.hub
        self._epoch = viewer.house.epoch
        self._only = only
        place = viewer.position if after is None else ids.parse_position(after, self._epoch, "after")
        # Whatever is beyond any head is as good as the last place of all; what is read behind it can still be counted.
        self.place = min(place, ids.LARGEST - PAGE)

    @property
    def fresh(self) -> bool:
        """Whether the place is the head as of the viewer's statement: there was nothing behind it."""
        return self.place == self.viewer.position

    @property
    def shared(self) -> Hashable:
        """All who are equal in this are told the same, in the same words."""
        viewer = self.viewer
        return self._epoch, viewer.account.key, viewer.permissions, lead_rules.hears(viewer), self._only

    def accepts(self, event: Delivered) -> bool:
        """Whether it is wanted."""
        return topics.hears(self.viewer, event) if self._only is None else self._only.wants(event)

    def personal(self, event: Delivered) -> bool:
        """Whether each has to read it for itself: it says that who follows may have changed."""
        return isinstance(event, AccessChanged)

    async def behind(self, place: int) -> AsyncGenerator[Delivered, None]:
        """Every event after a place, up to the head of now."""
        key = self.viewer.account.key
        self._listens()
        while True:
            async with self.viewer.house.catching_up:
                head, page = await missed.page(self.viewer.house, key, place)
            if place > head or (place < head and not page):
                raise HistoryExpired
            for event in page:
                if event.number != place + 1:
                    raise HistoryExpired
                yield await self._welcome(event)
                place = event.number
                if place % IN_A_ROW == 0:
                    await asyncio.sleep(0)  # what is live goes between
            if place >= head:
                self._listens()
                return

    def join(self, member: Member) -> None:
        """Take a place at the hub."""
        self._hub.join(self.viewer.account.key, member)

    def level(self, place: int) -> bool:
        """Say that a member who joined has everything up to a place; False: read again."""
        return self.viewer.house.epoch == self._epoch and self._hub.level(self.viewer.account.key, place)

    def leave(self, member: Member) -> None:
        """Give the place at the hub back."""
        self._hub.leave(self.viewer.account.key, member)

    def position(self, place: int) -> str:
        """A place as clients keep it."""
        return ids.position(self._epoch, place)

    def age(self, event: Delivered) -> float:
        """Seconds since the transaction that it is of began, by this process's clock."""
        return (clock.now() - event.at).total_seconds()

    def _listens(self) -> None:
        """Whether it may go on at all."""
        _unexpired(self.viewer)
        if self.viewer.house.epoch != self._epoch:
            raise HistoryExpired

    async def _welcome(self, event: Delivered) -> Delivered:
        """The event; where access changed, with the viewer as things stand now: events are shared, so on a copy."""
        _unexpired(self.viewer)
        if isinstance(event, AccessChanged):
            self.viewer = await viewers.again(self.viewer)
            topics.welcome(self.viewer, self._only)
            return replace(event, viewer=self.viewer)
        return event


class Listener:
    """A member of a stream that somebody waits on."""

    def __init__(self) -> None:
        self._waiting: deque[Any] = deque()
        self._wake = asyncio.Event()
        self.behind = False

    def hand(self, event: Any) -> None:
        """Queue an event; a listener whose queue is full reads the feed by itself instead."""
        if self.behind:
            return
        if len(self._waiting) >= WAITING_EVENTS:
            self.fall_behind()
        else:
            self._waiting.append(event)
            self._wake.set()

    def fall_behind(self) -> None:
        """Drop what waits: the feed has it."""
        self._waiting.clear()
        self.behind = True
        self._wake.set()

    def catch_up(self) -> None:
        """Say that a read of the feed begins now: what is handed from here on is not lost."""
        self.behind = False

    async def next(self) -> Any | None:
        """Wait for the next event; None says: read the feed."""
        while not self._waiting and not self.behind:
            self._wake.clear()
            await self._wake.wait()
        return None if self.behind else self._waiting.popleft()


async def live(following: Following) -> AsyncGenerator[Delivered, None]:
    """Every event that a following accepts, for whoever waits for one at a time. Close it to leave."""
    listener, place = Listener(), following.place
    following.join(listener)
    expiry: asyncio.TimerHandle | None = None
    try:
        while True:
            expiry = _wake_at_expiry(following.viewer, listener, expiry)
            listener.catch_up()
            async with aclosing(following.behind(place)) as pages:
                async for event in pages:
                    if following.accepts(event):
                        yield event
                    place = event.number
            following.level(place)  # it joined before it read, so what was handed already waits in its queue
            while (handed := await listener.next()) is not None and handed.number <= place + 1:
                if handed.number == place + 1:
                    if following.personal(handed):
                        break
                    if following.accepts(handed):
                        yield handed
                    place = handed.number
    finally:
        # Nothing here may wait: a generator that is closed while a slow client holds it gets no more turns.
        if expiry is not None:
            expiry.cancel()
        following.leave(listener)


async def follow(viewer: Viewer, after: str | None = None) -> AsyncGenerator[Delivered, None]:
    """Every event of the viewer's account after a position, then live; without a position, from now on."""
    async with aclosing(live(Following(viewer, after))) as stream:
        async for event in stream:
            yield event


async def typing(viewer: Viewer, conversation_key: int) -> AsyncGenerator[Typing, None]:
    """The other side's typing in a conversation, live (MSG-6). Nothing is passed across a block (BLK-2).

    Typing that is not said again within `typing_seconds` has ended: a tab that was closed says nothing.
    """
    counterpart = (await conversations.one(viewer, conversation_key, "conversationId")).counterpart
    hub, key = viewer.house.hub, viewer.account.key
    queue = hub.listen_to_typing(key, conversation_key)
    # Typing has no position; the account's stream is what says when access changes.
    watch = asyncio.create_task(_until_unwelcome(viewer))
    watch.add_done_callback(lambda ended: queue.put_nowait(None if ended.cancelled() else ended.exception()))
    seconds = viewer.house.policy.of(viewer.account.home_market).typing_seconds
    seen: TypingSignal | None = None
    try:
        while True:
            try:
                async with asyncio.timeout(seconds if seen and seen.typing else None):
                    said = await queue.get()
            except TimeoutError:
                said = replace(seen, typing=False, at=clock.now().isoformat()) if seen else None
            if isinstance(said, BaseException):
                raise said
            if said is None:
                return
            seen = said
            yield Typing(seen.conversation_key, counterpart, seen.typing, seen.moment)
    finally:
        watch.cancel()
        hub.leave_typing(key, conversation_key, queue)


async def _until_unwelcome(viewer: Viewer) -> None:
    async for _ in follow(viewer):
        pass


def _unexpired(viewer: Viewer) -> None:
    if viewer.expires_at is not None and clock.now() >= viewer.expires_at:
        raise Unauthenticated("Your token has expired: sign in again, then resume from the last position you saw.")


def _wake_at_expiry(
    viewer: Viewer, listener: Listener, set_before: asyncio.TimerHandle | None
) -> asyncio.TimerHandle | None:
    """Set the timer, each time anew: timers fire a little early, and clocks are set back."""
    if set_before is not None:
        set_before.cancel()
    if viewer.expires_at is None:
        return None
    seconds = (viewer.expires_at - clock.now()).total_seconds()
    return asyncio.get_running_loop().call_later(max(seconds, 0), listener.fall_behind)
