"""The demo marketplace, and windows of its people."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Browser as Chromium
from playwright.async_api import Locator, Route, expect

from tests.browser.chromium import Browser, Window, chromium
from tests.browser.loaded import Loaded
from tests.processes import Process, process
from tests.wire import Wire


@pytest.fixture(scope="session")
async def started() -> AsyncIterator[Chromium]:
    """One for all tests of this process: to start it takes longer than some of them."""
    async with chromium() as one:
        yield one


@pytest.fixture
async def unwatched(started: Chromium) -> AsyncIterator[Browser]:
    """Whatever goes wrong in it."""
    opened = Browser(started)
    yield opened
    await opened.close()


@pytest.fixture
def browser(unwatched: Browser) -> Iterator[Browser]:
    """Fails the test if a page asked another host, if its policy refused it anything, or if it complained."""
    yield unwatched
    assert unwatched.wrong == []


@pytest.fixture
async def window(browser: Browser) -> Window:
    """A window of nobody yet."""
    return await browser.window()


@pytest.fixture(scope="session")
async def loaded(tmp_path_factory: pytest.TempPathFactory, postgres_server: str | None) -> AsyncIterator[Loaded]:
    """The demo, to be copied."""
    kept = Loaded(tmp_path_factory.mktemp("loaded"), postgres_server)
    yield kept
    await kept.drop()


@pytest.fixture
async def marketplace(dialect: str, tmp_path: Path, loaded: Loaded) -> AsyncIterator[Process]:
    """The demo, served for one test; on PostgreSQL by two processes. Whoever changes nothing takes `demo`.

    What two people do to each other is played on both; what is seen in one window, on SQLite.
    """
    async with process(loaded.url(dialect, tmp_path), tmp_path / "log") as served:
        await loaded.into(served)
        await served.start(*(["--workers", "2"] if dialect == "postgres" else []))
        yield served


async def token(marketplace: Process, handle: str) -> str:
    """To ask as that person: as the page has it where it is one of those one may be, which is quicker."""
    async with aiohttp.ClientSession() as session, session.get(f"{marketplace.url}/console/people") as answer:
        people = {person["handle"]: person["token"] for person in (await answer.json())["people"]}
    return people.get(handle) or (await asyncio.to_thread(marketplace.run, "token", "--as", handle)).strip()


async def ask(marketplace: Process, who: str, document: str, **variables: Any) -> dict[str, Any]:
    """What the API answers that person, past the console."""
    async with Wire(marketplace.url, await token(marketplace, who), who) as wire:
        answer: dict[str, Any] = await wire.ask(document, **variables)
        return answer


@contextmanager
def past_the_api(marketplace: Process) -> Iterator[sqlite3.Connection]:
    """Its SQLite file, to write what the rules let nobody do, or nobody in one test."""
    with closing(sqlite3.connect(marketplace.database_url.removeprefix("sqlite:///"))) as database, database:
        yield database


async def somebody(
    browser: Browser, marketplace: Process, handle: str, path: str = "/console/", lang: str = "en", **context: Any
) -> Window:
    """A window of the console as that person, once it is live."""
    window = await browser.window(**context)
    await window.page.goto(f"{marketplace.url}{path}?as={handle}&lang={lang}")
    await live(window)
    return window


async def live(window: Window, seconds: float = 30) -> None:
    """Wait until the console hears of what happens."""
    await expect(window.page.locator("[data-state=live]")).to_be_attached(timeout=seconds * 1000)


def composer(window: Window) -> Locator:
    """Where to write in the conversation that is open."""
    return window.page.get_by_role("textbox", name="Write to")


def log(window: Window) -> Locator:
    """What was said in it."""
    return window.page.get_by_role("log")


async def write(window: Window, words: str) -> None:
    """Say it there."""
    await composer(window).press_sequentially(words)
    await composer(window).press("Enter")


async def lose_the_answer(route: Route) -> None:
    """It arrives and is done, but nobody learns of it."""
    await route.fetch()
    await route.abort("connectionreset")
