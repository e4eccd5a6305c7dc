"""Erasing accounts: what they said is gone everywhere, what others said and every counter stays (PLT-4)."""

import asyncio

import orjson
import pytest

from domain.actions import (
    accounts,
    bulk,
    erasures,
    forgetting,
    imports,
    leads,
    messages,
    recalls,
    reports,
    teams,
    timers,
    unsaying,
)
from domain.actions.audiences import NewBulk
from domain.actions.drafts import Draft
from domain.actions.leads import LeadChange
from domain.errors import Closed, Forbidden, InvalidInput, NotFound, RecipientUnavailable
from domain.house import House
from domain.queries import conversations, events
from domain.queries import erasures as queries
from domain.queries import media as pictures
from domain.viewer import Staff, System
from models.accounts import AccountKind, AccountStatus
from models.conversations import Side
from models.due import DueKind
from models.leads import LeadStatus
from models.reports import ReportReason
from models.sql import statement
from tests import erasing, invariants
from tests.actions.test_imports import history, said
from tests.cast import (
    Person,
    listed,
    offered,
    person,
    pictured,
    requested,
    say,
    sent_list,
    started,
    time_does_its_work,
    uploaded,
)
from tests.conftest import Hands, Heard, NothingHappens
from tests.erasing import KEPT, WORD, erase, where
from tests.pools import asked, licensed, marked, pool

OF_ALL = """
    accounts.avatar_url accounts.category accounts.handle accounts.name accounts.search_text users.handle users.name
    users.password_hash users.issuer users.subject roles.name member_invitations.email messages.text
    messages.client_message_id client_messages.client_message_id client_mutations.client_mutation_id
    saved_replies.name saved_replies.search_text saved_replies.text scheduled_messages.content abuse_reports.evidence
    abuse_reports.note searched_messages.search_text""".split()
OF_PARTNERS = """
    creator_notes.text creator_labels.label leads.note bulk_messages.content bulk_recipients.text""".split()


@pytest.mark.rule("PLT-4")
async def test_no_word_of_a_creator_is_left(house: House, acme: Person, northstar: Person, clock: Hands) -> None:
    gone, _ = await erasing.creator(house, acme, northstar, clock)
    kept = await where(house, KEPT)
    assert {*await where(house)} == {
        *OF_ALL, "samples.address", "samples.content_url", "leads.licensed", "leads.search_text",
        "creator_licences.contact", "creator_licences.profile", "live_dashboards.external_id",
    }  # fmt: skip

    await erase(gone)

    assert await where(house) == {}
    assert await where(house, KEPT) == kept


@pytest.mark.rule("PLT-4")
async def test_no_word_of_a_seller_is_left(house: House, maya: Person, northstar: Person, clock: Hands) -> None:
    gone, _ = await erasing.seller(house, maya, northstar, clock)
    kept = await where(house, KEPT)
    assert {*await where(house)} == {
        *OF_ALL, *OF_PARTNERS, "invitations.client_mutation_id",
        "products.title", "products.search_text", "products.image_url", "products.category",
        "cards.facts", "card_products.title", "target_collaborations.name", "target_collaborations.message",
        "target_collaborations.search_text", "samples.product_title", "samples.carrier", "samples.tracking_number",
        "searched_products.search_text", "searched_samples.search_text",
    }  # fmt: skip

    await erase(gone)

    assert await where(house) == {}
    assert await where(house, KEPT) == kept


@pytest.mark.rule("PLT-4")
async def test_no_word_of_an_agency_is_left(house: House, maya: Person, acme: Person, clock: Hands) -> None:
    gone, _ = await erasing.agency(house, maya, acme, clock)
    kept = await where(house, KEPT)
    assert {*await where(house)} == {
        *OF_ALL, *OF_PARTNERS, "campaigns.title", "product_lists.name", "product_lists.search_text", "cards.facts",
    }  # fmt: skip

    await erase(gone)

    assert await where(house) == {}
    assert await where(house, KEPT) == kept


@pytest.mark.rule("PLT-4")
async def test_ten_thousand_messages_take_one_erasure(house: House, acme: Person, maya: Person, clock: Hands) -> None:
    gone = await person(house, AccountKind.CREATOR, WORD)
    lines = [said(bool(n % 3), f"{WORD if n % 3 else KEPT} {n}", n / 100) for n in range(15_000)]
    (key,) = await imports.import_conversations(System(house), [history(gone, acme, *lines)])
    await say(maya, await started(maya, acme), "hello")
    before = await _counters(house)

    await erasures.erase(Staff(house, "sam"), gone.key, WORD)
    while await timers.run(System(house), DueKind.ERASURE_GOES_ON, gone.key):
        pass

    assert await where(house) == {}
    assert (await where(house, KEPT)) == {"messages.text": 5_000, "searched_messages.search_text": 5_000}
    assert await _counters(house) == before
    seen = (await conversations.some(await acme.viewer(), [key]))[key]
    assert (seen.last_sequence, seen.unread_count) == (15_000, 10_000)


async def _counters(house: House) -> list[tuple[object, ...]]:
    """What numbers and marks there are, on both sides of every conversation."""
    of_sides = ", ".join(f"s.{column}" for column in Side._meta.fields_map if column != "last_text")
    query = statement(f"""
        SELECT {of_sides}, p.last_sequence, p.awaiting, p.connected, p.contacted_week
        FROM sides s JOIN pairs p ON p.id = s.conversation_id ORDER BY s.account_id, s.conversation_id""")
    return [tuple(row) for row in await house.database.fetch(query)]


@pytest.mark.rule("PLT-4")
async def test_the_other_side_is_told_once_and_sees_a_deleted_account(
    house: House, acme: Person, northstar: Person, clock: Hands, heard: Heard
) -> None:
    gone, key = await erasing.creator(house, acme, northstar, clock)
    before = len(await heard(acme))
    viewer = await acme.viewer()
    sent = (await conversations.some(viewer, [key]))[key].last_sequence

    await erase(gone)
    clock.advance(minutes=1)
    await time_does_its_work(house)  # it looks once more, and tells nobody of nothing

    assert (await heard(acme))[before:] == ["lead_changed", "conversation_changed"]
    seen = (await conversations.some(viewer, [key]))[key]
    other = seen.counterpart
    assert (other.name, other.handle, other.status) == ("deleted account", f"deleted-{gone.key}", "DEACTIVATED")
    assert (other.avatar_url, other.category, seen.last_sequence) == (None, None, sent)
    with pytest.raises(RecipientUnavailable):
        await messages.send(viewer, key, "anybody?", "anybody?")
    with pytest.raises(Forbidden):
        await gone.viewer()


@pytest.mark.rule("PLT-4")
@pytest.mark.rule("LEAD-4")
async def test_what_is_licensed_of_a_creator_goes_at_once_and_each_partner_is_told_once(
    house: House, lumen: Person, gala: Person, clock: Hands
) -> None:
    flick = await person(house, AccountKind.SELLER, "flick", live_partner=True)
    await licensed(gala)
    request, mark = await asked(gala, lumen), await marked(flick, gala)
    await leads.update(await lumen.viewer(), request.key, LeadChange(status=LeadStatus.CONTACTED))
    heads, _ = await events.read(house, {lumen.key: 0, flick.key: 0})

    await erasures.erase(Staff(house, "sam"), gala.key, "gala")

    (lead,) = await pool(lumen)
    assert (lead.creator.name, lead.licensed_text, lead.licensed_data) == ("deleted account", None, None)
    await time_does_its_work(house)
    for who, key, status in ((lumen, request.key, "CONTACTED"), (flick, mark.key, "FOLLOW_UP")):
        _, told = await events.read(house, {who.key: heads[who.key]})
        (changed,) = [event for _, event in told if isinstance(event, events.LeadChanged)]
        assert (changed.lead_id, changed.lead_status, changed.creator.name) == (f"led_{key}", status, "deleted account")
        assert changed.lead is not None
        assert changed.lead.licensed_text is None


@pytest.mark.rule("PLT-4")
async def test_a_replay_says_nothing_of_it(house: House, acme: Person, northstar: Person, clock: Hands) -> None:
    gone, _ = await erasing.creator(house, acme, northstar, clock)

    await erase(gone)

    _, told = await events.read(house, {acme.key: 0})
    assert len(told) > 10
    assert WORD not in repr(told)
    heard = [one.message for _, one in told if isinstance(one, events.MessageReceived)]
    theirs = [message for message in heard if message.sender_key == gone.key]
    assert {message.text for message in theirs} == {None}
    assert {message.preview for message in theirs} == {"This message was deleted.", "This message was recalled."}
    assert {message.deleted for message in heard if message.sender_key == acme.key} == {False}


async def test_pictures_go_with_their_bytes(house: House, acme: Person, maya: Person) -> None:
    key = await started(maya, acme)
    sent, kept, unsent = await uploaded(maya), await uploaded(acme), await uploaded(maya)
    places = [(key, await pictured(maya, key, sent)), (key, await pictured(acme, key, kept))]

    await erase(maya)

    assert [one is None for one in await pictures.of_messages(await acme.viewer(), places)] == [True, False]
    due = await house.database.fetch(statement("SELECT subject_id FROM due_work WHERE kind = 'MEDIA_BYTES'"))
    assert {row[0] for row in due} == {sent, unsent}


async def test_a_photo_of_many_messages_goes_from_all(house: House, acme: Person, maya: Person, noor: Person) -> None:
    shared = await uploaded(acme)
    new = NewBulk(creators=[maya.key, noor.key], draft=Draft(text="look", media_key=shared))
    await bulk.start(await acme.viewer(), "bulk", new)
    await time_does_its_work(house)

    await erase(acme)

    left = await house.database.fetch(statement("SELECT id FROM media WHERE deleted_at IS NULL"))
    gone = await house.database.fetch(statement("SELECT subject_id FROM due_work WHERE kind = 'MEDIA_BYTES'"))
    names = [await pictures.name_of_deleted(house, row[0]) for row in gone]
    assert ([*left], len(names), None in names) == ([], 3, False)


@pytest.mark.rule("PLT-4")
async def test_what_reports_kept_of_it_goes_too(house: House, acme: Person, maya: Person, clock: Hands) -> None:
    key = await started(maya, acme)
    await pictured(maya, key, await uploaded(maya), f"{WORD} picture")
    await say(maya, key, f"{WORD} two")
    for sequence in (1, 2):
        await reports.report(await acme.viewer(), key, sequence, reason=ReportReason.SPAM, note=KEPT)
    await recalls.recall(await maya.viewer(), key, 1)

    await erase(maya)

    kept = await house.database.fetch(statement("SELECT note, evidence, evidence_media_id FROM abuse_reports"))
    assert [tuple(row) for row in kept] == [(KEPT, None, None), (KEPT, None, None)]
    assert await where(house) == {}
    gone = await house.database.fetch(statement("SELECT subject_id FROM due_work WHERE kind = 'MEDIA_BYTES'"))
    assert [await pictures.name_of_deleted(house, row[0]) is None for row in gone] == [False, False]


@pytest.mark.rule("PLT-4")
async def test_titles_of_a_seller_go_from_what_reports_keep_of_others(
    house: House, acme: Person, maya: Person, northstar: Person
) -> None:
    red, blue = await offered(acme, f"{WORD} red", f"{WORD} blue", samples_offered=True)
    (other,) = await offered(await person(house, AccountKind.SELLER, "other"), KEPT)
    key = await started(northstar, maya)
    sent = await sent_list(northstar, key, await listed(northstar, [red, other, blue], KEPT))
    await reports.report(await maya.viewer(), key, sent, reason=ReportReason.SPAM)
    asked = await requested(maya, red)
    place = asked.conversation_key, asked.sequence
    await reports.report(await acme.viewer(), *place, reason=ReportReason.SPAM)

    await erase(acme)

    assert await where(house) == {}
    kept = await house.database.fetch(statement("SELECT evidence FROM abuse_reports ORDER BY id"))
    facts = [orjson.loads(row[0])["facts"] for row in kept]
    assert ["name", KEPT] in facts[0]
    assert facts[0][-3:] == [
        [f"prd_{red}", "deleted, 10.00 USD"], [f"prd_{other}", f"{KEPT}, 10.00 USD"],
        [f"prd_{blue}", "deleted, 10.00 USD"],
    ]  # fmt: skip
    assert facts[1][1:] == [["title", "deleted"]]


async def test_what_is_gone_cannot_be_reported(acme: Person, maya: Person, nothing_happens: NothingHappens) -> None:
    key = await started(maya, acme)
    await say(maya, key, "hello")
    await erase(maya)

    async with nothing_happens():
        with pytest.raises(Closed, match=r"^Its account was erased: nothing is left of it\.$"):
            await reports.report(await acme.viewer(), key, 1, reason=ReportReason.SPAM)


async def test_what_was_under_way_in_bulk_ends(house: House, acme: Person, maya: Person) -> None:
    await bulk.start(await acme.viewer(), "bulk", NewBulk(creators=[maya.key], draft=Draft(text="hi")))

    await erase(acme)

    query = statement("SELECT b.status, r.status FROM bulk_messages b JOIN bulk_recipients r ON r.bulk_id = b.id")
    assert [tuple(row) for row in await house.database.fetch(query)] == [("CANCELLED", "SKIPPED")]


async def test_who_acts_for_another_account_stays(house: House, acme: Person, fresh: Person) -> None:
    role = await teams.create_role(await fresh.viewer(), "Helpers")
    await teams.add_member(await fresh.viewer(), acme.user_key, role)

    await erase(acme)

    people = await house.database.fetch(statement("SELECT handle, name FROM users ORDER BY id"))
    assert [tuple(row) for row in people] == [("acme", "Acme"), ("fresh", "Fresh")]


@pytest.mark.rule("PLT-4")
@pytest.mark.usefixtures("_bit_by_bit")
async def test_a_crash_in_the_middle_is_made_up_for(
    house: House, acme: Person, northstar: Person, clock: Hands
) -> None:
    gone, _ = await erasing.creator(house, acme, northstar, clock)
    kept = await where(house, KEPT)
    await erasures.erase(Staff(house, "sam"), gone.key, gone.handle)
    lefts = [sum((await where(house)).values())]

    # Each part is whole, and whoever comes next goes on after it.
    while await timers.run(System(house), DueKind.ERASURE_GOES_ON, gone.key):
        await invariants.holds(house.database)
        lefts.append(sum((await where(house)).values()))

    assert lefts == sorted(lefts, reverse=True)
    assert len({*lefts}) > 5
    assert (lefts[-1], await where(house, KEPT)) == (0, kept)
    done = await queries.one(house, gone.key)
    assert done is not None
    assert done.finished_at == clock.at


@pytest.fixture
def _bit_by_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two messages at a time."""
    monkeypatch.setattr(unsaying, "BATCH", 2)
    monkeypatch.setattr(forgetting, "BATCH", 2)


@pytest.mark.usefixtures("_bit_by_bit")
async def test_two_who_go_on_with_it_do_not_meet(
    house: House, acme: Person, northstar: Person, clock: Hands, heard: Heard
) -> None:
    gone, _ = await erasing.creator(house, acme, northstar, clock)
    before = len(await heard(acme))
    await erasures.erase(Staff(house, "sam"), gone.key, gone.handle)

    async def go_on() -> None:
        while (done := await queries.one(house, gone.key)) is not None and done.finished_at is None:
            await timers.run(System(house), DueKind.ERASURE_GOES_ON, gone.key)

    await asyncio.gather(go_on(), go_on(), go_on())

    assert await where(house) == {}
    assert (await heard(acme))[before:] == ["lead_changed", "conversation_changed"]
    await invariants.holds(house.database)


@pytest.mark.rule("PLT-4")
async def test_what_was_on_its_way_when_it_began_goes_a_minute_later(
    house: House, acme: Person, maya: Person, clock: Hands
) -> None:
    key = await started(maya, acme)
    asked_before = await maya.viewer()
    await erase(maya)
    await messages.send(asked_before, key, f"{WORD} late", f"{WORD} late")

    clock.advance(minutes=1)
    await time_does_its_work(house)

    assert await where(house) == {}
    due = await house.database.fetch(statement("SELECT 1 FROM due_work WHERE kind = 'ERASURE_GOES_ON'"))
    assert [*due] == []


async def test_it_is_for_good_and_harmless_to_repeat(
    house: House, maya: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    staff = Staff(house, "sam")
    await erase(maya)

    clock.advance(seconds=9)
    async with nothing_happens():
        again = await erasures.erase(staff, maya.key, "whoever")
        with pytest.raises(Closed, match=r"^This account was erased: that is for good\.$"):
            await accounts.set_status(System(house), maya.key, AccountStatus.ACTIVE)
        for handle in (f"deleted-{maya.key}", "Deleted-77"):
            with pytest.raises(InvalidInput):
                await person(house, AccountKind.SELLER, handle)
    assert again.finished_at is not None


async def test_it_must_be_meant(house: House, maya: Person, nothing_happens: NothingHappens) -> None:
    staff = Staff(house, "sam")
    async with nothing_happens():
        with pytest.raises(NotFound):
            await erasures.erase(staff, 999, "maya")
        with pytest.raises(InvalidInput) as refusal:
            await erasures.erase(staff, maya.key, "noor")
    assert refusal.value.field == "confirmHandle"
    assert (await erasures.erase(staff, maya.key, "@Maya")).account_key == maya.key


async def test_it_is_noted_who_did_it(house: House, maya: Person) -> None:
    await erase(maya)

    query = statement("SELECT account_id, actor, name, action, subject FROM audit_entries WHERE actor = 'STAFF'")
    noted = [tuple(row) for row in await house.database.fetch(query)]
    assert noted == [(maya.key, "STAFF", "sam", "ACCOUNT_ERASED", f"acc_{maya.key}")]
