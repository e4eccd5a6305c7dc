"""Followers without network and database: clients on a transport that a test holds, a real hub, a feed in memory."""

import asyncio
import random
from collections.abc import AsyncGenerator, Hashable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

import orjson

from domain.hub import Hub, Member
from gateway.client import Client
from gateway.connection import TRANSPORT_BYTES
from gateway.fanout import Fanout
from gateway.operations import Operation
from gateway.tallies import Tallies
from gateway.turns import Turns

ACCOUNT = 1


class Broken(Exception):
    """What ends a subscription here."""


@dataclass(frozen=True)
class Happened:
    """An event."""

    number: int
    kind: str = "plain"  # or unwanted, personal, broken
    text: str = ""


class Held(asyncio.Transport):
    """A transport whose other side reads only when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[bytes] = []
        self.inside: list[bytes] = []
        self.reads = True
        self.client: Client | None = None
        self._paused = False
        self.ended = False

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """As it is."""

    def write(self, data: Any) -> None:
        """Pass on, or hold: then it is soon full."""
        if self.reads:
            self.taken.append(bytes(data))
            return
        self.inside.append(bytes(data))
        if not self._paused and sum(map(len, self.inside)) > TRANSPORT_BYTES:
            self._paused = True
            assert self.client is not None
            self.client.pause_writing()

    def let(self, *, read: bool) -> None:
        """Let the other side read, or not."""
        self.reads = read
        if read:
            self.taken += self.inside
            self.inside.clear()
            if self._paused:
                self._paused = False
                assert self.client is not None
                self.client.resume_writing()

    def abort(self) -> None:
        """End at once."""
        self.ended = True

    def close(self) -> None:
        """End."""
        self.ended = True


class Feed:
    """What happened, and the hub that tells it."""

    def __init__(self) -> None:
        self.events: list[Happened] = []
        self.kept_from = 1  # what is older has been trimmed
        self.version = 0  # of what everybody here may see
        self.reads = 0
        self.hub = Hub()
        self.hub.read = self._read
        self.hub.read_heads = self._heads

    @property
    def head(self) -> int:
        return len(self.events)

    def happens(self, kind: str = "plain", text: str = "", *, told: bool = True, with_row: bool = False) -> None:
        """One more event; `told` where the bus does not lose it."""
        event = Happened(self.head + 1, kind, text)
        self.events.append(event)
        if kind == "personal":
            self.version += 1
        if with_row:
            self.hub.hand(ACCOUNT, event)
        elif told:
            self.hub.moved({ACCOUNT: event.number})

    async def _read(self, tails: Mapping[int, int]) -> Sequence[tuple[int, Any]]:
        page = [(ACCOUNT, event) for event in self.events[tails[ACCOUNT] : tails[ACCOUNT] + 7]]
        await asyncio.sleep(0)
        return page

    async def _heads(self, account_ids: list[int]) -> Mapping[int, int]:
        head = self.head
        await asyncio.sleep(0)
        return dict.fromkeys(account_ids, head)


class Following:
    """A topic, as the gateway has it."""

    def __init__(self, feed: Feed, place: int | None = None) -> None:
        self._feed = feed
        self.fresh = place is None
        self.place = feed.head if place is None else place
        self.context = feed.version

    @property
    def shared(self) -> Hashable:
        return self.context

    def accepts(self, event: Happened) -> bool:
        return event.kind != "unwanted"

    def personal(self, event: Happened) -> bool:
        return event.kind == "personal"

    async def behind(self, place: int) -> AsyncGenerator[Happened, None]:
        while True:
            self._feed.reads += 1
            head, page = self._feed.head, self._feed.events[place : place + 5]
            await asyncio.sleep(0)
            if place + 1 < self._feed.kept_from:
                raise Broken
            for event in page:
                if event.kind == "personal":
                    await asyncio.sleep(0)
                    self.context = self._feed.version
                yield event
                place = event.number
            if place >= head:
                return

    def join(self, member: Member) -> None:
        self._feed.hub.join(ACCOUNT, member)

    def level(self, place: int) -> bool:
        return self._feed.hub.level(ACCOUNT, place)

    def leave(self, member: Member) -> None:
        self._feed.hub.leave(ACCOUNT, member)

    def position(self, place: int) -> str:
        return f"e.{place}"

    def age(self, event: Happened) -> float:
        return 0.0


class Writing:
    """A prepared operation, that writes an event's number and its text."""

    kind, cost, request_id, tracing = "subscription", 1, "request", None

    def __init__(
        self, feed: Feed, key: Hashable = "document", place: int | None = None, *, waits: bool = False,
        passing: bool = False,
    ) -> None:  # fmt: skip
        self.key = key
        self.passing = passing
        self.rendered: list[int] = []
        self._feed, self._place, self._waits = feed, place, waits

    async def subscribe(self, _context: Any) -> Following:
        return Following(self._feed, self._place)

    def render_now(self, event: Happened, _context: Any) -> bytes | None:
        if event.kind == "broken":
            raise Broken
        return None if self._waits else self._write(event)

    async def render(self, event: Happened, _context: Any) -> bytes:
        for _ in range(event.number % 3):
            await asyncio.sleep(0)
        return self._write(event)

    def told(self, error: BaseException) -> list[dict[str, Any]]:
        return [{"message": type(error).__name__, "extensions": {"code": "INTERNAL"}}]

    def ended(self, _context: Any, _seconds: float, *, known: bool) -> None:
        """Nobody counts here."""

    def _write(self, event: Happened) -> bytes:
        self.rendered.append(event.number)
        return orjson.dumps([event.number, event.text])


class Follower:
    """A client with one subscription, and what it was sent."""

    def __init__(self, fanout: Fanout, writing: Writing, id: str = "1") -> None:
        async def context(_request_id: str) -> None:
            """Whoever asks."""

        async def prepare(_payload: Any, request_id: str) -> Writing:
            return writing

        self.left: list[int] = []
        endpoint = SimpleNamespace(
            fanout=fanout, turns=Turns(), spend=lambda *_: None,
            engine=SimpleNamespace(
                prepare=prepare, newness=lambda _: 0, tallies=Tallies("INTERNAL"),
                telling=SimpleNamespace(code=lambda told: told["extensions"]["code"]),
            ),
            left=lambda _, code: self.left.append(code), gone=lambda _: None,
        )  # fmt: skip
        self.client = Client(cast("Any", endpoint), cast("Any", None), "request", "address")
        self.client.asker = cast("Any", SimpleNamespace(context=context, user=None))
        self.wire = Held()
        self.wire.client = self.client
        self.client.begin(self.wire, b"")
        self.operation = Operation(self.client, id)
        self.client.operations[id] = self.operation
        self.operation.begin({})

    @property
    def is_live(self) -> bool:
        return self.operation.task is None and self.operation.group is not None

    def said(self) -> list[dict[str, Any]]:
        """Every message, in order."""
        whole = b"".join(self.wire.taken)
        found = []
        while whole:
            size, at = whole[1], 2
            if size >= 126:
                at = 4 if size == 126 else 10
                size = int.from_bytes(whole[2:at], "big")
            if whole[0] == 0x81:
                found.append(orjson.loads(whole[at : at + size]))
            whole = whole[at + size :]
        return found

    def heard(self) -> list[int]:
        """The numbers of the events that it was sent."""
        return [
            said["payload"][0] for said in self.said() if said["type"] == "next" and isinstance(said["payload"], list)
        ]

    def leave(self) -> None:
        """Complete."""
        self.client.operations.pop(self.operation.id, None)
        self.operation.stop()


class Fate:
    """Followers come, go, stop reading and read on; the bus loses and brings rows; groups fall behind; at random."""

    def __init__(self, feed: Feed, fanout: Fanout, seed: int, *, waits: bool, passing: bool) -> None:
        self._feed, self._fanout, self._waits, self._passing = feed, fanout, waits, passing
        self._chance = random.Random(seed)
        self.followers: dict[Follower, int | None] = {}  # each with the place it gave

    async def step(self) -> None:
        """One thing happens."""
        act = self._chance.choices([self._happens, self._comes, self._befalls], [10, 1, 10])[0]
        act()
        await asyncio.sleep(self._chance.uniform(0, 0.004) if self._chance.random() < 0.03 else 0)

    def wanted(self, follower: Follower) -> list[int]:
        """What it has to have heard by now: all that is wanted behind its place, or behind the first that it heard."""
        place, heard = self.followers[follower], follower.heard()
        if place is None:
            place = heard[0] - 1 if heard else self._feed.head
        return [event.number for event in self._feed.events[place:] if event.kind != "unwanted"]

    def _comes(self) -> None:
        head = self._feed.head
        place = self._chance.choice([None, 0, head, self._chance.randint(0, head)])
        writing = Writing(
            self._feed, self._chance.choice(["one", "one", "two"]), place, waits=self._waits, passing=self._passing
        )
        self.followers[Follower(self._fanout, writing, self._chance.choice(["1", "2"]))] = place

    def _happens(self) -> None:
        kind = self._chance.choices(["plain", "unwanted", "personal"], [20, 4, 1])[0]
        text = "x" * self._chance.choice([0, 0, 20_000])
        self._feed.happens(kind, text, told=self._chance.random() < 0.8, with_row=self._chance.random() < 0.3)

    def _befalls(self) -> None:
        if not self.followers:
            return
        follower = self._chance.choice(list(self.followers))
        match self._chance.choices(["reads", "leaves", "groups fall", "asks again", "nothing"], [30, 3, 3, 4, 60])[0]:
            case "reads":
                follower.wire.let(read=self._chance.random() < 0.5)
            case "leaves":
                follower.leave()
                del self.followers[follower]
            case "groups fall":
                for group in list(self._fanout.groups.values()):
                    group.fall_behind()
            case "asks again":
                follower.operation.look_again()
            case _:
                pass
