"""The inbox: folders, counts, order and pages."""

import gc
from datetime import timedelta
from pathlib import Path
from weakref import ref

import pytest

from domain import policy
from domain.actions import conversations as doors
from domain.errors import InvalidInput, NotFound
from domain.house import House
from domain.lists import Count, InboxCounts, PageInfo
from domain.queries import accounts, conversations, events
from domain.queries import messages as threads
from domain.queries.conversations import InboxFolder
from domain.queries.folders import KEPT
from models.accounts import AccountKind
from models.teams import Permission
from tests.cast import Person, member, person, say, started
from tests.conftest import NOON, Hands


@pytest.fixture
async def creators(clock: Hands, house: House) -> list[Person]:
    """Seven creators of the United States."""
    return [await person(house, AccountKind.CREATOR, f"creator{n}") for n in range(7)]


@pytest.fixture
async def talks(clock: Hands, acme: Person, creators: list[Person]) -> list[int]:
    """The seller's conversations with them, a minute apart: the creator of each has written to it, unread."""
    keys = []
    for creator in creators:
        clock.advance(minutes=1)
        keys.append(await started(acme, creator))
        await say(acme, keys[-1], f"hello {creator.handle}")
        await say(creator, keys[-1], "hi")
    return keys


async def folder(who: Person, which: InboxFolder) -> list[int]:
    """The conversations of a folder, newest activity first."""
    return [conversation.key for conversation in (await conversations.page(await who.viewer(), which)).nodes]


async def folders(who: Person) -> dict[InboxFolder, set[int]]:
    """What each folder holds; and that its count says so."""
    held = {which: set(await folder(who, which)) for which in InboxFolder}
    counts = await conversations.counts(await who.viewer())
    assert counts == InboxCounts(*(Count(len(held[which]), exact=True) for which in InboxFolder))
    return held


# ── folders ──


@pytest.mark.rule("INB-3")
async def test_each_folder_holds_what_belongs_there_and_its_count_agrees(
    acme: Person, creators: list[Person], talks: list[int]
) -> None:
    viewer = await acme.viewer()
    plain, read, answered, starred, archived, starred_and_archived, by_hand = talks
    await doors.mark_read(viewer, [read, answered, by_hand])
    await say(acme, answered, "thanks")
    await doors.star(viewer, starred)
    await doors.archive(viewer, archived)
    await doors.star(viewer, starred_and_archived)
    await doors.archive(viewer, starred_and_archived)
    await doors.mark_unread(viewer, by_hand)

    assert await folders(acme) == {
        InboxFolder.MESSAGES: {plain, read, answered, starred, by_hand},
        InboxFolder.UNREAD: {plain, starred, by_hand},
        InboxFolder.UNREPLIED: {plain, read, starred, by_hand},
        InboxFolder.STARRED: {starred, starred_and_archived},
        InboxFolder.ARCHIVED: {archived, starred_and_archived},
        InboxFolder.NEW_CONNECTIONS: set(),
    }


@pytest.mark.rule("INB-3")
async def test_an_empty_conversation_is_in_messages_of_its_starter(maya: Person, acme: Person) -> None:
    conversation = await started(acme, maya)

    assert await folders(acme) == {which: set() for which in InboxFolder} | {InboxFolder.MESSAGES: {conversation}}
    assert await folders(maya) == {which: set() for which in InboxFolder}


@pytest.mark.rule("INB-3")
async def test_who_spoke_last_decides_what_is_unreplied(maya: Person, acme: Person) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "hello")
    assert await folder(maya, InboxFolder.UNREPLIED) == [conversation]
    assert await folder(acme, InboxFolder.UNREPLIED) == []

    await say(maya, conversation, "hi")

    assert await folder(maya, InboxFolder.UNREPLIED) == []
    assert await folder(acme, InboxFolder.UNREPLIED) == [conversation]


@pytest.mark.rule("INB-4")
async def test_a_new_connection_is_one_that_the_creator_never_answered(maya: Person, acme: Person) -> None:
    conversation = await started(acme, maya)
    assert await folder(maya, InboxFolder.NEW_CONNECTIONS) == []
    await say(acme, conversation, "hello")
    assert await folder(maya, InboxFolder.NEW_CONNECTIONS) == [conversation]

    await say(maya, conversation, "hi")

    assert await folder(maya, InboxFolder.NEW_CONNECTIONS) == []


@pytest.mark.rule("INB-3")
async def test_folders_are_counted_exactly_beyond_the_policys_cap(
    acme: Person, talks: list[int], tmp_path: Path
) -> None:
    path = tmp_path / "policy.toml"
    path.write_text("[markets.US.numbers]\nfolder_count_cap = 6")
    acme.house.policy = policy.load(path)

    counts = await conversations.counts(await acme.viewer())

    assert counts.messages == counts.unread == Count(7, exact=True)
    assert counts.starred == Count(0, exact=True)


@pytest.mark.rule("INB-3")
async def test_the_counts_are_one_statement(acme: Person, talks: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    viewer = await acme.viewer()
    asked: list[object] = []
    fetch = acme.house.database.fetch_row

    async def watched(query: object, *values: object) -> object:
        asked.append(query)
        return await fetch(query, *values)  # type: ignore[arg-type]  # it is one

    monkeypatch.setattr(acme.house.database, "fetch_row", watched)

    await conversations.counts(viewer)

    assert asked == [KEPT]


# ── whose is what ──


@pytest.mark.rule("INB-2")
async def test_a_sides_state_is_shared_by_its_members(maya: Person, acme: Person) -> None:
    conversation = await started(acme, maya)
    await say(maya, await started(maya, acme), "hello")
    anna = await member(acme, "anna", Permission.INSTANT_MESSAGING)
    await doors.star(anna, conversation)
    await doors.mark_read(anna, [conversation])

    seen = await conversations.one(await acme.viewer(), conversation, "id")

    assert (seen.starred, seen.unread, seen.unread_count, seen.read_up_to) == (True, False, 0, 1)


@pytest.mark.rule("INB-2")
async def test_who_of_a_team_wrote_is_known_to_that_side_only(maya: Person, acme: Person) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "hello")

    for who, known in ((acme, acme.user_key), (maya, None)):
        viewer = await who.viewer()
        seen = await conversations.one(viewer, conversation, "id")
        (thread,) = await threads.read(viewer, [(seen, threads.part(viewer).of(seen))])
        _, told = await events.read(who.house, {who.key: 1})
        heard = next(event for _, event in told if isinstance(event, events.MessageReceived))
        assert seen.last_message is not None
        assert [m.sent_by_key for m in (seen.last_message, *thread.nodes, heard.message)] == [known] * 3
        assert [m.client_message_id is None for m in (*thread.nodes, heard.message)] == [known is None] * 2


@pytest.mark.rule("INB-2")
async def test_unread_counts_are_each_sides_own(maya: Person, acme: Person) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "one", "two")
    await say(maya, conversation, "three")

    mine, theirs = [await conversations.one(await who.viewer(), conversation, "id") for who in (maya, acme)]
    assert (mine.unread_count, theirs.unread_count) == (2, 1)


async def test_nobody_sees_conversations_of_others(noor: Person, acme: Person, talks: list[int]) -> None:
    viewer = await noor.viewer()

    assert (await conversations.page(viewer)).nodes == []
    assert await conversations.some(viewer, talks) == {}
    assert await conversations.with_accounts(viewer, [acme.key]) == {}
    with pytest.raises(NotFound) as refused:
        await conversations.one(viewer, talks[0], "conversationId")
    assert refused.value.facts == {"field": "conversationId"}


async def test_conversations_are_found_by_the_accounts_they_are_with(
    acme: Person, creators: list[Person], talks: list[int]
) -> None:
    found = await conversations.with_accounts(await acme.viewer(), [creator.key for creator in creators[:3]])
    mine = await conversations.with_accounts(await creators[0].viewer(), [acme.key])

    assert {key: conversation.key for key, conversation in found.items()} == {
        creator.key: talk for creator, talk in zip(creators[:3], talks, strict=False)
    }
    assert [conversation.key for conversation in mine.values()] == [talks[0]]


async def test_an_account_shows_whether_the_viewer_blocked_it(acme: Person, creators: list[Person]) -> None:
    seen = await accounts.by_handle(await acme.viewer(), "creator3")

    assert seen is not None
    assert (seen.key, seen.blocked_by_viewer) == (creators[3].key, False)


# ── order and pages ──


@pytest.mark.rule("INB-6")
async def test_the_newest_activity_comes_first(
    acme: Person, creators: list[Person], talks: list[int], clock: Hands
) -> None:
    assert await folder(acme, InboxFolder.MESSAGES) == talks[::-1]
    clock.advance(minutes=1)

    await say(creators[2], talks[2], "again")

    assert await folder(acme, InboxFolder.MESSAGES) == [talks[2], *(key for key in talks[::-1] if key != talks[2])]


@pytest.mark.rule("INB-6")
async def test_activity_of_the_same_moment_has_an_order_too(clock: Hands, acme: Person, creators: list[Person]) -> None:
    keys = [await started(acme, creator) for creator in creators]

    viewer = await acme.viewer()
    first = await conversations.page(viewer, first=4)
    rest = await conversations.page(viewer, first=4, after=first.page_info.end_cursor)

    assert [c.key for c in (*first.nodes, *rest.nodes)] == keys[::-1]


@pytest.mark.rule("INB-6")
async def test_pages_go_on_where_the_last_one_ended(acme: Person, talks: list[int]) -> None:
    viewer = await acme.viewer()
    seen, cursor = [], None
    ends = []

    for _ in range(3):
        page = await conversations.page(viewer, first=3, after=cursor)
        seen.append([conversation.key for conversation in page.nodes])
        ends.append((page.page_info.has_previous_page, page.page_info.has_next_page))
        cursor = page.page_info.end_cursor

    newest_first = talks[::-1]
    assert seen == [newest_first[:3], newest_first[3:6], newest_first[6:]]
    assert ends == [(False, True), (True, True), (True, False)]


@pytest.mark.rule("INB-6")
async def test_pages_go_backwards_too(acme: Person, talks: list[int]) -> None:
    viewer = await acme.viewer()
    newest_first = talks[::-1]

    end = await conversations.page(viewer, last=3)
    middle = await conversations.page(viewer, last=3, before=end.page_info.start_cursor)
    start = await conversations.page(viewer, before=middle.page_info.start_cursor)

    pages = [[conversation.key for conversation in page.nodes] for page in (end, middle, start)]
    assert pages == [newest_first[4:], newest_first[1:4], newest_first[:1]]
    assert [(page.page_info.has_previous_page, page.page_info.has_next_page) for page in (end, middle, start)] == [
        (True, False), (True, True), (False, True),
    ]  # fmt: skip


@pytest.mark.rule("INB-6")
async def test_new_arrivals_shift_no_page_in_either_direction(
    acme: Person, creators: list[Person], talks: list[int], clock: Hands
) -> None:
    viewer = await acme.viewer()
    first = await conversations.page(viewer, first=3)
    last = await conversations.page(viewer, last=3)
    clock.advance(minutes=1)
    await say(creators[1], talks[1], "again")  # from the last page to the top

    after = await conversations.page(viewer, first=3, after=first.page_info.end_cursor)
    before = await conversations.page(viewer, last=3, before=last.page_info.start_cursor)

    newest_first = talks[::-1]
    assert [c.key for c in after.nodes] == newest_first[3:5] + newest_first[6:]
    assert [c.key for c in before.nodes] == newest_first[1:4]


@pytest.mark.rule("INB-6")
async def test_a_page_has_25_conversations_unless_1_to_50_are_asked_for(house: House, acme: Person) -> None:
    for n in range(27):
        await started(acme, await person(house, AccountKind.CREATOR, f"creator{n}"))
    viewer = await acme.viewer()

    sizes = [len((await conversations.page(viewer, first=size)).nodes) for size in (None, 1, 26, 50)]

    assert sizes == [25, 1, 26, 27]
    for asked in ({"first": 51}, {"first": 0}, {"last": 51}, {"last": -1}):
        with pytest.raises(InvalidInput, match=r"^Ask for 1 to 50 at a time.$") as refused:
            await conversations.page(viewer, **asked)  # type: ignore[arg-type]  # a size
        assert refused.value.facts == {"field": next(iter(asked))}


@pytest.mark.rule("INB-6")
@pytest.mark.parametrize(
    "cursor",
    ["", "x", "1", "1.", ".1", "1.0", "01.1", "-1.1", "1.1 ", "1.1.1", "1.9223372036854775808", "253402300800000000.1"],
)
async def test_a_forged_cursor_is_refused(acme: Person, cursor: str) -> None:
    for field in ("after", "before"):
        with pytest.raises(InvalidInput, match=r"^This is not a cursor of this list.$") as refused:
            await conversations.page(await acme.viewer(), **{field: cursor})  # type: ignore[arg-type]  # a cursor
        assert refused.value.facts == {"field": field}


@pytest.mark.rule("INB-6")
async def test_a_cursor_at_either_end_of_time_is_a_place_like_any_other(acme: Person, talks: list[int]) -> None:
    viewer = await acme.viewer()
    for future in ("253402300799999999.9223372036854775807", "253402300799999999.1"):
        assert len((await conversations.page(viewer, after=future)).nodes) == 7
        assert (await conversations.page(viewer, before=future)).nodes == []
    assert (await conversations.page(viewer, after="0.1")).nodes == []
    assert len((await conversations.page(viewer, before="0.1")).nodes) == 7


async def test_an_empty_page_has_no_ends(acme: Person) -> None:
    info = (await conversations.page(await acme.viewer())).page_info

    assert info == PageInfo(has_next_page=False, has_previous_page=False, start_cursor=None, end_cursor=None)


async def test_a_row_of_the_inbox_carries_all_that_it_shows(
    clock: Hands, acme: Person, creators: list[Person], talks: list[int]
) -> None:
    newest = (await conversations.page(await acme.viewer(), first=1)).nodes[0]

    assert (newest.id, newest.counterpart.handle, newest.me.handle) == (f"cnv_{talks[6]}", "creator6", "acme")
    assert newest.last_message is not None
    assert (newest.last_message.preview, newest.last_message.sequence) == ("hi", 2)
    assert newest.last_activity_at == newest.created_at == NOON + timedelta(minutes=7)


async def test_a_page_is_gone_when_nobody_has_it_any_more(maya: Person, acme: Person) -> None:
    key = await started(acme, maya)
    await say(acme, key, "hello")
    viewer = await acme.viewer()
    gc.disable()  # the collector does not know of these rows, so none may hold another in a circle
    try:
        page = await conversations.page(viewer)
        opened = await threads.opened(viewer, key, {})
        assert opened is not None
        left = [ref(page.nodes[0]), ref(opened)]
        del page, opened
        assert [found() for found in left] == [None, None]
    finally:
        gc.enable()
