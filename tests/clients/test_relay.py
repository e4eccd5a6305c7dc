"""Relay: its compiler takes the documents and schema.graphql, and its runtime takes the answers."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.clients.programs import CLIENTS, ROOT, report
from tests.serving import Server


@pytest.fixture
def dialect() -> str:
    """Clients see no database."""
    return "sqlite"


def compile_relay(node: str, folder: Path) -> None:
    """What relay-compiler makes of the documents and of schema.graphql."""
    shutil.copytree(CLIENTS / "relay", folder / "src")
    shutil.copy(ROOT / "schema.graphql", folder)
    (folder / "artifacts").mkdir()
    config = {
        "src": "src",
        "schema": "schema.graphql",
        "artifactDirectory": "artifacts",
        "language": "javascript",
        "eagerEsModules": False,
    }
    (folder / "relay.config.json").write_text(json.dumps(config))
    command = [node, str(CLIENTS / "node_modules/relay-compiler/cli.js"), "--noWatchman", "relay.config.json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


async def test_relay(clients: str, server: Server, people: dict[str, str], tmp_path: Path) -> None:
    compile_relay(clients, tmp_path)

    program, artifacts = CLIENTS / "relay/Inbox.js", tmp_path / "artifacts"
    told = await report(server.url, clients, str(program), ARTIFACTS=str(artifacts), **people)

    assert told == {
        "pages": [["Acme", "Northstar"], ["Acme", "Northstar", "Fresh"]],
        "more": False,
        "threads": [["3", "4"], ["hello", "2", "3", "4"]],
        "refused": {"__typename": "InvalidInput", "code": "INVALID_INPUT"},
        "sent": "SendMessageSuccess",
        "last": "From Relay",
        "events": ["MessageReceived", "ConversationChanged", "MessageReceived"],
        "starred": [False, True],
    }
