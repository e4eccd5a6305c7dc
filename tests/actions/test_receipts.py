"""What the other side is shown: how far one has read, and that one types."""

import asyncio

import pytest

from domain.actions import accounts, conversations, messages
from domain.errors import NotFound
from domain.house import House
from domain.queries import conversations as inbox
from domain.queries import events, streams
from domain.viewer import System
from models.accounts import AccountStatus
from tests.cast import Person, say, started
from tests.conftest import Hands, NothingHappens


@pytest.fixture
async def conversation(maya: Person, acme: Person) -> int:
    """Two messages by the seller, and one by the creator."""
    key = await started(acme, maya)
    await say(acme, key, "one", "two")
    await say(maya, key, "three")
    return key


async def receipt(who: Person, conversation: int) -> int | None:
    """How far the other side has read, as somebody sees it."""
    return (await inbox.one(await who.viewer(), conversation, "id")).read_by_counterpart_up_to


@pytest.mark.rule("MSG-6")
async def test_the_senders_side_sees_how_far_the_other_has_read(maya: Person, acme: Person, conversation: int) -> None:
    assert await receipt(acme, conversation) is None

    await conversations.mark_read_up_to(await maya.viewer(), conversation, 1)
    assert await receipt(acme, conversation) == 1
    await conversations.mark_read(await maya.viewer(), [conversation])

    assert await receipt(acme, conversation) == 3
    assert await receipt(maya, conversation) is None


@pytest.mark.rule("MSG-6")
async def test_a_receipt_does_not_move_back_when_marked_unread(maya: Person, acme: Person, conversation: int) -> None:
    await conversations.mark_read(await maya.viewer(), [conversation])

    await conversations.mark_unread(await maya.viewer(), conversation)

    assert await receipt(acme, conversation) == 3


@pytest.mark.rule("MSG-6")
async def test_a_receipt_is_told_with_who_read_up_to_where(
    house: House, maya: Person, acme: Person, conversation: int
) -> None:
    await conversations.mark_read_up_to(await maya.viewer(), conversation, 2)

    for who in (maya, acme):
        position = (await who.viewer()).position
        _, ((_, told),) = await events.read(house, {who.key: position - 1})
        assert (told.by.key, told.up_to, told.conversation.key) == (maya.key, 2, conversation)


@pytest.mark.rule("MSG-6")
async def test_typing_is_shown_live_and_never_stored(
    clock: Hands, maya: Person, acme: Person, conversation: int, nothing_happens: NothingHappens
) -> None:
    stream = streams.typing(await acme.viewer(), conversation)
    async with nothing_happens():
        for typing in (True, False):
            next_one = asyncio.ensure_future(anext(stream))
            await asyncio.sleep(0.02)
            await messages.set_typing(await maya.viewer(), conversation, typing=typing)

            shown = await asyncio.wait_for(next_one, 1)

            assert (shown.conversation_key, shown.account.key, shown.typing) == (conversation, maya.key, typing)
            assert shown.at == clock.at
    await stream.aclose()


@pytest.mark.rule("MSG-6")
async def test_typing_is_shown_to_the_other_side_of_this_conversation_only(
    maya: Person, noor: Person, acme: Person, conversation: int
) -> None:
    another = await started(acme, noor)
    await say(acme, another, "hello")
    watching = [
        streams.typing(await maya.viewer(), conversation),
        streams.typing(await acme.viewer(), another),
        streams.typing(await noor.viewer(), another),
    ]
    waiting = [asyncio.ensure_future(anext(stream)) for stream in watching]
    await asyncio.sleep(0.02)

    await messages.set_typing(await maya.viewer(), conversation, typing=True)

    done, _ = await asyncio.wait(waiting, timeout=0.05)
    assert done == set()
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_nobody_types_into_a_conversation_of_others(
    noor: Person, conversation: int, nothing_happens: NothingHappens
) -> None:
    async with nothing_happens():
        with pytest.raises(NotFound):
            await messages.set_typing(await noor.viewer(), conversation, typing=True)
        with pytest.raises(NotFound):
            await anext(streams.typing(await noor.viewer(), conversation))


async def test_typing_to_an_account_that_is_not_active_reaches_nobody(
    house: House, maya: Person, acme: Person, conversation: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await accounts.set_status(System(house), acme.key, AccountStatus.SHUT_DOWN)
    passed_on: list[object] = []
    monkeypatch.setattr(house.bus, "publish_typing", passed_on.append)

    await messages.set_typing(await maya.viewer(), conversation, typing=True)

    assert passed_on == []
