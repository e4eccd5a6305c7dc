"""Leads: marked from conversations and unmarked, looked after by hand, and told to those who may know (LEAD)."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from domain import policy
from domain.actions import accounts, leads, notifications
from domain.actions.accounts import Figure
from domain.actions.leads import LeadChange
from domain.errors import AccessRevoked, Closed, Forbidden, InvalidInput, NotFound
from domain.house import House
from domain.leads import LeadAction
from domain.queries import conversations as inbox
from domain.queries import events
from domain.queries import leads as queries
from domain.queries import notifications as notices
from domain.queries.filters import InboxFilter
from domain.viewer import System, Viewer
from models.accounts import AccountKind, AccountStatus, CreatorLevel, Metric
from models.leads import LeadSource, LeadStatus
from models.notifications import NotificationKind
from models.sql import statement
from models.teams import ALL_PERMISSIONS, Permission
from tests.cast import Person, member, person, say, started, time_does_its_work
from tests.conftest import Hands, Heard, NothingHappens
from tests.pools import asked, followed, marked, pool, write

Status = LeadStatus


async def told_of_leads(house: House, who: Person) -> list[tuple[str, str | None, bool]]:
    """The events of leads that an account was told: the lead, how it stood, and whether it is still there."""
    _, entries = await events.read(house, {who.key: 0})
    return [
        (event.lead_id, event.lead_status, event.lead is not None)
        for _, event in entries
        if isinstance(event, events.LeadChanged)
    ]


# ── from a conversation ──


@pytest.mark.rule("LEAD-2")
async def test_a_partner_marks_a_creator_and_unmarks_and_the_creator_never_hears_of_it(
    lumen: Person, maya: Person, clock: Hands, heard: Heard, nothing_happens: NothingHappens
) -> None:
    conversation = await started(lumen, maya)
    await say(lumen, conversation, "hello")
    before = await heard(maya)

    lead = await leads.mark(await lumen.viewer(), maya.key)
    assert (lead.source, lead.status, lead.requested_at) == (LeadSource.INSTANT_MESSAGE, Status.FOLLOW_UP, clock.at)
    assert await pool(lumen) == [lead]
    async with nothing_happens():
        assert await leads.mark(await lumen.viewer(), maya.key) == lead

    assert await leads.unmark(await lumen.viewer(), maya.key) == lead.key
    assert await pool(lumen) == []
    async with nothing_happens():
        assert await leads.unmark(await lumen.viewer(), maya.key) is None

    assert await told_of_leads(lumen.house, lumen) == [(lead.id, "FOLLOW_UP", False), (lead.id, None, False)]
    (notice,) = (await notices.page(await lumen.viewer())).nodes
    assert (notice.kind, notice.text) == (NotificationKind.LEAD_REMOVED, "Maya was removed from your leads.")
    assert await heard(maya) == before


@pytest.mark.rule("LEAD-2")
async def test_a_creator_who_was_unmarked_can_be_marked_again(house: House, lumen: Person, maya: Person) -> None:
    first = await marked(lumen, maya)
    await leads.update(await lumen.viewer(), first.key, LeadChange(notes=True, note="fast"))
    await leads.unmark(await lumen.viewer(), maya.key)

    again = await leads.mark(await lumen.viewer(), maya.key)

    assert (again.note, again.status) == (None, Status.FOLLOW_UP)
    assert again.key > first.key
    assert [there for _, _, there in await told_of_leads(house, lumen)] == [False, False, False, True]


@pytest.mark.rule("LEAD-2")
async def test_without_a_conversation_that_the_partner_sees_nobody_is_marked(
    house: House, lumen: Person, maya: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    abroad = await person(house, AccountKind.CREATOR, "abroad", ("JP",))

    async with nothing_happens():
        with pytest.raises(InvalidInput, match="Start a conversation") as refused:
            await leads.mark(await lumen.viewer(), maya.key)
        for nobody in (acme.key, abroad.key, 10**15):
            for act in (leads.mark, leads.unmark):
                with pytest.raises(NotFound):
                    await act(await lumen.viewer(), nobody)
        assert await leads.unmark(await lumen.viewer(), maya.key) is None
    assert refused.value.facts == {"field": "creatorId"}
    await started(maya, lumen)  # maya sees it, and has not written yet
    async with nothing_happens():
        with pytest.raises(InvalidInput):
            await leads.mark(await lumen.viewer(), maya.key)


@pytest.mark.rule("LEAD-2")
async def test_a_lead_by_request_is_not_unmarked_but_set_invalid(
    lumen: Person, gala: Person, nothing_happens: NothingHappens
) -> None:
    await asked(gala, lumen)
    await started(lumen, gala)
    (lead,) = await pool(lumen)

    async with nothing_happens():
        assert await leads.mark(await lumen.viewer(), gala.key) == lead
        with pytest.raises(Closed, match="Set the lead invalid instead"):
            await leads.unmark(await lumen.viewer(), gala.key)

    changed = await leads.update(await lumen.viewer(), lead.key, LeadChange(status=Status.INVALID))
    assert changed.status is Status.INVALID


@pytest.mark.rule("LEAD-2")
async def test_a_profile_shows_which_of_the_two_is_possible(
    lumen: Person, maya: Person, noor: Person, gala: Person, acme: Person
) -> None:
    await marked(lumen, maya)
    await started(lumen, noor)
    await asked(gala, lumen)
    await started(lumen, gala)
    stranger = await person(lumen.house, AccountKind.CREATOR, "stranger")
    keys = [maya.key, noor.key, gala.key, stranger.key]

    assert await queries.actions(await lumen.viewer(), keys) == {maya.key: LeadAction.UNMARK, noor.key: LeadAction.MARK}
    for who in (
        await acme.viewer(),
        await member(lumen, "anna", ALL_PERMISSIONS & ~Permission.LEAD_MANAGEMENT),
        await member(lumen, "ben", ALL_PERMISSIONS & ~Permission.INSTANT_MESSAGING),
    ):
        assert await queries.actions(who, keys) == {}


@pytest.mark.rule("LEAD-3")
async def test_a_lead_from_a_conversation_shows_name_time_and_status_and_no_licensed_data(
    lumen: Person, maya: Person, clock: Hands
) -> None:
    await write(lumen.house, "INSERT INTO creator_licences VALUES ($1, 'maya@example.com', 'Hi')", maya.key)
    await marked(lumen, maya)

    (lead,) = await pool(lumen)

    assert (lead.creator.name, lead.requested_at, lead.status) == ("Maya", clock.at, Status.FOLLOW_UP)
    assert (lead.licensed_data, lead.licensed_until) == (None, None)


# ── by hand ──


@pytest.mark.rule("LEAD-6")
async def test_status_and_note_are_set_by_hand_each_without_the_other(
    house: House, lumen: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    lead = await marked(lumen, maya)
    viewer = await lumen.viewer()
    assert (lead.status, lead.note) == (Status.FOLLOW_UP, None)

    for status in (Status.IN_PROGRESS, Status.CONTACTED, Status.INVALID):
        lead = await leads.update(viewer, lead.key, LeadChange(status=status))
        assert await pool(lumen) == [lead]
        assert lead.status is status
    lead = await leads.update(viewer, lead.key, LeadChange(notes=True, note=f"  {'x' * 2000}\n"))
    assert (lead.status, lead.note) == (Status.INVALID, "x" * 2000)
    async with nothing_happens():
        for same in (LeadChange(), LeadChange(status=Status.INVALID), LeadChange(notes=True, note="x" * 2000)):
            assert await leads.update(viewer, lead.key, same) == lead
        for wrong in ("x" * 2001, "  ", "\0"):
            with pytest.raises(InvalidInput) as refused:
                await leads.update(viewer, lead.key, LeadChange(notes=True, note=wrong))
            assert refused.value.facts == {"field": "note"}
    lead = await leads.update(viewer, lead.key, LeadChange(notes=True, note=None))
    assert (await pool(lumen))[0].note is None

    told = [status for _, status, _ in await told_of_leads(house, lumen)]
    assert told == ["FOLLOW_UP", "IN_PROGRESS", "CONTACTED", "INVALID", "INVALID", "INVALID"]


async def test_a_lead_of_another_pool_is_not_there(
    house: House, lumen: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    other = await person(house, AccountKind.SELLER, "flick", live_partner=True)
    lead = await marked(lumen, maya)

    async with nothing_happens():
        for key in (lead.key, 10**15):
            with pytest.raises(NotFound):
                await leads.update(await other.viewer(), key, LeadChange(status=Status.CONTACTED))
    assert await queries.some(await other.viewer(), [lead.key]) == {}
    assert await queries.with_creators(await other.viewer(), [maya.key]) == {}
    assert await queries.some(await lumen.viewer(), [lead.key]) == {lead.key: lead}
    assert await queries.with_creators(await lumen.viewer(), [maya.key]) == {maya.key: lead}


# ── copies of the creator's ──


@pytest.mark.rule("LEAD-5")
async def test_a_pool_follows_its_creators_followers_and_levels(
    house: House, lumen: Person, maya: Person, clock: Hands
) -> None:
    await marked(lumen, maya)
    copies = "SELECT level, followers FROM leads"

    async def copied() -> tuple[str, int]:
        (row,) = await house.database.fetch(statement(copies))
        return row[0], row[1]

    assert await copied() == ("NONE", -1)
    await followed(maya, 12_000)
    assert await copied() == ("NONE", 12_000)
    figure = Figure(maya.key, Metric.LIVE_GMV_30D, 500_000, clock.at, "USD")
    await accounts.record_statistics(System(house), [figure])
    clock.advance(days=30)
    await time_does_its_work(house)
    assert await copied() == (CreatorLevel.GOLD, 12_000)


# ── who may know of leads ──


LEAD_DOORS: dict[str, Callable[[Viewer, int], Awaitable[object]]] = {
    "page": lambda viewer, _: queries.page(viewer),
    "counts": lambda viewer, _: queries.counts(viewer),
    "update": lambda viewer, _: leads.update(viewer, 1, LeadChange(status=Status.CONTACTED)),
    "mark": leads.mark,
    "unmark": leads.unmark,
    "inbox": lambda viewer, _: inbox.page(viewer, asked=InboxFilter(is_lead=True)),
    "inbox counts": lambda viewer, _: inbox.counts(viewer, InboxFilter(is_lead=False)),
}
FROM_THE_INBOX = {"mark", "unmark", "inbox", "inbox counts"}


async def refused(viewer: Viewer, creator: Person, refusal: type[Exception], doors: set[str]) -> None:
    """Each of these refuses so."""
    for name in doors:
        with pytest.raises(refusal):
            await LEAD_DOORS[name](viewer, creator.key)


@pytest.mark.rule("ACC-3", part="leads")
async def test_nothing_of_leads_goes_without_lead_management(
    lumen: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    lead = await marked(lumen, maya)
    anna = await member(lumen, "anna", ALL_PERMISSIONS & ~Permission.LEAD_MANAGEMENT)

    async with nothing_happens():
        await refused(anna, maya, Forbidden, {*LEAD_DOORS})

    assert await queries.some(anna, [lead.key]) == {}
    assert await queries.with_creators(anna, [maya.key]) == {}


@pytest.mark.rule("ACC-3", part="leads")
async def test_the_pool_takes_no_inbox_and_what_is_done_from_the_inbox_does(
    lumen: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    lead = await marked(lumen, maya)
    ben = await member(lumen, "ben", Permission.LEAD_MANAGEMENT)

    assert (await queries.page(ben)).nodes == [lead]
    assert (await queries.counts(ben))[0].count.value == 1
    assert (await leads.update(ben, lead.key, LeadChange(status=Status.CONTACTED))).status is Status.CONTACTED
    async with nothing_happens():
        await refused(ben, maya, Forbidden, FROM_THE_INBOX)


@pytest.mark.rule("LEAD-10")
async def test_only_active_live_partners_of_markets_with_the_pool_have_one(
    lumen: Person, northstar: Person, maya: Person, tmp_path: Path, nothing_happens: NothingHappens
) -> None:
    house = lumen.house
    gala = await person(house, AccountKind.CREATOR, "gala", level=CreatorLevel.GOLD)
    await marked(lumen, maya)
    await started(northstar, maya)
    async with nothing_happens():
        await refused(await northstar.viewer(), maya, Forbidden, {*LEAD_DOORS})
        await refused(await maya.viewer(), maya, Forbidden, {*LEAD_DOORS})
    usual = house.policy
    (tmp_path / "policy.toml").write_text("[markets.US.numbers]\nleads_enabled = false\n")
    house.policy = policy.load(tmp_path / "policy.toml")
    async with nothing_happens():
        await refused(await lumen.viewer(), maya, Forbidden, {*LEAD_DOORS})
        with pytest.raises(Forbidden, match="no leads pool in this market"):
            await asked(gala, lumen)
    assert await queries.with_creators(await lumen.viewer(), [maya.key]) == {}
    house.policy = usual
    await accounts.set_status(System(house), lumen.key, AccountStatus.DEACTIVATED)
    async with nothing_happens():
        await refused(await lumen.viewer(), maya, AccessRevoked, {*LEAD_DOORS})


@pytest.mark.rule("ACC-3", part="leads")
@pytest.mark.rule("EVT-6")
async def test_notifications_of_leads_are_for_those_who_may_know_of_them(
    lumen: Person, maya: Person, gala: Person, nothing_happens: NothingHappens
) -> None:
    await asked(gala, lumen)
    await marked(lumen, maya)
    await leads.unmark(await lumen.viewer(), maya.key)
    anna = await member(lumen, "anna", ALL_PERMISSIONS & ~Permission.LEAD_MANAGEMENT)

    owner = await lumen.viewer()
    shown = (await notices.page(owner)).nodes
    assert [(one.kind, one.text) for one in shown] == [
        ("LEAD_REMOVED", "Maya was removed from your leads."),
        ("LEAD_REQUESTED", "Gala would like to collaborate: there is a new lead."),
    ]
    keys = [one.key for one in shown]
    assert (await notices.unread(owner), {*await notices.some(owner, keys)}) == (2, {*keys})
    assert ((await notices.page(anna)).nodes, await notices.unread(anna), await notices.some(anna, keys)) == ([], 0, {})
    async with nothing_happens():
        await notifications.mark_read(anna, keys)
        await notifications.mark_read_up_to(anna, max(keys))

    await notifications.mark_read_up_to(owner, max(keys))

    assert await notices.unread(owner) == 0


# ── the inbox ──


@pytest.mark.rule("LEAD-7")
async def test_the_inbox_is_narrowed_to_leads_and_to_the_others(
    lumen: Person, maya: Person, noor: Person, gala: Person, clock: Hands
) -> None:
    talks = {}
    for who in (maya, noor, gala):
        clock.advance(seconds=1)
        talks[who.handle] = await started(lumen, who)
        await say(lumen, talks[who.handle], f"hello {who.handle}")
    await leads.mark(await lumen.viewer(), maya.key)
    await asked(gala, lumen)
    viewer = await lumen.viewer()

    async def shown(asked: InboxFilter) -> list[str]:
        return [one.counterpart.handle for one in (await inbox.page(viewer, asked=asked)).nodes]

    assert await shown(InboxFilter(is_lead=True)) == ["gala", "maya"]
    assert await shown(InboxFilter(is_lead=False)) == ["noor"]
    assert (await inbox.counts(viewer, InboxFilter(is_lead=True))).messages.value == 2
    assert (await inbox.counts(viewer, InboxFilter(is_lead=False))).messages.value == 1
    first = await inbox.page(viewer, asked=InboxFilter(is_lead=True), first=1)
    rest = await inbox.page(viewer, asked=InboxFilter(is_lead=True), after=first.page_info.end_cursor)
    assert [one.counterpart.handle for one in (*first.nodes, *rest.nodes)] == ["gala", "maya"]
    labelled = InboxFilter(labels=("VIP",), is_lead=True)
    assert await shown(labelled) == []
    await write(lumen.house, "INSERT INTO creator_labels VALUES ($1, $2, 'VIP')", lumen.key, maya.key)
    await write(lumen.house, "INSERT INTO creator_labels VALUES ($1, $2, 'VIP')", lumen.key, noor.key)
    assert await shown(labelled) == ["maya"]
    assert await shown(InboxFilter(labels=("VIP",), is_lead=False)) == ["noor"]
