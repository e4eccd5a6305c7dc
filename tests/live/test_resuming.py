"""Resuming: everything after a position, then live, in order, each once, whatever happened in between."""

import asyncio
import random
from datetime import timedelta

import pytest

import gateway.socket
from domain.actions import conversations, feed, messages
from domain.viewer import System
from gateway.connection import MOST_WAITING
from gateway.fanout import LIVE_WAITING
from tests import wire
from tests.cast import Person, say
from tests.conftest import Hands
from tests.serving import Server
from tests.wire import ConnectionRefused, Ended, number, talking


def texts(events: list[dict[str, dict[str, str]]]) -> list[str]:
    """What the messages of events say."""
    return [event["message"]["text"] for event in events]


@pytest.mark.rule("EVT-3")
async def test_there_is_no_gap_and_no_repeat_at_the_seam_while_sends_go_on(
    server: Server, maya: Person, acme: Person
) -> None:
    conversation = await talking(acme, maya)
    client, sender = server.wire(acme), await maya.viewer()
    start = await client.position()
    said = [f"line {n}" for n in range(150)]

    async def send() -> None:
        for text in said:
            await messages.send(sender, conversation, text, text)

    sending = asyncio.create_task(send())
    ears = []
    for _ in range(6):
        ears.append(await client.listen(after=start))
        await asyncio.sleep(0.03)
    assert not sending.done()
    await sending
    ears.append(await client.listen(after=start))

    for ear in ears:
        events = await ear.take(len(said))
        assert texts(events) == said
        assert [number(event["position"]) for event in events] == [number(start) + n for n in range(1, 151)]
        assert await ear.hears_nothing(0.02)
        await ear.close()


@pytest.mark.rule("EVT-3")
async def test_nothing_is_missed_or_repeated_across_reconnects(server: Server, maya: Person, acme: Person) -> None:
    conversation = await talking(acme, maya)
    client, sender = server.wire(acme), await maya.viewer()
    position, chance = await client.position(), random.Random(7)
    said = [f"line {n}" for n in range(100)]
    heard: list[str] = []

    async def send() -> None:
        for text in said:
            await messages.send(sender, conversation, text, text)
            await asyncio.sleep(0.002)

    sending = asyncio.create_task(send())
    while len(heard) < len(said):
        ear = await client.listen(after=position)
        for _ in range(min(chance.randint(0, 12), len(said) - len(heard))):
            event = await ear.next()
            heard.append(event["message"]["text"])
            position = event["position"]
        if chance.random() < 0.5:
            ear.vanish()
        else:
            await ear.close()

    await sending
    assert heard == said
    assert await server.is_quiet()


@pytest.mark.rule("EVT-3")
async def test_a_position_outlives_the_server(server: Server, maya: Person, acme: Person) -> None:
    conversation = await talking(acme, maya)
    client = server.wire(maya)
    ear = await client.listen()
    await say(acme, conversation, "before")
    position = (await ear.next())["position"]

    await server.stop()

    ended = await ear.end()
    await server.start()
    await server.wire(acme).send(conversation, "after", "after")
    assert ended.code == 1012
    async with client.listening(after=position) as again:
        assert texts([await again.next()]) == ["after"]
        assert await again.hears_nothing()


@pytest.mark.rule("EVT-3")
@pytest.mark.rule("EVT-4")
async def test_a_slow_reader_gets_everything_in_order_and_slows_nobody(
    server: Server, maya: Person, acme: Person
) -> None:
    fanout = server.sockets.fanout
    conversation = await talking(acme, maya)
    said = [f"{n} {'長' * 1900}" for n in range(200)]
    slow, quick = await server.wire(acme, small=True).listen(), await server.wire(acme).listen()
    await say(maya, conversation, "both hear this")
    assert texts([await slow.next(2)]) == texts([await quick.next(2)]) == ["both hear this"]
    await server.live(2)
    before = (fanout.fell_behind, fanout.caught_up, fanout.renderings)

    slow.reads.clear()
    for text in said:
        await server.wire(maya).send(conversation, text[:10], text)
        assert texts([await quick.next(2)]) == [text]
        assert max(client.waiting for client in server.sockets._all) <= LIVE_WAITING < MOST_WAITING == 1024 * 1024
    slow.reads.set()

    assert texts(await slow.take(len(said), 20)) == said
    assert await slow.hears_nothing()
    # It fell behind, and is live again; nobody else did, and what was live was rendered for both at once.
    assert (fanout.fell_behind, fanout.caught_up) == (before[0] + 1, before[1] + 1)
    assert fanout.renderings == before[2] + len(said)
    await slow.close()
    await quick.close()


@pytest.mark.rule("EVT-3")
@pytest.mark.parametrize("place", ["older than kept", "beyond the head", "of another epoch"])
async def test_a_position_that_cannot_be_resumed_is_told_so(
    server: Server, maya: Person, acme: Person, clock: Hands, place: str
) -> None:
    conversation = await talking(acme, maya)
    old = await server.wire(maya).position()
    await say(acme, conversation, "one", "two")
    if place == "older than kept":
        clock.advance(days=40)
        while await feed.trim(System(server.house)):
            pass
    head = await server.wire(maya).position()
    after = {
        "older than kept": old,
        "beyond the head": server.position(number(head) + 1),
        "of another epoch": "0ld." + head.rpartition(".")[2],
    }[place]

    async with server.wire(maya).listening(after=after) as ear:
        with pytest.raises(Ended) as ended:
            await ear.next()

    assert ended.value.code == "HISTORY_EXPIRED"
    assert await server.is_quiet()
    # At the head nothing is missing, however old it is.
    async with server.wire(maya).listening(after=head) as ear:
        await say(acme, conversation, "three")
        assert texts([await ear.next()]) == ["three"]


@pytest.mark.rule("EVT-3")
@pytest.mark.parametrize("after", ["", "nonsense", "e.-1", "e.01", f"e.{2**63}", "e.1\0", "é.1"])
async def test_a_malformed_position_is_a_clear_error(server: Server, maya: Person, after: str) -> None:
    async with server.wire(maya).listening(after=after) as ear:
        ended = await ear.end()

    assert ended.code == "INVALID_INPUT"
    assert await server.is_quiet()


@pytest.mark.rule("EVT-3")
async def test_a_ping_tells_a_quiet_listener_how_far_it_is(
    server: Server, maya: Person, acme: Person, northstar: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway.socket, "PING_SECONDS", 0.1)
    quiet = wire.conversation_id(await talking(acme, maya))
    busy = await talking(northstar, maya)
    client = server.wire(maya)
    async with client.listening(wire.MESSAGES, conversation=quiet) as ear:
        await say(northstar, busy, "not for this one")
        await conversations.star(await maya.viewer(), busy)
        head = await client.position()

        async with asyncio.timeout(5):
            while await ear.position() != head:
                pass

        assert await ear.hears_nothing(0.05)
    async with client.listening(after=head) as ear:
        assert await ear.hears_nothing(0.1)


@pytest.mark.rule("EVT-3")
async def test_a_ping_never_tells_more_than_the_socket_was_given(
    server: Server, maya: Person, acme: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow reader that took the head of a quick one for its own place would never hear what lies between."""
    monkeypatch.setattr(gateway.socket, "PING_SECONDS", 0.02)
    conversation = await talking(acme, maya)
    slow, quick = await server.wire(acme, small=True).listen(), await server.wire(acme).listen()
    slow.reads.clear()
    for n in range(100):
        await server.wire(maya).send(conversation, f"{n}", f"{n} {'長' * 1900}")
    await quick.take(100)
    slow.reads.set()

    events = [number(event["position"]) for event in await slow.take(100, 20)]
    await slow.position()

    assert events == list(range(events[0], events[0] + 100))
    place = events[0] - 1
    for kind, position in slow.told:
        assert kind == "event" or number(position) == place
        place = number(position)
    assert [kind for kind, _ in slow.told].count("ping") >= 1
    await slow.close()
    await quick.close()


@pytest.mark.rule("EVT-3")
async def test_two_subscriptions_of_one_socket_are_told_a_place_when_both_are_there(
    server: Server, maya: Person, acme: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway.socket, "PING_SECONDS", 0.05)
    conversation = await talking(acme, maya)
    client = server.wire(maya)
    ear = await client.listen()
    other = {"query": wire.MESSAGES, "variables": {"after": await client.position()}}
    await ear.raw.send_json({"id": "2", "type": "subscribe", "payload": other})
    await say(acme, conversation, "hello")
    head = await client.position()

    async with asyncio.timeout(5):
        while await ear.position() != head:
            pass

    await ear.complete()
    assert await ear.position() == head
    await ear.close()
    assert await server.is_quiet()


async def test_a_new_token_resumes_what_an_expired_one_could_not(server: Server, maya: Person, acme: Person) -> None:
    conversation = await talking(acme, maya)
    position = await server.wire(maya).position()
    await say(acme, conversation, "missed")

    with pytest.raises(ConnectionRefused):
        await server.wire(maya, timedelta(seconds=-1)).listen(after=position)

    async with server.wire(maya).listening(after=position) as ear:
        assert texts([await ear.next()]) == ["missed"]
