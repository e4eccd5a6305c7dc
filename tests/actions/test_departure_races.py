"""Who acts at the moment a scheduled message goes, many times."""

import pytest

from domain.house import House
from models.scheduled import ScheduledStatus
from tests import invariants
from tests.actions.test_races import raced
from tests.cast import Person
from tests.conftest import Hands
from tests.departures import Departures

ROUNDS = 40
SCHEDULED, SENT, REFUSED, CANCELLED = ScheduledStatus


@pytest.fixture
def departures(house: House, acme: Person, northstar: Person, clock: Hands) -> Departures:
    """Messages of acme's that are due."""
    staged = Departures(house, acme, (northstar, northstar))
    staged.hands = clock
    return staged


@pytest.mark.rule("BLK-4", part="scheduled messages")
async def test_a_block_holds_against_a_message_that_goes_at_the_same_moment(departures: Departures) -> None:
    assert await raced(departures, departures.block, ROUNDS) == {SENT, CANCELLED}
    await invariants.holds(departures.house.database)


@pytest.mark.rule("MSG-8")
async def test_what_is_cancelled_as_it_goes_went_or_does_not_go(departures: Departures) -> None:
    assert await raced(departures, departures.cancel, ROUNDS) == {SENT, CANCELLED}
    await invariants.holds(departures.house.database)


@pytest.mark.rule("MSG-8")
async def test_what_is_changed_as_it_goes_went_as_it_was_or_waits(departures: Departures) -> None:
    assert await raced(departures, departures.change, ROUNDS) == {(SENT, "words"), (SCHEDULED, "other words")}
    await invariants.holds(departures.house.database)


@pytest.mark.rule("PLT-5", part="scheduled messages")
async def test_two_processes_send_it_once(departures: Departures) -> None:
    assert await raced(departures, departures.go_twice, ROUNDS) == {0, 1}
    await invariants.holds(departures.house.database)


@pytest.mark.rule("MSG-8")
async def test_an_upload_goes_by_one_message_also_at_the_same_moment(departures: Departures) -> None:
    assert await raced(departures, departures.send_its_photo, ROUNDS) == {SENT, REFUSED}
    await invariants.holds(departures.house.database)


@pytest.mark.rule("ACC-5", part="scheduled messages")
async def test_what_comes_due_as_its_account_becomes_active_again_goes(departures: Departures) -> None:
    assert await raced(departures, departures.reactivate, ROUNDS // 2) == {SENT, SCHEDULED}
    await invariants.holds(departures.house.database)
