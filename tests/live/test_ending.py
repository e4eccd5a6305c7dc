"""Losing the right to listen ends a subscription, with a reason, within a second."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

import domain.clock
from domain.actions import accounts, teams
from domain.viewer import System, Viewer
from models.accounts import AccountStatus
from models.teams import Permission
from tests import wire
from tests.cast import Person, member, say
from tests.serving import Server
from tests.wire import conversation_id, talking

Loss = tuple[Callable[[Person, Viewer], Awaitable[None]], str, str]


async def permission(of: Person, guest: Viewer) -> None:
    """Their role does not hold messaging any more."""
    await teams.set_permissions(await of.viewer(), guest.role.key, Permission.TEAM_MANAGEMENT)


async def role(of: Person, guest: Viewer) -> None:
    """They get a role that holds nothing."""
    empty = await teams.create_role(await of.viewer(), "empty")
    await teams.assign_role(await of.viewer(), guest.membership_key, empty)


async def membership(of: Person, guest: Viewer) -> None:
    """They are no member any more."""
    await teams.remove_member(await of.viewer(), guest.membership_key)


async def account(of: Person, guest: Viewer) -> None:
    """The account is deactivated."""
    await accounts.set_status(System(of.house), of.key, AccountStatus.DEACTIVATED, "spam")


LOSSES: list[Loss] = [
    (permission, "FORBIDDEN", "INSTANT_MESSAGING"),
    (role, "FORBIDDEN", "INSTANT_MESSAGING"),
    (membership, "FORBIDDEN", "no member of @acme"),
    (account, "ACCESS_REVOKED", "spam"),
]


@pytest.mark.rule("EVT-5")
@pytest.mark.rule("ACC-4", part="a loss ends subscriptions")
@pytest.mark.rule("ACC-5", part="ends subscriptions")
@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss[0].__name__)
async def test_who_may_listen_no_longer_is_told_why_within_a_second(
    server: Server, maya: Person, acme: Person, loss: Loss
) -> None:
    take, code, words = loss
    conversation = await talking(acme, maya)
    guest = await member(acme, "guest", Permission.INSTANT_MESSAGING)
    client = server.wire(guest)
    ears = [
        await client.listen(),
        await client.listen(wire.MESSAGES),
        await client.listen(wire.TYPING, conversation=conversation_id(conversation)),
    ]
    await _listen(server, 3)
    began = time.monotonic()

    await take(acme, guest)

    for ear in ears:
        ended = await ear.end(1)
        assert ended.code == code
        assert words in ended.detail
        await ear.close()
    assert time.monotonic() - began < 1
    assert await server.is_quiet()


async def test_who_keeps_the_right_hears_that_access_changed(server: Server, acme: Person) -> None:
    guest = await member(acme, "guest", Permission.INSTANT_MESSAGING)
    async with server.wire(guest).listening() as ear:
        both = Permission.INSTANT_MESSAGING | Permission.LEAD_MANAGEMENT
        await teams.set_permissions(await acme.viewer(), guest.role.key, both)

        event = await ear.next()

    assert event["__typename"] == "AccessChanged"
    assert event["viewer"]["permissions"] == ["INSTANT_MESSAGING", "LEAD_MANAGEMENT"]


@pytest.mark.rule("EVT-5")
async def test_an_expired_token_ends_a_subscription(server: Server, maya: Person, acme: Person) -> None:
    conversation = await talking(acme, maya)
    client = server.wire(maya, timedelta(seconds=2))  # whole seconds: one to two from now
    async with (
        client.listening() as ear,
        client.listening(wire.TYPING, conversation=conversation_id(conversation)) as typing,
    ):
        await say(acme, conversation, "in time")
        assert (await ear.next())["message"]["text"] == "in time"
        began = time.monotonic()

        for ended in (await ear.end(3), await typing.end(1)):
            assert ended.code == "UNAUTHENTICATED"
            assert "expired" in ended.detail
        assert time.monotonic() - began < 3
    assert await server.is_quiet()


@pytest.mark.rule("EVT-5")
async def test_a_timer_that_fires_early_does_not_keep_a_subscription_alive(
    server: Server, maya: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with server.wire(maya, timedelta(seconds=2)).listening() as ear:
        await _listen(server, 1)
        monkeypatch.setattr(domain.clock, "now", lambda: datetime.now(UTC) - timedelta(seconds=0.5))

        assert (await ear.end(4)).code == "UNAUTHENTICATED"


async def _listen(server: Server, count: int) -> None:
    async with asyncio.timeout(5):
        while server.house.hub.listeners < count:
            await asyncio.sleep(0.01)
