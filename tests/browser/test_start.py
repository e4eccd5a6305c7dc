"""Where one starts in development mode: what Parley is, who is there, and two of them side by side."""

import pytest
from playwright.async_api import FrameLocator, expect

from tests.browser.chromium import PHONE, Browser, Window
from tests.processes import Process


def frame(window: Window, who: str) -> FrameLocator:
    """What that person has, beside the other's."""
    return window.page.frame_locator(f"iframe[title={who}]")


async def write(window: Window, who: str, words: str) -> None:
    """Say it in the conversation that the two have in common."""
    composer = frame(window, who).get_by_role("textbox", name="Write to")
    await composer.press_sequentially(words)
    await composer.press("Enter")


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_two_people_are_one_click_away_side_by_side(marketplace: Process, window: Window) -> None:
    page = window.page
    await page.goto(f"{marketplace.url}/")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await expect(page.get_by_role("link", name="Open GraphiQL as maya")).to_have_attribute("href", "/graphiql?as=maya")
    assert await window.axe() == []

    await page.get_by_role("link", name="Open maya and acme side by side").click()

    await write(window, "maya", "Is it still there?")
    await expect(frame(window, "acme").get_by_role("log")).to_contain_text("Is it still there?")
    await write(window, "acme", "It is.")
    await expect(frame(window, "maya").get_by_role("log")).to_contain_text("It is.")
    assert [one for one in page.frames if "eyJ" in one.url] == []
    assert await window.axe() == []

    await page.get_by_role("button", name="Swap sides").click()

    await expect(page.get_by_role("combobox", name="Who is left")).to_have_value("acme")
    await expect(frame(window, "maya").get_by_role("log")).to_contain_text("It is.")


async def test_two_of_one_team_share_an_inbox_and_a_phone_shows_one_of_them(demo: Process, browser: Browser) -> None:
    window = await browser.window(viewport=PHONE)
    await window.page.goto(f"{demo.url}/side-by-side?left=acme&right=sam")
    await expect(frame(window, "acme").get_by_role("log")).to_be_visible()
    await expect(window.page.locator("iframe[title=sam]")).not_to_be_visible()

    await window.page.get_by_role("button", name="sam").click()

    await expect(frame(window, "sam").get_by_role("article").last).to_be_visible()
    await expect(window.page.locator("iframe[title=acme]")).not_to_be_visible()
