"""Looking up names, in threads of our own: a name server that hangs keeps nobody waiting but who asks it."""

import asyncio
import contextlib
import socket
import threading
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

# A look-up that was given up goes on until the system gives it up, too: so more than there are posts at once.
AT_ONCE = 256


class Names(AbstractResolver):
    """Asks the system, each time anew. The event loop's own threads are few, and others need them."""

    def __init__(self) -> None:
        self._free = AT_ONCE
        self._freed = asyncio.Event()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """What a name stands for now. Raises OSError where it stands for nothing."""
        while not self._free:
            self._freed.clear()
            await self._freed.wait()
        self._free -= 1
        loop = asyncio.get_running_loop()
        found: asyncio.Future[list[Any]] = loop.create_future()

        def ask() -> None:
            result: list[Any] | OSError
            try:
                result = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, 0, socket.AI_ADDRCONFIG)
            except OSError as error:
                result = error
            except UnicodeError:  # longer than a name may be, or with an empty part
                result = socket.gaierror(socket.EAI_NONAME, "this is no name")
            with contextlib.suppress(RuntimeError):  # everything has ended meanwhile
                loop.call_soon_threadsafe(self._found, found, result)

        # Ending does not wait for it, as it would for a pool's threads.
        threading.Thread(target=ask, name="webhook names", daemon=True).start()
        return [
            ResolveResult(
                hostname=host, host=address[0], port=port, family=of, proto=protocol, flags=socket.AI_NUMERICHOST
            )
            for of, _, protocol, _, address in await found
        ]  # fmt: skip

    def _found(self, found: asyncio.Future[list[Any]], result: list[Any] | OSError) -> None:
        self._free += 1
        self._freed.set()
        if found.done():
            return  # it was given up
        if isinstance(result, OSError):
            found.set_exception(result)
        else:
            found.set_result(result)

    async def close(self) -> None:
        """Nothing is kept open."""
