"""Real servers for tests: the one that is named, else one that runs, else one that is started.

Where there is none, tests.conftest.missing skips with a line that says how to get it; with CI=true it fails.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

LOCAL_POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"
HOW_TO_GET_POSTGRES = (
    "install PostgreSQL 15 or newer (its server binaries are enough), "
    "or set PARLEY_TEST_POSTGRES=postgres://user:password@host:port/postgres"
)
STARTING_SECONDS = 20


def free_port() -> int:
    """A port that nobody has at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _answers(url: str) -> bool:
    try:
        connection = await asyncpg.connect(url, timeout=3)
    except (OSError, TimeoutError, asyncpg.PostgresError):
        return False
    await connection.close()
    return True


@contextmanager
def postgres() -> Iterator[str | None]:
    """The URL of a PostgreSQL server's maintenance database, or None."""
    named = os.environ.get("PARLEY_TEST_POSTGRES")
    if named:
        yield named
    elif asyncio.run(_answers(LOCAL_POSTGRES)):
        yield LOCAL_POSTGRES
    else:
        with own_postgres() as server:
            yield None if server is None else server.url


def _postgres_binaries() -> Path | None:
    found = shutil.which("initdb")
    places = (
        [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    )
    return next((place for place in places if (place / "initdb").exists()), None)


class Postgres:
    """A PostgreSQL server of one's own, in a folder of one's own, that can be stopped and started again."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        # PostgreSQL refuses to run as root: then it runs as the user its package made.
        self._user = "postgres" if os.geteuid() == 0 else None
        self._binaries, self._folder, self._data = binaries, folder, folder / "data"
        self.port = free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self._server: subprocess.Popen[bytes] | None = None
        if self._user:
            shutil.chown(folder, self._user)
        made = ["-D", str(self._data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        initdb = [str(binaries / "initdb"), *made]
        subprocess.run(initdb, check=True, user=self._user, capture_output=True)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        folder = str(self._folder)
        options = ["-p", str(self.port), "-k", folder, "-c", "fsync=off", "-c", "listen_addresses=127.0.0.1"]
        self._server = subprocess.Popen(
            [str(self._binaries / "postgres"), "-D", str(self._data), *options],
            user=self._user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + STARTING_SECONDS
        while not asyncio.run(_answers(self.url)) and time.monotonic() < deadline:
            time.sleep(0.1)

    def run(self, command: str, *words: str) -> None:
        """Run one of PostgreSQL's programs against it."""
        reached = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres"]
        subprocess.run([str(self._binaries / command), *reached, *words], check=True, capture_output=True)

    def stop(self) -> None:
        """Stop it as an operator does who waits for nobody: every connection is ended."""
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait()
        self._server = None


@contextmanager
def own_postgres() -> Iterator[Postgres | None]:
    """A server that nobody else uses; None without its binaries."""
    binaries = _postgres_binaries()
    if binaries is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="parley-postgres-") as folder:
        server = Postgres(binaries, Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


LOCAL_NATS = "nats://127.0.0.1:4222"
HOW_TO_GET_NATS = "install nats-server, or set PARLEY_TEST_NATS=nats://host:4222"


def _listens(url: str) -> bool:
    host, _, port = url.removeprefix("nats://").rpartition("@")[2].partition("/")[0].partition(":")
    with contextlib.suppress(OSError), socket.create_connection((host, int(port or 4222)), timeout=3):
        return True
    return False


@contextmanager
def nats() -> Iterator[str | None]:
    """The URL of a NATS server, or None."""
    named = os.environ.get("PARLEY_TEST_NATS")
    if named or _listens(LOCAL_NATS):
        yield named or LOCAL_NATS
    elif shutil.which("nats-server"):
        with Broker().running() as broker:
            yield broker.url
    else:
        yield None


class Broker:
    """A NATS server of one's own, that can be killed and started again."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"nats://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it can be connected to."""
        command = ["nats-server", "-a", "127.0.0.1", "-p", str(self.port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + STARTING_SECONDS
        while not _listens(self.url) and time.monotonic() < deadline:
            time.sleep(0.02)

    def kill(self) -> None:
        """Kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = None

    @contextmanager
    def running(self) -> Iterator["Broker"]:
        """For a while."""
        self.start()
        try:
            yield self
        finally:
            self.kill()
