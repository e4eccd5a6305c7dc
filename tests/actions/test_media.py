"""Photos and GIFs: uploaded, sent once, seen by two sides, recalled."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from domain import media as links
from domain.actions import blocks, media, messages, recalls, timers
from domain.actions.drafts import Draft
from domain.actions.media import Upload
from domain.errors import AccessRevoked, Closed, Forbidden, InvalidInput, NotFound, YouBlockedThem
from domain.house import House
from domain.media import Media, Variant
from domain.queries import conversations, events
from domain.queries import media as queries
from domain.viewer import System
from models.due import DueKind
from models.sql import statement
from models.teams import Permission
from tests.cast import Person, member, pictured, say, started, uploaded
from tests.conftest import NOON, Hands, Heard, NothingHappens

UPLOAD = Upload(name="a" * 32, content_type="image/png", size=1000, width=640, height=480, animated=False)


async def due(house: House) -> list[tuple[Any, ...]]:
    """What is to happen to pictures, and when."""
    query = "SELECT kind, subject_id, due_at FROM due_work WHERE kind LIKE 'MEDIA_%' ORDER BY kind"
    return [tuple(row) for row in await house.database.fetch(statement(query))]


async def seen(who: Person, conversation: int, sequence: int = 1) -> Media | None:
    """What somebody sees of a message's picture."""
    return (await queries.of_messages(await who.viewer(), [(conversation, sequence)]))[0]


# ── kept ──


@pytest.mark.rule("MSG-4")
async def test_an_upload_is_its_accounts_and_goes_after_a_day_unless_it_is_sent(
    house: House, maya: Person, acme: Person, clock: Hands
) -> None:
    kept = await media.keep(await maya.viewer(), UPLOAD)

    assert (kept.id, kept.width, kept.height, kept.content_type) == (f"med_{kept.key}", 640, 480, "image/png")
    assert await due(house) == [(DueKind.MEDIA_UNSENT, kept.key, NOON + timedelta(hours=24))]
    assert [*await queries.some(await maya.viewer(), [kept.key])] == [kept.key]
    assert await queries.some(await acme.viewer(), [kept.key]) == {}

    clock.advance(hours=24)
    assert await timers.run(System(house), DueKind.MEDIA_UNSENT, kept.key)

    assert await due(house) == [(DueKind.MEDIA_BYTES, kept.key, clock.at)]
    assert await queries.some(await maya.viewer(), [kept.key]) == {}
    assert await queries.stored(house, UPLOAD.name) is None
    assert await queries.name_of_deleted(house, kept.key) == UPLOAD.name
    with pytest.raises(NotFound):
        await pictured(maya, await started(maya, acme), kept.key)


async def test_who_may_not_use_the_inbox_keeps_nothing(
    house: House, maya: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    clerk = await member(maya, "clerk", Permission.LEAD_MANAGEMENT)

    async with nothing_happens():
        with pytest.raises(Forbidden):
            await media.keep(clerk, UPLOAD)
        with pytest.raises(Forbidden):
            await queries.some(clerk, [1])

    async with house.database.transaction() as unit:
        await unit.fetch(statement("UPDATE accounts SET status = 'SHUT_DOWN' WHERE handle = 'acme'"))
    with pytest.raises(AccessRevoked):
        await media.keep(await acme.viewer(), UPLOAD)


async def test_what_could_not_be_stored_is_discarded(house: House, maya: Person, clock: Hands) -> None:
    viewer = await maya.viewer()
    kept = await media.keep(viewer, UPLOAD)

    await media.discard(viewer, kept.key)

    assert await queries.some(viewer, [kept.key]) == {}
    # Once no attempt to store it can be under way any more.
    assert await due(house) == [(DueKind.MEDIA_BYTES, kept.key, clock.at + timedelta(minutes=10))]


# ── links ──


@pytest.mark.rule("MSG-4")
async def test_a_link_is_valid_for_ten_minutes_and_names_one_variant(house: House, maya: Person, clock: Hands) -> None:
    kept = await media.keep(await maya.viewer(), UPLOAD)

    full = links.link(house, kept.url.removeprefix("/media/"))
    small = links.link(house, kept.thumbnail_url.removeprefix("/media/"))

    assert kept.url_expires_at == NOON + timedelta(minutes=10)
    assert full == links.Link(UPLOAD.name, Variant.FULL, kept.url_expires_at)
    assert small == links.Link(UPLOAD.name, Variant.THUMBNAIL, kept.url_expires_at)
    clock.advance(seconds=59)
    (again,) = (await queries.some(await maya.viewer(), [kept.key])).values()
    assert again.url == kept.url  # so that browsers find it again
    clock.advance(seconds=1)
    (later,) = (await queries.some(await maya.viewer(), [kept.key])).values()
    assert later.url_expires_at == NOON + timedelta(minutes=11)


@pytest.mark.rule("MSG-4")
async def test_no_other_link_is_made_of_one(house: House, maya: Person) -> None:
    kept = await media.keep(await maya.viewer(), UPLOAD)
    token = kept.url.removeprefix("/media/")
    name, variant, expiry, signature = token.split(".")

    wrong = [
        "", "nonsense", token + "x", token[:-1], token.upper(), f"{token}\n", f"{name}.{variant}.{expiry}",
        f"{'b' * 32}.{variant}.{expiry}.{signature}", f"{name}.thumbnail.{expiry}.{signature}",
        f"{name}.{variant}.{int(expiry) + 60}.{signature}", f"{name}.{variant}.0{expiry}.{signature}",
        f"{name}.{variant}.{expiry}.{'A' * 43}", f"{name}.{variant}.{expiry}.{'é' * 43}",
    ]  # fmt: skip

    assert [links.link(house, token) for token in wrong] == [None] * len(wrong)
    house.secret = b"another secret, as long as the first one is"
    assert links.link(house, token) is None


# ── sent ──


@pytest.mark.rule("MSG-1", part="photos and GIFs")
@pytest.mark.parametrize("who", ["maya", "acme", "northstar"])
async def test_every_side_sends_photos_and_gifs_and_both_see_them(  # noqa: PLR0917 - the whole cast
    house: House, maya: Person, acme: Person, northstar: Person, noor: Person, heard: Heard, who: str
) -> None:
    other = northstar if who == "northstar" else acme
    by, to = (maya, other) if who == "maya" else (other, maya)
    conversation = await started(by, to)
    photo, gif = await uploaded(by), await uploaded(by, "image/gif")

    await pictured(by, conversation, photo)
    await pictured(by, conversation, gif)
    await pictured(by, conversation, await uploaded(by, "image/webp"), "  Look at this  ")

    viewer = await to.viewer()
    place = (await conversations.some(viewer, [conversation]))[conversation]
    assert place.last_message is not None
    assert (place.last_message.text, place.last_message.preview) == ("Look at this", "Look at this")
    _, told = await events.read(house, {to.key: 1})
    said = [(event.message.kind, event.message.preview) for _, event in told]
    assert said == [("PHOTO", "A photo"), ("GIF", "A GIF"), ("PHOTO", "Look at this")]
    for person in (by, to):
        assert (await seen(person, conversation, 1)).key == photo  # type: ignore[union-attr]
        assert {*await queries.some(await person.viewer(), [photo, gif])} == {photo, gif}
    assert await queries.some(await noor.viewer(), [photo, gif]) == {}
    assert await due(house) == []
    assert await heard(to) == ["message_sent"] * 3


@pytest.mark.rule("MSG-1", part="photos and GIFs")
async def test_a_gif_goes_without_a_text_and_a_text_must_be_one(
    maya: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    conversation = await started(maya, acme)
    photo, gif = await uploaded(maya), await uploaded(maya, "image/gif")

    async with nothing_happens():
        for key, text in ((gif, "look"), (gif, ""), (photo, " "), (photo, "x" * 2001), (photo, "a\0b")):
            with pytest.raises(InvalidInput) as refused:
                await pictured(maya, conversation, key, text)
            assert refused.value.facts == {"field": "content.media.text"}


@pytest.mark.rule("MSG-1", part="photos and GIFs")
async def test_uploads_of_others_look_like_none(
    maya: Person, noor: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    conversation = await started(maya, acme)
    others = await uploaded(noor)

    async with nothing_happens():
        for key in (others, 999_999):
            with pytest.raises(NotFound, match=r"^There is no upload with this id\.$") as refused:
                await pictured(maya, conversation, key)
            assert refused.value.facts == {"field": "content.media.mediaId"}


@pytest.mark.rule("MSG-4")
async def test_an_upload_is_sent_once(maya: Person, acme: Person, nothing_happens: NothingHappens) -> None:
    conversation, photo = await started(maya, acme), await uploaded(maya)
    await pictured(maya, conversation, photo)
    viewer = await maya.viewer()

    async with nothing_happens():
        with pytest.raises(InvalidInput, match=r"^This was sent already: upload it again\.$") as refused:
            await messages.send(viewer, conversation, "another", Draft(media_key=photo))
    assert refused.value.facts == {"field": "content.media.mediaId"}
    await recalls.recall(viewer, conversation, 1)
    async with nothing_happens():
        with pytest.raises(InvalidInput, match="sent already"):
            await messages.send(viewer, conversation, "another", Draft(media_key=photo))


@pytest.mark.rule("MSG-4")
async def test_of_sends_of_one_upload_at_once_one_arrives(maya: Person, acme: Person, fresh: Person) -> None:
    here, there, viewer = await started(maya, acme), await started(maya, fresh), await maya.viewer()
    for n in range(10):
        photo = await uploaded(maya)
        ended = await asyncio.gather(
            *(
                messages.send(viewer, conversation, f"{n} {conversation} {m}", Draft(media_key=photo))
                for conversation in (here, there)
                for m in range(3)
            ),
            return_exceptions=True,
        )
        assert sorted(type(end).__name__ for end in ended) == ["InvalidInput"] * 5 + ["Message"]

    for conversation in (here, there):
        last = (await conversations.some(viewer, [conversation]))[conversation].last_sequence
        found = await queries.of_messages(viewer, [(conversation, n + 1) for n in range(last)])
        assert None not in found  # no message without its picture, no number without a message


@pytest.mark.rule("MSG-2", part="sends")
async def test_the_same_photo_sent_again_is_the_first_message_also_at_once_blocked_or_recalled(
    maya: Person, acme: Person, heard: Heard, nothing_happens: NothingHappens
) -> None:
    conversation, photo, viewer = await started(maya, acme), await uploaded(maya), await maya.viewer()
    draft, before = Draft(text="look", media_key=photo), len(await heard(acme))

    sent = await asyncio.gather(*(messages.send(viewer, conversation, "one", draft) for _ in range(10)))

    assert {(message.sequence, message.text) for message in sent} == {(1, "look")}
    assert (await heard(acme))[before:] == ["message_sent"]
    await recalls.recall(viewer, conversation, 1)
    async with nothing_happens():
        again = await messages.send(viewer, conversation, "one", draft)
        assert (again.sequence, again.text, again.kind) == (1, None, "PHOTO")
        for other in (Draft(text="see", media_key=photo), Draft(media_key=photo), "look"):
            with pytest.raises(InvalidInput):
                await messages.send(viewer, conversation, "one", other)
    await blocks.block(viewer, acme.key)
    async with nothing_happens():
        assert (await messages.send(viewer, conversation, "one", draft)).sequence == 1


@pytest.mark.rule("REF-2", part="order")
async def test_that_it_was_sent_already_is_told_before_a_block(maya: Person, acme: Person) -> None:
    conversation, photo, viewer = await started(maya, acme), await uploaded(maya), await maya.viewer()
    await pictured(maya, conversation, photo)
    await blocks.block(viewer, acme.key)

    with pytest.raises(InvalidInput, match="sent already"):
        await messages.send(viewer, conversation, "another", Draft(media_key=photo))
    with pytest.raises(YouBlockedThem):
        await messages.send(viewer, conversation, "another", Draft(media_key=await uploaded(maya)))


async def test_a_refused_send_leaves_the_upload_to_be_sent(house: House, maya: Person, acme: Person) -> None:
    conversation, photo, viewer = await started(maya, acme), await uploaded(maya), await maya.viewer()
    await blocks.block(viewer, acme.key)
    with pytest.raises(YouBlockedThem):
        await messages.send(viewer, conversation, "one", Draft(media_key=photo))
    await blocks.unblock(viewer, acme.key)

    assert [kind for kind, _, _ in await due(house)] == [DueKind.MEDIA_UNSENT]
    assert (await messages.send(viewer, conversation, "one", Draft(media_key=photo))).sequence == 1


async def test_what_is_sent_while_it_expires_is_either(house: House, maya: Person, acme: Person, clock: Hands) -> None:
    conversation = await started(maya, acme)
    for _ in range(10):
        photo = await uploaded(maya)
        clock.advance(hours=24)
        sent, expired = await asyncio.gather(
            pictured(maya, conversation, photo),
            timers.run(System(house), DueKind.MEDIA_UNSENT, photo),
            return_exceptions=True,
        )
        assert isinstance(sent, NotFound if expired else int), (sent, expired)
        assert (await queries.some(await maya.viewer(), [photo]) == {}) == expired


# ── recalled ──


@pytest.mark.rule("MSG-5")
@pytest.mark.parametrize("content_type", ["image/jpeg", "image/gif"])
async def test_a_recalled_picture_is_gone_at_once_for_everybody(  # noqa: PLR0917 - all who look
    house: House, maya: Person, acme: Person, heard: Heard, clock: Hands, content_type: str
) -> None:
    conversation, photo = await started(maya, acme), await uploaded(maya, content_type)
    text = "look" if content_type == "image/jpeg" else None
    await pictured(maya, conversation, photo, text)
    shown = await seen(acme, conversation)
    assert shown is not None
    clock.advance(seconds=120)

    recalled = await recalls.recall(await maya.viewer(), conversation, 1)

    assert (recalled.text, recalled.preview) == (None, "This message was recalled.")
    assert await due(house) == [(DueKind.MEDIA_BYTES, photo, clock.at)]
    assert await queries.stored(house, shown.name) is None  # whoever has a link still
    for who in (maya, acme):
        assert await seen(who, conversation) is None
        assert await queries.some(await who.viewer(), [photo]) == {}
    assert (await heard(acme))[-1] == "message_recalled"
    rows = await house.database.fetch(statement("SELECT text FROM messages"))
    assert [row[0] for row in rows] == [None]


@pytest.mark.rule("MSG-5")
async def test_a_picture_is_recalled_by_its_side_within_two_minutes(
    maya: Person, acme: Person, clock: Hands, nothing_happens: NothingHappens
) -> None:
    conversation, photo = await started(maya, acme), await uploaded(maya)
    await pictured(maya, conversation, photo)
    await say(maya, conversation, "hello")
    clock.advance(seconds=120.001)

    async with nothing_happens():
        with pytest.raises(Forbidden):
            await recalls.recall(await acme.viewer(), conversation, 1)
        with pytest.raises(Closed):
            await recalls.recall(await maya.viewer(), conversation, 1)
    assert await seen(acme, conversation) is not None
