"""Search, as clients see it."""

import asyncio
from typing import Any

import pytest

from domain.actions import accounts, recalls
from domain.house import House
from domain.viewer import System
from models.accounts import AccountStatus
from models.teams import ALL_PERMISSIONS, Permission
from tests.app.served import Client, headers
from tests.cast import Person, member, offered, requested, say, shown, started
from tests.erasing import erase
from tests.schema.conftest import Api
from tests.schema.test_statements import watched

HIT = "edges { cursor node { conversation { id counterpart { handle name } } message { id sequence sentAt } text"
MORE = "ranges { start end } more { value exact } } } pageInfo { hasNextPage endCursor } count { value exact }"
ALL = f"""query($query: String!, $tab: InboxTab, $within: ID, $first: Int, $after: String) {{
    search(query: $query, tab: $tab, conversationId: $within) {{
        accounts(first: $first, after: $after) {{ edges {{ cursor node {{ conversation {{ id }} text
            ranges {{ start end }} }} }} count {{ value exact }} }}
        messages(first: $first, after: $after) {{ {HIT} {MORE} }}
        products {{ {HIT} {MORE} }} samples {{ {HIT} {MORE} }} }} }}"""
WRONG_QUERIES = ["", "x" * 201, "\0", "\ufdd0"]
WRONG_PAGES: list[tuple[dict[str, Any], str]] = [
    ({"first": 0}, "first"), ({"first": 51}, "first"), ({"first": -1}, "first"), ({"after": ""}, "after"),
    ({"after": "x" * 10_000}, "after"), ({"after": "1.01"}, "after"), ({"after": f"1.{2**63}"}, "after"),
    ({"after": "12"}, "after"),
]  # fmt: skip


async def talk(acme: Person, maya: Person) -> int:
    """Texts, a card and a sample between a seller and a creator."""
    key = await started(maya, acme)
    await say(maya, key, "Is the Moon lamp dimmable?", "👍 moon")
    (lamp,) = await offered(acme, "Moon lamp", samples_offered=True)
    await shown(acme, key, [lamp])
    await requested(maya, lamp)
    return key


@pytest.mark.rule("SRCH-1")
@pytest.mark.rule("SRCH-3")
async def test_a_search_shows_where_each_module_found_it(api: Api, acme: Person, maya: Person) -> None:
    key = await talk(acme, maya)

    data, errors = await api(acme, ALL, query="MOON")

    assert errors == []
    found = data["search"]
    assert found["accounts"] == {"edges": [], "count": {"value": 0, "exact": True}}
    (edge,) = found["messages"]["edges"]
    assert edge["node"]["conversation"] == {"id": f"cnv_{key}", "counterpart": {"handle": "maya", "name": "Maya"}}
    assert edge["node"]["message"]["id"] == f"msg_{key}_2"
    assert edge["node"]["more"] == {"value": 1, "exact": True}
    assert (edge["node"]["text"], edge["node"]["ranges"]) == ("👍 moon", [{"start": 3, "end": 7}])
    assert found["messages"]["pageInfo"] == {"hasNextPage": False, "endCursor": edge["cursor"]}
    assert [one["node"]["message"]["id"] for one in found["products"]["edges"]] == [f"msg_{key}_3"]
    assert [one["node"]["text"] for one in found["samples"]["edges"]] == ["Moon lamp"]
    data, errors = await api(maya, ALL, query="moon", tab="AGENCIES", within=f"cnv_{key}")
    assert errors == []
    assert [found["count"]["value"] for found in data["search"].values()] == [0, 0, 0, 0]
    data, errors = await api(maya, ALL, query="moon", tab="SHOPS", within=f"cnv_{key}", first=1)
    assert errors == []
    assert data["search"]["messages"]["count"] == {"value": 2, "exact": True}
    last = data["search"]["messages"]["pageInfo"]["endCursor"]
    rest = """query($w: ID!, $a: String) { search(query: "moon", conversationId: $w) {
        messages(after: $a) { nodes { message { id } } } } }"""
    data, errors = await api(maya, rest, w=f"cnv_{key}", a=last)
    assert data["search"]["messages"]["nodes"] == [{"message": {"id": f"msg_{key}_1"}}]


@pytest.mark.rule("SRCH-1")
async def test_a_module_takes_one_statement_and_what_is_not_asked_for_none(
    api: Api, house: House, acme: Person, maya: Person
) -> None:
    await talk(acme, maya)
    taken = {}
    for asked in ("__typename", "messages { count { value } }", f"messages {{ {HIT} {MORE} }}"):
        async with watched(house) as database:
            _, errors = await api(acme, f'{{ search(query: "moon") {{ {asked} }} }}')
            assert errors == []
            taken[asked] = len(database.statements)
    async with watched(house) as database:
        _, errors = await api(acme, ALL, query="moon")
        assert errors == []

    assert list(taken.values()) == [1, 2, 2]  # who is asking is the first
    assert len(database.statements) == 5


@pytest.mark.rule("SRCH-1")
async def test_modules_are_read_side_by_side(api: Api, house: House, acme: Person, maya: Person) -> None:
    await talk(acme, maya)
    waiting, all_there = 0, asyncio.Event()

    async def meet(text: str) -> None:
        nonlocal waiting
        if "WITH" in text and "head" in text:
            waiting += 1
            if waiting == 4:
                all_there.set()
            await asyncio.wait_for(all_there.wait(), 5)

    async with watched(house) as database:
        database.before = meet
        data, errors = await api(acme, ALL, query="moon")

    assert errors == []
    assert data["search"]["messages"]["count"] == {"value": 1, "exact": True}


async def test_hits_know_their_conversation_and_hold_nothing_unread(api: Api, acme: Person, maya: Person) -> None:
    key = await talk(acme, maya)
    deep = """{ search(query: "moon") { messages { nodes {
        message { conversation { id } sender { handle } sentBy { handle } clientMessageId preview }
        conversation { startedBy { handle } canSend { allowed } entryPoint unreadCount readUpTo
            lastMessage { sequence conversation { id } clientMessageId }
            counterpart { markets blockedByViewer conversation { id } }
            messages(last: 1) { nodes { sequence } } } } } } }"""
    briefly = """{ search(query: "moon") { messages { nodes {
        message { conversation { id } } conversation { counterpart { conversation { id } }
            lastMessage { sequence conversation { id } } } } } } }"""

    data, errors = await api(maya, deep)
    brief, more = await api(maya, briefly)

    assert errors == more == []
    (hit,) = data["search"]["messages"]["nodes"]
    this = {"id": f"cnv_{key}"}
    assert hit["message"] == {
        "conversation": this, "sender": {"handle": "maya"}, "sentBy": {"handle": "maya"},
        "clientMessageId": "maya says 👍 moon", "preview": "👍 moon",
    }  # fmt: skip
    assert hit["conversation"]["counterpart"] == {"markets": ["US"], "blockedByViewer": False, "conversation": this}
    assert hit["conversation"]["lastMessage"]["conversation"] == this
    assert hit["conversation"]["messages"] == {"nodes": [{"sequence": 4}]}
    (hit,) = brief["search"]["messages"]["nodes"]
    assert hit["conversation"] == {
        "counterpart": {"conversation": this}, "lastMessage": {"sequence": 4, "conversation": this}
    }  # fmt: skip


@pytest.mark.rule("SRCH-4")
async def test_a_search_is_refused_whole_and_a_wrong_page_alone(
    api: Api, acme: Person, maya: Person, noor: Person
) -> None:
    key = await talk(acme, maya)

    def told(errors: list[dict[str, Any]]) -> list[tuple[list[Any], str, str | None]]:
        return [(one["path"], one["extensions"]["code"], one["extensions"].get("field")) for one in errors]

    for wrong in WRONG_QUERIES:
        data, errors = await api(acme, ALL, query=wrong)
        assert (data, told(errors)) == ({"search": None}, [(["search"], "INVALID_INPUT", "query")])
    data, errors = await api(acme, ALL, query="moon", tab="SHOPS")
    assert (data, told(errors)) == ({"search": None}, [(["search"], "INVALID_INPUT", "tab")])
    for who, within, refusal in (
        (noor, f"cnv_{key}", ("NOT_FOUND", "conversationId")),
        (acme, "cnv_999", ("NOT_FOUND", "conversationId")),
        (acme, f"msg_{key}_1", ("INVALID_INPUT", "conversationId")),
    ):
        data, errors = await api(who, ALL, query="moon", within=within)
        assert (data, told(errors)) == ({"search": None}, [(["search"], *refusal)])
    for page, field in WRONG_PAGES:
        data, errors = await api(acme, ALL, query="moon", **page)
        assert [data["search"][module] for module in ("accounts", "messages")] == [None, None]
        assert len(data["search"]["products"]["edges"]) == 1
        paths = [["search", "accounts"], ["search", "messages"]]
        assert sorted(told(errors)) == [(path, "INVALID_INPUT", field) for path in paths], page
    nobody = await member(acme, "nina", ALL_PERMISSIONS & ~Permission.INSTANT_MESSAGING)
    data, errors = await api(nobody, ALL, query="moon")
    assert (data, told(errors)) == ({"search": None}, [(["search"], "FORBIDDEN", None)])


@pytest.mark.rule("SRCH-4")
async def test_two_search_while_both_change_and_find_their_own_only(
    api: Api, acme: Person, maya: Person, noor: Person
) -> None:
    """What was recalled before a search began is not in it."""
    keys = {maya.handle: await started(maya, acme), noor.handle: await started(noor, acme)}
    gone: set[str] = set()

    async def speak(who: Person) -> None:
        viewer = await who.viewer()
        for number in range(12):
            word = f"lamp{number}x{who.handle}"
            await say(who, keys[who.handle], word)
            if number % 2:
                await recalls.recall(viewer, keys[who.handle], number + 1)
                gone.add(word)

    async def look(who: Person) -> None:
        for _ in range(12):
            before = set(gone)
            data, errors = await api(who, ALL, query="lamp")
            assert errors == []
            for edge in data["search"]["messages"]["edges"]:
                assert edge["node"]["conversation"]["id"] == f"cnv_{keys[who.handle]}"
                assert edge["node"]["text"].endswith(who.handle)
                assert edge["node"]["text"] not in before

    await asyncio.gather(*(act(who) for who in (maya, noor) for act in (speak, look)))

    data, _ = await api(acme, ALL, query="lamp")
    assert [edge["node"]["more"]["value"] for edge in data["search"]["messages"]["edges"]] == [5, 5]


@pytest.mark.rule("SRCH-4")
async def test_who_searches_while_the_other_side_is_erased_finds_all_of_it_or_what_is_left(
    api: Api, acme: Person, maya: Person, noor: Person
) -> None:
    keys = {who.handle: await started(who, acme) for who in (maya, noor)}
    for who in (maya, noor):
        await say(who, keys[who.handle], *(f"lamp{number}x{who.handle}" for number in range(12)))
    gone = False

    async def leave() -> None:
        nonlocal gone
        await erase(noor)
        gone = True

    async def look() -> None:
        over = gone
        data, errors = await api(acme, ALL, query="lamp")
        assert errors == []
        texts = {edge["node"]["text"] for edge in data["search"]["messages"]["edges"]}
        assert "lamp11xmaya" in texts
        assert len(texts) == 1 if over else texts <= {"lamp11xmaya", "lamp11xnoor"}

    async def look_on() -> None:
        for _ in range(12):
            await look()

    await asyncio.gather(leave(), look_on())
    await look()


async def test_a_search_is_dear_however_little_of_it_is_shown(client: Client, acme: Person) -> None:
    number = "messages(first: 1) { count { value } }"
    one = f'one: search(query: "zz") {{ {number} again: {number} ...F }}'
    document = f'{{ {one} two: search(query: "z") {{ __typename }} }} fragment F on SearchResults {{ {number} }}'

    async with client.post("/graphql", json={"query": document}, headers=headers(client, acme)) as response:
        answer = await response.json()

    nothing = {"count": {"value": 0}}
    assert answer["data"] == {"one": {"messages": nothing, "again": nothing}, "two": {"__typename": "SearchResults"}}
    assert answer["extensions"]["cost"] == 3 * 250 + 4


@pytest.mark.rule("SRCH-4")
async def test_whose_account_may_not_read_its_messages_finds_nothing(
    api: Api, house: House, acme: Person, maya: Person
) -> None:
    await talk(acme, maya)
    await accounts.set_status(System(house), acme.key, AccountStatus.DEACTIVATED, "Violations")

    data, errors = await api(acme, ALL, query="moon")

    assert data == {"search": None}
    assert [(one["path"], one["extensions"]["code"]) for one in errors] == [(["search"], "ACCESS_REVOKED")]
    data, errors = await api(maya, ALL, query="moon")
    assert (data["search"]["messages"]["count"]["value"], errors) == (1, [])
