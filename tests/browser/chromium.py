"""A window of Chromium without a screen, spoken to over the DevTools protocol: all that is needed is Chromium."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp

from tests.conftest import missing

NAMES = ("chromium", "chromium-browser", "google-chrome")
HOW_TO_GET_CHROMIUM = "install it: apt-get install chromium, or another Chromium or Chrome"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage --window-size=1400,900 --remote-debugging-port=0"
).split()
PATIENCE = 20.0
HERE = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "about:")

# The element that a click is meant for: the first that is shown and says exactly these words, if any are given.
FOUND = """(() => {
    for (const element of document.querySelectorAll(%s)) {
        const words = %s;
        if (!element.offsetParent || (words !== null && element.innerText.trim() !== words)) continue;
        element.scrollIntoView({ block: "nearest" });
        const box = element.getBoundingClientRect();
        return [box.x + box.width / 2, box.y + box.height / 2];
    }
    return null;
})()"""
# The editor writes spaces that do not break.
SHOWN = "[...document.querySelectorAll(%s)].map((element) => element.innerText.replaceAll('\\u00a0', ' ')).join('\\n')"


class BetweenPages(Exception):
    """The browser could not do it, as when the page has gone that it was asked of."""


class Window:
    """What is done in it waits until it can be; `wrong` is what a person would not notice."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.wrong: list[str] = []
        self._socket = socket
        self._session: str | None = None
        self._asked = 0
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._reading = asyncio.create_task(self._read())

    async def __aenter__(self) -> Self:
        target = await self.ask("Target.createTarget", url="about:blank")
        attached = await self.ask("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = attached["sessionId"]
        await self._watch(self._session)
        await self.ask("Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=True, flatten=True)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session = None
        await self.ask("Browser.close")
        await self._reading

    async def ask(self, method: str, **parameters: Any) -> Any:
        """Have the browser do something; what it answers."""
        number = await self._send(method, self._session, **parameters)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        async with asyncio.timeout(PATIENCE):
            return await self._waiting[number]

    async def open(self, url: str) -> None:
        """Go there."""
        await self.ask("Page.navigate", url=url)

    async def run(self, script: str) -> Any:
        """The value of a script's expression; None while one page goes and another comes."""
        try:
            done = await self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        except BetweenPages:
            return None
        return done["result"].get("value")

    async def click(self, selector: str, words: str | None = None) -> None:
        """Click on the first that is shown, and says these words."""
        script = FOUND % (json.dumps(selector), json.dumps(words))
        x, y = await self.until(script, f"no {selector} says {words}")
        for kind in ("mousePressed", "mouseReleased"):
            await self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    async def write(self, text: str) -> None:
        """Type it where the cursor is, key by key."""
        for letter in text:
            await self.ask("Input.dispatchKeyEvent", type="char", text=letter)

    async def sees(self, words: str, selector: str = "body", seconds: float = PATIENCE) -> None:
        """Wait until the words are shown there."""
        script = SHOWN % json.dumps(selector)
        await self.until(f"({script}).includes({json.dumps(words)})", f"{words!r} is not shown", seconds)

    async def until(self, script: str, otherwise: str, seconds: float = PATIENCE) -> Any:
        """Wait until a script's expression is true; its value."""
        try:
            async with asyncio.timeout(seconds):
                while not (value := await self.run(script)):
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise TimeoutError(f"{otherwise}: {await self.run(SHOWN % json.dumps('body'))} {self.wrong}") from None
        return value

    async def _send(self, method: str, session: str | None, **parameters: Any) -> int:
        self._asked += 1
        message = {"id": self._asked, "method": method, "params": parameters}
        await self._socket.send_json(message | ({"sessionId": session} if session else {}))
        return self._asked

    async def _watch(self, session: str) -> None:
        for domain in ("Runtime", "Log", "Network", "Page"):
            await self._send(f"{domain}.enable", session)

    async def _read(self) -> None:
        async for message in self._socket:
            said = json.loads(message.data)
            answer = self._waiting.pop(said.get("id", 0), None)
            if answer is not None and not answer.done():
                if "error" in said:
                    answer.set_exception(BetweenPages(said["error"]))
                else:
                    answer.set_result(said["result"])
            elif "method" in said:
                await self._hear(said["method"], said["params"])

    async def _hear(self, event: str, said: dict[str, Any]) -> None:
        match event:
            case "Target.attachedToTarget" if said["waitingForDebugger"]:  # a worker
                await self._watch(said["sessionId"])
                await self._send("Runtime.runIfWaitingForDebugger", said["sessionId"])
            case "Network.requestWillBeSent" if not said["request"]["url"].startswith(HERE):
                self.wrong.append(f"asked {said['request']['url']}")
            case "Network.webSocketCreated" if not said["url"].startswith(HERE):
                self.wrong.append(f"asked {said['url']}")
            case "Runtime.consoleAPICalled" if said["type"] in {"error", "warning", "assert"}:
                self.wrong.append(f"console: {said['args']}")
            case "Runtime.exceptionThrown":
                self.wrong.append(f"exception: {said['exceptionDetails']}")
            case "Log.entryAdded" if said["entry"]["level"] in {"error", "warning"}:
                # What the page's policy refused is told here, and what could not be loaded.
                self.wrong.append(f"log: {said['entry']['text']}")


@asynccontextmanager
async def chromium(folder: Path) -> AsyncIterator[Window]:
    """A window for a while, of a browser that has never been anywhere."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        missing("Chromium", HOW_TO_GET_CHROMIUM)
    process = await asyncio.create_subprocess_exec(
        str(found), *FLAGS, f"--user-data-dir={folder}", stderr=asyncio.subprocess.PIPE
    )
    try:
        async with aiohttp.ClientSession() as session:
            address = await _address(process)
            async with session.ws_connect(address, max_msg_size=0) as socket, Window(socket) as window:
                yield window
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    said = []
    async with asyncio.timeout(PATIENCE):
        async for line in process.stderr:
            said.append(line.decode())
            if "DevTools listening on " in said[-1]:
                return said[-1].split()[-1]
    raise AssertionError(f"Chromium did not start: {''.join(said)}")
