"""The GraphQL endpoint, for now on Strawberry's own view: HTTP, and graphql-transport-ws with what it lacks there.

One file, so that the gateway can replace it. What is mended here: bodies and frames of the wrong shape, a document
that names several operations, a syntax error that would end a socket, server pings that carry the position reached.
"""

import asyncio
import contextlib
import json
import weakref
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import orjson
from aiohttp import WSCloseCode, web
from cross_web import HTTPException
from graphql import GraphQLError
from strawberry.aiohttp.views import GraphQLView
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler
from strawberry.types.unset import UNSET

from app.sign_in import Identity, SignIn
from domain import clock
from domain.errors import DomainError, ProblemCode, Unauthenticated
from domain.house import House
from domain.queries import events, viewers
from domain.rules import inputs
from domain.viewer import Viewer
from schema.context import Context

LARGEST_FRAME = 64 * 1024
INIT_SECONDS = 5
EXPIRY_GRACE_SECONDS = 1.0
PING_SECONDS = 20.0
HEARTBEAT_SECONDS = 2 * PING_SECONDS
SOCKETS: web.AppKey[weakref.WeakSet[web.WebSocketResponse]] = web.AppKey("sockets", weakref.WeakSet)
REQUEST_ID: web.RequestKey[str] = web.RequestKey("request_id", str)


class Asker:
    """Finds out, once per operation, who a request or a socket speaks for."""

    def __init__(self, house: House, sign_in: SignIn) -> None:
        self.house = house
        self._sign_in = sign_in
        self.identity: Identity | None = None
        self.account: str | None = None
        self.refusal: DomainError | None = None

    async def present(self, authorization: object, account: object) -> None:
        """Take an Authorization and a Parley-Account; what is wrong with them is told to each operation."""
        try:
            if authorization is not None:
                scheme, _, token = str(authorization).partition(" ")
                if scheme.lower() != "bearer" or not token.strip():
                    raise Unauthenticated("Send the token as: Authorization: Bearer …")
                self.identity = await self._sign_in.identity(token.strip())
            self.account = inputs.handle(str(account), "Parley-Account") if account else None
        except DomainError as refusal:
            self.refusal = refusal

    async def __call__(self) -> Viewer:
        """The viewer as of now."""
        if self.refusal is not None:
            raise self.refusal
        if self.identity is None:
            raise Unauthenticated
        who = self.identity
        if clock.now() >= who.expires_at:
            raise Unauthenticated("Your token has expired: sign in again.")
        return await viewers.identify(self.house, who.subject, self.account or who.account, who.expires_at)


class Socket(BaseGraphQLTransportWSHandler[Context, None]):
    """graphql-transport-ws: a frame of the wrong shape closes with 4400, an operation's error ends only itself."""

    _end: asyncio.TimerHandle | None = None

    async def handle(self) -> None:
        pings = asyncio.create_task(self._ping())
        try:
            await super().handle()
        finally:
            pings.cancel()
            if self._end is not None:
                self._end.cancel()

    async def handle_message(self, message: Any) -> None:
        if (mistake := _mistake(message)) is not None:
            await self.handle_invalid_message(mistake)
            return
        if message["type"] == "connection_init" and message.get("payload", {}) is None:
            message = {"type": "connection_init"}
        await super().handle_message(message)

    async def handle_connection_init(self, message: Any) -> None:
        await super().handle_connection_init(message)
        asker = self.context.identify
        if isinstance(asker, Asker) and asker.identity is not None and self._end is None:
            seconds = (asker.identity.expires_at - clock.now()).total_seconds()
            # A moment later than the subscriptions, which say why they end.
            self._end = asyncio.get_running_loop().call_later(max(seconds, 0) + EXPIRY_GRACE_SECONDS, self._expire)

    def _expire(self) -> None:
        closing = asyncio.ensure_future(self.websocket.close(code=4403, reason="The token has expired"))
        closing.add_done_callback(lambda ended: ended.cancelled() or ended.exception())

    @staticmethod
    def _get_pre_execution_close_reason(_error: GraphQLError) -> str | None:
        return None

    async def _ping(self) -> None:
        """Ping, and say up to where the listeners here have everything: a quiet one does not expire (EVT-3)."""
        asker = self.context.identify
        assert isinstance(asker, Asker)  # noqa: S101 - get_context made it
        with contextlib.suppress(WebSocketDisconnected):
            while True:
                await asyncio.sleep(PING_SECONDS)
                if self.connection_acknowledged:
                    place = events.reached(asker.house, self.context.listeners)
                    await self.websocket.send_json({"type": "ping", "payload": {"position": place} if place else {}})


class Endpoint(GraphQLView[Context, None]):
    """`/graphql`."""

    graphql_transport_ws_handler_class = Socket

    def __init__(self, schema: Any, house: House, sign_in: SignIn, allows: Callable[[str], bool]) -> None:
        super().__init__(
            schema=schema,
            graphql_ide=None,
            subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL],
            connection_init_wait_timeout=timedelta(seconds=INIT_SECONDS),
        )
        self._allows = allows
        self._house = house
        self._sign_in = sign_in

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        try:
            return await self.run(request=request)  # a socket is closed, and so forgotten, when this returns
        except HTTPException as error:
            return refused(error.status_code, str(error.reason))
        except web.HTTPRequestEntityTooLarge:
            return refused(413, "The body is too large: at most 1 MiB.")

    def is_websocket_origin_allowed(self, request: web.Request, origin: str) -> bool:
        return self._allows(origin)

    async def get_context(self, request: web.Request, response: Any) -> Context:
        asker = Asker(self._house, self._sign_in)
        if not isinstance(response, web.WebSocketResponse):
            await asker.present(request.headers.get("Authorization"), request.headers.get("Parley-Account"))
        return Context(asker, request[REQUEST_ID], streams=isinstance(response, web.WebSocketResponse))

    async def on_ws_connect(self, context: Context) -> Any:
        said = context.connection_params or {}
        asker = context.identify
        assert isinstance(asker, Asker)  # noqa: S101 - get_context made it
        await asker.present(said.get("authorization"), said.get("account"))
        if asker.refusal is not None:
            raise ConnectionRejectionError
        return UNSET

    async def create_websocket_response(self, request: web.Request, subprotocol: str | None) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(
            protocols=[subprotocol] if subprotocol else [],
            compress=False,
            max_msg_size=LARGEST_FRAME,
            heartbeat=HEARTBEAT_SECONDS,
        )
        await socket.prepare(request)
        if subprotocol is None:
            await socket.close(code=4406, message=b"Subprotocol not acceptable")
        request.app[SOCKETS].add(socket)
        return socket

    def decode_json(self, data: str | bytes) -> object:
        try:
            return orjson.loads(data)
        except orjson.JSONDecodeError as error:
            raise json.JSONDecodeError(error.msg, "", 0) from error

    def parse_json(self, data: str | bytes) -> Any:
        try:
            parsed = orjson.loads(data)
        except orjson.JSONDecodeError as error:
            raise HTTPException(400, f"This is not JSON: {error.msg}") from error
        if not isinstance(parsed, dict):
            raise HTTPException(400, "Send one JSON object: { query, variables, operationName }")
        return parsed

    def encode_json(self, data: object) -> str | bytes:
        return orjson.dumps(data).decode()


def refused(status: int, sentence: str) -> web.Response:
    """A refusal before GraphQL, in GraphQL's shape."""
    error = {"message": sentence, "extensions": {"code": ProblemCode.INVALID_INPUT.value}}
    return web.json_response({"errors": [error]}, status=status)


def _mistake(message: object) -> str | None:
    """What is wrong with a frame's shape."""
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        return "A message is an object with a type"
    kind, payload = message["type"], message.get("payload")
    if kind in {"subscribe", "complete"} and not (isinstance(message.get("id"), str) and message["id"]):
        return f"{kind} needs an id"
    if kind == "subscribe" and not _is_request(payload):
        return "subscribe needs a payload with a query"
    if kind in {"connection_init", "ping", "pong"} and not isinstance(payload, dict | None):
        return "A payload is an object"
    return None


def _is_request(payload: object) -> bool:
    return (
        isinstance(payload, Mapping)
        and isinstance(payload.get("query"), str)
        and isinstance(payload.get("variables"), dict | None)
        and isinstance(payload.get("operationName"), str | None)
    )


async def close_sockets(app: web.Application) -> None:
    """Tell every open socket to come back: 1012, within a second."""
    closing = [socket.close(code=WSCloseCode.SERVICE_RESTART, message=b"restarting") for socket in app[SOCKETS]]
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(1):
            await asyncio.gather(*closing, return_exceptions=True)
