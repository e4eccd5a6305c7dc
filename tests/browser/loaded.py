"""The demo marketplace, loaded once into each kind of database and then copied: loading takes far longer."""

import asyncio
import os
import shutil
from pathlib import Path
from typing import TypeVar

from tests import servers
from tests.conftest import missing
from tests.databases import drop, make
from tests.processes import Process

T = TypeVar("T")


class Loaded:
    """What is copied, kept in a folder; on PostgreSQL in a database beside the one that is served."""

    def __init__(self, folder: Path, server: str | None) -> None:
        self._folder = folder
        self._server = server
        self._served = f"parley_served_{os.getpid()}"
        self._copy = f"{self._served}_demo"

    def url(self, dialect: str, folder: Path) -> str:
        """Where it is served from: in a folder, or on the server."""
        if dialect == "sqlite":
            return f"sqlite:///{folder / 'parley.sqlite3'}"
        return f"{self._postgres.rpartition('/')[0]}/{self._served}"

    async def into(self, served: Process) -> None:
        """Fill its database, and its folder of media, with the demo; it must not run."""
        scheme, _, rest = served.database_url.partition("://")
        media = self._folder / f"{scheme}-media"
        first = not media.exists()
        if first:
            if scheme != "sqlite":
                await make(self._postgres, self._served)
            await asyncio.to_thread(served.run, "demo")
        shutil.copytree(*_from_to(served.media, media, first=first))
        if scheme == "sqlite":
            used = Path(rest.removeprefix("/"))
            shutil.copy(*_from_to(used, self._folder / "demo.sqlite3", first=first))
        else:
            template, name = _from_to(self._served, self._copy, first=first)
            await make(self._postgres, name, template)

    async def drop(self) -> None:
        """Leave nothing on somebody's server."""
        if self._server is not None:
            await drop(self._server, self._served)
            await drop(self._server, self._copy)

    @property
    def _postgres(self) -> str:
        if self._server is None:
            missing("PostgreSQL", servers.HOW_TO_GET_POSTGRES)
        return str(self._server)


def _from_to(used: T, kept: T, *, first: bool) -> tuple[T, T]:
    return (used, kept) if first else (kept, used)
