"""A creator's inbox: its tabs, and collab messages within any view."""

import pytest

from domain.actions import conversations as doors
from domain.errors import InvalidInput
from domain.lists import Count, InboxCounts
from domain.queries import conversations as inbox
from domain.queries.conversations import InboxFolder
from domain.queries.filters import OF_CREATORS, InboxFilter
from domain.queries.tabs import InboxTab
from domain.rules.ranges import CountRange, MoneyRange
from tests.cast import Person, asked_to_link, invited, offered, say, started, target
from tests.conftest import Hands, NothingHappens

COLLAB = InboxFilter(has_invitation=True)
OTHERS = InboxFilter(has_invitation=False)


@pytest.fixture
async def partners(acme: Person, fresh: Person, northstar: Person, lumen: Person) -> list[Person]:
    """Two shops and two agencies."""
    return [acme, fresh, northstar, lumen]


@pytest.fixture
async def talks(clock: Hands, maya: Person, partners: list[Person]) -> dict[str, int]:
    """Maya's conversations with them, of which one of each kind has invited her, a minute apart."""
    found = {}
    for partner in partners:
        clock.advance(minutes=1)
        found[partner.handle] = await started(partner, maya)
        await say(partner, found[partner.handle], "hello")
    acme, _, northstar, _ = partners
    clock.advance(minutes=1)
    await invited(acme, await target(acme, await offered(acme, "Cream")), maya)
    clock.advance(minutes=1)
    await asked_to_link(northstar, maya)
    return found


async def seen(
    who: Person, folder: InboxFolder, tab: InboxTab | None = None, asked: InboxFilter | None = None
) -> list[str]:
    """The counterparts in a view, newest first; and that each view's count agrees."""
    viewer = await who.viewer()
    held = {
        each: [
            one.counterpart.handle for one in (await inbox.page(viewer, each, asked, tab=tab, shown={"handle"})).nodes
        ]
        for each in InboxFolder
    }
    counts = await inbox.counts(viewer, asked, tab)
    assert counts == InboxCounts(*(Count(len(held[each]), exact=True) for each in InboxFolder))
    return held[folder]


@pytest.mark.rule("INB-4")
async def test_a_tab_holds_the_conversations_with_shops_or_with_agencies(maya: Person, talks: dict[str, int]) -> None:
    assert await seen(maya, InboxFolder.MESSAGES, InboxTab.SHOPS) == ["acme", "fresh"]
    assert await seen(maya, InboxFolder.MESSAGES, InboxTab.AGENCIES) == ["northstar", "lumen"]
    assert await seen(maya, InboxFolder.MESSAGES) == ["northstar", "acme", "lumen", "fresh"]


@pytest.mark.rule("INB-4")
async def test_a_tab_and_collab_messages_narrow_each_view(maya: Person, talks: dict[str, int]) -> None:
    viewer = await maya.viewer()
    await doors.star(viewer, talks["acme"])
    await doors.star(viewer, talks["lumen"])
    await doors.mark_read(viewer, [talks["acme"], talks["northstar"]])
    await say(maya, talks["fresh"], "hi")
    await say(maya, talks["northstar"], "hi, too")
    await doors.archive(viewer, talks["lumen"])

    views = {
        folder: (
            await seen(maya, folder, InboxTab.SHOPS),
            await seen(maya, folder, InboxTab.AGENCIES),
            await seen(maya, folder, asked=COLLAB),
            await seen(maya, folder, InboxTab.SHOPS, COLLAB),
            await seen(maya, folder, InboxTab.AGENCIES, OTHERS),
        )
        for folder in InboxFolder
    }

    assert views == {
        InboxFolder.MESSAGES: (["fresh", "acme"], ["northstar"], ["northstar", "acme"], ["acme"], []),
        InboxFolder.UNREAD: (["fresh"], [], [], [], []),
        InboxFolder.UNREPLIED: (["acme"], [], ["acme"], ["acme"], []),
        InboxFolder.STARRED: (["acme"], ["lumen"], ["acme"], ["acme"], ["lumen"]),
        InboxFolder.ARCHIVED: ([], ["lumen"], [], [], ["lumen"]),
        InboxFolder.NEW_CONNECTIONS: (["acme"], [], ["acme"], ["acme"], []),
    }


@pytest.mark.rule("INB-4")
async def test_partners_narrow_to_collab_messages_too(
    acme: Person, noor: Person, clock: Hands, talks: dict[str, int]
) -> None:
    clock.advance(minutes=1)
    await say(acme, await started(acme, noor), "hello, Noor")

    assert await seen(acme, InboxFolder.MESSAGES, asked=COLLAB) == ["maya"]
    assert await seen(acme, InboxFolder.MESSAGES, asked=OTHERS) == ["noor"]


@pytest.mark.rule("INB-4")
async def test_the_inbox_of_a_partner_has_no_tabs(
    acme: Person, northstar: Person, nothing_happens: NothingHappens
) -> None:
    for who in (acme, northstar):
        for tab in InboxTab:
            async with nothing_happens():
                with pytest.raises(InvalidInput) as page:
                    await inbox.page(await who.viewer(), tab=tab)
                with pytest.raises(InvalidInput) as counts:
                    await inbox.counts(await who.viewer(), tab=tab)
            assert page.value.facts == counts.value.facts == {"field": "tab"}


@pytest.mark.rule("INB-5")
@pytest.mark.parametrize(
    "asked",
    [
        InboxFilter(followers=CountRange(1, 2)),
        InboxFilter(categories=[]),
        InboxFilter(affiliate_gmv=MoneyRange()),
        InboxFilter(levels=[]),
        InboxFilter(market="US"),
    ],
)
async def test_what_is_known_of_creators_narrows_no_creators_inbox(
    maya: Person, asked: InboxFilter, nothing_happens: NothingHappens
) -> None:
    (field,) = [field for name, field in OF_CREATORS.items() if getattr(asked, name) is not None]

    async with nothing_happens():
        for read in (inbox.page, inbox.counts):
            with pytest.raises(InvalidInput) as refused:
                await read(await maya.viewer(), asked=asked)
            assert refused.value.facts == {"field": f"filter.{field}"}
