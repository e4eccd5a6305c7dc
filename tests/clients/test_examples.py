"""The first programs that a stranger runs: as printed in README.md, against the demo marketplace."""

import asyncio
import json
import re
import sys
from pathlib import Path

import pytest

from domain.actions import conversations
from gateway import socket as sockets
from models.sql import statement
from tests.cast import Person, say
from tests.clients.programs import CLIENTS, EXAMPLES, running
from tests.processes import Process
from tests.serving import Server
from tests.wire import Wire, talking

README = EXAMPLES.parents[1] / "README.md"
LANGUAGES = {"inbox.mjs": "js", "inbox.py": "python"}
TOURISTS = {"AGENCY": "northstar", "CREATOR": "maya"}
PRINTED = LANGUAGES | {"tour.mjs": "js", "search.mjs": "js"}
FORGET = statement("DELETE FROM feed_entries")
CONVERSATION = '{ account(handle: "maya") { conversation { id } } }'


def program(name: str, request: pytest.FixtureRequest) -> list[str]:
    """How an example is started."""
    runner = sys.executable if name.endswith(".py") else request.getfixturevalue("node")
    return [runner, str(EXAMPLES / name)]


@pytest.mark.parametrize("name", LANGUAGES)
async def test_the_first_programs_read_write_listen_and_resume(
    demo: Process, tokens: dict[str, str], request: pytest.FixtureRequest, name: str
) -> None:
    command = program(name, request)
    async with Wire(demo.url, tokens["acme"]) as acme, running(demo.url, *command, TOKEN=tokens["maya"]) as maya:
        key = int((await acme.ask(CONVERSATION))["account"]["conversation"]["id"].removeprefix("cnv_"))

        first = await maya.line()
        rows = [await maya.line() for _ in range(5)]
        sent = await maya.line()
        own = await maya.line()
        await acme.send(key, f"{name} one", "Good to hear from you")
        heard = await maya.line()

        assert re.fullmatch("The inbox of Maya.*", first)
        assert all(re.fullmatch(r"  \S.* \(\d+ unread\): .+", row) for row in rows)
        assert re.fullmatch(r"Sent as number [1-9]\d*", sent)
        assert re.fullmatch(r"Maya.*: Hello!", own)
        assert re.fullmatch(r"Acme.*: Good to hear from you", heard)

        await demo.kill()
        await demo.start()
        await acme.send(key, f"{name} two", "Are you still there?")

        assert re.fullmatch(r"Acme.*: Are you still there\?", await maya.line())
        assert await maya.is_silent()


async def test_a_quiet_listener_does_not_expire(
    server: Server, maya: Person, acme: Person, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """The pings tell the JavaScript client how far it is, so it comes back to a stream that has lost its past."""
    command = program("inbox.mjs", request)
    monkeypatch.setattr(sockets, "PING_SECONDS", 0.1)
    conversation = await talking(acme, maya)
    async with running(server.url, *command, TOKEN=server.token(maya.user_key)) as program_of_maya:
        said = [await program_of_maya.line() for _ in range(4)]
        assert said[-1] == "Maya: Hello!"
        await conversations.star(await maya.viewer(), conversation)  # an event that it does not subscribe to
        await asyncio.sleep(1)
        async with server.house.database.transaction() as unit:
            await unit.fetch(FORGET)

        await server.stop()
        await server.start()
        await server.wire(acme).send(conversation, "later", "A month later")

        assert await program_of_maya.line() == "Acme: A month later"


async def test_the_tour_goes_from_a_list_to_added_and_can_be_taken_again(demo: Process, node: str) -> None:
    tokens = {name: demo.run("token", "--as", who).strip() for name, who in TOURISTS.items()}
    (told,) = re.findall(r"```\n(Sent to .*?)```\n", README.read_text(encoding="utf-8"), flags=re.DOTALL)

    for _ in range(2):
        async with running(demo.url, node, str(EXAMPLES / "tour.mjs"), **tokens) as tour:
            assert "\n".join(await tour.lines(8)) + "\n" == told
            assert await tour.ends() == 0


async def test_the_search_marks_what_it_found_and_jumps_there(demo: Process, tokens: dict[str, str], node: str) -> None:
    asked = {"TOKEN": tokens["maya"], "WORDS": "KETTLE"}
    async with running(demo.url, node, str(EXAMPLES / "search.mjs"), **asked) as search:
        said = [await search.line()]
        while not said[-1].startswith("> "):
            said.append(await search.line())

    assert said[:3] == ["accounts: 1", "  The Copper Kettle: The Copper <mark>Kettle</mark>", "messages: 3"]
    assert all(re.fullmatch(r"  \S.*: .*<mark>[Kk]ettle</mark>.*", line) for line in said[3:6])
    assert said[6:8] == ["products: 1", "  Northstar Talent: Stovetop <mark>kettle</mark>"]
    assert said[8].startswith("samples: ")
    jumped = said[[line.startswith("Around the first, with ") for line in said].index(True) + 1 :]
    assert all(re.fullmatch(r"[> ] [1-9]\d* \S.*: .+", line) for line in jumped)
    assert "kettle" in jumped[-1].lower()


async def test_the_search_puts_no_words_of_others_into_the_page(
    server: Server, maya: Person, acme: Person, node: str
) -> None:
    conversation = await talking(acme, maya)
    await say(maya, conversation, "a <b>kettle</b> & 👍 kettle")
    async with running(server.url, node, str(EXAMPLES / "search.mjs"), TOKEN=server.token(acme.user_key)) as search:
        assert (await search.lines(3))[2] == (
            "  Maya: a &#60;b&#62;<mark>kettle</mark>&#60;/b&#62; &#38; 👍 <mark>kettle</mark>"
        )


@pytest.mark.parametrize("name", PRINTED)
def test_readme_prints_the_programs_as_they_are(name: str) -> None:
    text = (EXAMPLES / name).read_text(encoding="utf-8")

    assert f"```{PRINTED[name]}\n{text}```\n" in README.read_text(encoding="utf-8")


def test_readme_says_how_to_run_them() -> None:
    text = README.read_text(encoding="utf-8")

    assert 'export TOKEN="$(.venv/bin/python -m app token --as maya)"\n' in text
    assert "npm ci --prefix docs/examples && node docs/examples/inbox.mjs" in text
    assert ".venv/bin/python docs/examples/inbox.py\n" in text
    assert all(f'{name}="$(.venv/bin/python -m app token --as {who})"' in text for name, who in TOURISTS.items())
    assert "\nnode docs/examples/tour.mjs\n" in text
    assert "\nWORDS=kettle node docs/examples/search.mjs\n" in text


@pytest.mark.parametrize("folder", [EXAMPLES, CLIENTS], ids=lambda folder: folder.name)
def test_no_lock_of_node_names_a_registry(folder: Path) -> None:
    lock = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))

    packages = [package for place, package in lock["packages"].items() if place]

    assert packages
    assert all("resolved" not in package and "integrity" in package for package in packages)
    assert "://" not in json.dumps(packages)
    assert "omit-lockfile-registry-resolved=true" in (folder / ".npmrc").read_text(encoding="utf-8")
