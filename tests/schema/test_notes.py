"""Notes, labels and assignees, as clients see them."""

from typing import Any

import pytest

from domain.actions import assignments, notes
from domain.house import House
from models.teams import Permission
from tests.app.served import Client, acknowledged
from tests.cast import Person, member, say, started
from tests.schema.conftest import Api
from tests.schema.documents import told
from tests.schema.nouns import mutate
from tests.schema.test_statements import ROWS, full_inbox, watched

SEEN = """query($handle: String!, $ids: [ID!]!) {
    account(handle: $handle) { ... on Creator { labels notes { id text writtenBy { handle } } } }
    nodes(ids: $ids) { __typename id ... on Note { text writtenAt writtenBy { handle } }
        ... on Creator { labels notes { id } } ... on Conversation { assignee { handle } } } }"""
ASSIGN = """mutation($input: AssignConversationInput!) { assignConversation(input: $input) { __typename
    ... on Problem { code detail } ... on InvalidInput { field } ... on NotFound { field }
    ... on ConversationSuccess { conversation { assignee { handle } } } } }"""
NARROWED = """query($filter: InboxFilter, $folder: InboxFolder) {
    inbox(folder: $folder, filter: $filter) { nodes { id } } inboxCounts(filter: $filter) { messages { value } } }"""


@pytest.mark.rule("INB-9")
async def test_a_side_sees_its_notes_labels_and_assignee_and_nobody_else_does(
    api: Api, acme: Person, fresh: Person, northstar: Person, maya: Person
) -> None:
    conversations = {who.handle: await started(who, maya) for who in (acme, fresh)}
    await say(acme, conversations["acme"], "hello")
    labelled = await mutate(api, acme, "setCreatorLabels", creatorId=f"acc_{maya.key}", labels=["VIP", "Beauty"])
    noted = await mutate(api, acme, "addCreatorNote", creatorId=f"acc_{maya.key}")
    note: dict[str, Any] = noted["note"]
    assigned, errors = await api(
        acme, ASSIGN, input={"conversationId": f"cnv_{conversations['acme']}", "userId": f"usr_{acme.user_key}"}
    )

    assert labelled["creator"] == {"handle": "maya", "labels": ["Beauty", "VIP"]}
    assert noted["creator"] == {"handle": "maya", "notes": [{"id": note["id"]}]}
    assert (note["text"], note["writtenBy"]) == ("Answers fast", {"handle": "acme"})
    assert (assigned["assignConversation"]["conversation"], errors) == ({"assignee": {"handle": "acme"}}, [])
    ids = [note["id"], f"acc_{maya.key}", f"cnv_{conversations['acme']}"]

    async def seen(who: Person) -> Any:
        data, errors = await api(who, SEEN, handle="maya", ids=ids)
        assert errors == []
        return data

    mine = await seen(acme)
    written = {"id": note["id"], "text": "Answers fast", "writtenBy": {"handle": "acme"}}
    assert mine["account"] == {"labels": ["Beauty", "VIP"], "notes": [written]}
    assert mine["nodes"] == [
        {"__typename": "Note", **written, "writtenAt": note["writtenAt"]},
        {"__typename": "Creator", "id": ids[1], "labels": ["Beauty", "VIP"], "notes": [{"id": note["id"]}]},
        {"__typename": "Conversation", "id": ids[2], "assignee": {"handle": "acme"}},
    ]
    unassigned = {"__typename": "Conversation", "id": ids[2], "assignee": None}
    for who, conversation in ((fresh, None), (northstar, None), (maya, unassigned)):
        theirs = await seen(who)
        assert theirs["account"] == {"labels": [], "notes": []}
        creator = {"__typename": "Creator", "id": ids[1], "labels": [], "notes": []}
        assert theirs["nodes"] == [None, creator, conversation]


async def test_the_labels_in_use_are_listed_once_each_to_their_side(
    api: Api, acme: Person, fresh: Person, maya: Person, noor: Person
) -> None:
    await notes.set_labels(await acme.viewer(), maya.key, ["VIP", "beauty", "Ärger"])
    await notes.set_labels(await acme.viewer(), noor.key, ["VIP", "B"])

    assert await api(acme, "{ creatorLabels }") == ({"creatorLabels": ["B", "VIP", "beauty", "Ärger"]}, [])
    assert await api(fresh, "{ creatorLabels }") == ({"creatorLabels": []}, [])
    data, errors = await api(maya, "{ creatorLabels }")
    assert (data, told(errors)["code"]) == ({"creatorLabels": None}, "FORBIDDEN")


@pytest.mark.rule("INB-9")
async def test_folders_and_counts_are_narrowed_by_what_is_given(
    api: Api, acme: Person, maya: Person, noor: Person
) -> None:
    first, second = await started(acme, maya), await started(acme, noor)
    await notes.set_labels(await acme.viewer(), maya.key, ["VIP"])
    await assignments.assign(await acme.viewer(), second, acme.user_key)
    owner = f"usr_{acme.user_key}"

    async def found(**filter: Any) -> list[str]:
        data, errors = await api(acme, NARROWED, filter=filter)
        assert errors == []
        assert data["inboxCounts"]["messages"]["value"] == len(data["inbox"]["nodes"])
        return [node["id"] for node in data["inbox"]["nodes"]]

    assert await found() == await found(labels=None, assigneeId=None) == [f"cnv_{second}", f"cnv_{first}"]
    assert await found(labels=["VIP", "Beauty"]) == [f"cnv_{first}"]
    assert await found(assigneeId=owner) == [f"cnv_{second}"]
    assert await found(labels=["VIP"], assigneeId=owner) == await found(labels=[]) == []


@pytest.mark.rule("REF-1")
async def test_a_filter_that_is_wrong_is_refused_with_its_field(api: Api, acme: Person) -> None:
    powerless = await member(acme, "sam", Permission(31) & ~Permission.INSTANT_MESSAGING)
    for wrong, field in (({"assigneeId": "acc_1"}, "filter.assigneeId"), ({"labels": [""]}, "filter.labels.0")):
        for query in ("inbox(filter: $filter) { nodes { id } }", "inboxCounts(filter: $filter) { messages { value } }"):
            document = f"query($filter: InboxFilter) {{ {query} }}"
            data, errors = await api(acme, document, filter=wrong)
            assert {*data.values()} == {None}
            assert told(errors) == {"code": "INVALID_INPUT", "field": field}
            data, errors = await api(powerless, document, filter=wrong)
            assert told(errors) == {"code": "FORBIDDEN"}


@pytest.mark.rule("REF-1")
async def test_who_cannot_be_assigned_is_told_as_such(api: Api, acme: Person, maya: Person) -> None:
    key = await started(acme, maya)
    for user, refusal in (
        ("acc_1", "InvalidInput"), (f"usr_{maya.user_key}", "NotFound"), (f"usr_{2**62}", "NotFound")
    ):  # fmt: skip
        data, errors = await api(acme, ASSIGN, input={"conversationId": f"cnv_{key}", "userId": user})
        answer = data["assignConversation"]
        assert (answer["__typename"], answer["field"], errors) == (refusal, "userId", [])
    await say(acme, key, "hello")
    data, errors = await api(maya, ASSIGN, input={"conversationId": f"cnv_{key}", "userId": None})
    assert (data["assignConversation"]["__typename"], errors) == ("Forbidden", [])


async def test_each_of_them_is_one_statement_for_a_whole_page(api: Api, house: House, acme: Person) -> None:
    await full_inbox(acme)
    asked = f"""{{ inbox(first: {ROWS}) {{ nodes {{ assignee {{ handle }}
        counterpart {{ id ... on Creator {{ labels notes {{ text }} }} }} }} }} }}"""

    async with watched(house) as database:
        data, errors = await api(acme, asked)

    assert errors == []
    assert len(data["inbox"]["nodes"]) == ROWS
    # Who is asking, the page without what is rare, assignees, labels, notes.
    assert len(database.statements) == 5
    assert "started_by_id" not in database.statements[1]


@pytest.mark.rule("INB-9")
async def test_a_listener_of_the_side_hears_what_it_is_now(
    client: Client, api: Api, acme: Person, maya: Person
) -> None:
    key = await started(acme, maya)
    position = (await api(acme, "{ viewer { position } }"))[0]["viewer"]["position"]
    async with acknowledged(client, acme) as socket:
        await socket.subscribe(
            "all",
            """subscription($after: Position) { events(after: $after) { ... on ConversationChanged { conversation {
                assignee { handle } counterpart { ... on Creator { labels } } } } } }""",
            after=position,
        )
        await assignments.assign(await acme.viewer(), key, acme.user_key)
        assert (await socket.hear())["payload"]["data"]["events"]["conversation"] == {
            "assignee": {"handle": "acme"}, "counterpart": {"labels": []},
        }  # fmt: skip
        await notes.set_labels(await acme.viewer(), maya.key, ["VIP"])
        assert (await socket.hear())["payload"]["data"]["events"]["conversation"] == {
            "assignee": {"handle": "acme"}, "counterpart": {"labels": ["VIP"]},
        }  # fmt: skip
