"""docs/clients.md tells the truth: its documents run, its numbers are the numbers."""

import asyncio
import json
import os
import re
import subprocess
from pathlib import Path

import aiohttp
import pytest
from graphql import build_schema, parse, validate

from app import server, sign_in
from app.pictures import gifs
from domain import policy
from gateway import connection, socket
from tests.clients.programs import EXAMPLES
from tests.pictures import jpeg
from tests.processes import Process
from tests.wire import Ended, Wire

GUIDE = (EXAMPLES.parent / "clients.md").read_text(encoding="utf-8")
OPERATIONS = (EXAMPLES.parent / "operations.md").read_text(encoding="utf-8")
SCHEMA = (EXAMPLES.parents[1] / "schema.graphql").read_text(encoding="utf-8")


SEND_PHOTO = """
import { readFile } from "node:fs/promises";
import { sendPhoto } from "./photo.mjs";
const headers = { Authorization: `Bearer ${process.env.TOKEN}` };
const file = await readFile("photo.jpg");
const sent = await sendPhoto(process.env.URL, headers, process.env.CONVERSATION, file, "As written");
console.log(JSON.stringify(sent));
"""


def blocks(language: str, page: str = GUIDE) -> list[str]:
    """The code of one language."""
    return re.findall(rf"```{language}\n(.*?)```\n", page, flags=re.DOTALL)


def test_every_document_is_valid() -> None:
    schema = build_schema(SCHEMA)

    assert len(blocks("graphql")) == 11
    for document in [*blocks("graphql"), *blocks("graphql", OPERATIONS)]:
        assert validate(schema, parse(document)) == []


async def test_signing_in_works_as_written(demo: Process) -> None:
    (command,) = blocks("sh")
    (body,) = re.findall("-d '(.*?)'", command)
    (request,) = blocks("http")
    headers, _, query = request.partition("\n\n")
    account = dict(re.findall(r"^(\S+): (.*)$", headers, flags=re.MULTILINE))["Parley-Account"]

    async with aiohttp.ClientSession() as session:
        form = {"Content-Type": "application/x-www-form-urlencoded"}  # as curl says
        async with session.post(f"{demo.url}/sign-in", data=body, headers=form) as answer:
            token = (await answer.json())["token"]
        async with Wire(demo.url, token) as maya:
            assert (await maya.ask(json.loads(query)["query"]))["viewer"]["account"]["handle"] == "maya"
        # It is an account's members that act for it.
        async with Wire(demo.url, token, account) as other:
            with pytest.raises(Ended, match="FORBIDDEN"):
                await other.ask(json.loads(query)["query"])


async def test_reading_sending_and_listening_work_as_written(demo: Process, tokens: dict[str, str]) -> None:
    inbox, narrowed, send, find, *_, events, _register, _log, _everything = blocks("graphql")
    async with Wire(demo.url, tokens["acme"]) as acme:
        page = (await acme.ask(inbox))["inbox"]
        more = (await acme.ask(inbox, after=page["pageInfo"]["endCursor"]))["inbox"] if page["nodes"] else page
        assert not {node["id"] for node in page["nodes"]} & {node["id"] for node in more["nodes"]}
        left = await acme.ask(narrowed)
        assert left["inboxCounts"]["unreplied"]["exact"] is True
        assert len(left["inbox"]["nodes"]) <= left["inboxCounts"]["unreplied"]["value"]
        found = await acme.ask(find, query="maya")
        assert found["outreachQuota"]["tier"] == "T2"
        contacts = {node["handle"]: node["contact"] for node in found["creators"]["nodes"]}
        assert (contacts["maya"]["cost"], contacts["maya"]["connected"]) == ("FREE", True)

    async with Wire(demo.url, tokens["maya"]) as maya:
        answer = await maya.ask('{ viewer { position } account(handle: "acme") { conversation { id } } }')
        conversation = answer["account"]["conversation"]["id"]
        async with maya.listening(events, after=answer["viewer"]["position"]) as ear:
            said = [await maya.ask(send, conversation=conversation, id="docs", text="As written") for _ in range(2)]
            heard = await ear.next()
            assert await ear.hears_nothing()

    assert said[0] == said[1]
    assert heard["message"]["id"] == said[0]["sendMessage"]["message"]["id"]


async def test_a_photo_is_sent_as_written(demo: Process, tokens: dict[str, str], node: str, tmp_path: Path) -> None:
    (written,) = [code for code in blocks("js") if "sendPhoto" in code]
    (answer,) = [json.loads(said) for said in blocks("json") if "thumbnailUrl" in said]
    (tmp_path / "photo.mjs").write_text(written, encoding="utf-8")
    (tmp_path / "photo.jpg").write_bytes(jpeg(1600, 1200))
    (tmp_path / "main.mjs").write_text(SEND_PHOTO, encoding="utf-8")
    async with Wire(demo.url, tokens["maya"]) as maya:
        found = await maya.ask('{ account(handle: "acme") { conversation { id } } }')
        environment = os.environ | {
            "URL": demo.url, "TOKEN": tokens["maya"], "CONVERSATION": found["account"]["conversation"]["id"],
        }  # fmt: skip
        command = [node, str(tmp_path / "main.mjs")]
        done = await asyncio.to_thread(
            subprocess.run, command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
        )
        message = json.loads(done.stdout)["message"]
        async with maya.session.get(demo.url + message["media"]["url"]) as shown:
            assert (shown.status, shown.content_type) == (200, "image/jpeg")

    assert (message["kind"], message["text"]) == ("PHOTO", "As written")
    assert (message["media"]["width"], message["media"]["height"]) == (answer["width"], answer["height"])
    assert {*answer} == {*build_schema(SCHEMA).type_map["Media"].fields}  # type: ignore[attr-defined]


def test_the_numbers_are_the_numbers() -> None:
    numbers = policy.load().defaults
    rows = dict(re.findall(r"^\| (.*?) \| (.*?) \|$", GUIDE, flags=re.MULTILINE))
    text, made = numbers.text_max_length, numbers.client_message_id_max_length

    assert rows["a page of conversations"] == (
        f"1–{numbers.conversations_per_page_max}, {numbers.conversations_per_page} by default"
    )
    assert rows["a page of messages"] == f"1–{numbers.messages_per_page_max}, {numbers.messages_per_page} by default"
    assert rows["the text of a message"] == f"1–{text:,} characters after trimming"
    assert rows["`clientMessageId`"] == f"1–{made} characters"
    assert rows["conversations in one `markRead`"] == f"{numbers.mark_read_max_conversations}"
    assert rows["an HTTP body"] == f"{server.LARGEST_BODY // 2**20} MiB"
    assert rows["a photo or a GIF"] == (
        f"{numbers.media_max_bytes // 2**20} MB, {numbers.media_max_pixels // 10**6} megapixels with all frames "
        f"added up, {gifs.MOST_FRAMES:,} frames"
    )
    assert rows["a WebSocket message to the server"] == f"{connection.LARGEST_MESSAGE // 2**10} KiB"
    assert f"Every {socket.PING_SECONDS:.0f} seconds the server sends a `ping`" in GUIDE
    assert f"within {socket.INIT_SECONDS:.0f} seconds" in GUIDE
    assert f"the {numbers.feed_kept_days} days that are\nkept" in GUIDE
    assert f'show "{numbers.folder_count_cap:,}+"' in GUIDE
    assert sign_in.LIFETIME.total_seconds() == 12 * 3600
    assert "for twelve hours" in GUIDE
