"""Photos and GIFs, as clients send and see them."""

import pytest

from domain.actions import recalls
from domain.house import House
from tests.app.served import Client, acknowledged
from tests.cast import Person, pictured, say, started, uploaded
from tests.conftest import NothingHappens
from tests.schema.conftest import Api
from tests.schema.documents import told
from tests.schema.test_statements import watched

MEDIA = "id url thumbnailUrl urlExpiresAt contentType width height animated"
SHOWN = f"message {{ media {{ {MEDIA} }} }}"
LISTEN = f"subscription($after: Position!) {{ events(after: $after) {{ ... on MessageReceived {{ {SHOWN} }} }} }}"
SEND = f"""mutation($conversation: ID!, $made: String!, $media: MediaContent!) {{
    sendMessage(input: {{conversationId: $conversation, clientMessageId: $made, content: {{media: $media}}}}) {{
        __typename
        ... on SendMessageSuccess {{ message {{ kind text preview media {{ {MEDIA} }} }} }}
        ... on InvalidInput {{ code detail field }}
        ... on NotFound {{ code detail field }} }} }}"""
NODES = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ id ... on Media {{ {MEDIA} }} }} }}"
THREAD = f"""query($id: ID!) {{ node(id: $id) {{ ... on Conversation {{
    messages {{ nodes {{ kind text preview media {{ {MEDIA} }} }} }} }} }} }}"""


@pytest.mark.rule("MSG-1", part="photos and GIFs")
async def test_a_photo_is_sent_with_a_text_and_seen_by_both_sides(api: Api, maya: Person, acme: Person) -> None:
    conversation, photo = await started(maya, acme), await uploaded(maya)
    asked = {
        "conversation": f"cnv_{conversation}",
        "made": "one",
        "media": {"mediaId": f"med_{photo}", "text": " look "},
    }

    data, errors = await api(maya, SEND, **asked)
    again, _ = await api(maya, SEND, **asked)

    assert errors == []
    message = data["sendMessage"]["message"]
    assert (message["kind"], message["text"], message["preview"]) == ("PHOTO", "look", "look")
    media = message["media"]
    assert {key: media[key] for key in ("id", "contentType", "width", "height", "animated")} == {
        "id": f"med_{photo}", "contentType": "image/jpeg", "width": 64, "height": 48, "animated": False,
    }  # fmt: skip
    assert again["sendMessage"]["message"]["media"]["id"] == f"med_{photo}"
    data, _ = await api(acme, "{ inbox { nodes { lastMessage { preview media { id } } } } }")
    assert data["inbox"]["nodes"] == [{"lastMessage": {"preview": "look", "media": {"id": f"med_{photo}"}}}]
    for who in (maya, acme):
        data, errors = await api(who, THREAD, id=f"cnv_{conversation}")
        assert errors == []
        assert [said["media"]["id"] for said in data["node"]["messages"]["nodes"]] == [f"med_{photo}"]


async def test_what_cannot_be_sent_is_told_by_its_path(
    api: Api, maya: Person, acme: Person, nothing_happens: NothingHappens
) -> None:
    conversation, gif = await started(maya, acme), await uploaded(maya, "image/gif")
    others, sent = await uploaded(acme), await uploaded(maya)
    await pictured(maya, conversation, sent)
    expected = [
        ({"mediaId": f"med_{gif}", "text": "x"}, "INVALID_INPUT", "content.media.text"),
        ({"mediaId": f"med_{others}"}, "NOT_FOUND", "content.media.mediaId"),
        ({"mediaId": "med_0"}, "INVALID_INPUT", "content.media.mediaId"),
        ({"mediaId": "msg_1_1"}, "INVALID_INPUT", "content.media.mediaId"),
        ({"mediaId": f"med_{sent}"}, "INVALID_INPUT", "content.media.mediaId"),
    ]

    async with nothing_happens():
        for media, code, field in expected:
            data, errors = await api(maya, SEND, conversation=f"cnv_{conversation}", made="one", media=media)
            assert errors == []
            refused = data["sendMessage"]
            assert (refused["code"], refused["field"]) == (code, field)


@pytest.mark.rule("MSG-4")
async def test_a_picture_is_found_by_its_id_by_those_who_may_see_it(
    api: Api, maya: Person, acme: Person, noor: Person
) -> None:
    conversation, sent, unsent = await started(maya, acme), await uploaded(maya), await uploaded(maya)
    await pictured(maya, conversation, sent)
    ids = [f"med_{sent}", f"med_{unsent}", "med_999999"]

    for who, seen in ((maya, [True, True, False]), (acme, [True, False, False]), (noor, [False, False, False])):
        data, errors = await api(who, NODES, ids=ids)
        assert errors == []
        assert [found is not None for found in data["nodes"]] == seen
    _, errors = await api(None, NODES, ids=ids)
    assert told(errors)["code"] == "UNAUTHENTICATED"


async def test_pictures_of_a_page_are_read_in_one_statement(api: Api, house: House, maya: Person, acme: Person) -> None:
    conversation = await started(maya, acme)
    await say(maya, conversation, "hello")
    for _ in range(10):
        await pictured(maya, conversation, await uploaded(maya))

    async with watched(house) as database:
        data, errors = await api(acme, THREAD, id=f"cnv_{conversation}")

    assert errors == []
    shown = data["node"]["messages"]["nodes"]
    assert [said["media"] is None for said in shown] == [True] + [False] * 10
    assert [said["preview"] for said in shown] == ["hello"] + ["A photo"] * 10
    assert len([text for text in database.statements if "FROM media" in text or "JOIN media" in text]) == 1


@pytest.mark.rule("MSG-5")
async def test_a_recalled_picture_is_null_everywhere(
    api: Api, client: Client, house: House, maya: Person, acme: Person
) -> None:
    conversation, gif = await started(maya, acme), await uploaded(maya, "image/gif")
    data, _ = await api(acme, "{ viewer { position } }")
    await pictured(maya, conversation, gif)
    await recalls.recall(await maya.viewer(), conversation, 1)

    for who in (maya, acme):
        data_of_thread, _ = await api(who, THREAD, id=f"cnv_{conversation}")
        (said,) = data_of_thread["node"]["messages"]["nodes"]
        assert said == {"kind": "GIF", "text": None, "preview": "This message was recalled.", "media": None}
        found, _ = await api(who, NODES, ids=[f"med_{gif}"])
        assert found["nodes"] == [None]
    async with acknowledged(client, acme) as socket:  # the replay of what was told, too
        await socket.subscribe(
            "all", "subscription($after: Position!) { messageReceived(after: $after) { message { media { id } } } }",
            after=data["viewer"]["position"],
        )  # fmt: skip
        assert (await socket.hear())["payload"]["data"]["messageReceived"]["message"] == {"media": None}


async def test_a_listener_is_shown_the_picture(api: Api, client: Client, maya: Person, acme: Person) -> None:
    conversation, photo = await started(maya, acme), await uploaded(maya)
    data, _ = await api(acme, "{ viewer { position } }")

    async with acknowledged(client, acme) as socket:
        await socket.subscribe(
            "all", LISTEN,
            after=data["viewer"]["position"],
        )  # fmt: skip
        await pictured(maya, conversation, photo)
        heard = await socket.hear()

    assert heard["payload"]["data"]["events"]["message"]["media"]["id"] == f"med_{photo}"
