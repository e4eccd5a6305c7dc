"""A WebSocket on a transport, without a task: what comes is handed on at once, what cannot leave yet waits."""

import asyncio
from collections import deque
from typing import Final

from gateway import frames
from gateway.frames import Broken, Incoming

LARGEST_MESSAGE = 64 * 1024
MOST_WAITING = 1024 * 1024
TRANSPORT_BYTES = 32 * 1024  # what is given to the transport cannot be taken back: it gets little at a time

OPEN: Final = 0
CLOSING: Final = 1  # our close frame is on its way; theirs, or the end of our patience, is waited for
CLOSED: Final = 2


class Connection(asyncio.Protocol):
    """Frames both ways, flow control and the closing handshake. Who derives from it says what messages mean."""

    __slots__ = ("_incoming", "_paused", "_queue", "_room", "clear", "silent", "state", "transport", "waiting", "write")

    def __init__(self) -> None:
        self._incoming: Incoming | None = Incoming(LARGEST_MESSAGE, self._came)
        self._paused = False
        self._queue: deque[bytes] | None = None
        self._room: list[asyncio.Future[None]] | None = None
        self.clear = False  # whether `write` may be called: nothing waits, and the transport takes more
        self.silent = 0  # for who looks now and then: how often nothing had come meanwhile
        self.state = OPEN
        self.waiting = 0  # bytes

    def begin(self, transport: asyncio.Transport, early: bytes) -> None:
        """Speak over a transport; `early` came already."""
        self.transport = transport
        self.write = transport.write
        self.clear = True
        transport.set_write_buffer_limits(high=TRANSPORT_BYTES)
        if early:
            self.data_received(early)

    # ── what comes ──

    def data_received(self, data: bytes) -> None:
        """As asyncio calls it."""
        self.silent = 0
        if self._incoming is None:
            return
        try:
            more = self._incoming.feed(data)
        except Broken as broken:
            self.end(broken.code, broken.reason)
            self._incoming = None  # nothing that follows can be understood; it is read, and dropped
        else:
            if more:
                self.transport.pause_reading()
                asyncio.get_running_loop().call_soon(self._go_on)

    def _go_on(self) -> None:
        """Others had their turn."""
        if self.state != CLOSED:
            self.transport.resume_reading()
            self.data_received(b"")

    def _came(self, opcode: int, payload: bytearray) -> None:
        if opcode == frames.CLOSE:
            self._answer_close(frames.close_code(payload))
        elif self.state == OPEN:
            if opcode == frames.PING:
                self.send(frames.frame(frames.PONG, payload))
            elif opcode != frames.PONG:
                self.received(payload, text=opcode == frames.TEXT)

    def received(self, payload: bytearray, *, text: bool) -> None:
        """Take a message."""
        raise NotImplementedError

    # ── what goes ──

    def send(self, frame: bytes) -> None:
        """Send a frame, or let it wait; who lets too much wait is sent away."""
        if self.clear:
            self.write(frame)
        elif self.state == OPEN:
            if self._queue is None:
                self._queue = deque()
            self._queue.append(frame)
            self.waiting += len(frame)
            if self.waiting > MOST_WAITING:
                self._forget_waiting()
                self.end(1013, "Too much waits for this socket: read faster, or ask for less")

    async def room(self, seconds: float | None = None) -> bool:
        """Wait until nothing waits. False: that takes too long, or the connection ends."""
        if self.clear:
            return True
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(seconds):
                while self.state == OPEN and not self.clear:
                    waiter: asyncio.Future[None] = loop.create_future()
                    self._room = [*(self._room or ()), waiter]
                    await waiter
        except TimeoutError:
            pass  # it may have drained in this very moment
        return self.clear

    def pause_writing(self) -> None:
        """The transport has enough."""
        self._paused = True
        self.clear = False

    def resume_writing(self) -> None:
        """The transport has little left."""
        self._paused = False
        queue = self._queue
        while queue and not self._paused:
            frame = queue.popleft()
            self.waiting -= len(frame)
            self.write(frame)
        if queue or self._paused:
            return
        self._queue = None
        if self.state != OPEN:
            return
        self.clear = True
        self._wake()
        self.drained()

    def _wake(self) -> None:
        waiters, self._room = self._room or (), None
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    def drained(self) -> None:
        """Hear that nothing waits any more."""
        raise NotImplementedError

    def _forget_waiting(self) -> None:
        self._queue, self.waiting = None, 0

    # ── the end ──

    def end(self, code: int, reason: str = "") -> None:
        """Close, after what waits: say so, and wait for a while for the other side to say so too."""
        if self.state != OPEN:
            return
        if self._queue:
            self._queue.append(frames.closing(code, reason))
        else:
            self.write(frames.closing(code, reason))
        self._leave(CLOSING, code)

    def _answer_close(self, code: int) -> None:
        if self.state == OPEN:
            self._forget_waiting()  # who leaves does not want it
            self.write(frames.closing(frames.NORMAL if code == frames.NO_STATUS else code))
            self._leave(CLOSING, code)
        self.transport.close()

    def drop(self) -> None:
        """End without a word: nobody seems to be there, or they do not go."""
        self.transport.abort()

    def connection_lost(self, _error: Exception | None) -> None:
        """As asyncio calls it."""
        if self.state == OPEN:
            self._leave(CLOSED, frames.ABNORMAL)
        self.state = CLOSED
        self._forget_waiting()
        self._incoming = None
        self.gone()

    def _leave(self, state: int, code: int) -> None:
        self.state = state
        self.clear = False
        self._wake()
        self.left(code)

    def left(self, code: int) -> None:
        """Hear that nothing more can be said, and why; the transport may go on for a moment."""
        raise NotImplementedError

    def gone(self) -> None:
        """Hear that the transport is no more."""
        raise NotImplementedError
