"""Conversations assigned to members of a team, and taken from those who leave it."""

import asyncio

import pytest

from domain.actions import assignments, teams
from domain.errors import Forbidden, InvalidInput, LastOwner, NotFound
from domain.house import House
from domain.queries import conversations
from domain.viewer import System, Viewer
from models.accounts import AccountKind
from models.sql import statement
from models.teams import ALL_PERMISSIONS, Permission
from tests.cast import Person, member, person, say, started
from tests.conftest import Heard, NothingHappens

ASSIGNED = statement("SELECT account_id, conversation_id, assignee_id FROM sides WHERE assignee_id IS NOT NULL")


async def assigned(house: House) -> list[tuple[int, int, int]]:
    """Every assignment: whose, which conversation, to whom."""
    return sorted(tuple(row) for row in await house.database.fetch(ASSIGNED))


@pytest.fixture
async def anna(acme: Person) -> Viewer:
    """A member of the seller's who may use the inbox."""
    return await member(acme, "anna", Permission.INSTANT_MESSAGING)


@pytest.mark.rule("INB-9")
async def test_a_conversation_is_assigned_to_one_member_then_to_another_then_to_nobody(
    *, acme: Person, maya: Person, anna: Viewer, heard: Heard
) -> None:
    key = await started(acme, maya)
    await say(acme, key, "hello")
    told, theirs = await heard(acme), await heard(maya)

    async def holder() -> str | None:
        found = await conversations.assignees(await acme.viewer(), [key])
        return found[key].handle if found else None

    assert await holder() is None
    await assignments.assign(await acme.viewer(), key, anna.user.key)
    assert await holder() == "anna"
    await assignments.assign(anna, key, acme.user_key)
    assert await holder() == "acme"
    await assignments.assign(anna, key, None)

    assert await holder() is None
    assert await heard(acme) == [*told, *["conversation_changed"] * 3]
    assert await heard(maya) == theirs


@pytest.mark.rule("INB-9")
async def test_the_same_assignment_again_changes_nothing(
    *, acme: Person, maya: Person, anna: Viewer, nothing_happens: NothingHappens
) -> None:
    key = await started(acme, maya)
    async with nothing_happens():
        await assignments.assign(anna, key, None)
    await assignments.assign(anna, key, anna.user.key)

    async with nothing_happens():
        await assignments.assign(await acme.viewer(), key, anna.user.key)


@pytest.mark.rule("INB-9")
async def test_an_assignee_is_known_to_its_own_side_only(
    *, acme: Person, northstar: Person, maya: Person, anna: Viewer
) -> None:
    key = await started(acme, maya)
    await say(acme, key, "hello")
    await assignments.assign(anna, key, anna.user.key)

    for who in (maya, northstar):
        assert await conversations.assignees(await who.viewer(), [key]) == {}
    assert await assigned(acme.house) == [(acme.key, key, anna.user.key)]


@pytest.mark.rule("INB-9")
async def test_only_members_who_may_use_the_inbox_are_assigned_anything(
    *, acme: Person, fresh: Person, maya: Person, anna: Viewer, nothing_happens: NothingHappens
) -> None:
    key = await started(acme, maya)
    powerless = await member(acme, "sam", ALL_PERMISSIONS & ~Permission.INSTANT_MESSAGING)

    async with nothing_happens():
        with pytest.raises(InvalidInput, match=r"^Assign it to a member of your team whose role ") as refused:
            await assignments.assign(anna, key, powerless.user.key)
        assert refused.value.facts == {"field": "userId"}
        for user_key in (fresh.user_key, maya.user_key, 2**62):
            with pytest.raises(NotFound) as missing:
                await assignments.assign(anna, key, user_key)
            assert missing.value.facts == {"field": "userId"}


@pytest.mark.rule("INB-9")
async def test_creators_assign_nothing_and_nobody_what_they_do_not_see(
    *, acme: Person, fresh: Person, maya: Person, anna: Viewer, nothing_happens: NothingHappens
) -> None:
    key, others = await started(acme, maya), await started(fresh, maya)

    async with nothing_happens():
        with pytest.raises(Forbidden, match=r"^This is for sellers and agencies only.$"):
            await assignments.assign(await maya.viewer(), key, maya.user_key)
        for missing in (others, 2**62):
            with pytest.raises(NotFound) as refused:
                await assignments.assign(anna, missing, 2**62)  # found comes before right
            assert refused.value.facts == {"field": "conversationId"}


@pytest.mark.rule("INB-9")
async def test_who_leaves_the_team_is_nobodys_assignee_and_each_conversation_says_so(
    *, acme: Person, fresh: Person, maya: Person, noor: Person, anna: Viewer, heard: Heard
) -> None:
    keys = [await started(acme, who) for who in (maya, noor)]
    of_the_owner = await started(acme, await person(acme.house, AccountKind.CREATOR, "yuki"))
    elsewhere = await started(fresh, maya)
    for key in keys:
        await assignments.assign(anna, key, anna.user.key)
    await assignments.assign(anna, of_the_owner, acme.user_key)
    await teams.add_owner(System(fresh.house), fresh.key, anna.user.key)
    await assignments.assign(await fresh.viewer(), elsewhere, anna.user.key)
    told, theirs = await heard(acme), await heard(fresh)

    await teams.remove_member(await acme.viewer(), anna.membership_key)

    assert await assigned(acme.house) == [
        (acme.key, of_the_owner, acme.user_key),
        (fresh.key, elsewhere, anna.user.key),
    ]
    assert await heard(acme) == [*told, "conversation_changed", "conversation_changed", "access_changed"]
    assert await heard(fresh) == theirs


@pytest.mark.rule("INB-9")
async def test_a_member_who_is_not_removed_keeps_what_is_assigned(
    *, acme: Person, maya: Person, anna: Viewer, nothing_happens: NothingHappens
) -> None:
    key = await started(acme, maya)
    await assignments.assign(anna, key, acme.user_key)

    async with nothing_happens():
        with pytest.raises(LastOwner):
            await teams.remove_member(await acme.viewer(), (await acme.viewer()).membership_key)


@pytest.mark.rule("INB-9")
async def test_who_is_assigned_and_removed_at_the_same_moment_is_nobodys_assignee(acme: Person, maya: Person) -> None:
    key, owner = await started(acme, maya), await acme.viewer()
    for n in range(20):
        guest = await member(acme, f"guest{n}", Permission.INSTANT_MESSAGING)

        outcomes: list[object] = await asyncio.gather(
            assignments.assign(owner, key, guest.user.key),
            teams.remove_member(owner, guest.membership_key),
            return_exceptions=True,
        )

        assert outcomes[1] is None
        assert outcomes[0] is None or isinstance(outcomes[0], NotFound)
        assert await assigned(acme.house) == []
