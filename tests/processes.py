"""Parley as operators run it: a process of its own, that can be killed."""

import asyncio
import contextlib
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO

import aiohttp
from pydantic import SecretStr

from app import houses, sign_in
from app.settings import Settings
from models.accounts import AccountKind
from models.migrate import migrate
from tests.cast import Person, person
from tests.wire import SECRET, Wire, talking

ROOT = Path(__file__).parents[1]
STARTING_SECONDS = 90.0  # of several at once, on a machine that has other work


def quiet_port() -> int:
    """A free port that the system gives to no client.

    Whoever tries to reach a dead server at one of those may be connected to itself, and then holds the port.
    """
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def children(pid: int) -> set[int]:
    """The processes that one has started."""
    found = set()
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text()
            except OSError:
                continue
            if int(stat.rpartition(")")[2].split()[1]) == pid:
                found.add(int(folder.name))
    return found


class Process:
    """`python -m app serve` on a port of its own, as often as it is started."""

    def __init__(self, database_url: str, log: Path, **settings: str) -> None:
        self.database_url = database_url
        self._settings = {f"PARLEY_{name.upper()}": value for name, value in settings.items()}
        self.port = quiet_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._path = log
        self.media = log.with_name(f"{log.name}-media")
        self._log: IO[bytes] = log.open("ab")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What it is started with: nothing of the settings of whoever runs the tests."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("PARLEY_")}
        return own | {
            "PARLEY_DATABASE": self.database_url,
            "PARLEY_PORT": str(self.port),
            "PARLEY_MEDIA": str(self.media),
            "PARLEY_SECRET": SECRET,
            **self._settings,
        }

    def run(self, *words: str) -> str:
        """Run another command of the same Parley; what it printed."""
        command = [sys.executable, "-m", "app", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True)
        return done.stdout

    async def start(self, *words: str) -> float:
        """Serve, with further words of the command; how many seconds it took until it answered."""
        began = time.monotonic()
        command = [sys.executable, "-m", "app", "serve", *words]
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=self._log, stderr=self._log, stdin=subprocess.DEVNULL
        )
        async with aiohttp.ClientSession() as session:
            while time.monotonic() - began < STARTING_SECONDS:
                try:
                    async with session.get(f"{self.url}/readyz") as answer:
                        if answer.status == 200:
                            return time.monotonic() - began
                except aiohttp.ClientError:
                    await asyncio.sleep(0.05)
        raise AssertionError(f"the server did not start: {self._process.poll()}, {self._path.read_text()[-2000:]}")

    @property
    def pid(self) -> int:
        """Of the process that serves."""
        assert self._process is not None
        return self._process.pid

    async def stop(self) -> int:
        """End it as an operator does; its exit status."""
        assert self._process is not None
        self._process.terminate()
        status = await asyncio.to_thread(self._process.wait, 15)
        self._process = None
        return status

    async def kill(self) -> None:
        """Kill -9."""
        if self._process is not None:
            self._process.kill()
            await asyncio.to_thread(self._process.wait)
        self._process = None

    def close(self) -> None:
        """Stop whatever runs."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._log.close()


@asynccontextmanager
async def process(database_url: str, log: Path, **settings: str) -> AsyncIterator[Process]:
    """A process for a while, with further settings; not yet started."""
    made = Process(database_url, log, **settings)
    try:
        yield made
    finally:
        made.close()


def unlimited(folder: Path) -> str:
    """A policy, written into a folder, under which everybody may ask as much as they like."""
    policy = folder / "policy.toml"
    policy.write_text("[numbers]\nrate_points_per_user = 0\nrate_points_per_address = 0\n", encoding="utf-8")
    return str(policy)


class Stage:
    """maya and acme, in a conversation that nobody serves yet."""

    def __init__(self, settings: Settings, cast: dict[str, Person], conversation: int) -> None:
        self._settings = settings
        self._cast = cast
        self.conversation = conversation

    def wire(self, handle: str, url: str) -> Wire:
        """A client for one of them."""
        token, _ = sign_in.issue(self._settings.key, self._cast[handle].user_key)
        return Wire(url, token, handle)


async def staged(database_url: str) -> Stage:
    """Fill a database with the cast, and let it go."""
    settings = Settings(database=database_url, secret=SecretStr(SECRET))
    await migrate(database_url)
    async with houses.opened(settings) as house:
        maya = await person(house, AccountKind.CREATOR, "maya")
        acme = await person(house, AccountKind.SELLER, "acme")
        return Stage(settings, {"maya": maya, "acme": acme}, await talking(acme, maya))
