"""Sending saved replies: every variable filled in, or nothing is sent."""

from collections.abc import Sequence

import pytest

from domain.actions import blocks, messages, recalls, replies
from domain.actions.drafts import Draft
from domain.errors import Blocked, DomainError, InvalidInput, NotFound
from domain.queries import conversations
from tests.cast import Person, replied, saved, say, started
from tests.conftest import Hands, Heard, NothingHappens


async def refused(who: Person, conversation: int, reply: int, variables: Sequence[tuple[str, str]] = ()) -> DomainError:
    """What sending a reply is refused with."""
    with pytest.raises(DomainError) as error:
        await messages.send(await who.viewer(), conversation, "refused", Draft(reply_key=reply, variables=variables))
    return error.value


@pytest.mark.rule("MSG-7")
async def test_a_reply_goes_as_a_text_with_both_names_and_what_was_asked_for(
    acme: Person, maya: Person, heard: Heard
) -> None:
    conversation = await started(acme, maya)
    reply = await saved(acme, "Hi {creator_name}, {shop_name} has {discount} % for {{you}}. {discount}!")

    sent = await replied(acme, conversation, reply, discount="20")

    assert (sent.kind, sent.text, sent.sent_by_key) == ("TEXT", "Hi Maya, Acme has 20 % for {you}. 20!", acme.user_key)
    seen = await conversations.one(await maya.viewer(), conversation, "id")
    assert seen.last_message is not None
    assert (seen.last_message.text, seen.last_message.preview) == (sent.text, sent.text)
    assert await heard(maya) == ["message_sent"]


@pytest.mark.rule("MSG-7")
async def test_the_names_are_those_of_the_creator_and_of_its_partner_whoever_sends(
    acme: Person, northstar: Person, maya: Person
) -> None:
    shop, agency = await started(acme, maya), await started(northstar, maya)
    text = "{creator_name} and {shop_name}"

    mine = await saved(maya, text)

    assert (await replied(acme, shop, await saved(acme, text))).text == "Maya and Acme"
    assert (await replied(northstar, agency, await saved(northstar, text))).text == "Maya and Northstar"
    assert (await replied(maya, shop, mine, made="to the shop")).text == "Maya and Acme"
    assert (await replied(maya, agency, mine, made="to the agency")).text == "Maya and Northstar"


@pytest.mark.rule("MSG-7")
async def test_values_are_put_in_as_they_are_and_the_whole_is_trimmed(acme: Person, maya: Person) -> None:
    conversation = await started(acme, maya)
    reply = await saved(acme, "{a}{b}")

    sent = await replied(acme, conversation, reply, a="  {b} {{ {shop_name}\n", b=" end ")

    assert sent.text == "{b} {{ {shop_name}\n end"


@pytest.mark.rule("MSG-7")
async def test_an_unknown_or_unfilled_variable_is_an_error_before_anything_is_sent(
    acme: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)
    reply = await saved(acme, "Hi {creator_name}: {code} until {until}")
    code, until, place = ("code", "A"), ("until", "B"), "content.savedReply.variables"

    async with nothing_happens():
        for variables, field, words in (
            ([], place, "{code}, {until}"),
            ([code], place, "{until}"),
            ([code, ("until", " \n")], place, "{until}"),
            ([code, until, ("when", "C")], f"{place}.2.name", "does not ask"),
            ([code, until, ("", "C")], f"{place}.2.name", "does not ask"),
            ([("creator_name", "Noor"), code, until], f"{place}.0.name", "by itself"),
            ([code, ("shop_name", "Noor"), until], f"{place}.1.name", "by itself"),
            ([code, until, code], f"{place}.2.name", "twice"),
            ([code, ("until", "\0")], f"{place}.1.value", "NUL"),
            ([code, ("until", "\ud800")], f"{place}.1.value", "surrogate"),
            ([code, ("\ud800", "B")], f"{place}.1.name", "surrogate"),
            ([code, ("until", "x" * 2001)], f"{place}.1.value", "2,000"),
            ([code, ("until", "x" * 2000)], "content.savedReply", "at most 2,000"),
        ):
            refusal = await refused(acme, conversation, reply, variables)
            assert isinstance(refusal, InvalidInput)
            assert refusal.facts == {"field": field}
            assert words in refusal.detail


@pytest.mark.rule("MSG-7")
async def test_a_filled_text_may_be_as_long_as_any(acme: Person, maya: Person) -> None:
    conversation = await started(acme, maya)
    reply = await saved(acme, "{a} {b}")

    sent = await replied(acme, conversation, reply, a=" " + "👍" * 1000, b="x" * 999)

    assert sent.text == f"{'👍' * 1000} {'x' * 999}"


@pytest.mark.rule("MSG-7")
async def test_a_reply_that_is_deleted_unknown_or_somebody_elses_is_not_there(
    acme: Person, fresh: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)
    foreign, theirs, gone = await saved(fresh, "Hello"), await saved(maya, "Hello"), await saved(acme, "Hello {code}")
    await replies.delete(await acme.viewer(), gone)

    async with nothing_happens():
        for key in (foreign, theirs, gone, gone + 1):
            for variables in ([], [("code", "A")], [("shop_name", "A"), ("x", "")]):
                refusal = await refused(acme, conversation, key, variables)
                assert isinstance(refusal, NotFound)
                assert refusal.facts == {"field": "content.savedReply.savedReplyId"}
        with pytest.raises(NotFound) as error:  # before whatever else is wrong
            await messages.send(await acme.viewer(), conversation, "", Draft(reply_key=foreign))
        assert error.value.facts == {"field": "content.savedReply.savedReplyId"}


@pytest.mark.rule("MSG-2")
async def test_the_same_reply_again_is_the_first_message_whatever_became_of_the_reply(
    acme: Person, maya: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)
    reply = await saved(acme, "{a} or {b}")
    first = await replied(acme, conversation, reply, a="tea", b="milk")
    viewer = await acme.viewer()

    async def again() -> None:
        clock.advance(seconds=10)
        async with nothing_happens():
            for values in ({"a": "tea", "b": "milk"}, {"b": "milk", "a": "tea"}):
                same = await replied(acme, conversation, reply, **values)
                assert (same.id, same.sent_at) == (first.id, first.sent_at)
            for other in ({"a": "tea", "b": "rum"}, {"a": "milk", "b": "tea"}, {}):
                with pytest.raises(DomainError, match="other content"):
                    await replied(acme, conversation, reply, **other)
            with pytest.raises(InvalidInput, match="other content"):
                await messages.send(viewer, conversation, "reply", "tea or milk")

    await again()
    await replies.change(viewer, reply, name="Reply", text="{a}, {b} or {c}")
    await again()
    await replies.change(viewer, reply, name="Reply", text="Nothing but {b}")
    await again()
    await replies.delete(viewer, reply)
    await again()
    await recalls.recall(viewer, conversation, 1)
    await blocks.block(await maya.viewer(), acme.key)
    await again()


@pytest.mark.rule("MSG-7")
async def test_what_was_sent_stays_as_it_was_when_the_reply_changes(acme: Person, maya: Person) -> None:
    conversation = await started(acme, maya)
    reply = await saved(acme, "Hello")
    await replied(acme, conversation, reply, made="before")
    await replies.change(await acme.viewer(), reply, name="Reply", text="Good bye")

    after = await replied(acme, conversation, reply, made="after")

    before = await replied(acme, conversation, reply, made="before")
    assert [(one.sequence, one.text) for one in (before, after)] == [(1, "Hello"), (2, "Good bye")]


@pytest.mark.rule("MSG-7")
async def test_a_reply_is_sent_under_the_rules_of_every_message(
    acme: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, "Hello")
    reply = await saved(acme, "Hello {code}")
    await blocks.block(await maya.viewer(), acme.key)

    async with nothing_happens():
        assert isinstance(await refused(acme, conversation, reply, [("code", "A")]), Blocked)
        assert isinstance(await refused(acme, conversation, reply), InvalidInput)
        assert isinstance(await refused(acme, conversation + 1, reply), NotFound)
