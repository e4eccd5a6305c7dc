"""Those who talk with an account hear that its status has changed: it decides whether they can send (ACC-5)."""

import pytest

from domain.actions import accounts, statuses, timers
from domain.viewer import System
from models.accounts import AccountStatus
from models.due import DueKind
from tests.cast import Person, say, started, time_does_its_work
from tests.conftest import Heard

OFF, ON = AccountStatus.DEACTIVATED, AccountStatus.ACTIVE


@pytest.fixture
async def talking(acme: Person, maya: Person, noor: Person, northstar: Person) -> System:
    """Acme talks with both creators, and so does Northstar with one of them."""
    for creator in (maya, noor):
        await say(acme, await started(acme, creator), f"Hi {creator.handle}")
    await say(northstar, await started(northstar, maya), "Hi")
    return System(acme.house)


async def test_whoever_sees_a_conversation_with_it_is_told_of_each_change(  # noqa: PLR0917 - the whole cast
    talking: System, acme: Person, maya: Person, noor: Person, northstar: Person, heard: Heard
) -> None:
    before = {who.handle: await heard(who) for who in (maya, noor, northstar)}

    for status in (OFF, OFF, ON):  # the second is no change
        await accounts.set_status(talking, acme.key, status)
        await time_does_its_work(acme.house)

    assert await heard(maya) == [*before["maya"], "conversation_changed", "conversation_changed"]
    assert await heard(noor) == [*before["noor"], "conversation_changed", "conversation_changed"]
    assert await heard(northstar) == before["northstar"]


async def test_a_conversation_that_the_other_side_does_not_see_is_told_to_nobody(
    acme: Person, maya: Person, heard: Heard
) -> None:
    await started(acme, maya)  # nothing was said in it

    await accounts.set_status(System(acme.house), acme.key, OFF)
    await time_does_its_work(acme.house)

    assert await heard(maya) == []


async def test_many_conversations_are_told_of_step_by_step_and_anew_where_it_changes_again_meanwhile(  # noqa: PLR0917
    talking: System, acme: Person, maya: Person, noor: Person, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statuses, "BATCH", 1)
    before = {who.handle: len(await heard(who)) for who in (maya, noor)}

    await accounts.set_status(talking, acme.key, OFF)
    assert await timers.run(talking, DueKind.STATUS_IS_TOLD, acme.key)
    told = [len(await heard(who)) - before[who.handle] for who in (maya, noor)]
    await accounts.set_status(talking, acme.key, ON)
    await time_does_its_work(acme.house)

    assert told == [1, 0]
    assert [len(await heard(who)) - before[who.handle] for who in (maya, noor)] == [2, 1]
    assert not await timers.run(talking, DueKind.STATUS_IS_TOLD, acme.key)
