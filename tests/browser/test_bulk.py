"""One message to many: looked at before, sent once, and followed until it is finished."""

import pytest
from playwright.async_api import Locator, expect

from tests.browser.chromium import Browser, Window
from tests.browser.conftest import ask, lose_the_answer, past_the_api, somebody
from tests.processes import Process

SENT = "{ bulkMessages(first: 10) { nodes { text counts { total sent skipped } } } }"
TEXT = "Hello {creator_name}, the new shelf of {shop_name} is there."


def preview(window: Window) -> Locator:
    """What would happen."""
    return window.page.get_by_role("region", name="Preview")


async def choose(window: Window, *names: str) -> None:
    """Those creators, for a bulk message."""
    for name in names:
        await window.page.get_by_role("searchbox", name="Name or handle").fill(name)
        await window.page.get_by_role("listitem").filter(has_text=name).locator(".check").click()
    await window.page.get_by_role("button", name="Bulk message").click()


def weekly(marketplace: Process, limit: int) -> None:
    """Let shops reach out to so many in this week."""
    with past_the_api(marketplace) as database:
        database.execute("UPDATE outreach_weeks SET weekly_limit = ?", (limit,))


async def test_a_message_to_many_is_sent_once_and_followed(marketplace: Process, browser: Browser) -> None:
    before = len((await ask(marketplace, "acme", SENT))["bulkMessages"]["nodes"])
    acme = await somebody(browser, marketplace, "acme", "/console/creators")
    maya = await somebody(browser, marketplace, "maya")

    await choose(acme, "Maya Torres", "Dee Robinson")
    await acme.page.get_by_role("button", name="Preview").click()
    await expect(acme.page.get_by_role("alert")).to_have_text("Write something.")
    await acme.page.get_by_role("textbox", name="Text").fill(TEXT)
    await acme.page.get_by_role("button", name="Preview").click()
    await expect(preview(acme)).to_contain_text("Hello Maya Torres, the new shelf of Acme Home Goods is there.")
    await expect(preview(acme).get_by_role("article", name="Maya Torres")).to_contain_text("Free")
    await expect(preview(acme).get_by_role("article", name="Dee Robinson")).to_contain_text("Blocked by you")
    send = preview(acme).get_by_role("button", name="Send to 1 creator")

    await acme.page.route("**/graphql", lose_the_answer)
    await send.click()
    await expect(acme.page.get_by_role("alert")).to_be_visible()
    await acme.page.unroute("**/graphql")
    await send.click()

    await expect(acme.page.get_by_role("status").filter(has_text="Finished")).to_be_visible()
    recipients = acme.page.get_by_role("list", name="Recipients")
    await expect(recipients.get_by_role("article", name="Maya Torres")).to_contain_text("Sent")
    await expect(recipients.get_by_role("article", name="Dee Robinson")).to_contain_text("Skipped")
    await expect(maya.page.get_by_role("list", name="Messages", exact=True)).to_contain_text(
        "Hello Maya Torres, the new shelf"
    )
    said = (await ask(marketplace, "acme", SENT))["bulkMessages"]["nodes"]
    assert len(said) == before + 1
    assert said[0] == {"text": TEXT, "counts": {"total": 2, "sent": 1, "skipped": 1}}

    await recipients.get_by_label("Chat with Maya Torres").click()
    await expect(acme.page.get_by_role("log")).to_contain_text("the new shelf of Acme Home Goods is there.")
    acme.forgive_absence()


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_what_the_quota_stops_goes_on_by_hand(marketplace: Process, browser: Browser) -> None:
    weekly(marketplace, 2)  # one was contacted already
    acme = await somebody(browser, marketplace, "acme", "/console/creators")
    await choose(acme, "Gina Balogun", "Uma Krishnan")
    await acme.page.get_by_role("textbox", name="Text").fill("Hello {creator_name}")
    await acme.page.get_by_text("If the quota runs out").click()
    await acme.page.get_by_role("button", name="Preview").click()
    await expect(preview(acme)).to_contain_text("1 wait until you resume it after the refresh.")
    await preview(acme).get_by_role("button", name="Send to 2 creators").click()

    stands = acme.page.get_by_role("region", name="Bulk message").get_by_role("status")
    recipients = acme.page.get_by_role("list", name="Recipients")
    await expect(stands.first).to_have_text("Paused")
    await expect(acme.page.get_by_role("progressbar", name="Progress")).to_have_count(3)
    await expect(recipients.get_by_role("article", name="Uma Krishnan")).to_contain_text("Waiting")
    await acme.page.get_by_role("button", name="Resume").click()
    await expect(stands.last).to_have_text("It was tried again, and went on as far as the quota goes.")
    await expect(stands.first).to_have_text("Paused")

    weekly(marketplace, 3)
    await acme.page.get_by_role("button", name="Resume").click()

    await expect(stands).to_have_text(["Finished"])
    await expect(recipients.get_by_role("article", name="Uma Krishnan")).to_contain_text("Sent")


async def test_what_is_wrong_is_said_beside_its_field(demo: Process, browser: Browser) -> None:
    acme = await somebody(browser, demo, "acme", "/console/bulk")
    await acme.page.get_by_role("button", name="New bulk message").click()
    await acme.page.get_by_role("textbox", name="Text").fill("Hello {someone}")

    await acme.page.get_by_role("button", name="Preview").click()

    await expect(acme.page.get_by_role("region", name="What").get_by_role("alert")).to_contain_text("someone")
    await expect(acme.page.get_by_role("textbox", name="Text")).to_have_value("Hello {someone}")
    await acme.page.reload()
    await acme.page.get_by_role("button", name="New bulk message").click()
    await expect(acme.page.get_by_role("textbox", name="Text")).to_have_value("Hello {someone}")
