"""The demo marketplace, loaded once into each kind of database and then copied: loading takes far longer."""

import asyncio
import shutil
from pathlib import Path
from typing import TypeVar

import asyncpg

from tests.processes import Process

T = TypeVar("T")


class Loaded:
    """What is copied, kept in a folder; on PostgreSQL in a database beside the tests' own."""

    def __init__(self, folder: Path, server: str | None) -> None:
        self._folder = folder
        self._server = server
        self._databases: set[str] = set()

    async def into(self, served: Process) -> None:
        """Fill its empty database, and its folder of media, with the demo; it must not run."""
        scheme, _, rest = served.database_url.partition("://")
        media = self._folder / f"{scheme}-media"
        first = not media.exists()
        if first:
            await asyncio.to_thread(served.run, "demo")
        shutil.copytree(*_from_to(served.media, media, first=first))
        if scheme == "sqlite":
            used = Path(rest.removeprefix("/"))
            shutil.copy(*_from_to(used, self._folder / "demo.sqlite3", first=first))
        else:
            used_name = rest.rpartition("/")[2]
            await self._copy_postgres(*_from_to(used_name, f"{used_name}_demo", first=first))

    async def _copy_postgres(self, name: str, copy: str) -> None:
        self._databases.add(copy)
        connection = await asyncpg.connect(self._server)
        await connection.execute(f"DROP DATABASE IF EXISTS {copy} WITH (FORCE)")
        await connection.execute(f"CREATE DATABASE {copy} TEMPLATE {name}")
        await connection.close()

    async def drop(self) -> None:
        """Leave nothing on somebody's server."""
        for name in self._databases:
            connection = await asyncpg.connect(self._server)
            await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            await connection.close()


def _from_to(used: T, kept: T, *, first: bool) -> tuple[T, T]:
    return (used, kept) if first else (kept, used)
