"""Where several refusals apply, the first in the order of REF-2 is the answer."""

import itertools
from collections.abc import Awaitable, Callable

import pytest

from domain.actions import conversations, messages
from domain.errors import (
    ORDER,
    AccessRevoked,
    Blocked,
    DomainError,
    Forbidden,
    InvalidInput,
    NoSharedMarket,
    NotFound,
    NotVerified,
    ProblemCode,
    RecipientUnavailable,
    TopLevelCode,
    YouBlockedThem,
)
from domain.house import House
from domain.queries import viewers
from domain.viewer import Viewer
from models.conversations import EntryPoint
from models.sql import statement
from models.teams import Permission
from tests.cast import Person, member, say, started
from tests.conftest import NothingHappens

# What makes a refusal apply to a member of northstar who turns to maya, and what takes it away again.
WRONGS: dict[type[DomainError], tuple[str, str]] = {
    Forbidden: (
        "UPDATE roles SET permissions = 8 WHERE name = 'anna''s role'",
        "UPDATE roles SET permissions = 1 WHERE name = 'anna''s role'",
    ),
    AccessRevoked: (
        "UPDATE accounts SET status = 'DEACTIVATED' WHERE handle = 'northstar'",
        "UPDATE accounts SET status = 'ACTIVE' WHERE handle = 'northstar'",
    ),
    NotVerified: (
        "UPDATE accounts SET verified = FALSE WHERE handle = 'northstar'",
        "UPDATE accounts SET verified = TRUE WHERE handle = 'northstar'",
    ),
    NoSharedMarket: (
        "UPDATE accounts SET home_market = 'JP', markets = 'JP' WHERE handle = 'maya'",
        "UPDATE accounts SET home_market = 'US', markets = 'US' WHERE handle = 'maya'",
    ),
    RecipientUnavailable: (
        "UPDATE accounts SET status = 'SHUT_DOWN' WHERE handle = 'maya'",
        "UPDATE accounts SET status = 'ACTIVE' WHERE handle = 'maya'",
    ),
    YouBlockedThem: (
        "UPDATE pairs SET partner_blocked_at = created_at",
        "UPDATE pairs SET partner_blocked_at = NULL",
    ),
    Blocked: (
        "UPDATE pairs SET creator_blocked_at = created_at",
        "UPDATE pairs SET creator_blocked_at = NULL",
    ),
}

Pair = tuple[type[DomainError], type[DomainError]]
Attempt = Callable[[Viewer, Pair], Awaitable[object]]


async def answers(house: House, who: Viewer, refusals: list[type[DomainError]], attempt: Attempt) -> dict[Pair, str]:
    """What is answered where two apply at once, for each two of them."""
    found = {}
    for pair in itertools.combinations(refusals, 2):
        await _write(house, [WRONGS[refusal][0] for refusal in pair if refusal in WRONGS])
        try:
            await attempt(await viewers.again(who), pair)
            found[pair] = "nothing"
        except DomainError as refusal:
            found[pair] = refusal.code
        await _write(house, [WRONGS[refusal][1] for refusal in pair if refusal in WRONGS])
    return found


async def _write(house: House, queries: list[str]) -> None:
    async with house.database.transaction() as unit:
        for query in queries:
            await unit.fetch(statement(query))


def in_order(refusals: list[type[DomainError]]) -> dict[Pair, str]:
    """What should be answered."""
    return {pair: pair[0].code for pair in itertools.combinations(refusals, 2)}


@pytest.mark.rule("REF-2", part="order")
def test_the_refusals_stand_in_the_order_of_their_codes() -> None:
    built = [refusal.code for refusal in ORDER]

    assert built == [code for code in [TopLevelCode.UNAUTHENTICATED, *ProblemCode] if code in built]


@pytest.mark.rule("REF-2", part="order")
async def test_of_any_two_reasons_not_to_send_the_first_in_order_is_the_answer(
    house: House, maya: Person, northstar: Person
) -> None:
    conversation = await started(northstar, maya)
    await say(northstar, conversation, "hello")
    anna = await member(northstar, "anna", Permission.INSTANT_MESSAGING)

    async def attempt(viewer: Viewer, pair: Pair) -> object:
        key = conversation + 1 if NotFound in pair else conversation
        return await messages.send(viewer, key, "again", "" if InvalidInput in pair else "hello again")

    refusals: list[type[DomainError]] = [
        Forbidden, AccessRevoked, NotFound, InvalidInput, NotVerified, NoSharedMarket, RecipientUnavailable,
        YouBlockedThem, Blocked,
    ]  # fmt: skip
    assert await answers(house, anna, refusals, attempt) == in_order(refusals)
    assert (await messages.send(anna, conversation, "again", "hello again")).sequence == 2


@pytest.mark.rule("REF-2", part="order")
async def test_of_any_two_reasons_not_to_start_the_first_in_order_is_the_answer(
    house: House, maya: Person, northstar: Person
) -> None:
    anna = await member(northstar, "anna", Permission.INSTANT_MESSAGING)

    async def attempt(viewer: Viewer, pair: Pair) -> object:
        entry_point = EntryPoint.STORE_PAGE if InvalidInput in pair else EntryPoint.NAVIGATION_BAR
        return await conversations.start(viewer, 999 if NotFound in pair else maya.key, entry_point)

    refusals: list[type[DomainError]] = [
        Forbidden, AccessRevoked, NotFound, InvalidInput, NotVerified, NoSharedMarket, RecipientUnavailable,
    ]  # fmt: skip
    assert await answers(house, anna, refusals, attempt) == in_order(refusals)
    assert await conversations.start(anna, maya.key, EntryPoint.NAVIGATION_BAR) > 0


@pytest.mark.rule("REF-2", part="order")
async def test_with_every_reason_at_once_each_is_the_answer_once_those_before_it_are_mended(
    house: House, maya: Person, northstar: Person
) -> None:
    conversation = await started(northstar, maya)
    await say(northstar, conversation, "hello")
    anna = await member(northstar, "anna", Permission.INSTANT_MESSAGING)
    await _write(house, [wrong for wrong, _ in WRONGS.values()])

    for refusal, (_, mended) in WRONGS.items():
        with pytest.raises(refusal):
            await messages.send(await viewers.again(anna), conversation, "again", "hello again")
        await _write(house, [mended])

    assert (await messages.send(anna, conversation, "again", "hello again")).sequence == 2


@pytest.mark.rule("REF-2", part="order")
async def test_of_too_many_conversations_one_that_is_not_there_is_the_answer(
    maya: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)

    async with nothing_happens():
        with pytest.raises(NotFound) as refused:
            await conversations.mark_read(await acme.viewer(), [conversation, *range(1000, 1020)])

    assert refused.value.facts == {"field": "conversationIds.1"}
