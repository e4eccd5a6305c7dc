"""Typing: live, never stored, not across a block."""

import asyncio

import pytest

from domain.actions import blocks, conversations, messages
from tests import wire
from tests.cast import Person, say
from tests.conftest import NothingHappens
from tests.serving import Server
from tests.wire import Ear, Ended, conversation_id, talking


async def watching(server: Server, who: Person, conversation: int) -> Ear:
    """Somebody who watches a conversation, and does so by now."""
    watchers = len(server.house.hub._typing)
    ear = await server.wire(who).listen(wire.TYPING, conversation=conversation_id(conversation))
    async with asyncio.timeout(5):
        while len(server.house.hub._typing) == watchers:
            await asyncio.sleep(0.01)
    return ear


@pytest.mark.rule("EVT-2")
@pytest.mark.rule("MSG-6")
async def test_typing_is_seen_by_the_other_side_and_stored_nowhere(
    server: Server, maya: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    conversation = await talking(acme, maya)
    creator, shop = await watching(server, maya, conversation), await watching(server, acme, conversation)

    async with nothing_happens(), server.wire(maya).listening() as events:
        for typing in (True, False):
            said = await server.wire(acme).ask(
                wire.SET_TYPING, conversation=conversation_id(conversation), typing=typing
            )
            assert said == {"setTyping": {"__typename": "TypingSuccess"}}
            assert await creator.next() == {"typing": typing, "account": {"handle": "acme"}}

        assert await shop.hears_nothing()
        assert await events.hears_nothing()
    await creator.close()
    await shop.close()
    assert await server.is_quiet()


@pytest.mark.rule("BLK-2", part="typing and receipts")
@pytest.mark.parametrize("blocker", ["maya", "acme"])
async def test_no_typing_and_no_receipt_crosses_a_block(
    server: Server, maya: Person, acme: Person, blocker: str
) -> None:
    conversation = await talking(acme, maya)
    mine, theirs = (maya, acme) if blocker == "maya" else (acme, maya)
    creator, shop = await watching(server, maya, conversation), await watching(server, acme, conversation)
    await blocks.block(await mine.viewer(), theirs.key)
    async with server.wire(acme).listening() as events:
        for who in (maya, acme):
            await messages.set_typing(await who.viewer(), conversation, typing=True)
        await conversations.mark_read(await maya.viewer(), [conversation])

        assert await creator.hears_nothing()
        assert await shop.hears_nothing(0)
        assert await events.hears_nothing(0)

    await blocks.unblock(await mine.viewer(), theirs.key)
    await messages.set_typing(await acme.viewer(), conversation, typing=True)
    assert (await creator.next())["typing"]
    await creator.close()
    await shop.close()


@pytest.mark.rule("MSG-6")
async def test_the_sender_hears_how_far_the_other_side_has_read(server: Server, maya: Person, acme: Person) -> None:
    conversation = await talking(acme, maya)
    await say(acme, conversation, "one", "two")
    async with server.wire(acme).listening() as shop:
        await conversations.mark_read_up_to(await maya.viewer(), conversation, 2)

        event = await shop.next()

    assert event["__typename"] == "ConversationRead"
    assert (event["by"]["handle"], event["upTo"]) == ("maya", 2)


async def test_nobody_watches_the_typing_of_others(server: Server, maya: Person, acme: Person, noor: Person) -> None:
    conversation = await talking(acme, maya)

    async with server.wire(noor).listening(wire.TYPING, conversation=conversation_id(conversation)) as ear:
        with pytest.raises(Ended) as ended:
            await ear.next()

    assert ended.value.code == "NOT_FOUND"
