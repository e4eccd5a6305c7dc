"""`export` and `erase` on the command line."""

import asyncio
import json
import re
from pathlib import Path

import pytest

from app import own_data
from app.command_line import main
from domain.actions import timers
from domain.house import House
from domain.viewer import System
from models.due import DueKind
from models.sql import statement
from tests import invariants
from tests.cast import Person, say, started

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    """The command line looks at the house of the test."""
    monkeypatch.setenv("PARLEY_DATABASE", database_url)


async def run(captured: Captured, *words: str) -> tuple[int, str, str]:
    """Run a command: its status, what it said, and what it complained of."""
    status = await asyncio.to_thread(main, [*words])
    said = captured.readouterr()
    return status, said.out, said.err


def erased(handle: str, new: str) -> str:
    """What is said of an erasure, from its begin to its end."""
    return (
        f"@{handle} is @{new} from here on; its words go next\n"
        f"@{handle} is erased: it is @{new} now, and none of its words is left\n"
    )


@pytest.mark.rule("PLT-4")
async def test_an_account_is_written_into_a_file(maya: Person, acme: Person, tmp_path: Path, capsys: Captured) -> None:
    key = await started(maya, acme)
    await say(maya, key, "hello")
    file = tmp_path / "maya.jsonl"

    status, said, complained = await run(capsys, "export", "maya", str(file))

    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert (status, said, complained) == (0, f"{len(lines)} lines of @maya are in {file}\n", "")
    assert [line["type"] for line in lines] == ["account", "member", "conversation", "message"]
    assert lines[3]["text"] == "hello"


@pytest.mark.rule("PLT-4")
async def test_an_account_is_erased_by_one_command(house: House, maya: Person, acme: Person, capsys: Captured) -> None:
    key = await started(maya, acme)
    await say(maya, key, "hello")
    new = f"deleted-{maya.key}"

    assert await run(capsys, "erase", "maya") == (0, erased("maya", new), "")

    said = await house.database.fetch(statement("SELECT text FROM messages"))
    assert [row[0] for row in said] == [""]
    await invariants.holds(house.database)
    assert await run(capsys, "erase", new) == (0, erased(new, new), "")


async def _killed(_house: House, _key: int) -> None:
    """Not a step further."""
    raise KeyboardInterrupt


async def test_a_command_that_was_killed_is_said_again(
    house: House, maya: Person, acme: Person, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    await say(maya, await started(maya, acme), "hello")
    with monkeypatch.context() as killed:
        killed.setattr(own_data, "_finished", _killed)
        with pytest.raises(KeyboardInterrupt):
            await run(capsys, "erase", "maya")
    name = re.search(r"@maya is @(\S+) from here on", capsys.readouterr().out)
    assert name is not None

    status, _, _ = await run(capsys, "erase", name[1])

    assert status == 0
    assert not await timers.run(System(house), DueKind.ERASURE_GOES_ON, maya.key)  # but for a last look, later
    said = await house.database.fetch(statement("SELECT text FROM messages"))
    assert [row[0] for row in said] == [""]


async def test_nobody_is_said_to_be_nobody(house: House, capsys: Captured, tmp_path: Path) -> None:
    assert await run(capsys, "erase", "nobody") == (1, "", "There is no account @nobody.\n")
    assert await run(capsys, "export", "nobody", str(tmp_path / "x")) == (1, "", "There is no account @nobody.\n")
    assert not (tmp_path / "x").exists()
