"""Sending a message."""

import asyncio

import pytest

from domain.actions import blocks, messages
from domain.errors import Blocked, InvalidInput, YouBlockedThem
from domain.queries import conversations
from tests.cast import Person, say, started
from tests.conftest import Heard, NothingHappens


@pytest.mark.rule("BLK-2", part="seller")
async def test_a_creator_blocked_by_a_seller_is_told_so(
    maya: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "hello")
    await blocks.block(await acme.viewer(), maya.key)

    async with nothing_happens():
        with pytest.raises(Blocked, match="^You cannot send messages to seller now as you are blocked by them.$"):
            await messages.send(await maya.viewer(), conversation, "1", "hi")
        with pytest.raises(YouBlockedThem):
            await messages.send(await acme.viewer(), conversation, "1", "hi")


@pytest.mark.rule("MSG-2")
async def test_the_same_client_id_returns_the_first_message_and_sends_nothing(
    maya: Person, acme: Person, heard: Heard
) -> None:
    conversation = await started(acme, maya)
    first = await messages.send(await acme.viewer(), conversation, "one", "hello")

    again = await messages.send(await acme.viewer(), conversation, "one", "hello")

    assert (again.id, again.sequence, again.sent_at) == (first.id, 1, first.sent_at)
    assert await heard(maya) == ["message_sent"]
    with pytest.raises(InvalidInput, match="other content"):
        await messages.send(await acme.viewer(), conversation, "one", "something else")


@pytest.mark.rule("MSG-3")
async def test_two_hundred_sends_at_once_are_numbered_without_gap_or_double(maya: Person, acme: Person) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "hello")
    viewer = await maya.viewer()

    sent = await asyncio.gather(*(messages.send(viewer, conversation, f"m{n}", f"line {n}") for n in range(200)))

    assert sorted(message.sequence for message in sent) == list(range(2, 202))
    inbox = await conversations.page(await acme.viewer())
    assert inbox.nodes[0].unread_count == 200
