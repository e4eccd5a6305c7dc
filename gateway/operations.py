"""One operation on a socket, from `subscribe` to `complete`: in a task only while there is something to do."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from time import perf_counter
from typing import TYPE_CHECKING, Any

import orjson
from graphql import GraphQLError

from gateway import answering, frames
from gateway.errors import RequestRefused
from gateway.prepared import Prepared, SubscriptionRefused
from gateway.seams import Topic

if TYPE_CHECKING:
    from gateway.client import Client
    from gateway.fanout import Group, Kept


class Operation:
    """A query, a mutation or a subscription under its id."""

    __slots__ = ("before", "begins", "client", "context", "group", "id", "kept", "place", "prepared", "task", "topic")

    def __init__(self, client: "Client", id: str) -> None:
        self.client = client
        self.id = id
        self.before = b'{"id":' + orjson.dumps(id) + b',"type":"next","payload":'  # what stands before each result
        self.begins = True  # until it is known what it follows, or that it follows nothing
        self.task: asyncio.Task[None] | None = None
        self.prepared: Prepared | None = None
        self.context: Any = None
        self.topic: Topic | None = None
        self.place = 0  # in the topic: everything up to here has been sent, or waits to be
        self.group: Group | None = None
        self.kept: Kept | None = None  # what the group told while this one was reading

    def begin(self, payload: Mapping[str, Any]) -> None:
        """Answer a `subscribe`."""
        self.task = self.client.task(self._run(payload))

    def again(self) -> None:
        """Read from the last place; a client that takes nothing is left alone until it does."""
        if self.task is not None:
            return
        if self.client.clear:
            self.task = self.client.task(self._follow())
        else:
            self.client.stalled.add(self)

    def look_again(self) -> None:
        """Ask anew whether it may go on: that is told by reading."""
        if self.topic is not None and self.task is None:
            self._release()
            self.again()

    def stop(self) -> None:
        """End without a word: the client wants no more of it, or is gone."""
        self._release()
        if self.task is not None:
            self.task.cancel()
            self.task = None

    @property
    def reached(self) -> str | None:
        """The position up to which the client has everything; None: that is not known yet, or means nothing here."""
        if self.topic is None:
            return None
        place = self.place if self.group is None else self.group.reached(self)
        return self.topic.position(place)

    # ── what is said ──

    def next(self, body: bytes) -> None:
        """Send one result."""
        self.client.send(frames.whole_text(self.before, body, b"}"))

    def _complete(self) -> None:
        self._say("complete")
        self._release()
        self.client.ended(self)

    def _refuse(self, errors: list[dict[str, Any]]) -> None:
        """The operation ends before it began."""
        self._say("error", payload=errors)
        self._release()
        self.client.ended(self)

    def _fail(self, errors: list[dict[str, Any]]) -> None:
        self.next(orjson.dumps({"data": None, "errors": errors}))
        self._complete()

    def _say(self, type: str, **rest: Any) -> None:
        self.client.send(frames.frame(frames.TEXT, orjson.dumps({"id": self.id, "type": type, **rest})))

    def _release(self) -> None:
        if self.group is not None:
            self.group.leave(self)
        self.client.stalled.discard(self)

    # ── what is done ──

    async def _run(self, payload: Mapping[str, Any]) -> None:
        try:
            await self._answer(payload)
        except SubscriptionRefused as refused:
            self._fail(refused.errors)
        except RequestRefused as refused:
            self._count_refused(refused.code)
            self._refuse(refused.errors)
        except Exception as error:  # noqa: BLE001 - whatever it is, it ends this operation, and nothing else
            self._broke(error)
        finally:
            self.task = None

    async def _answer(self, payload: Mapping[str, Any]) -> None:
        client, began = self.client, perf_counter()
        if points := client.endpoint.engine.newness(payload):
            client.endpoint.spend(client, points)
        prepared = self.prepared = await client.endpoint.engine.prepare(payload, request_id=client.request_id)
        client.endpoint.spend(client, prepared.cost)
        if prepared.kind != "subscription":
            self.begins = False
            self.next(await answering.answer(prepared, client.asker, began))
            self._complete()
            return
        await client.endpoint.turns.take()
        self.context, source = await answering.subscribe(prepared, client.asker, began)
        self.begins = False
        if isinstance(source, AsyncIterator):
            await self._pass_on(source)
            return
        self.topic, self.place = source, source.place
        await self._until_live(fresh=source.fresh)

    async def _until_live(self, *, fresh: bool) -> None:
        while not await self.client.endpoint.fanout.follow(self, fresh=fresh):
            if not self.client.clear:
                self.client.stalled.add(self)
                return
            fresh = False  # it takes again, since just now

    async def _follow(self) -> None:
        try:
            await self._until_live(fresh=False)
        except Exception as error:  # noqa: BLE001 - as above
            self._broke(error)
        finally:
            self.task = None

    async def _pass_on(self, source: AsyncIterator[Any]) -> None:
        """A stream without places: what it gives is sent as the client takes it."""
        prepared, context = self.prepared, self.context
        assert prepared is not None  # noqa: S101 - who gave the source
        try:
            async for event in source:
                body = prepared.render_now(event, context)
                if body is None:
                    body = await prepared.render(event, context)
                self.next(body)
                if not await self.client.room():
                    return
        finally:
            if isinstance(source, AsyncGenerator):
                await source.aclose()
        self._complete()

    def _count_refused(self, code: str) -> None:
        if self.prepared is None:
            self.client.endpoint.engine.tallies.unread(code)
        else:
            self.prepared.tally(known=False).add(code, 0.0)

    def _broke(self, error: Exception) -> None:
        if self.prepared is not None:
            told = self.prepared.told(error)
            if self.prepared.kind == "subscription" and not self.begins:
                engine = self.client.endpoint.engine
                engine.tallies.ended[engine.telling.code(told[0])] += 1
            self._fail(told)
            return
        cause = GraphQLError("", original_error=error)
        self._refuse(self.client.endpoint.engine.telling.of_execution([cause], self.client.request_id))
