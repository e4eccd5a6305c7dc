"""What is kept to be found: all that is said, as sent, from the same moment on; and nothing that was taken back."""

import asyncio
from collections.abc import Sequence

import pytest

from domain.actions import erasures, imports, indexing, messages, posts, recalls, timers
from domain.actions.drafts import Draft
from domain.house import House
from domain.transaction import Transaction, door
from domain.viewer import Staff, System
from models.accounts import AccountKind
from models.due import DueKind
from models.sql import statement
from tests.actions.test_bulk import begun
from tests.actions.test_imports import history, said
from tests.cast import (
    Person,
    invited,
    listed,
    offered,
    person,
    pictured,
    replied,
    requested,
    saved,
    say,
    sent_list,
    shown,
    started,
    target,
    time_does_its_work,
    to_go,
    uploaded,
)
from tests.conftest import Hands
from tests.erasing import erase
from tests.pools import write

BETWEEN = "\ufdd0"
LONG_ENOUGH = 0.3


@door
async def noticed(viewer: System, tx: Transaction, conversation: int, text: str) -> None:
    """Post a notice."""
    await posts.notice(tx, conversation, text)


async def kept(house: House, module: str = "messages") -> list[str]:
    """What is found in a module, in the order of what was sent."""
    query = statement(f"SELECT search_text FROM searched_{module} ORDER BY conversation_id, sequence")
    return [row[0] for row in await house.database.fetch(query)]


@pytest.mark.rule("SRCH-4")
async def test_every_text_is_kept_in_its_normal_form(house: House, acme: Person, maya: Person, clock: Hands) -> None:
    key = await started(acme, maya)
    await say(acme, key, "Crème Brûlée")
    await say(maya, key, "ＷＩＤＥ")
    await pictured(maya, key, await uploaded(maya), "A Picture")
    await pictured(maya, key, await uploaded(maya))
    await shown(acme, key, await offered(acme, "Red", "Blue"), "Look at these")
    await replied(acme, key, await saved(acme, "Dear {creator_name}"))
    await to_go(acme, key, "Later")
    clock.advance(hours=1)
    await time_does_its_work(house)
    await noticed(System(house), key, "Something Happened")

    assert await kept(house) == [
        "creme brulee", "wide", "a picture", "look at these", "dear maya", "later", "something happened",
    ]  # fmt: skip


@pytest.mark.rule("SRCH-4")
async def test_it_is_kept_with_its_place_its_two_and_its_time(
    house: House, acme: Person, maya: Person, clock: Hands
) -> None:
    key = await started(maya, acme)
    await say(maya, key, "one")
    clock.advance(minutes=1)
    await say(acme, key, "two")

    rows = await house.database.fetch(
        statement("SELECT conversation_id, sequence, creator_id, partner_id, sent_at FROM searched_messages ORDER BY 2")
    )

    sent = await house.database.fetch(statement("SELECT sent_at FROM messages ORDER BY sequence"))
    assert [tuple(row) for row in rows] == [
        (key, number, maya.key, acme.key, row[0]) for number, row in enumerate(sent, start=1)
    ]


@pytest.mark.rule("SRCH-4")
async def test_bulk_messages_are_kept_by_what_each_creator_is_told(house: House, acme: Person) -> None:
    await begun(acme, [await person(house, AccountKind.CREATOR, f"creator{number}") for number in range(2)])
    await time_does_its_work(house)

    assert await kept(house) == ["hi creator0, acme here.", "hi creator1, acme here."]


@pytest.mark.rule("SRCH-4")
async def test_what_is_imported_is_kept(house: House, acme: Person, maya: Person) -> None:
    lines = [said(by_creator=bool(number % 2), text=f"Line {number}", minutes=number) for number in range(3)]

    await imports.import_conversations(System(house), [history(maya, acme, *lines)])

    assert await kept(house) == ["line 0", "line 1", "line 2"]


@pytest.mark.rule("SRCH-4")
async def test_cards_are_kept_by_what_they_say_as_sent(
    house: House, acme: Person, maya: Person, northstar: Person
) -> None:
    red, blue, serum = await offered(acme, "Red Mug", "Bleu Été", "Serum", samples_offered=True)
    key, other = await started(acme, maya), await started(northstar, maya)
    await shown(acme, key, [red, blue], "look")
    await invited(acme, await target(acme, [blue]), maya)
    await sent_list(northstar, other, await listed(northstar, [serum, red]))
    await requested(maya, serum)
    await write(house, "UPDATE products SET title = 'Another' WHERE id = $1", red)

    assert await kept(house, "products") == [f"red mug{BETWEEN}bleu ete", "bleu ete", f"serum{BETWEEN}red mug"]
    assert await kept(house, "samples") == ["serum"]
    assert await kept(house) == ["look"]


@pytest.mark.rule("MSG-5")
async def test_what_is_recalled_is_kept_no_more(house: House, acme: Person, maya: Person) -> None:
    key = await started(acme, maya)
    await say(acme, key, "stays", "goes")
    picture = await pictured(acme, key, await uploaded(acme), "goes, too")

    for sequence in (2, picture):
        await recalls.recall(await acme.viewer(), key, sequence)

    assert await kept(house) == ["stays"]


async def test_what_is_refused_is_not_kept(house: House, acme: Person, maya: Person) -> None:
    key = await started(acme, maya)
    await say(acme, key, "once")
    (red,) = await offered(acme, "Red")
    sent = await messages.send(await acme.viewer(), key, "made", Draft(products=[red]))

    again = await messages.send(await acme.viewer(), key, "made", Draft(products=[red]))

    assert again.id == sent.id
    assert (await kept(house), await kept(house, "products")) == (["once"], ["red"])


@pytest.mark.rule("PLT-4")
async def test_titles_of_an_erased_seller_leave_the_lists_of_agencies(
    house: House, acme: Person, maya: Person, northstar: Person
) -> None:
    gone = await person(house, AccountKind.SELLER, "gone")
    products = [*await offered(acme, "Lamp"), *await offered(gone, "Secret", "Hidden"), *await offered(acme, "Sofa")]
    await sent_list(northstar, await started(northstar, maya), await listed(northstar, products))

    await erase(gone)

    assert await kept(house, "products") == [BETWEEN.join(["lamp", "deleted", "deleted", "sofa"])]


@pytest.mark.rule("PLT-4")
async def test_two_sellers_of_one_list_are_erased_at_the_same_moment(
    house: House, maya: Person, northstar: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    sellers = [await person(house, AccountKind.SELLER, f"gone{number}") for number in range(2)]
    products = [(await offered(seller, f"Secret {seller.handle}"))[0] for seller in sellers]
    await sent_list(northstar, await started(northstar, maya), await listed(northstar, products))
    for seller in sellers:
        await erasures.erase(Staff(house, "sam"), seller.key, seller.handle)
    retitle = indexing.retitle

    async def slow(tx: Transaction, places: Sequence[tuple[int, int]]) -> None:
        await asyncio.sleep(LONG_ENOUGH if places else 0)  # both have changed their titles by now
        await retitle(tx, places)

    monkeypatch.setattr(indexing, "retitle", slow)

    async def erased(seller: Person) -> None:
        while await timers.run(System(house), DueKind.ERASURE_GOES_ON, seller.key):
            pass

    await asyncio.gather(*map(erased, sellers))

    assert await kept(house, "products") == [BETWEEN.join(["deleted", "deleted"])]


@pytest.mark.rule("PLT-4")
async def test_the_last_look_finds_what_came_late(house: House, acme: Person, maya: Person, clock: Hands) -> None:
    key = await started(acme, maya)
    await say(acme, key, "early")
    asked = await maya.viewer()  # who is asking was asked just before
    await erase(maya)

    await messages.send(asked, key, "late", "late")
    assert await kept(house) == ["early", "late"]
    clock.advance(minutes=1)
    await time_does_its_work(house)

    assert await kept(house) == ["early"]
