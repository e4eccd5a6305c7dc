"""Requests to collaborate: who may ask whom, what is licensed by it, and for how long (LEAD-1, LEAD-4, LEAD-9)."""

from datetime import timedelta
from pathlib import Path

import pytest

from domain import policy
from domain.actions import accounts, blocks, collaboration_requests, erasures, leads
from domain.actions.leads import LeadChange
from domain.errors import (
    AccessRevoked,
    Blocked,
    Forbidden,
    InvalidInput,
    LevelTooLow,
    NoSharedMarket,
    NotFound,
    RecipientUnavailable,
    YouBlockedThem,
)
from domain.house import House
from domain.leads import Lead, LicensedData, LiveDashboard
from domain.money import Money
from domain.queries import leads as queries
from domain.viewer import System
from models.accounts import AccountKind, AccountStatus, CreatorLevel
from models.leads import LeadSource, LeadStatus
from models.sql import statement
from tests.cast import Person, person, time_does_its_work
from tests.conftest import Hands, Heard, NothingHappens, everything
from tests.pools import CONTACT, PROFILE, aired, asked, followed, licensed, marked, pool, write

WEEK = timedelta(days=7)
TIES = statement("SELECT connected, awaiting FROM pairs WHERE creator_id = $1 AND partner_id = $2")


def shown(lead: Lead) -> LicensedData | None:
    """What is licensed of a lead now, whenever it was read."""
    return lead.licensed_data


@pytest.mark.rule("LEAD-1")
async def test_a_creator_from_silver_on_enters_the_pool_and_the_partner_is_told(
    house: House, lumen: Person, gala: Person, clock: Hands, heard: Heard
) -> None:
    before = await heard(gala)

    request = await asked(gala, lumen)

    assert (request.partner_key, request.requested_at, request.contact_shared) == (lumen.key, clock.at, True)
    assert request.licensed_until == clock.at + WEEK
    (lead,) = await pool(lumen)
    assert (lead.creator.key, lead.source, lead.status) == (
        gala.key, LeadSource.COLLABORATION_REQUEST, LeadStatus.FOLLOW_UP,
    )  # fmt: skip
    assert await heard(lumen) == ["lead_changed", "notification_added"]
    assert await heard(gala) == before
    # It is a response: whatever waits, the partner may write (OUT-1).
    (ties,) = await house.database.fetch(TIES, gala.key, lumen.key)
    assert tuple(ties) == (True, 0)


@pytest.mark.rule("LEAD-1")
@pytest.mark.rule("REF-2", part="leads")
@pytest.mark.parametrize(
    ("level", "enters"),
    [
        (CreatorLevel.NONE, False),
        (CreatorLevel.BRONZE, False),
        (CreatorLevel.SILVER, True),
        (CreatorLevel.DIAMOND, True),
    ],
)
async def test_a_creator_below_silver_is_told_what_it_takes_and_whom_to_chat_with(
    house: House, lumen: Person, level: CreatorLevel, enters: bool, nothing_happens: NothingHappens
) -> None:
    who = await person(house, AccountKind.CREATOR, "who", level=level)
    if enters:
        await asked(who, lumen)
        assert len(await pool(lumen)) == 1
        return

    async with nothing_happens():
        with pytest.raises(LevelTooLow, match="begin at level Silver") as refused:
            await asked(who, lumen)

    assert refused.value.detail == "Requests to collaborate begin at level Silver. You can chat with Lumen instead."
    assert refused.value.required is CreatorLevel.SILVER
    assert refused.value.facts["partner"].key == lumen.key  # type: ignore[attr-defined]
    assert await pool(lumen) == []


@pytest.mark.rule("LEAD-1")
async def test_only_creators_ask_and_only_live_partners_are_asked(
    lumen: Person, northstar: Person, gala: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    async with nothing_happens():
        with pytest.raises(Forbidden, match="Only creators"):
            await asked(northstar, lumen)
        for nobody in (northstar, maya):
            with pytest.raises(InvalidInput, match="LIVE partners") as refused:
                await asked(gala, nobody)
            assert refused.value.facts == {"field": "partnerId"}
        with pytest.raises(NotFound) as unknown:
            await asked(gala, Person(lumen.house, "nobody", 10**15, 0))
        assert unknown.value.facts == {"field": "partnerId"}
        with pytest.raises(InvalidInput) as wrong:
            await asked(gala, lumen, "")
        assert wrong.value.facts == {"field": "clientMutationId"}


@pytest.mark.rule("LEAD-1")
@pytest.mark.rule("BLK-2")
async def test_a_request_is_refused_where_a_send_would_be(
    house: House, lumen: Person, gala: Person, nothing_happens: NothingHappens
) -> None:
    abroad = await person(house, AccountKind.SELLER, "abroad", ("JP",), live_partner=True)
    async with nothing_happens():
        with pytest.raises(NoSharedMarket):
            await asked(gala, abroad)
    await accounts.set_status(System(house), lumen.key, AccountStatus.DEACTIVATED)
    async with nothing_happens():
        with pytest.raises(RecipientUnavailable):
            await asked(gala, lumen)
    await accounts.set_status(System(house), lumen.key, AccountStatus.ACTIVE)
    await blocks.block(await lumen.viewer(), gala.key)
    async with nothing_happens():
        with pytest.raises(Blocked, match="as you are blocked") as refused:
            await asked(gala, lumen)
    assert refused.value.detail == "You cannot send messages to agency now as you are blocked by them."
    await blocks.block(await gala.viewer(), lumen.key)
    async with nothing_happens():
        with pytest.raises(YouBlockedThem):
            await asked(gala, lumen)


@pytest.mark.rule("REF-2", part="leads")
async def test_a_level_too_low_is_the_last_of_all_reasons(
    house: House, lumen: Person, maya: Person, tmp_path: Path, nothing_happens: NothingHappens
) -> None:
    """Each reason is answered once all before it are mended: maya's level is too low all the while."""
    usual = house.policy
    (tmp_path / "policy.toml").write_text("[markets.US.numbers]\nleads_enabled = false\n")
    await blocks.block(await lumen.viewer(), maya.key)
    await accounts.set_status(System(house), lumen.key, AccountStatus.DEACTIVATED)
    await accounts.set_status(System(house), maya.key, AccountStatus.DEACTIVATED)
    house.policy = policy.load(tmp_path / "policy.toml")

    async with nothing_happens():
        with pytest.raises(Forbidden):
            await asked(maya, lumen)
    house.policy = usual
    async with nothing_happens():
        with pytest.raises(AccessRevoked):
            await asked(maya, lumen)
    await accounts.set_status(System(house), maya.key, AccountStatus.ACTIVE)
    async with nothing_happens():
        with pytest.raises(RecipientUnavailable):
            await asked(maya, lumen)
    await accounts.set_status(System(house), lumen.key, AccountStatus.ACTIVE)
    async with nothing_happens():
        with pytest.raises(Blocked):
            await asked(maya, lumen)
    await blocks.unblock(await lumen.viewer(), maya.key)
    async with nothing_happens():
        with pytest.raises(LevelTooLow):
            await asked(maya, lumen)


@pytest.mark.rule("LEAD-10")
async def test_a_partner_of_a_market_without_the_pool_cannot_be_asked(
    house: House, gala: Person, tmp_path: Path, nothing_happens: NothingHappens
) -> None:
    british = await person(house, AccountKind.AGENCY, "british", ("GB", "US"), live_partner=True)
    (tmp_path / "policy.toml").write_text("[markets.GB.numbers]\nleads_enabled = false\n")
    house.policy = policy.load(tmp_path / "policy.toml")

    async with nothing_happens():
        with pytest.raises(Forbidden):
            await asked(gala, british)


# ── what is licensed ──


@pytest.mark.rule("LEAD-4")
async def test_a_request_licenses_contact_profile_and_the_best_live_of_thirty_days_as_of_then(
    lumen: Person, gala: Person, clock: Hands
) -> None:
    now = clock.at
    await licensed(gala)
    await aired(gala, "too old", 99_900, now - timedelta(days=30, seconds=1))
    await aired(gala, "best", 50_000, now - timedelta(days=30))
    await aired(gala, "good", 40_000, now - timedelta(days=2))
    await aired(gala, "yen", 90_000, now - timedelta(days=3), "JPY")

    await asked(gala, lumen)
    await write(lumen.house, "UPDATE creator_licences SET contact = 'new@example.com', profile = 'New'")
    await aired(gala, "later", 80_000, now - timedelta(hours=3))

    best = LiveDashboard(now - timedelta(days=30), now - timedelta(days=30, hours=-2), 50_000, "USD", 1200, 34)
    assert (await pool(lumen))[0].licensed_data == LicensedData(CONTACT, PROFILE, best)
    assert best.gmv == Money("500.00", "USD")


@pytest.mark.rule("LEAD-4")
async def test_the_contact_is_licensed_only_if_the_creator_chose_to_share_it(lumen: Person, gala: Person) -> None:
    await licensed(gala)

    request = await asked(gala, lumen, share_contact=False)

    (lead,) = await pool(lumen)
    assert (request.contact_shared, lead.licensed_data) == (False, LicensedData(None, PROFILE, None))


@pytest.mark.rule("LEAD-4")
@pytest.mark.rule("PLT-4")
async def test_a_creator_who_is_erased_meanwhile_licenses_nothing(
    house: House, lumen: Person, gala: Person, nothing_happens: NothingHappens
) -> None:
    await licensed(gala)
    asking = await gala.viewer()  # as of before
    await erasures.erase(System(house), gala.key, gala.handle)

    async with nothing_happens():
        with pytest.raises(AccessRevoked, match="erased"):
            await collaboration_requests.ask(asking, "late", lumen.key, share_contact=True)


@pytest.mark.rule("LEAD-4")
async def test_of_whom_nothing_was_fed_nothing_is_shown(lumen: Person, gala: Person) -> None:
    await asked(gala, lumen)

    (lead,) = await pool(lumen)
    assert lead.licensed_data == LicensedData(None, None, None)


@pytest.mark.rule("LEAD-4")
@pytest.mark.rule("PLT-5", part="licensed data")
async def test_after_seven_days_it_is_hidden_forgotten_and_told(
    house: House, lumen: Person, gala: Person, clock: Hands, heard: Heard
) -> None:
    await licensed(gala)
    request = await asked(gala, lumen)
    kept = statement("SELECT licensed IS NULL FROM leads")

    clock.advance(days=7, seconds=-1)
    assert await time_does_its_work(house) == 0
    (before,) = await pool(lumen)
    assert shown(before) is not None
    clock.advance(seconds=1)
    (after,) = await pool(lumen)
    assert (after.licensed_data, after.licensed_until) == (None, request.licensed_until)
    assert shown(before) is None  # also of what was read while it ran
    assert [bool(row[0]) for row in await house.database.fetch(kept)] == [False]

    assert await time_does_its_work(house) == 1

    assert [bool(row[0]) for row in await house.database.fetch(kept)] == [True]
    assert await heard(lumen) == ["lead_changed", "notification_added", "lead_changed"]
    assert (await pool(lumen))[0].licensed_until == request.licensed_until  # so the lead says so
    clock.advance(days=30)
    assert await time_does_its_work(house) == 0


# ── again ──


@pytest.mark.rule("LEAD-9")
@pytest.mark.rule("MSG-2", part="collaboration requests")
async def test_a_second_request_while_the_licence_runs_is_the_first(
    house: House, lumen: Person, gala: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    first = await asked(gala, lumen)
    clock.advance(days=7, seconds=-1)

    async with nothing_happens():
        assert await asked(gala, lumen) == first
        with pytest.raises(InvalidInput, match="used for something else"):
            await asked(gala, lumen, share_contact=False)
    before = await everything(house)
    assert await asked(gala, lumen, "again", share_contact=False) == first
    after = await everything(house)
    assert {table for table in after if after[table] != before[table]} == {"client_mutations"}


@pytest.mark.rule("LEAD-9")
async def test_a_later_request_renews_the_same_lead_and_the_note_stays(
    house: House, lumen: Person, gala: Person, clock: Hands, heard: Heard
) -> None:
    await licensed(gala)
    first = await asked(gala, lumen)
    change = LeadChange(status=LeadStatus.CONTACTED, notes=True, note="fast")
    await leads.update(await lumen.viewer(), first.key, change)
    await followed(gala, 5_000)
    clock.advance(days=7)

    second = await asked(gala, lumen, "again", share_contact=False)

    assert (second.key, second.requested_at) == (first.key, clock.at)
    assert (second.contact_shared, second.licensed_until) == (False, clock.at + WEEK)
    (lead,) = await pool(lumen)
    assert (lead.status, lead.note, lead.requested_at) == (LeadStatus.FOLLOW_UP, "fast", clock.at)
    assert lead.licensed_data == LicensedData(None, PROFILE, None)
    assert (await heard(lumen))[-2:] == ["lead_changed", "notification_added"]
    # The end of the first licence is none of the second's.
    assert await time_does_its_work(house) == 0
    clock.advance(days=7)
    assert await time_does_its_work(house) == 1


@pytest.mark.rule("LEAD-9")
async def test_after_a_lead_was_set_invalid_a_request_renews_it_at_once(
    lumen: Person, gala: Person, clock: Hands
) -> None:
    first = await asked(gala, lumen)
    await leads.update(await lumen.viewer(), first.key, LeadChange(status=LeadStatus.INVALID))
    clock.advance(days=1)

    second = await asked(gala, lumen, "again")

    assert (second.key, second.licensed_until) == (first.key, clock.at + WEEK)
    assert (await pool(lumen))[0].status is LeadStatus.FOLLOW_UP


@pytest.mark.rule("LEAD-9")
async def test_a_lead_from_a_conversation_becomes_one_by_request(lumen: Person, gala: Person, clock: Hands) -> None:
    lead = await marked(lumen, gala)
    await leads.update(await lumen.viewer(), lead.key, LeadChange(notes=True, note="kind"))
    clock.advance(hours=1)

    await asked(gala, lumen)

    (now,) = await pool(lumen)
    assert (now.key, now.source, now.note) == (lead.key, LeadSource.COLLABORATION_REQUEST, "kind")
    assert (now.requested_at, now.licensed_until) == (clock.at, clock.at + WEEK)


@pytest.mark.rule("LEAD-9")
async def test_a_creator_sees_its_own_requests_and_nobody_elses(
    house: House, lumen: Person, gala: Person, maya: Person, clock: Hands
) -> None:
    flick = await person(house, AccountKind.SELLER, "flick", live_partner=True)
    await marked(lumen, maya)
    older = await asked(gala, lumen)
    clock.advance(days=1)
    newer = await asked(gala, flick, "another")
    viewer = await gala.viewer()

    assert (await queries.requests(viewer)).nodes == [newer, older]
    first = await queries.requests(viewer, first=1)
    assert (await queries.requests(viewer, after=first.page_info.end_cursor)).nodes == [older]
    assert await queries.some_requests(viewer, [older.key]) == {older.key: older}
    assert not hasattr(older, "note")
    assert not hasattr(older, "status")
    assert (await queries.requests(await maya.viewer())).nodes == []  # that she was marked is not hers to know
    assert await queries.some_requests(await maya.viewer(), [1, older.key, newer.key]) == {}
    assert await queries.some_requests(await lumen.viewer(), [older.key]) == {}
    with pytest.raises(Forbidden):
        await queries.requests(await lumen.viewer())
