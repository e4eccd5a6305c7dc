"""Who may ask at all: permissions, accounts that are not active, agencies that are not verified, and pairs."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from typing import Any

import pytest

from domain.actions import (
    accounts,
    assignments,
    blocks,
    conversations,
    member_invitations,
    messages,
    notes,
    teams,
)
from domain.errors import (
    AccessRevoked,
    DomainError,
    Forbidden,
    InvalidInput,
    NoSharedMarket,
    NotVerified,
    RecipientUnavailable,
)
from domain.house import House
from domain.queries import accounts as account_queries
from domain.queries import audit, search, streams
from domain.queries import conversations as inbox
from domain.queries import messages as threads
from domain.queries import notes as note_queries
from domain.queries import reports as report_queries
from domain.queries import teams as team_queries
from domain.viewer import System, Viewer
from models.accounts import AccountKind, AccountStatus
from models.conversations import EntryPoint
from models.sql import statement
from models.teams import ALL_PERMISSIONS, Permission
from tests.cast import FIRST_ENTRY, Person, member, person, say, started
from tests.conftest import Heard, NothingHappens

Asks = Callable[[Viewer, Person, int], Coroutine[Any, Any, object]]


async def listens(viewer: Viewer, _other: Person, _conversation: int) -> None:
    """Subscribe to everything."""
    async with aclosing(streams.follow(viewer)) as stream:
        await anext(stream)


async def watches_typing(viewer: Viewer, _other: Person, conversation: int) -> None:
    """Subscribe to typing."""
    async with aclosing(streams.typing(viewer, conversation)) as stream:
        await anext(stream)


MESSAGING: dict[str, Asks] = {
    "start": lambda v, other, _: conversations.start(v, other.key, EntryPoint.INBOX),
    "send": lambda v, _, c: messages.send(v, c, "1", "hello"),
    "type": lambda v, _, c: messages.set_typing(v, c, typing=True),
    "star": lambda v, _, c: conversations.star(v, c),
    "unstar": lambda v, _, c: conversations.unstar(v, c),
    "archive": lambda v, _, c: conversations.archive(v, c),
    "unarchive": lambda v, _, c: conversations.unarchive(v, c),
    "mark unread": lambda v, _, c: conversations.mark_unread(v, c),
    "mark read": lambda v, _, c: conversations.mark_read(v, [c]),
    "mark read up to": lambda v, _, c: conversations.mark_read_up_to(v, c, 1),
    "block": lambda v, other, _: blocks.block(v, other.key),
    "unblock": lambda v, other, _: blocks.unblock(v, other.key),
    "assign": lambda v, _, c: assignments.assign(v, c, None),
    "note": lambda v, other, _: notes.add(v, "1", other.key, "Answers fast"),
    "label": lambda v, other, _: notes.set_labels(v, other.key, ["VIP"]),
    "read reports": lambda v, _o, _c: report_queries.own(v, [1]),
    "read notes on creators": lambda v, other, _: note_queries.notes(v, [other.key]),
    "read notes": lambda v, _o, _c: note_queries.some(v, [1]),
    "read labels": lambda v, other, _: note_queries.labels(v, [other.key]),
    "read assignees": lambda v, _, c: inbox.assignees(v, [c]),
    "read a folder": lambda v, _o, _c: inbox.page(v),
    "read the counts": lambda v, _o, _c: inbox.counts(v),
    "read conversations": lambda v, _, c: inbox.some(v, [c]),
    "read a conversation": lambda v, _, c: inbox.one(v, c, "id"),
    "read conversations with accounts": lambda v, other, _: inbox.with_accounts(v, [other.key]),
    "look an account up": lambda v, other, _: account_queries.by_handle(v, other.handle),
    "read accounts": lambda v, other, _: account_queries.some(v, [other.key]),
    "search": lambda v, _o, _c: search.asked(v, "hello"),
    "listen": listens,
    "watch typing": watches_typing,
}
TEAM: dict[str, Asks] = {
    "create a role": lambda v, _o, _c: teams.create_role(v, "Night shift"),
    "set permissions": lambda v, _o, _c: teams.set_permissions(v, v.role.key, Permission(0)),
    "add a member": lambda v, other, _: teams.add_member(v, other.user_key, v.role.key),
    "assign a role": lambda v, _o, _c: teams.assign_role(v, v.membership_key, v.role.key),
    "remove a member": lambda v, _o, _c: teams.remove_member(v, v.membership_key),
    "change a role": lambda v, _o, _c: teams.change_role(v, v.role.key, "Night shift", Permission(0)),
    "invite": lambda v, _o, _c: member_invitations.invite(v, "1", "anna@example.com", v.role.key),
    "withdraw an invitation": lambda v, _o, _c: member_invitations.withdraw(v, 1),
    "read members": lambda v, _o, _c: team_queries.page_of_members(v),
    "read roles": lambda v, _o, _c: team_queries.roles(v),
    "read invitations": lambda v, _o, _c: team_queries.page_of_invitations(v),
    "find invitations": lambda v, _o, _c: team_queries.some_invitations(v, [1]),
    "read the log": lambda v, _o, _c: audit.page(v),
    "find entries of the log": lambda v, _o, _c: audit.some(v, [1]),
}

UNVERIFY = statement("UPDATE accounts SET verified = FALSE WHERE id = $1")
MOVE_TO_JAPAN = statement("UPDATE accounts SET home_market = 'JP', markets = 'JP' WHERE id = $1")


async def refusals(asks: dict[str, Asks], viewer: Viewer, other: Person, conversation: int) -> dict[str, str]:
    """What each of them is refused with; one that is not refused at all is missing."""
    told = {}
    for name, ask in asks.items():
        try:
            await asyncio.wait_for(ask(viewer, other, conversation), 1)
        except DomainError as refusal:
            told[name] = f"{refusal.code}: {refusal}"
    return told


async def deactivate(who: Person, status: AccountStatus = AccountStatus.DEACTIVATED, reason: str | None = None) -> None:
    """Take an account's access away."""
    await accounts.set_status(System(who.house), who.key, status, reason)


# ── permissions ──


@pytest.mark.rule("ACC-3", part="messaging")
async def test_nothing_of_the_inbox_goes_without_instant_messaging(
    maya: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "hello")
    viewer = await member(acme, "anna", ALL_PERMISSIONS & ~Permission.INSTANT_MESSAGING)

    async with nothing_happens():
        told = await refusals(MESSAGING, viewer, maya, conversation)

    assert told == dict.fromkeys(MESSAGING, "FORBIDDEN: Your role does not allow this: it needs INSTANT_MESSAGING.")


@pytest.mark.rule("ACC-3", part="messaging")
async def test_instant_messaging_is_all_that_the_inbox_needs(maya: Person, acme: Person) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "hello")

    viewer = await member(acme, "anna", Permission.INSTANT_MESSAGING)
    asks = {name: ask for name, ask in MESSAGING.items() if ask not in {listens, watches_typing}}

    assert await refusals(asks, viewer, maya, conversation) == {}


@pytest.mark.rule("ACC-3", part="team")
async def test_nothing_of_the_team_changes_without_team_management(
    maya: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    viewer = await member(acme, "anna", ALL_PERMISSIONS & ~Permission.TEAM_MANAGEMENT)

    async with nothing_happens():
        told = await refusals(TEAM, viewer, maya, 0)

    assert told == dict.fromkeys(TEAM, "FORBIDDEN: Your role does not allow this: it needs TEAM_MANAGEMENT.")


@pytest.mark.rule("ACC-3", part="messaging")
async def test_a_listener_who_loses_instant_messaging_is_ended(acme: Person) -> None:
    viewer = await member(acme, "anna", Permission.INSTANT_MESSAGING)
    listening = asyncio.create_task(listens(viewer, acme, 0))
    await asyncio.sleep(0.02)

    await teams.set_permissions(await acme.viewer(), viewer.role.key, Permission(0))

    with pytest.raises(Forbidden):
        await asyncio.wait_for(listening, 1)


# ── accounts that are not active ──


@pytest.mark.rule("ACC-5", part="messaging")
async def test_a_deactivated_account_can_read_and_write_nothing(
    maya: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "hello")
    await deactivate(acme, reason="fake shop")

    async with nothing_happens():
        told = await refusals(MESSAGING, await acme.viewer(), maya, conversation)

    assert told == dict.fromkeys(MESSAGING, "ACCESS_REVOKED: This account has been deactivated: fake shop.")


@pytest.mark.rule("ACC-5", part="messaging")
async def test_the_team_of_an_account_that_is_not_active_stays_as_it_is(
    maya: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    await deactivate(acme, AccountStatus.SHUT_DOWN)

    async with nothing_happens():
        told = await refusals(TEAM, await acme.viewer(), maya, 0)

    assert told == dict.fromkeys(TEAM, "ACCESS_REVOKED: This shop has been closed.")


@pytest.mark.rule("ACC-5", part="messaging")
@pytest.mark.parametrize(
    ("status", "reason", "sentence"),
    [
        (AccountStatus.DEACTIVATED, None, "This account has been deactivated."),
        (AccountStatus.SHUT_DOWN, None, "This shop has been closed."),
        (AccountStatus.SHUT_DOWN, "owner retired", "This shop has been closed: owner retired."),
    ],
)
async def test_the_refusal_says_why(acme: Person, status: AccountStatus, reason: str | None, sentence: str) -> None:
    await deactivate(acme, status, reason)

    with pytest.raises(AccessRevoked) as refused:
        await inbox.page(await acme.viewer())

    assert refused.value.detail == sentence


@pytest.mark.rule("ACC-5", part="messaging")
@pytest.mark.parametrize("ask", [listens, watches_typing])
async def test_the_subscriptions_of_an_account_that_is_deactivated_end_with_the_reason(
    ask: Asks, maya: Person, acme: Person
) -> None:
    conversation = await started(acme, maya)
    listening = asyncio.create_task(ask(await acme.viewer(), maya, conversation))
    await asyncio.sleep(0.02)

    await deactivate(acme, reason="fake shop")

    with pytest.raises(AccessRevoked, match="fake shop"):
        await asyncio.wait_for(listening, 1)


@pytest.mark.rule("ACC-5", part="messaging")
async def test_the_other_side_still_sees_the_conversation_and_cannot_send(
    maya: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "hello")
    await deactivate(acme, AccountStatus.SHUT_DOWN)

    (seen,) = (await inbox.page(await maya.viewer())).nodes
    (thread,) = await threads.read(await maya.viewer(), [(seen, threads.part(await maya.viewer()).of(seen))])
    assert seen.counterpart.status == AccountStatus.SHUT_DOWN
    assert [message.text for message in thread.nodes] == ["hello"]
    async with nothing_happens():
        with pytest.raises(RecipientUnavailable):
            await messages.send(await maya.viewer(), conversation, "1", "still there?")


@pytest.mark.rule("ACC-5", part="messaging")
async def test_a_conversation_cannot_be_started_with_an_account_that_is_not_active(
    maya: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    await deactivate(acme)

    async with nothing_happens():
        with pytest.raises(RecipientUnavailable):
            await started(maya, acme)


@pytest.mark.rule("ACC-5", part="messaging")
async def test_a_reactivated_account_finds_everything_as_it_was(maya: Person, acme: Person) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "hello")
    await conversations.star(await acme.viewer(), conversation)
    await deactivate(acme, reason="fake shop")

    await deactivate(acme, AccountStatus.ACTIVE)

    (seen,) = (await inbox.page(await acme.viewer())).nodes
    assert (seen.key, seen.starred, seen.last_sequence, seen.me.status_reason) == (conversation, True, 1, None)
    await say(acme, conversation, "back again")
    await say(maya, conversation, "welcome back")


@pytest.mark.rule("ACC-5", part="messaging")
async def test_the_same_status_again_tells_nobody(acme: Person, nothing_happens: NothingHappens, heard: Heard) -> None:
    await deactivate(acme, reason="fake shop")

    async with nothing_happens():
        await deactivate(acme, reason="fake shop")

    assert await heard(acme) == ["access_changed", "notification_added"]


# ── agencies that are not verified ──


@pytest.fixture
async def newcomer(house: House) -> Person:
    """An agency in the United States that is not verified."""
    return await person(house, AccountKind.AGENCY, "newcomer", verified=False)


@pytest.mark.rule("ACC-6", part="conversations")
async def test_an_agency_not_verified_cannot_start_a_conversation(
    newcomer: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    async with nothing_happens():
        with pytest.raises(NotVerified):
            await started(newcomer, maya)


@pytest.mark.rule("ACC-6", part="conversations")
async def test_an_agency_not_verified_is_not_told_of_a_conversation_that_is_still_empty(
    newcomer: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    await started(maya, newcomer)

    async with nothing_happens():
        with pytest.raises(NotVerified):
            await started(newcomer, maya)


@pytest.mark.rule("ACC-6", part="conversations")
async def test_an_agency_not_verified_can_answer(newcomer: Person, maya: Person) -> None:
    conversation = await started(maya, newcomer)
    await say(maya, conversation, "hello")

    await say(newcomer, conversation, "welcome")

    assert await started(newcomer, maya) == conversation


@pytest.mark.rule("ACC-6", part="conversations")
async def test_an_agency_that_lost_its_label_cannot_send_to_a_creator_who_never_wrote(
    house: House, northstar: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    conversation = await started(northstar, maya)
    await say(northstar, conversation, "hello")
    async with house.database.transaction() as unit:
        await unit.fetch(UNVERIFY, northstar.key)

    async with nothing_happens():
        with pytest.raises(NotVerified):
            await say(northstar, conversation, "hello again")


@pytest.mark.rule("ACC-6", part="conversations")
async def test_the_label_is_shown(newcomer: Person, northstar: Person, maya: Person) -> None:
    shown = await account_queries.some(await maya.viewer(), [newcomer.key, northstar.key])

    assert {account.handle: account.verified for account in shown.values()} == {"newcomer": False, "northstar": True}


# ── pairs and markets ──


@pytest.mark.rule("ACC-9")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        (AccountKind.CREATOR, AccountKind.CREATOR),
        (AccountKind.SELLER, AccountKind.SELLER),
        (AccountKind.AGENCY, AccountKind.AGENCY),
        (AccountKind.SELLER, AccountKind.AGENCY),
        (AccountKind.AGENCY, AccountKind.SELLER),
    ],
)
async def test_no_other_pair_can_talk(
    house: House, one: AccountKind, other: AccountKind, nothing_happens: NothingHappens
) -> None:
    left, right = await person(house, one, "left"), await person(house, other, "right")

    async with nothing_happens():
        with pytest.raises(InvalidInput, match="Only a creator and a seller, or a creator and an agency, can talk"):
            await conversations.start(await left.viewer(), right.key, FIRST_ENTRY[one])


@pytest.mark.rule("ACC-9")
@pytest.mark.parametrize("kind", [AccountKind.SELLER, AccountKind.AGENCY])
async def test_creators_talk_with_sellers_and_with_agencies(house: House, maya: Person, kind: AccountKind) -> None:
    partner = await person(house, kind, "partner")

    conversation = await started(partner, maya)

    assert await started(maya, partner) == conversation


@pytest.mark.rule("ACC-9")
async def test_without_a_shared_market_nobody_starts(
    house: House, maya: Person, nothing_happens: NothingHappens
) -> None:
    kyoto = await person(house, AccountKind.SELLER, "kyoto", ("JP", "SG"))

    async with nothing_happens():
        with pytest.raises(NoSharedMarket):
            await started(kyoto, maya)
        with pytest.raises(NoSharedMarket):
            await started(maya, kyoto)


@pytest.mark.rule("ACC-9")
async def test_a_market_that_both_have_is_enough_wherever_their_homes_are(house: House, maya: Person) -> None:
    kyoto = await person(house, AccountKind.SELLER, "kyoto", ("JP", "US"))

    await say(kyoto, await started(kyoto, maya), "hello")


@pytest.mark.rule("ACC-9")
async def test_nothing_is_sent_once_the_last_shared_market_is_gone(
    house: House, maya: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "hello")
    async with house.database.transaction() as unit:
        await unit.fetch(MOVE_TO_JAPAN, acme.key)

    async with nothing_happens():
        for who in (maya, acme):
            with pytest.raises(NoSharedMarket):
                await say(who, conversation, "still there?")


@pytest.mark.rule("ACC-9")
async def test_accounts_of_other_markets_are_not_found(house: House, maya: Person, acme: Person) -> None:
    kyoto = await person(house, AccountKind.SELLER, "kyoto", ("JP",))
    viewer = await maya.viewer()

    assert await account_queries.by_handle(viewer, "kyoto") is None
    assert set(await account_queries.some(viewer, [kyoto.key, acme.key])) == {acme.key}
