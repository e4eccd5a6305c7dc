"""The leads pool of a LIVE partner, and the creators who enter it."""

import json

from playwright.async_api import Locator, expect

from tests.browser.chromium import Browser, Window
from tests.browser.conftest import ask, live, somebody, token
from tests.processes import Process

KEPT = """{ leads(first: 1) { nodes { status note licensedData { contact } creator { handle } } } }"""
WEEK = 7 * 24 * 60 * 60


async def partner(browser: Browser, marketplace: Process, handle: str) -> Window:
    """The pool of a LIVE partner who is none of those the demo offers; its clock can be put forward."""
    window = await browser.window()
    await window.page.clock.install()
    await window.page.goto(f"{marketplace.url}/console/?lang=en")
    session = {"who": handle, "token": await token(marketplace, handle), "account": None}
    await window.page.evaluate("kept => sessionStorage.setItem('parley::session', kept)", json.dumps(session))
    await window.page.goto(f"{marketplace.url}/console/leads?lang=en")
    await live(window)
    return window


def lead(window: Window, name: str) -> Locator:
    """The row of one."""
    return window.page.get_by_role("list", name="Leads").get_by_role("article", name=name)


async def test_who_asks_to_collaborate_is_in_the_pool_at_once(marketplace: Process, browser: Browser) -> None:
    brightside = await partner(browser, marketplace, "brightside")
    await expect(lead(brightside, "Maya Torres")).not_to_be_attached()
    maya = await somebody(browser, marketplace, "maya", "/console/partners")

    await maya.page.get_by_role("button", name="Ask Brightside Collective to collaborate").click()
    asking = maya.page.get_by_role("dialog")
    await expect(asking).to_contain_text("Brightside Collective sees your profile")
    await asking.get_by_text("Share my contact, too").click()
    await asking.get_by_role("button", name="Ask to collaborate").click()

    await expect(maya.page.get_by_role("article", name="Brightside Collective")).to_contain_text("Contact shared")
    row = lead(brightside, "Maya Torres")
    await expect(row).to_contain_text("maya@mail.example")
    await expect(row).to_contain_text("6 d 23:59 left")

    await row.get_by_label("Status of Maya Torres").select_option("In progress")
    await row.get_by_role("button", name="Note on Maya Torres").click()
    await brightside.page.get_by_role("textbox", name="Note").fill("Call her on Monday.")
    await brightside.page.get_by_role("button", name="Save").click()

    await expect(row).to_contain_text("Call her on Monday.")
    await brightside.page.get_by_role("button", name="In progress").click()
    await expect(row).to_be_visible()
    (kept,) = (await ask(marketplace, "brightside", KEPT))["leads"]["nodes"]
    assert kept == {
        "status": "IN_PROGRESS", "note": "Call her on Monday.", "creator": {"handle": "maya"},
        "licensedData": {"contact": "maya@mail.example"},
    }  # fmt: skip

    await brightside.page.clock.fast_forward(WEEK * 1000)
    await expect(row).to_contain_text("The licence ended")
    await expect(row).not_to_contain_text("maya@mail.example")
    brightside.forgive_absence()


async def test_whoever_may_sees_the_pool_and_to_others_it_is_said_in_words(demo: Process, browser: Browser) -> None:
    acme = await somebody(browser, demo, "acme", "/console/leads")
    noor = await somebody(browser, demo, "noor", "/console/partners")
    northstar = await somebody(browser, demo, "northstar", "/console/leads")

    await expect(acme.page.get_by_role("region", name="Leads")).to_contain_text("Only LIVE partners have a leads pool.")
    await expect(lead(northstar, "Maya Torres")).to_contain_text("Best LIVE")
    partners = noor.page.get_by_role("list", name="LIVE partners")
    await expect(partners.get_by_role("article", name="Northstar Talent")).to_be_visible()
    await expect(noor.page.get_by_role("note")).to_contain_text("From level Silver on")
    await expect(noor.page.get_by_role("button", name="to collaborate")).to_have_count(0)
    await expect(partners.get_by_label("Chat with Northstar Talent")).to_be_visible()
