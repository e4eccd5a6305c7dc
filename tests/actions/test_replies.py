"""Saved replies: kept for a team, and changed and deleted without a trace in what was sent."""

import asyncio
from typing import Any

import pytest

from domain.actions import replies
from domain.errors import DomainError, InvalidInput, LimitReached, NotFound
from domain.house import House
from domain.queries import replies as queries
from domain.viewer import Viewer
from models.sql import statement
from models.teams import Permission
from tests.cast import Person, member, saved
from tests.conftest import NOON, Hands, Heard, NothingHappens

MANY = statement("""
    INSERT INTO saved_replies (account_id, name, search_text, text, created_at, updated_at, deleted_at)
    VALUES ($1, 'x', 'x', 'x', $2, $2, $3)""")


async def names(viewer: Viewer, query: str | None = None, **part: Any) -> list[str]:
    """The names of the replies that a member finds."""
    return [one.name for one in (await queries.page(viewer, query, **part)).nodes]


async def kept(who: Person, there: int, deleted: int = 0) -> None:
    """Let an account have so many replies."""
    async with who.house.database.transaction() as unit:
        await unit.execute_many(MANY, [(who.key, NOON, None)] * there + [(who.key, NOON, NOON)] * deleted)


@pytest.mark.rule("MSG-7")
async def test_every_member_of_every_kind_of_account_keeps_replies_for_the_whole_team(
    maya: Person, acme: Person, northstar: Person, clock: Hands
) -> None:
    text = "Hi {creator_name}, use {code} until {until} at {shop_name}. {code}!"

    for who in (maya, acme, northstar):
        helper = await member(who, f"{who.handle}s-helper", Permission.INSTANT_MESSAGING)
        made = await replies.create(helper, "one", name="  Code\n of the  week ", text=f"\n{text} ")
        assert (await queries.page(await who.viewer())).nodes == [made]
        assert (made.id, made.name, made.text) == (f"rpl_{made.key}", "Code of the week", text)
        assert (made.variables, made.created_at, made.updated_at) == (["code", "until"], clock.at, clock.at)


@pytest.mark.rule("MSG-7")
async def test_replies_are_found_by_any_part_of_name_or_text_the_newest_first(acme: Person) -> None:
    await saved(acme, "See you at the {place}", "Fair")
    await saved(acme, "It is Café time", "Hello")
    await saved(acme, "Thank you", "FAIRNESS")
    await saved(acme, "Thank you", "Fair")  # a name need not be the only one
    viewer = await acme.viewer()

    assert await names(viewer) == ["Fair", "FAIRNESS", "Hello", "Fair"]
    assert await names(viewer, " fair ") == ["Fair", "FAIRNESS", "Fair"]
    assert await names(viewer, "cafe") == ["Hello"]
    assert await names(viewer, "{place}") == ["Fair"]
    assert await names(viewer, "%") == []
    first = await queries.page(viewer, "fair", first=2)
    assert (len(first.nodes), first.page_info.has_next_page) == (2, True)
    assert await names(viewer, "fair", first=2, after=first.page_info.end_cursor) == ["Fair"]


@pytest.mark.rule("MSG-7")
async def test_a_reply_is_nobody_elses(
    maya: Person, acme: Person, fresh: Person, nothing_happens: NothingHappens
) -> None:
    key = await saved(acme, "Hello")

    async with nothing_happens():
        for who in (fresh, maya):
            viewer = await who.viewer()
            assert await names(viewer) == []
            assert await queries.some(viewer, [key]) == {}
            for attempt in (replies.change(viewer, key, name="", text="{"), replies.delete(viewer, key)):
                with pytest.raises(NotFound) as refused:
                    await attempt
                assert refused.value.facts == {"field": "savedReplyId"}


@pytest.mark.rule("MSG-7")
async def test_what_cannot_be_a_reply_is_refused_with_the_field(acme: Person, nothing_happens: NothingHappens) -> None:
    key = await saved(acme, "Hello")
    viewer = await acme.viewer()

    async with nothing_happens():
        for wrong, field in (
            ({"name": " \n"}, "name"),
            ({"name": "x" * 101}, "name"),
            ({"name": "a\0"}, "name"),
            ({"text": " \n"}, "text"),
            ({"text": "x" * 2001}, "text"),
            ({"text": "a\ud800"}, "text"),
            ({"text": "Hi {First}"}, "text"),
            ({"text": "Hi }"}, "text"),
        ):
            right = {"name": "Hello", "text": "Hello", **wrong}
            for attempt in (replies.create(viewer, "x", **right), replies.change(viewer, key, **right)):
                with pytest.raises(InvalidInput) as refused:
                    await attempt
                assert refused.value.facts == {"field": field}
        for made in ("", "x" * 101):
            with pytest.raises(InvalidInput) as refused:
                await replies.create(viewer, made, name="Hello", text="Hello")
            assert refused.value.facts == {"field": "clientMutationId"}


@pytest.mark.rule("MSG-2")
async def test_the_same_client_made_id_saves_one_reply(
    acme: Person, fresh: Person, nothing_happens: NothingHappens
) -> None:
    viewer = await acme.viewer()
    first = await replies.create(viewer, "one", name="Hi", text="Hello")

    async with nothing_happens():
        assert await replies.create(viewer, "one", name=" Hi", text="Hello ") == first
        for other in ({"name": "Ho", "text": "Hello"}, {"name": "Hi", "text": "Hullo"}):
            with pytest.raises(InvalidInput, match="used for something else"):
                await replies.create(viewer, "one", **other)
    assert (await replies.create(await fresh.viewer(), "one", name="Hi", text="Hello")).key != first.key
    await replies.delete(viewer, first.key)
    async with nothing_happens():
        with pytest.raises(NotFound, match="any more") as refused:
            await replies.create(viewer, "one", name="Hi", text="Hello")
    assert refused.value.facts == {"field": "clientMutationId"}


@pytest.mark.rule("MSG-7")
async def test_a_reply_is_changed_in_place(acme: Person, clock: Hands, heard: Heard) -> None:
    key, later = await saved(acme, "Hello {code}", "Hi"), await saved(acme, "Bye")
    made_at = clock.at
    clock.advance(hours=1)

    changed = await replies.change(await acme.viewer(), key, name="Hi again", text=" Hello {until} ")

    assert (changed.key, changed.name, changed.text, changed.variables) == (
        key, "Hi again", "Hello {until}", ["until"],
    )  # fmt: skip
    assert (changed.created_at, changed.updated_at) == (made_at, clock.at)
    viewer = await acme.viewer()
    assert [one.key for one in (await queries.page(viewer)).nodes] == [later, key]
    assert await names(viewer, "until") == ["Hi again"]
    assert await names(viewer, "code") == []
    assert await heard(acme) == []


@pytest.mark.rule("MSG-7")
async def test_a_deleted_reply_is_gone_and_deleting_it_again_is_harmless(
    acme: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    key, other = await saved(acme, "Hello"), await saved(acme, "Bye")
    viewer = await acme.viewer()

    assert await replies.delete(viewer, key) == key

    clock.advance(hours=1)
    async with nothing_happens():
        assert await replies.delete(viewer, key) == key
        assert [one.key for one in (await queries.page(viewer)).nodes] == [other]
        assert await queries.some(viewer, [key, other]) == {other: (await queries.page(viewer)).nodes[0]}
        with pytest.raises(NotFound):
            await replies.change(viewer, key, name="Hi", text="Hello")
        with pytest.raises(NotFound):
            await replies.delete(viewer, other + 1)


@pytest.mark.rule("MSG-7")
async def test_an_account_keeps_500_replies_and_deleted_ones_do_not_count(
    acme: Person, fresh: Person, nothing_happens: NothingHappens
) -> None:
    await kept(acme, 499, deleted=20)
    last = await saved(acme, "The last one")
    viewer = await acme.viewer()

    async with nothing_happens():
        with pytest.raises(LimitReached, match="500 saved replies") as refused:
            await saved(acme, "One more")
        assert (refused.value.facts, refused.value.retry_at) == ({"limit": 500}, None)
        assert await saved(acme, "The last one") == last  # it was made already
    await replies.change(viewer, last, name="Last", text="It can be changed")
    await saved(fresh, "Somebody else's")
    await replies.delete(viewer, last)
    await saved(acme, "One more")


@pytest.mark.rule("MSG-7")
async def test_two_at_once_never_take_one_place(house: House, acme: Person) -> None:
    await kept(acme, 495)

    ended = await asyncio.gather(*(saved(acme, f"Reply {n}") for n in range(20)), return_exceptions=True)

    assert sorted(type(end).__name__ for end in ended) == ["LimitReached"] * 15 + ["int"] * 5
    assert all(isinstance(end, int | DomainError) for end in ended)
