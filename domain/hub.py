"""Who listens in this process, by account, and the one reader that keeps them fed.

A member of a stream is whoever events are handed to: a listener, or a group of those who see the same. It has read the
feed by itself, or knows its head; from there on the hub hands it events, read once per account, however many listen.
Whatever is not the immediate next position makes a member read by itself again, so a slow one slows nobody.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple, Protocol

from structlog.stdlib import get_logger

from domain.signals import TypingQueue, TypingSignal

UNKNOWN = -1
WAITING_SIGNALS = 8
STREAMS_AT_ONCE = 500
TIMER_SECONDS = 5.0
RETRY_SECONDS = 0.25
LOOK_SECONDS = 0.02  # for so long streams that are new wait for each other

log = get_logger()


class Delivered(Protocol):
    """An event as listeners get it."""

    @property
    def number(self) -> int:
        """Its place in the account's stream."""
        ...


class Reader(Protocol):
    """Reads feeds on the hub's behalf."""

    async def __call__(self, tails: Mapping[int, int]) -> Sequence[tuple[int, Any]]:
        """Read every entry behind each account's tail, up to a bound: (account, event), in order."""
        ...


class Member(Protocol):
    """What a stream hands events to."""

    def hand(self, event: Any) -> None:
        """Take the next event; must not wait."""
        ...

    def fall_behind(self) -> None:
        """Hear that what was handed is no longer to be relied on: read the feed."""
        ...


class Streams(NamedTuple):
    """How things stand with all streams: accounts listened to; of these, those behind; events behind, in all, at most.

    It costs a look at each of them.
    """

    listened_to: int
    behind: int
    events: int
    most: int


class _Stream:
    """The members of one account's stream, and the last position handed to them."""

    __slots__ = ("head", "members", "tail")

    def __init__(self) -> None:
        self.members: set[Member] = set()
        self.tail = UNKNOWN
        self.head = 0

    def hand(self, event: Delivered) -> None:
        """Hand the next event to everybody: who is handed one may leave, or bring others."""
        self.tail = event.number
        for member in tuple(self.members):
            try:
                member.hand(event)
            except Exception:  # one that fails must not end what all others hear
                log.exception("a member of a stream failed")
                member.fall_behind()


class Hub:
    """Who listens in this process, to which accounts and conversations."""

    def __init__(self) -> None:
        self.read: Reader | None = None
        self.read_heads: Callable[[list[int]], Awaitable[Mapping[int, int]]] | None = None
        self.on_move: set[Callable[[], None]] = set()  # told, of no account in particular, that something happened
        self._streams: dict[int, _Stream] = {}
        self._typing: dict[tuple[int, int], set[TypingQueue]] = {}
        self._behind: dict[int, None] = {}  # accounts with more than was handed, in the order to read them
        self._dirty = asyncio.Event()
        self._times = 0  # that all began anew
        self._new: set[int] = set()  # accounts whose head has not been asked for since somebody began to listen
        self._some_new = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        """Start the reader, and what looks at heads: of new streams at once, of all by a slow timer."""
        work = (self._serve(), self._look_at_new(), self._keep_looking())
        self._tasks = [asyncio.create_task(part) for part in work]

    async def close(self) -> None:
        """Stop them."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def join(self, account_id: int, member: Member) -> None:
        """Take a place, to be given back with `leave`. Nothing is handed before some member said where it is `level`.

        What was told before nobody listened here has not been heard, so the head of a new stream is asked for.
        """
        stream = self._streams.get(account_id)
        if stream is None:
            stream = self._streams[account_id] = _Stream()
            self._new.add(account_id)
            self._some_new.set()
        stream.members.add(member)

    def leave(self, account_id: int, member: Member) -> None:
        """Give a place back."""
        stream = self._streams[account_id]
        stream.members.discard(member)
        if not stream.members:
            del self._streams[account_id]

    def level(self, account_id: int, position: int) -> bool:
        """Note that a member has everything up to a position: what follows is handed.

        False: more was handed before than that, and will not be handed again. The member has to have joined.
        """
        stream = self._streams[account_id]
        if stream.tail == UNKNOWN:
            stream.tail = position
            self._note(account_id, stream)
        return stream.tail <= position

    def hand(self, account_id: int, event: Delivered) -> None:
        """Take an event that came along with its row: only as the immediate next position, else the feed is read."""
        stream = self._streams.get(account_id)
        if stream is None:
            return
        number = event.number
        stream.head = max(stream.head, number)
        if stream.tail != UNKNOWN and number == stream.tail + 1:
            stream.hand(event)
        else:
            self._note(account_id, stream)

    def moved(self, heads: Mapping[int, int]) -> None:
        """Hear that feeds have reached positions."""
        for told in self.on_move:
            told()
        for account_id, position in heads.items():
            stream = self._streams.get(account_id)
            if stream is not None and position > stream.head:
                stream.head = position
                self._note(account_id, stream)

    def begin_anew(self) -> None:
        """Send every member back to the feed: what its positions stood for has changed."""
        self._times += 1
        for account_id, stream in list(self._streams.items()):
            stream.tail, stream.head = UNKNOWN, 0
            self._new.add(account_id)
            for member in list(stream.members):
                member.fall_behind()
        self._some_new.set()

    @property
    def listeners(self) -> int:
        """How many members there are."""
        return sum(len(stream.members) for stream in self._streams.values())

    @property
    def streams(self) -> Streams:
        """How far what was handed on is behind what is known to be there."""
        behind = [stream.head - stream.tail for stream in self._streams.values() if UNKNOWN < stream.tail < stream.head]
        return Streams(len(self._streams), len(behind), sum(behind), max(behind, default=0))

    def _note(self, account_id: int, stream: _Stream) -> None:
        if UNKNOWN < stream.tail < stream.head:
            self._behind[account_id] = None
            self._dirty.set()

    async def _serve(self) -> None:
        while True:
            await self._dirty.wait()
            tails = self._next_tails()
            if not self._behind:
                self._dirty.clear()
            if not tails or self.read is None:
                continue
            times = self._times
            try:
                events = await self.read(tails)
            except Exception as error:  # noqa: BLE001 - whatever it is, the feed is there to be read again
                log.warning("the hub could not read", error=repr(error))
                await asyncio.sleep(RETRY_SECONDS)
                self._behind.update(dict.fromkeys(tails))
                self._dirty.set()
                continue
            if times == self._times:
                for account_id, event in events:
                    self._hand(account_id, event)
                self._go_on(tails)

    def _next_tails(self) -> dict[int, int]:
        """Take some from the front of the line; who has more afterwards goes to its end, so nobody starves."""
        tails = {}
        for account_id in list(islice(self._behind, STREAMS_AT_ONCE)):
            del self._behind[account_id]
            stream = self._streams.get(account_id)
            if stream is not None and UNKNOWN < stream.tail < stream.head:
                tails[account_id] = stream.tail
        return tails

    def _go_on(self, tails: Mapping[int, int]) -> None:
        """Read on where there is more; a head that the feed does not show yet is left to the timer."""
        for account_id, tail in tails.items():
            stream = self._streams.get(account_id)
            if stream is not None:
                if stream.tail == tail:
                    stream.head = tail
                self._note(account_id, stream)

    def _hand(self, account_id: int, event: Delivered) -> None:
        stream = self._streams.get(account_id)
        if stream is not None and stream.tail != UNKNOWN and event.number > stream.tail:
            stream.hand(event)

    async def look_again(self) -> None:
        """Ask how far every stream listened to has come, in one query: something may have been missed."""
        await self._look(self._streams)

    async def _look(self, account_ids: Iterable[int]) -> bool:
        asked = list(account_ids)
        if asked and self.read_heads is not None:
            try:
                self.moved(await self.read_heads(asked))
            except Exception as error:  # noqa: BLE001 - the next look may succeed
                log.warning("the hub could not look", error=repr(error))
                return False
        return True

    async def _look_at_new(self) -> None:
        while True:
            await self._some_new.wait()
            await asyncio.sleep(LOOK_SECONDS)
            self._some_new.clear()
            asked, self._new = self._new, set()
            if not await self._look(asked):
                self._new |= asked
                await asyncio.sleep(RETRY_SECONDS)
                self._some_new.set()

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(TIMER_SECONDS)
            await self.look_again()

    # ── typing: over the bus alone, never stored ──

    def listen_to_typing(self, account_id: int, conversation_key: int) -> TypingQueue:
        """Take a place at a conversation's typing; give it back with `leave_typing`."""
        queue: TypingQueue = asyncio.Queue()
        self._typing.setdefault((account_id, conversation_key), set()).add(queue)
        return queue

    def leave_typing(self, account_id: int, conversation_key: int, queue: TypingQueue) -> None:
        """Give a place back."""
        queues = self._typing[account_id, conversation_key]
        queues.discard(queue)
        if not queues:
            del self._typing[account_id, conversation_key]

    def typed(self, signal: TypingSignal) -> None:
        """Pass a signal to those who watch; one who does not keep up misses some."""
        for queue in self._typing.get((signal.to, signal.conversation_key), ()):
            if queue.qsize() < WAITING_SIGNALS:
                queue.put_nowait(signal)
