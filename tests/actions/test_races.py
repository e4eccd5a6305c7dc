"""Who acts at the same moment, a hundred times."""

import pytest

from domain.house import House
from tests import invariants, races
from tests.cast import Person

ROUNDS = 100


@pytest.mark.rule("COL-4")
async def test_two_devices_accept_and_decline_the_same_invitation(
    house: House, acme: Person, northstar: Person
) -> None:
    race = await races.staged(house, acme, northstar)

    ends = {await race.accept_and_decline(f"creator{n}") for n in range(ROUNDS)}

    assert len(ends) == 2  # each came first now and then

    await invariants.holds(house.database)


@pytest.mark.rule("COL-8")
async def test_a_creator_adds_products_while_the_seller_withdraws(
    house: House, acme: Person, northstar: Person
) -> None:
    race = await races.staged(house, acme, northstar)

    ends = {await race.add_and_withdraw(f"creator{n}") for n in range(ROUNDS)}

    assert len(ends) == 2  # each came first now and then

    await invariants.holds(house.database)


@pytest.mark.rule("LNK-4")
async def test_an_agency_withdraws_while_the_creator_accepts(house: House, acme: Person, northstar: Person) -> None:
    race = await races.staged(house, acme, northstar)

    ends = {await race.accept_and_withdraw(f"creator{n}") for n in range(ROUNDS)}

    assert len(ends) == 2  # each came first now and then

    await invariants.holds(house.database)


@pytest.mark.rule("LNK-3")
async def test_two_cap_agencies_are_accepted_at_once(house: House, acme: Person, northstar: Person) -> None:
    race = await races.staged(house, acme, northstar)

    ends = {await race.accept_two(f"creator{n}") for n in range(ROUNDS)}

    assert len(ends) == 2  # each came first now and then

    await invariants.holds(house.database)


@pytest.mark.rule("COL-3", part="collaborations")
async def test_two_devices_invite_the_same_creators_in_two_orders(
    house: House, acme: Person, northstar: Person
) -> None:
    race = await races.staged(house, acme, northstar)

    ends = {await race.invite_twice(f"creator{n}") for n in range(ROUNDS // 2)}

    assert ends == {0, 3}  # one of them sent all of it, now this one and now that
    await invariants.holds(house.database)


@pytest.mark.rule("COL-7")
async def test_a_creator_adds_a_product_while_somebody_else_sends_it(
    house: House, acme: Person, northstar: Person
) -> None:
    race = await races.staged(house, acme, northstar)

    ends = {await race.add_while_another_sends_it(f"creator{n}") for n in range(ROUNDS)}

    assert ends == {True, False}
    await invariants.holds(house.database)
