"""The inbox: what two members of one account, and the one they talk with, see of it in their windows."""

import re

import pytest
from playwright.async_api import Locator, expect

from tests.browser.chromium import Browser, Window
from tests.browser.conftest import ask, live, somebody
from tests.processes import Process
from tests.wire import SEND

ACME = "Acme Home Goods"
TALK = "query Talk($handle: String!) { account(handle: $handle) { conversation { id } } }"


async def member(browser: Browser, marketplace: Process, handle: str) -> Window:
    """A window of somebody whom the console's first page does not name."""
    window = await browser.window()
    await window.page.goto(f"{marketplace.url}/console/")
    await window.page.get_by_label("Handle").fill(handle)
    await window.page.get_by_label("Password").fill(handle)
    await window.page.get_by_role("button", name="Sign in").click()
    await live(window)
    return window


async def says(marketplace: Process, who: str, to: str, text: str) -> None:
    """Send it, past the console."""
    answer = await ask(marketplace, who, TALK, handle=to)
    await ask(marketplace, who, SEND, conversation=answer["account"]["conversation"]["id"], made=text, text=text)


def folder(window: Window, name: str) -> Locator:
    """Its tab."""
    return window.page.get_by_role("tab", name=name)


def rows(window: Window, name: str) -> Locator:
    """The conversations that it shows."""
    return window.page.get_by_role("list", name=name, exact=True).get_by_role("listitem")


async def does(window: Window, row: Locator, what: str) -> None:
    """Choose it from the row's menu."""
    await row.click(button="right")
    await window.page.get_by_role("menuitem", name=what).click()


async def test_a_team_sees_what_one_of_them_does_with_a_conversation(marketplace: Process, browser: Browser) -> None:
    maya = await somebody(browser, marketplace, "maya")
    theo = await member(browser, marketplace, "theo")
    theirs = rows(theo, "Messages")

    await does(maya, rows(maya, "Messages").filter(has_text=ACME), "Remove the star")
    await folder(theo, "Starred").click()
    await expect(rows(theo, "Starred").filter(has_text=ACME)).to_have_count(0)
    await does(maya, rows(maya, "Messages").filter(has_text=ACME), "Star")
    await expect(rows(theo, "Starred").filter(has_text=ACME)).to_have_count(1)

    await folder(theo, "Messages").click()
    await does(theo, theirs.filter(has_text=ACME), "Archive")
    await expect(theirs.filter(has_text=ACME)).to_have_count(0)
    await expect(rows(maya, "Messages").filter(has_text=ACME)).to_have_count(0)
    await folder(maya, "Archived").click()
    await expect(rows(maya, "Archived").filter(has_text=ACME)).to_have_count(1)

    await says(marketplace, "acme", "maya", "Are you back?")
    await expect(theirs.first).to_contain_text("Are you back?")
    await expect(rows(maya, "Archived").filter(has_text=ACME)).to_have_count(0)
    await maya.page.get_by_role("button", name="Agencies").click()
    await folder(maya, "Messages").click()
    await expect(rows(maya, "Messages").first).to_be_visible()
    await expect(rows(maya, "Messages").filter(has_text=ACME)).to_have_count(0)


async def test_who_has_scrolled_reads_on_while_messages_arrive(marketplace: Process, browser: Browser) -> None:
    maya = await somebody(browser, marketplace, "maya", viewport={"width": 1000, "height": 600})
    await rows(maya, "Messages").first.wait_for()
    await maya.page.keyboard.press("/")
    await maya.page.keyboard.press("ArrowDown")
    await maya.page.keyboard.press("End")
    here = maya.page.locator(":focus")
    await expect(here).to_be_visible()
    name, before = await here.inner_text(), await here.bounding_box()

    await says(marketplace, "acme", "maya", "Look up!")

    news = maya.page.get_by_role("button", name="New activity")
    await expect(news).to_be_visible()
    assert (await here.inner_text(), await here.bounding_box()) == (name, before)
    await news.click()
    await expect(rows(maya, "Messages").first).to_contain_text("Look up!")
    await expect(news).to_have_count(0)


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_conversations_are_assigned_filtered_and_found(marketplace: Process, browser: Browser) -> None:
    acme = await somebody(browser, marketplace, "acme")
    sam = await member(browser, marketplace, "sam")
    await sam.page.get_by_role("button", name="Filter conversations").click()
    await sam.page.get_by_label("Looked after by").select_option(label="Sam Keller (you)")
    await sam.page.get_by_role("button", name=re.compile("^Show")).click()
    await does(acme, rows(acme, "Messages").filter(has_text="Grace Kim"), "Sam Keller")
    await expect(rows(sam, "Messages").filter(has_text="Grace Kim")).to_have_count(1)

    assert await sam.axe() == []
    await sam.page.reload()
    await expect(rows(sam, "Messages").filter(has_text="Grace Kim")).to_have_count(1)
    await sam.page.get_by_role("button", name="Take away: With me").click()
    await expect(rows(sam, "Messages").filter(has_text="Maya Torres")).to_have_count(1)

    await says(marketplace, "maya", "acme", "Is it 🥘 and round?")
    await says(marketplace, "maya", "acme", "It is 🥘🥘 flat-bottomed 🥘 and heavy")
    await acme.page.keyboard.press("/")
    await acme.page.keyboard.type("🥘 AND")
    found = acme.page.get_by_role("region", name="Messages")
    await expect(found.locator("mark")).to_have_text("🥘 and")
    assert await acme.axe() == []
    await acme.page.keyboard.press("ArrowDown")
    await acme.page.keyboard.press("Enter")
    await expect(acme.page).to_have_url(re.compile(r"/c/cnv_\d+\?message=msg_"))
    await found.get_by_role("link", name="and 1 older in this conversation").click()
    within = acme.page.get_by_role("search", name="Find in this conversation")
    await expect(within.locator("mark")).to_have_text(["🥘 and", "🥘 and"])
    assert await acme.axe() == []
    await within.get_by_role("searchbox").press("ArrowDown")
    await acme.page.keyboard.press("ArrowDown")
    await acme.page.keyboard.press("Enter")
    old = acme.page.get_by_role("log").get_by_role("article").filter(has_text="Is it 🥘 and round?")
    await expect(old.locator("[data-lit=true]")).to_be_visible()
    await acme.page.keyboard.press("Escape")
    await expect(within).to_have_count(0)
    await acme.page.get_by_role("searchbox").press("Escape")
    await expect(rows(acme, "Messages").filter(has_text="and heavy")).to_have_count(1)
