"""Target collaborations: what they offer."""

from datetime import timedelta
from typing import Any

import pytest

from domain.actions import catalog, targets
from domain.actions.targets import NewTarget
from domain.clock import now
from domain.errors import DomainError, Forbidden
from domain.queries import invitations as queries
from domain.viewer import System
from models.catalog import ProductState
from tests.cast import Person, offered, target
from tests.conftest import Hands, NothingHappens


def launch(products: list[tuple[int, int]], **changed: Any) -> NewTarget:
    """A target collaboration."""
    right = {"name": "Launch", "ends_at": now() + timedelta(days=1), "products": products}
    return NewTarget(**{**right, **changed})


@pytest.mark.rule("COL-3", part="collaborations")
async def test_a_target_collaboration_offers_products_each_at_a_rate(acme: Person, maya: Person) -> None:
    red, blue = await offered(acme, "Red", "Blue")
    new = launch([(red, 100), (blue, 8000)], message="  For you  ", free_sample=True, auto_approve_samples=True)

    made = await targets.create(await acme.viewer(), "one", new)

    viewer = await acme.viewer()
    (page,) = (await queries.target_collaborations(viewer)).nodes
    assert page == made
    assert (made.name, made.message, made.free_sample, made.auto_approve_samples) == ("Launch", "For you", True, True)
    products = (await queries.target_products(viewer, [made.key]))[made.key]
    assert [(one.product.title, one.commission) for one in products] == [("Red", "1"), ("Blue", "80")]
    assert (await queries.target_collaborations(await maya.viewer())).nodes == []


@pytest.mark.rule("COL-3", part="collaborations")
async def test_what_a_target_collaboration_cannot_be_is_refused(
    acme: Person, fresh: Person, nothing_happens: NothingHappens
) -> None:
    red, gone = await offered(acme, "Red", "Gone")
    (foreign,) = await offered(fresh, "Foreign")
    await catalog.set_product_state(System(acme.house), gone, ProductState.INACTIVE)
    viewer = await acme.viewer()

    async def refused(products: list[tuple[int, int]], **changed: Any) -> tuple[str, Any]:
        with pytest.raises(DomainError) as error:
            await targets.create(viewer, "x", launch(products, **changed))
        return str(error.value.code), error.value.facts.get("field")

    async with nothing_happens():
        assert await refused([]) == ("INVALID_INPUT", "products")
        assert await refused([(red, 99)]) == ("INVALID_INPUT", "products.0.commission")
        assert await refused([(red, 8001)]) == ("INVALID_INPUT", "products.0.commission")
        assert await refused([(red, 500), (red, 500)]) == ("INVALID_INPUT", "products.1.productId")
        assert await refused([(gone, 500)]) == ("INVALID_INPUT", "products.0.productId")
        assert await refused([(red, 500), (foreign, 500)]) == ("NOT_FOUND", "products.1.productId")
        assert await refused([(red, 500)] * 101) == ("INVALID_INPUT", "products")
        assert await refused([(red, 500)], name=" ") == ("INVALID_INPUT", "name")
        assert await refused([(red, 500)], message=" ") == ("INVALID_INPUT", "message")
        assert await refused([(red, 500)], ends_at=now()) == ("INVALID_INPUT", "endsAt")


async def test_target_collaborations_are_a_sellers(
    acme: Person, maya: Person, northstar: Person, nothing_happens: NothingHappens
) -> None:
    products = [(key, 500) for key in await offered(acme, "Red")]

    async with nothing_happens():
        for who in (maya, northstar):
            with pytest.raises(Forbidden):
                await targets.create(await who.viewer(), "x", launch(products))


@pytest.mark.rule("MSG-2", part="target collaborations")
async def test_the_same_client_made_id_makes_one_collaboration(
    acme: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    products = await offered(acme, "Red")
    first = await target(acme, products, made="one")

    async with nothing_happens():
        assert await target(acme, products, made="one") == first
        with pytest.raises(DomainError, match="used for something else"):
            await target(acme, products, 21, made="one")


async def test_they_are_found_by_any_part_of_their_names(acme: Person) -> None:
    products = await offered(acme, "Red")
    for name in ("Skin", "Hair", "SKIN too"):
        await targets.create(await acme.viewer(), name, launch([(products[0], 500)], name=name))

    found = await queries.target_collaborations(await acme.viewer(), "skin", first=1)

    assert [one.name for one in found.nodes] == ["SKIN too"]
    assert found.page_info.has_next_page
