"""Scheduled messages, as clients see them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.actions import blocks
from schema.scalars import write_datetime
from tests.cast import Person, invited, listed, offered, say, started, target, time_does_its_work, uploaded
from tests.schema.conftest import Api
from tests.schema.documents import told
from tests.schema.nouns import mutate

LIST = """query($statuses: [ScheduledStatus!]) { scheduledMessages(statuses: $statuses) { nodes {
    id status text message { id text sentBy { handle } conversation { id } }
    problem { __typename code detail retryAt ... on AwaitingReply { limit } ... on InvalidInput { field } } } } }"""


def at(**later: float) -> str:
    """A time to come."""
    return write_datetime(datetime.now(UTC) + timedelta(**later))


async def scheduled(api: Api, who: Person, conversation: int, **given: Any) -> dict[str, Any]:
    """What scheduling answers."""
    given = {"sendAt": at(hours=1), **given}
    return await mutate(api, who, "scheduleMessage", conversationId=f"cnv_{conversation}", **given)


async def everything_comes_due(who: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day passes."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    monkeypatch.setattr("domain.clock.now", lambda: tomorrow)
    await time_does_its_work(who.house)
    monkeypatch.undo()


@pytest.mark.rule("MSG-8")
async def test_a_message_is_scheduled_changed_listed_and_goes(
    api: Api, acme: Person, maya: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation, send_at = await started(acme, maya), at(hours=1)

    made = (await scheduled(api, acme, conversation, sendAt=send_at))["scheduledMessage"]
    again = (await scheduled(api, acme, conversation, sendAt=send_at))["scheduledMessage"]

    assert again == made
    assert (made["text"], made["status"], made["message"], made["problem"]) == ("later", "SCHEDULED", None, None)
    assert (made["conversation"], made["createdBy"]) == ({"id": f"cnv_{conversation}"}, {"handle": "acme"})
    assert (made["products"], made["media"], made["productList"], made["invitation"]) == ([], None, None, None)
    changed = await mutate(api, acme, "updateScheduledMessage", scheduledMessageId=made["id"])
    assert (changed["scheduledMessage"]["text"], changed["scheduledMessage"]["sendAt"]) == ("other words", send_at)
    moved = await mutate(
        api, acme, "updateScheduledMessage", scheduledMessageId=made["id"], content=None, sendAt=at(hours=2)
    )
    assert moved["scheduledMessage"]["text"] == "other words"

    await everything_comes_due(acme, monkeypatch)

    data, errors = await api(acme, LIST, statuses=["SENT"])
    assert errors == []
    (sent,) = data["scheduledMessages"]["nodes"]
    assert (sent["id"], sent["status"], sent["problem"]) == (made["id"], "SENT", None)
    assert sent["message"] == {
        "id": f"msg_{conversation}_1", "text": "other words", "sentBy": {"handle": "acme"},
        "conversation": {"id": f"cnv_{conversation}"},
    }  # fmt: skip
    late = await mutate(api, acme, "cancelScheduledMessage", scheduledMessageId=made["id"])
    assert (late["__typename"], late["detail"]) == ("Closed", "This message was sent already.")


@pytest.mark.rule("MSG-8")
async def test_all_that_a_message_can_hold_is_shown(api: Api, acme: Person, northstar: Person, maya: Person) -> None:
    (red,) = await offered(acme, "Red")
    sent = await invited(acme, await target(acme, [red]), maya)
    talk, photo = await started(northstar, maya), await uploaded(acme)
    picks = await listed(northstar, [red], "Our picks")

    async def made(who: Person, conversation: int, name: str, **content: Any) -> dict[str, Any]:
        answer = await scheduled(api, who, conversation, content=content, clientMutationId=name)
        shown: dict[str, Any] = answer["scheduledMessage"]
        return shown

    offer = {"productIds": [f"prd_{red}"], "text": "for you", "invitationId": sent.id}
    goods = await made(acme, sent.conversation_key, "goods", products=offer)
    assert (goods["text"], goods["products"], goods["invitation"]) == ("for you", [{"title": "Red"}], {"id": sent.id})
    picture = await made(acme, sent.conversation_key, "photo", media={"mediaId": f"med_{photo}"})
    assert (picture["text"], picture["media"]) == (None, {"id": f"med_{photo}"})
    products = await made(northstar, talk, "list", productListId=f"lst_{picks}")
    assert products["productList"] == {"name": "Our picks"}


@pytest.mark.rule("MSG-8")
async def test_why_it_did_not_go_is_told_with_its_facts_and_notified(
    api: Api, acme: Person, maya: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = await started(acme, maya)
    it = (await scheduled(api, acme, conversation))["scheduledMessage"]
    await say(acme, conversation, *"12345")

    await everything_comes_due(acme, monkeypatch)

    data, errors = await api(acme, LIST)
    assert errors == []
    (refused,) = data["scheduledMessages"]["nodes"]
    assert (refused["status"], refused["message"]) == ("REFUSED", None)
    assert refused["problem"] == {
        "__typename": "AwaitingReply", "code": "AWAITING_REPLY", "retryAt": None, "limit": 5,
        "detail": "You have sent 5 messages without a response. You cannot send more until they respond.",
    }  # fmt: skip
    query = "{ notifications { nodes { kind text account { handle } subject { __typename id } } } }"
    data, _ = await api(acme, query)
    assert data["notifications"]["nodes"] == [{
        "kind": "SCHEDULED_MESSAGE_REFUSED", "text": "A message that was scheduled for Maya was not sent.",
        "account": {"handle": "maya"}, "subject": {"__typename": "ScheduledMessage", "id": it["id"]},
    }]  # fmt: skip


@pytest.mark.rule("BLK-4", part="scheduled messages")
async def test_what_a_block_cancelled_says_so(api: Api, acme: Person, maya: Person) -> None:
    conversation = await started(acme, maya)
    it = (await scheduled(api, acme, conversation))["scheduledMessage"]

    await blocks.block(await maya.viewer(), acme.key)

    data, _ = await api(acme, LIST, statuses=["CANCELLED"])
    (ended,) = data["scheduledMessages"]["nodes"]
    assert (ended["id"], ended["problem"]["code"]) == (it["id"], "BLOCKED")
    same = await mutate(api, acme, "cancelScheduledMessage", scheduledMessageId=it["id"])
    assert same["scheduledMessage"]["status"] == "CANCELLED"


async def test_those_of_one_conversation_are_listed(
    api: Api, acme: Person, fresh: Person, maya: Person, noor: Person
) -> None:
    first, second = await started(acme, maya), await started(acme, noor)
    it = (await scheduled(api, acme, first, clientMutationId="a"))["scheduledMessage"]
    await scheduled(api, acme, second, clientMutationId="b")
    query = """query($to: ID, $statuses: [ScheduledStatus!]) {
        scheduledMessages(conversationId: $to, statuses: $statuses) { nodes { id } } }"""

    async def listed_to(who: Person, **given: Any) -> list[str]:
        data, errors = await api(who, query, **given)
        assert errors == []
        return [node["id"] for node in data["scheduledMessages"]["nodes"]]

    assert await listed_to(acme, to=f"cnv_{first}") == [it["id"]]
    assert await listed_to(acme, to=f"cnv_{first}", statuses=["REFUSED"]) == []
    assert len(await listed_to(acme)) == 2
    assert await listed_to(maya, to=f"cnv_{first}") == []
    assert await listed_to(fresh, to=f"cnv_{first}") == []
    data, errors = await api(acme, query, to="acc_1")
    assert (data["scheduledMessages"], told(errors)["code"]) == (None, "INVALID_INPUT")


async def test_it_is_its_accounts_alone(api: Api, acme: Person, maya: Person) -> None:
    it = (await scheduled(api, acme, await started(acme, maya)))["scheduledMessage"]
    query = (
        "query($id: ID!) { node(id: $id) { id ... on ScheduledMessage { text } } scheduledMessages { nodes { id } } }"
    )

    data, errors = await api(acme, query, id=it["id"])
    assert (data["node"], data["scheduledMessages"]["nodes"]) == ({"id": it["id"], "text": "later"}, [{"id": it["id"]}])
    data, errors = await api(maya, query, id=it["id"])
    assert (data, errors) == ({"node": None, "scheduledMessages": {"nodes": []}}, [])


@pytest.mark.rule("MSG-8")
async def test_a_wrong_time_or_text_is_refused_with_its_field(api: Api, acme: Person, maya: Person) -> None:
    conversation = await started(acme, maya)

    for given, field in (
        ({"sendAt": at(hours=-1)}, "sendAt"), ({"sendAt": at(days=91)}, "sendAt"),
        ({"content": {"text": ""}}, "content.text"), ({"clientMutationId": ""}, "clientMutationId"),
    ):  # fmt: skip
        answer = await scheduled(api, acme, conversation, **given)
        assert (answer["__typename"], answer["field"]) == ("InvalidInput", field)
