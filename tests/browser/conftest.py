"""The demo marketplace, served; and a window to look at it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import Window, chromium
from tests.processes import Process


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """The demo marketplace, served by a process of its own."""
    folder = tmp_path_factory.mktemp("demo")
    process = Process(f"sqlite:///{folder}/demo.sqlite3", folder / "log")
    try:
        process.run("demo")
        asyncio.run(process.start())
        yield process
    finally:
        process.close()


@pytest.fixture
async def window(tmp_path: Path) -> AsyncIterator[Window]:
    """Fails the test if the page asked another host, if its policy refused it anything, or if it complained."""
    async with chromium(tmp_path / "chromium") as opened:
        yield opened
    assert opened.wrong == []
