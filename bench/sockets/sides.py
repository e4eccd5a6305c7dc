"""A server under test with everybody who listens to it, and the process that writes."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
from typing import IO, Any

import orjson

from bench.fanout.meter import Hold, Reading
from bench.fanout.plans import Driven, Plan
from bench.load import servers
from bench.load.client import connect, get, post
from bench.load.scenarios import WrongAnswerError
from bench.load.servers import ROOT, Server
from bench.sockets.crowd import Crowd

SETTLE_SECONDS = 30


@dataclass(slots=True)
class Side:
    """A server, and its crowds."""

    server: Server
    crowds: list[Crowd] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.server.name

    def crowd(self, *, narrow: bool = False) -> Crowd:
        """One more."""
        crowd = Crowd(self.server.port, narrow=narrow)
        self.crowds.append(crowd)
        return crowd

    async def ask(self, request: bytes) -> Any:
        """On a connection of its own: servers close one that is quiet for longer than some figures take."""
        connection = await connect(self.server.port)
        status, body = await connection.ask(request)
        connection.close()
        if status != 200:
            raise WrongAnswerError(f"{self.name}: {status} {body[:300]!r}")
        return orjson.loads(body)

    async def meter(self) -> Reading:
        return Reading(**await self.ask(get("/bench/meter")))

    async def held(self) -> Hold:
        return Hold(**await self.ask(get("/bench/held")))

    async def prepare(self, accounts: Sequence[int]) -> None:
        await self.ask(post("/bench/prepare", "", accounts))

    async def drive(self, plan: Plan) -> Driven:
        """Let events happen inside the server."""
        return Driven(**await self.ask(post("/bench/drive", "", plan)))

    async def settled(self) -> None:
        """Wait until the server knows each listener, and no other."""
        wanted = sum(map(len, self.crowds))
        for _ in range(SETTLE_SECONDS * 100):
            if (await self.meter()).live == wanted:
                return
            await asyncio.sleep(0.01)
        raise WrongAnswerError(f"{self.name}: {(await self.meter()).live} of {wanted} listen")

    async def empty(self) -> None:
        """Everybody goes."""
        for crowd in self.crowds:
            crowd.close()
        self.crowds.clear()
        await self.settled()


@dataclass(frozen=True, slots=True)
class Ground:
    """What servers are started on, and which."""

    url: str
    secret: str
    kinds: Sequence[str]


@asynccontextmanager
async def started(ground: Ground) -> AsyncIterator[list[Side]]:
    """Servers, side by side."""
    async with AsyncExitStack() as stack:
        starts = [servers.SOCKET_SIDES[kind](ground.url, ground.secret) for kind in ground.kinds]
        yield [Side(await stack.enter_async_context(start)) for start in starts]


class Writer:
    """`bench.fanout.writer`, as a child."""

    def __init__(self, child: subprocess.Popen[bytes], to: IO[bytes], by: IO[bytes]) -> None:
        self._child, self._to, self._by = child, to, by

    async def drive(self, places: Sequence[tuple[int, int]], plan: Plan) -> Driven:
        """Let it write."""
        self._to.write(orjson.dumps([places, asdict(plan)]) + b"\n")
        self._to.flush()
        if not (line := await asyncio.to_thread(self._by.readline)):
            raise WrongAnswerError("The writer gave up.")
        return Driven(**orjson.loads(line))


@asynccontextmanager
async def writing(url: str) -> AsyncIterator[Writer]:
    """A writer that is ready."""
    words = [sys.executable, "-m", "bench.fanout.writer", url]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:  # noqa: ASYNC220 - before anything is measured
        assert child.stdin is not None  # noqa: S101 - both are pipes
        assert child.stdout is not None  # noqa: S101
        await asyncio.to_thread(child.stdout.readline)
        yield Writer(child, child.stdin, child.stdout)
        child.stdin.close()
