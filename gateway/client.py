"""One client on its socket, in graphql-transport-ws: strict, and without a task of its own."""

import asyncio
import contextvars
from collections.abc import Coroutine, Mapping
from typing import TYPE_CHECKING, Any

import orjson
from aiohttp import web

from gateway import frames
from gateway.connection import OPEN, Connection
from gateway.operations import Operation
from gateway.seams import Asker, Rejected

if TYPE_CHECKING:
    from gateway.socket import SocketEndpoint

EXPIRY_GRACE_SECONDS = 1.0  # for subscriptions to say why they end

_ACK = frames.frame(frames.TEXT, b'{"type":"connection_ack"}')
_PONG = frames.frame(frames.TEXT, b'{"type":"pong"}')
_PING = frames.frame(frames.TEXT, b'{"type":"ping","payload":{}}') + frames.frame(frames.PING)


class Client(Connection):
    """What a client says, what it runs, when it has to go."""

    __slots__ = (
        "_expiry", "_init", "_scope", "address", "asker", "counted", "endpoint", "operations", "request", "request_id",
        "stalled",
    )  # fmt: skip

    asker: Asker

    def __init__(self, endpoint: "SocketEndpoint", request: web.Request, request_id: str, address: str) -> None:
        super().__init__()
        self.endpoint = endpoint
        self.request: web.Request | None = request  # until it is known who asks
        self.request_id = request_id
        self.address = address
        self.counted: Any = None  # whom it is counted for
        self.operations: dict[str, Operation] = {}
        self.stalled: set[Operation] = set()  # subscriptions that read on when the client does
        self._scope = contextvars.copy_context()  # what log lines of this request say
        self._init: asyncio.Task[None] | None = None
        self._expiry: asyncio.TimerHandle | None = None

    def task(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do something on this socket's behalf."""
        return asyncio.get_running_loop().create_task(work, context=self._scope.copy())

    # ── what the client says ──

    def received(self, payload: bytearray, *, text: bool) -> None:
        """As the protocol has it."""
        if not text:
            self.end(4400, "A message is text")
            return
        try:
            said = orjson.loads(payload)
        except orjson.JSONDecodeError:
            self._no_json(payload)
            return
        if (wrong := mistake(said)) is not None:
            self.end(4400, wrong)
            return
        match said["type"]:
            case "subscribe":
                self._subscribe(said["id"], said["payload"])
            case "complete":
                if (operation := self.operations.pop(said["id"], None)) is not None:
                    operation.stop()
            case "ping":
                self.send(_PONG)
            case "connection_init":
                self._connection_init(said.get("payload") or {})
            case _:
                pass  # a pong

    def _no_json(self, payload: bytearray) -> None:
        try:
            payload.decode()
        except UnicodeDecodeError:
            self.end(frames.INVALID_TEXT, "Text is UTF-8")
        else:
            self.end(4400, "A message is JSON")

    def _connection_init(self, payload: Mapping[str, Any]) -> None:
        if self.request is None or self._init is not None:
            self.end(4429, "Too many initialisation requests")
        else:
            self._init = self.task(self._enter(self.request, payload))

    async def _enter(self, request: web.Request, payload: Mapping[str, Any]) -> None:
        try:
            await self.endpoint.turns.take()
            asker = await self.endpoint.entrance.of_socket(request, payload)
        except Rejected:
            self.end(4403, "Forbidden")
            return
        except Exception:
            self.endpoint.log.exception("a socket could not be let in")
            self.end(1011, "Something went wrong on our side")
            return
        if self.state != OPEN:
            return
        self.asker, self.request, self._init = asker, None, None
        if not self.endpoint.admit(self):
            self.end(1013, "Too many sockets")
            return
        self.send(_ACK)
        if (seconds := asker.expires_in) is not None:
            self._expiry = asyncio.get_running_loop().call_later(max(seconds, 0), self._expire)

    def _subscribe(self, id: str, payload: Mapping[str, Any]) -> None:
        if self.request is not None:
            self.end(4401, "Unauthorized")
        elif id in self.operations:
            self.end(4409, f"Subscriber for {id} already exists")
        elif len(self.operations) >= self.endpoint.limits.operations:
            errors = [self.endpoint.too_many_operations()]
            self.send(frames.frame(frames.TEXT, orjson.dumps({"id": id, "type": "error", "payload": errors})))
        else:
            operation = self.operations[id] = Operation(self, id)
            operation.begin(payload)

    # ── what happens meanwhile ──

    def ended(self, operation: Operation) -> None:
        """Hear that an operation is over."""
        if self.operations.get(operation.id) is operation:
            del self.operations[operation.id]

    def drained(self) -> None:
        """The client takes again: who waited for that reads on."""
        stalled, self.stalled = self.stalled, set()
        for operation in stalled:
            operation.again()

    def ping(self) -> None:
        """Ask whether the client is there, and say up to where it has everything: a quiet listener does not expire."""
        position = self._position()
        if position is None:
            self.send(_PING)
        else:
            said = orjson.dumps({"type": "ping", "payload": {"position": position}})
            self.send(frames.frame(frames.TEXT, said) + frames.frame(frames.PING))

    def _position(self) -> str | None:
        """The one place that all subscriptions here have reached; none while one of them has yet to begin."""
        reached: str | None = None
        for operation in self.operations.values():
            if operation.begins:
                return None
            place = operation.reached
            if place is not None:
                if reached not in {None, place}:
                    return None
                reached = place
        return reached

    def _expire(self) -> None:
        """What was presented has expired: subscriptions find out by reading, and say so; then the socket goes.

        Timers fire early and clocks are set back, so it is looked at anew.
        """
        seconds = self.asker.expires_in
        loop = asyncio.get_running_loop()
        if seconds is None or seconds > 0:
            self._expiry = None if seconds is None else loop.call_later(seconds, self._expire)
            return
        for operation in list(self.operations.values()):
            operation.look_again()
        self._expiry = loop.call_later(EXPIRY_GRACE_SECONDS, self.end, 4403, "The token has expired")

    # ── the end ──

    def left(self, code: int) -> None:
        """Stop everything."""
        self.request = None
        if self._expiry is not None:
            self._expiry.cancel()
            self._expiry = None
        if self._init is not None:
            self._init.cancel()
        for operation in list(self.operations.values()):
            operation.stop()
        self.operations.clear()
        self.stalled.clear()
        self.endpoint.left(self, code)

    def gone(self) -> None:
        """Be forgotten."""
        self.endpoint.gone(self)


def mistake(said: object) -> str | None:
    """What is wrong with a message's shape."""
    if not isinstance(said, dict) or not isinstance(said.get("type"), str):
        return "A message is an object with a type"
    kind, payload = said["type"], said.get("payload")
    if kind not in {"subscribe", "complete", "connection_init", "ping", "pong"}:
        return "This is not a type of message that clients send"
    if kind in {"subscribe", "complete"}:
        if not (isinstance(said.get("id"), str) and said["id"]):
            return f"{kind} needs an id"
        return None if kind == "complete" or _is_request(payload) else "subscribe needs a payload with a query"
    return None if isinstance(payload, dict | None) else "A payload is an object"


def _is_request(payload: object) -> bool:
    """Whether it has a query, or names one that is known by its hash."""
    if not isinstance(payload, dict):
        return False
    query, extensions = payload.get("query"), payload.get("extensions")
    return (
        (isinstance(query, str) or (query is None and isinstance(extensions, dict) and "persistedQuery" in extensions))
        and isinstance(payload.get("variables"), dict | None)
        and isinstance(payload.get("operationName"), str | None)
        and isinstance(extensions, dict | None)
    )
