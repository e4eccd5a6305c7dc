"""The console, as two people have it in two windows."""

import asyncio
import json
from base64 import urlsafe_b64decode
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Request, Route, expect

from app.sign_in import issue
from tests.browser.chromium import Browser, Window
from tests.browser.conftest import ask, composer, live, log, lose_the_answer, somebody, token, write
from tests.processes import Process
from tests.wire import SECRET, SEND

THREAD = """query Thread($handle: String!) {
    account(handle: $handle) { conversation { id messages(last: 5) { nodes { text sequence } } } } }"""


async def conversation(marketplace: Process) -> dict[str, Any]:
    """What maya and acme have said to each other."""
    answer = await ask(marketplace, "maya", THREAD, handle="acme")
    found: dict[str, Any] = answer["account"]["conversation"]
    return found


def sends(request: Request) -> bool:
    """Whether it is a message that somebody wrote."""
    return "outboxMutation" in (request.post_data or "")


async def lose_what_is_sent(route: Route) -> None:
    """The answer of what is sent is lost, and of nothing else."""
    await (lose_the_answer(route) if sends(route.request) else route.fallback())


async def let_nothing_out(route: Route) -> None:
    """What is sent does not arrive."""
    await (route.abort("connectionreset") if sends(route.request) else route.fallback())


async def said_since(marketplace: Process, before: dict[str, Any]) -> list[str]:
    """What maya and acme have said to each other since then."""
    last = before["messages"]["nodes"][-1]["sequence"]
    now = (await conversation(marketplace))["messages"]["nodes"]
    return [message["text"] for message in now if message["sequence"] > last]


async def soon_expired(marketplace: Process, who: str) -> str:
    """What the page keeps of somebody whose token holds for some seconds more."""
    _, claims, _ = (await token(marketplace, who)).split(".")
    user_key = int(json.loads(urlsafe_b64decode(claims + "=="))["sub"])
    made, _ = issue(SECRET.encode(), user_key, lifetime=timedelta(seconds=6))
    return json.dumps({"who": who, "token": made, "account": None})


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
    before = await conversation(marketplace)
    maya = await somebody(browser, marketplace, "maya", f"/console/c/{before['id']}")

    await expect(log(maya).get_by_role("article").last).to_be_visible()
    await maya.page.wait_for_load_state("networkidle")
    await maya.page.route("**/graphql", lose_what_is_sent)
    async with maya.page.expect_event("requestfailed", sends):
        await write(maya, "Zero")
    await maya.page.unroute("**/graphql")
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
    assert await said_since(marketplace, before) == ["Zero", "One", "Two"]


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_whoever_is_signed_out_by_time_signs_in_again_and_goes_on(marketplace: Process, browser: Browser) -> None:
    before = await conversation(marketplace)
    maya = await somebody(browser, marketplace, "maya", f"/console/c/{before['id']}")
    await maya.page.route("**/graphql", let_nothing_out)
    await write(maya, "Still here")
    await composer(maya).press_sequentially("And th")

    await maya.page.evaluate(
        "kept => sessionStorage.setItem('parley::session', kept)", await soon_expired(marketplace, "maya")
    )
    await maya.page.goto(f"{marketplace.url}/console/c/{before['id']}?lang=en")
    await expect(maya.page.get_by_role("status").filter(has_text="sign in again as maya")).to_be_visible()
    await maya.page.reload()
    await expect(maya.page.get_by_role("textbox", name="Handle")).to_have_value("maya")
    await maya.page.get_by_role("textbox", name="Password").fill("maya")
    await maya.page.unroute("**/graphql")
    await maya.page.get_by_role("button", name="Sign in", exact=True).click()

    await live(maya)
    await expect(composer(maya)).to_have_value("And th")
    await expect(log(maya).get_by_text("Still here")).to_be_visible()
    await expect(log(maya)).not_to_contain_text("Sending…")
    assert await said_since(marketplace, before) == ["Still here"]
    maya.forgive_absence()


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
