"""A crowd that comes at once is let in a few at a time: whoever is there already hears events meanwhile."""

import asyncio
from collections import deque

AT_ONCE = 2  # at each turn of the loop; each takes some half a millisecond of it


class Turns:
    """Lets so many through at each turn of the event loop, in the order in which they came."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._at_once = at_once
        self._left = at_once
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._turn: asyncio.Handle | None = None

    async def take(self) -> None:
        """Wait for a turn; whom nobody is before does not wait."""
        loop = asyncio.get_running_loop()
        if self._turn is None:
            self._turn = loop.call_soon(self._next)
        if self._left and not self._waiting:
            self._left -= 1
            return
        mine = loop.create_future()
        self._waiting.append(mine)
        await mine

    def _next(self) -> None:
        self._left = self._at_once
        self._turn = None
        while self._left and self._waiting:
            one = self._waiting.popleft()
            if not one.done():  # who gave up has left its place to the next
                one.set_result(None)
                self._left -= 1
        if self._left < self._at_once or self._waiting:
            self._turn = asyncio.get_running_loop().call_soon(self._next)
