"""What clients find of an account that was erased: a place in their lists, and no word."""

from typing import Any

import pytest

from app.sign_in import Platform
from domain import ids
from domain.house import House
from models.accounts import AccountKind
from tests import erasing, platform
from tests.app.served import Client, acknowledged
from tests.cast import Person, time_does_its_work
from tests.conftest import Hands, NothingHappens
from tests.erasing import KEPT, WORD, erase
from tests.schema.conftest import Api

ERASE = """mutation($id: ID!, $handle: String!) { eraseAccount(input: {accountId: $id, confirmHandle: $handle}) {
    __typename ... on Problem { code } ... on InvalidInput { field } ... on NotFound { field }
    ... on EraseAccountSuccess { accountId begunAt finishedAt } } }"""
ACCOUNT = "id handle name avatarUrl category status"
CARD = """card { __typename
    ... on ProductCard { items { title product { title imageUrl category } } viaInvitation { id } }
    ... on ProductListCard { name items { title product { title } } list { name } }
    ... on TargetCollaborationCard { name items { title } invitation { id collaboration { name message } } }
    ... on SampleCard { title sample { id } } ... on LinkInvitationCard { partnership { id } } }"""
SAMPLE = "id status carrier trackingNumber contentUrl shippingAddress { name line1 } product { title }"
MESSAGE = f"id kind text preview deleted recalledAt sender {{ {ACCOUNT} }} media {{ url }} {CARD}"
LEAD = f"id note creator {{ {ACCOUNT} }} licensedData {{ contact profile }}"
# What a side can ask; of what is another kind's alone it gets errors, which must not say a word either.
EVERYTHING = f"""query($word: String!, $gone: ID!) {{
    inbox(last: 50) {{ nodes {{ id counterpart {{ {ACCOUNT} }} lastMessage {{ {MESSAGE} }}
        canSend {{ allowed problem {{ code detail }} }} messages(first: 100) {{ nodes {{ {MESSAGE} }} }} }} }}
    node(id: $gone) {{ ... on Account {{ {ACCOUNT} }}
        ... on Creator {{ stats {{ followers {{ value }} }} notes {{ text }} labels }}
        ... on Seller {{ products {{ nodes {{ title imageUrl category }} }} }} }}
    account(handle: $word) {{ {ACCOUNT} }}
    invitations {{ nodes {{ id collaboration {{ name message }} creator {{ handle }} }} }}
    partnerships {{ nodes {{ id agency {{ {ACCOUNT} }} creator {{ {ACCOUNT} }} agreements {{ kind }} }} }}
    samples {{ nodes {{ {SAMPLE} }} }}
    notifications {{ nodes {{ id kind }} }}
    showcase {{ nodes {{ product {{ title }} }} }} leads {{ nodes {{ {LEAD} }} }} }}"""
FOUND = "query($word: String!) { creators(query: $word) { nodes { handle name } } }"
FINDS = """query($word: String!) { search(query: $word) {
    accounts { count { value } nodes { text } } messages { count { value } nodes { text message { id } } }
    products { count { value } nodes { text message { id } } }
    samples { count { value } nodes { text message { id } } } } }"""
EVENTS = f"""subscription($after: Position!) {{ events(after: $after) {{ __typename position
    ... on MessageReceived {{ message {{ {MESSAGE} }} }} ... on MessageRecalled {{ message {{ {MESSAGE} }} }}
    ... on ConversationChanged {{ conversation {{ counterpart {{ {ACCOUNT} }} }} }}
    ... on SampleChanged {{ sample {{ {SAMPLE} }} }}
    ... on LeadChanged {{ leadId lead {{ {LEAD} }} creator {{ {ACCOUNT} }} }} }} }}"""


async def all_that_is_shown(api: Api, client: Client, house: House, who: Person, gone: Person) -> str:
    """Whatever a side reads by queries, and by a replay of its whole stream."""
    said = repr(await api(who, EVERYTHING, word=WORD, gone=f"acc_{gone.key}"))
    head = (await who.viewer()).position
    async with acknowledged(client, who) as socket:
        await socket.subscribe("all", EVENTS, after=ids.position(house.epoch, 0))
        for _ in range(head):
            said += repr(await socket.hear())
    return said


@pytest.mark.rule("PLT-4")
async def test_the_seller_of_a_creator_who_is_gone_finds_no_word(
    api: Api, client: Client, acme: Person, northstar: Person, clock: Hands
) -> None:
    house = acme.house
    gone, key = await erasing.creator(house, acme, northstar, clock)
    before = await all_that_is_shown(api, client, house, acme, gone)
    assert WORD in before

    await erase(gone)

    after = await all_that_is_shown(api, client, house, acme, gone)
    assert WORD not in after.lower()
    assert after.count(KEPT) >= before.count(KEPT)
    assert "deleted account" in after
    data, _ = await api(acme, FOUND, word="")
    assert data["creators"]["nodes"] == []
    data, _ = await api(acme, "query($id: ID!) { node(id: $id) { ... on Message { text preview deleted } } }",
                        id=f"msg_{key}_1")  # fmt: skip
    assert data["node"] == {"text": None, "preview": "This message was deleted.", "deleted": True}


@pytest.mark.rule("PLT-4")
@pytest.mark.parametrize("kind", [AccountKind.SELLER, AccountKind.AGENCY])
async def test_the_creator_of_a_partner_who_is_gone_finds_no_word(
    api: Api, client: Client, maya: Person, clock: Hands, kind: AccountKind
) -> None:
    house = maya.house
    gone = await erasing.partner(house, kind, maya, clock)
    before = await all_that_is_shown(api, client, house, maya, gone)
    assert WORD in before

    await erase(gone)

    after = await all_that_is_shown(api, client, house, maya, gone)
    assert WORD not in after.lower()
    assert after.count(KEPT) >= before.count(KEPT)


async def finds(api: Api, who: Person, word: str) -> dict[str, int]:
    """In how many conversations each module of a search finds a word."""
    data, errors = await api(who, FINDS, word=word)
    assert errors == []
    assert all(len(module["nodes"]) == module["count"]["value"] for module in data["search"].values())
    return {name: module["count"]["value"] for name, module in data["search"].items()}


@pytest.mark.rule("PLT-4")
async def test_no_search_finds_a_creator_who_is_gone(api: Api, acme: Person, northstar: Person, clock: Hands) -> None:
    gone, _ = await erasing.creator(acme.house, acme, northstar, clock)
    kept = await finds(api, acme, KEPT)
    assert await finds(api, acme, WORD) == {"accounts": 1, "messages": 1, "products": 0, "samples": 0}

    await erase(gone)

    assert await finds(api, acme, WORD) == {"accounts": 0, "messages": 0, "products": 0, "samples": 0}
    assert await finds(api, acme, KEPT) == kept
    assert (await finds(api, acme, "deleted account"))["accounts"] == 1


@pytest.mark.rule("PLT-4")
@pytest.mark.parametrize(
    ("kind", "there"),
    [
        # Their own conversation, and the one with the agency that has their product on a list.
        (AccountKind.SELLER, {"accounts": 1, "messages": 1, "products": 2, "samples": 1}),
        (AccountKind.AGENCY, {"accounts": 1, "messages": 1, "products": 0, "samples": 0}),
    ],
)
async def test_no_search_finds_a_partner_who_is_gone(
    api: Api, maya: Person, clock: Hands, kind: AccountKind, there: dict[str, int]
) -> None:
    gone = await erasing.partner(maya.house, kind, maya, clock)
    kept = await finds(api, maya, KEPT)
    assert await finds(api, maya, WORD) == there

    await erase(gone)

    assert set((await finds(api, maya, WORD)).values()) == {0}
    assert await finds(api, maya, KEPT) == kept


async def erased(client: Client, of: Platform, **given: Any) -> dict[str, Any]:
    """What the mutation answers the platform."""
    data, errors = await platform.ask(client, of, ERASE, **given)
    assert errors == []
    answer: dict[str, Any] = data["eraseAccount"]
    return answer


@pytest.mark.rule("PLT-4")
@pytest.mark.parametrize("of", Platform)
async def test_the_platforms_own_erase_an_account(client: Client, house: House, maya: Person, of: Platform) -> None:
    given = {"id": f"acc_{maya.key}", "handle": "maya"}

    begun = await erased(client, of, **given)
    await time_does_its_work(house)
    done = await erased(client, of, **given)

    assert (begun["__typename"], begun["accountId"]) == ("EraseAccountSuccess", f"acc_{maya.key}")
    assert done["begunAt"] == begun["begunAt"]
    assert done["finishedAt"] is not None


async def test_whoever_listens_for_it_is_ended(client: Client, house: House, maya: Person) -> None:
    position = ids.position(house.epoch, (await maya.viewer()).position)
    async with acknowledged(client, maya) as socket:
        await socket.subscribe("all", "subscription($p: Position!) { events(after: $p) { __typename } }", p=position)
        await erased(client, Platform.STAFF, id=f"acc_{maya.key}", handle="maya")

        said = await socket.hear()
        while said["type"] == "next" and "errors" not in said["payload"]:
            said = await socket.hear()

    assert (said["payload"].get("errors") or [None])[0]["extensions"]["code"] == "FORBIDDEN"


async def test_who_may_not_and_what_is_wrong_is_a_typed_refusal(
    api: Api, client: Client, maya: Person, nothing_happens: NothingHappens
) -> None:
    async with nothing_happens():
        data, errors = await api(maya, ERASE, id="nonsense", handle="maya")
        assert (errors, data["eraseAccount"]["code"]) == ([], "FORBIDDEN")
        for given, code, field in (
            ({"id": "nonsense", "handle": "maya"}, "INVALID_INPUT", "accountId"),
            ({"id": "acc_999", "handle": "maya"}, "NOT_FOUND", "accountId"),
            ({"id": f"acc_{maya.key}", "handle": "noor"}, "INVALID_INPUT", "confirmHandle"),
        ):
            answer = await erased(client, Platform.STAFF, **given)
            assert (answer["code"], answer["field"]) == (code, field)
        _, errors = await api(None, ERASE, id=f"acc_{maya.key}", handle="maya")
        assert errors[0]["extensions"]["code"] == "UNAUTHENTICATED"
