"""The demo marketplace, loaded once into each kind of database and then copied: loading takes far longer."""

import asyncio
import shutil
from pathlib import Path

import asyncpg

from tests.processes import Process


class Loaded:
    """What is copied, kept in a folder; on PostgreSQL in a database beside the tests' own."""

    def __init__(self, folder: Path, server: str | None) -> None:
        self._folder = folder
        self._server = server
        self._databases: list[str] = []

    async def into(self, served: Process) -> None:
        """Fill its empty database, and its folder of media, with the demo; it must not run."""
        scheme, _, rest = served.database_url.partition("://")
        media = self._folder / f"{scheme}-media"
        there = media.exists()
        if not there:
            await asyncio.to_thread(served.run, "demo")
            shutil.copytree(served.media, media)
        else:
            shutil.copytree(media, served.media)
        if scheme == "sqlite":
            kept, used = self._folder / "demo.sqlite3", Path(rest.removeprefix("/"))
            shutil.copy(kept, used) if there else shutil.copy(used, kept)
        else:
            await self._postgres(rest.rpartition("/")[2], there=there)

    async def _postgres(self, name: str, *, there: bool) -> None:
        kept = f"{name}_demo"
        made, of = (name, kept) if there else (kept, name)
        if not there:
            self._databases.append(kept)
        connection = await asyncpg.connect(self._server)
        await connection.execute(f"DROP DATABASE IF EXISTS {made} WITH (FORCE)")
        await connection.execute(f"CREATE DATABASE {made} TEMPLATE {of}")
        await connection.close()

    async def drop(self) -> None:
        """Leave nothing on somebody's server."""
        for name in self._databases:
            connection = await asyncpg.connect(self._server)
            await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            await connection.close()
