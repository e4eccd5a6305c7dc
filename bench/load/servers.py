"""The servers under test, as child processes with a database, a secret and a port of their own."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.load.client import BrokenConnectionError, connect, get

ROOT = Path(__file__).resolve().parents[2]
LOGS = ROOT / "var" / "bench"
START_SECONDS = 30
STOP_SECONDS = 10
# Rates are counted, as they are for everybody, and never reached.
UNLIMITED_POLICY = """[numbers]
rate_points_per_user = 1_000_000_000
rate_points_per_address = 1_000_000_000
"""
REFERENCE = {"EXECUTION": "reference"}
SHARED = {"BUS": "postgres"}
WIRED = ("bench.fanout.wired",)


class ServerDidNotStartError(Exception):
    """With the end of its log."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers."""

    name: str
    pid: int
    port: int


Start = Callable[[str, str], AbstractAsyncContextManager[Server]]  # from a database and a secret


@asynccontextmanager
async def parley(
    url: str, secret: str, *, name: str = "parley", words: Sequence[str] = ("app", "serve"), **others: str
) -> AsyncIterator[Server]:
    """Parley as operations run it, one process, its bus in memory; `others` are settings that differ."""
    port = _free_port()
    async with _running(name, words, port, _settings(url, secret, port) | others) as server:
        yield server


@asynccontextmanager
async def version(folder: Path, url: str, secret: str) -> AsyncIterator[Server]:
    """The same of another version, which a folder holds."""
    port = _free_port()
    async with _running("version", ["app", "serve"], port, _settings(url, secret, port), folder) as server:
        yield server


def reference(url: str, secret: str) -> AbstractAsyncContextManager[Server]:
    """The same server, which executes by plain Strawberry and nothing else."""
    return parley(url, secret, name="reference", **REFERENCE)


@asynccontextmanager
async def limit(url: str, secret: str) -> AsyncIterator[Server]:
    """The hand-written server."""
    port = _free_port()
    words = ["bench", "limit", "--database", url, "--port", str(port)]
    async with _running("limit", words, port, {"SECRET": secret}) as server:
        yield server


def wired(url: str, secret: str) -> AbstractAsyncContextManager[Server]:
    """Parley with the routes of bench.fanout beside its own, hearing what other processes write."""
    return parley(url, secret, words=WIRED, **SHARED)


def wired_reference(url: str, secret: str) -> AbstractAsyncContextManager[Server]:
    """The same by plain Strawberry."""
    return parley(url, secret, name="reference", words=WIRED, **SHARED, **REFERENCE)


SIDES: dict[str, Start] = {"parley": parley, "limit": limit, "reference": reference}
SOCKET_SIDES: dict[str, Start] = {"parley": wired, "limit": limit, "reference": wired_reference}


def _settings(url: str, secret: str, port: int) -> dict[str, str]:
    return {
        "MODE": "production",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "DATABASE": url,
        "BUS": "memory",
        "SECRET": secret,
        "POLICY": str(_policy()),
    }


def _policy() -> Path:
    LOGS.mkdir(parents=True, exist_ok=True)
    file = LOGS / "unlimited.toml"
    file.write_text(UNLIMITED_POLICY, encoding="utf-8")
    return file


@asynccontextmanager
async def _running(
    name: str, words: Sequence[str], port: int, settings: dict[str, str], folder: Path = ROOT
) -> AsyncIterator[Server]:
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{name}.log"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PARLEY_")}
    environment |= {f"PARLEY_{key}": value for key, value in settings.items()}
    with log.open("wb") as output:
        child = subprocess.Popen(  # noqa: ASYNC220 - before anything is measured
            [sys.executable, "-m", *words], cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        await _answers(child, port, log)
        yield Server(name, child.pid, port)
    finally:
        _stop(child)


async def _answers(child: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(START_SECONDS * 10):
        if child.poll() is not None:
            break
        try:
            connection = await connect(port)
            status, _body = await connection.ask(get("/healthz"))
            connection.close()
            if status == 200:
                return
        except (OSError, BrokenConnectionError):
            await asyncio.sleep(0.1)
    words = await asyncio.to_thread(log.read_text, encoding="utf-8", errors="replace")
    raise ServerDidNotStartError(f"{log.name} ends with:\n{words[-2000:]}")


def _stop(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
