"""GraphiQL as a newcomer meets it, in a real browser."""

import re
import uuid
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Locator, Page, expect

from app.settings import Mode
from models.accounts import AccountKind
from tests import serving
from tests.browser.chromium import Window
from tests.browser.conftest import token
from tests.cast import person
from tests.processes import Process
from tests.wire import PATIENCE, SEND, Wire

ATTEMPTS = 5  # as many messages as a seller sends without a response
THREAD = '{ account(handle: "maya") { conversation { id lastMessage { text sender { handle } } } } }'


@pytest.fixture
def page(window: Window) -> Page:
    """What is shown in the window."""
    return window.page


@pytest.fixture
async def acme(demo: Process) -> AsyncIterator[Wire]:
    """Somebody else of the demo, somewhere else."""
    async with Wire(demo.url, await token(demo, "acme"), "acme") as wire:
        yield wire


def editor(page: Page) -> Locator:
    """What is asked."""
    return page.locator(".graphiql-query-editor")


def answer(page: Page) -> Locator:
    """What was answered."""
    return page.locator(".result-window")


def side(page: Page) -> Locator:
    """The documentation, or the explorer."""
    return page.locator(".graphiql-plugin")


async def run(page: Page) -> None:
    """Ask it."""
    await page.get_by_role("button", name="Execute query").click()


async def opened(page: Page, url: str) -> None:
    """Go there, until the page has the schema."""
    await page.goto(url)
    await expect(editor(page)).to_contain_text("query Inbox")
    await page.get_by_role("button", name="Show Documentation Explorer").click()
    await expect(side(page)).to_contain_text("Root Types")
    await page.get_by_role("button", name="Hide Documentation Explorer").click()


async def test_a_newcomer_asks_writes_and_listens(page: Page, demo: Process, acme: Wire) -> None:
    await page.goto(demo.url)
    await page.get_by_role("link", name="Open GraphiQL as maya").click()
    await expect(editor(page)).to_contain_text("query Inbox")
    await expect(page).to_have_title("Parley")

    await run(page)
    await expect(answer(page)).to_contain_text('"handle": "maya"')

    await page.get_by_role("tab", name="Send").click()
    await expect(editor(page)).to_contain_text("mutation Send")
    await run(page)
    await expect(answer(page)).to_contain_text('"__typename": "SendMessageSuccess"')
    conversation = (await acme.ask(THREAD))["account"]["conversation"]
    assert conversation["lastMessage"] == {"text": "Hello!", "sender": {"handle": "maya"}}

    await page.get_by_role("tab", name="Listen").click()
    await expect(editor(page)).to_contain_text("subscription Listen")
    await run(page)
    await hears(page, acme, conversation["id"])
    await expect(answer(page)).to_contain_text('"handle": "acme"')


async def hears(page: Page, who: Wire, conversation: str) -> None:
    """Whether what somebody says is shown. Nothing tells when listening has begun, so it is said until it is heard."""
    for attempt in range(ATTEMPTS):
        words = f"Are you there? ({attempt})"
        await who.ask(SEND, conversation=conversation, made=str(uuid.uuid4()), text=words)
        try:
            return await expect(answer(page)).to_contain_text(words, timeout=1000 * PATIENCE / ATTEMPTS)
        except AssertionError:
            continue
    raise AssertionError("what was said was not heard")


async def test_the_schema_explains_itself(page: Page, demo: Process) -> None:
    await opened(page, f"{demo.url}/graphiql?as=maya")

    await page.get_by_role("button", name="Show Documentation Explorer").click()
    await side(page).get_by_role("link", name="Mutation", exact=True).click()
    await expect(side(page)).to_contain_text("Safe to repeat with the same clientMessageId.")

    await page.get_by_role("button", name="Show GraphiQL Explorer").click()
    await side(page).locator(".graphiql-explorer-field-view").get_by_text("permissions", exact=True).click()
    await expect(editor(page)).to_contain_text("permissions")


async def test_what_is_typed_is_completed_and_checked(page: Page, demo: Process) -> None:
    await opened(page, f"{demo.url}/graphiql?as=maya")

    await editor(page).locator(".view-line").get_by_text("position", exact=True).click()
    await page.keyboard.type(" mem")
    await expect(page.locator(".suggest-widget")).to_contain_text("memberships")

    await expect(editor(page).locator(".squiggly-error").first).to_be_attached()


async def test_one_can_be_somebody_else(page: Page, demo: Process) -> None:
    await opened(page, f"{demo.url}/graphiql")

    await page.get_by_role("combobox", name="Signed in as").select_option("northstar")

    await expect(page).to_have_url(re.compile(r"\?as=northstar$"))
    await opened(page, f"{demo.url}/graphiql?as=northstar")
    await run(page)
    await expect(answer(page)).to_contain_text('"handle": "northstar"')


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_in_production_a_token_is_asked_for(page: Page, database_url: str) -> None:
    async with serving.serving(database_url, mode=Mode.PRODUCTION, introspection=True) as served:
        maya = await person(served.house, AccountKind.CREATOR, "maya")
        await opened(page, f"{served.url}/graphiql")

        await page.get_by_label("Token").fill(served.token(maya.user_key))
        await page.get_by_role("button", name="Sign in").click()

        await expect(page.get_by_text("You are Maya.")).to_be_visible()
        await expect(editor(page)).to_contain_text("query Inbox")
        await run(page)
        await expect(answer(page)).to_contain_text('"handle": "maya"')
        await page.close()  # before its server goes, which it may still ask for something
