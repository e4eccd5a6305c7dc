"""Search: modules, rows, pages and counts, and who finds what."""

import itertools

import pytest

from domain.actions import accounts, blocks, collaborations, conversations, messages, recalls
from domain.errors import InvalidInput, NotFound
from domain.house import House
from domain.lists import Count
from domain.matches import MatchRange
from domain.queries import search
from domain.queries.tabs import InboxTab
from domain.viewer import System
from models.accounts import AccountKind, AccountStatus
from models.sql import statement
from models.teams import Permission
from tests.cast import (
    Person,
    invited,
    listed,
    member,
    offered,
    person,
    requested,
    say,
    sent_list,
    shown,
    started,
    target,
)
from tests.conftest import Hands
from tests.finding import ACCOUNTS, MESSAGES, PRODUCTS, SAMPLES, everywhere, found, page

_made = itertools.count()


async def talk(by: Person, to: Person, *texts: str) -> int:
    """Say something in the conversation of two."""
    key = await started(by, to)
    for text in texts:
        await messages.send(await by.viewer(), key, f"{key} {next(_made)}", text)
    return key


# ── modules ──


@pytest.mark.rule("SRCH-1")
async def test_a_conversation_is_one_row_at_its_newest_hit_and_says_how_many_more_it_has(
    clock: Hands, acme: Person, maya: Person, noor: Person
) -> None:
    first = await talk(maya, acme, "a red dress", "a blue one", "RED shoes", "red again", "thank you")
    clock.advance(minutes=1)
    second = await talk(noor, acme, "bored")
    clock.advance(minutes=1)
    await say(maya, first, "bye")

    hits = await page(acme, "red")

    assert [(hit.conversation.key, hit.message.sequence, hit.more) for hit in hits.nodes] == [
        (second, 1, Count(0, exact=True)),
        (first, 4, Count(2, exact=True)),
    ]
    assert [hit.text for hit in hits.nodes] == ["bored", "red again"]
    assert hits.nodes[1].message.text == "red again"
    assert hits.nodes[1].conversation.last_message.text == "bye"
    assert hits.count == Count(2, exact=True)
    assert await found(acme, "green") == []
    assert (await page(acme, "green")).count == Count(0, exact=True)


@pytest.mark.rule("SRCH-1")
async def test_each_module_finds_what_is_its_own(clock: Hands, acme: Person, northstar: Person, maya: Person) -> None:
    with_shop, with_agency = await talk(maya, acme, "hi"), await talk(maya, northstar, "hi")
    lamp, silk, mug = await offered(acme, "Moon lamp", "Silk scarf", "Moon mug", samples_offered=True)
    await shown(acme, with_shop, [lamp])
    await shown(acme, with_shop, [silk, mug], "for the moon")
    await requested(maya, silk)
    await invited(acme, await target(acme, [lamp, silk]), maya)
    await sent_list(northstar, with_agency, await listed(northstar, [mug]))

    assert await everywhere(maya, "moon") == {MESSAGES: [(with_shop, 3)], PRODUCTS: [(with_agency, 2), (with_shop, 5)]}
    assert await everywhere(acme, "silk") == {PRODUCTS: [(with_shop, 5)], SAMPLES: [(with_shop, 4)]}
    assert await everywhere(northstar, "moon") == {PRODUCTS: [(with_agency, 2)]}
    assert await everywhere(acme, "maya") == {ACCOUNTS: [(with_shop, 0)]}
    assert await everywhere(maya, "star") == {ACCOUNTS: [(with_agency, 0)]}
    (hit,) = (await page(acme, "silk", PRODUCTS)).nodes
    assert (hit.text, hit.ranges, hit.more) == ("Silk scarf", [MatchRange(0, 4)], Count(1, exact=True))
    (hit,) = (await page(acme, "scarf", SAMPLES)).nodes
    assert (hit.text, hit.ranges) == ("Silk scarf", [MatchRange(5, 10)])


@pytest.mark.rule("SRCH-2")
async def test_nothing_is_found_across_two_titles_nor_across_a_name_and_a_handle(
    house: House, acme: Person, maya: Person
) -> None:
    creator = await person(house, AccountKind.CREATOR, "lin.an", name="An Lin")
    key = await talk(creator, acme, "hi")
    await shown(acme, key, await offered(acme, "Red", "Blue lamp"))

    assert [await found(acme, text, ACCOUNTS) for text in ("an lin", "lin.an", "n l", "LIN")] == [[(key, 0)]] * 4
    assert [await found(acme, text, ACCOUNTS) for text in ("lin lin", "n lin.", "an  lin", "maya")] == [[]] * 4
    assert [hit.text for hit in (await page(acme, "lin.", ACCOUNTS)).nodes] == ["lin.an"]
    assert [hit.text for hit in (await page(acme, "lin", ACCOUNTS)).nodes] == ["An Lin"]
    assert [hit.text for hit in (await page(acme, "lamp", PRODUCTS)).nodes] == ["Blue lamp"]
    assert [await found(acme, text, PRODUCTS) for text in ("redblue", "red blue", "d\ufdd0b")] == [[]] * 3


@pytest.mark.rule("SRCH-3")
async def test_places_are_counted_as_clients_count_and_hold_whole_characters(acme: Person, maya: Person) -> None:
    key = await started(maya, acme)
    said = {
        "👍👍 ok OK": ("ok", [(5, 7), (8, 10)]),
        "nai\u0308ve Naïve": ("i", [(2, 4), (9, 10)]),
        "oﬃce": ("fi", [(1, 2)]),
        "ＡＢＣ": ("b", [(1, 2)]),
        "STRAẞE": ("s", [(0, 1), (4, 5)]),
        "ﷺ": ("صلى", [(0, 1)]),
        "aaaaa": ("aa", [(0, 2), (2, 4)]),
        "ﬀﬀ": ("f", [(0, 1), (1, 2)]),
        "가각": ("가", [(0, 1)]),
    }
    for text, (query, places) in said.items():
        await say(maya, key, text)

        newest = (await page(acme, query)).nodes[0]

        assert (newest.text, newest.ranges) == (text, [MatchRange(*place) for place in places])


@pytest.mark.rule("SRCH-3")
async def test_of_very_many_places_in_a_text_the_first_are_named(acme: Person, maya: Person) -> None:
    await talk(maya, acme, "x")
    await messages.send(await maya.viewer(), await started(maya, acme), "long", "ab" * 101)

    assert [len(hit.ranges) for hit in (await page(acme, "a")).nodes] == [100]


# ── pages and counts ──


@pytest.mark.rule("SRCH-1")
async def test_each_module_pages_by_itself_whatever_arrives_meanwhile(clock: Hands, house: House, acme: Person) -> None:
    creators = [await person(house, AccountKind.CREATOR, f"lamp{n}") for n in range(7)]
    products = await offered(acme, "Lamp", samples_offered=True)
    keys = []
    for creator in creators:
        clock.advance(seconds=1)
        keys.append(await talk(creator, acme, "lamp?", "a lamp"))
        await shown(acme, keys[-1], products, f"for {creator.handle[4:]}")
        await requested(creator, products[0])
    pages: dict[str, list[int]] = {}

    for module in (ACCOUNTS, MESSAGES, PRODUCTS, SAMPLES):
        after, pages[module] = None, []
        while True:
            part = await page(acme, "lamp", module, first=3, after=after)
            assert part.count == Count(7, exact=True)
            assert part.page_info.has_previous_page == (after is not None)
            pages[module] += [hit.conversation.key for hit in part.nodes]
            if not part.page_info.has_next_page:
                break
            after = part.page_info.end_cursor
            clock.advance(seconds=1)
            # What is said now is newer than all that follows.
            await say(creators[6], keys[6], f"lamp {module} {after}")

    assert pages == dict.fromkeys((ACCOUNTS, MESSAGES, PRODUCTS, SAMPLES), keys[::-1])


@pytest.mark.rule("SRCH-1")
async def test_conversations_are_counted_exactly_up_to_a_hundred(house: House, acme: Person) -> None:
    counted = {}
    for number in range(1, 151):
        creator = await person(house, AccountKind.CREATOR, f"creator{number}")
        await talk(creator, acme, "hello")
        if number in {99, 100, 101, 150}:
            first = await page(acme, "hello", first=1)
            second = await page(acme, "hello", first=1, after=first.page_info.end_cursor)
            named = await page(acme, "creator", ACCOUNTS)
            assert first.count == second.count == named.count
            counted[number] = first.count

    assert counted == {
        99: Count(99, exact=True), 100: Count(100, exact=True), 101: Count(100, exact=False),
        150: Count(100, exact=False),
    }  # fmt: skip


@pytest.mark.rule("SRCH-1")
async def test_how_many_more_are_counted_exactly_up_to_a_hundred(acme: Person, maya: Person) -> None:
    key = await started(maya, acme)
    counted = {}
    for number in range(1, 151):
        await say(maya, key, f"hello {number}")
        if number in {100, 101, 102, 150}:
            (hit,) = (await page(acme, "hello")).nodes
            counted[number] = hit.more

    assert counted == {
        100: Count(99, exact=True), 101: Count(100, exact=True), 102: Count(100, exact=False),
        150: Count(100, exact=False),
    }  # fmt: skip


@pytest.mark.rule("SRCH-1")
async def test_only_what_is_shown_is_read(acme: Person, maya: Person) -> None:
    await talk(maya, acme, "hello", "hello")
    viewer = await acme.viewer()
    looked_for = await search.asked(viewer, "hello")

    number = await search.messages(viewer, looked_for, MESSAGES, shown={"count", "value"})
    hits = await search.messages(viewer, looked_for, MESSAGES, shown={"nodes", "message", "text", "pageInfo"})

    assert (number.edges, number.count) == ([], Count(1, exact=True))
    assert [hit.message.sequence for hit in hits.nodes] == [2]
    assert not hits.page_info.has_next_page


# ── in one conversation, and under a tab ──


@pytest.mark.rule("SRCH-1")
async def test_inside_a_conversation_every_hit_is_a_row(clock: Hands, acme: Person, maya: Person, noor: Person) -> None:
    key = await talk(maya, acme, "one lamp", "two", "three lamps", "LAMP four")
    other = await talk(noor, acme, "lamp")
    await shown(acme, key, await offered(acme, "Moon lamp"))

    first = await page(acme, "lamp", first=2, conversation_key=key)
    second = await page(acme, "lamp", first=2, conversation_key=key, after=first.page_info.end_cursor)

    assert [hit.message.sequence for hit in (*first.nodes, *second.nodes)] == [4, 3, 1]
    assert [hit.more for hit in first.nodes] == [Count(0, exact=True)] * 2
    assert first.count == second.count == Count(3, exact=True)
    assert (first.page_info.has_next_page, second.page_info.has_next_page) == (True, False)
    assert await found(acme, "lamp", PRODUCTS, conversation_key=key) == [(key, 5)]
    assert await found(acme, "MAYA", ACCOUNTS, conversation_key=key) == [(key, 0)]
    assert await found(acme, "noor", ACCOUNTS, conversation_key=key) == []
    for who, unknown in ((maya, other), (acme, 999)):
        with pytest.raises(NotFound):
            await search.asked(await who.viewer(), "lamp", conversation_key=unknown)


@pytest.mark.rule("SRCH-1")
async def test_a_creator_may_look_under_one_tab(acme: Person, northstar: Person, maya: Person) -> None:
    shop, agency = await talk(maya, acme, "hello star"), await talk(maya, northstar, "hello star")

    assert await found(maya, "hello", tab=InboxTab.SHOPS) == [(shop, 1)]
    assert await found(maya, "hello", tab=InboxTab.AGENCIES) == [(agency, 1)]
    assert len(await found(maya, "hello")) == 2
    assert await found(maya, "a", ACCOUNTS, tab=InboxTab.SHOPS) == [(shop, 0)]
    assert await found(maya, "a", ACCOUNTS, tab=InboxTab.AGENCIES) == [(agency, 0)]
    for module in (ACCOUNTS, MESSAGES):
        assert await found(maya, "a", module, tab=InboxTab.SHOPS, conversation_key=agency) == []
    for who in (acme, northstar):
        with pytest.raises(InvalidInput) as refused:
            await search.asked(await who.viewer(), "hello", InboxTab.SHOPS)
        assert refused.value.facts == {"field": "tab"}


# ── what can be looked for ──


@pytest.mark.rule("SRCH-2")
async def test_one_to_two_hundred_characters_can_be_looked_for(acme: Person, maya: Person) -> None:
    await talk(maya, acme, "x" * 90)
    viewer = await acme.viewer()

    for text in ("x", "x" * 90, "%", "_", " ", " " * 200, "a" * 200, "\\", "*", '"', "\n"):
        assert len(await found(acme, text)) == (set(text) == {"x"})
    for text in ("", "x" * 201, "\0", "\ud800", "\ufdd0"):
        with pytest.raises(InvalidInput) as refused:
            await search.asked(viewer, text)
        assert refused.value.facts == {"field": "query"}


# ── who finds what ──


@pytest.mark.rule("SRCH-4")
async def test_nobody_finds_what_others_said(
    acme: Person, fresh: Person, northstar: Person, maya: Person, noor: Person
) -> None:
    key = await talk(maya, acme, "our secret")
    await talk(maya, fresh, "hi")
    await talk(noor, acme, "hi")

    assert await everywhere(maya, "secret") == await everywhere(acme, "secret") == {MESSAGES: [(key, 1)]}
    for who in (fresh, northstar, noor):
        assert await everywhere(who, "secret") == {}
    anna = await member(acme, "anna", Permission.INSTANT_MESSAGING)
    looked_for = await search.asked(anna, "secret")
    assert [hit.message.text for hit in (await search.messages(anna, looked_for, MESSAGES)).nodes] == ["our secret"]


@pytest.mark.rule("SRCH-4")
async def test_what_was_recalled_is_found_no_more_and_what_was_said_before_is(acme: Person, maya: Person) -> None:
    key = await talk(maya, acme, "a lamp", "a lamp again")

    await recalls.recall(await maya.viewer(), key, 2)

    for who in (acme, maya):
        (hit,) = (await page(who, "lamp")).nodes
        assert (hit.message.sequence, hit.more) == (1, Count(0, exact=True))
        assert await everywhere(who, "again") == {}


@pytest.mark.rule("SRCH-4")
async def test_what_is_recalled_while_it_is_read_is_left_out(acme: Person, maya: Person) -> None:
    key = await talk(maya, acme, "a lamp")
    viewer = await acme.viewer()
    async with acme.house.database.transaction() as unit:  # as if the row had been found a moment before
        await unit.fetch(
            statement("UPDATE messages SET text = NULL, recalled_at = sent_at WHERE conversation_id = $1"), key
        )

    hits = await search.messages(viewer, await search.asked(viewer, "lamp"), MESSAGES)

    assert (hits.nodes, hits.page_info.end_cursor is None) == ([], False)


@pytest.mark.rule("SRCH-4")
async def test_cards_are_found_by_what_they_said_when_they_were_sent(
    house: House, acme: Person, northstar: Person, maya: Person
) -> None:
    key, with_agency = await talk(maya, acme, "hi"), await talk(maya, northstar, "hi")
    (lamp,) = await offered(acme, "Moon lamp")
    await shown(acme, key, [lamp])
    picks = await listed(northstar, [lamp])
    await sent_list(northstar, with_agency, picks)
    async with house.database.transaction() as unit:
        await unit.fetch(
            statement("UPDATE products SET title = 'Sun lamp', search_text = 'sun lamp' WHERE id = $1"), lamp
        )
    await collaborations.delete_list(await northstar.viewer(), picks)

    assert await everywhere(maya, "moon") == {PRODUCTS: [(with_agency, 2), (key, 2)]}
    assert await everywhere(maya, "sun") == {}


@pytest.mark.rule("SRCH-4")
async def test_who_is_blocked_or_unavailable_is_still_found_by_the_other_side(
    house: House, acme: Person, maya: Person, noor: Person
) -> None:
    key, other = await talk(maya, acme, "a lamp"), await talk(noor, acme, "a lamp")
    await blocks.block(await acme.viewer(), maya.key)
    await accounts.set_status(System(house), noor.key, AccountStatus.DEACTIVATED, "Violations")
    await conversations.archive(await acme.viewer(), key)

    assert sorted(await found(acme, "lamp")) == [(key, 1), (other, 1)]
    assert sorted(await found(acme, "a", ACCOUNTS)) == [(key, 0)]
    assert await found(maya, "lamp") == [(key, 1)]


@pytest.mark.rule("SRCH-4")
async def test_an_empty_conversation_is_found_by_who_started_it_only(acme: Person, maya: Person) -> None:
    key = await started(acme, maya)

    assert await everywhere(acme, "maya") == {ACCOUNTS: [(key, 0)]}
    assert await everywhere(maya, "acme") == {}
