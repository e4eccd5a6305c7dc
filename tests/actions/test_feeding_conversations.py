"""Conversations from before Parley, as the marketplace feeds them."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.actions import messages
from domain.actions.drafts import Draft
from domain.house import House
from domain.queries import viewers
from domain.records import ConversationRecord
from models.accounts import AccountKind
from models.conversations import EntryPoint
from models.sql import statement
from tests import invariants
from tests.conftest import NothingHappens, everything
from tests.feeding import (
    CREATED,
    LENA,
    MORNING,
    REFUSED,
    SAM,
    SOAP,
    STARS,
    UNCHANGED,
    account,
    became,
    feed,
    refusal,
    rows,
    said,
    talk,
)

pytestmark = pytest.mark.usefixtures("clock")
HELLO, HI = said("Hello", 0, sent_by="sam"), said(" Hi ", 1, by_creator=True)


@pytest.fixture(autouse=True)
async def _marketplace(house: House) -> None:
    await feed(house, LENA, SOAP, STARS, account("abroad", AccountKind.SELLER, home_market="GB"))
    await feed(house, SAM)


async def go_on(house: House, text: str) -> None:
    """Sam writes in the conversation that was brought in."""
    ((sam,),) = await rows(house, "SELECT id FROM users WHERE handle = 'sam'")
    ((key,),) = await rows(house, "SELECT id FROM conversations")
    await messages.send(await viewers.identify(house, sam, None), key, text, Draft(text=text))


@pytest.mark.rule("PLT-1")
async def test_a_conversation_is_as_it_was_and_counts_as_a_response_and_nobody_is_told(house: House) -> None:
    told = await rows(house, "SELECT account_id, position FROM feed_entries")

    assert await became(house, talk(HELLO, HI, partner_read_up_to=1, creator_starred=True)) == [CREATED]

    assert await rows(house, "SELECT sequence, text, sent_at, sent_by_id FROM messages ORDER BY sequence") == [
        (1, "Hello", MORNING, 1), (2, "Hi", MORNING + timedelta(minutes=1), None),
    ]  # fmt: skip
    assert await rows(house, "SELECT connected, awaiting, last_sequence FROM pairs") == [(True, 0, 2)]
    assert await rows(house, "SELECT read_up_to, unread_count, starred FROM sides ORDER BY account_id") == [
        (0, 1, True), (1, 1, False),
    ]  # fmt: skip
    assert await rows(house, "SELECT * FROM outreach_weeks") == []
    assert await rows(house, "SELECT account_id, position FROM feed_entries") == told
    await invariants.holds(house.database, announced=False)


async def test_a_conversation_that_goes_on_is_left_as_it_has_become(house: House) -> None:
    await feed(house, talk(HELLO, HI))
    await go_on(house, "And how are you?")
    before = await everything(house)

    assert await became(house, talk(HELLO, HI), talk(HELLO)) == [UNCHANGED, UNCHANGED]
    assert await everything(house) == before


async def test_what_was_taken_back_does_not_come_again(house: House) -> None:
    await feed(house, talk(HELLO, HI))
    async with house.database.transaction() as unit:
        await unit.fetch(statement("UPDATE messages SET text = NULL, recalled_at = sent_at WHERE sequence = 1"))

    assert await became(house, talk(HELLO, HI)) == [UNCHANGED]
    assert await rows(house, "SELECT text FROM messages ORDER BY sequence") == [(None,), ("Hi",)]


async def test_one_bad_conversation_does_not_stop_the_others(house: House) -> None:
    wrong = talk(HELLO, replace(HI, text=""), external_id="wrong")
    with_agency = talk(external_id="agency", partner="stars", entry_point=EntryPoint.NAVIGATION_BAR)

    assert await became(house, wrong, talk(HELLO), with_agency, talk(HELLO)) == [REFUSED, CREATED, CREATED, UNCHANGED]
    assert len(await rows(house, "SELECT id FROM pairs")) == 2


WRONG: dict[str, tuple[ConversationRecord, str]] = {
    "no creator": (talk(creator="soap", external_id="new"), "creator"),
    "no partner": (talk(partner="lena", external_id="new"), "partner"),
    "nobody": (talk(partner="nobody", external_id="new"), "partner"),
    "no market in common": (talk(partner="abroad", external_id="new"), "partner"),
    "an entry point of others": (talk(entry_point=EntryPoint.STORE_PAGE), "entryPoint"),
    "a writer who is not known": (talk(said("Hello", 0, sent_by="nobody")), "messages.0.sentBy"),
    "an empty text": (talk(HELLO, said(" ", 1)), "messages.1.text"),
    "a text with a NUL": (talk(said("\0", 1)), "messages.0.text"),
    "messages out of order": (talk(HI, HELLO), "messages.1.sentAt"),
    "something said to come": (talk(said("Hello", 60 * 5)), "messages.0.sentAt"),
    "more read than said": (talk(HELLO, creator_read_up_to=2), "creatorReadUpTo"),
    "too many messages": (talk(*[HELLO] * 20_001), "messages"),
    "other messages than before": (talk(said("Other", 0)), "messages"),
    "more messages than before": (talk(HELLO, HI, said("And?", 2)), "messages"),
    "another id for the same two": (talk(HELLO, external_id="new"), "externalId"),
    "the id of another": (talk(HELLO, partner="stars", entry_point=EntryPoint.NAVIGATION_BAR), "externalId"),
}


@pytest.mark.parametrize("what", WRONG)
async def test_what_is_wrong_is_named_and_changes_nothing(
    house: House, what: str, nothing_happens: NothingHappens
) -> None:
    await feed(house, talk(HELLO, HI))
    record, field = WRONG[what]

    async with nothing_happens():
        assert (await refusal(house, record))[0] == field


async def test_a_conversation_of_parleys_own_stays_that(house: House, nothing_happens: NothingHappens) -> None:
    await feed(house, talk(HELLO))
    async with house.database.transaction() as unit:
        await unit.fetch(statement("UPDATE conversations SET external_id = NULL"))

    async with nothing_happens():
        assert await refusal(house, talk(HELLO)) == (
            "partner", "These two have a conversation already: it began here.",
        )  # fmt: skip
