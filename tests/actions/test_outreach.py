"""The limits of outreach: messages without a response, weeks and their units, tiers, the starter's pack."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain import policy
from domain.actions import (
    accounts,
    blocks,
    conversations,
    invitations,
    links,
    messages,
    partnerships,
    recalls,
    showcase,
)
from domain.actions.accounts import Figure
from domain.errors import AwaitingReply, DomainError, FollowerLimit, QuotaExhausted
from domain.house import House
from domain.outreach import ContactCheck, Quota
from domain.queries import outreach
from domain.viewer import System
from models.accounts import AccountKind, Metric
from tests.cast import (
    Person,
    asked_to_link,
    filmed,
    invited,
    linked,
    listed,
    offered,
    person,
    requested,
    say,
    sent_list,
    shown,
    started,
    target,
    time_does_its_work,
)
from tests.conftest import Hands, NothingHappens

SUNDAY = datetime(2026, 11, 22, 5, tzinfo=UTC)  # midnight in New York
SMALL = """
[numbers]
tier_t0_weekly = 2
tier_t1_weekly = 3
tier_t2_weekly = 4
starter_pack_units = 3
"""


@pytest.fixture
def small(house: House, tmp_path: Path) -> None:
    """Quotas that a few creators exhaust."""
    (tmp_path / "policy.toml").write_text(SMALL, encoding="utf-8")
    house.policy = policy.load(tmp_path / "policy.toml")


@pytest.fixture
async def four(house: House) -> list[Person]:
    """Creators whom nobody knows yet."""
    return [await person(house, AccountKind.CREATOR, f"creator{n}") for n in range(4)]


async def feed(of: Person, metric: Metric, value: int, taken_at: datetime, currency: str | None = None) -> None:
    """Feed a figure."""
    await accounts.record_statistics(System(of.house), [Figure(of.key, metric, value, taken_at, currency)])


async def sold(by: Person, amount: int, taken_at: datetime, currency: str = "USD") -> None:
    """Feed a seller's affiliate GMV, in the currency's unit."""
    await feed(by, Metric.AFFILIATE_GMV_30D, amount * 100, taken_at, currency)


async def written(by: Person, to: Person, text: str = "Hello") -> str:
    """Start a conversation, if there is none, and write; what came of it."""
    try:
        await messages.send(await by.viewer(), await started(by, to), f"{text} {to.handle} {by.house}"[:90], text)
    except DomainError as refusal:
        return str(refusal.code)
    return "sent"


async def tried(by: Person, conversation_key: int, text: str) -> str:
    """Write; what came of it."""
    try:
        await say(by, conversation_key, text)
    except DomainError as refusal:
        return str(refusal.code)
    return "sent"


async def quota(of: Person) -> Quota:
    """The seller's week."""
    return await outreach.quota(await of.viewer())


async def contact(by: Person, to: Person) -> ContactCheck:
    """What a send would answer."""
    return (await outreach.contacts(await by.viewer(), [to.key]))[to.key]


async def refused(by: Person, conversation_key: int) -> DomainError:
    """What a send is refused with."""
    with pytest.raises(DomainError) as error:
        await say(by, conversation_key, "One more")
    return error.value


# ── messages without a response ──


@pytest.mark.rule("OUT-1")
async def test_a_seller_sends_five_messages_and_the_sixth_waits_for_a_response_whatever_week_it_is(
    acme: Person, maya: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, *"12345")

    async with nothing_happens():
        refusal = await refused(acme, conversation)
    assert (type(refusal), refusal.facts, refusal.retry_at) == (AwaitingReply, {"limit": 5}, None)
    clock.advance(days=70)
    assert type(await refused(acme, conversation)) is AwaitingReply
    check = await contact(acme, maya)
    assert (check.cost, check.remaining, str(check.problem)) == ("REFUSED", 0, str(refusal))

    await say(maya, conversation, "Here I am")

    assert (await contact(acme, maya)).remaining == 5
    await say(acme, conversation, "Good!")
    assert (await contact(acme, maya)).remaining == 4


@pytest.mark.rule("OUT-1")
async def test_cards_invitations_and_recalled_messages_count_one_each_and_notices_none(
    acme: Person, maya: Person
) -> None:
    red, blue = await offered(acme, "Red", "Blue")
    conversation = await started(acme, maya)
    await shown(acme, conversation, [red, blue])
    sent = await invited(acme, await target(acme, [red]), maya)
    await say(acme, conversation, "Hello")
    await recalls.recall(await acme.viewer(), conversation, 3)
    assert (await contact(acme, maya)).remaining == 2

    await invitations.withdraw(await acme.viewer(), sent.key)
    await say(acme, conversation, "4", "5")

    assert type(await refused(acme, conversation)) is AwaitingReply


@pytest.mark.rule("OUT-1")
@pytest.mark.parametrize("response", ["accept", "decline", "sample"])
async def test_an_answer_or_a_request_is_a_response(acme: Person, maya: Person, response: str) -> None:
    (red,) = await offered(acme, "Red", samples_offered=True)
    sent = await invited(acme, await target(acme, [red]), maya)
    await say(acme, sent.conversation_key, *"2345")

    if response == "sample":
        await requested(maya, red)
    else:
        await invitations.respond(await maya.viewer(), sent.key, accept=response == "accept")

    assert (await contact(acme, maya)).remaining == 5
    assert (await contact(acme, maya)).connected


@pytest.mark.rule("OUT-1")
async def test_reading_and_adding_to_showcase_are_no_response(acme: Person, maya: Person) -> None:
    sent = await invited(acme, await target(acme, await offered(acme, "Red")), maya)
    await say(acme, sent.conversation_key, *"2345")

    await conversations.mark_read(await maya.viewer(), [sent.conversation_key])
    await showcase.add(await maya.viewer(), sent.conversation_key, sent.sequence)

    assert type(await refused(acme, sent.conversation_key)) is AwaitingReply


@pytest.mark.rule("OUT-1")
async def test_what_was_sent_stays_sent_for_whoever_repeats_it(
    acme: Person, maya: Person, nothing_happens: NothingHappens
) -> None:
    conversation = await started(acme, maya)
    await say(acme, conversation, *"12345")
    viewer = await acme.viewer()

    async with nothing_happens():
        again = await messages.send(viewer, conversation, "acme says 5", "5")

    assert again.sequence == 5


@pytest.mark.rule("OUT-2")
async def test_an_agency_sends_five_in_a_month_of_its_home(
    northstar: Person, maya: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    conversation = await started(northstar, maya)
    await say(northstar, conversation, *"12345")
    december = datetime(2026, 12, 1, 5, tzinfo=UTC)

    async with nothing_happens():
        refusal = await refused(northstar, conversation)
    assert (type(refusal), refusal.facts, refusal.retry_at) == (AwaitingReply, {"limit": 5}, december)
    clock.at = december - timedelta(seconds=1)
    assert type(await refused(northstar, conversation)) is AwaitingReply

    clock.at = december
    assert (await contact(northstar, maya)).remaining == 5
    await say(northstar, conversation, *"abcde")
    await say(maya, conversation, "Hello!")

    assert (await contact(northstar, maya)).remaining == 5


@pytest.mark.rule("OUT-2")
async def test_while_they_are_linked_nothing_counts_now_or_later(northstar: Person, maya: Person, clock: Hands) -> None:
    link = await linked(northstar, maya)
    conversation = link.conversation_key
    await say(northstar, conversation, *"1234567")
    await links.request_unlink(await maya.viewer(), link.key)
    await say(northstar, conversation, *"89")
    assert (await contact(northstar, maya)).remaining is None

    await links.unlink(await northstar.viewer(), link.key)

    assert (await contact(northstar, maya)).remaining == 5
    await say(northstar, conversation, *"abcde")
    assert type(await refused(northstar, conversation)) is AwaitingReply


@pytest.mark.rule("OUT-2")
async def test_a_link_has_ended_when_its_time_is_over_whether_or_not_anybody_noticed(
    northstar: Person, maya: Person, noor: Person, clock: Hands
) -> None:
    await linked(northstar, maya, days=20)
    link = await linked(northstar, noor)
    for _ in range(2):  # the second request that nobody answers ends it
        assert (await contact(northstar, noor)).remaining is None
        await links.request_unlink(await noor.viewer(), link.key)
        clock.advance(days=7)

    assert (await contact(northstar, noor)).remaining == 5
    assert (await contact(northstar, maya)).remaining is None
    clock.advance(days=6)
    assert (await contact(northstar, maya)).remaining == 5
    for creator in (maya, noor):
        conversation = await started(northstar, creator)
        await say(northstar, conversation, *(f"{n} {creator.handle}" for n in range(5)))
        assert type(await refused(northstar, conversation)) is AwaitingReply
    await time_does_its_work(maya.house)
    assert [(await contact(northstar, one)).remaining for one in (maya, noor)] == [0, 0]


@pytest.mark.rule("OUT-2")
async def test_an_active_collaboration_lifts_the_limit_while_its_campaign_runs(
    northstar: Person, acme: Person, maya: Person, clock: Hands
) -> None:
    conversation = await started(northstar, maya)
    (red,) = await offered(acme, "Red")
    sequence = await sent_list(northstar, conversation, await listed(northstar, [red]))  # the first of five
    await showcase.add(await maya.viewer(), conversation, sequence)
    await say(northstar, conversation, *"123456")
    assert (await contact(northstar, maya)).remaining is None

    await showcase.remove(await maya.viewer(), [red])
    assert (await contact(northstar, maya)).remaining == 4
    await showcase.add(await maya.viewer(), conversation, sequence)
    assert (await contact(northstar, maya)).remaining is None
    clock.advance(days=30)  # the campaign has ended, and a new month begun

    assert (await contact(northstar, maya)).remaining == 5


@pytest.mark.rule("OUT-2")
async def test_to_ask_to_link_is_a_message_and_the_answer_a_response(northstar: Person, maya: Person) -> None:
    link = await asked_to_link(northstar, maya)
    assert (await contact(northstar, maya)).remaining == 4
    await say(northstar, link.conversation_key, *"2345")

    await partnerships.respond(await maya.viewer(), link.key, accept=False)

    assert (await contact(northstar, maya)).remaining == 5


# ── weeks ──


@pytest.mark.rule("OUT-3")
async def test_messages_and_invitations_share_one_count_of_creators_each_once_a_week(
    small: None, acme: Person, maya: Person, noor: Person, clock: Hands
) -> None:
    key = await target(acme, await offered(acme, "Red"))
    await sold(acme, 10, clock.at - timedelta(days=7))
    assert await written(acme, maya) == "sent"
    await invited(acme, key, maya)
    await written(acme, maya, "Again")
    assert (await quota(acme)).used == 1

    await invited(acme, key, noor)

    now = await quota(acme)
    assert (now.used, now.remaining) == (2, 1)


@pytest.mark.rule("OUT-4")
async def test_who_wrote_first_costs_nothing(acme: Person, maya: Person) -> None:
    conversation = await started(maya, acme)
    await say(maya, conversation, "Hello")
    check = await contact(acme, maya)
    assert (check.cost, check.connected) == ("FREE", True)

    await say(acme, conversation, "Hi!")

    assert (await quota(acme)).used == 0


@pytest.mark.rule("OUT-4")
async def test_who_has_or_had_a_product_in_showcase_costs_nothing_however_it_got_there(
    acme: Person, northstar: Person, maya: Person
) -> None:
    (red,) = await offered(acme, "Red")
    conversation = await started(northstar, maya)
    sequence = await sent_list(northstar, conversation, await listed(northstar, [red]))
    assert (await contact(acme, maya)).cost == "ONE_UNIT"

    await showcase.add(await maya.viewer(), conversation, sequence)
    await showcase.remove(await maya.viewer(), [red])

    check = await contact(acme, maya)
    assert (check.cost, check.connected) == ("FREE", True)


@pytest.mark.rule("OUT-4")
async def test_who_showed_a_product_in_a_video_costs_nothing(
    acme: Person, maya: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    (red,) = await offered(acme, "Red")

    await filmed("video", red, maya)

    assert (await contact(acme, maya)).cost == "FREE"
    async with nothing_happens():
        await filmed("video", red, maya)


@pytest.mark.rule("OUT-4")
async def test_who_never_responded_costs_again_in_a_new_week_and_what_is_spent_stays_spent(
    small: None, acme: Person, maya: Person, noor: Person, clock: Hands
) -> None:
    await sold(acme, 10, clock.at - timedelta(days=7))
    for creator in (maya, noor):
        await written(acme, creator)
    await say(maya, await started(maya, acme), "Hello")
    now = await quota(acme)
    assert (now.used, now.remaining) == (2, 1)
    assert await outreach.connected(await acme.viewer(), [now.week_key or 0]) == {now.week_key: 1}

    clock.at = SUNDAY

    assert [(await contact(acme, one)).cost for one in (maya, noor)] == ["FREE", "ONE_UNIT"]
    await written(acme, noor, "Still there?")
    assert (await quota(acme)).used == 1


@pytest.mark.rule("OUT-5")
async def test_a_week_runs_from_sunday_to_sunday_of_the_home_market_and_what_is_left_is_lost(
    small: None, acme: Person, maya: Person, clock: Hands
) -> None:
    await sold(acme, 10, clock.at - timedelta(days=7))
    await written(acme, maya)
    now = await quota(acme)
    assert (now.week_start, now.refreshes_at) == (SUNDAY - timedelta(days=7), SUNDAY)
    assert (now.weekly_limit, now.remaining) == (3, 2)

    clock.at = SUNDAY

    assert ((await quota(acme)).remaining, (await quota(acme)).used) == (3, 0)


@pytest.mark.rule("OUT-5")
@pytest.mark.rule("PLT-5", part="weekly quotas")
async def test_the_tier_follows_what_was_taken_before_the_week_began_however_late_it_is_worked_out(
    small: None, house: House, clock: Hands, four: list[Person]
) -> None:
    acme = await person(house, AccountKind.SELLER, "acme")
    clock.at = SUNDAY + timedelta(days=3)
    await sold(acme, 100_000, SUNDAY)  # taken as the week began, so not before it
    await sold(acme, 10, SUNDAY - timedelta(seconds=1))
    assert (await quota(acme)).tier == "T1"
    assert await written(acme, four[0]) == "sent"

    await sold(acme, 3_000, SUNDAY - timedelta(microseconds=1))  # fed late: this week is set
    assert (await quota(acme)).tier == "T1"

    clock.at = SUNDAY + timedelta(days=7)
    assert (await quota(acme)).tier == "T3"


@pytest.mark.rule("OUT-5")
async def test_a_seller_that_joins_in_the_week_has_its_tier_at_once(house: House, clock: Hands) -> None:
    acme = await person(house, AccountKind.SELLER, "acme")
    assert (await quota(acme)).tier == "T0"

    await sold(acme, 10, clock.at)  # by the time that it joined

    assert (await quota(acme)).tier == "T1"


@pytest.mark.rule("OUT-8")
async def test_who_sells_for_the_first_time_in_the_week_that_it_joined_keeps_its_pack_until_sunday(
    house: House, clock: Hands
) -> None:
    acme = await person(house, AccountKind.SELLER, "acme")
    clock.advance(hours=20)

    await sold(acme, 10, clock.at)

    assert ((await quota(acme)).tier, (await quota(acme)).starter_pack_remaining) == ("T0", 1000)
    clock.at = SUNDAY
    assert ((await quota(acme)).tier, (await quota(acme)).starter_pack_remaining) == ("T1", None)


@pytest.mark.rule("OUT-3")
async def test_a_clock_that_is_a_little_behind_neither_counts_twice_nor_forgets(
    small: None, acme: Person, maya: Person, clock: Hands
) -> None:
    await sold(acme, 10, clock.at - timedelta(days=7))
    clock.at = SUNDAY + timedelta(seconds=1)
    await written(acme, maya)
    clock.at = SUNDAY - timedelta(seconds=1)
    assert (await contact(acme, maya)).cost == "FREE"
    await written(acme, maya, "Again")

    clock.at = SUNDAY + timedelta(seconds=2)

    assert await written(acme, maya, "And again") == "sent"
    assert (await quota(acme)).used == 1


@pytest.mark.rule("OUT-5")
@pytest.mark.rule("ACC-10", part="calendar")
async def test_weeks_of_every_length_begin_anew(house: House, clock: Hands) -> None:
    """Berlin's clocks go back on Sunday, 25 October 2026: that week has 169 hours."""
    shop = await person(house, AccountKind.SELLER, "laden", ("DE",))
    clock.at = datetime(2026, 10, 25, 12, tzinfo=UTC)

    now = await quota(shop)

    assert now.week_start == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert now.refreshes_at - now.week_start == timedelta(hours=169)


# ── tiers ──


@pytest.mark.rule("OUT-7")
@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (0, ("T0", 20, 20_000, 1_020)),
        (1, ("T1", 50, 20_000, 50)),
        (199_999, ("T1", 50, 20_000, 50)),
        (200_000, ("T2", 500, None, 500)),
        (4_999_999, ("T2", 500, None, 500)),
        (5_000_000, ("T3", None, None, None)),
    ],
)
async def test_tiers_by_what_was_sold(
    acme: Person, clock: Hands, amount: int, expected: tuple[str, int | None, int | None, int | None]
) -> None:
    await feed(acme, Metric.AFFILIATE_GMV_30D, amount, clock.at - timedelta(days=7), "USD")

    now = await quota(acme)

    assert (now.tier, now.weekly_limit, now.follower_limit, now.remaining) == expected
    assert now.unlimited == (now.weekly_limit is None)


@pytest.mark.rule("OUT-7")
@pytest.mark.rule("ACC-10")
async def test_what_was_sold_in_another_currency_does_not_count(acme: Person, clock: Hands) -> None:
    await sold(acme, 100_000, clock.at - timedelta(days=7), "EUR")

    now = await quota(acme)

    assert (now.tier, now.starter_pack_remaining) == ("T0", 1000)


@pytest.mark.rule("OUT-7")
async def test_the_highest_tier_has_no_limit(small: None, acme: Person, four: list[Person], clock: Hands) -> None:
    await sold(acme, 50_000, clock.at - timedelta(days=7))
    for creator in four:
        assert await written(acme, creator) == "sent"

    now = await quota(acme)

    assert (now.used, now.remaining, now.unlimited) == (4, None, True)


@pytest.mark.rule("OUT-6")
async def test_a_tier_reaches_to_creators_under_a_number_of_followers(
    acme: Person, maya: Person, noor: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    await feed(maya, Metric.FOLLOWERS, 20_000, clock.at)
    await feed(noor, Metric.FOLLOWERS, 19_999, clock.at)
    conversation = await started(acme, maya)

    async with nothing_happens():
        refusal = await refused(acme, conversation)

    assert (type(refusal), refusal.facts) == (FollowerLimit, {"limit": 20_000, "followers": 20_000})
    assert (await contact(acme, maya)).cost == "REFUSED"
    assert await written(acme, noor) == "sent"
    await feed(noor, Metric.FOLLOWERS, 1_000_000, clock.at + timedelta(seconds=1))
    assert (await contact(acme, noor)).cost == "FREE"  # counted this week
    clock.at = SUNDAY
    assert type((await contact(acme, noor)).problem) is FollowerLimit
    await say(maya, await started(maya, acme), "I am interested")
    assert (await contact(acme, maya)).cost == "FREE"  # connected


@pytest.mark.rule("OUT-8")
async def test_the_starters_pack_is_spent_first_and_then_the_week(
    small: None, acme: Person, maya: Person, four: list[Person], clock: Hands
) -> None:
    assert (await quota(acme)).starter_pack_remaining == 3
    for creator in four[:3]:
        assert await written(acme, creator) == "sent"
    now = await quota(acme)
    assert (now.starter_pack_remaining, now.used, now.remaining) == (0, 3, 2)

    assert await written(acme, four[3]) == "sent"
    assert (await quota(acme)).remaining == 1
    clock.at = SUNDAY

    now = await quota(acme)
    assert (now.starter_pack_remaining, now.used, now.remaining) == (0, 0, 2)


@pytest.mark.rule("OUT-8")
async def test_with_the_first_sales_the_pack_lapses_from_the_next_week_on_for_good(
    small: None, acme: Person, maya: Person, noor: Person, clock: Hands
) -> None:
    await written(acme, maya)
    await sold(acme, 10, clock.at)
    assert await written(acme, noor) == "sent"
    now = await quota(acme)
    assert (now.tier, now.starter_pack_remaining, now.remaining) == ("T0", 1, 3)

    clock.at = SUNDAY
    now = await quota(acme)
    assert (now.tier, now.starter_pack_remaining, now.remaining) == ("T1", None, 3)
    await sold(acme, 0, clock.at)
    clock.advance(days=7)

    now = await quota(acme)
    assert (now.tier, now.starter_pack_remaining, now.remaining) == ("T0", None, 2)


# ── what is shown ──


@pytest.mark.rule("OUT-9")
async def test_past_weeks_are_listed_with_whom_they_contacted(
    small: None, acme: Person, maya: Person, noor: Person, clock: Hands
) -> None:
    await sold(acme, 10, clock.at - timedelta(days=7))
    await written(acme, maya)
    clock.advance(hours=1)
    await written(acme, noor)
    clock.at = SUNDAY
    await written(acme, noor, "Again")
    await say(maya, await started(maya, acme), "Hello")

    weeks = (await outreach.weeks(await acme.viewer())).nodes
    whom = await outreach.contacted(await acme.viewer(), [one.key for one in weeks])

    of = await outreach.connected(await acme.viewer(), [one.key for one in weeks])
    assert [(one.week_start, one.tier, one.weekly_limit, one.used, of[one.key]) for one in weeks] == [
        (SUNDAY, "T1", 3, 1, 0),
        (SUNDAY - timedelta(days=7), "T1", 3, 2, 1),
    ]
    assert [[one.handle for one in whom[week.key].nodes] for week in weeks] == [["noor"], ["noor", "maya"]]
    first = (await outreach.contacted(await acme.viewer(), [weeks[1].key], first=1))[weeks[1].key]
    assert first.page_info.has_next_page
    rest = await outreach.contacted(await acme.viewer(), [weeks[1].key], first=1, after=first.edges[0].cursor)
    assert [one.handle for one in rest[weeks[1].key].nodes] == ["maya"]


@pytest.mark.rule("OUT-9")
@pytest.mark.rule("BLK-2")
async def test_contact_is_checked_by_all_the_rules_in_their_order(
    acme: Person, maya: Person, clock: Hands, house: House
) -> None:
    await feed(maya, Metric.FOLLOWERS, 50_000, clock.at)
    assert type((await contact(acme, maya)).problem) is FollowerLimit
    await blocks.block(await maya.viewer(), acme.key)
    problem = (await contact(acme, maya)).problem
    assert problem is not None
    assert problem.code == "BLOCKED"
    await blocks.block(await acme.viewer(), maya.key)
    problem = (await contact(acme, maya)).problem
    assert problem is not None
    assert problem.code == "YOU_BLOCKED_THEM"
    assert await outreach.contacts(await maya.viewer(), [acme.key]) == {}


@pytest.mark.rule("OUT-10")
async def test_an_exhausted_quota_refuses_the_unconnected_and_nobody_else(
    small: None, acme: Person, maya: Person, four: list[Person], clock: Hands
) -> None:
    await sold(acme, 10, clock.at - timedelta(days=7))
    for creator in four[:3]:
        await written(acme, creator)
    await say(maya, await started(maya, acme), "Hello")
    conversation = await started(acme, four[3])
    key = await target(acme, await offered(acme, "Red"))

    refusal = await refused(acme, conversation)
    outcomes = await invitations.invite(await acme.viewer(), "x", key, [four[3].key, maya.key, four[0].key])

    assert (type(refusal), refusal.facts, refusal.retry_at) == (QuotaExhausted, {"limit": 3}, SUNDAY)
    assert [one.problem and one.problem.code for one in outcomes] == ["QUOTA_EXHAUSTED", None, None]
    assert await written(acme, maya) == "sent"
    assert (await quota(acme)).used == 3


@pytest.mark.rule("OUT-11")
async def test_one_call_spends_no_more_than_there_is(
    small: None, acme: Person, four: list[Person], clock: Hands
) -> None:
    await sold(acme, 10, clock.at - timedelta(days=7))
    key = await target(acme, await offered(acme, "Red"))

    outcomes = await invitations.invite(await acme.viewer(), "all", key, [one.key for one in four])

    assert [one.problem and one.problem.code for one in outcomes] == [None, None, None, "QUOTA_EXHAUSTED"]
    now = await quota(acme)
    assert (now.used, now.remaining) == (3, 0)
