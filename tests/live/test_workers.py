"""`serve --workers N`: several processes on one port, as operators run them."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.app.served import until
from tests.processes import Process, children, process

pytestmark = pytest.mark.parametrize("dialect", ["postgres"], indirect=True)


@pytest.fixture
async def two(database_url: str, tmp_path: Path) -> AsyncIterator[Process]:
    """A server of two processes."""
    async with process(database_url, tmp_path / "log") as served:
        await served.start("--workers", "2")
        await until(lambda: "by 2 processes" in (tmp_path / "log").read_text(), 20)
        yield served


async def ready(url: str) -> bool:
    """Whether a new connection is answered."""
    try:
        async with aiohttp.ClientSession() as session, session.get(f"{url}/readyz") as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False


async def test_one_that_is_killed_is_started_again_while_the_other_serves(two: Process) -> None:
    first = children(two.pid)
    assert len(first) == 2
    victim = min(first)

    os.kill(victim, signal.SIGKILL)
    await until(lambda: victim not in children(two.pid))
    assert [await ready(two.url) for _ in range(10)] == [True] * 10

    await until(lambda: len(children(two.pid)) == 2, 20)
    assert first - {victim} < children(two.pid)
    assert [await ready(two.url) for _ in range(10)] == [True] * 10


async def test_all_end_together(two: Process) -> None:
    running = children(two.pid)
    began = time.monotonic()

    assert await two.stop() == 0

    assert time.monotonic() - began < 5
    assert not [pid for pid in running if Path(f"/proc/{pid}").exists()]
    assert not await ready(two.url)


async def test_none_is_left_behind_by_a_supervisor_that_is_killed(two: Process) -> None:
    running = children(two.pid)

    await two.kill()

    async with asyncio.timeout(10):
        while any(Path(f"/proc/{pid}").exists() for pid in running):
            await asyncio.sleep(0.05)


async def test_a_port_that_is_taken_is_told_in_words(database_url: str, tmp_path: Path) -> None:
    async with process(database_url, tmp_path / "log") as served:
        with socket.create_server(("127.0.0.1", served.port)):
            command = [sys.executable, "-m", "app", "serve", "--workers", "2"]
            again = await asyncio.create_subprocess_exec(
                *command, env=served.environment, stderr=asyncio.subprocess.PIPE
            )
            _, complained = await again.communicate()

    assert again.returncode == 2
    assert f"127.0.0.1:{served.port} is taken" in complained.decode()
