"""Many sockets at one server, and what they heard."""

import asyncio
import socket
import time
from array import array
from collections.abc import Sequence

from bench.load.scenarios import WrongAnswerError
from bench.sockets.client import Seat, Socket

AT_ONCE = 64  # sockets being opened
SMALL_BUFFER = 4096
MURMUR_SECONDS = 10.0
WORDS_OF_A_MISTAKE = 5


class Crowd:
    """Sockets that are opened, listen, and go together."""

    def __init__(self, port: int, *, narrow: bool = False, opens: type[Socket] = Socket) -> None:
        self._port, self._narrow, self._opens = port, narrow, opens
        self._sockets: list[Socket] = []
        self._expected = 0
        self._done = asyncio.Event()
        self._wrong: list[str] = []
        self.opened = 0
        self.numbers, self.moments = array("q"), array("q")

    def __len__(self) -> int:
        return len(self._sockets)

    def heard(self, number: int) -> None:
        self.numbers.append(number)
        self.moments.append(time.monotonic_ns())
        if len(self.numbers) == self._expected:
            self._done.set()

    def ready(self) -> None:
        self.opened += 1

    def broken(self, what: str) -> None:
        self._wrong.append(what)
        self._done.set()

    async def join(self, tokens: Sequence[str], *, own_ids: bool = False) -> float:
        """Open a socket for each token, so many at once; the seconds until the last had subscribed."""
        named = enumerate(tokens)
        return await self.seat([Seat(token, f"{number:032x}" if own_ids else "1") for number, token in named])

    async def seat(self, seats: Sequence[Seat], at_once: int = AT_ONCE) -> float:
        """The same for seats."""
        waiting = list(seats)[::-1]
        began = time.perf_counter()

        async def work() -> None:
            while waiting:
                await self._open(waiting.pop())

        await asyncio.gather(*(work() for _ in range(at_once)))
        self._check()
        return time.perf_counter() - began

    async def _open(self, seat: Seat) -> None:
        loop = asyncio.get_running_loop()
        line = socket.socket()
        line.setblocking(False)  # noqa: FBT003 - the standard library's
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._narrow:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
        await loop.sock_connect(line, ("127.0.0.1", self._port))
        _, client = await loop.create_connection(lambda: self._opens(self, seat), sock=line)
        self._sockets.append(client)
        await client.subscribed

    def expect(self, deliveries: int) -> None:
        """Forget what was heard; so many are to come."""
        self.numbers, self.moments = array("q"), array("q")
        self._expected = deliveries
        self._done.clear()

    async def heard_all(self, seconds: float) -> None:
        """Wait until as many events came as were expected, and not a thing besides."""
        try:
            async with asyncio.timeout(seconds):
                await self._done.wait()
        except TimeoutError:
            raise WrongAnswerError(f"{len(self.numbers)} of {self._expected} deliveries came") from None
        self._check()

    def _check(self) -> None:
        if self._wrong:
            told = "\n".join(self._wrong[:WORDS_OF_A_MISTAKE])
            raise WrongAnswerError(f"{len(self._wrong)} sockets heard something else:\n{told}")

    def delays(self, told: Sequence[int]) -> list[float]:
        """How long each delivery took, in milliseconds, where it is known when each event was told."""
        return [(at - told[number]) / 1e6 for number, at in zip(self.numbers, self.moments, strict=True)]

    def stop_reading(self) -> None:
        """From now on, hear nothing."""
        for client in self._sockets:
            client.stop_reading()

    async def murmur(self) -> None:
        """Let nobody be taken for gone, whether they read or not."""
        while True:
            for client in self._sockets:
                client.murmur()
            await asyncio.sleep(MURMUR_SECONDS)

    def close(self) -> None:
        """All at once."""
        for client in self._sockets:
            client.close()
        self._sockets.clear()
