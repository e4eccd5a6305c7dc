"""Recalling, as clients see it."""

import pytest

from tests.cast import Person, say, started
from tests.schema.conftest import Api

RECALL = """mutation($id: ID!) { recallMessage(input: {messageId: $id}) { __typename
    ... on RecallMessageSuccess { message { sequence text preview recalledAt } } ... on Problem { code detail } } }"""


@pytest.mark.rule("MSG-5")
async def test_a_message_is_recalled_for_both_sides_at_once(api: Api, acme: Person, maya: Person) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "a word too many")

    data, errors = await api(acme, RECALL, id=f"msg_{conversation}_1")

    assert errors == []
    message = data["recallMessage"]["message"]
    assert (message["sequence"], message["text"]) == (1, None)
    assert message["preview"] == "This message was recalled."
    assert message["recalledAt"] is not None
    for who in (acme, maya):
        data, _ = await api(who, "{ inbox { nodes { lastMessage { text preview } } } }")
        assert data["inbox"]["nodes"][0]["lastMessage"] == {"text": None, "preview": "This message was recalled."}


FIND = """query($in: ID) { search(query: "TOO many", conversationId: $in) { messages {
    count { value } nodes { text ranges { start end } message { id } more { value } } } } }"""


@pytest.mark.rule("MSG-5")
@pytest.mark.rule("SRCH-4")
async def test_what_is_recalled_is_found_no_more_by_either_side(api: Api, acme: Person, maya: Person) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "one too many")
    await say(acme, conversation, "and a word too many")
    everywhere: tuple[dict[str, str], ...] = ({}, {"in": f"cnv_{conversation}"})

    await api(acme, RECALL, id=f"msg_{conversation}_2")

    for who in (acme, maya):
        for asked in everywhere:
            data, errors = await api(who, FIND, **asked)
            assert errors == []
            assert data["search"]["messages"] == {
                "count": {"value": 1},
                "nodes": [{"text": "one too many", "ranges": [{"start": 4, "end": 12}],
                           "message": {"id": f"msg_{conversation}_1"}, "more": {"value": 0}}],
            }  # fmt: skip
    await api(acme, RECALL, id=f"msg_{conversation}_1")
    for who in (acme, maya):
        for asked in everywhere:
            data, _ = await api(who, FIND, **asked)
            assert data["search"]["messages"] == {"count": {"value": 0}, "nodes": []}


async def test_what_cannot_be_recalled_is_a_typed_refusal(api: Api, acme: Person, maya: Person) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "hello")

    for who, id, code in (
        (maya, f"msg_{conversation}_1", "FORBIDDEN"),
        (acme, f"msg_{conversation}_2", "NOT_FOUND"),
        (acme, "nonsense", "INVALID_INPUT"),
    ):
        data, errors = await api(who, RECALL, id=id)
        assert errors == []
        assert data["recallMessage"]["code"] == code
