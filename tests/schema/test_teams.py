"""An account's team through the API: read, changed, and joined."""

from typing import Any

import pytest

from domain.actions import teams
from domain.house import House
from domain.viewer import System
from models.teams import Permission
from tests.app.served import Asking, Client
from tests.cast import Person, member, say, started
from tests.conftest import Hands, NothingHappens
from tests.schema.conftest import Api
from tests.schema.documents import told
from tests.schema.test_statements import watched

INVITATION = """id email status createdAt expiresAt acceptedAt withdrawnAt link role { id name }
    invitedBy { handle } acceptedBy { handle }"""
MEMBER = "id user { handle } role { id name permissions isOwner } account { handle }"
ROLE = "id name permissions isOwner"
TEAM = f"""{{ team {{
    members(first: 2) {{ nodes {{ {MEMBER} }} pageInfo {{ hasNextPage }} }}
    roles {{ {ROLE} }}
    invitations {{ nodes {{ {INVITATION} }} }} }} }}"""
# Mutation: its input, its success, and what is read of that.
MUTATIONS = {
    "saveRole": ("RoleInput", "RoleSuccess", f"role {{ {ROLE} }}"),
    "assignRole": ("AssignRoleInput", "AssignRoleSuccess", f"membership {{ {MEMBER} }}"),
    "removeMember": ("RemoveMemberInput", "RemoveMemberSuccess", "membershipId"),
    "inviteMember": ("InviteMemberInput", "InviteMemberSuccess", f"invitation {{ {INVITATION} }}"),
    "withdrawMemberInvitation": (
        "MemberInvitationIdInput", "MemberInvitationSuccess", f"invitation {{ {INVITATION} }}"
    ),
    "acceptMemberInvitation": (
        "AcceptMemberInvitationInput", "AcceptMemberInvitationSuccess", f"membership {{ {MEMBER} }}"
    ),
}  # fmt: skip
NODE = f"""query($id: ID!) {{ node(id: $id) {{ __typename id
    ... on Membership {{ {MEMBER} }} ... on Role {{ {ROLE} }} ... on MemberInvitation {{ {INVITATION} }} }} }}"""
MANAGER = Permission.TEAM_MANAGEMENT | Permission.INSTANT_MESSAGING


async def change(api: Api, who: Asking, name: str, /, **given: Any) -> dict[str, Any]:
    """What a mutation answered; it never has a top-level error."""
    input_type, success, fields = MUTATIONS[name]
    limit = " ... on LimitReached { limit }" if name == "saveRole" else ""
    document = f"""mutation($input: {input_type}!) {{ {name}(input: $input) {{
        __typename ... on Problem {{ code detail }}
        ... on NotFound {{ field }} ... on InvalidInput {{ field }}{limit}
        ... on {success} {{ {fields} }} }} }}"""
    data, errors = await api(who, document, input=given)
    assert errors == []
    answer: dict[str, Any] = data[name]
    return answer


async def inviting(api: Api, by: Asking, role: str, made: str = "one") -> dict[str, Any]:
    """Invite anna."""
    answer = await change(api, by, "inviteMember", email="anna@example.com", roleId=role, clientMutationId=made)
    invitation: dict[str, Any] = answer["invitation"]
    return invitation


@pytest.mark.rule("ACC-4")
async def test_a_team_is_made_and_read(api: Api, house: House, acme: Person, clock: Hands) -> None:
    made = await change(api, acme, "saveRole", name=" Inbox ", permissions=["BULK_MESSAGING", "INSTANT_MESSAGING"])
    role = made["role"]
    invitation = await inviting(api, acme, role["id"])
    anna = await teams.create_user(System(house), "anna", "Anna")
    joined = await change(
        api, Person(house, "acme", acme.key, anna), "acceptMemberInvitation",
        token=invitation["link"].removeprefix("/join?token="),
    )  # fmt: skip

    data, errors = await api(acme, TEAM)

    assert errors == []
    assert role == {
        "id": role["id"], "name": "Inbox", "permissions": ["INSTANT_MESSAGING", "BULK_MESSAGING"], "isOwner": False,
    }  # fmt: skip
    assert joined["membership"] == {
        "id": joined["membership"]["id"], "user": {"handle": "anna"}, "role": role, "account": {"handle": "acme"},
    }  # fmt: skip
    team = data["team"]
    assert team["members"]["nodes"][0] == joined["membership"]
    assert [one["user"]["handle"] for one in team["members"]["nodes"]] == ["anna", "acme"]
    assert team["members"]["pageInfo"] == {"hasNextPage": False}
    assert [one["name"] for one in team["roles"]] == ["Owner", "Inbox"]
    assert invitation["status"] == "OPEN"
    (past,) = team["invitations"]["nodes"]
    assert past["acceptedAt"].startswith(clock.at.strftime("%Y-%m-%dT%H:%M:%S"))
    assert past == invitation | {
        "status": "ACCEPTED", "acceptedAt": past["acceptedAt"], "acceptedBy": {"handle": "anna"}, "link": None,
    }  # fmt: skip


@pytest.mark.rule("ACC-4")
async def test_a_member_is_given_another_role_and_removed(api: Api, acme: Person) -> None:
    sam = await member(acme, "sam", Permission.INSTANT_MESSAGING)
    membership = f"mbr_{sam.membership_key}"
    role = (await change(api, acme, "saveRole", name="Bulk", permissions=["BULK_MESSAGING"]))["role"]

    assigned = await change(api, acme, "assignRole", membershipId=membership, roleId=role["id"])
    data, _ = await api(sam, "{ viewer { permissions } }")
    changed = await change(api, acme, "saveRole", roleId=role["id"], name="Talk", permissions=["INSTANT_MESSAGING"])
    after, _ = await api(sam, "{ viewer { permissions role { name } } }")
    removed = await change(api, acme, "removeMember", membershipId=membership)
    _, errors = await api(sam, "{ viewer { id } }")

    assert assigned["membership"]["role"] == role
    assert data["viewer"] == {"permissions": ["BULK_MESSAGING"]}
    assert changed["role"] == role | {"name": "Talk", "permissions": ["INSTANT_MESSAGING"]}
    assert after["viewer"] == {"permissions": ["INSTANT_MESSAGING"], "role": {"name": "Talk"}}
    assert removed == {"__typename": "RemoveMemberSuccess", "membershipId": membership}
    assert told(errors) == {"code": "FORBIDDEN"}


@pytest.mark.rule("ACC-4")
async def test_an_invitation_is_withdrawn(api: Api, acme: Person, maya: Person) -> None:
    invitation = await inviting(api, acme, (await acme.viewer()).role.id)

    withdrawn = await change(api, acme, "withdrawMemberInvitation", memberInvitationId=invitation["id"])
    refused = await change(api, maya, "acceptMemberInvitation", token=invitation["link"].partition("=")[2])

    assert withdrawn["invitation"] == invitation | {
        "status": "WITHDRAWN", "link": None, "withdrawnAt": withdrawn["invitation"]["withdrawnAt"],
    }  # fmt: skip
    assert withdrawn["invitation"]["withdrawnAt"] is not None
    assert (refused["__typename"], refused["code"]) == ("Closed", "CLOSED")


@pytest.mark.rule("ACC-3", part="team")
@pytest.mark.rule("ACC-4")
async def test_without_team_management_a_member_manages_nothing(
    api: Api, acme: Person, nothing_happens: NothingHappens
) -> None:
    sam = await member(acme, "sam", Permission(31) & ~Permission.TEAM_MANAGEMENT)
    inputs: dict[str, dict[str, Any]] = {  # nonsense where an id belongs: who asks comes first
        "saveRole": {"name": "", "permissions": [], "roleId": "nonsense"},
        "assignRole": {"membershipId": "nonsense", "roleId": "nonsense"},
        "removeMember": {"membershipId": "nonsense"},
        "inviteMember": {"email": "", "roleId": "nonsense", "clientMutationId": ""},
        "withdrawMemberInvitation": {"memberInvitationId": "nonsense"},
    }

    async with nothing_happens():
        for name, given in inputs.items():
            assert (await change(api, sam, name, **given))["code"] == "FORBIDDEN", name
        for query in ("{ team { roles { id } } }", "{ auditLog(first: 0) { nodes { id } } }"):
            data, errors = await api(sam, query)
            assert ([*data.values()], told(errors)) == ([None], {"code": "FORBIDDEN"})


@pytest.mark.rule("ACC-4")
async def test_what_is_wrong_is_told_by_its_path(
    api: Api, acme: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    viewer = await acme.viewer()
    own, theirs = viewer.role.id, (await maya.viewer()).role.id
    me, stranger = f"mbr_{viewer.membership_key}", f"mbr_{(await maya.viewer()).membership_key}"
    anna = {"email": "anna@example.com"}
    wrong: list[tuple[str, dict[str, Any], str, str | None]] = [
        ("saveRole", {"name": " ", "permissions": []}, "INVALID_INPUT", "name"),
        ("saveRole", {"name": "Owner", "permissions": []}, "INVALID_INPUT", "name"),
        ("saveRole", {"name": "x" * 61, "permissions": []}, "INVALID_INPUT", "name"),
        ("saveRole", {"roleId": own, "name": "Boss", "permissions": []}, "INVALID_INPUT", "roleId"),
        ("saveRole", {"roleId": theirs, "name": "Boss", "permissions": []}, "NOT_FOUND", "roleId"),
        ("saveRole", {"roleId": "x", "name": "Boss", "permissions": []}, "INVALID_INPUT", "roleId"),
        ("assignRole", {"membershipId": stranger, "roleId": own}, "NOT_FOUND", "membershipId"),
        ("assignRole", {"membershipId": me, "roleId": theirs}, "NOT_FOUND", "roleId"),
        ("removeMember", {"membershipId": stranger}, "NOT_FOUND", "membershipId"),
        ("removeMember", {"membershipId": me}, "CLOSED", None),
        ("inviteMember", {"email": "a", "roleId": own, "clientMutationId": "1"}, "INVALID_INPUT", "email"),
        ("inviteMember", {**anna, "roleId": own, "clientMutationId": ""}, "INVALID_INPUT", "clientMutationId"),
        ("inviteMember", {**anna, "roleId": theirs, "clientMutationId": "1"}, "NOT_FOUND", "roleId"),
        ("withdrawMemberInvitation", {"memberInvitationId": "miv_9"}, "NOT_FOUND", "memberInvitationId"),
        ("acceptMemberInvitation", {"token": "x"}, "NOT_FOUND", "token"),
    ]  # fmt: skip

    async with nothing_happens():
        for name, given, code, field in wrong:
            answer = await change(api, acme, name, **given)
            assert (answer.get("code"), answer.get("field")) == (code, field), (name, given)


async def test_a_team_has_so_many_roles(api: Api, acme: Person, nothing_happens: NothingHappens) -> None:
    viewer = await acme.viewer()
    for n in range(99):
        await teams.create_role(viewer, f"Role {n}")

    async with nothing_happens():
        answer = await change(api, acme, "saveRole", name="One more", permissions=[])
    assert (answer["code"], answer["limit"]) == ("LIMIT_REACHED", 100)


@pytest.mark.rule("ACC-4")
async def test_who_is_no_member_yet_may_join_and_nothing_else(
    api: Api, client: Client, house: House, acme: Person, maya: Person
) -> None:
    await say(acme, await started(acme, maya), "hello")
    anna = Person(house, "", 0, await teams.create_user(System(house), "anna", "Anna"))
    invitation = await inviting(api, acme, (await acme.viewer()).role.id)

    _, errors = await api(anna, "{ inbox { nodes { id } } }")
    answer = await change(api, anna, "acceptMemberInvitation", token=invitation["link"].partition("=")[2])
    nobody, refused = await api(
        None, 'mutation { acceptMemberInvitation(input: { token: "x" }) { ... on Problem { code } } }'
    )
    gone, unknown = await api(
        Person(house, "", 0, 10**9),
        'mutation { acceptMemberInvitation(input: { token: "x" }) { ... on Problem { code } } }',
    )

    assert told(errors) == {"code": "FORBIDDEN"}
    assert answer["membership"]["user"] == {"handle": "anna"}
    assert (nobody, told(refused)) == (None, {"code": "UNAUTHENTICATED"})
    assert (gone, told(unknown)) == (None, {"code": "UNAUTHENTICATED"})
    assert client.app is not None


@pytest.mark.rule("ACC-4")
async def test_nodes_of_a_team_are_its_managers_and_ones_own(api: Api, acme: Person, maya: Person) -> None:
    sam = await member(acme, "sam", Permission.INSTANT_MESSAGING)
    invitation = await inviting(api, acme, sam.role.id)
    nodes = {f"mbr_{sam.membership_key}": "Membership", sam.role.id: "Role", invitation["id"]: "MemberInvitation"}

    for id, typename in nodes.items():
        data, errors = await api(acme, NODE, id=id)
        assert (data["node"]["__typename"], data["node"]["id"], errors) == (typename, id, [])
        data, errors = await api(maya, NODE, id=id)
        assert (data["node"], errors) == (None, [])
    for id in (f"mbr_{sam.membership_key}", sam.role.id):
        data, errors = await api(sam, NODE, id=id)
        assert (data["node"]["id"], errors) == (id, [])
    owner = await acme.viewer()
    for id in (f"mbr_{owner.membership_key}", owner.role.id):
        data, errors = await api(sam, NODE, id=id)
        assert (data["node"], errors) == (None, [])
    data, errors = await api(sam, NODE, id=invitation["id"])
    assert (data["node"], told(errors)) == (None, {"code": "FORBIDDEN"})


async def test_a_team_takes_a_statement_for_each_of_its_lists(api: Api, house: House, acme: Person) -> None:
    for n in range(3):
        sam = await member(acme, f"sam{n}", Permission.INSTANT_MESSAGING)
        await inviting(api, acme, sam.role.id, f"{n}")

    async with watched(house) as database:
        data, errors = await api(acme, TEAM.replace("first: 2", "first: 10"))

    assert errors == []
    assert {name: len(data["team"][name]["nodes"]) for name in ("members", "invitations")} == {
        "members": 4, "invitations": 3,
    }  # fmt: skip
    assert len(database.statements) == 5  # who asks, members, roles, invitations, and who invited
