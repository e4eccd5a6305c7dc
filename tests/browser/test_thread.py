"""A conversation, as the two who have it see it: pictures, replies, what goes later, and what cannot be sent."""

import asyncio
import io
import os
import signal
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import FilePayload, JSHandle, Locator, Request, Route, expect

from tests.browser.chromium import PHONE, Browser, Window
from tests.browser.conftest import ask, composer, live, log, somebody, write
from tests.processes import Process, children
from tests.wire import SEND

TALK = "query Talk($with: String!) { account(handle: $with) { id conversation { id canSend { remaining } } } }"
OLD = "query Old($talk: ID!) { node(id: $talk) { ... on Conversation { messages(first: 3) { nodes { id text } } } } }"
BLOCK = "mutation Block($whom: ID!) { blockAccount(input: {accountId: $whom}) { __typename } }"
LATER = """mutation Later($talk: ID!, $at: DateTime!, $text: String!) {
    scheduleMessage(
      input: {conversationId: $talk, content: {text: $text}, sendAt: $at, clientMutationId: $text}
    ) { __typename } }"""


def picture(name: str, size: int = 600) -> FilePayload:
    """A photo of a colour."""
    made = io.BytesIO()
    Image.new("RGB", (size, size), "teal").save(made, "PNG")
    return FilePayload(name=name, mimeType="image/png", buffer=made.getvalue())


def animated(name: str) -> FilePayload:
    """A GIF of two frames."""
    made = io.BytesIO()
    teal, white = Image.new("RGB", (60, 60), "teal"), Image.new("RGB", (60, 60), "white")
    teal.save(made, "GIF", save_all=True, append_images=[white], duration=100)
    return FilePayload(name=name, mimeType="image/gif", buffer=made.getvalue())


async def transfer(window: Window, file: FilePayload) -> JSHandle:
    """What the browser hands a page that a file is pasted into, or dropped on."""
    return await window.page.evaluate_handle(
        """([name, type, bytes]) => {
            const data = new DataTransfer();
            data.items.add(new File([Uint8Array.from(bytes)], name, { type }));
            return data;
        }""",
        [file["name"], file["mimeType"], list(file["buffer"])],
    )


async def paste(into: Locator, data: JSHandle) -> None:
    """As the browser does it."""
    await into.evaluate(
        "(area, clipboardData) => area.dispatchEvent("
        "new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))",
        data,
    )


async def drop(onto: Locator, data: JSHandle) -> None:
    """As the browser does it."""
    for kind in ("dragenter", "dragover", "drop"):
        await onto.dispatch_event(kind, {"dataTransfer": data})


@asynccontextmanager
async def held(window: Window, url: str, asks: str = "") -> AsyncIterator[None]:
    """Its requests to there wait, those that ask that; afterwards they go on."""
    free = asyncio.Event()

    async def hold(route: Route, request: Request) -> None:
        if asks.encode() in (request.post_data_buffer or b""):
            await free.wait()
        await route.continue_()

    await window.page.route(url, hold)
    yield
    free.set()
    await window.page.unroute_all(behavior="wait")


async def talk(marketplace: Process, who: str, other: str) -> dict[str, Any]:
    """The other's account, with the conversation."""
    found: dict[str, Any] = (await ask(marketplace, who, TALK, **{"with": other}))["account"]
    return found


def said(window: Window, words: str) -> Locator:
    """A message."""
    return log(window).get_by_role("article").filter(has_text=words)


async def says(window: Window, words: str) -> None:
    """As on a phone, where Enter makes a new line."""
    await composer(window).fill(words)
    await window.page.get_by_role("button", name="Send", exact=True).click()


async def pressed_while(window: Window, place: Locator, happens: Awaitable[None], arrived: Locator) -> None:
    """Pressed near its lower edge, and let go once something has arrived below it: which leaves it where it is."""
    box = await place.bounding_box()
    assert box is not None
    await window.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 4)
    await window.page.mouse.down()
    await happens
    await expect(arrived).to_be_attached()
    await window.page.wait_for_timeout(100)
    await window.page.mouse.up()


async def test_a_photo_is_sent_seen_and_recalled_for_both(marketplace: Process, browser: Browser) -> None:
    path = f"/console/c/{(await talk(marketplace, 'maya', 'acme'))['conversation']['id']}"
    maya = await somebody(browser, marketplace, "maya", path, viewport=PHONE, has_touch=True)
    acme = await somebody(browser, marketplace, "acme", path)
    choose = maya.page.locator("input[type=file]")

    await choose.set_input_files(FilePayload(name="notes.txt", mimeType="text/plain", buffer=b"no picture"))
    await expect(maya.page.get_by_role("alert")).to_contain_text("notes.txt cannot be sent")
    await choose.set_input_files(picture("jars.png"))
    await expect(maya.page.get_by_role("img", name="jars.png")).to_be_visible()
    await says(maya, "The jars on my shelf")

    shown = said(acme, "The jars on my shelf").get_by_role("button", name="Photo: show it larger")
    await expect(shown.locator("img")).to_have_js_property("complete", value=True)
    await expect(shown).to_be_in_viewport(ratio=1)  # the thread has come to rest at its end
    await pressed_while(acme, shown, says(maya, "And one more"), said(acme, "And one more"))
    await expect(acme.page.get_by_role("dialog").get_by_role("img", name="Photo")).to_be_visible()
    await acme.page.keyboard.press("Escape")

    await said(maya, "The jars on my shelf").get_by_role("button", name="More").click()
    await maya.page.get_by_role("menuitem", name="Recall").click()
    for one in (maya, acme):
        await expect(said(one, "This message was recalled.").last).to_be_visible()
        await expect(said(one, "The jars on my shelf")).to_have_count(0)


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_a_photo_is_pasted_and_a_gif_dropped(marketplace: Process, browser: Browser) -> None:
    path = f"/console/c/{(await talk(marketplace, 'maya', 'acme'))['conversation']['id']}"
    acme = await somebody(browser, marketplace, "acme", path)
    maya = await somebody(browser, marketplace, "maya", path)

    await paste(composer(acme), await transfer(acme, picture("pan.png")))
    await expect(acme.page.get_by_role("img", name="pan.png")).to_be_visible()
    await drop(log(acme), await transfer(acme, animated("flip.gif")))
    await expect(acme.page.get_by_role("img", name="flip.gif")).to_be_visible()
    async with held(acme, "**/media"):
        await write(acme, "Flat, and how it flips")
        await expect(log(acme).get_by_role("progressbar", name="Uploading")).to_have_count(2)

    await expect(said(maya, "Flat, and how it flips").get_by_role("button", name="Photo")).to_be_visible()
    await expect(log(maya).get_by_role("button", name="GIF: show it larger")).to_be_visible()
    await expect(log(acme).get_by_role("progressbar")).to_have_count(0)


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_replies_products_and_what_goes_later(marketplace: Process, browser: Browser) -> None:
    at = (await talk(marketplace, "acme", "maya"))["conversation"]["id"]
    acme = await somebody(browser, marketplace, "acme", f"/console/c/{at}")
    maya = await somebody(browser, marketplace, "maya", f"/console/c/{at}")
    soon = (datetime.now(UTC) + timedelta(seconds=8)).isoformat()
    made = await ask(marketplace, "acme", LATER, talk=at, at=soon, text="By itself")
    assert made["scheduleMessage"] == {"__typename": "ScheduledMessageSuccess"}
    page = acme.page

    await composer(acme).press("/")
    await page.get_by_role("searchbox", name="Search saved replies").press("Escape")
    await expect(composer(acme)).to_have_value("/")
    await composer(acme).fill("")
    await composer(acme).press("/")
    await page.get_by_role("button", name="Manage").click()
    await page.get_by_role("button", name="New reply").click()
    await page.get_by_role("textbox", name="Name").fill("A code")
    await page.get_by_role("textbox", name="Text").fill("{creator_name}, your code is {code}.")
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_role("dialog")).to_contain_text("A code")
    await page.get_by_role("button", name="Close", exact=True).click()
    await page.get_by_role("searchbox", name="Search saved replies").fill("A co")
    await page.get_by_role("option", name="A code").click()
    await page.get_by_role("textbox", name="code").fill("TEAL")
    await page.get_by_role("dialog").get_by_role("button", name="Send").click()
    await expect(log(maya)).to_contain_text("Maya Torres, your code is TEAL.")
    await expect(composer(acme)).to_have_value("")

    await page.get_by_role("button", name="Attach products").click()
    await page.get_by_role("button", name="Ceramic frying pan").click()
    await page.get_by_role("button", name="Attach 1 of up to 5").click()
    await write(acme, "It is back")
    await expect(said(maya, "It is back")).to_contain_text("$")

    await composer(acme).fill("Good morning")
    await page.get_by_role("button", name="Send later").click()
    back = page.expect_response(lambda answer: "cancellingMutation" in (answer.request.post_data or ""))
    async with back as taken, held(acme, "**/graphql", "schedulingMutation"):
        await page.get_by_role("button", name="Schedule", exact=True).click()
        await page.keyboard.press("Escape")
        await composer(acme).press_sequentially(", Maya")
    assert "ScheduledMessageSuccess" in await (await taken.value).text()
    await expect(composer(acme)).to_have_value("Good morning, Maya")
    await page.get_by_role("button", name="Send later").click()
    await page.get_by_role("button", name="Tomorrow, 9:00").click()
    await page.get_by_role("button", name="Schedule", exact=True).click()
    later = page.get_by_role("list", name="Scheduled").get_by_role("listitem")
    await later.filter(has_text="Good morning").filter(has_text="9:00").get_by_role("button", name="Edit").click()
    await page.get_by_role("textbox", name="Text").fill("Good evening")
    await page.get_by_role("button", name="Save", exact=True).click()
    await later.filter(has_text="Good evening").get_by_role("button", name="Cancel").click()
    await expect(later.filter(has_text="Good evening")).to_have_count(0)

    await expect(said(maya, "By itself")).to_be_visible()


async def test_who_waits_for_a_reply_or_is_blocked_is_told_and_goes_on(marketplace: Process, browser: Browser) -> None:
    found = await talk(marketplace, "acme", "maya")
    at, left = found["conversation"]["id"], found["conversation"]["canSend"]["remaining"]
    acme = await somebody(browser, marketplace, "acme", f"/console/c/{at}")
    maya = await somebody(browser, marketplace, "maya", f"/console/c/{at}")
    for number in range(left - 1):
        await ask(marketplace, "acme", SEND, conversation=at, made=f"made {number}", text=f"Number {number}")

    await expect(acme.page.get_by_text("1 message is left before they reply.")).to_be_visible()
    await write(acme, "Hello?")
    waits = acme.page.get_by_text("You can write again once Maya Torres has responded.")
    await expect(waits).to_be_visible()
    await expect(said(maya, "Hello?")).to_be_visible()
    await composer(acme).fill("Kept")
    await expect(acme.page.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    await write(maya, "Hello!")
    await expect(waits).to_have_count(0)
    await composer(acme).press("Enter")
    await expect(said(maya, "Kept")).to_be_visible()

    await ask(marketplace, "maya", BLOCK, whom=(await talk(marketplace, "maya", "acme"))["id"])
    # To the word: that what was scheduled was not sent, since they were blocked, is said from now on.
    blocked = acme.page.get_by_text("You cannot send messages to creator now as you are blocked by them.", exact=True)
    await expect(blocked.first).to_be_visible()
    await expect(
        maya.page.get_by_role("list", name="Messages").get_by_role("img", name="Blocked by you")
    ).to_be_visible()
    thread = maya.page.get_by_role("region", name="Conversation with Acme Home Goods")
    await thread.get_by_role("button", name="Unblock").click()
    await expect(blocked).to_have_count(0)
    await write(acme, "Thank you")
    await expect(said(maya, "Thank you")).to_be_visible()


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_a_link_leads_to_its_message_and_back_to_the_newest(marketplace: Process, browser: Browser) -> None:
    at = (await talk(marketplace, "acme", "maya"))["conversation"]["id"]
    old = (await ask(marketplace, "acme", OLD, talk=at))["node"]["messages"]["nodes"][1]
    acme = await somebody(browser, marketplace, "acme", f"/console/c/{at}")
    await acme.page.goto(f"{marketplace.url}/console/c/{at}?message={old['id']}&lang=en")

    await expect(said(acme, old["text"])).to_be_in_viewport()
    await acme.page.reload()
    await live(acme)
    await expect(said(acme, old["text"])).to_be_in_viewport()
    async with held(acme, "**/graphql"):
        await write(acme, "Not there yet")
        await expect(said(acme, "Not there yet")).to_contain_text("Sending…")
    await expect(said(acme, "Not there yet")).to_be_in_viewport()
    await acme.page.goto(f"{marketplace.url}/console/c/{at}?message={old['id']}&lang=en")
    await expect(said(acme, old["text"])).to_be_in_viewport()
    await ask(marketplace, "maya", SEND, conversation=at, made="meanwhile", text="Meanwhile")
    newest = acme.page.get_by_role("button", name="To the newest, 1 is unread")
    await expect(newest).to_be_visible()
    await expect(said(acme, "Meanwhile")).to_have_count(0)
    await newest.click()

    await expect(said(acme, "Meanwhile")).to_be_in_viewport()
    await expect(newest).to_have_count(0)
    await log(acme).hover()
    await acme.page.mouse.wheel(0, -3000)
    await expect(acme.page.get_by_role("button", name="To the newest")).to_be_visible()
    await write(acme, "Here I am")
    await expect(said(acme, "Here I am")).to_be_in_viewport()


@pytest.mark.long
async def test_a_server_that_does_not_answer_is_given_up_and_nothing_is_lost(
    marketplace: Process, browser: Browser
) -> None:
    at = (await talk(marketplace, "acme", "maya"))["conversation"]["id"]
    acme = await somebody(browser, marketplace, "acme", f"/console/c/{at}")
    served = {marketplace.pid, *children(marketplace.pid)}

    for pid in served:
        os.kill(pid, signal.SIGSTOP)  # its sockets look open
    try:
        await write(acme, "While nobody answers")
        await expect(acme.page.locator("[data-state=offline]")).to_be_attached()
    finally:
        for pid in served:
            os.kill(pid, signal.SIGCONT)

    await live(acme, 60)
    await expect(said(acme, "While nobody answers")).not_to_contain_text("Sending…", timeout=60_000)
    await ask(marketplace, "maya", SEND, conversation=at, made="since", text="Are you there again?")
    await expect(said(acme, "Are you there again?")).to_be_visible()
    await acme.page.reload()
    await expect(said(acme, "While nobody answers")).to_have_count(1)
    acme.forgive_absence()


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_an_answer_that_an_event_has_overtaken_undoes_nothing(marketplace: Process, browser: Browser) -> None:
    found = await talk(marketplace, "acme", "maya")
    at = found["conversation"]["id"]
    acme = await somebody(browser, marketplace, "acme")
    read, heard = asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        if "ThreadQuery" not in (route.request.post_data or "") or read.is_set():
            return await route.fallback()
        answer = await route.fetch()
        read.set()
        await heard.wait()
        return await route.fulfill(response=answer)

    await acme.page.route("**/graphql", late)
    row = acme.page.get_by_role("list", name="Messages", exact=True).get_by_role("link").filter(has_text="Maya Torres")
    await row.click()
    await read.wait()
    await ask(marketplace, "maya", SEND, conversation=at, made="meanwhile", text="Said meanwhile")
    await expect(row).to_contain_text("Said meanwhile")
    heard.set()

    await expect(said(acme, "Said meanwhile")).to_be_visible()
