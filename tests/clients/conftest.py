"""The demo marketplace, served; and what its clients need."""

import asyncio
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.processes import Process

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
