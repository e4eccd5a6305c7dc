"""The demo marketplace, served; and what its clients need."""

import asyncio
import json
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from domain.house import House
from tests import serving
from tests.conftest import missing
from tests.processes import Process
from tests.serving import Server

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
NODE = 20
HOW_TO_GET_NODE = f"install Node.js {NODE} or newer with npm"
HOW_TO_GET_PACKAGES = "run npm ci --prefix docs/examples where the npm registry can be reached"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """The demo marketplace, served by a process of its own."""
    folder = tmp_path_factory.mktemp("demo")
    process = Process(f"sqlite:///{folder}/demo.sqlite3", folder / "log")
    try:
        process.run("demo")
        asyncio.run(process.start())
        yield process
    finally:
        process.close()


@pytest.fixture
async def server(database_url: str) -> AsyncIterator[Server]:
    """A server with a cast of its own."""
    async with serving.serving(database_url) as served:
        yield served


@pytest.fixture
def house(server: Server) -> House:
    """Where that cast lives."""
    return server.house


@pytest.fixture(scope="session")
def tokens(demo: Process) -> dict[str, str]:
    """Tokens of two of its people: one as the command line gives it, one as signing in does."""
    asked = Request(f"{demo.url}/sign-in", b'{"handle": "acme", "password": "acme"}')  # noqa: S310 - our own
    with urlopen(asked, timeout=30) as answer:  # noqa: S310
        return {"maya": demo.run("token", "--as", "maya").strip(), "acme": json.load(answer)["token"]}


@pytest.fixture(scope="session")
def node() -> str:
    """Node, with the packages of the examples."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found is None or npm is None or _version(found) < NODE:
        missing(f"Node.js {NODE} or newer", HOW_TO_GET_NODE)
    there, wanted = EXAMPLES / "node_modules" / ".package-lock.json", EXAMPLES / "package-lock.json"
    if not there.exists() or there.stat().st_mtime < wanted.stat().st_mtime:
        command = [str(npm), "ci", "--prefix", str(EXAMPLES), "--no-audit", "--no-fund"]
        if subprocess.run(command, capture_output=True, timeout=300, check=False).returncode:
            missing("the npm packages of docs/examples", HOW_TO_GET_PACKAGES)
    return str(found)


def _version(node: str) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    match = re.match(r"v(\d+)", said)
    return int(match[1]) if match else 0
