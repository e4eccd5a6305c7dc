"""Cards and what becomes of them, as two people have them in two windows."""

from typing import Any

from playwright.async_api import Locator, expect

from tests.browser.chromium import Browser, Window
from tests.browser.conftest import ask, somebody
from tests.processes import Process

WITH = "query With($handle: String!) { account(handle: $handle) { conversation { id } } }"
SHOWCASE = "query Showcase { showcase(first: 50) { nodes { product { title } } } }"
BINS, FROTHER = "Stackable fridge bin set", "Cordless milk frother"


async def conversation(marketplace: Process, who: str, other: str) -> str:
    """Where the two talk in the console."""
    found: dict[str, Any] = (await ask(marketplace, who, WITH, handle=other))["account"]["conversation"]
    return f"/console/c/{found['id']}"


def card(window: Window, name: str) -> Locator:
    """The newest card of that name in the conversation that is open."""
    return window.page.get_by_role("log").get_by_role("region", name=name).last


async def press(within: Window | Locator, name: str) -> None:
    """The button of exactly that name."""
    place = within.page if isinstance(within, Window) else within
    await place.get_by_role("button", name=name, exact=True).click()


async def tick(within: Window | Locator, name: str) -> None:
    """By the keyboard: the box itself is drawn."""
    place = within.page if isinstance(within, Window) else within
    await place.get_by_role("checkbox", name=name).press("Space")


async def fill(window: Window, **said: str) -> None:
    """What is asked for in the dialog that is open, by label."""
    for label, text in said.items():
        await window.page.get_by_role("dialog").get_by_label(label.replace("_", " ")).fill(text)


async def made(acme: Window) -> None:
    """A target collaboration of two products, and noor invited into it by her handle."""
    await press(acme, "New collaboration")
    await fill(acme, Name="Frost week", Message="Two things for cold mornings.")
    await tick(acme, BINS)
    await tick(acme, FROTHER)
    await press(acme, "Create")
    await press(acme.page.get_by_role("article", name="Frost week"), "Invite a creator")
    await fill(acme, Handle_of_the_creator="@noor")
    await press(acme, "Next")
    await press(acme, "Send invitation")
    await expect(acme.page.get_by_role("list", name="What became of each")).to_contain_text("Sent")
    await acme.page.keyboard.press("Escape")


async def sends(acme: Window) -> None:
    """Invites into it in the conversation, and sends one of its products."""
    await press(acme, "Attach products")
    dialog = acme.page.get_by_role("dialog")
    await dialog.get_by_role("tab", name="Target collaborations").click()
    await dialog.get_by_role("button", name="Frost week").click()
    await expect(dialog.get_by_role("button", name=BINS)).to_be_disabled()
    await press(dialog, "Send invitation")
    await expect(dialog.get_by_role("status")).to_have_text("Sent · Waiting for an answer")
    await dialog.get_by_role("button", name=BINS).click()
    await press(dialog, "Attach 1 of up to 5")
    await press(acme, "Send")


async def test_an_invitation_is_seen_and_added_from(marketplace: Process, browser: Browser) -> None:
    talk = await conversation(marketplace, "maya", "acme")
    maya = await somebody(browser, marketplace, "maya", talk)
    acme = await somebody(browser, marketplace, "acme", "/console/collaborations")
    await tick(card(maya, "2 products"), f"Choose {BINS}")
    await press(card(maya, "2 products"), "Add 1 chosen")
    await expect(card(maya, "2 products").get_by_role("listitem").filter(has_text=BINS)).to_contain_text("In showcase")
    await maya.page.goto(f"{marketplace.url}/console/")
    await made(acme)
    await acme.page.goto(f"{marketplace.url}{talk}")
    await sends(acme)
    sent = card(acme, "Frost week")
    await expect(sent).to_contain_text("Not seen yet")

    await maya.page.goto(f"{marketplace.url}{talk}")

    got, one = card(maya, "Frost week"), card(maya, "1 product")
    await expect(sent).to_contain_text("Seen")
    await expect(one).to_contain_text("At the rates of your invitation “Frost week”")
    await press(one, "Add at these rates")
    await expect(got).to_contain_text("Accepted")
    await expect(one.get_by_role("button", name="Add at these rates")).to_have_count(0)
    await expect(sent).to_contain_text("1 of 2 added")
    await press(got, "Add all to showcase")
    await expect(sent).to_contain_text("2 of 2 added")
    await expect(got.get_by_role("button", name="Add all to showcase")).to_have_count(0)
    await press(got, f"Remove {FROTHER} from the showcase")
    await expect(sent).to_contain_text("1 of 2 added")
    await expect(got.get_by_role("listitem").filter(has_text=FROTHER)).not_to_contain_text("In showcase")
    there = await ask(marketplace, "maya", SHOWCASE)
    titles = {entry["product"]["title"] for entry in there["showcase"]["nodes"]}
    assert BINS in titles
    assert FROTHER not in titles


async def asked_anew(maya: Window) -> None:
    """Her open request withdrawn, and the same sample asked for again."""
    row = maya.page.get_by_role("article", name=BINS).first
    await press(row, "Withdraw request")
    await press(maya.page.get_by_role("dialog"), "Withdraw request")
    await expect(row).to_contain_text("Cancelled")
    await press(maya, "Request a sample")
    await maya.page.get_by_label("Shop").select_option(label="Acme Home Goods")
    await press(maya, f"Request a sample: {BINS}")
    await fill(maya, Name="Maya Torres", Street_and_number="9 Elm Row", City="Austin", Country="US")
    await press(maya, "Send request")


async def test_a_sample_goes_from_request_to_completion(marketplace: Process, browser: Browser) -> None:
    maya = await somebody(browser, marketplace, "maya", "/console/samples")
    acme = await somebody(browser, marketplace, "acme", await conversation(marketplace, "acme", "maya"))
    await asked_anew(maya)
    row = maya.page.get_by_role("article", name=BINS).first
    await expect(row).to_contain_text("To review")
    shown = card(acme, "Sample request")
    await expect(shown).to_contain_text("To review")
    await expect(shown).not_to_contain_text("9 Elm Row")

    await press(shown, "Approve")

    await expect(shown).to_contain_text("9 Elm Row")
    await press(shown, "Ship")
    await fill(acme, Carrier="UPS", Tracking_number="1Z 42")
    await press(acme, "It is on its way")
    await expect(row).to_contain_text("UPS · 1Z 42")
    await press(row, "It has arrived")
    await expect(shown).to_contain_text("Content pending")
    await expect(shown.get_by_role("button")).to_have_count(0)
    await row.get_by_label("Link of your content").fill("https://videos.example/bins")
    await press(row, "Submit")
    await press(shown, "Confirm the content")
    await expect(row).to_contain_text("Completed")
    await expect(shown).not_to_contain_text("9 Elm Row")


async def test_a_link_is_agreed_to_and_let_go(marketplace: Process, browser: Browser) -> None:
    talk = await conversation(marketplace, "noor", "northstar")
    noor = await somebody(browser, marketplace, "noor", talk)
    northstar = await somebody(browser, marketplace, "northstar", talk)
    got, sent = card(noor, "asks you to link"), card(northstar, "to link")
    await expect(sent).to_contain_text("Waiting for an answer")
    await tick(got, "I accept the data sharing agreement")
    await expect(got.get_by_role("button", name="Accept", exact=True)).to_be_disabled()

    await tick(got, "I accept the revenue sharing agreement")
    await press(got, "Accept")

    await expect(sent).to_contain_text("Linked")
    await press(got, "Request to unlink")
    await press(noor.page.get_by_role("dialog"), "Request to unlink")
    await expect(sent).to_contain_text("Unlinking was asked for")
    await press(sent, "Agree to unlink")
    await expect(got).to_contain_text("Unlinked")
    await expect(got.get_by_role("button")).to_have_count(0)
