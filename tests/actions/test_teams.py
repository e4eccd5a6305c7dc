"""Users, memberships and roles."""

import asyncio

import pytest

from domain.actions import teams
from domain.errors import Forbidden, InvalidInput, LastOwner, NotFound, Unauthenticated
from domain.house import House
from domain.queries import viewers
from domain.viewer import System, Viewer
from models.sql import statement
from models.teams import ALL_PERMISSIONS, Permission
from tests.cast import Person, member
from tests.conftest import Heard, NothingHappens

NOTHING = Permission(0)
OWNERS = statement("""
    SELECT m.user_id FROM memberships m JOIN roles r ON r.id = m.role_id
    WHERE m.account_id = $1 AND r.is_owner ORDER BY m.user_id""")
HELD = statement("SELECT permissions FROM roles WHERE id = $1")


async def owners(of: Person) -> list[int]:
    """The users who own an account."""
    return [row[0] for row in await of.house.database.fetch(OWNERS, of.key)]


async def held(house: House, role_key: int) -> Permission:
    """What a role holds."""
    row = (await house.database.fetch(HELD, role_key))[0]
    return Permission(row[0])


async def co_owner(of: Person, handle: str) -> Viewer:
    """Make another owner."""
    user_key = await teams.create_user(System(of.house), handle, handle.title())
    await teams.add_owner(System(of.house), of.key, user_key)
    return await viewers.identify(of.house, user_key, of.handle)


async def role(of: Person, name: str, permissions: Permission = NOTHING) -> int:
    """Make a role of an account."""
    role_key = await teams.create_role(await of.viewer(), name)
    await teams.set_permissions(await of.viewer(), role_key, permissions)
    return role_key


# ── who acts for what ──


@pytest.mark.rule("ACC-2")
async def test_a_user_acts_for_each_account_it_is_a_member_of_in_its_role_there(acme: Person, fresh: Person) -> None:
    anna = await member(acme, "anna", Permission.INSTANT_MESSAGING)
    await teams.add_owner(System(fresh.house), fresh.key, anna.user.key)

    for_fresh = await viewers.identify(acme.house, anna.user.key, "fresh")

    assert anna.permissions == Permission.INSTANT_MESSAGING
    assert for_fresh.permissions == ALL_PERMISSIONS
    assert [m.account.handle for m in await viewers.memberships(anna)] == ["acme", "fresh"]


@pytest.mark.rule("ACC-2")
async def test_nobody_acts_for_an_account_without_a_membership(acme: Person, fresh: Person) -> None:
    with pytest.raises(Forbidden, match=r"^You are no member of @fresh.$"):
        await viewers.identify(acme.house, acme.user_key, "fresh")


@pytest.mark.rule("ACC-2")
async def test_a_user_without_any_membership_acts_for_nobody(house: House) -> None:
    user_key = await teams.create_user(System(house), "anna", "Anna")

    with pytest.raises(Forbidden, match=r"^You are no member of any account yet.$"):
        await viewers.identify(house, user_key, None)


async def test_a_user_who_is_not_known_is_nobody(acme: Person) -> None:
    with pytest.raises(Unauthenticated):
        await viewers.identify(acme.house, acme.user_key + 1, "acme")


async def test_a_user_is_known_by_the_subject_of_an_issuer(acme: Person) -> None:
    user_key = await teams.create_user(System(acme.house), "anna", "Anna", issuer="https://id", subject="42")
    await teams.add_owner(System(acme.house), acme.key, user_key)

    assert (await viewers.identify(acme.house, ("https://id", "42"), None)).user.handle == "anna"
    with pytest.raises(Unauthenticated):
        await viewers.identify(acme.house, ("https://other", "42"), None)


@pytest.mark.rule("ACC-2")
async def test_all_who_ask_at_the_same_time_are_each_told_of_themselves(
    acme: Person, fresh: Person, maya: Person
) -> None:
    house, system = acme.house, System(acme.house)
    anna = await teams.create_user(system, "anna", "Anna", issuer="https://id", subject="42")
    lone = await teams.create_user(system, "lone", "Lone", issuer="https://id", subject="43")
    await teams.add_owner(system, acme.key, anna)
    await teams.add_owner(system, fresh.key, anna)
    by_subject = ("https://id", "42")
    asked: list[tuple[int | tuple[str, str], str | None]] = [
        (maya.user_key, None), (anna, "fresh"), (anna, None), (anna, "acme"), (anna, "maya"), (maya.user_key, "maya"),
        (maya.user_key, "acme"), (lone, None), (10**15, None), (anna, "nobody"), (by_subject, None),
        (by_subject, "fresh"), (by_subject, "maya"), (("https://id", "44"), None), (("https://id", "43"), "acme"),
    ]  # fmt: skip

    told = await asyncio.gather(*(viewers.identify(house, *who) for who in asked), return_exceptions=True)

    assert [_who(answer) for answer in told] == [
        "maya of maya", "anna of fresh", "anna of acme", "anna of acme", "You are no member of @maya.",
        "maya of maya", "You are no member of @acme.", "You are no member of any account yet.",
        "This token belongs to nobody known here.", "You are no member of @nobody.", "anna of acme", "anna of fresh",
        "You are no member of @maya.", "This token belongs to nobody known here.", "You are no member of @acme.",
    ]  # fmt: skip


def _who(answer: Viewer | BaseException) -> str:
    return f"{answer.user.handle} of {answer.account.handle}" if isinstance(answer, Viewer) else str(answer)


async def test_a_user_is_a_member_once(acme: Person, nothing_happens: NothingHappens) -> None:
    async with nothing_happens():
        with pytest.raises(InvalidInput) as refused:
            await teams.add_owner(System(acme.house), acme.key, acme.user_key)

    assert refused.value.facts == {"field": "userId"}


@pytest.mark.rule("ACC-2")
async def test_a_member_who_is_removed_acts_no_more(acme: Person, heard: Heard) -> None:
    anna = await member(acme, "anna", Permission.INSTANT_MESSAGING)
    told = await heard(acme)

    await teams.remove_member(await acme.viewer(), anna.membership_key)

    with pytest.raises(Forbidden):
        await viewers.again(anna)
    assert await heard(acme) == [*told, "access_changed"]


# ── roles ──


@pytest.mark.rule("ACC-2")
async def test_the_owner_role_holds_all(acme: Person) -> None:
    viewer = await acme.viewer()

    assert viewer.role.is_owner
    assert viewer.permissions == ALL_PERMISSIONS
    assert viewer.role.permissions == list(Permission)


@pytest.mark.rule("ACC-2")
async def test_the_owner_role_cannot_be_changed(acme: Person, nothing_happens: NothingHappens) -> None:
    viewer = await acme.viewer()

    async with nothing_happens():
        with pytest.raises(InvalidInput, match="The owner role always holds every permission"):
            await teams.set_permissions(viewer, viewer.role.key, Permission(0))


@pytest.mark.rule("ACC-2")
async def test_a_new_role_holds_nothing_until_granted(acme: Person) -> None:
    role_key = await teams.create_role(await acme.viewer(), "Night shift")

    assert await held(acme.house, role_key) == Permission(0)


async def test_an_account_has_one_role_of_a_name_and_another_account_its_own(
    acme: Person, fresh: Person, nothing_happens: NothingHappens
) -> None:
    await teams.create_role(await acme.viewer(), "Night shift")

    async with nothing_happens():
        with pytest.raises(InvalidInput, match="There is a role of this name already"):
            await teams.create_role(await acme.viewer(), " Night  shift ")
    await teams.create_role(await fresh.viewer(), "Night shift")


@pytest.mark.rule("ACC-2")
async def test_roles_and_members_belong_to_their_account(
    acme: Person, fresh: Person, nothing_happens: NothingHappens
) -> None:
    theirs = await role(fresh, "Night shift")
    viewer, stranger = await acme.viewer(), await fresh.viewer()

    async with nothing_happens():
        for refused in (
            teams.set_permissions(viewer, theirs, Permission(0)),
            teams.add_member(viewer, fresh.user_key, theirs),
            teams.assign_role(viewer, viewer.membership_key, theirs),
            teams.assign_role(viewer, stranger.membership_key, viewer.role.key),
            teams.remove_member(viewer, stranger.membership_key),
        ):
            with pytest.raises(NotFound):
                await refused


@pytest.mark.rule("ACC-2")
async def test_what_a_role_is_granted_its_members_hold_from_the_next_request(acme: Person, heard: Heard) -> None:
    anna = await member(acme, "anna", Permission(0))
    told = await heard(acme)

    await teams.set_permissions(await acme.viewer(), anna.role.key, Permission.BULK_MESSAGING)
    await teams.set_permissions(await acme.viewer(), anna.role.key, Permission.BULK_MESSAGING)

    assert (await viewers.again(anna)).permissions == Permission.BULK_MESSAGING
    assert await heard(acme) == [*told, "access_changed"]


# ── nobody grants what they lack ──


MANAGER = Permission.TEAM_MANAGEMENT | Permission.INSTANT_MESSAGING


@pytest.mark.rule("ACC-2")
async def test_nobody_grants_a_role_what_they_lack(acme: Person, nothing_happens: NothingHappens) -> None:
    manager = await member(acme, "anna", MANAGER)
    role_key = await role(acme, "Night shift")

    async with nothing_happens():
        with pytest.raises(Forbidden, match=r"^You cannot change what you do not hold yourself: BULK_MESSAGING.$"):
            await teams.set_permissions(manager, role_key, MANAGER | Permission.BULK_MESSAGING)
    await teams.set_permissions(manager, role_key, MANAGER)
    assert await held(acme.house, role_key) == MANAGER


@pytest.mark.rule("ACC-2")
async def test_nobody_gives_themselves_or_others_a_role_that_holds_more(
    acme: Person, nothing_happens: NothingHappens
) -> None:
    manager, other = await member(acme, "anna", MANAGER), await member(acme, "ben", Permission(0))
    stronger = await role(acme, "Stronger", MANAGER | Permission.INTEGRATIONS)
    owner_role = (await acme.viewer()).role.key
    user_key = await teams.create_user(System(acme.house), "carl", "Carl")

    async with nothing_happens():
        for role_key in (stronger, owner_role):
            for refused in (
                teams.assign_role(manager, manager.membership_key, role_key),
                teams.assign_role(manager, other.membership_key, role_key),
                teams.add_member(manager, user_key, role_key),
            ):
                with pytest.raises(Forbidden, match="INTEGRATIONS"):
                    await refused


@pytest.mark.rule("ACC-2")
async def test_who_was_demoted_a_moment_ago_grants_nothing_any_more(
    acme: Person, nothing_happens: NothingHappens
) -> None:
    manager = await member(acme, "anna", MANAGER | Permission.INTEGRATIONS)
    role_key = await role(acme, "Night shift")
    await teams.set_permissions(await acme.viewer(), manager.role.key, MANAGER)

    async with nothing_happens():
        with pytest.raises(Forbidden, match="INTEGRATIONS"):
            await teams.set_permissions(manager, role_key, Permission.INTEGRATIONS)


@pytest.mark.rule("ACC-2")
async def test_a_manager_cannot_remove_or_demote_an_owner(acme: Person, nothing_happens: NothingHappens) -> None:
    manager = await member(acme, "anna", MANAGER)
    await co_owner(acme, "ben")
    owner = await acme.viewer()

    async with nothing_happens():
        with pytest.raises(Forbidden):
            await teams.remove_member(manager, owner.membership_key)
        with pytest.raises(Forbidden):
            await teams.assign_role(manager, owner.membership_key, manager.role.key)


# ── an account always keeps one owner ──


@pytest.mark.rule("ACC-2")
async def test_the_last_owner_stays(acme: Person, nothing_happens: NothingHappens) -> None:
    lesser = await role(acme, "Lesser", ALL_PERMISSIONS)
    owner = await acme.viewer()

    async with nothing_happens():
        with pytest.raises(LastOwner):
            await teams.remove_member(owner, owner.membership_key)
        with pytest.raises(LastOwner):
            await teams.assign_role(owner, owner.membership_key, lesser)


@pytest.mark.rule("ACC-2")
async def test_one_of_two_owners_may_leave(acme: Person) -> None:
    ben = await co_owner(acme, "ben")
    owner = await acme.viewer()

    await teams.remove_member(owner, owner.membership_key)

    assert await owners(acme) == [ben.user.key]


@pytest.mark.rule("ACC-2")
async def test_the_last_owner_may_be_given_the_owner_role_again(acme: Person, nothing_happens: NothingHappens) -> None:
    owner = await acme.viewer()

    async with nothing_happens():
        await teams.assign_role(owner, owner.membership_key, owner.role.key)


@pytest.mark.rule("ACC-2")
@pytest.mark.parametrize("way", ["leave", "step down", "remove each other"])
async def test_of_two_owners_who_go_at_once_one_stays(acme: Person, way: str) -> None:
    lesser = await role(acme, "Lesser", ALL_PERMISSIONS)
    one = await acme.viewer()
    for n in range(10):
        other = await co_owner(acme, f"owner{n}")
        if way == "leave":
            going = [teams.remove_member(who, who.membership_key) for who in (one, other)]
        elif way == "step down":
            going = [teams.assign_role(who, who.membership_key, lesser) for who in (one, other)]
        else:
            going = [
                teams.remove_member(one, other.membership_key),
                teams.remove_member(other, one.membership_key),
            ]

        ended = await asyncio.gather(*going, return_exceptions=True)

        # Who was removed by the other holds nothing any more: that is the second one's refusal then.
        expected = Forbidden if way == "remove each other" else LastOwner
        assert sorted(type(end).__name__ for end in ended) == sorted([expected.__name__, "NoneType"])
        (left,) = await owners(acme)
        one = one if left == one.user.key else other
