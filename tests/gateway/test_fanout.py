"""One rendering for all who see the same; each event once and in order for each of them, whatever happens."""

import asyncio
from collections.abc import AsyncIterator

import pytest

import gateway.fanout
from gateway.client import Client
from gateway.connection import MOST_WAITING, TRANSPORT_BYTES
from gateway.fanout import LIVE_WAITING, Fanout
from tests.app.served import until
from tests.gateway.followers import Fate, Feed, Follower, Writing

LONG = "x" * 2000

BROKE = {"message": "Broken", "extensions": {"code": "INTERNAL"}}


@pytest.fixture
async def feed() -> AsyncIterator[Feed]:
    """A feed of which something has been told already, and a hub that serves it."""
    feed = Feed()
    for _ in range(3):
        feed.happens()
    await feed.hub.open()
    yield feed
    await feed.hub.close()


@pytest.fixture
def fanout() -> Fanout:
    """Nobody follows yet."""
    return Fanout()


async def live(*followers: Follower) -> None:
    """Wait until each of them is."""
    await until(lambda: all(follower.is_live for follower in followers))


async def test_all_who_see_the_same_share_one_rendering_under_ids_of_their_own(feed: Feed, fanout: Fanout) -> None:
    writing = Writing(feed)
    followers = [Follower(fanout, writing, id) for id in ("1", "1", "2", 'a "name"')]
    other = Follower(fanout, Writing(feed, "another document"))
    await live(*followers, other)

    feed.happens(text="hello")
    await until(other.heard)

    assert writing.rendered == [4]
    for follower in followers:
        assert follower.said() == [{"id": follower.operation.id, "type": "next", "payload": [4, "hello"]}]
    assert (len(fanout.groups), fanout.renderings, fanout.deliveries, fanout.fell_behind) == (2, 2, 5, 0)


async def test_who_begins_at_the_head_reads_nothing_and_has_no_task(feed: Feed, fanout: Fanout) -> None:
    tasks = len(asyncio.all_tasks())
    followers = [Follower(fanout, Writing(feed)) for _ in range(5)]
    await live(*followers)
    feed.happens()
    await until(followers[4].heard)

    assert feed.reads == 0
    assert len(asyncio.all_tasks()) == tasks


async def test_what_happens_before_the_first_follower_has_joined_is_heard_at_once(feed: Feed, fanout: Fanout) -> None:
    writing = Writing(feed)

    async def late(_context: object) -> object:
        topic = await Writing.subscribe(writing, None)
        feed.happens()  # nobody listens yet, so nobody is told
        return topic

    writing.subscribe = late  # type: ignore[method-assign,assignment]
    follower = Follower(fanout, writing)

    await until(follower.heard, 1)

    assert follower.heard() == [4]
    assert feed.reads == 0


async def test_who_resumes_hears_what_lies_behind_and_then_what_comes(feed: Feed, fanout: Fanout) -> None:
    first, second = Follower(fanout, Writing(feed)), Follower(fanout, Writing(feed, place=1))
    await live(first, second)
    feed.happens()
    await until(first.heard)

    assert (first.heard(), second.heard()) == ([4], [2, 3, 4])
    assert len(fanout.groups) == 1


async def test_what_is_read_goes_to_the_socket_in_pieces(feed: Feed, fanout: Fanout) -> None:
    for _ in range(40):
        feed.happens()
    follower = Follower(fanout, Writing(feed, place=3))
    await live(follower)

    assert [said["payload"] for said in follower.said()] == [[number, ""] for number in range(4, 44)]
    assert len(follower.wire.taken) == 8  # one for each page of five


async def test_who_completes_while_it_reads_is_told_nothing_more(feed: Feed, fanout: Fanout) -> None:
    for _ in range(40):
        feed.happens()
    follower = Follower(fanout, Writing(feed, place=3))
    while not follower.said():
        await asyncio.sleep(0)
    follower.client.received(bytearray(b'{"type": "complete", "id": "1"}'), text=True)
    heard = len(follower.said())
    await asyncio.sleep(0.05)

    assert 0 < len(follower.said()) == heard < 40
    assert (fanout.groups, feed.hub.listeners) == ({}, 0)


async def test_an_event_that_is_not_wanted_moves_the_place_and_says_nothing(feed: Feed, fanout: Fanout) -> None:
    follower = Follower(fanout, Writing(feed, place=3))
    await live(follower)
    for _ in range(5):
        feed.happens("unwanted")
    await until(lambda: follower.operation.reached == "e.8")

    assert follower.heard() == []


async def test_the_last_who_leaves_closes_the_group(feed: Feed, fanout: Fanout) -> None:
    followers = [Follower(fanout, Writing(feed)) for _ in range(3)]
    await live(*followers)
    for follower in followers:
        assert feed.hub.listeners == 1
        follower.leave()

    assert (fanout.groups, feed.hub.listeners) == ({}, 0)


async def test_who_does_not_read_holds_little_and_slows_nobody(feed: Feed, fanout: Fanout) -> None:
    slow, quick = (Follower(fanout, Writing(feed)) for _ in range(2))
    await live(slow, quick)
    tasks = len(asyncio.all_tasks())
    slow.wire.let(read=False)
    for _ in range(500):
        feed.happens(text=LONG)
    await until(lambda: quick.heard() == list(range(4, 504)))

    assert slow.client.waiting <= LIVE_WAITING
    assert sum(map(len, slow.wire.inside)) <= TRANSPORT_BYTES + 2 * len(LONG)
    assert len(asyncio.all_tasks()) == tasks
    assert (fanout.fell_behind, fanout.caught_up) == (1, 0)

    slow.wire.let(read=True)
    await live(slow)
    feed.happens()
    await until(lambda: len(slow.heard()) == 501)

    assert slow.heard() == list(range(4, 505))
    assert (fanout.fell_behind, fanout.caught_up) == (1, 1)


async def test_who_stops_reading_while_it_catches_up_is_left_alone_until_it_reads(
    feed: Feed, fanout: Fanout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway.fanout, "HOLD_SECONDS", 0.01)
    for _ in range(200):
        feed.happens(text=LONG)
    tasks = len(asyncio.all_tasks())
    follower = Follower(fanout, Writing(feed, place=0))
    follower.wire.let(read=False)
    await until(lambda: follower.client.stalled)

    assert len(asyncio.all_tasks()) == tasks
    assert follower.client.waiting <= LIVE_WAITING
    assert feed.hub.listeners == 0

    follower.wire.let(read=True)
    await live(follower)
    assert follower.heard() == list(range(1, 204))


async def test_a_client_that_drains_while_it_is_given_up_is_not_forgotten(
    feed: Feed, fanout: Fanout, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the end of the patience with a client and its being set aside, it may drain: nothing wakes it later."""
    for _ in range(40):
        feed.happens(text=LONG)
    follower = Follower(fanout, Writing(feed, place=0))
    follower.wire.let(read=False)

    async def too_late(_seconds: float) -> bool:
        follower.wire.let(read=True)
        return False

    with monkeypatch.context() as patch:
        patch.setattr(Client, "room", lambda _client, seconds: too_late(seconds))
        await live(follower)

    assert follower.heard() == list(range(1, 44))


async def test_something_personal_is_read_by_each_and_parts_who_no_longer_sees_the_same(
    feed: Feed, fanout: Fanout
) -> None:
    writing = Writing(feed)
    followers = [Follower(fanout, writing) for _ in range(3)]
    await live(*followers)
    before = list(fanout.groups)

    feed.happens("personal")
    await until(lambda: all(follower.heard() for follower in followers))
    await live(*followers)
    feed.happens()
    await until(lambda: all(len(follower.heard()) == 2 for follower in followers))

    assert writing.rendered == [4, 4, 4, 5]
    assert list(fanout.groups) != before
    assert len(fanout.groups) == 1


async def test_what_cannot_be_written_ends_each_with_the_reason(feed: Feed, fanout: Fanout) -> None:
    followers = [Follower(fanout, Writing(feed)) for _ in range(2)]
    await live(*followers)
    feed.happens()
    feed.happens("broken")
    await until(lambda: all(len(follower.said()) == 3 for follower in followers))

    for follower in followers:
        assert follower.said() == [
            {"id": "1", "type": "next", "payload": [4, ""]},
            {"id": "1", "type": "next", "payload": {"data": None, "errors": [BROKE]}},
            {"id": "1", "type": "complete"},
        ]
        assert follower.client.operations == {}
    assert (fanout.groups, feed.hub.listeners) == ({}, 0)


@pytest.mark.parametrize("waits", [False, True], ids=["written at once", "waited for"])
async def test_who_resumes_becomes_live_although_events_never_stop(feed: Feed, fanout: Fanout, waits: bool) -> None:
    other = Follower(fanout, Writing(feed))
    await live(other)
    late = Follower(fanout, Writing(feed, place=0, waits=waits))
    for _ in range(200):
        feed.happens(with_row=True)
        await asyncio.sleep(0)
        if late.is_live:
            break

    assert late.is_live
    await until(lambda: late.heard() == list(range(1, feed.head + 1)))


async def test_what_is_no_longer_kept_ends_who_needs_it_and_nobody_else(feed: Feed, fanout: Fanout) -> None:
    late, quick = Follower(fanout, Writing(feed, place=0)), Follower(fanout, Writing(feed))
    feed.kept_from = 3
    await live(quick)
    await until(late.said)

    assert late.said()[0]["payload"] == {"data": None, "errors": [BROKE]}
    assert quick.is_live


async def test_answers_may_wait_up_to_a_bound_and_then_the_socket_ends(feed: Feed, fanout: Fanout) -> None:
    follower = Follower(fanout, Writing(feed))
    await live(follower)
    follower.wire.let(read=False)
    sent = 0
    while not follower.left:
        follower.operation.next(b'"' + b"x" * 50_000 + b'"')
        sent += 50_000
        assert follower.client.waiting <= MOST_WAITING

    assert follower.left == [1013]
    assert sent <= MOST_WAITING + TRANSPORT_BYTES + 2 * 50_000
    assert follower.client.waiting == 0
    assert (fanout.groups, feed.hub.listeners) == ({}, 0)


@pytest.mark.parametrize("waits", [False, True], ids=["written at once", "waited for"])
async def test_what_is_true_for_a_time_only_does_not_wait_for_who_does_not_read(
    feed: Feed, fanout: Fanout, waits: bool
) -> None:
    writing = Writing(feed, passing=True, waits=waits)
    follower = Follower(fanout, writing)
    await live(follower)
    follower.wire.let(read=False)
    while follower.client.clear:
        feed.happens(text=LONG)
        await until(lambda: writing.rendered[-1:] == [feed.head])
    given = feed.head
    for _ in range(3):
        feed.happens(text=LONG)
    await feed.hub.look_again()
    await until(lambda: follower.client.stalled)

    assert follower.client.waiting == 0
    before = len(writing.rendered)
    follower.wire.let(read=True)
    await live(follower)

    assert follower.heard() == list(range(4, feed.head + 1))
    assert writing.rendered[before:] == list(range(given + 1, feed.head + 1))  # of now


@pytest.mark.parametrize("waits", [False, True], ids=["written at once", "waited for"])
async def test_what_is_true_for_a_time_only_is_written_again_after_a_wait(
    feed: Feed, fanout: Fanout, waits: bool
) -> None:
    writing = Writing(feed, place=2, passing=True, waits=waits)
    follower = Follower(fanout, writing)
    follower.wire.let(read=False)
    follower.client.pause_writing()
    await until(lambda: follower.client._room)
    assert writing.rendered == [3]

    follower.client.resume_writing()
    follower.wire.let(read=True)
    await live(follower)

    assert (writing.rendered, follower.heard()) == ([3, 3], [3])


async def test_what_is_true_for_a_time_only_is_not_kept_for_who_reads(feed: Feed, fanout: Fanout) -> None:
    quick = Follower(fanout, Writing(feed, passing=True))
    await live(quick)
    writing = Writing(feed, place=0, passing=True)
    late = Follower(fanout, writing)
    late.client.pause_writing()
    await until(lambda: late.client._room)
    feed.happens()
    await until(lambda: quick.heard() == [4])

    assert late.operation.kept is None
    late.client.resume_writing()
    await live(late)

    assert late.heard() == [1, 2, 3, 4]
    assert writing.rendered == [1, 1, 2, 3, 4]


@pytest.mark.parametrize("passing", [False, True], ids=["lasting", "for a time only"])
@pytest.mark.parametrize("waits", [False, True], ids=["written at once", "waited for"])
@pytest.mark.parametrize("seed", range(25))
async def test_each_hears_each_event_once_and_in_order_whatever_happens(  # noqa: PLR0917 - fixtures, and what varies
    feed: Feed, fanout: Fanout, seed: int, waits: bool, passing: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway.fanout, "HOLD_SECONDS", 0.002)
    monkeypatch.setattr(gateway.fanout, "MOST_KEPT", 3)
    fate = Fate(feed, fanout, seed, waits=waits, passing=passing)

    for _ in range(400):
        await fate.step()
    followers = list(fate.followers)
    for follower in followers:
        follower.wire.let(read=True)
    await feed.hub.look_again()

    head = f"e.{feed.head}"
    await until(lambda: all(one.is_live and one.operation.reached == head for one in followers))
    for follower in followers:
        assert follower.heard() == fate.wanted(follower)
        follower.leave()
    assert (fanout.groups, feed.hub.listeners) == ({}, 0)
