"""The demo marketplace, loaded once into each kind of database and then copied: loading takes far longer."""

import asyncio
import os
import shutil
from pathlib import Path
from typing import TypeVar

import asyncpg

from tests import servers
from tests.conftest import missing
from tests.processes import Process

T = TypeVar("T")


class Loaded:
    """What is copied, kept in a folder; on PostgreSQL in a database beside the one that is served."""

    def __init__(self, folder: Path, server: str | None) -> None:
        self._folder = folder
        self._server = server
        self._databases: set[str] = set()

    def url(self, dialect: str, folder: Path) -> str:
        """Where it is served from: in a folder, or on the server."""
        if dialect == "sqlite":
            return f"sqlite:///{folder / 'parley.sqlite3'}"
        if self._server is None:
            missing("PostgreSQL", servers.HOW_TO_GET_POSTGRES)
        return f"{str(self._server).rpartition('/')[0]}/parley_served_{os.getpid()}"

    async def into(self, served: Process) -> None:
        """Fill its database, and its folder of media, with the demo; it must not run."""
        scheme, _, rest = served.database_url.partition("://")
        media = self._folder / f"{scheme}-media"
        first = not media.exists()
        used_name = rest.rpartition("/")[2]
        if first:
            if scheme != "sqlite":
                await self._make(used_name, "template0 ENCODING 'UTF8' LC_CTYPE 'C.UTF-8' LC_COLLATE 'C.UTF-8'")
            await asyncio.to_thread(served.run, "demo")
        shutil.copytree(*_from_to(served.media, media, first=first))
        if scheme == "sqlite":
            used = Path(rest.removeprefix("/"))
            shutil.copy(*_from_to(used, self._folder / "demo.sqlite3", first=first))
        else:
            template, name = _from_to(used_name, f"{used_name}_demo", first=first)
            await self._make(name, template)

    async def _make(self, name: str, template: str) -> None:
        self._databases.add(name)
        connection = await asyncpg.connect(self._server)
        await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        await connection.close()

    async def drop(self) -> None:
        """Leave nothing on somebody's server."""
        for name in self._databases:
            connection = await asyncpg.connect(self._server)
            await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            await connection.close()


def _from_to(used: T, kept: T, *, first: bool) -> tuple[T, T]:
    return (used, kept) if first else (kept, used)
