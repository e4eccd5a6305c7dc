"""A side's own marks, and reading."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from domain.actions import conversations
from domain.errors import InvalidInput, NotFound
from domain.house import House
from domain.queries import conversations as inbox
from domain.rows import Conversation
from domain.viewer import Viewer
from models.accounts import AccountKind
from tests.cast import Person, person, say, started
from tests.conftest import Heard, NothingHappens

Marks = Callable[[Viewer, int], Awaitable[None]]

MARKS: list[tuple[Marks, Marks, str]] = [
    (conversations.star, conversations.unstar, "starred"),
    (conversations.archive, conversations.unarchive, "archived"),
]
both_marks = pytest.mark.parametrize(("mark", "unmark", "field"), MARKS, ids=["star", "archive"])


@pytest.fixture
async def conversation(maya: Person, acme: Person) -> int:
    """Three messages by the seller, that the creator has not read."""
    key = await started(acme, maya)
    await say(acme, key, "one", "two", "three")
    return key


async def seen(who: Person, conversation: int) -> Conversation:
    """A conversation as somebody sees it now."""
    return await inbox.one(await who.viewer(), conversation, "id")


async def reading(who: Person, conversation: int) -> tuple[bool, int, int | None]:
    """Whether it is unread, how many messages are, and up to where it was read."""
    now = await seen(who, conversation)
    return now.unread, now.unread_count, now.read_up_to


async def read_up_to(who: Person, conversation: int, sequence: int) -> None:
    """Mark read up to a message."""
    await conversations.mark_read_up_to(await who.viewer(), conversation, sequence)


# ── star, archive ──


@pytest.mark.rule("INB-7")
@both_marks
async def test_a_mark_is_set_and_taken_away_and_told_each_time(
    *, maya: Person, conversation: int, heard: Heard, mark: Marks, unmark: Marks, field: str
) -> None:
    told = await heard(maya)

    await mark(await maya.viewer(), conversation)
    assert getattr(await seen(maya, conversation), field) is True
    await unmark(await maya.viewer(), conversation)

    assert getattr(await seen(maya, conversation), field) is False
    assert await heard(maya) == [*told, "conversation_changed", "conversation_changed"]


@pytest.mark.rule("INB-7")
@both_marks
async def test_a_repeated_mark_changes_nothing_and_tells_nobody(
    *, maya: Person, conversation: int, nothing_happens: NothingHappens, mark: Marks, unmark: Marks, field: str
) -> None:
    async with nothing_happens():
        await unmark(await maya.viewer(), conversation)
    await mark(await maya.viewer(), conversation)

    async with nothing_happens():
        await mark(await maya.viewer(), conversation)


@pytest.mark.rule("INB-2")
@both_marks
async def test_a_mark_is_the_sides_own(
    *, maya: Person, acme: Person, conversation: int, heard: Heard, mark: Marks, unmark: Marks, field: str
) -> None:
    told = await heard(acme)

    await mark(await maya.viewer(), conversation)

    assert getattr(await seen(acme, conversation), field) is False
    assert await heard(acme) == told


@pytest.mark.rule("INB-7")
async def test_a_mark_set_many_times_at_once_is_told_once(maya: Person, conversation: int, heard: Heard) -> None:
    told = await heard(maya)
    viewer = await maya.viewer()

    await asyncio.gather(*(conversations.star(viewer, conversation) for _ in range(20)))

    assert await heard(maya) == [*told, "conversation_changed"]


async def test_nobody_marks_what_they_do_not_see(
    noor: Person, maya: Person, acme: Person, conversation: int, nothing_happens: NothingHappens
) -> None:
    empty = await started(acme, noor)

    async with nothing_happens():
        for key in (conversation, empty, 999):
            for mark in (*MARKS[0][:2], *MARKS[1][:2], conversations.mark_unread):
                with pytest.raises(NotFound) as refused:
                    await mark(await noor.viewer(), key)
                assert refused.value.facts == {"field": "conversationId"}


@pytest.mark.rule("INB-7")
async def test_a_new_message_brings_an_archived_conversation_back_to_its_recipient_only(
    maya: Person, acme: Person, conversation: int
) -> None:
    for who in (maya, acme):
        await conversations.archive(await who.viewer(), conversation)

    await say(acme, conversation, "four")

    assert (await seen(maya, conversation)).archived is False
    assert (await seen(acme, conversation)).archived is True


# ── reading ──


@pytest.mark.rule("INB-7")
async def test_marking_read_reads_all_and_tells_both_sides(
    maya: Person, acme: Person, conversation: int, heard: Heard
) -> None:
    told, told_them = await heard(maya), await heard(acme)
    assert await reading(maya, conversation) == (True, 3, None)

    await conversations.mark_read(await maya.viewer(), [conversation])

    assert await reading(maya, conversation) == (False, 0, 3)
    assert await heard(maya) == [*told, "conversation_read"]
    assert await heard(acme) == [*told_them, "conversation_read"]


@pytest.mark.rule("INB-7")
async def test_marking_read_again_changes_nothing_and_tells_nobody(
    maya: Person, conversation: int, nothing_happens: NothingHappens
) -> None:
    await conversations.mark_read(await maya.viewer(), [conversation])

    async with nothing_happens():
        await conversations.mark_read(await maya.viewer(), [conversation, conversation])


@pytest.mark.rule("INB-7")
async def test_a_conversation_is_read_up_to_a_given_message(maya: Person, conversation: int) -> None:
    await read_up_to(maya, conversation, 2)

    assert await reading(maya, conversation) == (True, 1, 2)


@pytest.mark.rule("INB-7")
async def test_reading_up_to_the_same_message_again_tells_nobody(
    maya: Person, conversation: int, nothing_happens: NothingHappens
) -> None:
    await read_up_to(maya, conversation, 2)

    async with nothing_happens():
        await read_up_to(maya, conversation, 2)


@pytest.mark.rule("INB-7")
async def test_reading_never_moves_back(maya: Person, conversation: int, nothing_happens: NothingHappens) -> None:
    await read_up_to(maya, conversation, 3)

    async with nothing_happens():
        await read_up_to(maya, conversation, 1)


async def test_own_messages_are_never_unread(maya: Person, acme: Person, conversation: int) -> None:
    await say(maya, conversation, "hello", "and more")
    await read_up_to(maya, conversation, 2)

    assert await reading(maya, conversation) == (True, 1, 2)
    assert await reading(acme, conversation) == (True, 2, None)


@pytest.mark.rule("INB-7")
async def test_replying_does_not_mark_as_read(maya: Person, conversation: int) -> None:
    await say(maya, conversation, "hello")

    assert await reading(maya, conversation) == (True, 3, None)


async def test_nobody_reads_up_to_a_message_that_is_not_there(
    maya: Person, conversation: int, nothing_happens: NothingHappens
) -> None:
    async with nothing_happens():
        for key, sequence in ((conversation, 4), (conversation + 1, 1)):
            with pytest.raises(NotFound) as refused:
                await read_up_to(maya, key, sequence)
            assert refused.value.facts == {"field": "upToMessageId"}


@pytest.mark.rule("INB-7")
async def test_marked_unread_by_hand_it_stays_so_until_read(
    maya: Person, acme: Person, conversation: int, heard: Heard, nothing_happens: NothingHappens
) -> None:
    await conversations.mark_read(await maya.viewer(), [conversation])
    told, told_them = await heard(maya), await heard(acme)

    await conversations.mark_unread(await maya.viewer(), conversation)

    assert await reading(maya, conversation) == (True, 0, 3)
    async with nothing_happens():
        await conversations.mark_unread(await maya.viewer(), conversation)
    await conversations.mark_read(await maya.viewer(), [conversation])
    assert await reading(maya, conversation) == (False, 0, 3)
    assert await heard(maya) == [*told, "conversation_changed", "conversation_read"]
    assert await heard(acme) == told_them


@pytest.mark.rule("INB-7")
async def test_an_unread_conversation_marked_unread_by_hand_keeps_its_count(
    maya: Person, conversation: int, nothing_happens: NothingHappens
) -> None:
    async with nothing_happens():
        await conversations.mark_unread(await maya.viewer(), conversation)


@pytest.fixture
async def twenty_one(house: House, acme: Person) -> list[int]:
    """Conversations with as many creators, each with a message that the seller has not read."""
    keys = []
    for n in range(21):
        creator = await person(house, AccountKind.CREATOR, f"creator{n}")
        keys.append(await started(creator, acme))
        await say(creator, keys[-1], "hello")
    return keys


@pytest.mark.rule("INB-7")
async def test_twenty_conversations_are_marked_read_at_once_and_twenty_one_are_refused(
    acme: Person, twenty_one: list[int], nothing_happens: NothingHappens
) -> None:
    viewer = await acme.viewer()

    async with nothing_happens():
        with pytest.raises(InvalidInput, match=r"^Give 1 to 20 conversations at a time.$") as refused:
            await conversations.mark_read(viewer, twenty_one)
        with pytest.raises(InvalidInput):
            await conversations.mark_read(viewer, [])
    await conversations.mark_read(viewer, [*twenty_one[:20], twenty_one[0]])

    assert refused.value.facts == {"field": "conversationIds"}
    assert (await inbox.counts(viewer)).unread.value == 1


@pytest.mark.rule("INB-7")
async def test_all_are_marked_read_or_none(
    maya: Person, acme: Person, conversation: int, nothing_happens: NothingHappens
) -> None:
    async with nothing_happens():
        with pytest.raises(NotFound) as refused:
            await conversations.mark_read(await maya.viewer(), [conversation, 999])

    assert refused.value.facts == {"field": "conversationIds.1"}


async def test_a_message_sent_while_another_is_read_is_either_read_or_unread(
    maya: Person, acme: Person, conversation: int
) -> None:
    viewer = await acme.viewer()

    for n in range(15):
        await asyncio.gather(say(maya, conversation, f"while {n}"), conversations.mark_read(viewer, [conversation]))
        now = await seen(acme, conversation)
        assert now.unread_count == now.last_sequence - (now.read_up_to or 0)
        assert now.unread == (now.unread_count > 0)
