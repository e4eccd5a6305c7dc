"""Saved replies, as clients see them."""

from typing import Any

import pytest

from tests.cast import Person, started
from tests.conftest import NothingHappens
from tests.schema import documents
from tests.schema.conftest import Api
from tests.schema.nouns import mutate

LIST = """query($query: String, $first: Int, $after: String) {
    savedReplies(query: $query, first: $first, after: $after) {
        nodes { id name text variables createdAt updatedAt } pageInfo { hasNextPage endCursor } } }"""


async def saved(api: Api, who: Person, text: str, **given: Any) -> dict[str, Any]:
    """Save a new reply."""
    made = {"savedReplyId": None, "clientMutationId": text, "text": text, **given}
    answer: dict[str, Any] = (await mutate(api, who, "saveReply", **made))["savedReply"]
    return answer


@pytest.mark.rule("MSG-7")
async def test_a_reply_is_saved_listed_changed_and_deleted(api: Api, acme: Person, maya: Person) -> None:
    first = await saved(api, acme, "{creator_name}, use {code} until {until}")
    second = await saved(api, acme, "Bye", name="Bye")
    assert (first["name"], first["variables"], second["variables"]) == ("Code", ["code", "until"], [])
    assert await saved(api, acme, "Bye", name="Bye") == second

    data, errors = await api(acme, LIST, query="code", first=1)
    assert (data["savedReplies"]["nodes"], errors) == ([first], [])
    data, _ = await api(acme, LIST, first=1)
    assert data["savedReplies"]["nodes"] == [second]
    data, _ = await api(acme, LIST, first=1, after=data["savedReplies"]["pageInfo"]["endCursor"])
    assert data["savedReplies"]["nodes"] == [first]

    node = "query($id: ID!) { node(id: $id) { __typename id } }"
    assert (await api(acme, node, id=first["id"]))[0] == {"node": {"__typename": "SavedReply", "id": first["id"]}}
    assert (await api(maya, node, id=first["id"]))[0] == {"node": None}
    assert (await api(maya, LIST))[0]["savedReplies"]["nodes"] == []

    changed = await mutate(api, acme, "saveReply", savedReplyId=first["id"], text="Use {code}")
    assert (changed["savedReply"]["id"], changed["savedReply"]["variables"]) == (first["id"], ["code"])
    for _ in range(2):
        deleted = await mutate(api, acme, "deleteReply", savedReplyId=first["id"])
        assert deleted == {"__typename": "DeleteReplySuccess", "savedReplyId": first["id"]}
    assert (await api(acme, node, id=first["id"]))[0] == {"node": None}


@pytest.mark.rule("MSG-7")
async def test_what_cannot_be_saved_is_told_with_the_field(
    api: Api, acme: Person, nothing_happens: NothingHappens
) -> None:
    async with nothing_happens():
        for given, field in (
            ({"text": "Hi {you"}, "text"),
            ({"name": ""}, "name"),
            ({"clientMutationId": None}, "clientMutationId"),
        ):
            answer = await mutate(
                api, acme, "saveReply", **{"savedReplyId": None, "clientMutationId": "x", "text": "Hi", **given}
            )
            assert (answer["__typename"], answer["field"]) == ("InvalidInput", field)


@pytest.mark.rule("MSG-7")
async def test_a_saved_reply_is_sent_filled_in_or_not_at_all(
    api: Api, acme: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    conversation = f"cnv_{await started(acme, maya)}"
    reply = await saved(api, acme, "{creator_name}, use {code}!")

    async def send(variables: list[dict[str, str]] | None, reply_id: str = reply["id"]) -> dict[str, Any]:
        content = {"savedReply": {"savedReplyId": reply_id, "variables": variables}}
        return await documents.mutate(
            api, acme, "sendMessage", conversationId=conversation, clientMessageId="one", content=content
        )

    code = {"name": "code", "value": "SPRING"}
    async with nothing_happens():
        for variables, field in (
            (None, "variables"),
            ([], "variables"),
            ([{"name": "cod", "value": "x"}], "variables.0.name"),
            ([code, code], "variables.1.name"),
            ([code, {"name": "creator_name", "value": "Noor"}], "variables.1.name"),
        ):
            answer = await send(variables)
            assert (answer["code"], answer["field"]) == ("INVALID_INPUT", f"content.savedReply.{field}")
        missing = await send([code], "rpl_999")
        assert (missing["code"], missing["field"]) == ("NOT_FOUND", "content.savedReply.savedReplyId")
    message = (await send([code]))["message"]
    assert (message["kind"], message["text"]) == ("TEXT", "Maya, use SPRING!")
    await mutate(api, acme, "deleteReply", savedReplyId=reply["id"])
    assert (await send([code]))["message"] == message
