"""What is posted: an event as its account sees it at that moment, signed (EVT-7)."""

import logging

import pytest
from graphql import GraphQLInterfaceType

from app.webhooks import bodies
from app.webhooks.bodies import SELECTIONS
from app.webhooks.poster import Poster
from domain.actions import accounts, blocks, bulk, conversations, endpoints, recalls, showcase
from domain.actions.audiences import NewBulk
from domain.actions.drafts import Draft
from domain.actions.endpoints import Changes
from domain.house import House
from domain.viewer import Staff
from domain.webhooks import EventKind
from models.accounts import AccountKind, AccountStatus
from models.sql import statement
from schema import root
from tests.cast import Person, agreed, asked_to_link, invited, offered, person, requested, say, started, target
from tests.conftest import Hands
from tests.hooks import hooked, platform_hooked
from tests.pools import CONTACT, asked, licensed, marked
from tests.receivers import Receiver
from tests.wire import talking

MESSAGES = EventKind.MESSAGE_RECEIVED
FORGET = statement("DELETE FROM feed_entries WHERE account_id = $1")
NO_PARTNER = statement("UPDATE accounts SET live_partner = FALSE WHERE id = $1")
NAMED = statement("UPDATE accounts SET external_id = 'shop-7' WHERE id = $1")


def test_every_type_of_event_has_a_selection() -> None:
    built = root.build()._schema
    event = built.type_map["Event"]
    assert isinstance(event, GraphQLInterfaceType)

    assert {*SELECTIONS} == {kind.name for kind in built.get_possible_types(event)}


@pytest.mark.rule("EVT-7", part="delivery")
@pytest.mark.rule("EVT-7", part="signature")
async def test_a_post_is_a_signed_event(
    clock: Hands, acme: Person, maya: Person, poster: Poster, receiver: Receiver
) -> None:
    talk = await talking(acme, maya)
    webhook = await hooked(acme, MESSAGES, url=receiver.url)

    await say(maya, talk, "How do you do?")
    assert await poster.do() == 1

    (post,) = receiver.posts
    head = (await acme.viewer()).position
    assert post.body == {
        "id": post.id,
        "webhook": webhook.id,
        "kind": "MESSAGE_RECEIVED",
        "account": {"id": f"acc_{acme.key}", "handle": "acme"},
        "position": f"{acme.house.epoch}.{head}",
        "at": "2026-11-18T12:00:00Z",
        "event": {
            "__typename": "MessageReceived",
            "message": {
                "id": f"msg_{talk}_2", "sequence": 2, "sentAt": "2026-11-18T12:00:00Z", "kind": "TEXT",
                "text": "How do you do?", "recalledAt": None, "deleted": False, "clientMessageId": None,
                "conversation": {
                    "id": f"cnv_{talk}", "counterpart": {"id": f"acc_{maya.key}", "handle": "maya", "name": "Maya"}
                },
                "sender": {"id": f"acc_{maya.key}", "handle": "maya", "name": "Maya"}, "sentBy": None,
                "media": None, "card": None,
            },
        },
    }  # fmt: skip
    assert post.headers["Content-Type"] == "application/json"
    assert post.headers["Parley-Webhook-Id"] == webhook.id
    assert post.headers["Parley-Timestamp"] == str(int(clock.at.timestamp()))
    assert post.signed_by(webhook.secret)


@pytest.mark.rule("EVT-7", part="signature")
async def test_after_a_rotation_both_secrets_sign_for_a_while(
    clock: Hands, acme: Person, maya: Person, poster: Poster, receiver: Receiver
) -> None:
    talk = await started(acme, maya)
    webhook = await hooked(acme, MESSAGES, url=receiver.url)
    rotated = await endpoints.change(await acme.viewer(), webhook.key, Changes(rotate=True))

    await say(acme, talk, "one")
    await poster.do()
    clock.advance(hours=25)
    await say(acme, talk, "two")
    await poster.do()

    both, alone = receiver.posts
    assert both.signed_by(rotated.secret, webhook.secret)
    assert alone.signed_by(rotated.secret)


@pytest.mark.rule("EVT-7", part="delivery")
async def test_the_platform_is_told_whose_event_it_is_by_its_own_name_for_it(
    house: House, acme: Person, maya: Person, poster: Poster, receiver: Receiver
) -> None:
    talk = await talking(acme, maya)
    async with house.database.transaction() as unit:
        await unit.fetch(NAMED, acme.key)
    await platform_hooked(house, MESSAGES, url=receiver.url)

    await say(maya, talk, "hello")
    await poster.do()

    accounts_told = sorted((post.body["account"] for post in receiver.posts), key=lambda account: account["handle"])
    assert accounts_told == [
        {"id": f"acc_{acme.key}", "handle": "acme", "externalId": "shop-7"},
        {"id": f"acc_{maya.key}", "handle": "maya", "externalId": None},
    ]
    sent_by = {post.body["account"]["handle"]: post.body["event"]["message"]["sentBy"] for post in receiver.posts}
    assert sent_by == {"acme": None, "maya": {"id": f"usr_{maya.user_key}", "handle": "maya"}}


async def test_the_platform_is_told_of_an_account_that_is_not_active(
    house: House, acme: Person, maya: Person, poster: Poster, receiver: Receiver
) -> None:
    talk = await talking(acme, maya)
    await platform_hooked(house, MESSAGES, EventKind.ACCESS_CHANGED, url=receiver.url)
    await say(maya, talk, "hello")
    await accounts.set_status(Staff(house, "ada"), acme.key, AccountStatus.DEACTIVATED, "spam")

    await poster.do()

    told = [post.body["event"] for post in receiver.posts if post.body["account"]["handle"] == "acme"]
    assert [event["__typename"] for event in told] == ["MessageReceived", "AccessChanged"]
    assert told[1]["viewer"] == {"account": {"id": f"acc_{acme.key}", "handle": "acme", "status": "DEACTIVATED"}}


@pytest.mark.rule("MSG-5")
async def test_what_was_recalled_before_it_is_posted_is_not_said(
    clock: Hands, acme: Person, maya: Person, poster: Poster, receiver: Receiver
) -> None:
    talk = await talking(acme, maya)
    await hooked(acme, MESSAGES, url=receiver.url)
    await say(maya, talk, "a slip of the tongue")
    await recalls.recall(await maya.viewer(), talk, 2)

    await poster.do()

    (post,) = receiver.posts
    assert b"slip" not in post.raw
    assert post.body["event"]["message"]["recalledAt"] == "2026-11-18T12:00:00Z"


@pytest.mark.rule("LEAD-4")
async def test_what_is_licensed_is_posted_while_it_is(
    clock: Hands, lumen: Person, gala: Person, poster: Poster, receiver: Receiver
) -> None:
    await hooked(lumen, EventKind.LEAD_CHANGED, url=receiver.url)
    await licensed(gala)
    await asked(gala, lumen)

    receiver.answers.append(500)
    await poster.do()
    clock.advance(days=7)
    await poster.do()

    during, after = (post.body["event"]["lead"]["licensedData"] for post in receiver.posts)
    assert during["contact"] == CONTACT
    assert after is None


async def test_who_may_hear_of_leads_no_more_is_told_of_no_event(
    house: House, lumen: Person, gala: Person, poster: Poster, receiver: Receiver
) -> None:
    await hooked(lumen, EventKind.LEAD_CHANGED, url=receiver.url)
    await asked(gala, lumen)
    async with house.database.transaction() as unit:
        await unit.fetch(NO_PARTNER, lumen.key)

    await poster.do()

    (post,) = receiver.posts
    assert (post.body["kind"], post.body["event"]) == ("LEAD_CHANGED", None)


async def test_an_entry_that_is_kept_no_more_is_posted_without_its_event(
    house: House, acme: Person, maya: Person, poster: Poster, receiver: Receiver
) -> None:
    talk = await started(acme, maya)
    await hooked(acme, MESSAGES, url=receiver.url)
    await say(acme, talk, "one")
    async with house.database.transaction() as unit:
        await unit.fetch(FORGET, acme.key)

    await poster.do()

    assert [post.body["event"] for post in receiver.posts] == [None]


async def test_an_event_that_cannot_be_written_is_a_failure_and_no_crash(
    acme: Person, maya: Person, poster: Poster, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = await started(acme, maya)
    await hooked(acme, MESSAGES, url=receiver.url)
    await say(acme, talk, "one")

    monkeypatch.setattr(bodies, "DOCUMENT", "subscription { events { __typename ... on MessageReceived { text } } }")
    await poster.do()

    assert receiver.posts == []
    assert poster.outcomes == {"rendering": 1}


async def test_nothing_of_texts_secrets_and_addresses_is_in_the_log(  # noqa: PLR0917 - the places that a log goes to
    acme: Person,
    maya: Person,
    poster: Poster,
    receiver: Receiver,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.INFO)
    talk = await started(acme, maya)
    webhook = await hooked(acme, MESSAGES, url=f"{receiver.url}?token=hush")
    receiver.answers.extend([500])
    receiver.body = b"a word of the receiver's"
    await say(acme, talk, "between us")

    await poster.do()

    out, err = capsys.readouterr()
    logged = out + err + caplog.text
    assert f"{webhook.id}" in logged
    assert [said for said in ("between us", "hush", webhook.secret, "a word of the receiver's") if said in logged] == []


@pytest.mark.rule("EVT-7", part="delivery")
async def test_events_of_every_noun_can_be_written(
    acme: Person, maya: Person, northstar: Person, poster: Poster, receiver: Receiver
) -> None:
    house = acme.house
    await platform_hooked(house, url=receiver.url)
    noor = await person(house, AccountKind.CREATOR, "noor")
    lumen = await person(house, AccountKind.AGENCY, "lumen", live_partner=True)
    red, blue = await offered(acme, "Red", "Blue", samples_offered=True)
    sent = await invited(acme, await target(acme, [red]), maya)
    await say(acme, sent.conversation_key, "a slip of the tongue")
    await recalls.recall(await acme.viewer(), sent.conversation_key, 2)
    await conversations.mark_read(await maya.viewer(), [sent.conversation_key])
    await showcase.add(await maya.viewer(), sent.conversation_key, 1)
    await showcase.remove(await maya.viewer(), [red])
    await requested(maya, blue)
    await agreed(maya, await asked_to_link(northstar, maya))
    await marked(lumen, noor)
    await bulk.start(await acme.viewer(), "bulk", NewBulk(creators=[noor.key], draft=Draft(text="hello")))
    await blocks.block(await acme.viewer(), maya.key)

    await poster.do()

    assert poster.outcomes.keys() == {"delivered"}
    assert {post.body["event"]["__typename"] for post in receiver.posts} == {*SELECTIONS}
