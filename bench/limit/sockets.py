"""The limit of sockets: aiohttp's WebSocket and frames that are text already. Its clients speak as Parley's do."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import orjson
from aiohttp import web

LARGEST_FRAME = 64 * 1024
ACK, PONG = '{"type":"connection_ack"}', '{"type":"pong"}'
Frames = list[tuple[str, list[web.WebSocketResponse]]]  # each with the sockets it goes to
Member = Callable[[str], Awaitable[Any]]  # the row of membership behind a token


class Sockets:
    """Who listens: sockets by account, then by the id that their client gave to its subscription."""

    def __init__(self, member: Member) -> None:
        self._member = member
        self._by_account: dict[int, dict[str, list[web.WebSocketResponse]]] = defaultdict(lambda: defaultdict(list))
        self._frames: dict[int, tuple[str, str]] = {}
        self.count = 0

    async def open(self, request: web.Request) -> web.WebSocketResponse:
        """One socket, from its first frame to its last: token, subscription, pings."""
        socket = web.WebSocketResponse(
            protocols=["graphql-transport-ws"], compress=False, max_msg_size=LARGEST_FRAME, heartbeat=40.0
        )
        await socket.prepare(request)
        token, place = "", None
        try:
            async for frame in socket:
                said = orjson.loads(frame.data)
                if said["type"] == "connection_init":
                    token = said["payload"]["authorization"].removeprefix("Bearer ")
                    await socket.send_str(ACK)
                elif said["type"] == "subscribe":
                    place = self._by_account[(await self._member(token))[0]][said["id"]]
                    place.append(socket)
                    self.count += 1
                elif said["type"] == "ping":
                    await socket.send_str(PONG)
        finally:
            if place is not None:
                place.remove(socket)
                self.count -= 1
        return socket

    async def prepare(self, accounts: Sequence[int]) -> None:
        """Make each account's frame, but for the id before it and the text within it."""
        for account in accounts:
            sender = {"id": f"acc_{20_000 + account}", "handle": f"somebody.{account}"}
            message = {"id": f"msg_{account}_1", "text": "#", "sender": sender}
            event = {"position": f"1a2b3c4d.{account}", "message": message}
            frame = {"type": "next", "payload": {"data": {"messageReceived": event}}}
            before, after = orjson.dumps(frame).decode().split("#")
            self._frames[account] = before[1:], after

    def make(self, account: int, text: str) -> Frames:
        """Make the frames of an account's event, each with its sockets: those with one id share it."""
        before, after = self._frames[account]
        return [
            (f'{{"id":"{identity}",{before}{text}{after}', sockets)
            for identity, sockets in self._by_account[account].items()
        ]

    async def give(self, account: int, made: Frames) -> None:
        for frame, sockets in made:
            for socket in sockets:
                await socket.send_str(frame)
