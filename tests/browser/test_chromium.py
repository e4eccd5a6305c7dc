"""What a person would not notice is noticed: else the other tests here would prove less than they say."""

import asyncio

from tests.browser.chromium import Browser
from tests.processes import Process

# What a page does, and what is told of it.
WRONG = {
    "console.warn('beware')": "warning: beware",
    "Promise.reject(new Error('lost'))": "exception: lost",
    "setTimeout(() => { throw new Error('boom') })": "exception: boom",
    "fetch('/nowhere')": "404 (Not Found)",
    "fetch('http://192.0.2.1/').catch(() => 0)": "'http://192.0.2.1/' violates",
    "try { new WebSocket('ws://192.0.2.1/') } catch {}": "'ws://192.0.2.1/' violates",
    "new Image().src = 'http://192.0.2.1/picture'": "asked http://192.0.2.1/picture",
    "document.body.setAttribute('style', 'color: red')": "inline style violates",
}
UNNAMED = "document.body.append(document.createElement('button'))"


async def test_what_nobody_sees_is_told(demo: Process, unwatched: Browser) -> None:
    window = await unwatched.window()
    await window.page.goto(f"{demo.url}/console/")

    await window.page.evaluate(f"() => {{ {'; '.join(WRONG)} }}")

    async with asyncio.timeout(10):
        while untold := [told for told in WRONG.values() if not any(told in said for said in unwatched.wrong)]:
            await asyncio.sleep(0.05)
    assert untold == []


async def test_what_axe_finds_is_a_line(demo: Process, unwatched: Browser) -> None:
    window = await unwatched.window()
    await window.page.goto(f"{demo.url}/console/")

    await window.page.evaluate(f"() => {UNNAMED}")

    assert [line.partition(" ")[0] for line in await window.axe()] == ["button-name"]
