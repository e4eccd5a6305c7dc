"""Whoever works posts: a server, and `python -m app work` without one."""

import asyncio
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr

from app import houses
from app.settings import Settings
from domain.webhooks import EventKind
from models.accounts import AccountKind
from tests.app.served import until
from tests.cast import person, say
from tests.hooks import hooked
from tests.processes import process
from tests.receivers import Receiver
from tests.wire import SECRET, talking


@pytest.mark.rule("PLT-5", part="webhooks")
async def test_a_worker_posts_what_waits_and_a_server_goes_on(
    database_url: str, tmp_path: Path, receiver: Receiver
) -> None:
    settings = Settings(database=database_url, secret=SecretStr(SECRET), webhooks_private=True)
    async with (
        houses.opened(settings) as house,
        process(database_url, tmp_path / "log", webhooks_private="true") as served,
    ):
        maya, acme = await person(house, AccountKind.CREATOR, "maya"), await person(house, AccountKind.SELLER, "acme")
        talk = await talking(acme, maya)
        await hooked(acme, EventKind.MESSAGE_RECEIVED, url=receiver.url)
        await say(maya, talk, "one", "two")

        await asyncio.to_thread(served.run, "work", "--once")
        assert [post.text for post in receiver.posts] == ["one", "two"]

        await served.start()
        await say(maya, talk, "three")
        await until(lambda: len(receiver.posts) == 3)
        async with aiohttp.ClientSession() as http, http.get(f"{served.url}/metrics") as answer:
            counted = (await answer.text()).splitlines()

    assert [post.text for post in receiver.posts] == ["one", "two", "three"]
    assert any(line.startswith("parley_webhook_lines_waiting ") for line in counted)
