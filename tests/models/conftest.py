"""Databases below the house."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models.database import PostgresDatabase, SqliteDatabase, open_database
from tests import servers
from tests.conftest import missing
from tests.databases import drop, make

Opened = SqliteDatabase | PostgresDatabase


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Opened]:
    """An empty database, open."""
    opened = await open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def blank_url(dialect: str, tmp_path: Path, postgres_server: str | None) -> AsyncIterator[str]:
    """A database that was never migrated."""
    if dialect == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'blank.sqlite3'}"
        return
    if postgres_server is None:
        missing("PostgreSQL", servers.HOW_TO_GET_POSTGRES)
    name = f"parley_blank_{os.getpid()}"
    server = str(postgres_server)
    await make(server, name, "template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")
    yield f"{server.rpartition('/')[0]}/{name}"
    await drop(server, name)
