"""Each mutation: its success, and each of its problems as typed data."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from domain.actions import accounts, blocks
from domain.house import House
from domain.viewer import System
from models.accounts import AccountKind, AccountStatus
from models.sql import statement
from models.teams import Permission
from tests.app.served import Asking
from tests.cast import Person, member, person, say, started
from tests.conftest import Heard, NothingHappens, everything
from tests.schema.conftest import Api, at_rest
from tests.schema.documents import MUTATIONS, document, field_of, mutate, sensible, told

UNKNOWN = 2**62


@asynccontextmanager
async def refused_for_good(house: House, heard: Heard, *people: Person) -> AsyncIterator[None]:
    """Nothing inside changes a row, or tells anybody anything."""
    await at_rest(house)
    before, told_before = await everything(house), [await heard(who) for who in people]
    yield
    assert await everything(house) == before
    assert [await heard(who) for who in people] == told_before


async def test_starting_opens_the_conversation_or_finds_it(api: Api, acme: Person, maya: Person) -> None:
    first = await mutate(api, acme, "startConversation", accountId=f"acc_{maya.key}", entryPoint="CREATOR_PROFILE")
    again = await mutate(api, acme, "startConversation", accountId=f"acc_{maya.key}", entryPoint="FIND_CREATORS")

    assert first["conversation"]["entryPoint"] == "CREATOR_PROFILE"
    assert again == first


async def test_sending_says_the_message_as_it_stands(api: Api, acme: Person, maya: Person) -> None:
    key = await started(acme, maya)
    content = {"text": "  Hello,\n maya  "}

    sent = await mutate(api, acme, "sendMessage", conversationId=f"cnv_{key}", clientMessageId="one", content=content)
    again = await mutate(api, acme, "sendMessage", conversationId=f"cnv_{key}", clientMessageId="one", content=content)

    assert sent == again
    assert sent["message"] == {
        "id": f"msg_{key}_1",
        "sequence": 1,
        "text": "Hello,\n maya",
        "kind": "TEXT",
        "preview": "Hello, maya",
        "clientMessageId": "one",
        "sender": {"handle": "acme"},
        "sentBy": {"handle": "acme"},
        "conversation": {"id": f"cnv_{key}", "lastMessage": {"sequence": 1}},
    }


async def test_marks_are_set_and_taken_away(api: Api, acme: Person, maya: Person) -> None:
    key = await started(acme, maya)
    await say(acme, key, "hello")
    await say(maya, key, "hi", "there")
    conversation = {"conversationId": f"cnv_{key}"}

    async def mark(name: str) -> dict[str, object]:
        answer: dict[str, object] = (await mutate(api, acme, name, **conversation))["conversation"]
        return answer

    assert (await mark("starConversation"))["starred"] is True
    assert (await mark("unstarConversation"))["starred"] is False
    assert (await mark("archiveConversation"))["archived"] is True
    assert (await mark("unarchiveConversation"))["archived"] is False
    read = await mutate(api, acme, "markRead", upToMessageId=f"msg_{key}_2")
    assert read["conversations"] == [{"id": f"cnv_{key}", "unread": True, "unreadCount": 1, "readUpTo": 2}]
    read = await mutate(api, acme, "markRead", conversationIds=[f"cnv_{key}"])
    assert read["conversations"] == [{"id": f"cnv_{key}", "unread": False, "unreadCount": 0, "readUpTo": 3}]
    unread = await mark("markUnread")
    assert (unread["unread"], unread["unreadCount"]) == (True, 0)


async def test_blocking_is_shown_and_undone(api: Api, acme: Person, maya: Person) -> None:
    blocked = await mutate(api, acme, "blockAccount", accountId=f"acc_{maya.key}")
    unblocked = await mutate(api, acme, "unblockAccount", accountId=f"acc_{maya.key}")

    assert blocked["account"] == {"id": f"acc_{maya.key}", "handle": "maya", "blockedByViewer": True}
    assert unblocked["account"]["blockedByViewer"] is False


async def test_typing_answers_with_the_conversation(
    api: Api, acme: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    key = await started(acme, maya)

    async with nothing_happens():
        answer = await mutate(api, acme, "setTyping", conversationId=f"cnv_{key}", typing=True)

    assert answer["conversation"]["id"] == f"cnv_{key}"


@pytest.mark.rule("REF-1")
async def test_every_mutation_refuses_what_is_not_the_viewers_with_typed_data(
    api: Api, heard: Heard, acme: Person, maya: Person, fresh: Person
) -> None:
    house = acme.house
    others = await started(fresh, maya)

    async with refused_for_good(house, heard, acme, maya, fresh):
        for name in MUTATIONS:
            given = sensible(name, f"cnv_{others}", f"acc_{UNKNOWN}")
            answer = await mutate(api, acme, name, **given)
            about = "account" if "ccountId" in field_of(name) else "conversation"
            assert answer == {
                "__typename": "NotFound",
                "code": "NOT_FOUND",
                "detail": f"There is no {about} with this id.",
                "retryAt": None,
                "field": field_of(name),
            }, name
        answer = await mutate(api, acme, "markRead", upToMessageId=f"msg_{others}_1")
        assert (answer["code"], answer["field"]) == ("NOT_FOUND", "upToMessageId")


@pytest.mark.rule("REF-1")
async def test_every_mutation_refuses_malformed_ids_with_typed_data(
    api: Api, house: House, heard: Heard, acme: Person, maya: Person
) -> None:
    key = await started(acme, maya)

    async with refused_for_good(house, heard, acme, maya):
        for name in MUTATIONS:
            # Each is an id, but of the other kind.
            answer = await mutate(api, acme, name, **sensible(name, f"acc_{maya.key}", f"cnv_{key}"))
            assert (answer["__typename"], answer["code"]) == ("InvalidInput", "INVALID_INPUT"), name
            assert answer["field"] == field_of(name)
        answer = await mutate(api, acme, "markRead", conversationIds=[])
        assert (answer["code"], answer["field"]) == ("INVALID_INPUT", "conversationIds")
        assert answer["detail"] == "Give 1 to 20 conversations at a time."


@pytest.mark.rule("ACC-3", part="messaging")
@pytest.mark.rule("REF-1")
async def test_every_mutation_refuses_a_member_without_the_permission(
    api: Api, house: House, heard: Heard, acme: Person, maya: Person
) -> None:
    key = await started(acme, maya)
    powerless = await member(acme, "sam", ~Permission.INSTANT_MESSAGING & Permission(31))

    async with refused_for_good(house, heard, acme, maya):
        for name in MUTATIONS:
            answer = await mutate(api, powerless, name, **sensible(name, f"cnv_{key}", f"acc_{maya.key}"))
            assert answer == {
                "__typename": "Forbidden",
                "code": "FORBIDDEN",
                "detail": "Your role does not allow this: it needs INSTANT_MESSAGING.",
                "retryAt": None,
            }, name


@pytest.mark.rule("REF-1")
async def test_every_mutation_refuses_an_account_that_is_not_active_with_the_reason(
    api: Api, house: House, heard: Heard, acme: Person, maya: Person
) -> None:
    key = await started(acme, maya)
    await accounts.set_status(System(house), acme.key, AccountStatus.DEACTIVATED, "spam was sent")

    async with refused_for_good(house, heard, acme, maya):
        for name in MUTATIONS:
            answer = await mutate(api, acme, name, **sensible(name, f"cnv_{key}", f"acc_{maya.key}"))
            assert (answer["__typename"], answer["code"]) == ("AccessRevoked", "ACCESS_REVOKED"), name
            assert answer["detail"] == "This account has been deactivated: spam was sent."


@pytest.mark.rule("REF-1")
async def test_nobody_is_told_to_sign_in_at_the_top_level(api: Api, house: House, maya: Person, acme: Person) -> None:
    key = await started(acme, maya)
    before = await everything(house)

    for name in MUTATIONS:
        data, errors = await api(None, document(name), input=sensible(name, f"cnv_{key}", f"acc_{maya.key}"))
        assert data is None
        assert told(errors) == {"code": "UNAUTHENTICATED"}
        assert errors[0]["path"] == [name]

    assert await everything(house) == before


async def update(house: House, text: str, *values: object) -> None:
    """Change what no door changes yet."""
    async with house.database.transaction() as unit:
        await unit.fetch(statement(text), *values)


@pytest.mark.rule("REF-1")
async def test_a_conversation_is_not_begun_against_the_rules(
    api: Api, house: House, heard: Heard, acme: Person, maya: Person
) -> None:
    unverified = await person(house, AccountKind.AGENCY, "newcomer", verified=False)
    far = await person(house, AccountKind.CREATOR, "yuki", ("JP",))
    away = await person(house, AccountKind.CREATOR, "gone")
    await accounts.set_status(System(house), away.key, AccountStatus.SHUT_DOWN)
    fresh = await person(house, AccountKind.SELLER, "fresh")
    attempts: list[tuple[Asking, Person, str, str, str | None]] = [
        (unverified, maya, "NAVIGATION_BAR", "NotVerified", None),
        (acme, far, "FIND_CREATORS", "NoSharedMarket", None),
        (acme, away, "FIND_CREATORS", "RecipientUnavailable", None),
        (acme, fresh, "FIND_CREATORS", "InvalidInput", "accountId"),
        (acme, acme, "FIND_CREATORS", "InvalidInput", "accountId"),
        (acme, maya, "STORE_PAGE", "InvalidInput", "entryPoint"),
    ]

    async with refused_for_good(house, heard, acme, maya, unverified, far, away, fresh):
        for who, whom, place, problem, field in attempts:
            answer = await mutate(api, who, "startConversation", accountId=f"acc_{whom.key}", entryPoint=place)
            assert (answer["__typename"], answer.get("field")) == (problem, field)
            assert answer["detail"]


@pytest.mark.rule("REF-1")
@pytest.mark.rule("REF-2", part="messaging")
async def test_of_several_refusals_of_a_send_the_first_in_the_order_is_the_answer(
    api: Api, house: House, heard: Heard, northstar: Person, maya: Person
) -> None:
    key = await started(northstar, maya)
    await say(northstar, key, "hello")
    await blocks.block(await maya.viewer(), northstar.key)
    await blocks.block(await northstar.viewer(), maya.key)
    await accounts.set_status(System(house), maya.key, AccountStatus.SHUT_DOWN)
    await update(house, "UPDATE accounts SET markets = 'DE', home_market = 'DE' WHERE id = $1", maya.key)
    await update(house, "UPDATE accounts SET verified = FALSE WHERE id = $1", northstar.key)
    await accounts.set_status(System(house), northstar.key, AccountStatus.DEACTIVATED)
    powerless = await person(house, AccountKind.SELLER, "elsewhere")
    given = {"conversationId": f"cnv_{UNKNOWN}", "clientMessageId": "", "content": {"text": ""}}
    check = "query($id: ID!) { node(id: $id) { ... on Conversation { canSend { allowed problem { code } } } } }"
    seen: list[str] = []

    async def refused(who: Asking = northstar) -> None:
        async with refused_for_good(house, heard, northstar, maya):
            seen.append((await mutate(api, who, "sendMessage", **given))["code"])
        if len(seen) > 3:
            data, _ = await api(northstar, check, id=f"cnv_{key}")
            assert data["node"]["canSend"] == {"allowed": False, "problem": {"code": seen[-1]}}

    await refused()
    await accounts.set_status(System(house), northstar.key, AccountStatus.ACTIVE)
    await refused()
    await refused(powerless)
    given["conversationId"] = f"cnv_{key}"
    seen.pop()
    async with refused_for_good(house, heard, northstar, maya):
        seen.append((await mutate(api, northstar, "sendMessage", **given))["code"])
    given |= {"clientMessageId": "new", "content": {"text": "hi"}}
    await refused()
    await update(house, "UPDATE accounts SET verified = TRUE WHERE id = $1", northstar.key)
    await refused()
    await update(house, "UPDATE accounts SET markets = 'US', home_market = 'US' WHERE id = $1", maya.key)
    await refused()
    await accounts.set_status(System(house), maya.key, AccountStatus.ACTIVE)
    await refused()
    await blocks.unblock(await northstar.viewer(), maya.key)
    await refused()
    await blocks.unblock(await maya.viewer(), northstar.key)
    sent = await mutate(api, northstar, "sendMessage", **given)

    assert seen == [
        "ACCESS_REVOKED",
        "NOT_FOUND",
        "INVALID_INPUT",
        "NOT_VERIFIED",
        "NO_SHARED_MARKET",
        "RECIPIENT_UNAVAILABLE",
        "YOU_BLOCKED_THEM",
        "BLOCKED",
    ]
    assert sent["message"]["sequence"] == 2


@pytest.mark.rule("REF-2", part="messaging")
async def test_who_asks_comes_before_what_is_asked(api: Api, house: House, acme: Person) -> None:
    powerless = await member(acme, "sam", Permission(0))

    for name in MUTATIONS:
        nonsense = sensible(name, "nonsense", "nonsense")
        data, errors = await api(None, document(name), input=nonsense)
        assert (data, told(errors)["code"]) == (None, "UNAUTHENTICATED")
        assert (await mutate(api, powerless, name, **nonsense))["code"] == "FORBIDDEN"
    await accounts.set_status(System(house), acme.key, AccountStatus.DEACTIVATED)
    for name in MUTATIONS:
        nonsense = sensible(name, "nonsense", "nonsense")
        assert (await mutate(api, powerless, name, **nonsense))["code"] == "FORBIDDEN"
        assert (await mutate(api, acme, name, **nonsense))["code"] == "ACCESS_REVOKED"
