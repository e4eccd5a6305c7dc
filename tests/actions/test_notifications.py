"""Notifications: who is told, what it says, and what was looked at."""

import pytest

from domain.actions import accounts, invitations, links, notifications, samples
from domain.errors import AccessRevoked, InvalidInput
from domain.house import House
from domain.notifications import Notification
from domain.queries import notifications as queries
from domain.viewer import System
from models.accounts import AccountStatus
from models.samples import SampleCancelReason
from tests.cast import Person, agreed, asked_to_link, invited, offered, requested, target, time_does_its_work
from tests.conftest import Hands, NothingHappens


async def told(who: Person) -> list[Notification]:
    """An account's notifications, the newest first."""
    return (await queries.page(await who.viewer())).nodes


async def texts(who: Person) -> list[str]:
    """What they say, the newest first."""
    return [one.text for one in await told(who)]


@pytest.mark.rule("EVT-6", part="cards and access")
async def test_each_side_is_told_of_what_the_other_does(
    acme: Person, northstar: Person, maya: Person, clock: Hands
) -> None:
    (red,) = await offered(acme, "Red", samples_offered=True)
    sent = await invited(acme, await target(acme, [red]), maya)
    await invitations.respond(await maya.viewer(), sent.key, accept=True)
    link = await agreed(maya, await asked_to_link(northstar, maya))
    await links.request_unlink(await maya.viewer(), link.key)
    sample = await requested(maya, red)
    await samples.review(await acme.viewer(), sample.key, approve=False, reason=SampleCancelReason.OFFLINE)
    clock.advance(days=7)
    await time_does_its_work(acme.house)

    assert await texts(maya) == [
        "The link between you and Northstar stays.",
        "The sample between you and Acme was cancelled.",
        "Northstar would like to link with you.",
        "Acme invited you to a collaboration.",
    ]
    assert await texts(acme) == ["Maya asks for a sample.", "Maya accepted your invitation."]
    assert await texts(northstar) == [
        "The link between you and Maya stays.", "Maya asks to unlink.", "Maya accepted: you are linked.",
    ]  # fmt: skip
    subjects = {(one.about, one.subject_key) for one in await told(maya)}
    assert subjects == {("partnership", link.key), ("sample", sample.key), ("invitation", sent.key)}


@pytest.mark.rule("EVT-6", part="cards and access")
async def test_an_account_is_told_when_its_access_changes(house: House, acme: Person) -> None:
    await accounts.set_status(System(house), acme.key, AccountStatus.DEACTIVATED, "too many complaints")
    with pytest.raises(AccessRevoked):
        await told(acme)
    await accounts.set_status(System(house), acme.key, AccountStatus.ACTIVE, None)

    assert await texts(acme) == ["What your account may do here has changed."] * 2


@pytest.mark.rule("EVT-6", part="cards and access")
async def test_what_was_looked_at_is_marked_some_or_all_up_to_one(
    acme: Person, maya: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    for title in ("Red", "Blue", "Green"):
        key = await target(acme, await offered(acme, title))
        await invitations.invite(await acme.viewer(), title, key, [maya.key])
    viewer = await maya.viewer()
    green, blue, red = await told(maya)
    assert await queries.unread(viewer) == 3

    await notifications.mark_read(viewer, [blue.key])
    assert [one.read_at for one in await told(maya)] == [None, clock.at, None]
    await notifications.mark_read_up_to(viewer, blue.key)
    assert [one.read_at is None for one in await told(maya)] == [True, False, False]
    assert await queries.unread(viewer) == 1

    async with nothing_happens():
        await notifications.mark_read(viewer, [blue.key, red.key])
        await notifications.mark_read_up_to(viewer, red.key)
        await notifications.mark_read(await acme.viewer(), [green.key])  # not acme's: left alone
        await notifications.mark_read_up_to(await acme.viewer(), green.key)
        with pytest.raises(InvalidInput):
            await notifications.mark_read(viewer, [1] * 101)


async def test_they_are_an_accounts_own(acme: Person, maya: Person, noor: Person) -> None:
    await invited(acme, await target(acme, await offered(acme, "Red")), maya)
    (one,) = await told(maya)

    assert await queries.some(await noor.viewer(), [one.key]) == {}
    assert await told(noor) == await told(acme) == []
