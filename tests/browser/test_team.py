"""A team and what it is told, as its people have it in the console."""

import pytest
from playwright.async_api import expect

from tests.browser.chromium import Browser, Window
from tests.browser.conftest import ask, composer, live, somebody
from tests.processes import Process

OFFERED = """query Offered { invitations(statuses: [PENDING], first: 1) {
    nodes { id conversation { counterpart { handle } } } } }"""
DECLINE = """mutation Decline($id: ID!) { respondToInvitation(input: {invitationId: $id, accept: false}) {
    __typename ... on Problem { detail } } }"""


async def place(window: Window, name: str, there: int) -> None:
    """Whether the rail leads to a page of that name."""
    rail = window.page.get_by_role("navigation", name="Pages")
    await expect(rail.get_by_role("link", name=name)).to_have_count(there)


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_who_is_invited_joins_and_acts_for_either_account(marketplace: Process, browser: Browser) -> None:
    acme = await somebody(browser, marketplace, "acme", "/console/team")
    await acme.page.get_by_role("button", name="Invite a member").click()
    await acme.page.get_by_role("textbox", name="Mail address").fill("noor@example.com")
    await acme.page.get_by_role("combobox", name="Role", exact=True).select_option("Inbox")
    await acme.page.get_by_role("button", name="Make the link").click()
    link = await acme.page.get_by_role("textbox", name="Link").input_value()
    await acme.page.get_by_role("button", name="Done").click()

    noor = await somebody(browser, marketplace, "noor")
    await noor.page.goto(link)
    await expect(noor.page).to_have_url(f"{marketplace.url}/join")
    await noor.page.get_by_role("button", name="Join the team").click()

    await live(noor)
    await expect(noor.page.get_by_role("combobox", name="Account")).to_have_value("acme")
    await place(noor, "Bulk", 0)
    top = noor.page.get_by_role("list", name="Messages", exact=True).get_by_role("link").first
    await top.click()
    await composer(noor).press_sequentially("As acme")
    members = acme.page.get_by_role("region", name="Members")
    await expect(members).to_contain_text("@noor")
    await expect(acme.page.get_by_role("region", name="Invitations")).to_contain_text("Accepted")
    assert await acme.axe() == []

    await noor.page.get_by_role("combobox", name="Account").select_option("noor")

    await live(noor)
    await expect(noor.page.get_by_role("combobox", name="Account")).to_have_value("noor")
    await place(noor, "Bulk", 0)
    await place(noor, "LIVE partners", 1)

    await noor.page.get_by_role("combobox", name="Account").select_option("acme")

    await top.click()
    await expect(composer(noor)).to_have_value("As acme")


async def test_what_a_role_loses_is_gone_in_its_members_windows(marketplace: Process, browser: Browser) -> None:
    acme = await somebody(browser, marketplace, "acme", "/console/team")
    sam = await somebody(browser, marketplace, "sam")
    await place(sam, "Bulk", 0)
    await place(sam, "Team", 0)

    await acme.page.get_by_role("button", name="New role").click()
    await acme.page.get_by_role("textbox", name="Name").fill("Outreach")
    for allowed in ("Inbox", "Bulk messages"):
        await acme.page.get_by_role("checkbox", name=allowed).check(force=True)
    await acme.page.get_by_role("button", name="Save").click()
    await acme.page.get_by_role("combobox", name="Role of Sam Keller").select_option("Outreach")
    await place(sam, "Bulk", 1)

    await acme.page.get_by_role("button", name="Change the role Outreach").click()
    await acme.page.get_by_role("checkbox", name="Bulk messages").uncheck(force=True)
    await acme.page.get_by_role("button", name="Save").click()
    await place(sam, "Bulk", 0)

    await acme.page.get_by_role("button", name="Change the role Outreach").click()
    await acme.page.get_by_role("checkbox", name="Inbox").uncheck(force=True)
    await acme.page.get_by_role("button", name="Save").click()
    await expect(sam.page.get_by_role("alert")).to_contain_text("INSTANT_MESSAGING")
    await sam.page.get_by_role("button", name="Load again").click()
    await expect(sam.page.get_by_role("main")).to_contain_text("Your role in this team opens nothing here.")
    await place(sam, "Inbox", 0)

    await acme.page.get_by_role("button", name="Change the role Outreach").click()
    await acme.page.get_by_role("checkbox", name="Inbox").check(force=True)
    await acme.page.get_by_role("button", name="Save").click()
    await expect(acme.page.get_by_role("dialog")).to_have_count(0)
    await sam.page.reload()
    await live(sam)

    own = acme.page.get_by_role("combobox", name="Role of Dana Whitfield")
    await own.select_option("Inbox")
    await expect(acme.page.get_by_role("alert")).to_contain_text("always keeps one owner")
    await expect(own.locator("option:checked")).to_have_text("Owner")
    await place(acme, "Team", 1)

    await acme.page.get_by_role("button", name="Remove Sam Keller").click()
    await acme.page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    await expect(acme.page.get_by_role("region", name="Members")).not_to_contain_text("Sam")
    await expect(sam.page.get_by_role("alert")).to_contain_text("You are no member of @acme.")


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_what_happened_is_told_at_once_and_read_once_it_was_opened(
    marketplace: Process, browser: Browser
) -> None:
    acme = await somebody(browser, marketplace, "acme", "/console/notifications")
    rows = acme.page.get_by_role("list", name="Notifications").get_by_role("listitem")
    badge = acme.page.get_by_role("link", name="Notifications").get_by_role("img")
    await expect(badge).to_be_visible()
    before = int(await badge.inner_text())

    (offered,) = (await ask(marketplace, "maya", OFFERED))["invitations"]["nodes"]
    assert offered["conversation"]["counterpart"]["handle"] == "acme"
    await ask(marketplace, "maya", DECLINE, id=offered["id"])

    await expect(rows.first).to_contain_text("Maya Torres declined your invitation.")
    await expect(badge).to_have_text(str(before + 1))
    assert await acme.axe() == []

    await rows.first.get_by_role("link").click()

    await expect(acme.page.get_by_role("log")).to_be_visible()
    await expect(badge).to_have_text(str(before))
    await acme.page.go_back()
    await expect(rows.first.get_by_role("img", name="Not read")).to_have_count(0)
    await expect(rows.nth(1).get_by_role("img", name="Not read")).to_have_count(1)

    await acme.page.get_by_role("button", name="Mark all read").click()

    await expect(badge).to_have_count(0)
    await expect(acme.page.get_by_role("img", name="Not read")).to_have_count(0)
