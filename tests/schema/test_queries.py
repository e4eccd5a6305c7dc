"""What queries answer."""

from collections.abc import Set as AbstractSet
from datetime import timedelta
from pathlib import Path

import pytest
from graphql import (
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)

from domain import clock, rows
from domain.actions import accounts, blocks, conversations, messages
from domain.actions.accounts import Figure
from domain.queries import sides
from domain.viewer import System
from models.accounts import AccountKind, CreatorLevel, Metric
from models.teams import Permission
from tests.cast import Person, member, person, say, started
from tests.schema.conftest import Api
from tests.schema.documents import told

INBOX = """query($folder: InboxFolder, $first: Int, $after: String, $last: Int, $before: String) {
    inbox(folder: $folder, first: $first, after: $after, last: $last, before: $before) {
        edges { cursor node { id } } nodes { counterpart { handle } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
COUNTS = (
    "{ inboxCounts { messages { value exact } unread { value } unreplied { value } starred { value } "
    "archived { value } newConnections { value } } }"
)
SEND_CHECK = (
    "query($id: ID!) { node(id: $id) { ... on Conversation { canSend { allowed remaining problem { %s } } } } }"
)
PROBLEM = "__typename code detail retryAt"


async def test_the_viewer_is_a_user_in_a_role_of_an_account(api: Api, acme: Person) -> None:
    helper = await member(acme, "sam", Permission.INSTANT_MESSAGING | Permission.LEAD_MANAGEMENT)

    data, errors = await api(
        helper,
        "{ viewer { id user { handle name } account { __typename handle kind } role { name isOwner permissions } "
        "permissions memberships { account { handle } role { name } user { handle } } } }",
    )

    assert errors == []
    viewer = data["viewer"]
    assert viewer["user"] == {"handle": "sam", "name": "Sam"}
    assert viewer["account"] == {"__typename": "Seller", "handle": "acme", "kind": "SELLER"}
    assert viewer["role"]["isOwner"] is False
    assert viewer["permissions"] == viewer["role"]["permissions"] == ["INSTANT_MESSAGING", "LEAD_MANAGEMENT"]
    assert viewer["memberships"] == [
        {"account": {"handle": "acme"}, "role": {"name": "sam's role"}, "user": {"handle": "sam"}}
    ]


async def test_an_inbox_pages_in_both_directions(api: Api, acme: Person, maya: Person, noor: Person) -> None:
    for creator in (maya, noor):
        await say(acme, await started(acme, creator), f"hello {creator.handle}")

    data, _ = await api(acme, INBOX, first=1)
    first = data["inbox"]
    data, _ = await api(acme, INBOX, first=1, after=first["pageInfo"]["endCursor"])
    second = data["inbox"]
    data, _ = await api(acme, INBOX, last=1, before=second["pageInfo"]["startCursor"])

    assert [node["counterpart"]["handle"] for node in first["nodes"] + second["nodes"]] == ["noor", "maya"]
    assert (first["pageInfo"]["hasNextPage"], first["pageInfo"]["hasPreviousPage"]) == (True, False)
    assert (second["pageInfo"]["hasNextPage"], second["pageInfo"]["hasPreviousPage"]) == (False, True)
    assert data["inbox"]["edges"] == first["edges"]


async def test_null_for_an_argument_is_its_default(api: Api, acme: Person, maya: Person) -> None:
    await started(acme, maya)

    data, errors = await api(acme, "{ inbox(folder: null, first: null, after: null) { nodes { entryPoint } } }")

    assert errors == []
    assert data["inbox"]["nodes"] == [{"entryPoint": "FIND_CREATORS"}]


async def test_every_folder_is_counted_in_one_query(api: Api, acme: Person, maya: Person, noor: Person) -> None:
    key, other = await started(acme, maya), await started(acme, noor)
    await say(acme, key, "hello")
    await say(acme, other, "hello, noor")
    await say(maya, key, "hi")
    await conversations.star(await acme.viewer(), other)
    await conversations.archive(await acme.viewer(), other)

    data, errors = await api(acme, COUNTS)

    assert errors == []
    assert data["inboxCounts"] == {
        "messages": {"value": 1, "exact": True},
        "unread": {"value": 1},
        "unreplied": {"value": 1},
        "starred": {"value": 1},
        "archived": {"value": 1},
        "newConnections": {"value": 0},
    }
    data, _ = await api(noor, COUNTS)
    assert data["inboxCounts"]["newConnections"] == {"value": 1}


async def test_an_account_is_found_by_its_handle_with_its_figures(api: Api, acme: Person) -> None:
    gold = await person(acme.house, AccountKind.CREATOR, "goldie", level=CreatorLevel.GOLD, category="Beauty")
    now = clock.now()
    await accounts.record_statistics(
        System(acme.house),
        [
            Figure(gold.key, Metric.FOLLOWERS, 1, now - timedelta(days=9)),
            Figure(gold.key, Metric.FOLLOWERS, 2**53, now),
            Figure(gold.key, Metric.LIVE_GMV_30D, 123_456, now - timedelta(hours=49), "USD"),
        ],
    )

    data, errors = await api(
        acme,
        """{ account(handle: "@Goldie") { __typename handle name markets category status blockedByViewer
            conversation { id } ... on Creator { level stats { followers { value stale }
            liveGmv30d { value { amount currency } stale takenAt } revenue { stale } } } } }""",
    )

    assert errors == []
    assert data["account"] == {
        "__typename": "Creator",
        "handle": "goldie",
        "name": "Goldie",
        "markets": ["US"],
        "category": "Beauty",
        "status": "ACTIVE",
        "blockedByViewer": False,
        "conversation": None,
        "level": "GOLD",
        "stats": {
            "followers": {"value": 2**53, "stale": False},
            "liveGmv30d": {
                "value": {"amount": "1234.56", "currency": "USD"},
                "stale": True,
                "takenAt": (now - timedelta(hours=49)).isoformat().replace("+00:00", "Z"),
            },
            "revenue": None,
        },
    }


async def test_an_agency_shows_what_it_may_do(api: Api, maya: Person, northstar: Person) -> None:
    data, _ = await api(maya, '{ account(handle: "northstar") { ... on Agency { verified programmes livePartner } } }')

    assert data["account"] == {"verified": True, "programmes": ["CAP", "TAP"], "livePartner": False}


async def test_accounts_without_a_shared_market_are_not_found(api: Api, acme: Person) -> None:
    far = await person(acme.house, AccountKind.CREATOR, "yuki", ("JP",))

    data, errors = await api(acme, f'{{ account(handle: "yuki") {{ name }} node(id: "acc_{far.key}") {{ id }} }}')

    assert (data, errors) == ({"account": None, "node": None}, [])


async def test_the_conversation_with_an_account(api: Api, acme: Person, maya: Person, noor: Person) -> None:
    key = await started(acme, maya)
    ask = "query($id: ID!) { conversationWith(accountId: $id) { id startedBy { handle } readUpTo lastMessage { id } } }"

    found, _ = await api(acme, ask, id=f"acc_{maya.key}")
    for who, other in ((acme, noor), (maya, acme), (noor, maya)):
        data, errors = await api(who, ask, id=f"acc_{other.key}")
        assert (data["conversationWith"], errors) == (None, [])

    assert found["conversationWith"] == {
        "id": f"cnv_{key}",
        "startedBy": {"handle": "acme"},
        "readUpTo": None,
        "lastMessage": None,
    }


async def test_who_of_a_team_wrote_is_told_to_the_team_only(api: Api, acme: Person, maya: Person) -> None:
    key = await started(acme, maya)
    helper = await member(acme, "sam", Permission.INSTANT_MESSAGING)
    await messages.send(helper, key, "one", "hello")
    ask = "query($id: ID!) { node(id: $id) { ... on Message { text sentBy { handle } clientMessageId } } }"

    mine, _ = await api(acme, ask, id=f"msg_{key}_1")
    theirs, _ = await api(maya, ask, id=f"msg_{key}_1")

    assert mine["node"] == {"text": "hello", "sentBy": {"handle": "sam"}, "clientMessageId": "one"}
    assert theirs["node"] == {"text": "hello", "sentBy": None, "clientMessageId": None}


async def test_a_thread_pages_around_a_message(api: Api, acme: Person, maya: Person) -> None:
    key = await started(maya, acme)
    await say(maya, key, *"abcdefg")
    ask = """query($id: ID!, $around: ID, $last: Int, $before: String, $first: Int, $after: String) {
        node(id: $id) { ... on Conversation {
        messages(around: $around, last: $last, before: $before, first: $first, after: $after) {
            nodes { text } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } } }"""

    async def page(**arguments: object) -> tuple[str, bool, bool]:
        data, errors = await api(acme, ask, id=f"cnv_{key}", **arguments)
        assert errors == []
        found = data["node"]["messages"]
        info = found["pageInfo"]
        return "".join(node["text"] for node in found["nodes"]), info["hasPreviousPage"], info["hasNextPage"]

    assert await page() == ("abcdefg", False, False)
    assert await page(last=3) == ("efg", True, False)
    assert await page(last=3, before="5") == ("bcd", True, True)
    assert await page(first=2, after="6") == ("g", True, False)
    assert await page(first=3, around=f"msg_{key}_4") == ("cde", True, True)


async def test_a_send_check_says_what_a_send_would_answer(api: Api, acme: Person, maya: Person) -> None:
    key = f"cnv_{await started(acme, maya)}"
    ask = SEND_CHECK % PROBLEM

    free, _ = await api(acme, ask, id=key)
    await blocks.block(await maya.viewer(), acme.key)
    blocked, _ = await api(acme, ask, id=key)
    await blocks.block(await acme.viewer(), maya.key)
    own, _ = await api(acme, ask, id=key)

    assert free["node"]["canSend"] == {"allowed": True, "remaining": 5, "problem": None}
    assert blocked["node"]["canSend"]["allowed"] is False
    assert blocked["node"]["canSend"]["problem"] == {
        "__typename": "Blocked",
        "code": "BLOCKED",
        "detail": "You cannot send messages to creator now as you are blocked by them.",
        "retryAt": None,
    }
    assert own["node"]["canSend"]["problem"]["code"] == "YOU_BLOCKED_THEM"


@pytest.mark.rule("REF-1")
async def test_a_refused_field_is_null_and_the_rest_of_the_page_stands(api: Api, acme: Person, maya: Person) -> None:
    await started(acme, maya)

    data, errors = await api(
        acme,
        """{ viewer { account { handle } } inboxCounts { messages { value } } account(handle: "maya") { name }
             inbox(first: 0) { nodes { id } } }""",
    )

    assert data == {
        "viewer": {"account": {"handle": "acme"}},
        "inboxCounts": {"messages": {"value": 1}},
        "account": {"name": "Maya"},
        "inbox": None,
    }
    assert told(errors) == {"code": "INVALID_INPUT", "field": "first"}
    assert errors[0]["path"] == ["inbox"]
    assert errors[0]["message"] == "Ask for 1 to 50 at a time."


def _everything_but(rare: AbstractSet[str], schema: GraphQLSchema, type_: GraphQLNamedType, depth: int) -> str:
    """A selection of all that can be asked for without some fields."""
    if is_leaf_type(type_):
        return ""
    if is_abstract_type(type_):
        possible = schema.get_possible_types(type_)
        return " ".join(f"... on {one.name} {{ {_everything_but(rare, schema, one, depth)} }}" for one in possible)
    assert isinstance(type_, GraphQLObjectType)
    said = ["__typename"]
    for name, field in type_.fields.items():
        of = get_named_type(field.type)
        if name not in rare and (depth or is_leaf_type(of)):
            below = _everything_but(rare, schema, of, depth - 1)
            said.append(f"{name} {{ {below} }}" if below else name)
    return " ".join(said)


SCHEMA = build_schema(Path(__file__).parents[2].joinpath("schema.graphql").read_text(encoding="utf-8"))
# Beside all that needs nothing more than the side and its counterpart.
MORE = {
    "": "",
    "p": "canSend { allowed remaining problem { code } } counterpart { blockedByViewer status }",
    "c": "startedBy { handle } entryPoint createdAt",
    "m": "lastMessage { clientMessageId sentBy { name } sender { markets } }",
}


def test_whatever_needs_more_is_asked_for() -> None:
    for letter, fields in sides.NEEDED_BY.items():
        assert [field for field in fields - {"conversation"} if field not in MORE[letter]] == []


async def _spoken(one: Person, other: Person) -> int:
    conversation = await started(one, other)
    await say(one, conversation, "hello")
    await say(other, conversation, "hello to you")
    return conversation


@pytest.mark.parametrize("more", MORE.values(), ids=MORE.keys())
async def test_what_is_left_unread_is_shown_by_no_field(
    api: Api, acme: Person, maya: Person, more: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _spoken(acme, maya)
    selection = _everything_but(rows.RARE, SCHEMA, SCHEMA.type_map["Conversation"], 2)
    for who in (acme, maya):
        asked = f"{{ inbox {{ nodes {{ {selection} {more} }} }} }}"

        some, errors = await api(who, asked)
        with monkeypatch.context() as patched:
            patched.setattr(sides, "reading", lambda _: sides.WHOLE)
            whole, _ = await api(who, asked)

        assert errors == []
        assert some == whole
        assert some["inbox"]["nodes"][0]["lastMessage"]["preview"] == "hello to you"


@pytest.mark.parametrize("more", MORE.values(), ids=MORE.keys())
async def test_nor_beside_a_thread(
    api: Api, acme: Person, maya: Person, more: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = await _spoken(acme, maya)
    of_thread = rows.RARE - {"messages", "sentBy", "clientMessageId"}
    thread = _everything_but(of_thread, SCHEMA, SCHEMA.type_map["MessageConnection"], 2)
    beside = _everything_but(rows.RARE, SCHEMA, SCHEMA.type_map["Conversation"], 2)
    assert "clientMessageId" in thread

    # Together they would repeat more fields than a document may.
    for selection in (f"{more} messages {{ {thread} }}", f"{beside} {more} messages {{ edges {{ node {{ text }} }} }}"):
        asked = f'{{ node(id: "cnv_{conversation}") {{ ... on Conversation {{ {selection} }} }} }}'
        some, errors = await api(acme, asked)
        with monkeypatch.context() as patched:
            patched.setattr(sides, "reading", lambda _: sides.WHOLE)
            whole, _ = await api(acme, asked)

        assert errors == []
        assert some == whole
        assert [edge["node"]["text"] for edge in some["node"]["messages"]["edges"]] == ["hello", "hello to you"]
