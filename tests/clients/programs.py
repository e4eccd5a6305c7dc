"""Programs of other languages, run by a test: Node with the packages of a folder, and what a program prints."""

import asyncio
import json
import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.conftest import missing

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples"
CLIENTS = Path(__file__).parent / "node"
NODE = 20
PATIENCE = 20.0
HOW_TO_GET_NODE = f"install Node.js {NODE} or newer with npm"


def node_with(folder: Path) -> str:
    """Node, with the packages of a folder, installed once for each lock."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found is None or npm is None or _version(found) < NODE:
        missing(f"Node.js {NODE} or newer", HOW_TO_GET_NODE)
    there, wanted = folder / "node_modules" / ".package-lock.json", folder / "package-lock.json"
    if not there.exists() or there.stat().st_mtime < wanted.stat().st_mtime:
        command = [str(npm), "ci", "--prefix", str(folder), "--no-audit", "--no-fund"]
        if subprocess.run(command, capture_output=True, timeout=300, check=False).returncode:
            place = folder.relative_to(ROOT)
            how = f"run npm ci --prefix {place} where the npm registry can be reached"
            missing(f"the npm packages of {place}", how)
    return str(found)


def _version(node: str) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    match = re.match(r"v(\d+)", said)
    return int(match[1]) if match else 0


class Program:
    """A running program, read line by line."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def line(self) -> str:
        """The next line that it prints."""
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            said = (await self._process.stdout.readline()).decode().rstrip("\n")
        assert said, "the program has ended"
        return said

    async def lines(self, count: int) -> list[str]:
        """The next so many lines."""
        return [await self.line() for _ in range(count)]

    async def is_silent(self) -> bool:
        """Whether it prints nothing more for a moment."""
        assert self._process.stdout is not None
        try:
            await asyncio.wait_for(self._process.stdout.readline(), 0.5)
        except TimeoutError:
            return True
        return False

    async def ends(self) -> int:
        """Wait until it ends by itself, having printed nothing more; its status."""
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            assert await self._process.stdout.read() == b""
            return await self._process.wait()

    def go_on(self) -> None:
        """Let it do what it waits with."""
        assert self._process.stdin is not None
        self._process.stdin.write(b"\n")


@asynccontextmanager
async def running(url: str, *command: str, **environment: str) -> AsyncIterator[Program]:
    """A program until the end of the test; it prints nothing to standard error."""
    process = await asyncio.create_subprocess_exec(
        *command,
        f"{url}/graphql",
        env=os.environ | {"PYTHONUNBUFFERED": "1"} | environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=2**20,
    )
    try:
        yield Program(process)
    finally:
        if process.returncode is None:
            process.kill()
        _, errors = await process.communicate()
        assert not errors, errors.decode()


async def report(url: str, *command: str, **environment: str) -> Any:
    """What a program has to say in the end, as JSON."""
    async with running(url, *command, **environment) as program:
        return json.loads(await program.line())
