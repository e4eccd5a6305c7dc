"""Rates: what invitations offer, what is kept in a showcase, and what must be confirmed."""

from typing import Any

import pytest

from domain.actions import invitations, messages, showcase
from domain.actions.drafts import Draft
from domain.errors import ConfirmationRequired, DomainError
from domain.invitations import Invitation
from domain.queries import cards
from domain.queries import showcase as queries
from models.accounts import AccountKind
from models.sql import statement
from tests.cast import Person, invited, listed, offered, person, sent_list, shown, started, target
from tests.conftest import Hands, Heard, NothingHappens

SOURCE = statement("""
    SELECT conversation_id, sequence, campaign_id IS NOT NULL, invitation_id FROM showcase_entries
    WHERE creator_id = $1 AND product_id = $2""")


async def rates(by: Person) -> dict[str, str | None]:
    """What a creator earns, in percent, by title."""
    return {one.product.title: one.commission for one in (await queries.page(await by.viewer())).nodes}


async def source(by: Person, product: int) -> tuple[Any, ...]:
    """Where an entry came from: conversation, sequence, whether a campaign, invitation."""
    row = await by.house.database.fetch_row(SOURCE, by.key, product)
    assert row is not None
    return (row[0], row[1], bool(row[2]), row[3])


async def add(by: Person, sent: Invitation, *, lower: bool = False) -> list[str]:
    """Add all of an invitation; outcomes in words."""
    place = (sent.conversation_key, sent.sequence)
    outcomes = await showcase.add(await by.viewer(), *place, accept_lower_rate=lower)
    return [str(o.problem.code) if o.problem else "ADDED" if o.added else "ALREADY_ADDED" for o in outcomes]


@pytest.mark.rule("COL-11")
async def test_an_entry_keeps_its_rate_and_where_it_came_from(acme: Person, northstar: Person, maya: Person) -> None:
    red, blue, green = await offered(acme, "Red", "Blue", "Green")
    with_shop, with_agency = await started(acme, maya), await started(northstar, maya)
    card = await shown(acme, with_shop, [red])
    on_list = await sent_list(northstar, with_agency, await listed(northstar, [blue]))
    sent = await invited(acme, await target(acme, [green], 20), maya)

    await showcase.add(await maya.viewer(), with_shop, card)
    await showcase.add(await maya.viewer(), with_agency, on_list)
    assert await add(maya, sent) == ["ADDED"]

    assert await rates(maya) == {"Red": "12.5", "Blue": "12.5", "Green": "20"}
    assert await source(maya, red) == (with_shop, card, False, None)
    assert await source(maya, blue) == (with_agency, on_list, True, None)
    assert await source(maya, green) == (with_shop, sent.sequence, False, sent.key)


@pytest.mark.rule("COL-11")
async def test_a_targeted_rate_replaces_an_open_one(acme: Person, maya: Person, heard: Heard, clock: Hands) -> None:
    (red,) = await offered(acme, "Red")
    here = await started(acme, maya)
    await showcase.add(await maya.viewer(), here, await shown(acme, here, [red]))
    added_at = (await queries.page(await maya.viewer())).nodes[0].added_at
    clock.advance(hours=1)
    sent = await invited(acme, await target(acme, [red], 20), maya)

    assert await add(maya, sent) == ["ADDED"]

    assert await rates(maya) == {"Red": "20"}
    assert await source(maya, red) == (here, sent.sequence, False, sent.key)
    assert (await queries.page(await maya.viewer())).nodes[0].added_at == added_at
    assert "showcase_added" in (await heard(acme))[-3:]
    # An open card does not take it back, and to add the same again changes nothing.
    assert [o.added for o in await showcase.add(await maya.viewer(), here, 1)] == [False]
    assert await add(maya, sent) == ["ALREADY_ADDED"]
    assert await rates(maya) == {"Red": "20"}


@pytest.mark.rule("COL-10")
async def test_who_an_addition_no_longer_counts_for_is_told_and_nobody_else_is(
    acme: Person, northstar: Person, maya: Person, heard: Heard
) -> None:
    lumen = await person(acme.house, AccountKind.AGENCY, "lumen")
    (red,) = await offered(acme, "Red")
    with_agency = await started(northstar, maya)
    on_list = await sent_list(northstar, with_agency, await listed(northstar, [red]))
    await sent_list(lumen, await started(lumen, maya), await listed(lumen, [red]))
    sent = await invited(acme, await target(acme, [red], 20), maya)
    await showcase.add(await maya.viewer(), with_agency, on_list)
    before = {who.handle: len(await heard(who)) for who in (northstar, lumen)}

    assert await add(maya, sent) == ["ADDED"]  # at a higher rate: it now comes from the invitation

    assert (await heard(northstar))[before["northstar"] :] == ["showcase_added"]
    assert (await heard(lumen))[before["lumen"] :] == []


@pytest.mark.rule("COL-11")
async def test_to_lower_a_rate_must_be_confirmed(acme: Person, maya: Person, nothing_happens: NothingHappens) -> None:
    (red,) = await offered(acme, "Red")
    high, low = await target(acme, [red], 20), await target(acme, [red], 8, made="low")
    first = await invited(acme, high, maya)
    await add(maya, first)
    outcomes = await invitations.invite(await acme.viewer(), "second", low, [maya.key])
    second = outcomes[0].invitation
    assert second is not None

    async with nothing_happens():
        assert await add(maya, second) == ["CONFIRMATION_REQUIRED"]
        outcome = (await showcase.add(await maya.viewer(), second.conversation_key, second.sequence))[0]
        assert isinstance(outcome.problem, ConfirmationRequired)
        assert outcome.problem.detail == (
            "You earn 20 % on this product now, and would earn 8 %. Confirm to lower the rate."
        )
    assert await add(maya, second, lower=True) == ["ADDED"]
    assert await rates(maya) == {"Red": "8"}


@pytest.mark.rule("COL-2")
async def test_a_product_of_a_target_collaboration_is_sent_with_the_invitation_and_its_rate(
    acme: Person, maya: Person
) -> None:
    red, blue = await offered(acme, "Red", "Blue", commission=None)
    sent = await invited(acme, await target(acme, [red, blue], 20), maya)
    draft = Draft(products=[red], invitation_key=sent.key)

    message = await messages.send(await acme.viewer(), sent.conversation_key, "red", draft)

    viewer = await maya.viewer()
    (card,) = await cards.read(viewer, [(sent.conversation_key, message.sequence)])
    assert (card.invitation_key, [item.commission for item in card.items]) == (sent.key, ["20"])
    await showcase.add(viewer, sent.conversation_key, message.sequence)
    assert await rates(maya) == {"Red": "20"}
    assert await source(maya, red) == (sent.conversation_key, message.sequence, False, sent.key)


@pytest.mark.rule("COL-2")
async def test_what_an_invitation_does_not_offer_cannot_be_sent_with_it(
    acme: Person, maya: Person, noor: Person, fresh: Person, nothing_happens: NothingHappens
) -> None:
    red, blue = await offered(acme, "Red", "Blue", commission=None)
    key = await target(acme, [red])
    mine, others = await invited(acme, key, maya), await invited(acme, key, noor)
    ended = await invitations.withdraw(await acme.viewer(), others.key)

    async def refused(invitation: int | None, product: int, conversation: int) -> tuple[str, Any]:
        draft = Draft(products=[product], invitation_key=invitation)
        with pytest.raises(DomainError) as error:
            await messages.send(await acme.viewer(), conversation, "x", draft)
        return str(error.value.code), error.value.facts.get("field")

    here, there = mine.conversation_key, ended.conversation_key
    async with nothing_happens():
        assert await refused(None, red, here) == ("INVALID_INPUT", "content.products.productIds.0")
        assert await refused(mine.key, blue, here) == ("INVALID_INPUT", "content.products.productIds.0")
        assert await refused(ended.key, red, here) == ("NOT_FOUND", "content.products.invitationId")
        assert await refused(10**15, red, here) == ("NOT_FOUND", "content.products.invitationId")
        assert await refused(ended.key, red, there) == ("CLOSED", None)
