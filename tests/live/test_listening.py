"""What listeners hear: their account's events, in order, each once."""

import asyncio

import pytest

from domain.actions import blocks, conversations
from models.teams import Permission
from tests import invariants, wire
from tests.cast import Person, member, say, started
from tests.serving import Server
from tests.wire import Ended, conversation_id, number, talking


@pytest.mark.rule("EVT-2")
async def test_both_sides_hear_a_message(server: Server, maya: Person, acme: Person) -> None:
    conversation = await started(acme, maya)
    async with server.wire(acme).listening() as shop, server.wire(maya).listening() as creator:
        sequence = await server.wire(acme).send(conversation, "one", "hello")

        for ear, made in ((shop, "one"), (creator, None)):
            event = await ear.next()
            assert event["__typename"] == "MessageReceived"
            assert event["message"] == {
                "id": f"msg_{conversation}_1",
                "sequence": sequence,
                "text": "hello",
                "clientMessageId": made,
                "conversation": {"id": conversation_id(conversation)},
                "sender": {"handle": "acme"},
            }


@pytest.mark.rule("EVT-1", part="positions")
async def test_a_stream_has_no_gap_and_every_kind_of_a_live_conversation(
    server: Server, maya: Person, acme: Person
) -> None:
    ears = {who.handle: await server.wire(who).listen() for who in (maya, acme)}
    before = {who.handle: await server.wire(who).position() for who in (maya, acme)}

    conversation = await started(acme, maya)
    await say(acme, conversation, "hello")
    await say(maya, conversation, "hi")
    await conversations.mark_read(await maya.viewer(), [conversation])
    await conversations.star(await maya.viewer(), conversation)
    await blocks.block(await maya.viewer(), acme.key)
    await member(maya, "mo", Permission.INSTANT_MESSAGING)

    kinds = {
        "acme": [
            "ConversationChanged",
            "MessageReceived",
            "MessageReceived",
            "ConversationRead",
            "ConversationChanged",
        ],
        "maya": ["MessageReceived", "MessageReceived", "ConversationRead", "ConversationChanged", "BlockChanged"]
        + ["AccessChanged"] * 2,
    }
    for handle, ear in ears.items():
        events = await ear.take(len(kinds[handle]))
        first = number(before[handle]) + 1
        assert [event["__typename"] for event in events] == kinds[handle]
        assert [number(event["position"]) for event in events] == list(range(first, first + len(events)))
        assert await ear.hears_nothing()
        await ear.close()
    await invariants.holds(server.house.database)


@pytest.mark.rule("EVT-1", part="positions")
async def test_an_event_tells_the_state_it_stands_for_as_of_its_position(
    server: Server, maya: Person, acme: Person
) -> None:
    conversation = await started(acme, maya)
    start = await server.wire(maya).position()
    for text in ("one", "two"):
        await say(acme, conversation, text)
        await conversations.mark_read(await maya.viewer(), [conversation])
    await blocks.block(await maya.viewer(), acme.key)
    await blocks.unblock(await maya.viewer(), acme.key)

    async with server.wire(maya).listening(after=start) as ear:
        events = await ear.take(6)

    assert [event["upTo"] for event in events if event["__typename"] == "ConversationRead"] == [1, 2]
    assert [event["blocked"] for event in events if event["__typename"] == "BlockChanged"] == [True, False]


@pytest.mark.rule("EVT-2")
async def test_messages_of_one_conversation_or_of_all(
    server: Server, maya: Person, acme: Person, northstar: Person
) -> None:
    shop, agency = await talking(acme, maya), await talking(northstar, maya)
    creator = server.wire(maya)
    async with (
        creator.listening(wire.MESSAGES, conversation=conversation_id(shop)) as of_one,
        creator.listening(wire.MESSAGES) as of_all,
    ):
        await say(northstar, agency, "from the agency")
        await say(acme, shop, "from the shop")
        await conversations.star(await maya.viewer(), shop)
        await say(maya, shop, "to the shop")

        assert [event["message"]["text"] for event in await of_all.take(3)] == [
            "from the agency",
            "from the shop",
            "to the shop",
        ]
        assert [event["message"]["text"] for event in await of_one.take(2)] == ["from the shop", "to the shop"]
        assert await of_one.hears_nothing()


@pytest.mark.rule("EVT-1", part="own events")
@pytest.mark.rule("EVT-2")
async def test_a_listener_gets_its_own_accounts_events_and_no_others(
    server: Server, maya: Person, noor: Person, acme: Person, fresh: Person
) -> None:
    conversation = await started(acme, maya)
    async with server.wire(noor).listening() as noors, server.wire(fresh).listening(wire.MESSAGES) as shops:
        async with server.wire(maya).listening() as mayas:
            await say(acme, conversation, "for maya alone")
            await conversations.mark_read(await maya.viewer(), [conversation])
            assert (await mayas.next())["message"]["text"] == "for maya alone"

        assert await noors.hears_nothing()
        assert await shops.hears_nothing()

    async with server.wire(noor).listening(wire.MESSAGES, conversation=conversation_id(conversation)) as ear:
        with pytest.raises(Ended) as ended:
            await ear.next()
    assert ended.value.code == "NOT_FOUND"


async def test_without_a_position_a_stream_starts_at_now(server: Server, maya: Person, acme: Person) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "before")

    async with server.wire(maya).listening(after=None) as ear:
        async with asyncio.timeout(5):
            while not server.house.hub.listeners:
                await asyncio.sleep(0.01)
        await say(acme, conversation, "after")

        assert (await ear.next())["message"]["text"] == "after"


@pytest.mark.rule("ACC-3", part="messaging")
async def test_a_member_without_messaging_does_not_listen(server: Server, maya: Person) -> None:
    guest = await member(maya, "guest", Permission.TEAM_MANAGEMENT)

    async with server.wire(guest).listening(after=None) as ear:
        ended = await ear.end()

    assert ended.code == "FORBIDDEN"
    assert server.house.hub.listeners == 0
