"""Reporting what the other side wrote, and what becomes of a report."""

import asyncio

import pytest

from domain.actions import accounts, recalls, reports
from domain.errors import AccessRevoked, Closed, DomainError, Forbidden, InvalidInput, NotFound
from domain.house import House
from domain.queries import audit, conversations, media
from domain.queries import reports as queries
from domain.reports import Report
from domain.viewer import Staff, System
from models.accounts import AccountKind, AccountStatus
from models.due import DueKind
from models.reports import ReportReason, ReportResolution
from models.sql import statement
from models.teams import ALL_PERMISSIONS, Permission
from tests.cast import (
    Person,
    member,
    offered,
    person,
    pictured,
    say,
    shown,
    started,
    time_does_its_work,
    uploaded,
)  # fmt: skip
from tests.conftest import Hands, Heard, NothingHappens

WORDS = "send me your password"
DUE = statement("SELECT kind, subject_id, due_at FROM due_work WHERE kind <> 'LEVELS_ARE_SET' ORDER BY due_at, kind")


@pytest.fixture
def ada(house: House) -> Staff:
    """One of the marketplace's staff."""
    return Staff(house, "ada", "192.0.2.7")


async def reported(
    by: Person, conversation: int, sequence: int = 1, reason: ReportReason = ReportReason.SCAM, note: str | None = None
) -> Report:
    """Report a message."""
    return await reports.report(await by.viewer(), conversation, sequence, reason=reason, note=note)


async def written(by: Person, to: Person) -> int:
    """A conversation in which somebody has written what nobody should."""
    conversation = await started(by, to)
    await say(by, conversation, WORDS)
    return conversation


async def open_reports(staff: Staff) -> list[Report]:
    """What waits for staff."""
    return (await queries.page(staff)).nodes


# ── reporting ──


@pytest.mark.rule("MSG-9", part="reports")
async def test_either_side_reports_what_the_other_wrote(acme: Person, maya: Person, ada: Staff, clock: Hands) -> None:
    conversation = await written(acme, maya)
    await say(maya, conversation, "no, you send me yours")

    first = await reported(maya, conversation, note=" It asks for passwords. ")
    await reported(acme, conversation, 2, ReportReason.HARASSMENT)

    assert (first.message_id, first.reason, first.note, first.reported_at, first.resolved_at) == (
        f"msg_{conversation}_1", "SCAM", "It asks for passwords.", clock.at, None,
    )  # fmt: skip
    other, one = await open_reports(ada)
    assert one.sender is not None
    assert one.reporter is not None
    assert one.reported_by is not None
    assert one.evidence is not None
    assert (one.sender.handle, one.reporter.handle, one.reported_by.handle) == ("acme", "maya", "maya")
    assert (one.evidence.kind, one.evidence.text, one.evidence.sent_at, one.evidence.media) == (
        "TEXT", WORDS, clock.at, None,
    )  # fmt: skip
    assert (other.reason, other.sender and other.sender.handle) == ("HARASSMENT", "maya")


@pytest.mark.rule("MSG-9", part="reports")
async def test_of_one_account_and_message_the_first_report_stands(
    acme: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    conversation, theo = await written(acme, maya), await member(maya, "theo", ALL_PERMISSIONS)
    first = await reported(maya, conversation)

    async with nothing_happens():
        assert await reported(maya, conversation, reason=ReportReason.SPAM, note="again") == first
        assert await reports.report(theo, conversation, 1, reason=ReportReason.HATE) == first


@pytest.mark.rule("MSG-9", part="reports")
async def test_of_two_reports_at_once_one_is_made(acme: Person, maya: Person, ada: Staff) -> None:
    conversation = await written(acme, maya)

    one, other = await asyncio.gather(reported(maya, conversation), reported(maya, conversation))

    assert one == other
    assert [report.key for report in await open_reports(ada)] == [one.key]


@pytest.mark.rule("MSG-9", part="reports")
async def test_nobody_is_told_of_a_report(acme: Person, maya: Person, ada: Staff, heard: Heard, house: House) -> None:
    conversation = await written(acme, maya)
    told = await heard(acme), await heard(maya)

    report = await reported(maya, conversation)
    await reports.resolve(ada, report.key, ReportResolution.UPHELD, "a scam")

    assert (await heard(acme), await heard(maya)) == told
    assert await house.database.fetch(statement("SELECT id FROM notifications WHERE account_id = $1"), acme.key) == []
    assert await queries.own(await acme.viewer(), [report.key]) == {}
    for who in (acme, maya):  # nor does the log of either account tell
        log = (await audit.page(await who.viewer())).nodes
        assert "REPORT_RESOLVED" not in {entry.action for entry in log}


@pytest.mark.rule("MSG-9", part="reports")
async def test_what_cannot_be_reported(
    acme: Person, maya: Person, noor: Person, nothing_happens: NothingHappens
) -> None:
    conversation = await written(acme, maya)
    await say(acme, conversation, "oops")
    await recalls.recall(await acme.viewer(), conversation, 2)
    helper = await member(maya, "theo", ALL_PERMISSIONS & ~Permission.INSTANT_MESSAGING)

    async with nothing_happens():
        for who, sequence, expected in (
            (acme, 1, InvalidInput), (maya, 2, Closed), (maya, 3, NotFound), (noor, 1, NotFound),
        ):  # fmt: skip
            with pytest.raises(expected):
                await reported(who, conversation, sequence)
        for note in ("", " ", "x" * 2001, "\0"):
            with pytest.raises(InvalidInput) as refused:
                await reported(maya, conversation, note=note)
            assert refused.value.field == "note"
        with pytest.raises(Forbidden):
            await reports.report(helper, conversation, 1, reason=ReportReason.SPAM)
    await accounts.set_status(System(maya.house), maya.key, AccountStatus.SHUT_DOWN)
    async with nothing_happens():
        with pytest.raises(AccessRevoked):
            await reported(maya, conversation)


@pytest.mark.rule("MSG-9", part="reports")
async def test_a_notice_is_reported_by_nobody(
    acme: Person, maya: Person, house: House, nothing_happens: NothingHappens
) -> None:
    conversation = await written(acme, maya)
    notice = statement("""
        INSERT INTO messages (conversation_id, sequence, kind, text, sent_at)
        SELECT conversation_id, 2, 'NOTICE', 'Something happened.', sent_at FROM messages""")
    async with house.database.transaction() as unit:
        await unit.fetch(notice)

    async with nothing_happens():
        with pytest.raises(InvalidInput, match="written by nobody"):
            await reported(maya, conversation, 2)


# ── evidence ──


@pytest.mark.rule("MSG-5")
async def test_what_was_reported_outlives_its_recall_for_staff_only(
    house: House, acme: Person, maya: Person, ada: Staff
) -> None:
    conversation = await written(acme, maya)
    report = await reported(maya, conversation)

    await recalls.recall(await acme.viewer(), conversation, 1)

    (seen,) = await open_reports(ada)
    assert seen.evidence is not None
    assert seen.evidence.text == WORDS
    own = (await queries.own(await maya.viewer(), [report.key]))[report.key]
    assert (own.evidence, own.sender, own.reporter, own.reported_by, own.resolution) == (None,) * 5
    for who in (acme, maya):
        seen_by = (await conversations.some(await who.viewer(), [conversation]))[conversation]
        assert seen_by.last_message is not None
        assert seen_by.last_message.text is None
    kept = repr([tuple(row) for row in await house.database.fetch(statement("SELECT * FROM messages"))])
    assert WORDS not in kept.replace(f"acme says {WORDS}", "")  # but in the id that the client made


@pytest.mark.rule("MSG-5")
async def test_a_reported_picture_outlives_its_recall_for_staff_only(
    house: House, acme: Person, maya: Person, ada: Staff, clock: Hands
) -> None:
    conversation, photo = await started(acme, maya), await uploaded(acme)
    await pictured(acme, conversation, photo, "look")
    await reported(maya, conversation)
    (before,) = await open_reports(ada)
    await recalls.recall(await acme.viewer(), conversation, 1)

    assert await media.name_of_deleted(house, photo) is None  # its bytes stay
    (seen,) = await open_reports(ada)
    assert before.evidence is not None
    assert seen.evidence is not None
    assert seen.evidence.media is not None
    assert seen.evidence.media == before.evidence.media
    assert (seen.evidence.kind, seen.evidence.text) == ("PHOTO", "look")
    evidence = seen.evidence.media
    assert await media.stored(house, evidence.name) is not None
    for who in (acme, maya):
        assert await media.some(await who.viewer(), [photo, evidence.key]) == {}
    await time_does_its_work(house)

    await reports.resolve(ada, seen.key, ReportResolution.UPHELD)
    clock.advance(days=180)
    await time_does_its_work(house)

    assert await media.stored(house, evidence.name) is None
    (past,) = (await queries.page(ada, is_open=False)).nodes
    assert past.evidence is None
    gone = await media.name_of_deleted(house, evidence.key)
    assert gone is not None
    assert gone != evidence.name  # it was stored under the picture's own
    assert {DueKind(row[0]) for row in await house.database.fetch(DUE)} == {DueKind.MEDIA_BYTES}


@pytest.mark.rule("MSG-5")
async def test_a_picture_whose_evidence_ends_stays_in_its_conversation(
    house: House, acme: Person, maya: Person, ada: Staff, clock: Hands
) -> None:
    conversation, photo = await started(acme, maya), await uploaded(acme)
    await pictured(acme, conversation, photo)
    report = await reported(maya, conversation)
    (seen,) = await open_reports(ada)
    assert seen.evidence is not None
    assert seen.evidence.media is not None
    await reports.resolve(ada, report.key, ReportResolution.DISMISSED)
    clock.advance(days=180)

    await time_does_its_work(house)

    assert await media.name_of_deleted(house, seen.evidence.media.key) is None
    assert [*await media.some(await maya.viewer(), [photo])] == [photo]


@pytest.mark.rule("MSG-5")
async def test_evidence_of_a_card_says_what_it_held(acme: Person, maya: Person, ada: Staff) -> None:
    conversation, products = await started(acme, maya), await offered(acme, "Red", "Blue")
    sequence = await shown(acme, conversation, products)

    await reported(maya, conversation, sequence)

    (seen,) = await open_reports(ada)
    assert seen.evidence is not None
    assert [(fact.name, fact.value) for fact in seen.evidence.facts] == [
        ("card", "PRODUCT"), (f"prd_{products[0]}", "Red, 10.00 USD"), (f"prd_{products[1]}", "Blue, 10.00 USD"),
    ]  # fmt: skip


# ── staff ──


@pytest.mark.rule("PLT-3")
async def test_staff_say_what_they_found_once(
    acme: Person, maya: Person, ada: Staff, clock: Hands, nothing_happens: NothingHappens
) -> None:
    report = await reported(maya, await written(acme, maya))
    clock.advance(hours=1)

    await reports.resolve(ada, report.key, ReportResolution.DISMISSED, "a misunderstanding")

    assert await open_reports(ada) == []
    for is_open in (False, None):
        (seen,) = (await queries.page(ada, is_open=is_open)).nodes
        assert (seen.resolution, seen.resolution_note, seen.resolved_at) == (
            "DISMISSED", "a misunderstanding", clock.at,
        )  # fmt: skip
    own = (await queries.own(await maya.viewer(), [report.key]))[report.key]
    assert (own.resolved_at, own.resolution, own.resolution_note) == (clock.at, None, None)
    async with nothing_happens():
        await reports.resolve(ada, report.key, ReportResolution.DISMISSED, "the same")
        with pytest.raises(Closed, match="dismissed already"):
            await reports.resolve(ada, report.key, ReportResolution.UPHELD)
        with pytest.raises(NotFound):
            await reports.resolve(ada, report.key + 1, ReportResolution.UPHELD)


@pytest.mark.rule("PLT-3")
async def test_evidence_waits_until_staff_are_done(
    house: House, acme: Person, maya: Person, ada: Staff, clock: Hands
) -> None:
    report = await reported(maya, await written(acme, maya))
    clock.advance(days=500)
    await time_does_its_work(house)
    await reports.resolve(ada, report.key, ReportResolution.UPHELD)
    clock.advance(days=179, hours=23)
    await time_does_its_work(house)
    (seen,) = (await queries.page(ada, is_open=None)).nodes
    assert seen.evidence is not None

    clock.advance(hours=1)
    assert await time_does_its_work(house) == 1

    (seen,) = (await queries.page(ada, is_open=None)).nodes
    assert seen.evidence is None


@pytest.mark.rule("PLT-3")
async def test_reports_are_read_in_pages_the_newest_first(maya: Person, ada: Staff, house: House) -> None:
    keys = []
    for n in range(3):
        shop = await person(house, AccountKind.SELLER, f"shop{n}")
        keys.append((await reported(maya, await written(shop, maya))).key)

    page = await queries.page(ada, first=2)
    rest = await queries.page(ada, after=page.page_info.end_cursor)

    assert [one.key for one in page.nodes] == keys[:0:-1]
    assert [one.key for one in rest.nodes] == keys[:1]
    with pytest.raises(InvalidInput):
        await queries.page(ada, first=101)


@pytest.mark.rule("PLT-3")
async def test_staff_deactivate_and_reactivate_an_account_and_say_why(
    acme: Person, ada: Staff, heard: Heard, nothing_happens: NothingHappens
) -> None:
    told = await heard(acme)

    await accounts.set_status(ada, acme.key, AccountStatus.DEACTIVATED, "too many complaints")

    viewer = await acme.viewer()
    assert (viewer.account.status, viewer.account.status_reason) == ("DEACTIVATED", "too many complaints")
    assert "access_changed" in (await heard(acme))[len(told) :]
    async with nothing_happens():
        await accounts.set_status(ada, acme.key, AccountStatus.DEACTIVATED, "too many complaints")
    await accounts.set_status(ada, acme.key, AccountStatus.ACTIVE)
    assert ((await acme.viewer()).account.status, (await acme.viewer()).account.status_reason) == ("ACTIVE", None)


@pytest.mark.rule("PLT-3")
async def test_who_is_deactivated_is_told_why(acme: Person, ada: Staff, nothing_happens: NothingHappens) -> None:
    async with nothing_happens():
        for reason in (None, "", " ", "x" * 501):
            with pytest.raises(DomainError) as refused:
                await accounts.set_status(ada, acme.key, AccountStatus.DEACTIVATED, reason)
            assert refused.value.facts == {"field": "reason"}
        with pytest.raises(NotFound):
            await accounts.set_status(ada, 10**9, AccountStatus.DEACTIVATED)
