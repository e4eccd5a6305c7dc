"""Chromium without a screen, driven by Playwright; and what a person who looks at it would not notice."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]  # it has no types
from playwright.async_api import Browser as Chromium
from playwright.async_api import ConsoleMessage, Page, ViewportSize, async_playwright, expect

from tests.conftest import missing

NAMES = ("chromium", "chromium-browser", "google-chrome")
HOW_TO_GET_CHROMIUM = "install it: apt-get install chromium, or another Chromium or Chrome"
DESKTOP = ViewportSize(width=1400, height=900)
PHONE = ViewportSize(width=390, height=844)
PATIENCE = 20_000.0  # milliseconds, on a machine that has other work
HERE = ("http://127.0.0.1:", "ws://127.0.0.1:", "blob:http://127.0.0.1:", "data:", "about:")
AWAY = "net::ERR_CONNECTION_"  # how Chromium tells of a server that is not there

expect.set_options(timeout=PATIENCE)


class Window:
    """One person's: nothing is shared with another's but the browser. `wrong` is what nobody would notice."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wrong: list[str] = []
        page.context.on("console", self._complains)  # also of what the policy refused, and what could not be loaded
        page.context.on("weberror", lambda fault: self.wrong.append(f"exception: {fault.error}"))
        page.context.on("request", lambda request: self._asks(request.url))
        # Playwright tells of whatever the page's workers do as well, except of their sockets.
        page.on("websocket", lambda socket: self._asks(socket.url))

    async def axe(self) -> list[str]:
        """What axe finds on the page that keeps people with disabilities out, a line for each place."""
        found = (await Axe().run(self.page)).response["violations"]
        return [
            f"{violation['id']} at {node['target']}: {' '.join(node['failureSummary'].split())}"
            for violation in found
            if violation["impact"] in {"serious", "critical"}
            for node in violation["nodes"]
        ]

    def forgive_absence(self) -> None:
        """Forget the complaints of a server that was away."""
        self.wrong = [said for said in self.wrong if AWAY not in said]

    def _complains(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning", "assert"}:
            self.wrong.append(f"{message.type}: {message.text} {message.location['url']}")

    def _asks(self, url: str) -> None:
        if not url.startswith(HERE):
            self.wrong.append(f"asked {url}")


class Browser:
    """Each of its windows is somebody's who has never been anywhere; nothing is shared with those of another test."""

    def __init__(self, chromium: Chromium) -> None:
        self.windows: list[Window] = []
        self._chromium = chromium

    async def window(self, **context: Any) -> Window:
        """Another window; what Playwright lets one say of a context: `viewport=PHONE, color_scheme="dark"`."""
        made = await self._chromium.new_context(**{"viewport": DESKTOP, "reduced_motion": "reduce", **context})
        made.set_default_timeout(PATIENCE)
        self.windows.append(Window(await made.new_page()))
        return self.windows[-1]

    @property
    def wrong(self) -> list[str]:
        """Of all its windows."""
        return [said for window in self.windows for said in window.wrong]

    async def close(self) -> None:
        """All its windows."""
        for window in self.windows:
            await window.page.context.close()


@asynccontextmanager
async def chromium() -> AsyncIterator[Chromium]:
    """The Chromium that is installed, for a while."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        missing("Chromium", HOW_TO_GET_CHROMIUM)
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield started
        await started.close()
