"""Webhooks: every event of an endpoint's kinds is told to it, in order, until it was taken (EVT-7)."""

import asyncio
from datetime import timedelta

import pytest

from domain.actions import endpoints, webhooks
from domain.errors import NotFound
from domain.house import House
from domain.queries import webhooks as queries
from domain.viewer import Service, System
from domain.webhooks import EventKind, Outcome
from models.accounts import AccountKind
from models.sql import statement
from models.webhooks import WebhookStatus
from tests import invariants
from tests.cast import Person, person, say, started
from tests.conftest import Hands, Heard, NothingHappens
from tests.hooks import BROKEN, FINE, MARKETPLACE, claimed, hooked, lines, platform_hooked, posted, refused

pytestmark = pytest.mark.usefixtures("lines_are_whole")

MESSAGES = EventKind.MESSAGE_RECEIVED
SENT = MESSAGES.value
HEADS = statement("SELECT id FROM webhook_deliveries WHERE due_at IS NOT NULL")


@pytest.fixture
async def talk(acme: Person, maya: Person) -> int:
    """A conversation of acme's with maya."""
    return await started(acme, maya)


# ── what is told ──


@pytest.mark.rule("EVT-7", part="endpoints")
async def test_an_endpoint_is_told_of_each_event_of_its_kinds(
    house: House, acme: Person, maya: Person, talk: int
) -> None:
    await hooked(acme, MESSAGES, EventKind.CONVERSATION_CHANGED)

    await say(acme, talk, "one", "two")
    await say(maya, talk, "three")

    told = await posted(house)
    assert [(post.kind, post.account_key, post.attempt, post.platform) for post in told] == [
        (SENT, acme.key, 1, False)
    ] * 3
    positions = statement("SELECT position, at FROM feed_entries WHERE account_id = $1 AND kind = $2 ORDER BY position")
    kept = await house.database.fetch(positions, acme.key, SENT)
    assert [(post.position, post.at) for post in told] == [tuple(row) for row in kept]


@pytest.mark.rule("EVT-7", part="endpoints")
async def test_the_platforms_endpoint_is_told_of_every_account(
    house: House, acme: Person, maya: Person, talk: int
) -> None:
    await platform_hooked(house, MESSAGES)

    await say(acme, talk, "hello")

    assert sorted((post.account_key, post.platform) for post in await posted(house)) == sorted(
        [(acme.key, True), (maya.key, True)]
    )


# ── in order ──


@pytest.mark.rule("EVT-7", part="order")
async def test_only_the_head_of_a_line_is_claimed(house: House, acme: Person, talk: int) -> None:
    await hooked(acme, MESSAGES)
    await say(acme, talk, "one", "two")

    (first,) = await claimed(house)

    assert await claimed(house) == []
    await webhooks.delivered(System(house), first.key, first.attempt, FINE)
    (second,) = await claimed(house)
    assert second.position > first.position


@pytest.mark.rule("EVT-7", part="order")
async def test_a_failing_head_holds_its_own_line_only(
    house: House, acme: Person, maya: Person, talk: int, clock: Hands
) -> None:
    await platform_hooked(house, MESSAGES)
    await say(acme, talk, "one", "two")
    of_acme, of_maya = sorted(await claimed(house), key=lambda post: post.account_key != acme.key)

    await webhooks.failed(System(house), of_acme.key, of_acme.attempt, BROKEN)
    await webhooks.delivered(System(house), of_maya.key, of_maya.attempt, FINE)

    assert [post.account_key for post in await posted(house)] == [maya.key]
    clock.advance(seconds=7)
    assert [(post.key == of_acme.key, post.attempt) for post in await posted(house)] == [(True, 2), (False, 1)]


@pytest.mark.rule("EVT-7", part="order")
@pytest.mark.rule("PLT-5", part="webhooks")
async def test_two_who_claim_never_get_the_same(house: House, acme: Person, maya: Person, talk: int) -> None:
    for n in range(3):
        await hooked(acme, MESSAGES, url=f"https://example.com/{n}", made=f"hook {n}")
    await say(acme, talk, "text")
    await say(maya, talk, *(f"text {n}" for n in range(9)))
    done: list[tuple[int, int]] = []

    async def poster() -> None:
        while claims := await claimed(house, 2):
            for post in claims:
                done.append((post.webhook_key, post.position))
                await webhooks.delivered(System(house), post.key, post.attempt, FINE)

    await asyncio.gather(*(poster() for _ in range(4)))
    await poster()

    assert len(done) == len({*done}) == 30
    for key in {key for key, _ in done}:
        assert [place for of, place in done if of == key] == sorted(place for of, place in done if of == key)


@pytest.mark.rule("EVT-7", part="order")
async def test_what_is_sent_while_others_are_settled_is_never_left_behind(
    house: House, acme: Person, maya: Person, talk: int
) -> None:
    await hooked(acme, MESSAGES)
    await platform_hooked(house)
    await say(acme, talk, "hello")
    over = asyncio.Event()

    async def poster() -> None:
        while not over.is_set():
            await posted(house)

    posters = [asyncio.create_task(poster()) for _ in range(2)]
    await asyncio.gather(*(say(maya, talk, *(f"{n} of {by}" for n in range(10))) for by in range(3)))
    over.set()
    await asyncio.gather(*posters)
    await posted(house)

    await invariants.holds(house.database)
    assert {row[3] for row in await lines(house)} == {"DELIVERED"}
    assert sum(row[1] == acme.key and row[2] == SENT for row in await lines(house)) == 2 * 31


# ── again ──


@pytest.mark.rule("EVT-7", part="retries")
async def test_it_is_tried_again_twice_as_late_each_time_up_to_an_hour(
    house: House, acme: Person, talk: int, clock: Hands
) -> None:
    await hooked(acme, MESSAGES)
    await say(acme, talk, "hello")

    for seconds in (5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600):
        assert len(await refused(house)) == 1
        clock.advance(seconds=seconds - 1)
        assert await claimed(house) == []
        clock.advance(seconds=1 + seconds * webhooks.JITTER)


@pytest.mark.rule("EVT-7", part="retries")
@pytest.mark.rule("PLT-5", part="webhooks")
async def test_what_a_lost_process_had_claimed_is_claimed_again_and_its_late_answer_is_not_heard(
    house: House, acme: Person, talk: int, clock: Hands
) -> None:
    await hooked(acme, MESSAGES)
    await say(acme, talk, "one", "two")
    (lost,) = await claimed(house)

    clock.advance(seconds=webhooks.LEASE.total_seconds())
    (again,) = await claimed(house)
    await webhooks.delivered(System(house), lost.key, lost.attempt, FINE)

    assert (again.key, again.attempt) == (lost.key, 2)
    assert await claimed(house) == []
    await webhooks.delivered(System(house), again.key, again.attempt, FINE)
    assert len(await posted(house)) == 1


@pytest.mark.rule("EVT-7", part="retries")
async def test_what_is_given_back_is_claimed_at_once(house: House, acme: Person, talk: int) -> None:
    await hooked(acme, MESSAGES)
    await say(acme, talk, "one")
    (post,) = await claimed(house)

    await webhooks.give_back(System(house), post.key, post.attempt)

    assert await claimed(house) == [post]


# ── suspended ──


async def fails_for(house: House, clock: Hands, **by: float) -> None:
    """Let endpoints take nothing for a time."""
    end = clock.at + timedelta(**by)
    while clock.at < end:
        await refused(house)
        clock.advance(minutes=75)


@pytest.mark.rule("EVT-7", part="suspension")
async def test_after_a_day_of_failing_an_endpoint_is_suspended_and_its_account_told(
    house: House, acme: Person, talk: int, clock: Hands, heard: Heard
) -> None:
    hook = await hooked(acme, MESSAGES)
    await say(acme, talk, "one")
    await fails_for(house, clock, hours=23)
    assert "notification_added" not in await heard(acme)

    await fails_for(house, clock, hours=5)
    clock.advance(days=1)

    assert (await heard(acme))[-1] == "notification_added"
    assert (await heard(acme)).count("notification_added") == 1
    assert await claimed(house) == []
    status = await house.database.fetch_row(statement("SELECT status FROM webhooks WHERE id = $1"), hook.key)
    assert status is not None
    assert status[0] == WebhookStatus.SUSPENDED


@pytest.mark.rule("EVT-7", part="suspension")
async def test_a_success_begins_the_day_anew(house: House, acme: Person, talk: int, clock: Hands, heard: Heard) -> None:
    await hooked(acme, MESSAGES)
    await say(acme, talk, "one", "two")
    await fails_for(house, clock, hours=20)

    (post,) = await claimed(house)
    await webhooks.delivered(System(house), post.key, post.attempt, FINE)
    await fails_for(house, clock, hours=20)

    assert "notification_added" not in await heard(acme)


@pytest.mark.rule("EVT-7", part="suspension")
@pytest.mark.rule("PLT-5", part="webhooks")
async def test_deliveries_go_on_from_where_they_stood_once_it_is_resumed(
    house: House, acme: Person, talk: int, clock: Hands
) -> None:
    hook = await hooked(acme, MESSAGES)
    await say(acme, talk, "one")
    await fails_for(house, clock, hours=28)
    await say(acme, talk, "two", "three")
    assert await claimed(house) == []

    await endpoints.resume(await acme.viewer(), hook.key)

    told = await posted(house)
    assert [post.position for post in told] == sorted(post.position for post in told)
    assert [post.attempt == 1 for post in told] == [False, True, True]
    assert {row[3] for row in await lines(house)} == {"DELIVERED"}
    assert await house.database.fetch(HEADS) == []


@pytest.mark.rule("EVT-7", part="suspension")
async def test_the_platforms_is_suspended_with_all_its_lines_and_resumed_with_all(
    house: House, acme: Person, maya: Person, talk: int, clock: Hands
) -> None:
    hook = await platform_hooked(house, MESSAGES)
    await say(acme, talk, "one")
    await fails_for(house, clock, hours=28)
    assert await claimed(house) == []

    await endpoints.resume(Service(house, MARKETPLACE), hook.key)

    assert sorted(post.account_key for post in await posted(house)) == sorted([acme.key, maya.key])


# ── once more ──


@pytest.mark.rule("EVT-7", part="replay")
async def test_what_is_replayed_goes_under_its_own_id_before_all_later_of_its_line(
    house: House, acme: Person, maya: Person, talk: int
) -> None:
    await hooked(acme, MESSAGES)
    await say(acme, talk, "one", "two")
    first, second = await posted(house)
    await say(acme, talk, "three", "four")
    viewer = await acme.viewer()

    shown = await endpoints.replay(viewer, second.key)
    await endpoints.replay(viewer, first.key)

    assert (shown.id, shown.status, shown.attempts) == (f"dlv_{second.key}", "PENDING", 1)
    again = await posted(house)
    assert [(post.key, post.attempt) for post in again[:2]] == [(first.key, 2), (second.key, 2)]
    assert [post.attempt for post in again[2:]] == [1, 1]
    assert [post.position for post in again] == sorted(post.position for post in again)


@pytest.mark.rule("EVT-7", part="replay")
async def test_what_failed_is_tried_at_once_when_it_is_replayed(house: House, acme: Person, talk: int) -> None:
    await hooked(acme, MESSAGES)
    await say(acme, talk, "one", "two")
    (first,) = await refused(house)
    assert await claimed(house) == []

    await endpoints.replay(await acme.viewer(), first.key)

    (again,) = await claimed(house)
    assert (again.key, again.attempt) == (first.key, 2)


@pytest.mark.rule("EVT-7", part="replay")
async def test_what_is_on_its_way_when_it_is_overtaken_by_a_replay_is_told_again(
    house: House, acme: Person, talk: int
) -> None:
    await hooked(acme, MESSAGES)
    await say(acme, talk, "one")
    (first,) = await posted(house)
    await say(acme, talk, "two")
    (under_way,) = await claimed(house)

    await endpoints.replay(await acme.viewer(), first.key)
    await webhooks.delivered(System(house), under_way.key, under_way.attempt, FINE)

    assert [post.key for post in await posted(house)] == [first.key, under_way.key]


@pytest.mark.rule("EVT-7", part="replay")
async def test_of_what_is_kept_no_more_nothing_is_replayed(
    house: House, acme: Person, talk: int, clock: Hands, nothing_happens: NothingHappens
) -> None:
    await hooked(acme, MESSAGES)
    await say(acme, talk, "one")
    (post,) = await posted(house)
    clock.advance(days=30, seconds=1)
    await webhooks.trim(System(house))

    async with nothing_happens():
        with pytest.raises(NotFound):
            await endpoints.replay(await acme.viewer(), post.key)


# ── the log ──


async def test_the_log_says_what_became_of_each(house: House, acme: Person, talk: int, clock: Hands) -> None:
    hook = await hooked(acme, MESSAGES)
    await say(acme, talk, "one", "two")
    await refused(house, Outcome(None, "timeout", 10_000))
    viewer = await acme.viewer()

    second, first = (await queries.deliveries(viewer, [hook.key], None, None))[hook.key].nodes

    assert (first.status, first.attempts, first.last_status_code, first.last_error, first.last_milliseconds) == (
        "PENDING", 1, None, "timeout", 10_000,
    )  # fmt: skip
    assert first.next_attempt_at is not None
    assert timedelta(seconds=5) <= first.next_attempt_at - clock.at <= timedelta(seconds=6)
    assert (second.status, second.attempts, second.next_attempt_at) == ("PENDING", 0, None)
    clock.advance(seconds=7)
    await posted(house)
    _, first = (await queries.deliveries(viewer, [hook.key], None, None))[hook.key].nodes
    assert (first.status, first.attempts, first.last_status_code, first.last_error, first.delivered_at) == (
        "DELIVERED", 2, 200, None, clock.at,
    )  # fmt: skip


async def test_the_log_is_kept_as_long_as_events_and_its_lines_go_on(
    house: House, acme: Person, talk: int, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = await hooked(acme, MESSAGES)
    monkeypatch.setattr(webhooks, "BATCH", 2)
    await say(acme, talk, "one", "two")
    await posted(house)
    await say(acme, talk, "three", "four", "five")
    clock.advance(days=29)
    await refused(house)
    clock.advance(days=1, seconds=-1)
    await refused(house)
    await endpoints.resume(await acme.viewer(), hook.key)
    assert not await webhooks.trim(System(house))
    assert len(await lines(house)) == 5
    await started_again(house, acme, talk)

    clock.advance(seconds=2)
    while await webhooks.trim(System(house)):
        pass

    assert [row[3:] for row in await lines(house)] == [("PENDING", True)]
    clock.advance(hours=1)
    assert len(await posted(house)) == 1


async def started_again(house: House, acme: Person, talk: int) -> None:
    """One more event of acme's, today."""
    await webhooks.trim(System(house))
    maya = await person(house, AccountKind.CREATOR, "ida")
    await say(acme, await started(acme, maya), f"six, not in {talk}")


async def test_what_waits_is_counted_by_lines(house: House, acme: Person, maya: Person, talk: int) -> None:
    assert await queries.backlog(house) == queries.Backlog(0, None)
    await platform_hooked(house, MESSAGES)
    await say(acme, talk, "one", "two")

    found = await queries.backlog(house)

    assert (found.lines, found.oldest is not None) == (2, True)
