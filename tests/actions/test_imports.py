"""Conversations from before Parley."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from domain.actions import blocks, conversations, imports, messages
from domain.actions.imports import History, PastMessage, PastSide
from domain.errors import InvalidInput, NotVerified
from domain.house import House
from domain.queries import conversations as inbox
from domain.queries import messages as threads
from domain.rows import Conversation
from domain.viewer import System
from models.accounts import AccountKind
from models.conversations import EntryPoint
from tests import invariants
from tests.cast import Person, person, say, started
from tests.conftest import NOON, Heard, NothingHappens

MORNING = NOON - timedelta(hours=4)
AGES = {"key", "id", "created_at", "last_activity_at", "entry_point", "counterpart", "started_by", "me", "last_message"}


def said(by_creator: bool, text: str, minutes: float, sent_by: Person | None = None) -> PastMessage:
    """Something said some minutes after eight in the morning."""
    at = MORNING + timedelta(minutes=minutes)
    return PastMessage(
        from_creator=by_creator, text=text, sent_at=at, sent_by_key=sent_by.user_key if sent_by else None
    )


def history(creator: Person, partner: Person, /, *lines: PastMessage, **more: Any) -> History:
    """A conversation that the partner started at eight in the morning."""
    basis: dict[str, Any] = {
        "started_by_creator": False,
        "entry_point": EntryPoint.FIND_CREATORS,
        "started_at": MORNING,
        "messages": lines,
    }
    return History(creator_key=creator.key, partner_key=partner.key, **{**basis, **more})


async def bring(house: House, *histories: History) -> list[int]:
    """Import them in one batch."""
    return await imports.import_conversations(System(house), histories)


async def seen(by: Person) -> list[Conversation]:
    """Somebody's inbox, also what is archived."""
    viewer = await by.viewer()
    pages = [await inbox.page(viewer, folder) for folder in (inbox.InboxFolder.MESSAGES, inbox.InboxFolder.ARCHIVED)]
    return [node for page in pages for node in page.nodes]


def state(conversation: Conversation) -> dict[str, object]:
    """All that a side is shown of how things stand, but for names and times."""
    return {name: getattr(conversation, name) for name in Conversation.__struct_fields__ if name not in AGES}


@pytest.fixture(autouse=True)
def _now(clock: object) -> None:
    """It is noon."""


async def test_an_imported_conversation_stands_as_if_it_had_been_sent_and_read_here(
    house: House, maya: Person, acme: Person, fresh: Person
) -> None:
    here = await started(acme, maya)
    await say(acme, here, "hello", "a sample?")
    await conversations.mark_read(await maya.viewer(), [here])
    await say(maya, here, "yes please")
    await say(acme, here, "sent", "did it come?")
    await conversations.star(await acme.viewer(), here)

    lines = [said(False, "hello", 1), said(False, "a sample?", 2), said(True, "yes please", 3)]
    lines += [said(False, "sent", 4), said(False, "did it come?", 5)]
    await bring(house, history(maya, fresh, *lines, creator=PastSide(read_up_to=2), partner=PastSide(starred=True)))

    sent, imported = await seen(maya)
    assert state(imported) == state(sent)
    assert (sent.unread_count, sent.unreplied, sent.read_up_to) == (2, True, 2)
    assert state((await seen(fresh))[0]) == state((await seen(acme))[0])
    await invariants.holds(house.database, announced=False)


@pytest.mark.rule("MSG-3")
async def test_messages_keep_their_words_and_times_and_are_numbered_from_one(
    house: House, maya: Person, acme: Person
) -> None:
    (key,) = await bring(
        house, history(maya, acme, said(False, "  hello \n", 0, acme), said(True, "hi", 0.001), said(False, "so?", 9))
    )

    viewer = await acme.viewer()
    conversation = (await inbox.some(viewer, [key]))[key]
    (page,) = await threads.read(viewer, [(conversation, range(1, 10))])

    assert [(m.sequence, m.text, m.sent_at - MORNING, m.sent_by_key) for m in page.nodes] == [
        (1, "hello", timedelta(0), acme.user_key),
        (2, "hi", timedelta(milliseconds=60), None),
        (3, "so?", timedelta(minutes=9), None),
    ]
    assert (conversation.last_sequence, conversation.last_activity_at) == (3, MORNING + timedelta(minutes=9))
    assert (conversation.created_at, conversation.entry_point) == (MORNING, "FIND_CREATORS")


async def test_times_of_any_offset_mean_the_same_moment(house: House, maya: Person, acme: Person) -> None:
    paris = timezone(timedelta(hours=1))
    (key,) = await bring(
        house,
        history(maya, acme, replace(said(True, "hi", 1), sent_at=MORNING.astimezone(paris) + timedelta(minutes=1))),
    )

    conversation = (await inbox.some(await maya.viewer(), [key]))[key]

    assert conversation.last_activity_at == MORNING + timedelta(minutes=1)


async def test_what_each_side_has_read_is_the_others_receipt(house: House, maya: Person, acme: Person) -> None:
    lines = [said(False, "one", 1), said(True, "two", 2), said(False, "three", 3), said(False, "four", 4)]

    await bring(house, history(maya, acme, *lines, creator=PastSide(read_up_to=3), partner=PastSide(read_up_to=2)))

    (mayas,) = await seen(maya)
    (acmes,) = await seen(acme)
    assert (mayas.unread_count, mayas.read_up_to, mayas.read_by_counterpart_up_to) == (1, 3, 2)
    assert (acmes.unread_count, acmes.read_up_to, acmes.read_by_counterpart_up_to) == (0, 2, 3)


async def test_an_archived_conversation_stays_archived_for_its_side_only(
    house: House, maya: Person, acme: Person
) -> None:
    await bring(house, history(maya, acme, said(False, "hello", 1), partner=PastSide(archived=True)))

    assert [(c.archived, c.unread) for c in await seen(acme)] == [(True, False)]
    assert [(c.archived, c.unread) for c in await seen(maya)] == [(False, True)]


@pytest.mark.rule("INB-1")
async def test_an_empty_conversation_is_visible_to_its_starter_only(house: House, maya: Person, acme: Person) -> None:
    await bring(house, history(maya, acme, started_by_creator=True, entry_point=EntryPoint.STORE_PAGE))

    assert [(c.last_sequence, c.last_activity_at) for c in await seen(maya)] == [(0, MORNING)]
    assert await seen(acme) == []


async def test_nobody_is_told(house: House, maya: Person, acme: Person, heard: Heard) -> None:
    await bring(house, history(maya, acme, said(False, "hello", 1), said(True, "hi", 2)))

    assert (await heard(maya), await heard(acme)) == ([], [])


@pytest.mark.rule("ACC-6", part="conversations")
async def test_what_a_creator_wrote_counts_as_a_response(house: House, maya: Person, noor: Person) -> None:
    newcomers = await person(house, AccountKind.AGENCY, "newcomers", verified=False)
    answered, ignored = await bring(
        house,
        history(maya, newcomers, said(False, "hello", 1), said(True, "hi", 2), entry_point=EntryPoint.NAVIGATION_BAR),
        history(noor, newcomers, said(False, "hello", 1), entry_point=EntryPoint.NAVIGATION_BAR),
    )

    viewer = await newcomers.viewer()
    await messages.send(viewer, answered, "1", "good to hear")
    with pytest.raises(NotVerified):
        await messages.send(viewer, ignored, "2", "hello again")


async def test_sending_goes_on_where_the_import_ends(house: House, maya: Person, acme: Person, heard: Heard) -> None:
    (key,) = await bring(house, history(maya, acme, said(False, "hello", 1), said(True, "hi", 2)))

    sent = await messages.send(await acme.viewer(), key, "1", "now from here")

    assert sent.id == f"msg_{key}_3"
    assert await conversations.start(await acme.viewer(), maya.key, EntryPoint.INBOX) == key
    assert await heard(maya) == ["message_sent"]


async def test_a_pair_that_only_blocked_can_have_a_past(house: House, maya: Person, acme: Person) -> None:
    await blocks.block(await maya.viewer(), acme.key)

    await bring(house, history(maya, acme, said(False, "hello", 1)))

    assert [(c.last_sequence, c.blocked_by_me) for c in await seen(maya)] == [(1, True)]


async def test_a_batch_answers_with_keys_in_its_order(
    house: House, maya: Person, noor: Person, acme: Person, fresh: Person
) -> None:
    batch = [history(noor, fresh), history(maya, acme), history(noor, acme), history(maya, fresh)]

    keys = await bring(house, *batch)

    assert {c.counterpart.handle: c.key for c in await seen(fresh)} == {"noor": keys[0], "maya": keys[3]}
    assert {c.counterpart.handle: c.key for c in await seen(acme)} == {"noor": keys[2], "maya": keys[1]}
    assert await bring(house) == []


HELLO, HI = said(False, "hello", 1), said(True, "hi", 2)
LATER = datetime(2026, 11, 18, 12, 0, 1, tzinfo=UTC)
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "nobody": ({"creator_key": 999}, "creatorId"),
    "two creators": ({"partner_key": "<maya>"}, "partnerId"),
    "two sellers": ({"creator_key": "<acme>"}, "creatorId"),
    "no shared market": ({"partner_key": "<abroad>"}, "partnerId"),
    "a creator's entry point for a seller": ({"entry_point": EntryPoint.STORE_PAGE}, "entryPoint"),
    "an agency's entry point for a seller": ({"entry_point": EntryPoint.NAVIGATION_BAR}, "entryPoint"),
    "started in the future": ({"started_at": LATER, "messages": []}, "startedAt"),
    "started without an offset": ({"started_at": MORNING.replace(tzinfo=None)}, "startedAt"),
    "said before it started": ({"messages": [said(False, "hello", -1)]}, "messages.0.sentAt"),
    "said in the future": ({"messages": [HELLO, replace(HI, sent_at=LATER)]}, "messages.1.sentAt"),
    "said at the same time": ({"messages": [HELLO, replace(HI, sent_at=HELLO.sent_at)]}, "messages.1.sentAt"),
    "said without an offset": ({"messages": [replace(HI, sent_at=datetime(2026, 11, 18, 9))]}, "messages.0.sentAt"),  # noqa: DTZ001
    "empty": ({"messages": [HELLO, replace(HI, text=" \n ")]}, "messages.1.text"),
    "too long": ({"messages": [replace(HELLO, text="x" * 2001)]}, "messages.0.text"),
    "not storable": ({"messages": [replace(HELLO, text="a\0b")]}, "messages.0.text"),
    "not Unicode": ({"messages": [replace(HELLO, text="\ud800")]}, "messages.0.text"),
    "written by nobody": ({"messages": [replace(HELLO, sent_by_key=999)]}, "messages.0.sentBy"),
    "read further than it goes": ({"creator": PastSide(read_up_to=2)}, "creator.readUpTo"),
    "read less than nothing": ({"partner": PastSide(read_up_to=-1)}, "partner.readUpTo"),
}


@pytest.mark.parametrize("what", WRONG)
async def test_a_wrong_history_is_named_and_takes_the_batch_back(
    what: str, maya: Person, noor: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    changes, field = WRONG[what]
    abroad = await person(maya.house, AccountKind.SELLER, "abroad", ("GB",))
    keys = {"<maya>": maya.key, "<acme>": acme.key, "<abroad>": abroad.key}
    changes = {name: keys.get(value, value) if isinstance(value, str) else value for name, value in changes.items()}

    async with nothing_happens():
        with pytest.raises(InvalidInput) as refused:
            await bring(maya.house, history(noor, acme, HELLO), replace(history(maya, acme, HELLO), **changes))

    assert refused.value.field == f"histories.1.{field}"


async def test_a_pair_has_one_conversation(
    house: House, maya: Person, noor: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    await started(maya, acme)

    async with nothing_happens():
        with pytest.raises(InvalidInput) as known:
            await bring(house, history(noor, acme, HELLO), history(maya, acme, HELLO))
        with pytest.raises(InvalidInput) as twice:
            await bring(house, history(noor, acme, HELLO), history(noor, acme, HI))

    assert (known.value.field, twice.value.field) == ("histories.1", "histories.1")


async def test_of_two_imports_of_the_same_at_once_one_is_refused(house: House, maya: Person, acme: Person) -> None:
    one = history(maya, acme, HELLO, HI)

    outcomes = await asyncio.gather(bring(house, one), bring(house, one), return_exceptions=True)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["InvalidInput", "list"]
    await invariants.holds(house.database, announced=False)
