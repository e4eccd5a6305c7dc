"""Recalling what was said."""

import asyncio

import pytest

from domain.actions import messages, recalls
from domain.errors import Closed, DomainError, Forbidden, KindNotAllowed, NotFound
from domain.house import House
from domain.queries import conversations, events
from models.sql import statement
from tests import invariants
from tests.cast import Person, offered, say, shown, started
from tests.conftest import Hands, Heard, NothingHappens

WORDS = "a word too many"


async def everywhere(house: House) -> str:
    """All that the database holds of messages and events."""
    found = []
    for table in ("messages", "feed_entries", "cards", "client_messages", "scheduled_messages", "bulk_recipients"):
        found += [tuple(row) for row in await house.database.fetch(statement(f"SELECT * FROM {table}"))]
    return repr(found)


@pytest.mark.rule("MSG-5")
async def test_what_is_recalled_is_gone_and_its_place_stays(
    house: House, acme: Person, maya: Person, heard: Heard, clock: Hands
) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, WORDS)
    clock.advance(seconds=120)

    recalled = await recalls.recall(await acme.viewer(), conversation, 1)

    assert (recalled.sequence, recalled.text, recalled.recalled_at) == (1, None, clock.at)
    assert recalled.preview == "This message was recalled."
    assert WORDS not in (await everywhere(house)).replace(f"acme says {WORDS}", "")
    assert (await heard(maya))[-1] == (await heard(acme))[-1] == "message_recalled"
    seen = (await conversations.some(await maya.viewer(), [conversation]))[conversation]
    assert seen.last_message is not None
    assert (seen.last_message.text, seen.unread_count) == (None, 1)
    _, told = await events.read(house, {maya.key: 1})
    assert [event.message.text for _, event in told] == [None, None]  # the replay of what was said, too


@pytest.mark.rule("MSG-5")
async def test_both_inboxes_show_that_the_last_was_recalled(house: House, acme: Person, maya: Person) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, WORDS)
    await say(acme, conversation, "and more")

    async def shown_last() -> list[tuple[str, str | None, bool]]:
        pages = [await conversations.page(await who.viewer(), shown={"preview"}) for who in (acme, maya)]
        last = [page.nodes[0].last_message for page in pages]
        return [(one.preview, one.text, one.recalled_at is not None) for one in last if one is not None]

    await recalls.recall(await acme.viewer(), conversation, 1)
    assert await shown_last() == [("and more", "and more", False)] * 2
    await recalls.recall(await acme.viewer(), conversation, 2)
    assert await shown_last() == [("This message was recalled.", None, True)] * 2
    await invariants.holds(house.database)


@pytest.mark.rule("MSG-5")
async def test_two_minutes_later_it_is_too_late(
    acme: Person, maya: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, WORDS)
    clock.advance(seconds=120.001)

    async with nothing_happens():
        with pytest.raises(Closed, match=r"^It can be recalled within 120 seconds only\.$"):
            await recalls.recall(await acme.viewer(), conversation, 1)


@pytest.mark.rule("MSG-5")
async def test_only_its_own_side_recalls_and_only_texts(
    acme: Person, maya: Person, noor: Person, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, WORDS)
    await shown(acme, conversation, await offered(acme, "Red"))
    expected: list[tuple[Person, int, type[DomainError]]] = [
        (maya, 1, Forbidden), (noor, 1, NotFound), (acme, 3, NotFound), (acme, 2, KindNotAllowed),
    ]  # fmt: skip

    async with nothing_happens():
        for who, sequence, refusal in expected:
            with pytest.raises(refusal):
                await recalls.recall(await who.viewer(), conversation, sequence)


async def test_to_recall_again_or_at_once_is_told_once(
    acme: Person, maya: Person, heard: Heard, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, WORDS)
    before, viewer = len(await heard(maya)), await acme.viewer()

    await asyncio.gather(*(recalls.recall(viewer, conversation, 1) for _ in range(10)))

    assert (await heard(maya))[before:] == ["message_recalled"]
    async with nothing_happens():
        again = await recalls.recall(viewer, conversation, 1)
        sent = await messages.send(viewer, conversation, f"acme says {WORDS}", WORDS)
    assert again.recalled_at is not None
    assert (sent.sequence, sent.text) == (1, None)
