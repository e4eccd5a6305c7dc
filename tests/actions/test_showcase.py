"""The showcase: what is added and removed, and who is told."""

import asyncio
from typing import Any

import pytest

from domain.actions import catalog, showcase
from domain.actions.showcase import Outcome
from domain.errors import Forbidden, InvalidInput, NotFound
from domain.house import House
from domain.policy import Numbers
from domain.queries import events
from domain.queries import showcase as queries
from domain.viewer import System
from models.catalog import ProductState
from models.sql import statement
from tests.cast import Person, listed, offered, sent_list, shown, started
from tests.conftest import Hands, Heard, NothingHappens

SIZE = statement("SELECT s.size, count(e.product_id) FROM showcases s LEFT JOIN showcase_entries e USING (creator_id)"
                 " WHERE s.creator_id = $1 GROUP BY s.size")  # fmt: skip


def said(outcomes: list[Outcome]) -> list[str]:
    """Outcomes in words."""
    return [str(o.problem.code) if o.problem else "ADDED" if o.added else "ALREADY_ADDED" for o in outcomes]


async def kept(by: Person) -> list[str]:
    """The titles in a showcase, and that its size is what it holds."""
    page = await queries.page(await by.viewer())
    size = await by.house.database.fetch_row(SIZE, by.key)
    assert size is None or size[0] == size[1] == len(page.edges)
    return [edge.node.product.title for edge in page.edges]


@pytest.mark.rule("COL-6")
async def test_a_creator_adds_all_of_a_card_or_what_it_chooses(acme: Person, maya: Person, clock: Hands) -> None:
    conversation = await started(acme, maya)
    red, blue, green = await offered(acme, "Red", "Blue", "Green")
    card = await shown(acme, conversation, [red, blue, green])
    viewer = await maya.viewer()

    assert said(await showcase.add(viewer, conversation, card, [blue])) == ["ADDED"]
    clock.advance(minutes=1)
    assert said(await showcase.add(viewer, conversation, card)) == ["ADDED", "ALREADY_ADDED", "ADDED"]

    assert await kept(maya) == ["Green", "Red", "Blue"]


@pytest.mark.rule("COL-6")
async def test_to_add_again_changes_nothing_and_tells_nobody(
    acme: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)
    card = await shown(acme, conversation, await offered(acme, "Red", "Blue"))
    await showcase.add(await maya.viewer(), conversation, card)

    async with nothing_happens():
        outcomes = await showcase.add(await maya.viewer(), conversation, card)

    assert said(outcomes) == ["ALREADY_ADDED", "ALREADY_ADDED"]


@pytest.mark.rule("COL-6")
async def test_each_product_has_an_outcome_of_its_own(acme: Person, maya: Person) -> None:
    conversation = await started(acme, maya)
    red, blue, other = await offered(acme, "Red", "Blue", "Other")
    card = await shown(acme, conversation, [red, blue])
    await catalog.set_product_state(System(acme.house), blue, ProductState.OUT_OF_STOCK)

    outcomes = await showcase.add(await maya.viewer(), conversation, card, [blue, other, red, red])

    assert said(outcomes) == ["CLOSED", "NOT_FOUND", "ADDED", "ADDED"]
    assert await kept(maya) == ["Red"]


@pytest.mark.rule("COL-6")
async def test_a_showcase_is_full_at_its_limit(
    acme: Person, maya: Person, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers: Any = house.policy.of
    monkeypatch.setattr(
        house.policy, "of", lambda market: Numbers(**{**numbers(market).model_dump(), "showcase_max_products": 2})
    )
    conversation = await started(acme, maya)
    card = await shown(acme, conversation, await offered(acme, "Red", "Blue", "Green"))

    outcomes = await showcase.add(await maya.viewer(), conversation, card)

    assert said(outcomes) == ["ADDED", "ADDED", "LIMIT_REACHED"]
    assert outcomes[2].problem is not None
    assert outcomes[2].problem.facts == {"limit": 2}
    assert len(await kept(maya)) == 2


async def test_two_devices_add_at_once(acme: Person, maya: Person, heard: Heard) -> None:
    conversation = await started(acme, maya)
    card = await shown(acme, conversation, await offered(acme, "Red", "Blue", "Green"))
    before = len(await heard(acme))
    viewer = await maya.viewer()

    both = await asyncio.gather(*(showcase.add(viewer, conversation, card) for _ in range(10)))

    assert sorted(said(one) for one in both) == sorted([["ADDED"] * 3] + [["ALREADY_ADDED"] * 3] * 9)
    assert len(await kept(maya)) == 3
    assert (await heard(acme))[before:] == ["showcase_added"]


@pytest.mark.rule("COL-7")
async def test_the_sender_and_all_others_who_showed_the_product_are_told(
    acme: Person, fresh: Person, northstar: Person, maya: Person, noor: Person
) -> None:
    red, blue = await offered(acme, "Red", "Blue")
    here, elsewhere = await started(acme, maya), await started(acme, noor)
    card = await shown(acme, here, [red, blue])
    await shown(acme, elsewhere, [red])
    with_agency, with_fresh = await started(northstar, maya), await started(fresh, maya)
    await sent_list(northstar, with_agency, await listed(northstar, [red]))
    await shown(fresh, with_fresh, await offered(fresh, "Own"))
    everybody = (acme, fresh, northstar, maya, noor)
    before = {who.handle: (await who.viewer()).position for who in everybody}

    await showcase.add(await maya.viewer(), here, card)
    await showcase.remove(await maya.viewer(), [blue, red])

    told = {}
    for who in everybody:
        _, page = await events.read(who.house, {who.key: before[who.handle]})
        told[who.handle] = [_in_words(event) for _, event in page]
    from_the_card = f"maya added Red, Blue from msg_{here}_{card}"
    assert told == {
        "acme": [from_the_card, "maya removed Red, Blue"],
        "maya": [from_the_card, "maya removed Red, Blue"],
        "northstar": ["maya added Red from elsewhere", "maya removed Red"],
        "fresh": [],
        "noor": [],
    }
    assert await kept(maya) == []


def _in_words(event: Any) -> str:
    named = ", ".join(product.title for product in event.products)
    if isinstance(event, events.ShowcaseRemoved):
        return f"{event.creator.handle} removed {named}"
    card = event.card_message
    return f"{event.creator.handle} added {named} from {card.id if card else 'elsewhere'}"


@pytest.mark.rule("COL-7")
async def test_to_remove_what_is_not_there_changes_nothing(
    acme: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    (red,) = await offered(acme, "Red")
    await showcase.remove(await maya.viewer(), [red])

    async with nothing_happens():
        assert await showcase.remove(await maya.viewer(), [red, 10**15]) == []


async def test_more_than_can_be_named_at_once_is_refused(
    acme: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)
    card = await shown(acme, conversation, await offered(acme, "Red"))

    async with nothing_happens():
        with pytest.raises(InvalidInput, match=r"^These are 101; name at most 100 at a time\.$"):
            await showcase.add(await maya.viewer(), conversation, card, [1] * 101)
        with pytest.raises(InvalidInput, match="name at most 2,000"):
            await showcase.remove(await maya.viewer(), [1] * 2001)


async def test_only_creators_keep_a_showcase(acme: Person, maya: Person, nothing_happens: NothingHappens) -> None:
    conversation = await started(acme, maya)
    card = await shown(acme, conversation, await offered(acme, "Red"))

    async with nothing_happens():
        with pytest.raises(Forbidden, match=r"^Only creators keep a showcase\.$"):
            await showcase.add(await acme.viewer(), conversation, card)
        with pytest.raises(Forbidden):
            await showcase.remove(await acme.viewer(), [1])


async def test_nothing_is_added_from_a_card_of_others_or_from_no_card(
    acme: Person, maya: Person, noor: Person, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)
    card = await shown(acme, conversation, await offered(acme, "Red"))

    async with nothing_happens():
        for who, place in ((noor, card), (maya, card + 1)):
            with pytest.raises(NotFound) as refused:
                await showcase.add(await who.viewer(), conversation, place)
            assert refused.value.facts == {"field": "messageId"}
