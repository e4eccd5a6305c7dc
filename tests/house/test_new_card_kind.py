"""A new kind of card is one file on each floor, and the lines that register it: shown by adding one to a copy."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.house.source import ROOT

FILES = {
    "domain/cards/polls.py": '''"""The poll card."""

from msgspec import Struct

from domain.cards.items import Held


class PollCard(Struct):
    """A question, and what can be answered."""

    question: str
    answers: list[str]


def build(held: Held) -> PollCard:
    """Build it from what was read."""
    return PollCard(held.facts["question"], held.facts["answers"])
''',
    "schema/cards/polls.py": '''"""The poll card."""

import strawberry

from domain.cards import polls
from schema.nodes import rows_of


@strawberry.type(description="A question, and what can be answered.")
class PollCard:
    """POLL-1."""

    is_type_of = rows_of(polls.PollCard)

    question: str
    answers: list[str]
''',
}
# In which file, after which line: the line that is added.
LINES = [
    ("models/messages.py", '    LINK_INVITATION = "LINK_INVITATION"', '    POLL = "POLL"'),
    (
        "models/messages.py",
        '    MessageKind.LINK_INVITATION: "An invitation to link",',
        '    MessageKind.POLL: "A poll",',
    ),
    ("domain/cards/kinds.py", "from domain.cards.items import Held", "from domain.cards import polls"),
    (
        "domain/cards/kinds.py",
        '    MessageKind.LINK_INVITATION: CardKind(links.build, AccountKind.AGENCY, "invitations to link"),',
        '    MessageKind.POLL: CardKind(polls.build, AccountKind.SELLER, "polls"),',
    ),
    (
        "schema/cards/kinds.py",
        "from schema.cards.lists import ProductListCard",
        "from schema.cards.polls import PollCard",
    ),
    ("schema/cards/kinds.py", "    ProductCard", "    | PollCard"),
]
# Somebody sends a poll, and both sides read it, as clients do.
PLAY = '''
import asyncio, sys
from aiohttp.test_utils import TestClient, TestServer
from app import sign_in
from app.pages import HOUSE
from app.server import build
from app.settings import Settings
from domain.actions import posts
from domain.actions.cards import NewCard
from domain.queries import accounts
from domain.transaction import door
from models.accounts import AccountKind
from models.conversations import EntryPoint
from models.messages import MessageKind
from models.migrate import migrate
from tests.cast import person

@door
async def ask(viewer, tx, other):
    place = await posts.place(tx, viewer.account, other, EntryPoint.INBOX)
    card = NewCard(MessageKind.POLL, facts={"question": "Which?", "answers": ["This", "That"]})
    await posts.post(tx, viewer.account, viewer.user, place, card)

READ = """{ inbox { nodes { lastMessage {
    kind preview card { __typename ... on PollCard { question answers } } } } } }"""

async def main():
    url = f"sqlite:///{sys.argv[1]}/poll.sqlite3"
    await migrate(url)
    settings = Settings(database=url, media=f"{sys.argv[1]}/media")
    async with TestClient(TestServer(build(settings))) as client:
        house = client.server.app[HOUSE]
        acme, maya = await person(house, AccountKind.SELLER, "acme"), await person(house, AccountKind.CREATOR, "maya")
        viewer = await acme.viewer()
        await ask(viewer, (await accounts.some(viewer, [maya.key]))[maya.key])
        for who in (acme, maya):
            headers = {"Authorization": "Bearer " + sign_in.issue(settings.key, who.user_key)[0]}
            async with client.post("/graphql", json={"query": READ}, headers=headers) as response:
                said = await response.json()
                print(said["data"]["inbox"]["nodes"][0]["lastMessage"])

asyncio.run(main())
'''
SEEN = (
    "{'kind': 'POLL', 'preview': 'A poll', "
    "'card': {'__typename': 'PollCard', 'question': 'Which?', 'answers': ['This', 'That']}}"
)


def test_a_new_kind_of_card_needs_its_two_files_and_its_registration_lines_and_nothing_else(tmp_path: Path) -> None:
    copy = tmp_path / "parley"
    for floor in ("app", "domain", "gateway", "models", "schema", "tests"):
        shutil.copytree(ROOT / floor, copy / floor, ignore=shutil.ignore_patterns("__pycache__", "static"))
    (copy / "app" / "static").symlink_to(ROOT / "app" / "static")
    for name, text in FILES.items():
        (copy / name).write_text(text, encoding="utf-8")
    for name, after, added in LINES:
        lines = (copy / name).read_text(encoding="utf-8").split("\n")
        place = lines.index(after) + 1
        (copy / name).write_text("\n".join([*lines[:place], added, *lines[place:]]), encoding="utf-8")
    play = copy / "play.py"
    play.write_text(PLAY, encoding="utf-8")

    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PARLEY_", "PYTHON"))}
    played = subprocess.run(
        [sys.executable, "play.py", str(tmp_path)], cwd=copy, env={**environment, "PYTHONPATH": str(copy)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert played.returncode == 0, played.stderr
    assert [line for line in played.stdout.splitlines() if line.startswith("{")] == [SEEN, SEEN]
