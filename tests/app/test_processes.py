"""The real program: python -m app, as somebody starts it."""

import asyncio
import json
import os
import signal
import sqlite3
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.conftest import missing
from tests.servers import HOW_TO_GET_POSTGRES, free_port

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a secret that is long enough to be one, is it not"
STARTING_SECONDS = 30
WORDS = "very private words"
MANY = 30


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A world in which only these are set."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PARLEY_")}
    return kept | {"PARLEY_DATABASE": f"sqlite:///{tmp_path / 'parley.sqlite3'}", "PARLEY_PORT": str(free_port())}


async def run(environment: dict[str, str], *words: str, **settings: str) -> tuple[int | None, str, str]:
    """Run a command to its end: its status, what it said, and what it complained of."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "app",
        *words,
        cwd=ROOT,
        env=environment | {f"PARLEY_{name}": value for name, value in settings.items()},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await asyncio.wait_for(process.communicate(), STARTING_SECONDS)
    return process.returncode, said.decode(), complained.decode()


class Serving:
    """A server that runs, and what it has logged once it has ended."""

    def __init__(self, process: asyncio.subprocess.Process, url: str) -> None:
        self.process = process
        self.url = url
        self.log = ""

    async def stop(self) -> tuple[int | None, float]:
        """Ask it to end; its status, and how long it took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        _, complained = await asyncio.wait_for(self.process.communicate(), 10)
        self.log = complained.decode()
        return self.process.returncode, time.monotonic() - began


@asynccontextmanager
async def served(environment: dict[str, str], **settings: str) -> AsyncIterator[Serving]:
    """Python -m app serve, until it is stopped or the test ends."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "app",
        "serve",
        cwd=ROOT,
        env=environment | {f"PARLEY_{name}": value for name, value in settings.items()},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        line = await asyncio.wait_for(process.stdout.readline(), STARTING_SECONDS)
        assert line.startswith(b"Parley serves at http://127.0.0.1:"), line
        yield Serving(process, f"http://127.0.0.1:{environment['PARLEY_PORT']}")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_sigterm_ends_it_within_two_seconds_and_tells_every_socket(environment: dict[str, str]) -> None:
    async with served(environment) as server, aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(f"{server.url}/graphql", protocols=["graphql-transport-ws"]) for _ in "abc"]
        for socket in sockets:
            await socket.send_json({"type": "connection_init"})
            assert (await socket.receive_json())["type"] == "connection_ack"

        closing = [asyncio.create_task(socket.receive(5)) for socket in sockets]
        status, seconds = await server.stop()

        assert status == 0
        assert seconds < 2
        for told in await asyncio.gather(*closing):
            assert (told.type, told.data) == (aiohttp.WSMsgType.CLOSE, 1012)
        assert "Traceback" not in server.log
        for socket in sockets:
            await socket.close()


HEAD = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


async def test_requests_under_way_when_it_ends_are_answered(environment: dict[str, str]) -> None:
    async with served(environment) as server:
        connections = [await asyncio.open_connection("127.0.0.1", int(environment["PARLEY_PORT"])) for _ in range(MANY)]
        for reader, writer in connections:  # so that the server has taken each of them in
            writer.write(HEAD % 2 + b"{}")
            assert b"Send a document as `query`." in await reader.read(10_000)
        for number, (_, writer) in enumerate(connections):  # documents that nobody has seen: there is much to read
            names = " ".join(f"a{number}_{field}: __typename" for field in range(250))
            body = json.dumps({"query": f"{{ {names} }}"}).encode()
            writer.write(HEAD % len(body) + body)
        await asyncio.sleep(0.05)
        status, _ = await server.stop()
        answers = await asyncio.gather(*(reader.read() for reader, _ in connections))
        for _, writer in connections:
            writer.close()

    assert {answer.partition(b"\r\n")[0] for answer in answers} == {b"HTTP/1.1 200 OK"}
    assert status == 0
    assert "Traceback" not in server.log


async def test_a_client_that_goes_away_in_the_middle_of_its_body_is_no_fault(environment: dict[str, str]) -> None:
    strict = {"MODE": "production", "SECRET": SECRET}
    await run(environment, "migrate", **strict)
    async with served(environment, **strict) as server:
        _, writer = await asyncio.open_connection("127.0.0.1", int(environment["PARLEY_PORT"]))
        writer.write(HEAD % 100 + b"{")
        await writer.drain()
        await asyncio.sleep(0.2)
        writer.close()
        await asyncio.sleep(0.2)
        await server.stop()

    lines = [json.loads(line) for line in server.log.splitlines()]
    assert [line["status"] for line in lines if line["event"] == "request"] == [499]
    assert [line for line in lines if line["level"] == "error"] == []


async def test_production_logs_lines_of_json_that_hold_no_words_and_masks_faults(
    environment: dict[str, str],
) -> None:
    strict = {"MODE": "production", "SECRET": SECRET}
    assert (await run(environment, "migrate", **strict))[0] == 0
    path = environment["PARLEY_DATABASE"].removeprefix("sqlite:///")
    body = {
        "query": "mutation($i: SendMessageInput!) { sendMessage(input: $i) { __typename } }",
        "variables": {"i": {"conversationId": "cnv_1", "clientMessageId": "1", "content": {"text": WORDS}}},
    }
    with_literal = f'{{ account(handle: "{WORDS}") {{ id nope }} viewer {{ id }} }}'
    async with served(environment, **strict) as server, aiohttp.ClientSession(server.url) as session:
        assert (await session.get("/")).status == 404
        await session.post("/graphql", json=body, headers={"X-Request-Id": "known"})
        await session.post("/graphql", json={"query": with_literal})
        with sqlite3.connect(path) as database:
            now = "2026-11-18 12:00:00.000000+00:00"
            database.execute("INSERT INTO users (handle, name, created_at) VALUES ('maya', 'Maya', ?)", [now])
            database.execute("ALTER TABLE memberships RENAME TO elsewhere")
        database.close()
        status, token, _ = await run(environment, "token", "--as", "maya", **strict)
        assert status == 0
        answer = await session.post(
            "/graphql",
            json={"query": f'{{ account(handle: "{WORDS}") {{ id }} }}'},
            headers={"Authorization": f"Bearer {token.strip()}"},
        )
        said: dict[str, Any] = await answer.json()
        await server.stop()

    lines = [json.loads(line) for line in server.log.splitlines()]
    assert {"event", "level", "timestamp"} <= set.intersection(*({*line} for line in lines))
    assert any(line["event"] == "request" and line["request_id"] == "known" for line in lines)
    assert WORDS not in server.log
    (error,) = said["errors"]
    assert {*error["extensions"]} == {"code", "requestId"}
    failed = [line for line in lines if line["level"] == "error"]
    assert [line["request_id"] for line in failed] == [error["extensions"]["requestId"]]
    assert "no such table: " in failed[0]["exception"]
    assert "memberships" not in json.dumps(said)


async def test_production_does_not_serve_a_database_that_is_behind(environment: dict[str, str]) -> None:
    status, _, complained = await run(environment, "serve", MODE="production", SECRET=SECRET)

    assert status == 2
    assert complained == (
        "Parley cannot start: the database lacks (no database yet): run `python -m app migrate` first\n"
    )


async def test_a_port_that_is_taken_is_named(environment: dict[str, str]) -> None:
    async with served(environment):
        status, said, complained = await run(environment, "serve")

    port = environment["PARLEY_PORT"]
    assert (status, said) == (2, "")
    assert complained == f"Parley cannot start: 127.0.0.1:{port} is taken; set PARLEY_PORT.\n"


LEAK = """
import asyncio, sys, asyncpg
from app import logs
from structlog.stdlib import get_logger

async def main():
    connection = await asyncpg.connect(sys.argv[1])
    await connection.execute("CREATE TEMP TABLE t (words text UNIQUE)")
    logs.configure(development=False)
    for text, value in ((REFUSED, "very private words"), ("SELECT $1::int", "very private words")):
        try:
            await connection.fetch(text, value)
        except Exception:
            try:
                raise RuntimeError("a fault")
            except RuntimeError as error:
                get_logger().error("failed", exc_info=error)
    await connection.close()

REFUSED = "INSERT INTO t VALUES ($1), ($1)"
asyncio.run(main())
"""


async def test_the_log_does_not_quote_what_postgresql_quotes(postgres_server: str | None) -> None:
    if postgres_server is None:
        missing("PostgreSQL", HOW_TO_GET_POSTGRES)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", LEAK, str(postgres_server), cwd=ROOT, stderr=asyncio.subprocess.PIPE
    )
    _, complained = await process.communicate()

    lines = [json.loads(line) for line in complained.decode().splitlines()]
    assert [line["event"] for line in lines] == ["failed", "failed"]
    assert all("asyncpg.exceptions" in line["exception"] for line in lines)
    assert "private" not in complained.decode()
