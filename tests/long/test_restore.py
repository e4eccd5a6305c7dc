"""A database that came back from a copy: nobody goes on from a position of what was lost (EVT-3)."""

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.processes import Process, Stage, process, staged
from tests.servers import Postgres
from tests.wire import EVENTS, Wire, number

pytestmark = [pytest.mark.long, pytest.mark.parametrize("said", [True, False], ids=["said", "noticed"])]

Copying = Callable[[], None]


async def sends(client: Wire, stage: Stage, name: str, times: int) -> list[str]:
    """Send so many messages; the position after each."""
    found = []
    for n in range(times):
        assert isinstance(await client.send(stage.conversation, f"{name} {n}", f"{name} {n}"), int)
        found.append(await client.position())
    return found


async def refused(client: Wire, position: str) -> str | int | None:
    """What resuming from a position is refused with."""
    ear = await client.listen(EVENTS, after=position)
    try:
        return (await ear.end()).code
    finally:
        await ear.close()


async def lost(served: Process, stage: Stage, back_up: Copying) -> list[str]:
    """Back up, and let ten events happen that the copy does not have; positions before and after each."""
    await served.start()
    async with stage.wire("maya", served.url) as maya:
        kept = await sends(maya, stage, "kept", 3)
        back_up()
        positions = [*kept, *await sends(maya, stage, "lost", 10)]
    assert await served.stop() == 0
    return positions


async def begins_anew(served: Process, stage: Stage, positions: list[str]) -> None:
    """Twenty events later no old position is taken, and a new one is."""
    await served.start()
    async with stage.wire("maya", served.url) as maya:
        start = await maya.position()
        told = await sends(maya, stage, "after", 20)
        for position in positions:
            assert await refused(maya, position) == "HISTORY_EXPIRED"
        async with maya.listening(after=start) as ear:
            events = await ear.take(20)
        assert [event["position"] for event in events] == told
        assert [event["message"]["text"] for event in events] == [f"after {n}" for n in range(20)]
        assert number(start) == number(positions[2])  # the numbers alone would not tell
    assert await served.stop() == 0


@pytest.mark.rule("EVT-3")
async def test_a_file_that_was_put_back_is_no_way_to_go_on(tmp_path: Path, said: bool) -> None:
    file, copy = tmp_path / "parley.sqlite3", tmp_path / "copy.sqlite3"
    stage = await staged(f"sqlite:///{file}")

    def back_up() -> None:
        with contextlib.closing(sqlite3.connect(file)) as whole, contextlib.closing(sqlite3.connect(copy)) as made:
            whole.backup(made)

    async with process(f"sqlite:///{file}", tmp_path / "log") as served:
        positions = await lost(served, stage, back_up)
        for rest in ("-wal", "-shm"):
            file.with_name(f"{file.name}{rest}").unlink(missing_ok=True)
        copy.replace(file)
        if said:
            assert "a new epoch has begun" in served.run("migrate", "--restored")

        await begins_anew(served, stage, positions)


@pytest.mark.rule("EVT-3")
async def test_a_dump_that_was_loaded_is_no_way_to_go_on(
    own_postgres: Postgres,
    tmp_path: Path,
    said: bool,
) -> None:
    dump, made = str(tmp_path / "parley.dump"), ("-E", "UTF8", "-l", "C.UTF-8", "-T", "template0")
    before, after = (f"{own_postgres.url.rpartition('/')[0]}/{name}" for name in ("parley", "parley_restored"))
    own_postgres.run("createdb", *made, "parley")
    stage = await staged(before)

    def back_up() -> None:
        own_postgres.run("pg_dump", "--format=custom", "--file", dump, "parley")

    async with process(before, tmp_path / "log") as served:
        positions = await lost(served, stage, back_up)
        own_postgres.run("createdb", *made, "parley_restored")
        own_postgres.run("pg_restore", "--dbname", "parley_restored", "--no-owner", dump)
        served.database_url = after
        if said:
            assert "a new epoch has begun" in served.run("migrate", "--restored")

        await begins_anew(served, stage, positions)
