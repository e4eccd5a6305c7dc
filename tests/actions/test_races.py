"""Who acts at the same moment, a hundred times."""

from collections.abc import Awaitable, Callable, Hashable

import pytest

from domain.house import House
from models.invitations import InvitationStatus
from models.partnerships import PartnershipStatus
from tests import invariants, races
from tests.cast import Person
from tests.races import Race

ROUNDS = 100


async def raced(race: Race, play: Callable[[str], Awaitable[Hashable]], rounds: int) -> set[Hashable]:
    """How so many rounds at once end, and two in which the one or the other is surely first."""
    ends = {await play(f"creator{n}") for n in range(rounds)}
    for first in (0, 1):
        race.leads = first
        ends.add(await play(f"after{first}"))
    return ends


@pytest.mark.rule("COL-4")
async def test_two_devices_accept_and_decline_the_same_invitation(
    house: House, acme: Person, northstar: Person
) -> None:
    race = await races.staged(house, acme, northstar)

    ends = await raced(race, race.accept_and_decline, ROUNDS)

    assert ends == {InvitationStatus.ACCEPTED, InvitationStatus.DECLINED}
    await invariants.holds(house.database)


@pytest.mark.rule("COL-8")
async def test_a_creator_adds_products_while_the_seller_withdraws(
    house: House, acme: Person, northstar: Person
) -> None:
    race = await races.staged(house, acme, northstar)

    ends = await raced(race, race.add_and_withdraw, ROUNDS)

    assert ends == {InvitationStatus.ACCEPTED, InvitationStatus.WITHDRAWN}
    await invariants.holds(house.database)


@pytest.mark.rule("LNK-4")
async def test_an_agency_withdraws_while_the_creator_accepts(house: House, acme: Person, northstar: Person) -> None:
    race = await races.staged(house, acme, northstar)

    ends = await raced(race, race.accept_and_withdraw, ROUNDS)

    assert ends == {PartnershipStatus.LINKED, PartnershipStatus.WITHDRAWN}
    await invariants.holds(house.database)


@pytest.mark.rule("LNK-3")
async def test_two_cap_agencies_are_accepted_at_once(house: House, acme: Person, northstar: Person) -> None:
    race = await races.staged(house, acme, northstar)

    ends = await raced(race, race.accept_two, ROUNDS)

    assert ends == {"northstar", "polaris"}
    await invariants.holds(house.database)


@pytest.mark.rule("COL-3", part="collaborations")
async def test_two_devices_invite_the_same_creators_in_two_orders(
    house: House, acme: Person, northstar: Person
) -> None:
    race = await races.staged(house, acme, northstar)

    ends = await raced(race, race.invite_twice, ROUNDS // 2)

    assert ends == {0, 3}  # one of them sent all of it
    await invariants.holds(house.database)


@pytest.mark.rule("COL-7")
async def test_a_creator_adds_a_product_while_somebody_else_sends_it(
    house: House, acme: Person, northstar: Person
) -> None:
    race = await races.staged(house, acme, northstar)

    ends = await raced(race, race.add_while_another_sends_it, ROUNDS)

    assert ends == {True, False}
    await invariants.holds(house.database)
