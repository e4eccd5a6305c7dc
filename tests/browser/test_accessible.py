"""What axe can tell of the console: nothing in it keeps people with disabilities out."""

import pytest
from playwright.async_api import expect

from tests.browser.chromium import DESKTOP, PHONE, Browser
from tests.browser.conftest import somebody
from tests.processes import Process

# Somebody else in each: whoever asks for a lot within a minute is told to wait.
PEOPLE = {
    ("phone", "light"): "maya",
    ("phone", "dark"): "acme",
    ("desktop", "light"): "northstar",
    ("desktop", "dark"): "theo",
}
SIZES = {"phone": PHONE, "desktop": DESKTOP}


@pytest.fixture(params=["phone", "desktop"])
def size(request: pytest.FixtureRequest) -> str:
    """Of the window."""
    return str(request.param)


@pytest.fixture(params=["light", "dark"])
def colors(request: pytest.FixtureRequest) -> str:
    """Which of its schemes a person prefers."""
    return str(request.param)


async def test_whoever_comes_can_sign_in(demo: Process, browser: Browser, size: str, colors: str) -> None:
    window = await browser.window(viewport=SIZES[size], color_scheme=colors)
    await window.page.goto(f"{demo.url}/console/")
    await expect(window.page.get_by_role("button", name="maya")).to_be_visible()

    assert await window.axe() == []


async def test_whoever_is_there_can_read_and_write(demo: Process, browser: Browser, size: str, colors: str) -> None:
    window = await somebody(browser, demo, PEOPLE[size, colors], viewport=SIZES[size], color_scheme=colors)
    rows = window.page.get_by_role("list", name="Messages", exact=True).get_by_role("link")
    await expect(rows.nth(3)).to_be_visible()

    assert await window.axe() == []

    for kind in range(3):
        await rows.nth(kind).click()
        await expect(window.page.get_by_role("log").get_by_role("article").first).to_be_visible()
        assert await window.axe() == []
        await window.page.go_back()


async def test_no_page_keeps_anybody_out(demo: Process, browser: Browser, size: str, colors: str) -> None:
    lang = "de" if colors == "dark" else "en"
    who = PEOPLE[size, colors]
    window = await somebody(browser, demo, who, lang=lang, viewport=SIZES[size], color_scheme=colors)
    places = window.page.get_by_role("navigation", name="Seiten" if lang == "de" else "Pages").get_by_role("link")
    await expect(places.nth(4)).to_be_visible()

    found = []
    for place in range(1, await places.count()):
        await places.nth(place).click()
        await expect(window.page.get_by_role("main").get_by_role("heading").first).to_be_visible()
        await window.page.wait_for_load_state("networkidle")
        found += [f"{window.page.url}: {line}" for line in await window.axe()]

    assert found == []
    await window.page.reload()
    await expect(window.page.locator("html")).to_have_attribute("lang", lang)
