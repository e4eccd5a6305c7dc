"""A file of 200,000 records: it is fed at a rate, in memory that does not grow with it, and nobody waits for it."""

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.house import House
from models.accounts import AccountKind
from tests.cast import person, say, started
from tests.long.conftest import Note

pytestmark = pytest.mark.long

RECORDS = 200_000
A_SECOND = 5_000  # on PostgreSQL
MORE_MEMORY = 32 * 1024  # KiB: SQLite keeps 16 MB of pages
SLOWEST_SECONDS = 2.0


def accounts(number: int) -> Iterator[str]:
    """Lines of a file, one after the other."""
    for n in range(number):
        named = {"externalId": f"A-{n}", "handle": f"account-{n}", "name": f"Núria {n}"}
        yield json.dumps({**named, "accountKind": "CREATOR", "homeMarket": "US"}) + "\n"


def fed(url: str, file: Path) -> tuple[float, int]:
    """Run the command: its seconds, and the most memory that it had."""
    began = time.perf_counter()
    words = [sys.executable, "-m", "app", "ingest", str(file)]
    own = {name: value for name, value in os.environ.items() if not name.startswith("PARLEY_")}
    process = os.posix_spawn(sys.executable, words, own | {"PARLEY_DATABASE": url})
    _, status, used = os.wait4(process, 0)
    assert status == 0
    return time.perf_counter() - began, used.ru_maxrss


@pytest.mark.rule("PLT-1")
async def test_a_large_file_is_fed_at_a_rate_and_in_little_memory(
    database_url: str, dialect: str, tmp_path: Path, note: Note
) -> None:
    small, large = tmp_path / "small" / "accounts.jsonl", tmp_path / "large" / "accounts.jsonl"
    for file, number in ((small, RECORDS // 20), (large, RECORDS)):
        file.parent.mkdir()
        with file.open("w") as lines:
            lines.writelines(accounts(number))

    _, little = fed(database_url, small)
    seconds, most = fed(database_url, large)
    again, _ = fed(database_url, large)

    note(f"feeding {RECORDS:,} accounts: {RECORDS / seconds:,.0f}/s, again {RECORDS / again:,.0f}/s")
    note(f"its memory: {most / 1024:,.0f} MB, of a twentieth of the file {little / 1024:,.0f} MB")
    assert most - little < MORE_MEMORY
    if dialect == "postgres":
        assert RECORDS / seconds >= A_SECOND


@pytest.mark.rule("PLT-1")
async def test_sends_go_on_while_a_file_is_fed(house: House, database_url: str, tmp_path: Path, note: Note) -> None:
    maya, acme = await person(house, AccountKind.CREATOR, "maya"), await person(house, AccountKind.SELLER, "acme")
    conversation = await started(maya, acme)
    file = tmp_path / "accounts.jsonl"
    file.write_text("".join(accounts(RECORDS // 10)))
    feeding = asyncio.create_task(asyncio.to_thread(fed, database_url, file))

    waits: list[float] = []
    while not feeding.done():
        began = time.perf_counter()
        await say(maya, conversation, f"message {len(waits)}")
        waits.append(time.perf_counter() - began)
        await asyncio.sleep(0.01)
    await feeding

    note(f"the slowest of {len(waits):,} sends beside a feed: {max(waits) * 1000:,.0f} ms")
    assert len(waits) > 10
    assert max(waits) < SLOWEST_SECONDS
