"""The poster: each event until it is taken, in order, however its endpoint behaves, and whoever is killed (EVT-7)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from app.webhooks import poster as posters
from app.webhooks.counts import Webhooks
from app.webhooks.poster import Poster
from domain import clock as domain_clock
from domain.queries import webhooks as queries
from domain.webhooks import EventKind, Webhook
from gateway.engine import Engine
from models.accounts import AccountKind
from models.sql import statement
from tests.app.served import until
from tests.cast import Person, person, say, started
from tests.conftest import Hands
from tests.hooks import claimed, hooked
from tests.receivers import HANG, REDIRECTED, Receiver

MESSAGES = EventKind.MESSAGE_RECEIVED
TRIED = statement("SELECT status, attempts, status_code, error FROM webhook_deliveries ORDER BY position")


@dataclass
class Scene:
    """acme talks with maya, and has an endpoint that is told of messages."""

    acme: Person
    talk: int
    webhook: Webhook
    poster: Poster
    receiver: Receiver

    async def say(self, *texts: str) -> None:
        """Let acme send texts."""
        await say(self.acme, self.talk, *texts)

    async def tried(self) -> list[tuple[object, ...]]:
        """Every delivery: where it stands, how often it was tried, and what came of that."""
        return [tuple(row) for row in await self.acme.house.database.fetch(TRIED)]


@pytest.fixture
async def scene(acme: Person, maya: Person, poster: Poster, receiver: Receiver) -> Scene:
    """That scene."""
    talk = await started(acme, maya)
    return Scene(acme, talk, await hooked(acme, MESSAGES, url=receiver.url), poster, receiver)


@asynccontextmanager
async def posting(poster: Poster) -> AsyncIterator[None]:
    """A poster that goes on for a while."""
    task = asyncio.create_task(poster.go_on())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.rule("EVT-7", part="delivery")
async def test_what_fails_is_posted_again_before_what_comes_after(clock: Hands, scene: Scene) -> None:
    scene.receiver.answers.extend([500, 404])
    await scene.say("one", "two", "three")

    assert await scene.poster.do() == 1
    assert await scene.poster.do() == 0  # not before its time
    clock.advance(minutes=1)
    assert await scene.poster.do() == 1
    clock.advance(minutes=1)
    assert await scene.poster.do() == 3

    assert [post.text for post in scene.receiver.posts] == ["one", "one", "one", "two", "three"]
    assert len({post.id for post in scene.receiver.posts}) == 3
    assert all(post.signed_by(scene.webhook.secret) for post in scene.receiver.posts)
    assert await scene.tried() == [
        ("DELIVERED", 3, 200, None),
        ("DELIVERED", 1, 200, None),
        ("DELIVERED", 1, 200, None),
    ]


@pytest.mark.rule("EVT-7", part="delivery")
async def test_a_redirect_is_a_failure_and_is_not_followed(scene: Scene) -> None:
    scene.receiver.answers.append(307)
    await scene.say("one")

    await scene.poster.do()

    assert [post.path for post in scene.receiver.posts] == ["/hook"] != [REDIRECTED]
    assert await scene.tried() == [("PENDING", 1, 307, "redirect")]


@pytest.mark.rule("EVT-7", part="delivery")
async def test_an_endpoint_that_hangs_is_given_up_after_a_time(clock: Hands, scene: Scene, engine: Engine) -> None:
    scene.receiver.answers.append(HANG)
    poster = Poster(scene.acme.house, engine, seconds=0.2)
    await scene.say("one")

    async with asyncio.timeout(2):
        await poster.do()

    assert await scene.tried() == [("PENDING", 1, None, "timeout")]
    clock.advance(minutes=1)
    await poster.do()
    assert [post.text for post in scene.receiver.taken] == ["one"]


async def test_an_answer_is_good_whatever_comes_after_its_status(scene: Scene) -> None:
    scene.receiver.body = b"thank you " * 100_000
    await scene.say("one")

    await scene.poster.do()

    assert await scene.tried() == [("DELIVERED", 1, 200, None)]


@pytest.mark.rule("EVT-7", part="delivery")
async def test_an_endpoint_that_restarts_goes_on_where_it_was(clock: Hands, scene: Scene) -> None:
    await scene.say("one")
    await scene.poster.do()
    await scene.receiver.stop()
    await scene.say("two", "three")
    await scene.poster.do()
    assert (await scene.tried())[1] == ("PENDING", 1, None, "connection")

    await scene.receiver.start()
    clock.advance(minutes=1)
    await scene.poster.do()

    assert [post.text for post in scene.receiver.taken] == ["one", "two", "three"]


@pytest.mark.rule("EVT-7", part="delivery")
async def test_what_a_killed_process_had_claimed_is_posted_by_another(clock: Hands, scene: Scene) -> None:
    await scene.say("one", "two")
    assert len(await claimed(scene.acme.house)) == 1  # and then it is killed

    assert await scene.poster.do() == 0
    clock.advance(minutes=1, seconds=1)
    assert await scene.poster.do() == 2

    assert [post.text for post in scene.receiver.posts] == ["one", "two"]


@pytest.mark.rule("EVT-7", part="delivery")
async def test_an_endpoint_that_hangs_keeps_no_other_waiting(
    scene: Scene, maya: Person, other: Receiver, engine: Engine
) -> None:
    poster = Poster(scene.acme.house, engine, seconds=20.0)  # none of those who hang gives up
    scene.receiver.answers.extend([HANG] * 100)
    sellers = [await person(scene.acme.house, AccountKind.SELLER, f"shop{n}") for n in range(12)]
    for seller in sellers:
        await hooked(seller, MESSAGES, url=scene.receiver.url)
        await say(seller, await started(seller, maya), "hanging")
    await hooked(maya, MESSAGES, url=other.url.replace("127.0.0.1", "localhost"))
    async with posting(poster):
        await scene.say("quick")
        await until(lambda: other.taken and len(scene.receiver.posts) == 8, 5)  # as many at once, of one host
        await scene.say("quick, too")
        await until(lambda: len(other.taken) == 2, 5)
        assert len(scene.receiver.posts) == 8


async def test_it_posts_within_a_second_of_a_commit(scene: Scene) -> None:
    async with posting(scene.poster):
        await asyncio.sleep(0.1)
        await scene.say("one", "two", "three")
        await until(lambda: len(scene.receiver.posts) == 3, 0.9)

    assert [post.text for post in scene.receiver.posts] == ["one", "two", "three"]


async def test_when_it_stops_what_is_under_way_is_given_back(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posters, "CLOSING_SECONDS", 0.05)
    scene.receiver.answers.append(HANG)
    async with posting(scene.poster):
        await scene.say("one")
        await until(lambda: scene.receiver.posts)

    assert await scene.tried() == [("PENDING", 0, None, None)]
    assert await scene.poster.do() == 1
    assert [post.text for post in scene.receiver.taken] == ["one"]


async def test_what_is_claimed_as_it_stops_is_given_back(scene: Scene) -> None:
    await scene.say("one")
    taking = asyncio.create_task(scene.poster._take())
    while not scene.acme.house.units:  # the claim is under way
        await asyncio.sleep(0)

    taking.cancel()
    await asyncio.gather(taking, return_exceptions=True)

    assert await scene.tried() == [("PENDING", 0, None, None)]
    assert await scene.poster.do() == 1


async def test_what_waits_and_what_was_posted_is_counted(clock: Hands, scene: Scene) -> None:
    scene.receiver.answers.extend([200, 500])
    await scene.say("one", "two", "three")
    await scene.poster.do()
    clock.advance(seconds=90)
    scene.poster.backlog = await queries.backlog(scene.acme.house)

    counted = {
        (sample.name, sample.labels.get("outcome")): sample.value
        for metric in Webhooks(scene.poster).collect()
        for sample in metric.samples
    }

    assert domain_clock.now() == clock.at
    assert counted == {
        ("parley_webhook_posts_total", "delivered"): 1,
        ("parley_webhook_posts_total", "status"): 1,
        ("parley_webhook_posts_under_way", None): 0,
        ("parley_webhook_lines_waiting", None): 1,
        ("parley_webhook_oldest_seconds", None): 90,
    }
