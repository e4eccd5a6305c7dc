"""Starting a conversation."""

import asyncio

import pytest

from domain.actions import conversations
from domain.actions.conversations import ENTRY_POINTS
from domain.errors import InvalidInput, NotFound
from domain.house import House
from domain.queries import conversations as inbox
from models.accounts import AccountKind
from models.conversations import EntryPoint
from models.sql import statement
from tests.cast import Person, person, say, started
from tests.conftest import Hands, Heard, NothingHappens


async def seen_by(who: Person) -> list[int]:
    """The conversations in an inbox."""
    return [conversation.key for conversation in (await inbox.page(await who.viewer())).nodes]


@pytest.mark.rule("INB-1")
async def test_a_pair_has_one_conversation_whoever_starts_it_and_however_often(maya: Person, acme: Person) -> None:
    conversation = await started(acme, maya)

    assert [await started(maya, acme), await started(acme, maya), await started(maya, acme)] == [conversation] * 3
    assert await seen_by(acme) == await seen_by(maya) == [conversation]


@pytest.mark.rule("INB-1")
async def test_starting_again_changes_nothing_and_tells_nobody(
    maya: Person, acme: Person, nothing_happens: NothingHappens, heard: Heard, clock: Hands
) -> None:
    await started(acme, maya)
    clock.advance(hours=1)

    async with nothing_happens():
        await started(acme, maya)

    assert await heard(acme) == ["conversation_changed"]


@pytest.mark.rule("INB-1")
async def test_starting_from_both_sides_at_once_makes_one_conversation(
    house: House, maya: Person, acme: Person, heard: Heard
) -> None:
    keys = await asyncio.gather(*(started(*pair) for _ in range(10) for pair in ((acme, maya), (maya, acme))))

    assert len(set(keys)) == 1
    for table, rows in (("pairs", 1), ("conversations", 1), ("sides", 2)):
        counted = (await house.database.fetch(statement(f"SELECT count(*) FROM {table}")))[0]
        assert counted[0] == rows
    assert await heard(acme) == await heard(maya) == ["conversation_changed"]


@pytest.mark.rule("INB-1")
async def test_the_first_entry_point_is_kept(maya: Person, acme: Person) -> None:
    conversation = await conversations.start(await acme.viewer(), maya.key, EntryPoint.CREATOR_PROFILE)
    await conversations.start(await acme.viewer(), maya.key, EntryPoint.SAMPLE_REQUEST)
    await conversations.start(await maya.viewer(), acme.key, EntryPoint.STORE_PAGE)

    for who in (acme, maya):
        seen = await inbox.one(await who.viewer(), conversation, "id")
        assert (seen.entry_point, seen.started_by.key) == (EntryPoint.CREATOR_PROFILE, acme.key)


@pytest.mark.rule("INB-1")
@pytest.mark.parametrize("kind", AccountKind)
async def test_each_kind_starts_from_its_own_entry_points(house: House, kind: AccountKind) -> None:
    me = await person(house, kind, "me")
    other = await person(house, AccountKind.SELLER if kind == AccountKind.CREATOR else AccountKind.CREATOR, "other")
    viewer = await me.viewer()

    refused: set[EntryPoint] = set()
    fields: set[str] = set()

    for entry_point in EntryPoint:
        try:
            await conversations.start(viewer, other.key, entry_point)
        except InvalidInput as refusal:
            refused.add(entry_point)
            fields.add(refusal.field)

    own = {
        AccountKind.SELLER: "INBOX FIND_CREATORS CREATOR_PROFILE TARGET_COLLABORATION SAMPLE_REQUEST",
        AccountKind.AGENCY: "NAVIGATION_BAR FIND_CREATORS MANAGE_PARTNERSHIPS CAMPAIGN_DETAILS "
        "CAMPAIGN_PRODUCT_SHARING",
        AccountKind.CREATOR: "NOTIFICATIONS PRODUCT_PAGE CONNECTION_INVITES SAMPLE_APPLICATIONS STORE_PAGE "
        "PARTNER_LIST",
    }
    assert set(EntryPoint) - refused == set(own[kind].split()) == ENTRY_POINTS[kind]
    assert fields == {"entryPoint"}


@pytest.mark.rule("INB-1")
async def test_an_empty_conversation_is_visible_to_its_starter_only(maya: Person, acme: Person, heard: Heard) -> None:
    conversation = await started(acme, maya)

    assert await seen_by(acme) == [conversation]
    assert await seen_by(maya) == []
    assert await heard(maya) == []
    with pytest.raises(NotFound):
        await inbox.one(await maya.viewer(), conversation, "id")
    with pytest.raises(NotFound):
        await say(maya, conversation, "hello")


@pytest.mark.rule("INB-1")
async def test_the_first_message_shows_it_to_the_other_side(maya: Person, acme: Person) -> None:
    conversation = await started(acme, maya)

    await say(acme, conversation, "hello")

    assert await seen_by(maya) == [conversation]


@pytest.mark.rule("INB-1")
async def test_starting_sends_nothing(house: House, maya: Person, acme: Person) -> None:
    conversation = await started(acme, maya)

    seen = await inbox.one(await acme.viewer(), conversation, "id")
    assert (seen.last_sequence, seen.last_message, seen.unreplied, seen.has_written) == (0, None, False, False)
    assert await house.database.fetch(statement("SELECT 1 FROM messages")) == []


async def test_nobody_starts_a_conversation_with_an_account_that_is_not_there(
    acme: Person, nothing_happens: NothingHappens
) -> None:
    async with nothing_happens():
        with pytest.raises(NotFound) as refused:
            await conversations.start(await acme.viewer(), 999, EntryPoint.INBOX)

    assert refused.value.facts == {"field": "accountId"}
