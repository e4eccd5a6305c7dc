"""Parley over real sockets: a server that can stop and start again, and the plainest of clients."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self

import aiohttp

from tests.cast import Person, say, started

SUBPROTOCOL = "graphql-transport-ws"
SECRET = "the tests' secret, long enough to be one"
PATIENCE = 10.0

SEND = """
    mutation Send($conversation: ID!, $made: String!, $text: String!) {
      sendMessage(input: {conversationId: $conversation, clientMessageId: $made, content: {text: $text}}) {
        __typename
        ... on SendMessageSuccess { message { id sequence } }
        ... on Problem { code detail }
      }
    }"""
POSITION = "query Position { viewer { position } }"
INBOX = "query Inbox { viewer { position } inbox(first: 25) { nodes { id unreadCount lastMessage { text } } } }"
EVENTS = """
    subscription Events($after: Position) {
      events(after: $after) {
        __typename
        position
        ... on MessageReceived { message { id sequence text clientMessageId conversation { id } sender { handle } } }
        ... on ConversationRead { upTo by { handle } conversation { id } }
        ... on ConversationChanged { conversation { id starred } }
        ... on BlockChanged { blocked account { handle } }
        ... on AccessChanged { viewer { permissions } }
      }
    }"""
MESSAGES = """
    subscription Messages($conversation: ID, $after: Position) {
      messageReceived(conversationId: $conversation, after: $after) { position message { sequence text } }
    }"""
TYPING = """
    subscription Typing($conversation: ID!) {
      typing(conversationId: $conversation) { typing account { handle } }
    }"""
SET_TYPING = """
    mutation SetTyping($conversation: ID!, $typing: Boolean!) {
      setTyping(input: {conversationId: $conversation, typing: $typing}) { __typename }
    }"""


def conversation_id(key: int) -> str:
    """A conversation's id, as clients have it."""
    return f"cnv_{key}"


def number(position: str) -> int:
    """The number in a position; only tests may look inside."""
    return int(position.rpartition(".")[2])


async def talking(by: Person, with_: Person) -> int:
    """A conversation that both sides see: somebody has said hello."""
    conversation = await started(by, with_)
    await say(by, conversation, "hello")
    return conversation


class Ended(Exception):
    """A subscription was ended, with this code: of an error, or of the socket's close."""

    def __init__(self, code: str | int | None, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class ConnectionRefused(Exception):
    """A socket was closed before it was acknowledged."""


class Ear:
    """One subscription on a socket of its own. What it hears waits here until it is asked for."""

    def __init__(self, raw: aiohttp.ClientWebSocketResponse) -> None:
        self.raw = raw
        self.pings: list[dict[str, Any]] = []
        self.told: list[tuple[str, str]] = []  # every position, of an event or of a ping, as it came in
        self.reads = asyncio.Event()  # cleared: a client that has stopped reading its socket
        self.reads.set()
        self._heard: asyncio.Queue[Any] = asyncio.Queue()
        self._pump = asyncio.create_task(self._read())

    async def next(self, seconds: float = PATIENCE) -> Any:
        """The next event. Raises Ended where there is none to come."""
        async with asyncio.timeout(seconds):
            said = await self._heard.get()
        if isinstance(said, Ended):
            raise said
        return said

    async def take(self, count: int, seconds: float = PATIENCE) -> list[Any]:
        """The next so many events."""
        return [await self.next(seconds) for _ in range(count)]

    async def end(self, seconds: float = PATIENCE) -> Ended:
        """Wait for the end, whatever is heard before."""
        async with asyncio.timeout(seconds):
            while True:
                said = await self._heard.get()
                if isinstance(said, Ended):
                    return said

    async def hears_nothing(self, seconds: float = 0.3) -> bool:
        """Whether nothing comes for a moment."""
        await asyncio.sleep(seconds)
        return self._heard.empty()

    async def position(self) -> str:
        """The position of the next ping that has one."""
        seen = len(self.pings)
        async with asyncio.timeout(PATIENCE):
            while not any("position" in ping for ping in self.pings[seen:]):
                await asyncio.sleep(0.01)
        return str(next(ping["position"] for ping in self.pings[seen:] if "position" in ping))

    async def complete(self) -> None:
        """End the subscription, and keep the socket."""
        await self.raw.send_json({"id": "1", "type": "complete"})

    async def close(self) -> None:
        """Leave as a client should."""
        self._pump.cancel()
        await asyncio.gather(self._pump, return_exceptions=True)
        await self.raw.close()

    def vanish(self) -> None:
        """Leave without a word, as a phone does in a tunnel that ends the connection."""
        self._pump.cancel()
        abort(self.raw)

    async def _read(self) -> None:
        while True:
            await self.reads.wait()
            frame = await self.raw.receive()
            if frame.type is not aiohttp.WSMsgType.TEXT:
                self._heard.put_nowait(Ended(self.raw.close_code, str(frame.extra or "")))
                return
            said = frame.json()
            if said["type"] == "ping":
                ping = said.get("payload") or {}
                self.pings.append(ping)
                self.told += [("ping", ping["position"])] if "position" in ping else []
                with contextlib.suppress(ConnectionError):
                    await self.raw.send_json({"type": "pong"})
            elif said["type"] in {"next", "error"}:
                self._take(said["payload"])

    def _take(self, payload: Any) -> None:
        errors = payload if isinstance(payload, list) else payload.get("errors")
        if errors:
            self._heard.put_nowait(Ended(errors[0].get("extensions", {}).get("code"), errors[0]["message"]))
        else:
            event = next(iter(payload["data"].values()))
            self.told += [("event", event["position"])] if "position" in event else []
            self._heard.put_nowait(event)


def abort(raw: aiohttp.ClientWebSocketResponse) -> None:
    """Cut the connection under a socket."""
    connection = raw._response.connection
    if connection is not None and connection.transport is not None:
        connection.transport.abort()
        connection.close()


class Wire:
    """A client that speaks for somebody."""

    def __init__(self, url: str, token: str, account: str | None = None, *, small: bool = False) -> None:
        self.url = url
        self.credentials = {"authorization": f"Bearer {token}"} | ({"account": account} if account else {})
        # A small one takes in little that it does not read.
        factory = _small_socket if small else None
        self.session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, socket_factory=factory))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        await self.session.close()

    async def ask(self, document: str, **variables: Any) -> Any:
        """The data of a query or mutation. Raises Ended with the code of an error."""
        headers = {"Authorization": self.credentials["authorization"]}
        if "account" in self.credentials:
            headers["Parley-Account"] = self.credentials["account"]
        body = {"query": document, "variables": variables}
        async with self.session.post(f"{self.url}/graphql", json=body, headers=headers) as answer:
            said = await answer.json()
        if "errors" in said:
            raise Ended(said["errors"][0]["extensions"]["code"], said["errors"][0]["message"])
        return said["data"]

    async def send(self, conversation: int, made: str, text: str) -> Any:
        """Send a text; the sequence it got, or the code of the refusal."""
        said = await self.ask(SEND, conversation=conversation_id(conversation), made=made, text=text)
        result = said["sendMessage"]
        return result["message"]["sequence"] if "message" in result else result["code"]

    async def position(self) -> str:
        """Viewer.position."""
        return str((await self.ask(POSITION))["viewer"]["position"])

    async def open(self) -> aiohttp.ClientWebSocketResponse:
        """A socket that is acknowledged."""
        raw = await self.session.ws_connect(f"{self.url}/graphql", protocols=[SUBPROTOCOL], max_msg_size=0)
        await raw.send_json({"type": "connection_init", "payload": self.credentials})
        said = await raw.receive(timeout=PATIENCE)
        if said.type is not aiohttp.WSMsgType.TEXT:
            await raw.close()
            raise ConnectionRefused(raw.close_code)
        assert said.json()["type"] == "connection_ack"
        return raw

    async def listen(self, document: str = EVENTS, **variables: Any) -> Ear:
        """A subscription; where no position is given, from now on."""
        if "$after" in document and "after" not in variables:
            variables["after"] = await self.position()
        raw = await self.open()
        await raw.send_json({"id": "1", "type": "subscribe", "payload": {"query": document, "variables": variables}})
        return Ear(raw)

    @asynccontextmanager
    async def listening(self, document: str = EVENTS, **variables: Any) -> AsyncIterator[Ear]:
        """A subscription that is left at the end."""
        ear = await self.listen(document, **variables)
        try:
            yield ear
        finally:
            await ear.close()


def _small_socket(info: tuple[Any, ...]) -> socket.socket:
    made = socket.socket(family=info[0], type=info[1], proto=info[2])
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    return made
