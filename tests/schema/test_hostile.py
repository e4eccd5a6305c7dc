"""Wrong, hostile and half-baked input: a typed error, the same on both databases, and no trace."""

import json
from typing import Any

import pytest

from domain import ids
from tests.app.served import Client, acknowledged, headers
from tests.cast import Person, say, started
from tests.conftest import NothingHappens
from tests.schema.conftest import Api
from tests.schema.documents import document, mutate, told

NUL = "a\u0000b"
INBOX = """query($first: Int, $after: String, $last: Int, $before: String) {
    inbox(first: $first, after: $after, last: $last, before: $before) { nodes { id } } }"""
THREAD = """query($id: ID!, $first: Int, $after: String, $last: Int, $before: String, $around: ID) {
    node(id: $id) { ... on Conversation {
    messages(first: $first, after: $after, last: $last, before: $before, around: $around) { nodes { id } } } } }"""
BIG = 2**63

# What is sent instead of something sensible, and the field that the answer names.
SENDS: list[tuple[dict[str, Any], str]] = [
    ({"content": {"text": ""}}, "content.text"),
    ({"content": {"text": " \n\t\u3000\u00a0"}}, "content.text"),
    ({"content": {"text": "x" * 2001}}, "content.text"),
    ({"content": {"text": NUL}}, "content.text"),
    ({"content": {"savedReply": {"savedReplyId": ""}}}, "content.savedReply.savedReplyId"),
    ({"content": {"savedReply": {"savedReplyId": "lst_1"}}}, "content.savedReply.savedReplyId"),
    ({"clientMessageId": ""}, "clientMessageId"),
    ({"clientMessageId": "x" * 101}, "clientMessageId"),
    ({"clientMessageId": NUL}, "clientMessageId"),
    ({"conversationId": ""}, "conversationId"),
    ({"conversationId": f"cnv_{BIG}"}, "conversationId"),
    ({"conversationId": "cnv_-1"}, "conversationId"),
    ({"conversationId": "cnv_01"}, "conversationId"),
    ({"conversationId": f"cnv_1{NUL}"}, "conversationId"),
    ({"conversationId": "msg_1_1"}, "conversationId"),
]
INBOX_PAGES: list[tuple[dict[str, Any], str]] = [
    ({"first": 0}, "first"),
    ({"first": -1}, "first"),
    ({"first": 51}, "first"),
    ({"first": 1000}, "first"),
    ({"first": 20_000}, "first"),
    ({"last": 0}, "last"),
    ({"last": 51}, "last"),
    ({"first": 1, "last": 1}, "last"),
    ({"first": 1, "before": "1.1"}, "before"),
    ({"last": 1, "after": "1.1"}, "after"),
    ({"after": "1.1", "before": "1.1"}, "before"),
    *(
        ({direction: forged}, direction)
        for direction in ("after", "before")
        for forged in (
            "",
            "nonsense",
            "1",
            "1.0",
            "01.1",
            "1.01",
            "-1.1",
            "1.-1",
            "1.1.1",
            "1.1 ",
            "1.1\n",
            "١.١",
            f"1.{BIG}",
            f"{'9' * 18}.1",
            f"{'9' * 19}.1",
            "253402300800000000.1",
            NUL,
            "YXJyYXljb25uZWN0aW9uOi0x",
            "x" * 10_000,
        )
    ),
]
THREAD_PAGES: list[tuple[dict[str, Any], str]] = [
    ({"first": 0}, "first"),
    ({"first": 101}, "first"),
    ({"last": -1}, "last"),
    ({"after": "0"}, "after"),
    ({"after": "-1"}, "after"),
    ({"after": "1.1"}, "after"),
    ({"before": f"{2**31}"}, "before"),
    ({"before": "01"}, "before"),
    ({"before": NUL}, "before"),
    ({"around": "nonsense"}, "around"),
    ({"around": "cnv_1"}, "around"),
    ({"around": f"msg_{BIG}_1"}, "around"),
    ({"around": f"msg_1_{2**31}"}, "around"),
    ({"around": f"msg_{BIG - 1}_1"}, "around"),
]


async def test_what_cannot_be_sent_is_refused_with_its_field(
    api: Api, acme: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    key = await started(acme, maya)
    sensible = {"conversationId": f"cnv_{key}", "clientMessageId": "one", "content": {"text": "hello"}}

    async with nothing_happens():
        for wrong, field in SENDS:
            answer = await mutate(api, acme, "sendMessage", **(sensible | wrong))
            assert (answer["code"], answer["field"]) == ("INVALID_INPUT", field), wrong
            assert answer["detail"]


async def test_the_longest_and_the_oddest_texts_are_sent_as_they_are(api: Api, acme: Person, maya: Person) -> None:
    key = f"cnv_{await started(maya, acme)}"
    texts = ["x" * 1999, "が👩‍👩‍👧‍👦ไทย\u202eيمين", "'; DROP TABLE messages; --", "%s {0} $1 ?1", "\u2028", '"\\']

    for number, text in enumerate(texts):
        content = {"text": text + "."}
        answer = await mutate(
            api, maya, "sendMessage", conversationId=key, clientMessageId=f"{number}💬'", content=content
        )
        assert answer["message"]["text"] == f"{text}.".strip()
        assert answer["message"]["clientMessageId"] == f"{number}💬'"


async def test_half_of_a_surrogate_pair_never_gets_in(
    client: Client, acme: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    key = await started(acme, maya)
    given = {"conversationId": f"cnv_{key}", "clientMessageId": "one", "content": {"text": "\ud800"}}
    in_variables = json.dumps({"query": document("sendMessage"), "variables": {"input": given}})
    literal = '{ account(handle: "\\ud800") { id } }'

    async with nothing_happens():
        for body in (in_variables, json.dumps({"query": literal}), '{"query": "{ viewer { id } } \\udfff"}'):
            response = await client.post(
                "/graphql", data=body, headers=headers(client, acme) | {"Content-Type": "application/json"}
            )
            said = await response.json()
            assert response.status in {200, 400}
            assert said["errors"][0]["extensions"]["code"] == "INVALID_INPUT"
            assert not said.get("data")


async def test_pages_that_are_no_pages_are_refused(
    api: Api, acme: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    key = await started(acme, maya)
    await say(acme, key, "hello")

    async with nothing_happens():
        for wrong, field in INBOX_PAGES:
            data, errors = await api(acme, INBOX, **wrong)
            assert data == {"inbox": None}
            assert told(errors) == {"code": "INVALID_INPUT", "field": field}, wrong
        for wrong, field in THREAD_PAGES:
            data, errors = await api(acme, THREAD, id=f"cnv_{key}", **wrong)
            assert data == {"node": None}
            assert told(errors) == {"code": "INVALID_INPUT", "field": field}, wrong


async def test_cursors_that_are_well_made_are_places_wherever_they_point(api: Api, acme: Person, maya: Person) -> None:
    key = await started(acme, maya)
    await say(acme, key, "hello")

    for cursor, size in (("0.1", 0), (f"253402300799999999.{BIG - 1}", 1)):
        data, errors = await api(acme, INBOX, after=cursor)
        assert (len(data["inbox"]["nodes"]), errors) == (size, [])
    for page, size in (({"after": f"{2**31 - 1}"}, 0), ({"before": "1"}, 0), ({"before": f"{2**31 - 1}"}, 1)):
        data, errors = await api(acme, THREAD, id=f"cnv_{key}", **page)
        assert (len(data["node"]["messages"]["nodes"]), errors) == (size, [])


async def test_an_inbox_gives_cursors_that_it_takes(api: Api, acme: Person, maya: Person) -> None:
    await started(acme, maya)
    data, _ = await api(acme, "{ inbox { edges { cursor } } }")

    cursor = data["inbox"]["edges"][0]["cursor"]

    assert ids.inbox_cursor(*ids.parse_inbox_cursor(cursor, "after")) == cursor


@pytest.mark.rule("REF-1")
async def test_what_is_not_of_the_type_is_a_request_error_with_the_path(
    api: Api, acme: Person, nothing_happens: NothingHappens
) -> None:
    sensible = {"conversationId": "cnv_1", "clientMessageId": "one", "content": {"text": "hello"}}
    wrong: list[tuple[str, dict[str, Any], str]] = [
        ("sendMessage", sensible | {"clientMessageId": 5}, "clientMessageId"),
        ("sendMessage", sensible | {"clientMessageId": None}, "clientMessageId"),
        ("sendMessage", sensible | {"content": {"text": 5}}, "content.text"),
        ("sendMessage", sensible | {"content": {}}, "content"),
        ("sendMessage", sensible | {"content": {"text": None}}, "content"),
        ("sendMessage", sensible | {"conversationId": {"id": 1}}, "conversationId"),
        ("startConversation", {"accountId": "acc_1", "entryPoint": "NOWHERE"}, "entryPoint"),
        ("markRead", {"conversationIds": ["cnv_1", None]}, "conversationIds.1"),
        ("markRead", {"conversationIds": ["cnv_1"], "upToMessageId": "msg_1_1"}, "input"),
        ("setTyping", {"conversationId": "cnv_1", "typing": "yes"}, "typing"),
    ]

    async with nothing_happens():
        for name, given, field in wrong:
            data, errors = await api(acme, document(name), input=given)
            assert data is None
            facts = told(errors)
            assert facts["code"] == "INVALID_INPUT"
            assert facts.get("field", field) in {field, "input"}, given
        for first in (-(2**31) - 1, 1.5, "5", True, [1], -(10**30)):
            data, errors = await api(acme, INBOX, first=first)
            assert (data, told(errors)) == (None, {"code": "INVALID_INPUT", "field": "first"})
        for first in (2**31, 10**30):
            data, errors = await api(acme, INBOX, first=first)
            assert (data, told(errors)["code"]) == (None, "INVALID_INPUT")
            data, errors = await api(acme, f"{{ inbox(first: {first}) {{ nodes {{ id }} }} }}")
            assert (data, told(errors)["code"]) == (None, "INVALID_INPUT")


async def test_positions_and_handles_that_are_none_are_refused(
    api: Api, client: Client, acme: Person, nothing_happens: NothingHappens
) -> None:
    epoch = acme.house.epoch

    async with nothing_happens(), acknowledged(client, acme) as socket:
        for handle in ("", "@", "a b", "ä", "x" * 41, NUL, "-a", "٣", "a'--"):
            data, errors = await api(acme, "query($h: String!) { account(handle: $h) { id } }", h=handle)
            assert (data, told(errors)) == ({"account": None}, {"code": "INVALID_INPUT", "field": "handle"})
        for position in ("", "x", f"{epoch}.", f"{epoch}.-1", f"{epoch}.01", f"{epoch}.{BIG}", f"{epoch}.1 ", NUL):
            await socket.subscribe(
                "all", "subscription($after: Position) { events(after: $after) { position } }", after=position
            )
            said = await socket.hear()
            assert said["payload"]["errors"][0]["extensions"] == {"code": "INVALID_INPUT", "field": "after"}
            assert (await socket.hear())["type"] == "complete"
        for position in (f"{epoch}.{BIG - 1}", "0.0", f"x{epoch[1:]}.1"):
            await socket.subscribe(
                "all", "subscription($after: Position) { events(after: $after) { position } }", after=position
            )
            said = await socket.hear()
            assert said["payload"]["errors"][0]["extensions"] == {"code": "HISTORY_EXPIRED"}
            assert (await socket.hear())["type"] == "complete"
