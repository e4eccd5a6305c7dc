"""The console, as two people have it in two windows."""

import asyncio
from typing import Any

from playwright.async_api import expect

from tests.browser.chromium import Browser, Window
from tests.browser.conftest import ask, composer, live, log, somebody, write
from tests.processes import Process
from tests.wire import SEND

THREAD = """query Thread($handle: String!) {
    account(handle: $handle) { conversation { id messages(last: 5) { nodes { text sequence } } } } }"""


async def conversation(marketplace: Process) -> dict[str, Any]:
    """What maya and acme have said to each other."""
    answer = await ask(marketplace, "maya", THREAD, handle="acme")
    found: dict[str, Any] = answer["account"]["conversation"]
    return found


async def test_two_people_talk_in_two_windows(marketplace: Process, browser: Browser) -> None:
    path = f"/console/c/{(await conversation(marketplace))['id']}"
    maya = await somebody(browser, marketplace, "maya", path)
    acme = await somebody(browser, marketplace, "acme", path)

    await expect(composer(acme)).to_be_visible()
    await composer(maya).press_sequentially("Are you", delay=500)  # who comes in meanwhile is told, too
    await expect(log(acme)).to_contain_text("is typing…")
    await composer(maya).press_sequentially(" there?")
    await maya.page.get_by_role("button", name="Send", exact=True).click()

    await expect(log(acme)).to_contain_text("Are you there?")
    await expect(acme.page.get_by_role("list", name="Messages", exact=True)).to_contain_text("Are you there?")
    await expect(log(maya)).to_contain_text("Seen")
    await write(acme, "Always.")
    await expect(log(maya)).to_contain_text("Always.")
    await expect(composer(maya)).to_have_value("")


async def test_a_newcomer_is_somebody_with_one_click(demo: Process, window: Window) -> None:
    await window.page.goto(f"{demo.url}/console/")

    await window.page.get_by_role("button", name="maya").click()

    await live(window)
    await expect(
        window.page.get_by_role("list", name="Messages", exact=True).get_by_role("link").nth(5)
    ).to_be_visible()


async def test_what_is_written_while_the_server_is_away_is_sent_once(marketplace: Process, browser: Browser) -> None:
    maya = await somebody(browser, marketplace, "maya", f"/console/c/{(await conversation(marketplace))['id']}")

    await expect(log(maya).get_by_role("article").last).to_be_visible()
    await maya.page.wait_for_load_state("networkidle")
    await marketplace.kill()
    await expect(maya.page.get_by_role("status").filter(has_text="Offline")).to_be_visible()
    await write(maya, "One")
    await write(maya, "Two")
    await expect(log(maya)).to_contain_text("Sending…")
    await composer(maya).press_sequentially("Thr")
    await marketplace.start()

    await live(maya)
    await expect(log(maya)).not_to_contain_text("Sending…")
    await expect(composer(maya)).to_have_value("Thr")
    maya.forgive_absence()
    said = (await conversation(marketplace))["messages"]["nodes"]
    assert [message["text"] for message in said[-2:]] == ["One", "Two"]


async def test_after_a_backup_was_put_back_it_begins_anew_by_itself(marketplace: Process, browser: Browser) -> None:
    talk = (await conversation(marketplace))["id"]
    maya = await somebody(browser, marketplace, "maya", f"/console/c/{talk}")

    await expect(log(maya).get_by_role("article").last).to_be_visible()
    await maya.page.wait_for_load_state("networkidle")
    await marketplace.kill()
    await expect(maya.page.get_by_role("status").filter(has_text="Offline")).to_be_visible()
    await asyncio.to_thread(marketplace.run, "migrate", "--restored")
    await marketplace.start()

    await live(maya)
    await ask(marketplace, "acme", SEND, conversation=talk, made="since", text="Is all well again?")
    await expect(log(maya)).to_contain_text("Is all well again?")
    maya.forgive_absence()
