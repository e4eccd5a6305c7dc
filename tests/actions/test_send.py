"""Sending a message."""

import asyncio

import pytest

from domain.actions import blocks, messages
from domain.errors import Blocked, InvalidInput, NotFound, YouBlockedThem
from domain.queries import conversations
from models.teams import Permission
from tests.cast import Person, linked, member, say, started
from tests.conftest import Heard, NothingHappens


@pytest.mark.rule("MSG-1", part="text")
async def test_a_text_arrives_as_it_was_written_but_trimmed(maya: Person, acme: Person) -> None:
    conversation = await started(acme, maya)
    words = "Ünïcode 👍🏽\r\nمرحبا  \t'quoted' \"\\ %s $1 ? e\u0301"

    await messages.send(await acme.viewer(), conversation, "1", f" \n{words}\n ")

    seen = await conversations.one(await maya.viewer(), conversation, "id")
    assert seen.last_message is not None
    assert (seen.last_message.text, seen.last_message.kind) == (words, "TEXT")


@pytest.mark.rule("MSG-1", part="text")
@pytest.mark.parametrize("length", [1, 2000])
async def test_a_text_of_1_to_2000_characters_is_sent(maya: Person, acme: Person, length: int) -> None:
    conversation = await started(acme, maya)

    sent = await messages.send(await acme.viewer(), conversation, "1", f" {'👍' * length} ")

    assert sent.text == "👍" * length


@pytest.mark.rule("MSG-1", part="text")
async def test_a_text_that_is_empty_over_long_or_not_storable_is_refused(
    maya: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)

    async with nothing_happens():
        for words in ("", " \n\u2003", "x" * 2001, "a\0b", "a\ud800b"):
            with pytest.raises(InvalidInput) as refused:
                await messages.send(await acme.viewer(), conversation, "1", words)
            assert refused.value.facts == {"field": "content.text"}


async def test_a_client_made_id_that_cannot_be_kept_is_refused(
    maya: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)

    async with nothing_happens():
        for client_message_id in ("", "x" * 101, "\0", "\udfff"):
            with pytest.raises(InvalidInput) as refused:
                await messages.send(await acme.viewer(), conversation, client_message_id, "hello")
            assert refused.value.facts == {"field": "clientMessageId"}


async def test_nothing_is_sent_into_a_conversation_of_others(
    maya: Person, noor: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "hello")

    async with nothing_happens():
        for key in (conversation, conversation + 1, 2**63 - 1):
            with pytest.raises(NotFound) as refused:
                await messages.send(await noor.viewer(), key, "1", "hello")
            assert refused.value.facts == {"field": "conversationId"}


# ── once ──


@pytest.mark.rule("MSG-2", part="sends")
async def test_the_same_client_id_returns_the_first_message_and_sends_nothing(
    maya: Person, acme: Person, heard: Heard, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)
    first = await messages.send(await acme.viewer(), conversation, "one", "hello")

    async with nothing_happens():
        again = await messages.send(await acme.viewer(), conversation, "one", " hello ")

    assert (again.id, again.sequence, again.text, again.sent_at) == (first.id, 1, "hello", first.sent_at)
    assert await heard(maya) == ["message_sent"]


@pytest.mark.rule("MSG-2", part="sends")
async def test_the_same_client_id_with_other_content_is_refused(
    maya: Person, noor: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    conversation, another = await started(acme, maya), await started(acme, noor)
    await messages.send(await acme.viewer(), conversation, "one", "hello")

    async with nothing_happens():
        for key, words in ((conversation, "something else"), (another, "hello")):
            with pytest.raises(InvalidInput, match="other content") as refused:
                await messages.send(await acme.viewer(), key, "one", words)
            assert refused.value.facts == {"field": "clientMessageId"}


@pytest.mark.rule("MSG-2", part="sends")
async def test_a_client_id_is_an_accounts_own(maya: Person, acme: Person) -> None:
    conversation = await started(acme, maya)
    await messages.send(await acme.viewer(), conversation, "one", "hello")

    answer = await messages.send(await maya.viewer(), conversation, "one", "hello")

    assert answer.sequence == 2


@pytest.mark.rule("MSG-2", part="sends")
async def test_a_client_id_is_shared_by_the_members_of_an_account(maya: Person, acme: Person) -> None:
    conversation = await started(acme, maya)
    anna = await member(acme, "anna", Permission.INSTANT_MESSAGING)
    first = await messages.send(await acme.viewer(), conversation, "one", "hello")

    again = await messages.send(anna, conversation, "one", "hello")

    assert (again.id, again.sent_by_key) == (first.id, acme.user_key)


@pytest.mark.rule("MSG-2", part="sends")
async def test_the_same_client_id_fifty_times_at_once_is_one_message(maya: Person, acme: Person, heard: Heard) -> None:
    conversation = await started(acme, maya)
    viewer = await acme.viewer()

    sent = await asyncio.gather(*(messages.send(viewer, conversation, "one", "hello") for _ in range(50)))

    assert {(message.id, message.sequence, message.sent_at) for message in sent} == {
        (f"msg_{conversation}_1", 1, sent[0].sent_at)
    }
    assert await heard(maya) == ["message_sent"]


@pytest.mark.rule("MSG-2", part="sends")
async def test_of_one_client_id_in_two_conversations_at_once_one_is_refused(
    maya: Person, acme: Person, fresh: Person
) -> None:
    viewer = await maya.viewer()
    here, there = await started(maya, acme), await started(maya, fresh)

    for n in range(20):
        ended = await asyncio.gather(
            messages.send(viewer, here, f"{n}", "hello"),
            messages.send(viewer, there, f"{n}", "hello"),
            return_exceptions=True,
        )
        assert sorted(type(end).__name__ for end in ended) == ["InvalidInput", "Message"]


@pytest.mark.rule("MSG-2", part="sends")
async def test_a_refusal_is_not_remembered(maya: Person, acme: Person) -> None:
    conversation = await started(acme, maya)
    await blocks.block(await acme.viewer(), maya.key)
    with pytest.raises(YouBlockedThem):
        await messages.send(await acme.viewer(), conversation, "one", "hello")
    with pytest.raises(InvalidInput):
        await messages.send(await acme.viewer(), conversation, "one", "")
    await blocks.unblock(await acme.viewer(), maya.key)

    sent = await messages.send(await acme.viewer(), conversation, "one", "something else")

    assert sent.sequence == 1


@pytest.mark.rule("MSG-2", part="sends")
async def test_what_was_sent_stays_sent_also_after_a_block(
    maya: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)
    first = await messages.send(await acme.viewer(), conversation, "one", "hello")
    await blocks.block(await maya.viewer(), acme.key)

    async with nothing_happens():
        again = await messages.send(await acme.viewer(), conversation, "one", "hello")
        with pytest.raises(InvalidInput, match="other content"):
            await messages.send(await acme.viewer(), conversation, "one", "something else")
        with pytest.raises(Blocked):
            await messages.send(await acme.viewer(), conversation, "two", "hello")

    assert again.id == first.id


# ── in order ──


@pytest.mark.rule("MSG-3")
async def test_two_hundred_sends_at_once_are_numbered_without_gap_or_double(maya: Person, acme: Person) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "hello")
    viewer = await maya.viewer()

    sent = await asyncio.gather(*(messages.send(viewer, conversation, f"m{n}", f"line {n}") for n in range(200)))

    assert sorted(message.sequence for message in sent) == list(range(2, 202))
    inbox = await conversations.page(await acme.viewer())
    assert inbox.nodes[0].unread_count == 200


@pytest.mark.rule("MSG-3")
async def test_both_sides_at_once_count_in_one_sequence_and_refusals_take_no_number(
    maya: Person, northstar: Person
) -> None:
    await linked(northstar, maya)
    conversation = await started(northstar, maya)
    us, them = await northstar.viewer(), await maya.viewer()
    first = (await messages.send(us, conversation, "first", "hello")).sequence

    ended = await asyncio.gather(
        *(messages.send(us, conversation, f"{n}", f"ours {n}") for n in range(40)),
        *(messages.send(them, conversation, f"{n}", "" if n % 4 == 0 else f"theirs {n}") for n in range(40)),
        return_exceptions=True,
    )

    sequences = [end.sequence for end in ended if not isinstance(end, BaseException)]
    assert sorted(sequences) == list(range(first + 1, first + 71))


@pytest.mark.rule("MSG-3")
async def test_sequences_are_each_conversations_own(maya: Person, noor: Person, acme: Person) -> None:
    for who in (maya, noor):
        conversation = await started(acme, who)
        sent = await messages.send(await acme.viewer(), conversation, f"to {who.handle}", "hello")
        assert (sent.sequence, sent.id) == (1, f"msg_{conversation}_1")
