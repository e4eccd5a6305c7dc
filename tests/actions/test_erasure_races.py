"""Who acts for several accounts, or is about to, while one of them is erased: known as long as one is left (PLT-4)."""

import asyncio
from collections.abc import Sequence

import pytest

from domain import clock
from domain.actions import erasures, member_invitations, teams
from domain.errors import NotFound, Unauthenticated
from domain.house import House
from domain.member_invitations import PLACE
from domain.viewer import Newcomer, Staff
from models.accounts import AccountKind
from models.database import Unit
from models.sql import statement
from tests.cast import Person, person

WHILE = 0.2  # seconds in which the other has come as far as it can
JOIN = statement("""
    INSERT INTO memberships (account_id, user_id, role_id, created_at)
    SELECT $1, $2, min(id), $3 FROM roles WHERE account_id = $1""")
LOCK = statement("SELECT id FROM accounts WHERE id = $1 FOR NO KEY UPDATE")
REVOKE = statement("DELETE FROM member_invitations WHERE account_id = $1")


async def erase(who: Person) -> None:
    """Begin with it."""
    await erasures.erase(Staff(who.house, "sam"), who.key, who.handle)


async def names(house: House) -> Sequence[str]:
    """What the users are called, in their order."""
    return [row[0] for row in await house.database.fetch(statement("SELECT name FROM users ORDER BY id"))]


async def joined(unit: Unit, account: Person, user_key: int) -> None:
    """A membership, by a transaction that is still open."""
    await unit.fetch(JOIN, account.key, user_key, clock.now())


async def link_of(account: Person, made: str = "one") -> str:
    """The token of a link into an account's team."""
    owner = await account.viewer()
    role_key = await teams.create_role(owner, f"Helpers {made}")
    invitation = await member_invitations.invite(owner, made, "anna@example.com", role_key)
    assert invitation.link is not None
    return invitation.link.removeprefix(PLACE)


@pytest.mark.rule("PLT-4")
async def test_who_joins_another_team_at_that_moment_stays(house: House, acme: Person, fresh: Person) -> None:
    async with house.database.transaction() as unit:
        await joined(unit, fresh, acme.user_key)
        erasing = asyncio.create_task(erase(acme))
        await asyncio.sleep(WHILE)
    await erasing

    assert await names(house) == ["Acme", "Fresh"]


@pytest.mark.rule("PLT-4")
async def test_who_acts_for_two_accounts_that_go_at_once_is_forgotten(house: House) -> None:
    for n in range(10):
        one, other = [await person(house, AccountKind.SELLER, f"shop{n}-{side}") for side in "ab"]
        async with house.database.transaction() as unit:
            await joined(unit, other, one.user_key)

        await asyncio.gather(erase(one), erase(other))

    assert {*await names(house)} == {"deleted user"}


@pytest.mark.rule("PLT-4")
async def test_a_link_into_a_team_that_goes_at_that_moment_opens_nothing(house: House, acme: Person) -> None:
    token, new = await link_of(acme), Newcomer(house, None, ("https://id", "1"))
    async with house.database.transaction() as unit:
        await unit.fetch(LOCK, acme.key)
        accepting = asyncio.create_task(member_invitations.accept(new, token))
        await asyncio.sleep(WHILE)
        await unit.fetch(REVOKE, acme.key)

    with pytest.raises(NotFound) as refused:
        await accepting
    assert refused.value.field == "token"
    assert await names(house) == ["Acme"]


@pytest.mark.rule("PLT-4")
async def test_who_was_forgotten_joins_no_team_by_an_old_token(house: House, acme: Person, fresh: Person) -> None:
    token, before = await link_of(fresh), await acme.viewer()
    await erase(acme)

    for who in (before, Newcomer(house, acme.user_key, None)):
        with pytest.raises(Unauthenticated):
            await member_invitations.accept(who, token)

    again = await member_invitations.accept(Newcomer(house, None, ("https://id", "1")), token, handle="acme")
    assert again.user.handle == "acme"


@pytest.mark.rule("PLT-4")
async def test_who_is_forgotten_while_joining_has_not_joined(house: House) -> None:
    for n in range(10):
        gone, other = [await person(house, AccountKind.SELLER, f"shop{n}-{side}") for side in "ab"]
        token, before = await link_of(other), await gone.viewer()

        ended, _ = await asyncio.gather(member_invitations.accept(before, token), erase(gone), return_exceptions=True)

        forgotten = (await names(house))[2 * n] == "deleted user"
        assert isinstance(ended, Unauthenticated) == forgotten, ended
