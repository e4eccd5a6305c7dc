"""People as the marketplace feeds them: known by the issuer's subject, else by handle, each in a role."""

import asyncio

import pytest
from msgspec.structs import replace

from domain.errors import ProblemCode
from domain.house import House
from domain.queries import viewers
from domain.records import MemberRecord
from models.sql import statement
from models.teams import Permission
from tests.conftest import NothingHappens
from tests.feeding import (
    CREATED,
    LENA,
    REFUSED,
    SAM,
    SOAP,
    UNCHANGED,
    UPDATED,
    became,
    feed,
    refusal,
    rows,
)

pytestmark = pytest.mark.usefixtures("clock")
TEAM = """
    SELECT u.handle, u.name, u.subject, r.name FROM memberships m JOIN users u ON u.id = m.user_id
    JOIN roles r ON r.id = m.role_id ORDER BY u.id"""
ZOE = MemberRecord(account="soap", handle="zoe", name="Zoe", owner=True)


@pytest.fixture(autouse=True)
async def _accounts(house: House) -> None:
    await feed(house, LENA, SOAP)


async def make_role(house: House, name: str, permissions: Permission = Permission.INSTANT_MESSAGING) -> None:
    """A role of the soap shop, as its members would make it."""
    async with house.database.transaction() as unit:
        await unit.fetch(
            statement("""
            INSERT INTO roles (account_id, name, permissions, is_owner)
            SELECT id, $1, $2, FALSE FROM accounts WHERE external_id = 'soap'"""),
            name,
            int(permissions),
        )


async def test_a_person_can_sign_in_once_fed(house: House) -> None:
    assert await became(house, SAM) == [CREATED]

    ((key,),) = await rows(house, "SELECT id FROM users")
    viewer = await viewers.identify(house, key, None)
    assert (viewer.account.handle, viewer.role.is_owner) == ("soap", True)
    assert await rows(house, "SELECT issuer, subject FROM users") == [("https://id.example.com", "8f")]


async def test_a_person_known_by_subject_may_take_another_handle_and_name(house: House) -> None:
    await feed(house, SAM)

    assert await became(house, replace(SAM, handle="samuel", name="Samuel")) == [UPDATED]
    assert await rows(house, TEAM) == [("samuel", "Samuel", "8f", "Owner")]


async def test_a_person_known_by_handle_gets_the_subject_that_is_told_later(house: House) -> None:
    await feed(house, replace(SAM, issuer=None, subject=None))

    assert await became(house, SAM, SAM) == [UPDATED, UNCHANGED]
    assert await became(house, replace(SAM, issuer=None, subject=None)) == [UNCHANGED]
    assert await rows(house, TEAM) == [("sam", "Sam", "8f", "Owner")]


async def test_a_person_acts_for_several_accounts(house: House) -> None:
    assert await became(house, SAM, replace(SAM, account="lena")) == [CREATED, CREATED]
    assert len(await rows(house, TEAM)) == 2
    assert len(await rows(house, "SELECT id FROM users")) == 1


async def test_a_member_gets_a_role_of_the_account_and_listeners_are_asked_anew(house: House) -> None:
    await make_role(house, "Inbox")
    await feed(house, SAM, ZOE)

    assert await became(house, replace(ZOE, owner=False, role="Inbox")) == [UPDATED]

    assert [row[3] for row in await rows(house, TEAM)] == ["Owner", "Inbox"]
    assert await rows(house, "SELECT kind FROM feed_entries") == [("access_changed",)] * 2
    assert await rows(house, "SELECT actor, name, action, subject FROM audit_entries ORDER BY id") == [
        ("SERVICE", "catalog", "MEMBER_JOINED", "mbr_1"),
        ("SERVICE", "catalog", "MEMBER_JOINED", "mbr_2"),
        ("SERVICE", "catalog", "ROLE_ASSIGNED", "mbr_2"),
    ]


@pytest.mark.rule("PLT-3")
async def test_who_is_let_into_a_team_and_who_changes_in_it_is_noted(house: House) -> None:
    await make_role(house, "Inbox")
    noted = "SELECT actor, name, account_id, action, subject, facts FROM audit_entries ORDER BY id"

    await feed(house, SAM, ZOE)
    await feed(house, replace(SAM, name="Samuel"), ZOE)
    await feed(house, replace(ZOE, owner=False, role="Inbox"))

    ((soap,),) = await rows(house, "SELECT id FROM accounts WHERE handle = 'soap'")
    query = "SELECT id FROM roles WHERE account_id = $1 ORDER BY is_owner DESC"
    (owner,), (inbox,) = await rows(house, query, soap)
    same = ("SERVICE", "catalog")
    assert await rows(house, noted) == [
        (*same, soap, "MEMBER_JOINED", "mbr_1", f'{{"user":"usr_1","role":"rol_{owner}"}}'),
        (*same, soap, "MEMBER_JOINED", "mbr_2", f'{{"user":"usr_2","role":"rol_{owner}"}}'),
        (*same, soap, "ROLE_ASSIGNED", "mbr_2", f'{{"user":"usr_2","role":"rol_{inbox}"}}'),
    ]


async def test_nobody_is_let_into_an_account_that_is_erased_at_that_moment(house: House) -> None:
    async with house.database.transaction() as unit:
        await unit.fetch(statement("UPDATE accounts SET name = name WHERE external_id = 'soap'"))
        feeding = asyncio.create_task(feed(house, SAM))
        await asyncio.sleep(0.2)
        await unit.fetch(statement("UPDATE accounts SET erased_at = created_at WHERE external_id = 'soap'"))

    (outcome,) = await feeding

    assert (outcome.status, outcome.problem and outcome.problem.detail) == (
        REFUSED, "This account was erased: nothing more is kept of it.",
    )  # fmt: skip
    assert await rows(house, TEAM) == await rows(house, "SELECT handle FROM users") == []


async def test_the_last_owner_stays_one(house: House, nothing_happens: NothingHappens) -> None:
    await make_role(house, "Inbox")
    await feed(house, SAM)

    async with nothing_happens():
        (outcome,) = await feed(house, replace(SAM, owner=False, role="Inbox", name="Other"))

    assert outcome.problem is not None
    assert outcome.problem.code is ProblemCode.CLOSED


async def test_of_two_owners_in_one_batch_one_stays(house: House) -> None:
    await make_role(house, "Inbox")
    await feed(house, SAM, ZOE)
    sam, zoe = (replace(one, owner=False, role="Inbox") for one in (SAM, ZOE))

    assert await became(house, sam, zoe) == [UPDATED, REFUSED]
    assert [row[3] for row in await rows(house, TEAM)] == ["Inbox", "Owner"]


WRONG = {
    "nobody's account": (replace(ZOE, account="nobody"), "account"),
    "a handle of another person": (replace(ZOE, handle="sam", issuer="https://id.example.com", subject="9"), "handle"),
    "a handle that its subject may not take": (replace(SAM, handle="lou"), "handle"),
    "an issuer alone": (replace(ZOE, issuer="https://id.example.com"), "subject"),
    "a subject that is too long": (replace(ZOE, issuer="i", subject="s" * 201), "subject"),
    "no role": (replace(ZOE, owner=False), "role"),
    "two roles": (replace(ZOE, role="Inbox"), "role"),
    "a role that is not there": (replace(ZOE, owner=False, role="Inbox"), "role"),
    "the owner role by its name": (replace(ZOE, owner=False, role="Owner"), "role"),
    "half a surrogate pair": (replace(ZOE, issuer="\ud800", subject="1"), "issuer"),
}


@pytest.mark.parametrize("what", WRONG)
async def test_what_is_wrong_is_named_and_changes_nothing(
    house: House, what: str, nothing_happens: NothingHappens
) -> None:
    await feed(house, SAM, MemberRecord(account="lena", handle="lou", name="Lou", owner=True))
    record, field = WRONG[what]

    async with nothing_happens():
        assert (await refusal(house, record))[0] == field
