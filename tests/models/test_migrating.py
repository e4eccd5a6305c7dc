"""Migrations: from nothing, again, by many at once, and with a copy made first."""

import asyncio
import importlib
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import models.migrate
import models.migrations
from models.database import open_database, orm_config, sqlite_path
from models.migrate import MigrationBrokeReferencesError, migrate, pending
from models.sql import statement

ROOT = Path(__file__).resolve().parents[2]
NOW = [f"house_{number:04}" for number in range(1, 11)]  # what this version has
NEXT = "house_next"
MIGRATE = "import asyncio, sys; from models.migrate import migrate; print(*asyncio.run(migrate(sys.argv[1])))"
HISTORY = "SELECT name FROM tortoise_migrations ORDER BY id"
EPOCH = "INSERT INTO feed_epochs (id, epoch, identity) VALUES (1, 'here', 'kept')"

Next = Callable[..., None]


async def rows(url: str, text: str) -> list[tuple[Any, ...]]:
    """What a statement answers."""
    database = await open_database(url)
    try:
        async with database.transaction() as unit:
            return [tuple(row) for row in await unit.fetch(statement(text))]
    finally:
        await database.close()


@pytest.fixture
def next_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Next]:
    """Be the next version of Parley, which has one more migration that runs these statements."""
    folder = tmp_path / "next_version"
    shutil.copytree(Path(models.migrations.__file__).parent, folder)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def config(url: str) -> dict[str, Any]:
        ours = orm_config(url)
        ours["apps"]["models"]["migrations"] = folder.name
        return ours

    monkeypatch.setattr(models.migrate, "orm_config", config)

    def forget() -> None:
        for name in [name for name in sys.modules if name.split(".")[0] == folder.name]:
            del sys.modules[name]

    def write(*statements: str) -> None:
        (folder / f"{NEXT}.py").write_text(
            "from models.operations import RecordedMigration, Statements\n"
            "class Migration(RecordedMigration):\n"
            f"    dependencies = [('models', {NOW[-1]!r})]\n"
            f"    operations = [Statements({statements!r})]\n"
        )
        forget()
        importlib.invalidate_caches()

    yield write
    forget()


async def test_a_database_is_made_from_nothing_once(blank_url: str) -> None:
    assert await pending(blank_url) in (["(no database yet)"], NOW)

    assert await migrate(blank_url) == NOW
    assert await migrate(blank_url) == []

    assert await pending(blank_url) == []
    assert await rows(blank_url, HISTORY) == [(name,) for name in NOW]
    assert await rows(blank_url, "SELECT count(*) FROM accounts") == [(0,)]


async def test_looking_what_is_pending_changes_nothing(blank_url: str) -> None:
    await pending(blank_url)

    if blank_url.startswith("sqlite"):
        assert not Path(sqlite_path(blank_url)).exists()
    else:
        assert await rows(blank_url, "SELECT count(*) FROM pg_tables WHERE tablename = 'accounts'") == [(0,)]


async def test_of_two_processes_at_once_one_migrates(blank_url: str) -> None:
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", MIGRATE, blank_url, cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(2)
    ]
    said = [(await process.communicate())[0].decode().strip() for process in processes]

    assert [process.returncode for process in processes] == [0, 0]
    assert sorted(said) == ["", " ".join(NOW)]
    assert await rows(blank_url, HISTORY) == [(name,) for name in NOW]


async def test_the_next_version_keeps_what_was_there_and_copies_a_file_first(
    blank_url: str, next_migration: Next
) -> None:
    await migrate(blank_url)
    await rows(blank_url, EPOCH)
    next_migration("ALTER TABLE feed_epochs ADD COLUMN note VARCHAR(10)", "CREATE TABLE notes (id BIGINT PRIMARY KEY)")
    assert await pending(blank_url) == [NEXT]

    assert await migrate(blank_url) == [NEXT]

    assert await rows(blank_url, "SELECT id, epoch, identity, note FROM feed_epochs") == [(1, "here", "kept", None)]
    assert await rows(blank_url, HISTORY) == [(name,) for name in [*NOW, NEXT]]
    if blank_url.startswith("sqlite"):
        path = Path(sqlite_path(blank_url))
        (copy,) = path.parent.glob(f"{path.name}.before-*")
        kept = sqlite3.connect(copy)
        assert kept.execute("SELECT * FROM feed_epochs").fetchall() == [(1, "here", "kept")]
        assert kept.execute(HISTORY).fetchall() == [(name,) for name in NOW]
        assert kept.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        kept.close()


async def test_a_migration_that_fails_leaves_no_trace_and_can_be_run_again(
    blank_url: str, next_migration: Next
) -> None:
    await migrate(blank_url)
    await rows(blank_url, EPOCH)
    next_migration("CREATE TABLE notes (id BIGINT PRIMARY KEY)", "UPDATE feed_epochs SET id = 2")

    with pytest.raises(Exception, match="feed_epoch_one"):
        await migrate(blank_url)

    assert await rows(blank_url, HISTORY) == [(name,) for name in NOW]
    assert await pending(blank_url) == [NEXT]
    next_migration("CREATE TABLE notes (id BIGINT PRIMARY KEY)")
    assert await migrate(blank_url) == [NEXT]
    assert await rows(blank_url, "SELECT identity FROM feed_epochs") == [("kept",)]


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_references_that_a_migration_breaks_are_noticed(blank_url: str, next_migration: Next) -> None:
    await migrate(blank_url)
    user = "INSERT INTO users (handle, name, created_at) VALUES ('maya', 'Maya', '2026-11-18 12:00:00+00:00')"
    await rows(blank_url, user)
    next_migration(
        "CREATE TABLE pets (id INTEGER PRIMARY KEY, user_id BIGINT REFERENCES users (id))",
        "INSERT INTO pets (user_id) VALUES (999)",
    )

    with pytest.raises(MigrationBrokeReferencesError, match="1 rows, the first in table pets"):
        await migrate(blank_url)
