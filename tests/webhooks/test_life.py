"""The life of an endpoint, as EVT-7 has it, from its registration to a replay: posted for real, day after day."""

from datetime import timedelta

import pytest

from app.webhooks.poster import Poster
from domain.actions import endpoints
from domain.errors import InvalidInput
from domain.house import House
from domain.queries import notifications, webhooks
from domain.webhooks import EventKind
from gateway.engine import Engine
from models.notifications import NotificationKind
from models.webhooks import DeliveryStatus, WebhookStatus
from tests.cast import Person, say, started
from tests.conftest import Hands
from tests.hooks import hooked
from tests.receivers import Receiver

MESSAGES = EventKind.MESSAGE_RECEIVED
LONGEST_PAUSE = timedelta(hours=1, minutes=12)  # of an hour, with all its jitter


@pytest.mark.rule("EVT-7")
async def test_an_endpoint_is_told_in_order_suspended_after_a_day_resumed_and_told_again(  # noqa: PLR0917 - all of it
    house: House, clock: Hands, acme: Person, maya: Person, poster: Poster, receiver: Receiver, engine: Engine
) -> None:
    talk = await started(acme, maya)
    hook = await hooked(acme, MESSAGES, url=receiver.url)
    await say(acme, talk, "one", "two", "three")

    # Signed, and in order over whatever goes wrong; a redirect is a failure, and is not followed.
    receiver.answers.extend([200, 307, 500])
    pauses = []
    while len(receiver.taken) < 3:
        before = clock.at
        while not await poster.do():
            clock.advance(seconds=1)
        pauses.append(clock.at - before)
    assert [post.text for post in receiver.posts] == ["one", "two", "two", "two", "three"]
    assert {post.path for post in receiver.posts} == {"/hook"}
    assert all(post.signed_by(hook.secret) for post in receiver.posts)
    assert timedelta(0) < pauses[1] < pauses[2]

    # A day of failures, with pauses that grow up to an hour: then it is suspended, and its account told.
    receiver.mood, first = 503, clock.at
    await say(acme, talk, "four", "five")
    longest = timedelta(0)
    while (await webhooks.page(await acme.viewer())).nodes[0].status is WebhookStatus.ACTIVE:
        before = clock.at
        while not await poster.do():
            clock.advance(minutes=1)
        longest = max(longest, clock.at - before)
    assert timedelta(minutes=59) < longest <= LONGEST_PAUSE
    assert timedelta(hours=24) <= clock.at - first <= timedelta(hours=24) + LONGEST_PAUSE
    (told, *_) = (await notifications.page(await acme.viewer())).nodes
    assert (told.kind, told.subject_key) == (NotificationKind.WEBHOOK_SUSPENDED, hook.key)
    posts = len(receiver.posts)
    clock.advance(days=2)
    assert await poster.do() == 0

    # Resumed, it goes on from where it stood.
    receiver.mood = 200
    await endpoints.resume(await acme.viewer(), hook.key)
    assert await poster.do() == 2
    assert [post.text for post in receiver.posts[posts:]] == ["four", "five"]

    # Each is listed with its outcome, and can be replayed under the same id.
    listed = (await webhooks.deliveries(await acme.viewer(), [hook.key], None, None))[hook.key].nodes
    assert [(one.status, one.last_status_code) for one in listed] == [(DeliveryStatus.DELIVERED, 200)] * 5
    await endpoints.replay(await acme.viewer(), listed[-1].key)
    assert await poster.do() == 1
    assert (receiver.posts[-1].text, receiver.posts[-1].id) == ("one", receiver.posts[0].id)

    # Without the setting for development no private address is connected to, nor taken for an endpoint.
    posts, house.webhooks_private = len(receiver.posts), False
    await say(maya, talk, "six")
    assert await Poster(house, engine).do() == 1
    assert len(receiver.posts) == posts
    (last, *_) = (await webhooks.deliveries(await acme.viewer(), [hook.key], None, None))[hook.key].nodes
    assert (last.status, last.last_error) == (DeliveryStatus.PENDING, "address")
    with pytest.raises(InvalidInput):
        await hooked(acme, url="https://127.0.0.1/hook", made="private")
