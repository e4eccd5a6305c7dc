"""Inviting into a team, and joining one."""

import asyncio

import pytest

from domain.actions import accounts, member_invitations, teams
from domain.errors import AccessRevoked, Closed, Forbidden, InvalidInput, NotFound
from domain.house import House
from domain.member_invitations import PLACE, MemberInvitation, MemberInvitationStatus
from domain.members import Membership
from domain.queries import teams as queries
from domain.queries import viewers
from domain.viewer import Newcomer, System, Viewer
from models.accounts import AccountStatus
from models.sql import statement
from models.teams import ALL_PERMISSIONS, Permission
from tests.cast import Person, member
from tests.conftest import Hands, Heard, NothingHappens

ANNA = "anna@example.com"
INBOX, MANAGER = Permission.INSTANT_MESSAGING, Permission.TEAM_MANAGEMENT | Permission.INSTANT_MESSAGING
ISSUER = "https://id"
USERS = statement("SELECT handle, name, issuer, subject, password_hash FROM users ORDER BY id")


async def role(of: Person, name: str = "Inbox", permissions: Permission = INBOX) -> int:
    """Make a role of an account."""
    return await teams.create_role(await of.viewer(), name, permissions)


async def invited(by: Viewer, role_key: int, made: str = "one", email: str = ANNA) -> MemberInvitation:
    """Invite somebody."""
    return await member_invitations.invite(by, made, email, role_key)


def token(invitation: MemberInvitation) -> str:
    """What its link holds."""
    assert invitation.link is not None
    return invitation.link.removeprefix(PLACE)


async def newcomer(house: House, handle: str = "anna") -> Newcomer:
    """Somebody with a user, and no account."""
    return Newcomer(house, await teams.create_user(System(house), handle, handle.title()), None)


async def join(who: Viewer | Newcomer, invitation: MemberInvitation, **more: str) -> Membership:
    """Accept an invitation."""
    return await member_invitations.accept(who, token(invitation), **more)


# ── inviting ──


@pytest.mark.rule("ACC-4")
async def test_who_is_invited_joins_by_the_link(house: House, acme: Person, heard: Heard, clock: Hands) -> None:
    role_key = await role(acme)
    invitation = await invited(await acme.viewer(), role_key, email=f" {ANNA} ")
    anna, told = await newcomer(house), await heard(acme)
    clock.advance(hours=119)

    membership = await join(anna, invitation)

    viewer = await viewers.identify(house, anna.user_key or 0, "acme")
    assert (membership.account.handle, membership.user.handle, membership.role.name) == ("acme", "anna", "Inbox")
    assert (viewer.permissions, f"mbr_{viewer.membership_key}") == (INBOX, membership.id)
    assert await heard(acme) == [*told, "access_changed"]
    (shown,) = (await queries.page_of_invitations(await acme.viewer())).nodes
    assert (shown.email, shown.status, shown.accepted_at, shown.accepted_by_key, shown.link) == (
        ANNA, MemberInvitationStatus.ACCEPTED, clock.at, anna.user_key, None,
    )  # fmt: skip


@pytest.mark.rule("ACC-4")
async def test_inviting_again_with_the_same_id_shows_the_same_link(
    acme: Person, nothing_happens: NothingHappens
) -> None:
    role_key = await role(acme)
    first = await invited(await acme.viewer(), role_key)

    async with nothing_happens():
        again = await invited(await acme.viewer(), role_key)
        with pytest.raises(InvalidInput) as refused:
            await invited(await acme.viewer(), role_key, email="ben@example.com")
    other = await invited(await acme.viewer(), role_key, "two")

    assert again == first
    assert refused.value.field == "clientMutationId"
    assert len(token(first)) == 43
    assert token(other) != token(first)


@pytest.mark.rule("ACC-4")
async def test_the_secret_of_a_link_is_not_kept(house: House, acme: Person) -> None:
    invitation = await invited(await acme.viewer(), await role(acme))

    found = await house.database.fetch(statement("SELECT * FROM member_invitations"))

    assert token(invitation) not in repr([tuple(row) for row in found])


@pytest.mark.rule("ACC-4")
async def test_the_same_id_of_two_accounts_makes_two_secrets(acme: Person, fresh: Person) -> None:
    one = await invited(await acme.viewer(), await role(acme))
    other = await invited(await fresh.viewer(), await role(fresh))

    assert token(one) != token(other)


@pytest.mark.rule("ACC-4")
async def test_nobody_invites_into_a_role_that_holds_what_they_lack(
    acme: Person, nothing_happens: NothingHappens
) -> None:
    manager = await member(acme, "mia", MANAGER)
    stronger = await role(acme, "Stronger", MANAGER | Permission.INTEGRATIONS)
    await invited(await acme.viewer(), stronger)

    async with nothing_happens():
        for role_key in (stronger, (await acme.viewer()).role.key):
            # Not even to see the link of somebody else's.
            with pytest.raises(Forbidden, match="INTEGRATIONS"):
                await invited(manager, role_key)


@pytest.mark.rule("ACC-4")
async def test_what_cannot_be_invited_is_refused(acme: Person, fresh: Person, nothing_happens: NothingHappens) -> None:
    own, theirs, viewer = await role(acme), await role(fresh), await acme.viewer()

    async with nothing_happens():
        for email in ("", "anna", "anna@", "@example.com", "an na@example.com", f"anna@{'x' * 250}.com", "a@b.c\0"):
            with pytest.raises(InvalidInput) as refused:
                await invited(viewer, own, email=email)
            assert refused.value.field == "email"
        with pytest.raises(NotFound) as unknown:
            await invited(viewer, theirs)
        assert unknown.value.field == "roleId"
        with pytest.raises(Forbidden, match="TEAM_MANAGEMENT"):
            await invited(await _of(acme, viewer, INBOX), own)


async def _of(acme: Person, viewer: Viewer, permissions: Permission) -> Viewer:
    """The same viewer, had the role fewer permissions."""
    return Viewer(acme.house, viewer.user, viewer.account, viewer.role, permissions, 0, viewer.membership_key)


# ── joining ──


@pytest.mark.rule("ACC-4")
async def test_a_member_of_another_account_joins_too(acme: Person, maya: Person) -> None:
    invitation = await invited(await acme.viewer(), await role(acme))

    await join(await maya.viewer(), invitation)

    assert [one.account.handle for one in await viewers.memberships(await maya.viewer())] == ["maya", "acme"]


@pytest.mark.rule("ACC-4")
async def test_joining_twice_changes_nothing(house: House, acme: Person, nothing_happens: NothingHappens) -> None:
    invitation, anna = await invited(await acme.viewer(), await role(acme)), await newcomer(house)
    first = await join(anna, invitation)

    async with nothing_happens():
        assert await join(anna, invitation) == first


@pytest.mark.rule("ACC-4")
async def test_a_link_is_one_persons(house: House, acme: Person, nothing_happens: NothingHappens) -> None:
    invitation, anna, ben = (
        await invited(await acme.viewer(), await role(acme)), await newcomer(house), await newcomer(house, "ben"),
    )  # fmt: skip
    await join(anna, invitation)

    async with nothing_happens():
        with pytest.raises(Closed, match="accepted already"):
            await join(ben, invitation)


@pytest.mark.rule("ACC-4")
async def test_of_two_who_accept_at_once_one_joins(house: House, acme: Person) -> None:
    role_key = await role(acme)
    for n in range(10):
        invitation = await invited(await acme.viewer(), role_key, f"{n}")
        people = [await newcomer(house, f"one{n}"), await newcomer(house, f"other{n}")]

        ended = await asyncio.gather(*(join(who, invitation) for who in people), return_exceptions=True)

        assert sorted(type(end).__name__ for end in ended) == ["Closed", "Membership"]
    assert len((await queries.page_of_members(await acme.viewer())).nodes) == 11


@pytest.mark.rule("ACC-4")
async def test_who_is_a_member_already_does_not_use_the_link_up(
    house: House, acme: Person, nothing_happens: NothingHappens
) -> None:
    sam, invitation = await member(acme, "sam", INBOX), await invited(await acme.viewer(), await role(acme))

    async with nothing_happens():
        with pytest.raises(Closed, match="member of this team already"):
            await join(sam, invitation)
    assert (await join(await newcomer(house), invitation)).user.handle == "anna"


@pytest.mark.rule("ACC-4")
async def test_a_link_that_was_never_made_opens_nothing(
    house: House, acme: Person, nothing_happens: NothingHappens
) -> None:
    invitation, anna = await invited(await acme.viewer(), await role(acme)), await newcomer(house)

    async with nothing_happens():
        for wrong in ("", "x", token(invitation)[:-1], token(invitation) + "=", "ü", "x" * 100_000):
            with pytest.raises(NotFound) as refused:
                await member_invitations.accept(anna, wrong)
            assert refused.value.field == "token"
        with pytest.raises(InvalidInput):
            await member_invitations.accept(anna, "\0")


@pytest.mark.rule("ACC-4")
async def test_a_link_ends_after_120_hours(
    house: House, acme: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    invitation, anna = await invited(await acme.viewer(), await role(acme)), await newcomer(house)
    clock.advance(hours=120)

    async with nothing_happens():
        with pytest.raises(Closed, match="is over"):
            await join(anna, invitation)
        again = await invited(await acme.viewer(), invitation.role.key)
    assert (again.status, again.link) == (MemberInvitationStatus.EXPIRED, None)


@pytest.mark.rule("ACC-4")
async def test_a_withdrawn_link_opens_nothing(house: House, acme: Person, nothing_happens: NothingHappens) -> None:
    invitation, anna = await invited(await acme.viewer(), await role(acme)), await newcomer(house)

    withdrawn = await member_invitations.withdraw(await acme.viewer(), invitation.key)

    assert withdrawn.status is MemberInvitationStatus.WITHDRAWN
    async with nothing_happens():
        assert await member_invitations.withdraw(await acme.viewer(), invitation.key) == withdrawn
        with pytest.raises(Closed, match="is over"):
            await join(anna, invitation)


@pytest.mark.rule("ACC-4")
async def test_an_invitation_is_withdrawn_by_its_own_team_before_it_is_accepted(
    house: House, acme: Person, fresh: Person, nothing_happens: NothingHappens
) -> None:
    invitation = await invited(await acme.viewer(), await role(acme))
    await join(await newcomer(house), invitation)

    async with nothing_happens():
        with pytest.raises(NotFound):
            await member_invitations.withdraw(await fresh.viewer(), invitation.key)
        with pytest.raises(Closed, match="remove the member"):
            await member_invitations.withdraw(await acme.viewer(), invitation.key)


@pytest.mark.rule("ACC-4")
async def test_what_counts_is_the_role_as_it_is_then(house: House, acme: Person) -> None:
    invitation = await invited(await acme.viewer(), await role(acme))
    await teams.change_role(await acme.viewer(), invitation.role.key, "Bulk", Permission.BULK_MESSAGING)

    membership = await join(await newcomer(house), invitation)

    assert (membership.role.name, membership.role.held) == ("Bulk", Permission.BULK_MESSAGING)


@pytest.mark.rule("ACC-4")
@pytest.mark.parametrize("loss", ["is removed", "is demoted", "the role grows"])
async def test_nobody_joins_by_who_could_not_invite_any_more(
    house: House, acme: Person, nothing_happens: NothingHappens, loss: str
) -> None:
    manager, owner = await member(acme, "mia", MANAGER), await acme.viewer()
    invitation, anna = await invited(manager, await role(acme)), await newcomer(house)
    if loss == "is removed":
        await teams.remove_member(owner, manager.membership_key)
    elif loss == "is demoted":
        await teams.set_permissions(owner, manager.role.key, INBOX)
    else:
        await teams.set_permissions(owner, invitation.role.key, INBOX | Permission.LEAD_MANAGEMENT)

    async with nothing_happens():
        with pytest.raises(Closed, match="cannot give this role any more"):
            await join(anna, invitation)


@pytest.mark.rule("ACC-4")
async def test_nobody_joins_an_account_that_is_not_active_until_it_is_again(
    house: House, acme: Person, nothing_happens: NothingHappens
) -> None:
    invitation, anna = await invited(await acme.viewer(), await role(acme)), await newcomer(house)
    await accounts.set_status(System(house), acme.key, AccountStatus.SHUT_DOWN)

    async with nothing_happens():
        with pytest.raises(Closed, match="not active"):
            await join(anna, invitation)
        with pytest.raises(AccessRevoked):
            await invited(await acme.viewer(), invitation.role.key, "two")
    await accounts.set_status(System(house), acme.key, AccountStatus.ACTIVE)
    assert (await join(anna, invitation)).account.handle == "acme"


@pytest.mark.rule("ACC-4")
async def test_who_was_removed_does_not_come_back_by_the_same_link(
    house: House, acme: Person, nothing_happens: NothingHappens
) -> None:
    invitation, anna = await invited(await acme.viewer(), await role(acme)), await newcomer(house)
    joined = await join(anna, invitation)
    await teams.remove_member(await acme.viewer(), int(joined.id.removeprefix("mbr_")))

    async with nothing_happens():
        with pytest.raises(Closed, match="left this team"):
            await join(anna, invitation)


# ── who was never seen here ──


@pytest.mark.rule("ACC-4")
async def test_who_was_never_seen_becomes_a_user(house: House, acme: Person) -> None:
    role_key, owner = await role(acme), await acme.viewer()
    new = [Newcomer(house, None, (ISSUER, f"{n}")) for n in range(4)]
    ways: list[tuple[str, dict[str, str]]] = [
        ("Anna.Lee+shop@example.com", {}),
        ("anna.leeshop@example.com", {}),
        ("x@example.com", {"handle": "@Ben", "name": "Ben  Ray"}),
        ("...@example.com", {"name": "Carl"}),
    ]

    joined = [
        await join(who, await invited(owner, role_key, email, email), **given)
        for who, (email, given) in zip(new, ways, strict=True)
    ]

    found = [tuple(row) for row in await house.database.fetch(USERS)][1:]
    assert [row[2:] for row in found] == [(ISSUER, f"{n}", None) for n in range(4)]
    assert [row[:2] for row in (found[0], *found[2:])] == [
        ("anna.leeshop", "anna.leeshop"), ("ben", "Ben Ray"), ("member", "Carl"),
    ]  # fmt: skip
    assert found[1][0].startswith("anna.leeshop-")
    assert [one.user.handle for one in joined] == [row[0] for row in found]
    assert (await viewers.identify(house, (ISSUER, "2"), None)).account.handle == "acme"


@pytest.mark.rule("ACC-4")
@pytest.mark.parametrize("address", ["deleted-7", "Deleted", "deleted-7.b"])
async def test_nobody_is_made_who_is_called_as_who_was_erased(house: House, acme: Person, address: str) -> None:
    invitation = await invited(await acme.viewer(), await role(acme), email=f"{address}@example.com")

    joined = await join(Newcomer(house, None, (ISSUER, "1")), invitation)

    assert joined.user.handle == "member"


@pytest.mark.rule("ACC-4")
async def test_a_handle_that_is_somebodys_is_refused_and_another_joins(
    house: House, acme: Person, nothing_happens: NothingHappens
) -> None:
    invitation, new = await invited(await acme.viewer(), await role(acme)), Newcomer(house, None, (ISSUER, "1"))

    async with nothing_happens():
        for field, wrong in (("handle", "acme"), ("handle", "no good"), ("handle", ""), ("name", " ")):
            with pytest.raises(InvalidInput) as refused:
                await join(new, invitation, **{field: wrong})
            assert refused.value.field == field
    assert (await join(new, invitation, handle="anna")).user.handle == "anna"


@pytest.mark.rule("REF-2", part="order")
async def test_what_is_wrong_is_told_before_that_a_link_is_over(
    house: House, acme: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    invitation, new = await invited(await acme.viewer(), await role(acme)), Newcomer(house, None, (ISSUER, "1"))
    known = await newcomer(house)
    clock.advance(hours=120)

    async with nothing_happens():
        with pytest.raises(InvalidInput):
            await join(new, invitation, handle="no good")
        with pytest.raises(Closed):
            await join(known, invitation, handle="not looked at")


@pytest.mark.rule("REF-2", part="order")
async def test_what_one_lacks_is_told_before_what_is_wrong(acme: Person, nothing_happens: NothingHappens) -> None:
    manager, stronger = await member(acme, "mia", MANAGER), await role(acme, "Stronger", ALL_PERMISSIONS)

    async with nothing_happens():
        for refused in (
            teams.create_role(manager, "", ALL_PERMISSIONS),
            teams.change_role(manager, stronger, "", MANAGER),
            invited(manager, stronger, email="nonsense"),
        ):
            with pytest.raises(Forbidden):
                await refused


@pytest.mark.rule("ACC-4")
async def test_who_comes_back_is_the_same_user(house: House, acme: Person, fresh: Person) -> None:
    new = Newcomer(house, None, (ISSUER, "1"))
    one = await join(new, await invited(await acme.viewer(), await role(acme)))
    other = await join(new, await invited(await fresh.viewer(), await role(fresh)), handle="another")

    assert one.user == other.user


# ── who reads it ──


@pytest.mark.rule("ACC-4")
async def test_a_team_is_read_by_who_manages_it(acme: Person, maya: Person) -> None:
    sam = await member(acme, "sam", INBOX)
    mia = await member(acme, "mia", MANAGER)
    one = await invited(await acme.viewer(), sam.role.key)
    two = await invited(mia, sam.role.key, "two")
    await invited(await maya.viewer(), (await maya.viewer()).role.key)

    page = await queries.page_of_members(mia, first=2)
    rest = await queries.page_of_members(mia, after=page.page_info.end_cursor)
    invitations = await queries.page_of_invitations(mia)

    assert [one.user.handle for one in page.nodes] == ["mia", "sam"]
    assert [one.user.handle for one in rest.nodes] == ["acme"]
    assert [role.name for role in await queries.roles(mia)] == ["Owner", "mia's role", "sam's role"]
    assert [one.key for one in invitations.nodes] == [two.key, one.key]
    assert [one.link for one in invitations.nodes] == [None, None]
    for reads in (queries.page_of_members, queries.page_of_invitations, queries.roles):
        with pytest.raises(Forbidden, match="TEAM_MANAGEMENT"):
            await reads(sam)


@pytest.mark.rule("ACC-4")
async def test_a_member_sees_its_own_membership_and_nobody_elses(acme: Person, maya: Person) -> None:
    sam, owner, mayas = await member(acme, "sam", INBOX), await acme.viewer(), await maya.viewer()
    everybody = [sam.membership_key, owner.membership_key, mayas.membership_key]
    roles = [sam.role.key, owner.role.key, mayas.role.key]

    assert {*await queries.some_members(sam, everybody)} == {sam.membership_key}
    assert {*await queries.some_roles(sam, roles)} == {sam.role.key}
    assert {*await queries.some_members(owner, everybody)} == {sam.membership_key, owner.membership_key}
    assert {*await queries.some_roles(owner, roles)} == {sam.role.key, owner.role.key}
    assert owner.permissions == ALL_PERMISSIONS
