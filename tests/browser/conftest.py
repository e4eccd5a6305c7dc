"""A window to look at the demo marketplace."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.browser.chromium import Window, chromium


@pytest.fixture
async def window(tmp_path: Path) -> AsyncIterator[Window]:
    """Fails the test if the page asked another host, if its policy refused it anything, or if it complained."""
    async with chromium(tmp_path / "chromium") as opened:
        yield opened
    assert opened.wrong == []
