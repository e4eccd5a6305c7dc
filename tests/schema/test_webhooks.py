"""Webhooks, as clients see them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from pytest_aiohttp import AiohttpClient

from app.server import build
from app.settings import Settings
from domain.house import House
from domain.viewer import Service, Staff
from models.teams import Permission
from tests import receivers
from tests.app.served import SECRET, Asking, Client, quicken
from tests.cast import Person, member, say, started
from tests.conftest import NothingHappens
from tests.hooks import URL
from tests.receivers import Receiver
from tests.schema.conftest import Api, changed
from tests.schema.documents import told

HOOK = "id url kinds secret status failingSince createdAt"
DELIVERY = """id status kind accountId position at attempts lastStatusCode lastError lastMilliseconds deliveredAt
    nextAttemptAt"""
LIST = f"""query($first: Int, $after: String) {{ webhooks(first: $first, after: $after) {{ nodes {{ {HOOK}
    deliveries(first: 2) {{ nodes {{ {DELIVERY} }} pageInfo {{ hasNextPage endCursor }} }} }}
    pageInfo {{ hasNextPage endCursor }} }} }}"""
NODE = """query($id: ID!) { node(id: $id) { __typename id } }"""
MUTATIONS = {
    "saveWebhook": ("WebhookInput", "WebhookSuccess", f"webhook {{ {HOOK} }}"),
    "resumeWebhook": ("WebhookIdInput", "WebhookSuccess", f"webhook {{ {HOOK} }}"),
    "deleteWebhook": ("WebhookIdInput", "DeleteWebhookSuccess", "webhookId"),
    "replayDelivery": ("ReplayDeliveryInput", "ReplayDeliverySuccess", f"delivery {{ {DELIVERY} }}"),
}
NOWHERE = {
    "saveWebhook": {"webhookId": "whk_999", "url": URL}, "resumeWebhook": {"webhookId": "whk_999"},
    "deleteWebhook": {"webhookId": "whk_999"}, "replayDelivery": {"deliveryId": "dlv_999"},
}  # fmt: skip


@pytest.fixture
async def client(database_url: str, aiohttp_client: AiohttpClient, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A client of the whole server, which may post to this machine."""
    quicken(monkeypatch)
    return await aiohttp_client(build(Settings(database=database_url, secret=SECRET, webhooks_private=True)))


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """An endpoint that takes everything."""
    async with receivers.receiving() as made:
        yield made


async def change(api: Api, who: Asking, name: str, **given: Any) -> dict[str, Any]:
    """What a mutation answered; it never has a top-level error."""
    return await changed(api, who, name, MUTATIONS[name], given)


async def made(api: Api, who: Asking, receiver: Receiver, **given: Any) -> dict[str, Any]:
    """A new endpoint."""
    answer = await change(api, who, "saveWebhook", **{"url": receiver.url, "clientMutationId": "made", **given})
    hook: dict[str, Any] = answer["webhook"]
    return hook


async def listed(api: Api, who: Asking, **asked: Any) -> list[dict[str, Any]]:
    """What somebody finds."""
    data, errors = await api(who, LIST, **asked)
    assert errors == []
    nodes: list[dict[str, Any]] = data["webhooks"]["nodes"]
    return nodes


async def listed_when(api: Api, who: Asking, holds: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
    """What somebody finds, once it holds of the log of the first."""
    async with asyncio.timeout(10):
        while not holds((found := await listed(api, who, first=1))[0]["deliveries"]["nodes"]):
            await asyncio.sleep(0.1)
    return found


@pytest.mark.rule("EVT-7", part="endpoints")
async def test_one_is_made_changed_told_and_deleted(api: Api, acme: Person, maya: Person, receiver: Receiver) -> None:
    hook = await made(api, acme, receiver, kinds=["MESSAGE_RECEIVED"])
    assert await made(api, acme, receiver, kinds=["MESSAGE_RECEIVED"]) == hook
    assert (hook["url"], hook["kinds"], hook["status"], hook["failingSince"]) == (
        receiver.url, ["MESSAGE_RECEIVED"], "ACTIVE", None,
    )  # fmt: skip
    talk = await started(acme, maya)
    await say(acme, talk, "one", "two", "three")

    (shown,) = await listed_when(api, acme, lambda log: [one["status"] for one in log] == ["DELIVERED"] * 2)
    assert {name: shown[name] for name in hook} == hook
    third, second = shown["deliveries"]["nodes"]
    assert shown["deliveries"]["pageInfo"]["hasNextPage"]
    assert (third["kind"], third["attempts"], third["lastStatusCode"], third["lastError"]) == (
        "MESSAGE_RECEIVED", 1, 200, None,
    )  # fmt: skip
    assert (third["accountId"], third["nextAttemptAt"]) == (f"acc_{acme.key}", None)
    data, _ = await api(acme, "{ viewer { position } }")
    assert third["position"] == data["viewer"]["position"] != second["position"]
    assert [post.id for post in receiver.taken[1:]] == [second["id"], third["id"]]

    changed = (await change(api, acme, "saveWebhook", webhookId=hook["id"], rotateSecret=True))["webhook"]
    assert (changed["kinds"], changed["url"]) == (["MESSAGE_RECEIVED"], receiver.url)
    assert changed["secret"] != hook["secret"]
    of_all = (await change(api, acme, "saveWebhook", webhookId=hook["id"], kinds=None))["webhook"]
    assert of_all["kinds"] is None
    gone = await change(api, acme, "deleteWebhook", webhookId=hook["id"])
    assert gone == {"__typename": "DeleteWebhookSuccess", "webhookId": hook["id"]}
    assert await listed(api, acme) == []
    assert (await api(acme, NODE, id=third["id"]))[0] == {"node": None}


@pytest.mark.rule("EVT-7", part="replay")
async def test_what_failed_is_seen_resumed_and_what_was_delivered_replayed(
    api: Api, acme: Person, maya: Person, receiver: Receiver
) -> None:
    hook = await made(api, acme, receiver, kinds=["MESSAGE_RECEIVED"])
    receiver.answers.append(500)
    await say(acme, await started(acme, maya), "one")

    (shown,) = await listed_when(api, acme, lambda log: [one["lastStatusCode"] for one in log] == [500])
    (failed,) = shown["deliveries"]["nodes"]
    assert shown["failingSince"] is not None
    assert (failed["status"], failed["lastError"], failed["attempts"]) == ("PENDING", "status", 1)
    assert failed["nextAttemptAt"] > failed["at"]

    resumed = (await change(api, acme, "resumeWebhook", webhookId=hook["id"]))["webhook"]
    assert (resumed["status"], resumed["failingSince"]) == ("ACTIVE", None)
    await listed_when(api, acme, lambda log: [one["status"] for one in log] == ["DELIVERED"])
    again = (await change(api, acme, "replayDelivery", deliveryId=failed["id"]))["delivery"]
    assert (again["id"], again["status"], again["attempts"]) == (failed["id"], "PENDING", 2)
    await listed_when(api, acme, lambda log: [one["attempts"] for one in log if one["status"] == "DELIVERED"] == [3])
    assert [(post.id, post.status) for post in receiver.posts] == [
        (failed["id"], status) for status in (500, 200, 200)
    ]  # fmt: skip


@pytest.mark.rule("EVT-7", part="endpoints")
async def test_the_platforms_are_its_services_and_its_staffs(
    api: Api, house: House, acme: Person, maya: Person, receiver: Receiver
) -> None:
    shop, ada = Service(house, "marketplace"), Staff(house, "ada")
    hook = await made(api, shop, receiver)
    await say(acme, await started(acme, maya), "one")

    for who in (shop, ada):
        (shown,) = await listed(api, who)
        assert shown["id"] == hook["id"]
        (delivery, _) = shown["deliveries"]["nodes"]
        assert (await api(who, NODE, id=hook["id"]))[0] == {"node": {"__typename": "Webhook", "id": hook["id"]}}
        assert (await api(who, NODE, id=delivery["id"]))[0]["node"]["__typename"] == "WebhookDelivery"
    assert await listed(api, acme) == []
    assert (await api(acme, NODE, id=hook["id"]))[0] == {"node": None}


async def test_several_are_read_with_their_deliveries_page_by_page(
    api: Api, acme: Person, maya: Person, receiver: Receiver
) -> None:
    first = await made(api, acme, receiver, clientMutationId="one")
    second = await made(api, acme, receiver, clientMutationId="two", kinds=["SAMPLE_CHANGED"])
    await say(acme, await started(acme, maya), "one", "two")

    data, _ = await api(acme, LIST, first=1)
    assert [node["id"] for node in data["webhooks"]["nodes"]] == [second["id"]]
    assert data["webhooks"]["nodes"][0]["deliveries"]["nodes"] == []
    data, _ = await api(acme, LIST, first=1, after=data["webhooks"]["pageInfo"]["endCursor"])
    (node,) = data["webhooks"]["nodes"]
    assert node["id"] == first["id"]
    document = """query($id: ID!, $after: String) { node(id: $id) { ... on Webhook {
        deliveries(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } } }"""
    ids, after = [], None
    while True:
        data, errors = await api(acme, document, id=first["id"], after=after)
        assert errors == []
        page = data["node"]["deliveries"]
        ids += [one["id"] for one in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert len(ids) == len({*ids}) == 3
    assert [int(one[4:]) for one in ids] == sorted((int(one[4:]) for one in ids), reverse=True)


@pytest.mark.rule("REF-1", part="webhooks")
async def test_what_cannot_be_is_refused_with_the_field(
    api: Api, acme: Person, maya: Person, receiver: Receiver, nothing_happens: NothingHappens
) -> None:
    hook = await made(api, maya, receiver)
    async with nothing_happens():
        for given, field in (
            ({"url": "ftp://example.com"}, "url"),
            ({"url": None}, "url"),
            ({"url": URL, "clientMutationId": None}, "clientMutationId"),
            ({"url": URL, "kinds": []}, "kinds"),
            ({"url": URL, "webhookId": "acc_1"}, "webhookId"),
        ):
            answer = await change(api, acme, "saveWebhook", **{"clientMutationId": "new", **given})
            assert (answer["__typename"], answer["field"]) == ("InvalidInput", field)
        for name, given in NOWHERE.items():
            answer = await change(api, acme, name, **given)
            assert (answer["__typename"], answer["field"]) == ("NotFound", next(iter(given)))
            answer = await change(api, acme, name, **{next(iter(given)): "acc_1"})
            assert (answer["__typename"], answer["field"]) == ("InvalidInput", next(iter(given)))
        assert (await change(api, acme, "deleteWebhook", webhookId=hook["id"]))["__typename"] == "NotFound"


@pytest.mark.rule("ACC-3", part="webhooks")
async def test_who_asks_comes_before_what_is_asked(api: Api, acme: Person, nothing_happens: NothingHappens) -> None:
    sam = await member(acme, "sam", ~Permission.INTEGRATIONS & Permission(31))
    async with nothing_happens():
        for name, given in NOWHERE.items():
            answer = await change(api, sam, name, **{next(iter(given)): "nonsense"})
            assert answer["__typename"] == "Forbidden"
        data, errors = await api(sam, LIST)
        assert (data, told(errors)["code"]) == ({"webhooks": None}, "FORBIDDEN")
        data, errors = await api(None, LIST)
        assert told(errors)["code"] == "UNAUTHENTICATED"
