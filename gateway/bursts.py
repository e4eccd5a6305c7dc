"""What a subscription reads, given to its socket in pieces: a system call for each frame costs more than the rest."""

import asyncio
from typing import Final

from gateway.frames import whole_text
from gateway.operations import Operation

LARGEST: Final = 16 * 1024  # bytes of one piece


class Burst:
    """Frames of one subscription that go together, at the latest when the loop turns: nothing waits for what is read.

    The subscription's place is that of what was given to the socket. Of one that was stopped nothing more is said.
    """

    __slots__ = ("_frames", "_operation", "_place", "_size", "_turn")

    def __init__(self, operation: Operation) -> None:
        self._operation = operation
        self._place = operation.place
        self._frames: list[bytes] = []
        self._size = 0
        self._turn: asyncio.Handle | None = None

    def add(self, number: int, body: bytes) -> None:
        """Say an event."""
        frame = whole_text(self._operation.before, body, b"}")
        self._frames.append(frame)
        self._size += len(frame)
        self.skip(number)
        if self._size >= LARGEST:
            self.flush()

    def skip(self, number: int) -> None:
        """Be done with an event, said or not."""
        self._place = number
        if self._turn is None:
            self._turn = asyncio.get_running_loop().call_soon(self.flush)

    def flush(self) -> None:
        """Give what there is to the socket."""
        if self._turn is not None:
            self._turn.cancel()
            self._turn = None
        frames, self._frames, self._size = self._frames, [], 0
        if self._operation.task is None:
            return
        if frames:
            self._operation.client.send(b"".join(frames))
        self._operation.place = self._place
