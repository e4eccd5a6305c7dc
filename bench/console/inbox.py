"""A shop with a very large inbox and one very long conversation, fed as a marketplace feeds what it had before."""

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from models.migrate import migrate

SHOP, MEMBER = "acme", "acme"


def _records(conversations: int, messages: int) -> Iterator[dict[str, Any]]:
    yield _account("SELLER", SHOP, "Acme Home Goods")
    yield {"kind": "members", "account": SHOP, "handle": MEMBER, "name": "Alex", "owner": True}
    for n in range(conversations):
        yield _account("CREATOR", f"creator-{n}", f"Núria {n}")
    now = datetime.now(UTC).replace(microsecond=0)
    for n in range(conversations):
        count = messages if n == 0 else 2
        end = now - timedelta(minutes=n)
        said = [
            {
                "fromCreator": place % 2 == 1, "text": _words(n, place),
                "sentAt": (end - timedelta(seconds=30 * (count - place))).isoformat(),
            }
            for place in range(count)
        ]  # fmt: skip
        yield {
            "kind": "conversations", "externalId": f"T-{n}", "creator": f"creator-{n}", "partner": SHOP,
            "startedByCreator": False, "entryPoint": "FIND_CREATORS", "startedAt": said[0]["sentAt"],
            "messages": said, "partnerReadUpTo": count,
        }  # fmt: skip


def _account(kind: str, handle: str, name: str) -> dict[str, Any]:
    known = {"externalId": handle, "handle": handle, "name": name}
    return {"kind": "accounts", "accountKind": kind, "homeMarket": "US", "category": "Home", **known}


def _words(talk: int, place: int) -> str:
    return f"{place} of {talk}: " + "the lamp is in stock again, and so are the shades. " * (1 + (talk + place) % 4)


async def feed(folder: Path, conversations: int, messages: int) -> str:
    """Make a database with so many conversations, one of them of so many messages; its URL."""
    url = f"sqlite:///{folder}/console.sqlite3"
    await migrate(url)
    path = folder / "fed.jsonl"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in _records(conversations, messages))
    fed = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app", "ingest", str(path), env={**os.environ, "PARLEY_DATABASE": url},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await fed.communicate()
    if fed.returncode:
        raise SystemExit(f"bench: the inbox was not fed: {said.decode()[-500:]}")
    return url
