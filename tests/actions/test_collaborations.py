"""Campaigns and product lists."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from domain import clock
from domain.actions import catalog, collaborations, showcase
from domain.actions.collaborations import NewCampaign, NewList
from domain.errors import DomainError, Forbidden, KindNotAllowed, NotFound
from domain.house import House
from domain.queries import collaborations as queries
from domain.queries import showcase as showcases
from domain.viewer import System
from models.accounts import AccountKind, Programme
from models.catalog import ProductState
from tests.cast import Person, campaign, listed, offered, person, sent_list, started
from tests.conftest import NothingHappens

DAY = timedelta(days=1)


def summer(products: list[int], **changed: Any) -> NewCampaign:
    """A campaign."""
    right = {"title": "Summer", "starts_at": clock.now(), "ends_at": clock.now() + DAY, "product_keys": products}
    return NewCampaign(**{**right, **changed})


@pytest.mark.rule("COL-5")
async def test_all_lists_are_offered_the_newest_first(northstar: Person, acme: Person) -> None:
    products = await offered(acme, "Red", "Blue")
    for name in ("Skin", "Hair", "Skin too"):
        await listed(northstar, products, name)
    viewer = await northstar.viewer()

    async def names(query: str | None = None) -> list[str]:
        return [edge.node.name for edge in (await queries.product_lists(viewer, query)).edges]

    assert await names() == ["Skin too", "Hair", "Skin"]
    assert await names("skin") == ["Skin too", "Skin"]
    assert (await queries.product_lists(await acme.viewer())).edges == []


@pytest.mark.rule("COL-5")
async def test_a_list_holds_products_that_are_approved_for_its_campaign(
    northstar: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    red, blue = await offered(acme, "Red", "Blue")
    key = await campaign(northstar, [red])
    viewer = await northstar.viewer()

    async def refused(**changed: Any) -> tuple[str, Any]:
        new = NewList(**{"name": "Picks", "campaign_key": key, "product_keys": [red], **changed})
        with pytest.raises(DomainError) as error:
            await collaborations.create_list(viewer, "x", new)
        return str(error.value.code), error.value.facts.get("field")

    async with nothing_happens():
        assert await refused(product_keys=[red, blue]) == ("NOT_FOUND", "productIds.1")
        assert await refused(campaign_key=key + 1) == ("NOT_FOUND", "campaignId")
        assert await refused(product_keys=[]) == ("INVALID_INPUT", "productIds")
        assert await refused(product_keys=[red] * 101) == ("INVALID_INPUT", "productIds")
        assert await refused(product_keys=[red, red]) == ("INVALID_INPUT", "productIds.1")
        assert await refused(name=" ") == ("INVALID_INPUT", "name")
        assert await refused(name="x" * 101) == ("INVALID_INPUT", "name")


@pytest.mark.rule("ACC-1", part="campaigns and lists")
async def test_campaigns_and_lists_are_for_agencies_of_tap(
    house: House, acme: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    capped = await person(house, AccountKind.AGENCY, "capped", programmes=(Programme.CAP,))
    products = await offered(acme, "Red")

    async with nothing_happens():
        for who in (capped, acme, maya):
            with pytest.raises(Forbidden):
                await collaborations.create_campaign(await who.viewer(), "x", summer(products))


async def test_a_campaign_has_a_title_a_period_and_products(
    northstar: Person, acme: Person, house: House, nothing_happens: NothingHappens
) -> None:
    red, gone = await offered(acme, "Red", "Gone")
    await catalog.set_product_state(System(house), gone, ProductState.INACTIVE)
    viewer = await northstar.viewer()

    async def refused(products: list[int], **changed: Any) -> tuple[str, Any]:
        with pytest.raises(DomainError) as error:
            await collaborations.create_campaign(viewer, "x", summer(products, **changed))
        return str(error.value.code), error.value.facts.get("field")

    async with nothing_happens():
        assert await refused([red], title="") == ("INVALID_INPUT", "title")
        assert await refused([red], ends_at=clock.now() - DAY) == ("INVALID_INPUT", "endsAt")
        assert await refused([gone]) == ("INVALID_INPUT", "productIds.0")
        assert await refused([red, 10**15]) == ("NOT_FOUND", "productIds.1")
        assert await refused([]) == ("INVALID_INPUT", "productIds")


@pytest.mark.rule("MSG-2", part="campaigns and lists")
async def test_the_same_client_made_id_makes_one_list_however_often_and_at_once(
    northstar: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    red, blue = await offered(acme, "Red", "Blue")
    key = await campaign(northstar, [red, blue])
    viewer, new = await northstar.viewer(), NewList(name="Picks", campaign_key=key, product_keys=[red])

    made = await asyncio.gather(*(collaborations.create_list(viewer, "one", new) for _ in range(10)))

    assert len({one.key for one in made}) == 1
    async with nothing_happens():
        assert (await collaborations.create_list(viewer, "one", new)).key == made[0].key
        with pytest.raises(DomainError, match="used for something else"):
            await collaborations.create_list(viewer, "one", NewList(name="No", campaign_key=key, product_keys=[red]))
    assert len((await queries.product_lists(viewer)).edges) == 1


@pytest.mark.rule("COL-8", part="lists")
async def test_a_list_that_is_deleted_leaves_what_was_added(northstar: Person, acme: Person, maya: Person) -> None:
    conversation = await started(northstar, maya)
    key = await listed(northstar, await offered(acme, "Red", "Blue"))
    card = await sent_list(northstar, conversation, key)
    await showcase.add(await maya.viewer(), conversation, card)

    await collaborations.delete_list(await northstar.viewer(), key)
    await collaborations.delete_list(await northstar.viewer(), key)

    assert len((await showcases.page(await maya.viewer())).edges) == 2
    assert (await queries.product_lists(await northstar.viewer())).edges == []
    with pytest.raises(NotFound):
        await sent_list(northstar, conversation, key)


@pytest.mark.rule("MSG-1", part="lists")
async def test_who_was_sent_a_list_cannot_send_it_on(
    northstar: Person, acme: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    conversation, key = await started(northstar, maya), await listed(northstar, await offered(acme, "Red"))
    await sent_list(northstar, conversation, key)

    async with nothing_happens():
        with pytest.raises(KindNotAllowed, match=r"^Only agencies send product lists\.$"):
            await sent_list(maya, conversation, key)


async def test_nobody_sends_or_deletes_a_list_of_others(
    house: House, northstar: Person, acme: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    other = await person(house, AccountKind.AGENCY, "other")
    conversation, key = await started(other, maya), await listed(northstar, await offered(acme, "Red"))

    async with nothing_happens():
        with pytest.raises(NotFound) as refused:
            await sent_list(other, conversation, key)
        assert refused.value.facts == {"field": "content.productListId"}
        with pytest.raises(NotFound):
            await collaborations.delete_list(await other.viewer(), key)
