"""The console, as two people have it in two windows."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import Window, chromium
from tests.processes import Process, process
from tests.wire import SEND, Wire

THREAD = """query Thread($handle: String!) {
    account(handle: $handle) { conversation { id messages(last: 5) { nodes { text sequence } } } } }"""
COMPOSER, LOG, ROWS = ".composer textarea", ".messages", ".rows"


@pytest.fixture
async def marketplace(database_url: str, dialect: str, tmp_path: Path) -> AsyncIterator[Process]:
    """The demo, served; on PostgreSQL by two processes."""
    async with process(database_url, tmp_path / "log") as served:
        await asyncio.to_thread(served.run, "demo")
        await served.start(*(["--workers", "2"] if dialect == "postgres" else []))
        yield served


@pytest.fixture
async def other(tmp_path: Path) -> AsyncIterator[Window]:
    """A second window, of another browser."""
    async with chromium(tmp_path / "other") as opened:
        yield opened
    assert opened.wrong == []


async def conversation(marketplace: Process) -> dict[str, Any]:
    """What maya and acme have said to each other."""
    token = (await asyncio.to_thread(marketplace.run, "token", "--as", "maya")).strip()
    async with Wire(marketplace.url, token, "maya") as wire:
        found: dict[str, Any] = (await wire.ask(THREAD, handle="acme"))["account"]["conversation"]
        return found


async def write(window: Window, words: str) -> None:
    """Say it in the conversation that is open."""
    await window.click(COMPOSER)
    await window.write(words)
    await window.ask("Input.dispatchKeyEvent", type="keyDown", key="Enter", code="Enter", windowsVirtualKeyCode=13)


async def test_two_people_talk_in_two_windows(marketplace: Process, window: Window, other: Window) -> None:
    talk = (await conversation(marketplace))["id"]
    for one, handle in ((window, "maya"), (other, "acme")):
        await one.open(f"{marketplace.url}/console/c/{talk}?as={handle}")
        await one.sees("Live", ".connection")

    await window.click(COMPOSER)
    await window.write("Are you")
    await other.sees("is typing…", LOG)
    await window.write(" there?")
    await window.click(".composer button", "Send")

    await other.sees("Are you there?", LOG)
    await other.sees("Are you there?", ROWS)
    await window.sees("Seen", LOG)
    await write(other, "Always.")
    await window.sees("Always.", LOG)
    assert await window.run(f"document.querySelector('{COMPOSER}').value") == ""


async def test_a_newcomer_is_somebody_with_one_click(demo: Process, window: Window) -> None:
    await window.open(f"{demo.url}/console/")

    await window.click(".person strong", "maya")

    await window.sees("Live", ".connection")
    await window.until(f"document.querySelectorAll('{ROWS} a').length > 5", "there is no inbox")


async def test_what_is_written_while_the_server_is_away_is_sent_once(marketplace: Process, tmp_path: Path) -> None:
    talk = (await conversation(marketplace))["id"]
    async with chromium(tmp_path / "chromium") as window:  # it complains of a server that is not there
        await window.open(f"{marketplace.url}/console/c/{talk}?as=maya")
        await window.sees("Live", ".connection")

        await marketplace.kill()
        await window.sees("Offline", ".connection")
        await write(window, "One")
        await write(window, "Two")
        await window.sees("Sending…", LOG)
        await window.write("Thr")
        await marketplace.start()

        await window.sees("Live", ".connection", 30)
        await window.until(f"!document.querySelector('{LOG}').innerText.includes('Sending…')", "it is not sent", 30)
        assert await window.run(f"document.querySelector('{COMPOSER}').value") == "Thr"

    said = (await conversation(marketplace))["messages"]["nodes"]
    assert [message["text"] for message in said[-2:]] == ["One", "Two"]


async def test_after_a_backup_was_put_back_it_begins_anew_by_itself(marketplace: Process, tmp_path: Path) -> None:
    talk = (await conversation(marketplace))["id"]
    async with chromium(tmp_path / "chromium") as window:  # it complains of a server that is not there
        await window.open(f"{marketplace.url}/console/c/{talk}?as=maya")
        await window.sees("Live", ".connection")

        await marketplace.kill()
        await window.sees("Offline", ".connection")
        await asyncio.to_thread(marketplace.run, "migrate", "--restored")
        await marketplace.start()

        await window.sees("Live", ".connection", 30)
        token = (await asyncio.to_thread(marketplace.run, "token", "--as", "acme")).strip()
        async with Wire(marketplace.url, token, "acme") as acme:
            await acme.ask(SEND, conversation=talk, made="since", text="Is all well again?")
        await window.sees("Is all well again?", LOG)
