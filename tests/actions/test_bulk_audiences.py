"""Whom a bulk message goes to, what it may say, and in which order it is refused."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.actions import audiences, blocks, bulk
from domain.actions.audiences import NewBulk
from domain.actions.drafts import Draft
from domain.errors import DomainError, InvalidInput, KindNotAllowed, NotFound
from domain.house import House
from domain.queries import bulk as queries
from domain.queries.creators import EVERYBODY, CreatorFilter
from domain.rules.ranges import CountRange
from models.accounts import AccountKind
from tests.actions.test_bulk import begun, crowd, said, sold, to, to_all
from tests.cast import Person, listed, offered, person, saved, say, started, target, time_does_its_work, uploaded
from tests.conftest import Hands, NothingHappens


async def refused(by: Person, new: NewBulk, made: str = "x") -> tuple[str, object]:
    """What starting is refused with, and for which field."""
    with pytest.raises(DomainError) as error:
        await bulk.start(await by.viewer(), made, new)
    return str(error.value.code), error.value.facts.get("field")


@pytest.mark.rule("MSG-2")
async def test_a_repeat_is_answered_whatever_has_become_of_what_it_names_or_finds(
    acme: Person, maya: Person, noor: Person, nothing_happens: NothingHappens,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    house, viewer, by_name = acme.house, await acme.viewer(), to([noor])
    by_filter = await bulk.start(viewer, "filter", to_all())
    named = await bulk.start(viewer, "named", by_name)
    await person(house, AccountKind.CREATOR, "zoe")
    await blocks.block(await maya.viewer(), acme.key)
    numbers = house.policy.of("US").model_copy(update={"bulk_max_creators": 1})
    monkeypatch.setattr(house.policy, "of", lambda _: numbers)

    async def gone(*_: object) -> None:
        raise NotFound("creatorIds.0", "creator")

    monkeypatch.setattr(audiences, "_creators", gone)
    stands = await queries.some(viewer, [by_filter.key, named.key])
    async with nothing_happens():
        assert await bulk.start(viewer, "filter", to_all()) == stands[by_filter.key]
        assert await bulk.start(viewer, "named", by_name) == stands[named.key]


@pytest.mark.rule("MSG-2")
def test_the_same_is_told_from_a_change_by_what_is_given_alone() -> None:
    new = NewBulk(
        filter=CreatorFilter(followers=CountRange(min=5), levels=[]), draft=Draft(text="Hi", products=[3, 4]),
        auto_resume=False,
    )  # fmt: skip

    assert new.parts == [
        "auto_resume false", 'draft {"products":[3,4],"text":"Hi"}', 'filter {"followers":{"min":5},"levels":[]}',
    ]  # fmt: skip
    assert replace(new, auto_resume=True).parts == new.parts[1:]


@pytest.mark.rule("OUT-12")
async def test_creators_are_either_named_or_found_and_an_empty_filter_finds_all(
    acme: Person, maya: Person, noor: Person, nothing_happens: NothingHappens
) -> None:
    async with nothing_happens():
        for new in (to_all(filter=None), replace(to([maya]), filter=EVERYBODY), replace(to([maya]), query="")):
            assert await refused(acme, new) == ("INVALID_INPUT", "creatorIds")
        nobody = replace(to_all(), query="nobody")
        assert await refused(acme, nobody) == ("INVALID_INPUT", "filter")

    shown = await bulk.preview(await acme.viewer(), to_all())
    assert [one.creator_key for one in shown.creators] == [noor.key, maya.key]
    found = await bulk.preview(await acme.viewer(), replace(to_all(filter=None), query="maya"))
    assert [one.creator_key for one in found.creators] == [maya.key]


async def test_what_is_named_is_looked_up_before_anything_else_is_refused(  # noqa: PLR0917 - the cast
    acme: Person, northstar: Person, maya: Person, fresh: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    (red,) = await offered(acme, "Red")
    ended = await target(acme, [red], days=1)
    clock.advance(days=2)
    nobody = ("NOT_FOUND", "creatorIds.0")
    card = Draft(text="Hi", products=[red])

    async with nothing_happens():
        assert await refused(northstar, to([fresh], text=None, draft=card)) == nobody
        assert await refused(acme, to([fresh], text=None, target_key=ended)) == nobody
        assert await refused(acme, to([fresh]), made="") == nobody
        assert await refused(acme, to([fresh], text=" ")) == nobody
        assert await refused(acme, to([maya, maya, fresh])) == ("NOT_FOUND", "creatorIds.2")
        unknown = Draft(text="Hi", media_key=10**9)
        assert await refused(acme, to([maya, maya], text=None, draft=unknown)) == ("NOT_FOUND", "content.media.mediaId")
        # Then what is wrong, then whose it is, and last what has ended.
        late = {"not_within_days": 367}
        field = ("INVALID_INPUT", "leaveOut.contactedWithinDays")
        assert await refused(northstar, to([maya], text=None, draft=card, **late)) == field
        assert await refused(acme, to([maya], text=None, target_key=ended, **late)) == field
        assert await refused(acme, to([maya], text=None, target_key=ended), made="") == (
            "INVALID_INPUT", "clientMutationId"
        )  # fmt: skip
        with pytest.raises(KindNotAllowed):
            await bulk.start(await northstar.viewer(), "x", to([maya], text=None, draft=card))
        assert (await refused(acme, to([maya], text=None, target_key=ended)))[0] == "CLOSED"


@pytest.mark.rule("OUT-12")
async def test_to_many_goes_a_text_perhaps_with_a_photo_or_products_and_nothing_without_a_word(
    acme: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    photo, gif = await uploaded(acme), await uploaded(acme, "image/gif")
    (red,) = await offered(acme, "Red")
    async with nothing_happens():
        for draft, field in (
            (Draft(media_key=photo), "content.media.text"),
            (Draft(media_key=gif), "content.media.mediaId"),
            (Draft(media_key=gif, text="Hi"), "content.media.mediaId"),
            (Draft(products=[red]), "content.products.text"),
        ):
            assert await refused(acme, to([maya], text=None, draft=draft)) == ("INVALID_INPUT", field)


@pytest.mark.rule("OUT-12")
async def test_an_agency_s_list_goes_without_a_word(acme: Person, northstar: Person, maya: Person) -> None:
    key = await listed(northstar, await offered(acme, "Red"))

    sent = await begun(northstar, [maya], text=None, draft=Draft(list_key=key))
    await time_does_its_work(acme.house)

    assert await said(northstar, sent.key) == ["SENT"]


async def test_a_variable_of_a_saved_reply_that_has_no_value_is_named_where_values_are_given(
    acme: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    reply = await saved(acme, "Hi {creator_name}: {offer}!")
    async with nothing_happens():
        for variables in ([], [("offer", " ")]):
            draft = Draft(reply_key=reply, variables=variables)
            assert await refused(acme, to([maya], text=None, draft=draft)) == (
                "INVALID_INPUT", "content.savedReply.variables"
            )  # fmt: skip


@pytest.mark.rule("OUT-12")
async def test_a_preview_counts_whom_the_quota_does_not_cover_as_waiting(
    house: House, acme: Person, maya: Person, clock: Hands
) -> None:
    await sold(acme, 1, clock.at - timedelta(days=7))  # T1: 50 a week
    creators = await crowd(house, 52)
    await say(maya, await started(maya, acme), "Hello")
    viewer, everybody = await acme.viewer(), to([*creators, maya])

    before = await bulk.preview(viewer, everybody)
    await begun(acme, creators[:50])
    await time_does_its_work(house)
    after = await bulk.preview(viewer, to([*creators[50:], maya]))

    assert (before.free, before.costing, before.waiting, before.refused, before.remaining) == (1, 52, 2, 0, 50)
    assert (after.free, after.costing, after.waiting, after.refused, after.remaining) == (1, 2, 2, 0, 0)


@pytest.mark.rule("OUT-12")
async def test_a_preview_shows_its_audience_page_by_page(house: House, acme: Person) -> None:
    creators = await crowd(house, 5)
    viewer = await acme.viewer()
    shown = await bulk.preview(viewer, to(creators))

    first = queries.previewed(viewer, shown, 2, None)
    rest = queries.previewed(viewer, shown, 3, first.page_info.end_cursor)

    assert [one.creator_key for page in (first, rest) for one in page.nodes] == [one.key for one in creators]
    assert (first.page_info.has_next_page, rest.page_info.has_next_page) == (True, False)
    assert queries.previewed(viewer, shown, None, rest.page_info.end_cursor).nodes == []
    for first_, after in ((101, None), (None, "x")):
        with pytest.raises(InvalidInput):
            queries.previewed(viewer, shown, first_, after)


@pytest.mark.rule("BLK-4")
@pytest.mark.parametrize("dialect", ["postgres"])  # SQLite has one writer at a time
@pytest.mark.parametrize("known", [True, False])
async def test_a_block_while_it_starts_is_for_good(  # noqa: PLR0917 - the cast
    house: House, acme: Person, maya: Person, noor: Person, known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if known:
        await started(acme, maya)
    plan, planned, blocked = audiences.plan, asyncio.Event(), asyncio.Event()

    async def slow(*what: object) -> object:
        made = await plan(*what)  # type: ignore[arg-type]
        planned.set()
        if known:
            await asyncio.sleep(0.2)  # the block waits for the pair
            assert not blocked.is_set()
        else:
            await asyncio.wait_for(blocked.wait(), 5)
        return made

    async def block() -> None:
        await planned.wait()
        await blocks.block(await maya.viewer(), acme.key)
        blocked.set()

    monkeypatch.setattr(audiences, "plan", slow)
    sent, _ = await asyncio.gather(begun(acme, [maya, noor]), block())
    await blocks.unblock(await maya.viewer(), acme.key)

    await time_does_its_work(house)

    assert await said(acme, sent.key) == ["REFUSED BLOCKED", "SENT"]
