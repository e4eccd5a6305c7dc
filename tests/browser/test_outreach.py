"""Whom a seller finds and what it costs to write to them, and what is kept beside a conversation."""

from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.browser.chromium import DESKTOP, PHONE, Browser, Window
from tests.browser.conftest import ask, live, somebody
from tests.processes import Process

ACME_AND_MAYA = """query Talk { account(handle: "acme") { conversation { id } } }"""
KEPT = """query Kept { account(handle: "maya") { ... on Creator { labels notes { text } } } }"""
BLOCKED = "You cannot send messages to seller now as you are blocked by them."


def found(window: Window, name: str) -> Locator:
    """The creator among those who were found."""
    return window.page.get_by_role("list", name="Creators").get_by_role("group", name=name)


def panel(window: Window) -> Locator:
    """What stands beside the conversation."""
    return window.page.get_by_role("complementary", name="Details")


async def say(window: Window, name: str, words: str) -> None:
    """Write it in the conversation that is open, and see it there."""
    await window.page.get_by_role("textbox", name=f"Write to {name}").press_sequentially(words)
    await window.page.keyboard.press("Enter")
    await expect(window.page.get_by_role("log").get_by_text(words)).to_be_visible()


async def to_creators(window: Window) -> None:
    """Go where creators are found: what was looked for is kept."""
    await window.page.get_by_role("link", name="Creators").click()


async def path_of_talk(marketplace: Process) -> str:
    """Of the conversation between maya and acme."""
    answer: dict[str, Any] = await ask(marketplace, "maya", ACME_AND_MAYA)
    return f"/console/c/{answer['account']['conversation']['id']}"


async def test_a_first_contact_costs_one_and_after_an_answer_nothing(marketplace: Process, browser: Browser) -> None:
    acme = await somebody(browser, marketplace, "acme", "/console/creators")
    noor = await somebody(browser, marketplace, "noor")
    quota = acme.page.get_by_role("button", name="Weekly quota")

    await acme.page.get_by_role("searchbox", name="Name or handle").fill("noor")
    await expect(acme.page.get_by_role("list", name="Creators").get_by_role("group")).to_have_count(1)
    await expect(found(acme, "Noor Haddad")).to_contain_text("Costs 1 of your quota")
    await expect(quota).to_contain_text("1 contacted · 499 left")

    await acme.page.get_by_role("button", name="Message Noor Haddad").click()
    await expect(panel(acme)).to_contain_text("Costs 1 of your quota")
    await say(acme, "Noor Haddad", "Lunch boxes, Noor?")
    await expect(panel(acme)).to_contain_text("Free, contacted this week")
    await to_creators(acme)
    await expect(quota).to_contain_text("2 contacted · 498 left")
    await expect(found(acme, "Noor Haddad")).to_contain_text("4 messages until they reply")

    await noor.page.get_by_role("link", name="Acme Home Goods").click()
    await say(noor, "Acme Home Goods", "Yes, please.")

    await expect(found(acme, "Noor Haddad")).to_contain_text("Free, you are connected")
    await expect(quota).to_contain_text("2 contacted · 498 left")
    await quota.click()
    week = acme.page.get_by_role("dialog", name="Weekly quota")
    await expect(week).to_contain_text("1 of the 2 contacted")
    await week.get_by_text("This week", exact=True).click()
    await expect(week.get_by_role("list", name="Contacted: This week")).to_contain_text("Noor Haddad")


async def test_a_block_from_the_panel_closes_the_other_sides_composer(marketplace: Process, browser: Browser) -> None:
    path = await path_of_talk(marketplace)
    acme = await somebody(browser, marketplace, "acme", path)
    maya = await somebody(browser, marketplace, "maya", path)
    writing = maya.page.get_by_role("textbox", name="Write to Acme Home Goods")
    await writing.fill("One more thing")
    send = maya.page.get_by_role("button", name="Send", exact=True)
    await expect(send).to_be_enabled()

    await panel(acme).get_by_role("button", name="Block").click()
    asked = acme.page.get_by_role("dialog", name="Block Maya Torres?")
    await asked.get_by_role("button", name="Cancel").click()
    await expect(send).to_be_enabled()
    await panel(acme).get_by_role("button", name="Block").click()
    await asked.get_by_role("button", name="Block").click()

    await expect(panel(acme)).to_contain_text("Blocked by you")
    await expect(maya.page.get_by_text(BLOCKED).first).to_be_visible()
    await expect(send).to_be_disabled()

    await panel(acme).get_by_role("button", name="Unblock").click()

    await expect(send).to_be_enabled()
    await expect(writing).to_have_value("One more thing")
    await expect(panel(acme)).not_to_contain_text("Blocked by you")


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_labels_and_notes_are_the_whole_teams_and_nobody_elses(marketplace: Process, browser: Browser) -> None:
    path = await path_of_talk(marketplace)
    acme = await somebody(browser, marketplace, "acme", path)

    await panel(acme).get_by_role("textbox", name="Add a note for your team").fill("Ask before Friday.")
    await panel(acme).get_by_role("button", name="Add note").click()
    await expect(panel(acme).get_by_role("list", name="Notes")).to_contain_text("Ask before Friday.Dana Whitfield")
    await panel(acme).get_by_label("Add a label").fill("autumn")
    await acme.page.keyboard.press("Enter")
    labels = panel(acme).get_by_role("list", name="Labels of Maya Torres")
    await expect(labels.get_by_role("listitem")).to_have_text(["autumn", "kitchens", "reliable"])

    sam = await browser.window(viewport=PHONE)
    await sam.page.goto(f"{marketplace.url}{path}?lang=en")
    await sam.page.get_by_role("textbox", name="Handle").fill("sam")
    await sam.page.get_by_role("textbox", name="Password").fill("sam")
    await sam.page.keyboard.press("Enter")
    await live(sam)
    await sam.page.get_by_role("button", name="Details").click()
    await expect(panel(sam).get_by_role("list", name="Notes")).to_contain_text("Ask before Friday.Dana Whitfield")
    await panel(sam).get_by_role("button", name="Remove the label kitchens").click()

    await expect(labels.get_by_role("listitem")).to_have_text(["autumn", "reliable"])
    await sam.page.keyboard.press("Escape")
    await expect(panel(sam)).to_have_count(0)
    kept = await ask(marketplace, "northstar", KEPT)
    assert "autumn" not in kept["account"]["labels"]
    assert "Ask before Friday." not in [note["text"] for note in kept["account"]["notes"]]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_the_page_and_the_panel_keep_nobody_out(demo: Process, browser: Browser, size: Any) -> None:
    window = await somebody(browser, demo, "acme", "/console/creators", viewport=size)
    await expect(found(window, "").first).to_be_visible()
    assert await window.axe() == []

    await window.page.get_by_role("button", name="Filters").click()
    await expect(window.page.get_by_role("dialog", name="Filter creators")).to_be_visible()
    assert await window.axe() == []

    await window.page.goto(f"{demo.url}{await path_of_talk(demo)}")
    await live(window)
    if size == PHONE:
        await window.page.get_by_role("button", name="Details").click()
    await expect(panel(window)).to_contain_text("kitchens")
    assert await window.axe() == []
