"""Who may ask at all: over HTTP and on a socket, the same."""

import pytest

from domain.actions import accounts, teams
from domain.house import House
from domain.viewer import System
from models.accounts import AccountStatus
from models.teams import Permission
from tests.app.served import Client, acknowledged, refusal
from tests.cast import Person, member, say, started
from tests.schema.conftest import Api
from tests.schema.documents import told

# Every query that reads the inbox; nonsense where an id belongs, since who asks comes first.
QUERIES = [
    "{ inbox(first: 0) { nodes { id } } }",
    "{ inboxCounts { messages { value } } }",
    '{ account(handle: "???") { id } }',
    '{ conversationWith(accountId: "nonsense") { id } }',
    '{ creators(first: 0, filter: { market: "nowhere" }) { nodes { id } } }',
]
SUBSCRIPTIONS = [
    'subscription { events(after: "nonsense") { position } }',
    'subscription { messageReceived(conversationId: "nonsense") { position } }',
    'subscription { typing(conversationId: "nonsense") { typing } }',
]
FORBIDDEN = {"code": "FORBIDDEN"}


@pytest.mark.rule("ACC-3", part="messaging")
@pytest.mark.rule("REF-2", part="messaging")
@pytest.mark.rule("REF-1")
async def test_a_member_without_the_permission_reads_nothing(api: Api, acme: Person, maya: Person) -> None:
    key = await started(acme, maya)
    await say(acme, key, "hello")
    powerless = await member(acme, "sam", Permission(31) & ~Permission.INSTANT_MESSAGING)

    for query in QUERIES:
        data, errors = await api(powerless, query)
        assert {*data.values()} == {None}
        assert told(errors) == FORBIDDEN
        assert errors[0]["message"] == "Your role does not allow this: it needs INSTANT_MESSAGING."
    for node in (f"acc_{maya.key}", f"cnv_{key}", f"msg_{key}_1"):
        data, errors = await api(powerless, "query($id: ID!) { node(id: $id) { id } }", id=node)
        assert (data, told(errors)) == ({"node": None}, FORBIDDEN)
    data, errors = await api(powerless, "{ viewer { user { handle } permissions } }")
    assert (data["viewer"]["user"]["handle"], errors) == ("sam", [])


@pytest.mark.rule("ACC-3", part="messaging")
@pytest.mark.rule("REF-1")
async def test_a_member_without_the_permission_hears_nothing(client: Client, acme: Person) -> None:
    powerless = await member(acme, "sam", Permission(31) & ~Permission.INSTANT_MESSAGING)

    async with acknowledged(client, powerless) as socket:
        for document in [*SUBSCRIPTIONS, *QUERIES]:
            error = await refusal(socket, document)
            assert error["extensions"] == FORBIDDEN
            assert error["message"] == "Your role does not allow this: it needs INSTANT_MESSAGING."
            assert (await socket.hear())["type"] == "complete"


@pytest.mark.rule("ACC-3", part="messaging")
async def test_a_lost_permission_counts_from_the_next_request_and_ends_what_is_listened_to(
    api: Api, client: Client, acme: Person
) -> None:
    helper = await member(acme, "sam", Permission.INSTANT_MESSAGING)
    owner = await acme.viewer()

    async with acknowledged(client, helper) as socket:
        await socket.subscribe("all", "subscription($after: Position) { events(after: $after) { position } }")
        await socket.subscribe("ask", "{ viewer { permissions } }")
        assert (await socket.hear())["payload"]["data"]["viewer"]["permissions"] == ["INSTANT_MESSAGING"]
        assert (await socket.hear())["type"] == "complete"

        await teams.set_permissions(owner, int(helper.role.key), Permission(0))

        said = await socket.hear()
        assert (said["id"], said["payload"]["errors"][0]["extensions"]) == ("all", FORBIDDEN)
        assert await socket.hear() == {"type": "complete", "id": "all"}
        # The socket stays, and says who is asking as of now.
        await socket.subscribe("ask", "{ viewer { permissions } }")
        assert (await socket.hear())["payload"]["data"]["viewer"]["permissions"] == []
    _, errors = await api(helper, "{ inbox { nodes { id } } }")
    assert told(errors) == FORBIDDEN


async def test_an_account_of_others_is_forbidden(api: Api, client: Client, acme: Person, maya: Person) -> None:
    impostor = Person(acme.house, "maya", maya.key, acme.user_key)
    nobody = Person(acme.house, "nosuchaccount", 0, acme.user_key)

    for who in (impostor, nobody):
        data, errors = await api(who, "{ viewer { id } }")
        assert (data, told(errors)) == (None, FORBIDDEN)
        assert errors[0]["message"] == f"You are no member of @{who.handle}."
        async with acknowledged(client, who) as socket:
            assert (await refusal(socket, SUBSCRIPTIONS[0]))["extensions"] == FORBIDDEN


@pytest.mark.rule("REF-1")
async def test_an_account_that_is_not_active_reads_and_hears_nothing_and_is_told_why(
    api: Api, client: Client, house: House, acme: Person
) -> None:
    await accounts.set_status(System(house), acme.key, AccountStatus.SHUT_DOWN, "the shop closed")

    for query in QUERIES:
        _, errors = await api(acme, query)
        assert told(errors) == {"code": "ACCESS_REVOKED"}
        assert errors[0]["message"] == "This shop has been closed: the shop closed."
    async with acknowledged(client, acme) as socket:
        for document in SUBSCRIPTIONS:
            assert (await refusal(socket, document))["extensions"] == {"code": "ACCESS_REVOKED"}
            assert (await socket.hear())["type"] == "complete"


@pytest.mark.rule("REF-2", part="messaging")
async def test_nobody_known_reads_or_hears_anything(api: Api, client: Client) -> None:
    for query in [*QUERIES, "{ viewer { id } }", '{ node(id: "nonsense") { id } }', '{ nodes(ids: ["x"]) { id } }']:
        _, errors = await api(None, query)
        assert told(errors) == {"code": "UNAUTHENTICATED"}
    async with acknowledged(client, None) as socket:
        for document in [*SUBSCRIPTIONS, *QUERIES]:
            assert (await refusal(socket, document))["extensions"] == {"code": "UNAUTHENTICATED"}
            assert (await socket.hear())["type"] == "complete"


@pytest.mark.rule("REF-1")
async def test_a_subscription_is_refused_with_the_facts(client: Client, acme: Person, maya: Person) -> None:
    key = await started(acme, maya)
    refusals = {
        'subscription { events(after: "nonsense") { position } }': {"code": "INVALID_INPUT", "field": "after"},
        'subscription { events(after: "0000.0") { position } }': {"code": "HISTORY_EXPIRED"},
        'subscription { typing(conversationId: "cnv_0") { typing } }': {
            "code": "INVALID_INPUT",
            "field": "conversationId",
        },
        f'subscription {{ typing(conversationId: "cnv_{key + 1}") {{ typing }} }}': {
            "code": "NOT_FOUND",
            "field": "conversationId",
        },
        f'subscription {{ messageReceived(conversationId: "cnv_{key + 1}") {{ position }} }}': {
            "code": "NOT_FOUND",
            "field": "conversationId",
        },
    }

    async with acknowledged(client, acme) as socket:
        for document, facts in refusals.items():
            error = await refusal(socket, document)
            assert error["extensions"] == facts
            assert error["message"]
            assert (await socket.hear())["type"] == "complete"
