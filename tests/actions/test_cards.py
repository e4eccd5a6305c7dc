"""Sending products."""

from typing import Any

import pytest

from domain.actions import catalog, messages
from domain.actions.drafts import Draft
from domain.errors import DomainError
from domain.viewer import System
from models.catalog import ProductState
from tests.cast import Person, offered, say, shown, started
from tests.conftest import Heard, NothingHappens


async def refused(by: Person, conversation: int, products: list[int], text: str | None = None) -> tuple[str, Any]:
    """The code of a refusal, and its field."""
    with pytest.raises(DomainError) as error:
        await messages.send(await by.viewer(), conversation, "refused", Draft(text=text, products=products))
    return str(error.value.code), error.value.facts.get("field")


@pytest.mark.rule("MSG-1", part="products")
@pytest.mark.rule("COL-2", part="open")
async def test_a_seller_sends_a_product_alone_or_up_to_five_with_a_text(
    acme: Person, maya: Person, heard: Heard
) -> None:
    conversation = await started(acme, maya)
    keys = await offered(acme, *"abcde")

    assert await shown(acme, conversation, keys[:1]) == 1
    assert await shown(acme, conversation, keys, "all of these") == 2

    assert (await heard(maya))[-2:] == ["message_sent", "message_sent"]


@pytest.mark.rule("COL-1")
async def test_only_active_products_of_ones_own_can_be_sent(
    acme: Person, fresh: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)
    red, blue, green = await offered(acme, "Red", "Blue", "Green")
    (foreign,) = await offered(fresh, "Foreign")
    await catalog.set_product_state(System(acme.house), blue, ProductState.OUT_OF_STOCK)
    await catalog.set_product_state(System(acme.house), green, ProductState.INACTIVE)

    async with nothing_happens():
        place = "content.products.productIds"
        assert await refused(acme, conversation, [blue]) == ("INVALID_INPUT", f"{place}.0")
        assert await refused(acme, conversation, [red, green], "two") == ("INVALID_INPUT", f"{place}.1")
        assert await refused(acme, conversation, [red, foreign], "two") == ("NOT_FOUND", f"{place}.1")
        assert await refused(acme, conversation, [10**15]) == ("NOT_FOUND", f"{place}.0")


@pytest.mark.rule("MSG-1", part="products")
async def test_products_are_a_sellers_to_send(
    acme: Person, maya: Person, northstar: Person, nothing_happens: NothingHappens
) -> None:
    with_shop, with_agency = await started(acme, maya), await started(northstar, maya)
    await say(acme, with_shop, "hello")
    keys = await offered(acme, "Red")

    async with nothing_happens():
        assert await refused(maya, with_shop, keys) == ("KIND_NOT_ALLOWED", None)
        assert await refused(northstar, with_agency, keys) == ("KIND_NOT_ALLOWED", None)


async def test_how_many_and_which_is_checked(acme: Person, maya: Person, nothing_happens: NothingHappens) -> None:
    conversation = await started(acme, maya)
    keys = await offered(acme, *"abcdef")

    async with nothing_happens():
        place = "content.products.productIds"
        assert await refused(acme, conversation, []) == ("INVALID_INPUT", place)
        assert await refused(acme, conversation, keys, "six") == ("INVALID_INPUT", place)
        assert await refused(acme, conversation, keys[:2]) == ("INVALID_INPUT", "content.products.text")
        assert await refused(acme, conversation, [keys[0]] * 2, "twice") == ("INVALID_INPUT", f"{place}.1")
        assert await refused(acme, conversation, keys[:1], " ") == ("INVALID_INPUT", "content.products.text")


@pytest.mark.rule("MSG-2", part="sends")
async def test_the_same_id_with_other_products_is_refused_and_with_the_same_sends_nothing(
    acme: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)
    red, blue = await offered(acme, "Red", "Blue")
    viewer, draft = await acme.viewer(), Draft(products=[red])
    first = await messages.send(viewer, conversation, "refused", draft)

    async with nothing_happens():
        assert (await messages.send(viewer, conversation, "refused", draft)).sequence == first.sequence
        assert await refused(acme, conversation, [blue]) == ("INVALID_INPUT", "clientMessageId")
