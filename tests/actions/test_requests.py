"""Asking for samples: of what, and how many."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from domain import clock
from domain.actions import accounts, blocks, catalog, invitations, requests, samples
from domain.actions.accounts import Figure
from domain.actions.requests import NewSample
from domain.errors import DomainError, LimitReached
from domain.house import House
from domain.queries import samples as queries
from domain.samples import Address
from domain.viewer import System
from models.accounts import AccountKind, Metric
from models.catalog import ProductState
from models.samples import SampleCancelReason as Reason
from models.samples import SampleStatus as Status
from models.sql import statement
from tests.cast import HOME, Person, invited, offered, person, requested, target
from tests.conftest import Hands, NothingHappens


async def refused(by: Person, product: int, address: Address = HOME, invitation: int | None = None) -> tuple[str, Any]:
    """The code of a refusal, and its field."""
    new = NewSample(product_key=product, address=address, invitation_key=invitation)
    with pytest.raises(DomainError) as error:
        await requests.request(await by.viewer(), "x", new)
    return str(error.value.code), error.value.facts.get("field")


@pytest.mark.rule("SMP-1")
async def test_only_a_product_that_offers_samples_can_be_asked_for(
    house: House, acme: Person, maya: Person, northstar: Person, nothing_happens: NothingHappens
) -> None:
    (without,) = await offered(acme, "Without")
    gone, right = await offered(acme, "Gone", "Right", samples_offered=True)
    abroad = await person(house, AccountKind.SELLER, "abroad", ("JP",))
    (foreign,) = await offered(abroad, "Foreign", samples_offered=True, currency="JPY")
    await catalog.set_product_state(System(house), gone, ProductState.OUT_OF_STOCK)

    async with nothing_happens():
        assert await refused(maya, without) == ("INVALID_INPUT", "productId")
        assert await refused(maya, gone) == ("INVALID_INPUT", "productId")
        assert await refused(maya, foreign) == ("NOT_FOUND", "productId")
        assert await refused(maya, 10**15) == ("NOT_FOUND", "productId")
        for who in (acme, northstar):
            assert await refused(who, right) == ("KIND_NOT_ALLOWED", None)
        for line in ("name", "line1", "city", "country"):
            address = Address(**{**{n: getattr(HOME, n) for n in HOME.__struct_fields__}, line: " "})
            assert await refused(maya, right, address) == ("INVALID_INPUT", f"shippingAddress.{line}")


@pytest.mark.rule("SMP-1")
async def test_one_request_is_open_for_a_product_at_a_time(
    acme: Person, maya: Person, noor: Person, nothing_happens: NothingHappens
) -> None:
    (product,) = await offered(acme, "Serum", samples_offered=True)
    await requested(maya, product)

    async with nothing_happens():
        with pytest.raises(LimitReached, match="one at a time"):
            await requested(maya, product, "again")
    assert (await requested(noor, product)).status is Status.TO_REVIEW


@pytest.mark.rule("MSG-2", part="samples")
async def test_the_same_client_made_id_asks_once_also_at_once(
    acme: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    red, blue = await offered(acme, "Red", "Blue", samples_offered=True)

    made = await asyncio.gather(*(requested(maya, red) for _ in range(10)))

    assert len({one.key for one in made}) == 1
    async with nothing_happens():
        assert await requested(maya, red) == made[0]
        new = NewSample(product_key=blue, address=HOME)
        with pytest.raises(DomainError, match="used for something else"):
            await requests.request(await maya.viewer(), f"request {red}", new)


@pytest.mark.rule("SMP-1")
@pytest.mark.rule("SMP-4")
async def test_an_invitation_is_named_and_may_give_and_approve_by_itself(acme: Person, maya: Person) -> None:
    red, blue = await offered(acme, "Red", "Blue")
    key = await target(acme, [red], free_sample=True, auto_approve_samples=True)
    sent = await invited(acme, key, maya)

    sample = await requested(maya, red, invitation=sent.key)

    assert (sample.status, sample.invitation_key) == (Status.TO_SHIP, sent.key)
    assert (await queries.some(await acme.viewer(), [sample.key]))[sample.key].shipping_address == HOME
    assert await refused(maya, blue, invitation=sent.key) == ("INVALID_INPUT", "invitationId")


async def test_an_invitation_must_be_ones_own_and_open(
    acme: Person, maya: Person, noor: Person, nothing_happens: NothingHappens
) -> None:
    (red,) = await offered(acme, "Red", samples_offered=True)
    key = await target(acme, [red])
    others, mine = await invited(acme, key, noor), await invited(acme, key, maya)
    await invitations.respond(await maya.viewer(), mine.key, accept=False)

    async with nothing_happens():
        assert await refused(maya, red, invitation=others.key) == ("NOT_FOUND", "invitationId")
        assert await refused(maya, red, invitation=mine.key) == ("CLOSED", None)


@pytest.mark.rule("SMP-5")
@pytest.mark.parametrize(("sold", "most"), [
    ((0, "USD"), 5), ((4999_99, "USD"), 5), ((5000_00, "USD"), 20), ((149_999_99, "USD"), 20),
    ((150_000_00, "USD"), 50), ((150_000_00, "EUR"), 5),
])  # fmt: skip
async def test_how_many_are_open_at_once_goes_by_what_was_sold(
    acme: Person, maya: Person, nothing_happens: NothingHappens, sold: tuple[int, str], most: int
) -> None:
    figure = Figure(maya.key, Metric.AFFILIATE_GMV_30D, sold[0], clock.now(), sold[1])
    await accounts.record_statistics(System(acme.house), [figure])
    products = await offered(acme, *(f"Product {n}" for n in range(most + 1)), samples_offered=True)
    for product in products[:-1]:
        await requested(maya, product)

    async with nothing_happens():
        with pytest.raises(LimitReached) as error:
            await requested(maya, products[-1])
        assert error.value.limit == most


@pytest.mark.rule("SMP-5")
async def test_after_a_rejection_the_same_can_be_asked_for_in_thirty_days_after_a_withdrawal_at_once(
    acme: Person, maya: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    (product,) = await offered(acme, "Serum", samples_offered=True)
    first = await requested(maya, product)
    await samples.withdraw(await maya.viewer(), first.key)
    second = await requested(maya, product, "second")
    await samples.review(await acme.viewer(), second.key, approve=False, reason=Reason.OTHER)
    clock.advance(days=30, microseconds=-1)

    async with nothing_happens():
        with pytest.raises(LimitReached, match="after 30 days") as error:
            await requested(maya, product, "third")
        assert error.value.retry_at == clock.at + timedelta(microseconds=1)
    clock.advance(microseconds=1)
    assert (await requested(maya, product, "third")).status is Status.TO_REVIEW


@pytest.mark.rule("SMP-5")
async def test_a_request_that_has_lapsed_is_in_nobodys_way_whether_or_not_anybody_has_noticed(
    acme: Person, fresh: Person, maya: Person, clock: Hands
) -> None:
    for product in await offered(fresh, *"abcde", samples_offered=True):
        await requested(maya, product)
    (serum,) = await offered(acme, "Serum", samples_offered=True)
    clock.advance(days=7)

    assert (await requested(maya, serum)).status is Status.TO_REVIEW

    clock.advance(days=7)
    with pytest.raises(LimitReached, match="after 30 days"):  # it was cancelled as overdue at this moment
        await requested(maya, serum, "again")


@pytest.mark.rule("MSG-2")
async def test_a_repeat_is_answered_whatever_has_become_of_the_market(house: House, acme: Person, maya: Person) -> None:
    (serum,) = await offered(acme, "Serum", samples_offered=True)
    first = await requested(maya, serum)
    async with house.database.transaction() as unit:
        await unit.fetch(statement("UPDATE accounts SET home_market = 'JP', markets = 'JP' WHERE handle = 'acme'"))

    assert (await requested(maya, serum)).key == first.key


@pytest.mark.rule("SMP-5")
async def test_the_limit_holds_for_requests_at_once_to_many_sellers(
    house: House, acme: Person, fresh: Person, maya: Person
) -> None:
    products = [
        *await offered(acme, *"abcdef", samples_offered=True), *await offered(fresh, *"abcdef", samples_offered=True)
    ]  # fmt: skip

    answers = await asyncio.gather(*(requested(maya, product) for product in products), return_exceptions=True)

    assert sum(not isinstance(answer, BaseException) for answer in answers) == 5
    assert sum(isinstance(answer, LimitReached) for answer in answers) == 7


@pytest.mark.rule("BLK-2", part="requests")
async def test_across_a_block_nothing_is_asked_for_but_what_was_goes_on(
    acme: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    red, blue = await offered(acme, "Red", "Blue", samples_offered=True)
    sample = await requested(maya, red)
    await blocks.block(await acme.viewer(), maya.key)

    async with nothing_happens():
        assert await refused(maya, blue) == ("BLOCKED", None)

    await samples.review(await acme.viewer(), sample.key, approve=True, reason=None)
    assert (await samples.ship(await acme.viewer(), sample.key, None, None)).status is Status.SHIPPED
