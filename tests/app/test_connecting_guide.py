"""docs/operations.md tells the truth of connecting Parley: its commands run, and are answered as it says."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from tests.app.issuing import AUDIENCE, Issuer
from tests.house.source import ROOT
from tests.processes import quiet_port

GUIDE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SECTION = GUIDE.partition("## Connecting Parley\n")[2].partition("\n## ")[0]
BLOCKS: Sequence[tuple[str, str]] = re.findall(r"```(sh|text)\n(.*?)```\n", SECTION, flags=re.DOTALL)
EXAMPLES = "docs/examples/feeding"
AND_END = "kill $!\nwait $! || true\n"  # what was left running
ISSUER, PARLEY = "https://id.example.com", "http://localhost:8000"  # the addresses of the page
LONGEST_SECONDS = 120.0


def environment(issuer: Issuer, database_url: str, port: int) -> dict[str, str]:
    """Nothing of the settings of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PARLEY_")}
    return kept | {
        "PARLEY_DATABASE": database_url,
        "PARLEY_PORT": str(port),
        "PYTHONPATH": str(ROOT),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "LENAS_TOKEN": issuer.token(sub="77ab01"),
        "CATALOGS_TOKEN": issuer.token(sub="catalog", parley_role="service"),
    }


async def run(commands: str, folder: Path, variables: dict[str, str]) -> str:
    """Run them in one shell; what they print."""
    shell = await asyncio.create_subprocess_exec(
        "bash", "-euo", "pipefail", "-c", commands + AND_END, cwd=folder, env=variables, start_new_session=True,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        said, _ = await asyncio.wait_for(shell.communicate(), LONGEST_SECONDS)
        assert shell.returncode == 0
        return said.decode()
    finally:
        with suppress(ProcessLookupError):
            os.killpg(shell.pid, signal.SIGTERM)


@pytest.mark.rule("PLT-1")
@pytest.mark.rule("PLT-2")
async def test_the_commands_run_and_are_answered_as_written(issuer: Issuer, database_url: str, tmp_path: Path) -> None:
    port = quiet_port()
    (tmp_path / EXAMPLES).mkdir(parents=True)
    for file in (ROOT / EXAMPLES).iterdir():
        (tmp_path / EXAMPLES / file.name).write_text(file.read_text().replace(ISSUER, issuer.url))
    commands = "".join(text for language, text in BLOCKS if language == "sh")
    commands = commands.replace(ISSUER, issuer.url).replace(PARLEY, f"http://localhost:{port}")

    said = await run(commands, tmp_path, environment(issuer, database_url, port))

    assert said == "".join(text for language, text in BLOCKS if language == "text")
    assert [language for language, _ in BLOCKS] == ["sh", "text"] * (len(BLOCKS) // 2)
    assert f"PARLEY_AUDIENCE={AUDIENCE}" in commands
