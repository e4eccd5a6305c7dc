"""Outreach as clients ask for it: the quota, the cost of contact, bulk messages."""

from typing import Any

import pytest

from domain.actions import conversations
from domain.house import House
from domain.queries import bulk as queries
from models.accounts import AccountKind
from models.conversations import EntryPoint
from models.teams import Permission
from tests.cast import Person, listed, member, offered, person, say, started, time_does_its_work, uploaded
from tests.conftest import Hands
from tests.schema.conftest import Api
from tests.schema.test_statements import watched

QUOTA = """{ outreachQuota { tier weekStart refreshesAt weeklyLimit used remaining unlimited followerLimit
    starterPackRemaining connected } }"""
WEEKS = """{ outreachWeeks { nodes { weekStart tier weeklyLimit used connected
    creators(first: 1) { nodes { handle } pageInfo { hasNextPage } } } } }"""
FOUND = """{ creators { nodes { handle contact { cost connected remaining problem {
    __typename code detail retryAt ... on AwaitingReply { limit } } } } } }"""
INBOX = "{ inbox { nodes { counterpart { handle } canSend { allowed remaining problem { code } } } } }"
SEND = """mutation($id: ID!, $made: String!) { sendMessage(
    input: {conversationId: $id, clientMessageId: $made, content: {text: "Hi"}}) {
    ... on SendMessageSuccess { message { sequence } } ... on Problem { code retryAt }
    ... on AwaitingReply { limit } } }"""
PREVIEW = """query($input: BulkMessageInput!) { bulkPreview(input: $input) { total leftOut free costing refused
    waiting remaining sampleText
    creators(first: 1) { nodes { creator { handle } contact { cost } } pageInfo { hasNextPage endCursor } } } }"""
BULK = """mutation($input: BulkMessageInput!) { sendBulkMessage(input: $input) {
    ... on BulkMessageSuccess { bulkMessage { id status text autoResume createdBy { handle }
        counts { total pending sent } } } ... on Problem { code detail } ... on InvalidInput { field } } }"""
STANDS = """query($id: ID!) { node(id: $id) { ... on BulkMessage { status finishedAt
    targetCollaboration { name } counts { total waiting sent skipped refused }
    recipients(statuses: [SENT, REFUSED], first: 2) { nodes { status text creator { handle } problem { code }
        message { text } } pageInfo { hasNextPage endCursor } } } } }"""
SAYS = """query($id: ID!) { node(id: $id) { ... on BulkMessage {
    text media { id } products { title } productList { name } } } }"""
OVER = """mutation($id: ID!) { cancelBulkMessage(input: {bulkMessageId: $id}) {
    ... on BulkMessageSuccess { bulkMessage { status } } ... on Problem { code } } }"""


def spelled(people: list[Person]) -> list[str]:
    """Their ids."""
    return [f"acc_{one.key}" for one in people]


@pytest.mark.rule("OUT-9")
async def test_a_seller_sees_its_week_and_others_have_none(
    api: Api, acme: Person, maya: Person, noor: Person, clock: Hands
) -> None:
    northstar = await person(acme.house, AccountKind.AGENCY, "northstar")
    for creator in (maya, noor):
        await say(acme, await started(acme, creator), f"Hello {creator.handle}")

    data, errors = await api(acme, QUOTA)

    assert not errors
    assert data["outreachQuota"] == {
        "tier": "T0", "weekStart": "2026-11-15T05:00:00Z", "refreshesAt": "2026-11-22T05:00:00Z", "weeklyLimit": 20,
        "used": 2, "remaining": 1018, "unlimited": False, "followerLimit": 20000, "starterPackRemaining": 998,
        "connected": 0,
    }  # fmt: skip
    (week,) = (await api(acme, WEEKS))[0]["outreachWeeks"]["nodes"]
    assert (week["used"], week["creators"]["nodes"]) == (2, [{"handle": "noor"}])
    assert week["creators"]["pageInfo"] == {"hasNextPage": True}
    for who in (northstar, maya):
        data, (error,) = await api(who, QUOTA)
        assert (data, error["extensions"]["code"]) == ({"outreachQuota": None}, "FORBIDDEN")


@pytest.mark.rule("OUT-9")
async def test_found_creators_say_what_contact_costs_and_conversations_whether_one_can_send(
    api: Api, acme: Person, maya: Person, noor: Person
) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, *"1234")
    place = {"id": f"cnv_{conversation}"}
    assert (await api(acme, INBOX))[0]["inbox"]["nodes"][0]["canSend"] == {
        "allowed": True, "remaining": 1, "problem": None
    }  # fmt: skip
    assert (await api(acme, SEND, **place, made="5"))[0]["sendMessage"] == {"message": {"sequence": 5}}

    data, errors = await api(acme, FOUND)

    assert not errors
    assert data["creators"]["nodes"] == [
        {"handle": "noor", "contact": {"cost": "ONE_UNIT", "connected": False, "remaining": 5, "problem": None}},
        {
            "handle": "maya",
            "contact": {
                "cost": "REFUSED", "connected": False, "remaining": 0,
                "problem": {
                    "__typename": "AwaitingReply", "code": "AWAITING_REPLY", "retryAt": None, "limit": 5,
                    "detail": "You have sent 5 messages without a response. You cannot send more until they respond.",
                },
            },
        },
    ]  # fmt: skip
    refused = (await api(acme, SEND, **place, made="6"))[0]["sendMessage"]
    assert refused == {"code": "AWAITING_REPLY", "retryAt": None, "limit": 5}
    ((shown,),) = [(await api(acme, INBOX))[0]["inbox"]["nodes"]]
    assert shown["canSend"] == {"allowed": False, "remaining": 0, "problem": {"code": "AWAITING_REPLY"}}
    ((theirs,),) = [(await api(maya, INBOX))[0]["inbox"]["nodes"]]
    assert theirs["canSend"] == {"allowed": True, "remaining": None, "problem": None}


@pytest.mark.rule("OUT-12")
async def test_a_bulk_message_is_previewed_sent_and_followed(
    api: Api, house: House, acme: Person, maya: Person, noor: Person
) -> None:
    asked: dict[str, Any] = {
        "clientMutationId": "spring", "query": "", "content": {"text": "Hi {creator_name}"},
        "filter": {"market": "US"},
    }  # fmt: skip
    data, errors = await api(acme, PREVIEW, input=asked)
    assert not errors
    assert data["bulkPreview"] == {
        "total": 2, "leftOut": 0, "free": 0, "costing": 2, "refused": 0, "waiting": 0, "remaining": 1020,
        "sampleText": "Hi Noor",
        "creators": {
            "nodes": [{"creator": {"handle": "noor"}, "contact": {"cost": "ONE_UNIT"}}],
            "pageInfo": {"hasNextPage": True, "endCursor": "1"},
        },
    }  # fmt: skip

    sent = (await api(acme, BULK, input=asked))[0]["sendBulkMessage"]["bulkMessage"]
    again = (await api(acme, BULK, input=asked))[0]["sendBulkMessage"]["bulkMessage"]

    assert sent == again
    assert (sent["status"], sent["text"], sent["autoResume"]) == ("RUNNING", "Hi {creator_name}", True)
    assert (sent["createdBy"], sent["counts"]) == ({"handle": "acme"}, {"total": 2, "pending": 2, "sent": 0})
    await time_does_its_work(house)
    stands = (await api(acme, STANDS, id=sent["id"]))[0]["node"]
    assert (stands["status"], stands["targetCollaboration"]) == ("FINISHED", None)
    assert stands["counts"] == {"total": 2, "waiting": 0, "sent": 2, "skipped": 0, "refused": 0}
    assert stands["recipients"]["nodes"][0] == {
        "status": "SENT", "text": "Hi Noor", "creator": {"handle": "noor"}, "problem": None,
        "message": {"text": "Hi Noor"},
    }  # fmt: skip
    assert (await api(acme, OVER, id=sent["id"]))[0]["cancelBulkMessage"] == {"code": "CLOSED"}
    for who in (maya, await person(house, AccountKind.SELLER, "rival")):
        assert (await api(who, STANDS, id=sent["id"]))[0]["node"] is None
        assert (await api(who, OVER, id=sent["id"]))[0]["cancelBulkMessage"]["code"] in {"NOT_FOUND", "FORBIDDEN"}


@pytest.mark.rule("OUT-12")
async def test_an_audience_that_is_too_large_is_refused_with_its_number(
    api: Api, acme: Person, maya: Person, noor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = acme.house
    numbers = house.policy.of("US").model_copy(update={"bulk_max_creators": 1})
    monkeypatch.setattr(house.policy, "of", lambda _: numbers)

    refused = (await api(acme, BULK, input={"clientMutationId": "x", "content": {"text": "Hi"}, "filter": {}}))[0]

    assert refused["sendBulkMessage"] == {
        "code": "INVALID_INPUT", "field": "filter",
        "detail": "2 creators match; a bulk message goes to at most 1. Narrow it.",
    }  # fmt: skip
    assert (await queries.page(await acme.viewer())).nodes == []


@pytest.mark.rule("ACC-3", part="bulk")
async def test_bulk_messages_are_for_members_who_may_send_them(api: Api, acme: Person, maya: Person) -> None:
    clerk = await member(acme, "clerk", Permission.INSTANT_MESSAGING)
    asked = {"clientMutationId": "x", "content": {"text": "Hi"}, "creatorIds": spelled([maya])}
    sent = (await api(acme, BULK, input=asked))[0]["sendBulkMessage"]["bulkMessage"]

    assert (await api(clerk, BULK, input=asked))[0]["sendBulkMessage"]["code"] == "FORBIDDEN"
    assert (await api(clerk, STANDS, id=sent["id"]))[0]["node"] is None
    data, (error,) = await api(clerk, "{ bulkMessages { nodes { id } } }")
    assert (data, error["extensions"]["code"]) == ({"bulkMessages": None}, "FORBIDDEN")


@pytest.mark.rule("OUT-9")
async def test_a_page_of_creators_with_contact_is_read_in_one_statement_more(
    api: Api, house: House, acme: Person, maya: Person, noor: Person
) -> None:
    viewer = await acme.viewer()
    for creator in (maya, noor):
        await conversations.start(viewer, creator.key, EntryPoint.FIND_CREATORS)
    async with watched(house) as seen:
        await api(acme, "{ creators { nodes { handle } } }")
        before = len(seen.statements)
        await api(acme, FOUND)

    assert len(seen.statements) == 2 * before + 1


@pytest.mark.rule("OUT-12")
async def test_a_bulk_message_shows_what_it_sends(api: Api, acme: Person, northstar: Person, maya: Person) -> None:
    (red,) = await offered(acme, "Red")
    photo, key = await uploaded(acme), await listed(northstar, [red])
    contents = (
        (acme, {"media": {"mediaId": f"med_{photo}", "text": "Look"}}),
        (acme, {"products": {"productIds": [f"prd_{red}"], "text": "For you"}}),
        (northstar, {"productListId": f"lst_{key}"}),
    )
    shown = []
    for made, (by, content) in enumerate(contents):
        asked = {"clientMutationId": str(made), "content": content, "filter": {}}
        started = (await api(by, BULK, input=asked))[0]["sendBulkMessage"]["bulkMessage"]
        data, errors = await api(by, SAYS, id=started["id"])
        assert not errors
        shown.append(data["node"])

    nothing: dict[str, object] = {"text": None, "media": None, "products": [], "productList": None}
    assert shown == [
        nothing | {"text": "Look", "media": {"id": f"med_{photo}"}},
        nothing | {"text": "For you", "products": [{"title": "Red"}]},
        nothing | {"productList": {"name": "Our picks"}},
    ]


async def test_how_many_are_connected_is_counted_for_all_weeks_at_once_and_only_where_it_is_asked_for(
    api: Api, acme: Person, maya: Person, clock: Hands
) -> None:
    for _ in range(2):
        await say(acme, await started(acme, maya), f"Hello at {clock.at}")
        clock.advance(days=7)
    await say(maya, await started(maya, acme), "Hello")

    async with watched(acme.house) as database:
        without, errors = await api(acme, "{ outreachWeeks { nodes { used } } }")
        assert (errors, without["outreachWeeks"]["nodes"]) == ([], [{"used": 1}] * 2)
        few = len(database.statements)
        database.statements.clear()
        data, _ = await api(acme, "{ outreachWeeks { nodes { connected } } }")
        assert data["outreachWeeks"]["nodes"] == [{"connected": 1}] * 2
        assert len(database.statements) == few + 1
