"""However a listener leaves, nothing of it stays."""

import asyncio
import gc

import pytest

from tests import wire
from tests.cast import Person, say
from tests.serving import Server
from tests.wire import conversation_id, talking


@pytest.mark.parametrize("how", ["completes", "closes", "vanishes"])
@pytest.mark.parametrize("document", [wire.EVENTS, wire.MESSAGES, wire.TYPING], ids=["events", "messages", "typing"])
async def test_no_listener_stays_behind(server: Server, maya: Person, acme: Person, document: str, how: str) -> None:
    conversation = await talking(acme, maya)
    more = {"conversation": conversation_id(conversation)} if document == wire.TYPING else {}
    tasks = len(asyncio.all_tasks())
    ears = [await server.wire(maya).listen(document, **more) for _ in range(5)]
    async with asyncio.timeout(5):
        while server.sockets.subscriptions < 5 or not server.house.hub.listeners:
            await asyncio.sleep(0.01)

    for ear in ears:
        if how == "completes":
            await ear.complete()
        elif how == "closes":
            await ear.close()
        else:
            ear.vanish()

    assert await server.is_quiet()
    async with asyncio.timeout(5):
        while server.sockets.subscriptions:
            await asyncio.sleep(0.01)
    for ear in ears:
        await ear.close()
    await say(acme, conversation, "to nobody")
    async with asyncio.timeout(5):
        while len(asyncio.all_tasks()) > tasks:
            await asyncio.sleep(0.01)
    gc.collect()  # a task that was left pending would say so now
