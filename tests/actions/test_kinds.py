"""Every kind of message, and whose it is to send."""

import pytest

from domain.actions import invitations, messages, recalls, showcase
from domain.actions.drafts import Draft
from domain.errors import DomainError, KindNotAllowed
from domain.queries import conversations, partnerships
from domain.queries import messages as thread
from models.messages import MessageKind
from tests.cast import (
    Person,
    agreed,
    asked_to_link,
    campaign,
    invited,
    listed,
    offered,
    pictured,
    requested,
    say,
    sent_list,
    shown,
    started,
    target,
    uploaded,
)
from tests.conftest import Hands, NothingHappens


async def said(who: Person, conversation: int) -> list[tuple[str, str]]:
    """Kind and preview of all that a conversation holds."""
    viewer = await who.viewer()
    found = (await conversations.some(viewer, [conversation]))[conversation]
    (page,) = await thread.read(viewer, [(found, range(1, found.last_sequence + 1))])
    return [(one.kind, one.preview) for one in page.nodes]


@pytest.mark.rule("MSG-1")
async def test_a_conversation_holds_every_kind_of_message(acme: Person, northstar: Person, maya: Person) -> None:
    red, blue = await offered(acme, "Red", "Blue", samples_offered=True)
    shop, agency = await started(acme, maya), await started(northstar, maya)

    await say(acme, shop, "Hello")
    await pictured(acme, shop, await uploaded(acme))
    await pictured(acme, shop, await uploaded(acme), "Look")
    await pictured(maya, shop, await uploaded(maya, "image/gif"))
    await shown(acme, shop, [red])
    await shown(acme, shop, [red, blue], "Both")
    await invited(acme, await target(acme, [red]), maya)
    await requested(maya, red)
    await sent_list(northstar, agency, await listed(northstar, [red]))
    await agreed(maya, await asked_to_link(northstar, maya))

    for who in (acme, maya):
        assert await said(who, shop) == [
            ("TEXT", "Hello"), ("PHOTO", "A photo"), ("PHOTO", "Look"), ("GIF", "A GIF"), ("PRODUCT", "A product"),
            ("PRODUCT", "Both"), ("TARGET_COLLABORATION", "An invitation to a collaboration"),
            ("SAMPLE", "A sample request"),
        ]  # fmt: skip
    for who in (northstar, maya):
        assert await said(who, agency) == [
            ("PRODUCT_LIST", "A list of products"), ("LINK_INVITATION", "An invitation to link"),
            ("NOTICE", "You are linked now, in programme CAP."),
        ]  # fmt: skip
    held = {kind for kind, _ in (*await said(maya, shop), *await said(maya, agency))}
    assert held == {str(kind) for kind in MessageKind}


@pytest.mark.rule("MSG-1")
async def test_a_kind_that_is_not_the_senders_sides_is_refused(
    acme: Person, northstar: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    (red,) = await offered(acme, "Red", samples_offered=True)
    shop, agency = await started(acme, maya), await started(northstar, maya)
    await say(acme, shop, "Hello")
    await sent_list(northstar, agency, key := await listed(northstar, [red]))
    drafts = [(maya, shop, Draft(products=[red])), (northstar, agency, Draft(products=[red])),
              (maya, agency, Draft(list_key=key))]  # fmt: skip

    async with nothing_happens():
        for who, conversation, draft in drafts:
            with pytest.raises(KindNotAllowed):
                await messages.send(await who.viewer(), conversation, "x", draft)
        with pytest.raises(KindNotAllowed, match="Only creators send sample requests"):
            await requested(acme, red)
        with pytest.raises(KindNotAllowed, match="Only agencies send invitations to link"):
            await asked_to_link(acme, maya)


@pytest.mark.rule("MSG-2")
async def test_a_repeat_is_answered_with_the_first_whatever_has_happened_since(
    acme: Person, northstar: Person, maya: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    """What was made stays made: a client that never got its answer may ask again a year later."""
    (red,) = await offered(acme, "Red", samples_offered=True)
    conversation = await started(acme, maya)
    viewer, photo = await acme.viewer(), await uploaded(acme)
    first = [
        (await messages.send(viewer, conversation, "photo", Draft(media_key=photo))).sequence,
        await shown(acme, conversation, [red]),
        target_key := await target(acme, [red], made="target"),
        (await invited(acme, target_key, maya)).key,
        (await asked_to_link(northstar, maya, days=300)).key,
        (await requested(maya, red)).key,
    ]
    await recalls.recall(viewer, conversation, 1)
    ends_at = clock.at
    clock.advance(days=365)

    async with nothing_happens():
        outcomes = await invitations.invite(await acme.viewer(), f"invite {maya.handle}", target_key, [maya.key])
        assert [outcome.sent for outcome in outcomes] == [True]
        clock.at = ends_at  # what was asked for then is what is asked for again
        again = [
            (await messages.send(viewer, conversation, "photo", Draft(media_key=photo))).sequence,
            await shown(acme, conversation, [red]),
            await target(acme, [red], made="target"),
            (await invited(acme, target_key, maya)).key,
            (await asked_to_link(northstar, maya, days=300)).key,
            (await requested(maya, red)).key,
        ]
        assert again == first
        with pytest.raises(DomainError, match="used for a message with other content"):
            await messages.send(viewer, conversation, "photo", "something else")


@pytest.mark.rule("COL-9")
async def test_an_agency_and_a_creator_collaborate_while_a_product_of_a_running_campaign_is_in_the_showcase(
    acme: Person, northstar: Person, maya: Person, clock: Hands
) -> None:
    red, blue = await offered(acme, "Red", "Blue")
    shop, agency = await started(acme, maya), await started(northstar, maya)

    async def active() -> list[bool]:
        seen = [(northstar, maya), (maya, northstar), (acme, maya)]
        return [
            (await partnerships.actively_collaborating(await who.viewer(), [other.key]))[other.key]
            for who, other in seen
        ]

    await campaign(northstar, [red])
    card = await shown(acme, shop, [blue])
    await showcase.add(await maya.viewer(), shop, card)
    assert await active() == [False, False, False]  # not from a card of the agency

    on_list = await sent_list(northstar, agency, await listed(northstar, [red]))
    assert await active() == [False, False, False]  # sent, and not added
    await showcase.add(await maya.viewer(), agency, on_list)
    assert await active() == [True, True, False]

    clock.advance(days=30)
    assert await active() == [False, False, False]  # the campaign is over
    clock.advance(days=-1)
    assert await active() == [True, True, False]
    await showcase.remove(await maya.viewer(), [red])
    assert await active() == [False, False, False]
