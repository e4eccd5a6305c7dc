"""The audit log: what is written down, and who reads it."""

from collections.abc import Sequence

import pytest

from domain.actions import accounts, links, member_invitations, partnerships, proposals, reports, teams
from domain.actions.proposals import NewChange
from domain.audit import AuditEntry
from domain.errors import Forbidden, InvalidInput, NotFound
from domain.house import House
from domain.member_invitations import PLACE
from domain.queries import audit
from domain.viewer import Newcomer, Service, Staff, System, Viewer
from models.accounts import AccountStatus, Programme
from models.reports import ReportReason, ReportResolution
from models.sql import statement
from models.teams import Permission
from tests.cast import Person, agreed, asked_to_link, linked, member, say, started, time_does_its_work
from tests.conftest import Hands, NothingHappens

HERE = "198.51.100.4"
MANAGER = Permission.TEAM_MANAGEMENT | Permission.INSTANT_MESSAGING


@pytest.fixture
def ada(house: House) -> Staff:
    """One of the marketplace's staff."""
    return Staff(house, "ada", "192.0.2.7")


async def at(who: Person, address: str = HERE) -> Viewer:
    """Somebody of the cast, asking from an address."""
    viewer = await who.viewer()
    return Viewer(
        viewer.house, viewer.user, viewer.account, viewer.role, viewer.permissions, viewer.position,
        viewer.membership_key, None, address,
    )  # fmt: skip


async def log(house: House, of: Person | None = None) -> list[AuditEntry]:
    """What staff read, the oldest first, without the beginnings of the cast."""
    page = await audit.page(Staff(house, "ada"), None if of is None else of.key, first=100)
    return [entry for entry in reversed(page.nodes) if entry.actor != "SYSTEM"]


def told(entries: Sequence[AuditEntry]) -> list[tuple[str, str | None, dict[str, str]]]:
    """What was done, to what, and what more is said of it."""
    return [(entry.action, entry.subject, {fact.name: fact.value for fact in entry.facts}) for entry in entries]


# ── what is written down ──


@pytest.mark.rule("PLT-3")
async def test_what_is_done_to_a_team_is_written_down(house: House, acme: Person, clock: Hands) -> None:
    viewer = await at(acme)
    role = await teams.create_role(viewer, "Inbox", Permission.INSTANT_MESSAGING)
    clock.advance(hours=1)
    await teams.change_role(viewer, role, "Talk", MANAGER)
    await teams.change_role(viewer, role, "Talk", MANAGER)
    invitation = await member_invitations.invite(viewer, "one", "anna@example.com", role)
    other = await member_invitations.invite(viewer, "two", "ben@example.com", role)
    await member_invitations.withdraw(viewer, other.key)
    anna = Newcomer(house, None, ("https://id", "1"), "203.0.113.9")
    joined = await member_invitations.accept(anna, (invitation.link or "").removeprefix(PLACE))
    membership = int(joined.id.removeprefix("mbr_"))
    await teams.assign_role(viewer, membership, viewer.role.key)
    await teams.assign_role(viewer, membership, viewer.role.key)
    await teams.remove_member(viewer, membership)

    entries = await log(house, acme)

    talk, user = f"rol_{role}", joined.user.id
    assert told(entries) == [
        ("ROLE_CREATED", talk, {"permissions": "INSTANT_MESSAGING"}),
        ("ROLE_CHANGED", talk, {"permissions": "INSTANT_MESSAGING TEAM_MANAGEMENT"}),
        ("MEMBER_INVITED", invitation.id, {"role": talk}),
        ("MEMBER_INVITED", other.id, {"role": talk}),
        ("MEMBER_INVITATION_WITHDRAWN", other.id, {}),
        ("MEMBER_JOINED", joined.id, {"user": user, "role": talk}),
        ("ROLE_ASSIGNED", joined.id, {"user": user, "role": viewer.role.id}),
        ("MEMBER_REMOVED", joined.id, {"user": user}),
    ]
    assert [entry.user and entry.user.handle for entry in entries] == [*["acme"] * 5, "anna", "acme", "acme"]
    assert [entry.address for entry in entries] == [*[HERE] * 5, "203.0.113.9", HERE, HERE]
    assert {entry.account and entry.account.handle for entry in entries} == {"acme"}
    assert {(entry.actor, entry.name) for entry in entries} == {("MEMBER", None)}
    assert [entry.at for entry in entries[:2]] == [clock.at.replace(hour=12), clock.at]


@pytest.mark.rule("PLT-3")
async def test_what_is_done_to_links_is_in_the_log_of_whoever_did_it(
    house: House, northstar: Person, maya: Person, noor: Person, clock: Hands
) -> None:
    agency, creator = await at(northstar), await at(maya)
    declined = await asked_to_link(northstar, noor)
    await partnerships.respond(await noor.viewer(), declined.key, accept=False)
    link = await linked(northstar, maya)
    await proposals.propose(agency, "more", link.key, NewChange(rate=1500))
    await proposals.respond(creator, 1, accept=False)
    await proposals.propose(agency, "less", link.key, NewChange(rate=500))
    await proposals.respond(creator, 2, accept=True)
    await links.request_unlink(creator, link.key)
    await links.request_unlink(creator, link.key)
    await links.respond_to_unlink(agency, link.key, accept=False)
    await links.unlink(agency, link.key)
    await links.unlink(agency, link.key)
    clock.advance(days=8)
    withdrawn = await asked_to_link(northstar, noor, Programme.TAP, made="again")
    await partnerships.withdraw(agency, withdrawn.key)

    theirs, mine = {"other": f"acc_{maya.key}"}, {"other": f"acc_{northstar.key}"}
    noors = {"other": f"acc_{noor.key}"}
    assert told(await log(house, northstar)) == [
        ("LINK_INVITED", declined.id, {**noors, "programme": "CAP", "commission": "10"}),
        ("LINK_INVITED", link.id, {**theirs, "programme": "CAP", "commission": "10"}),
        ("LINK_CHANGE_PROPOSED", link.id, {**theirs, "change": "pch_1"}),
        ("LINK_CHANGE_PROPOSED", link.id, {**theirs, "change": "pch_2"}),
        ("UNLINK_DECLINED", link.id, theirs),
        ("UNLINKED", link.id, theirs),
        ("LINK_INVITED", withdrawn.id, {**noors, "programme": "TAP", "commission": "10"}),
        ("LINK_WITHDRAWN", withdrawn.id, noors),
    ]
    assert told(await log(house, maya)) == [
        ("LINK_ACCEPTED", link.id, mine),
        ("LINK_CHANGE_DECLINED", link.id, {**mine, "change": "pch_1"}),
        ("LINK_CHANGE_ACCEPTED", link.id, {**mine, "change": "pch_2"}),
        ("UNLINK_REQUESTED", link.id, mine),
    ]
    assert told(await log(house, noor)) == [("LINK_DECLINED", declined.id, mine)]


@pytest.mark.rule("PLT-3")
async def test_a_link_that_ends_by_an_answer_was_ended_by_who_answered(
    house: House, northstar: Person, maya: Person
) -> None:
    link, agency = await linked(northstar, maya), await northstar.viewer()
    await links.request_unlink(await maya.viewer(), link.key)
    await links.respond_to_unlink(agency, link.key, accept=False)
    await links.request_unlink(await maya.viewer(), link.key)
    await links.respond_to_unlink(agency, link.key, accept=False)  # the second request is the last

    assert [entry.action for entry in await log(house, northstar)] == [
        "LINK_INVITED", "UNLINK_DECLINED", "UNLINKED",
    ]  # fmt: skip


@pytest.mark.rule("PLT-3")
async def test_what_time_does_is_no_entry(house: House, northstar: Person, maya: Person, clock: Hands) -> None:
    await asked_to_link(northstar, maya)
    before = await house.database.fetch(statement("SELECT count(*) FROM audit_entries"))
    clock.advance(days=8)

    assert await time_does_its_work(house)

    assert await house.database.fetch(statement("SELECT count(*) FROM audit_entries")) == before


@pytest.mark.rule("PLT-3")
async def test_what_staff_and_services_do_is_written_down(house: House, acme: Person, maya: Person, ada: Staff) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "hello")
    report = await reports.report(await maya.viewer(), conversation, 1, reason=ReportReason.SPAM)
    await accounts.set_status(ada, acme.key, AccountStatus.DEACTIVATED, "spam")
    await accounts.set_status(Service(house, "catalog", None), acme.key, AccountStatus.SHUT_DOWN)
    await accounts.set_status(System(house), acme.key, AccountStatus.ACTIVE)
    await reports.resolve(ada, report.key, ReportResolution.UPHELD)

    page = (await audit.page(ada, first=4)).nodes[::-1]

    acc = f"acc_{acme.key}"
    assert told(page) == [
        ("ACCOUNT_STATUS_SET", acc, {"status": "DEACTIVATED"}),
        ("ACCOUNT_STATUS_SET", acc, {"status": "SHUT_DOWN"}),
        ("ACCOUNT_STATUS_SET", acc, {"status": "ACTIVE"}),
        ("REPORT_RESOLVED", report.id, {"resolution": "UPHELD", "reporter": f"acc_{maya.key}", "sender": acc}),
    ]
    assert [(entry.actor, entry.name, entry.address, entry.user) for entry in page] == [
        ("STAFF", "ada", "192.0.2.7", None),
        ("SERVICE", "catalog", None, None),
        ("SYSTEM", None, None, None),
        ("STAFF", "ada", "192.0.2.7", None),
    ]
    assert page[-1].account is None


@pytest.mark.rule("PLT-3")
async def test_what_is_refused_is_no_entry(
    acme: Person, maya: Person, northstar: Person, nothing_happens: NothingHappens
) -> None:
    link = await asked_to_link(northstar, maya)
    viewer = await acme.viewer()

    async with nothing_happens():
        with pytest.raises(InvalidInput):
            await teams.create_role(viewer, "Owner")
        with pytest.raises(NotFound):
            await teams.remove_member(viewer, 10**9)
        with pytest.raises(Forbidden):
            await links.unlink(await maya.viewer(), link.key)
    await agreed(maya, link)


@pytest.mark.rule("PLT-3")
async def test_an_address_that_no_database_holds_is_no_fault(house: House, acme: Person) -> None:
    await teams.create_role(await at(acme, "\udcff" + "x" * 200), "Inbox")

    assert [entry.address for entry in await log(house, acme)] == ["?" + "x" * 99]


# ── who reads it ──


@pytest.mark.rule("PLT-3")
async def test_who_manages_a_team_reads_its_log_and_no_names_of_staff(acme: Person, maya: Person, ada: Staff) -> None:
    mia, sam = await member(acme, "mia", MANAGER), await member(acme, "sam", Permission.INSTANT_MESSAGING)
    await accounts.set_status(ada, acme.key, AccountStatus.SHUT_DOWN)
    await accounts.set_status(ada, acme.key, AccountStatus.ACTIVE)
    await teams.create_role(await maya.viewer(), "Hers")

    own = (await audit.page(mia, first=100)).nodes

    assert {entry.account and entry.account.handle for entry in own} == {"acme"}
    assert [(entry.actor, entry.name, entry.address) for entry in own[:2]] == [("STAFF", None, None)] * 2
    assert (await audit.page(mia, acme.key, first=100)).nodes == own
    with pytest.raises(NotFound):
        await audit.page(mia, maya.key)
    with pytest.raises(Forbidden, match="TEAM_MANAGEMENT"):
        await audit.page(sam)


@pytest.mark.rule("PLT-3")
async def test_an_entry_is_found_by_staff_and_by_its_account(acme: Person, maya: Person, ada: Staff) -> None:
    await accounts.set_status(ada, acme.key, AccountStatus.SHUT_DOWN)
    await accounts.set_status(ada, acme.key, AccountStatus.ACTIVE)
    (entry,) = (await audit.page(ada, first=1)).nodes
    key = int(entry.id.removeprefix("aud_"))

    assert (await audit.some(ada, [key, 10**9])) == {key: entry}
    assert [(one.id, one.name, one.address) for one in (await audit.some(await acme.viewer(), [key])).values()] == [
        (entry.id, None, None)
    ]
    assert await audit.some(await maya.viewer(), [key]) == {}


@pytest.mark.rule("PLT-3")
async def test_the_log_is_read_in_pages_the_newest_first(house: House, acme: Person, maya: Person, ada: Staff) -> None:
    for n in range(3):
        await teams.create_role(await acme.viewer(), f"Role {n}")
        await teams.create_role(await maya.viewer(), f"Role {n}")

    page = await audit.page(ada, acme.key, first=2)
    rest = await audit.page(ada, acme.key, first=2, after=page.page_info.end_cursor)

    subjects = [entry.subject for entry in (await log(house, acme))]
    assert [entry.subject for entry in [*page.nodes, *rest.nodes]][:3] == subjects[::-1]
    with pytest.raises(InvalidInput):
        await audit.page(ada, first=101)
