"""The console in a browser: how soon it is there, how large it is, and how smoothly very long lists are scrolled."""

import json
import secrets
import shutil
import statistics
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from app.sign_in import issue
from bench.console.inbox import MEMBER, feed
from bench.load import servers, table

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
OWNER = 1  # the first user of a new database
HEADER = ["figure", "", "seen", "must"]
MUST_PAINT, MUST_TASK, MUST_SIZE = 1_000, 100, 250_000  # ms, ms, bytes
STEP, PAUSE = 1_800, 40  # a quick hand: pixels, and milliseconds until the next turn of the wheel
STILL = 250  # turns of the wheel without anything new, after which a list is taken for stuck
# When the first row was painted, and every long task; from before anything of the page has run.
WATCH = """
window.watched = { painted: null, tasks: [] };
new PerformanceObserver((list) => {
    for (const task of list.getEntries()) watched.tasks.push({ at: task.startTime, took: task.duration });
}).observe({ type: "longtask", buffered: true });
const look = new MutationObserver(() => {
    if (!document.querySelector(".row")) return;
    look.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => (watched.painted = performance.now())));
});
look.observe(document, { childList: true, subtree: true });
sessionStorage.setItem("parley::session", %s);
"""
SIZE = """performance.getEntriesByType("resource")
    .filter((one) => one.name.endsWith(".js") && one.startTime < watched.painted)
    .reduce((sum, one) => sum + one.encodedBodySize, 0)"""
# By a timer: what is evaluated from outside is no task to the browser.
BUSY = """() => new Promise((go) => setTimeout(() => {
    const until = performance.now() + 120;
    while (performance.now() < until);
    go();
}))"""
TASKS = "watched.tasks.filter((task) => task.at > %f).map((task) => task.took)"


@dataclass(slots=True)
class Seen:
    """What the rounds have shown; times in milliseconds."""

    paints: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    tasks: dict[str, list[float]] = field(default_factory=dict)  # by what was scrolled


async def measure(conversations: int, messages: int, rounds: int) -> str:
    """Feed an inbox, open it, and scroll it to its end and its longest conversation to its beginning; the table."""
    seen = Seen()
    with tempfile.TemporaryDirectory() as folder:
        url = await feed(Path(folder), conversations, messages)
        secret = secrets.token_hex(32)
        async with servers.parley(url, secret, CONSOLE="true") as server, _browser() as browser:
            session = {"who": MEMBER, "token": issue(secret.encode(), OWNER)[0], "account": None}
            script = WATCH % json.dumps(json.dumps(session))
            for _ in range(rounds):
                await _round(browser, f"http://127.0.0.1:{server.port}/console/", script, seen, conversations)
    return table.draw(HEADER, _lines(seen, conversations, messages))


def _lines(seen: Seen, conversations: int, messages: int) -> list[list[str]]:
    what = {
        "opening": "from the first paint until a conversation is open",
        "inbox": f"{conversations:,} conversations scrolled",
        "thread": f"{messages:,} messages scrolled",
    }
    lines = [
        ["first paint of the inbox, ms", "median", f"{statistics.median(seen.paints):,.0f}", f"{MUST_PAINT:,}"],
        ["JavaScript until then, bytes", "packed", f"{max(seen.sizes):,}", f"{MUST_SIZE:,}"],
    ]
    for name, tasks in seen.tasks.items():
        longest = max(tasks, default=0.0)
        lines.append([f"{what[name]}, ms", "longest task", f"{longest:,.0f}", f"{MUST_TASK}"])
        lines.append([what[name], "tasks over 50 ms", f"{len(tasks):,}", ""])
    return lines


@asynccontextmanager
async def _browser() -> AsyncIterator[Browser]:
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        raise SystemExit("bench: no Chromium is installed (apt-get install chromium)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        await browser.close()


async def _round(browser: Browser, url: str, script: str, seen: Seen, conversations: int) -> None:
    context = await browser.new_context(viewport={"width": 1400, "height": 900})
    await context.add_init_script(script)
    page = await context.new_page()
    await page.goto(url)
    await page.locator(".row").first.wait_for()
    await page.wait_for_timeout(1_000)
    seen.paints.append(await page.evaluate("watched.painted"))
    seen.sizes.append(await page.evaluate(SIZE))
    await page.locator(".row").first.click()
    await page.locator(".bubble").first.wait_for()
    await page.wait_for_timeout(1_000)
    seen.tasks.setdefault("opening", []).extend(await page.evaluate(TASKS % seen.paints[-1]))
    await _sees_tasks(page)
    for name, area, step, end in (
        ("thread", ".messages", -STEP, "0 of 0:"),
        ("inbox", ".rows", STEP, f"Núria {conversations - 1}"),
    ):
        began = await page.evaluate("performance.now()")
        await _scroll(page, area, step, end)
        seen.tasks.setdefault(name, []).extend(await page.evaluate(TASKS % began))
    await context.close()


async def _sees_tasks(page: Page) -> None:
    """Make the page busy once: a figure of no long task is worth nothing where none is seen."""
    began = await page.evaluate("performance.now()")
    await page.evaluate(BUSY)
    await page.wait_for_timeout(200)
    if not await page.evaluate(TASKS % began):
        raise SystemExit("bench: this browser does not tell of long tasks")


async def _scroll(page: Page, area: str, step: int, end: str) -> None:
    """Turn the wheel until these words are shown, which stand at the end of a list."""
    await page.locator(area).hover()
    shown, still = "", 0
    while end not in shown:
        await page.mouse.wheel(0, step)
        await page.wait_for_timeout(PAUSE)
        before, shown = shown, await page.locator(area).inner_text()
        still = still + 1 if shown == before else 0
        if still > STILL:
            raise SystemExit(f"bench: {area} cannot be scrolled as far as {end!r}: {shown[-200:]}")
