"""How fast files are fed: the whole command, from its start to its end, and how much memory it takes."""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from bench.load import table
from models.database import is_postgres
from models.migrate import migrate

Made = Callable[[int], dict[str, Any]]
HEADER = ["records", "database", "first: rows/s", "again: rows/s", "most memory, MB"]
DATABASE = "parley_bench_feeding"


def _account(n: int) -> dict[str, Any]:
    kind = {0: "SELLER", 9: "AGENCY"}.get(n % 10, "CREATOR")
    name = {"handle": f"account-{n}", "name": f"Núria Prat {n}", "avatarUrl": f"https://img.example.com/{n}.jpg"}
    partner = {"programmes": ["TAP"], "livePartner": True} if kind == "AGENCY" else {}
    return {"externalId": f"A-{n}", "accountKind": kind, "homeMarket": "US", "category": "Beauty", **name, **partner}


def _member(n: int) -> dict[str, Any]:
    known = {"issuer": "https://id.example.com", "subject": f"subject-{n}"}
    return {"account": f"A-{n}", "handle": f"member-{n}", "name": f"Núria {n}", "owner": True, **known}


def _product(n: int) -> dict[str, Any]:
    money = {"price": f"{n % 90}.50", "currency": "USD", "commission": "12.5"}
    shown = {"imageUrl": f"https://img.example.com/{n}.jpg", "category": "Beauty", "samplesOffered": n % 2 == 0}
    return {"externalId": f"P-{n}", "seller": _seller(n), "title": f"Cream of roses {n}", **money, **shown}


def _statistic(n: int) -> dict[str, Any]:
    taken = {"account": _creator(n), "takenAt": f"2026-0{1 + n % 9}-{1 + n % 28:02}T06:00:{n % 60:02}Z"}
    if n % 2 == 0:
        return {**taken, "metric": "AFFILIATE_GMV_30D", "value": f"{n}.50", "currency": "USD"}
    return {**taken, "metric": "FOLLOWERS", "value": str(n)}


def _entry(n: int) -> dict[str, Any]:
    """Ten products of each creator's, two of a seller's."""
    return {
        "creator": _creator(n // 10),
        "product": f"P-{n // 2 * 10 % 1000 + n % 2}",
        "addedAt": "2026-01-02T06:00:00Z",
    }


def _video(n: int) -> dict[str, Any]:
    return {
        "externalId": f"V-{n // 2}", "creator": _creator(n // 2), "product": f"P-{n // 2 * 10 % 1000 + n % 2}",
        "publishedAt": "2026-01-02T06:00:00Z",
    }  # fmt: skip


def _campaign(n: int) -> dict[str, Any]:
    period = {"startsAt": "2026-01-01T00:00:00Z", "endsAt": "2027-01-01T00:00:00Z"}
    products = [f"P-{(n * 7 + place) % 1000}" for place in range(9)]
    return {"externalId": f"C-{n}", "agency": _agency(n), "title": f"Roses {n}", "products": products, **period}


def _rank(n: int) -> dict[str, Any]:
    figures = {"creators": n, "liveSessions": n, "liveGmv": f"{n}.50"}
    return {"market": "US", "partner": _agency(n), "rank": n + 1, **figures}


def _licence(n: int) -> dict[str, Any]:
    return {"creator": _creator(n), "contact": f"anna-{n}@example.com", "profile": "Roses and what grows beside them."}


def _dashboard(n: int) -> dict[str, Any]:
    period = {"startedAt": "2026-01-02T06:00:00Z", "endedAt": "2026-01-02T08:00:00Z"}
    sold = {"gmv": f"{n}.50", "currency": "USD", "uniqueViewers": n, "orders": n}
    return {"externalId": f"L-{n}", "creator": _creator(n), **period, **sold}


def _conversation(n: int) -> dict[str, Any]:
    """With nine messages: it makes ten rows."""
    said = [
        {"fromCreator": place % 2 == 1, "text": f"Roses, {place} of {n}", "sentAt": f"2026-01-02T06:0{place}:00Z"}
        for place in range(9)
    ]
    begun = {"startedByCreator": False, "entryPoint": "FIND_CREATORS", "startedAt": "2026-01-02T06:00:00Z"}
    return {"externalId": f"T-{n}", "creator": _creator(n), "partner": _agency(n), "messages": said, **begun}


def _seller(n: int) -> str:
    return f"A-{n // 10 * 10}"


def _creator(n: int) -> str:
    return f"A-{n // 8 * 10 + 1 + n % 8}"


def _agency(n: int) -> str:
    return f"A-{n * 10 + 9}"


@dataclass(frozen=True, slots=True)
class Kind:
    """How a record is made, how many rows it makes, and for how many rows in a hundred there are accounts."""

    made: Made
    rows: int = 1
    share: int = 100


# As they name each other: accounts first.
KINDS: Mapping[str, Kind] = {
    "accounts": Kind(_account),
    "members": Kind(_member),
    "products": Kind(_product),
    "statistics": Kind(_statistic, share=80),
    "showcase": Kind(_entry),
    "videos": Kind(_video),
    "campaigns": Kind(_campaign, rows=10),
    "livePartnerRanks": Kind(_rank, share=10),
    "licences": Kind(_licence, share=80),
    "liveDashboards": Kind(_dashboard, share=80),
    "conversations": Kind(_conversation, rows=10),
}


async def measure(server: str | None, number: int) -> str:
    """Feed so many records of each kind into new databases, twice; draw the table."""
    lines = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, kind in KINDS.items():
            _write(folder / f"{name}.jsonl", _lines(kind.made, _records(kind, number)))
        for url in [*([await _anew(server)] if server else []), f"sqlite:///{folder}/feeding.sqlite3"]:
            await migrate(url)
            for name, kind in KINDS.items():
                first, most = await asyncio.to_thread(_feed, url, folder / f"{name}.jsonl")
                again, _ = await asyncio.to_thread(_feed, url, folder / f"{name}.jsonl")
                records = _records(kind, number)
                rates = [f"{records * kind.rows / seconds:,.0f}" for seconds in (first, again)]
                database = "PostgreSQL" if is_postgres(url) else "SQLite"
                lines.append([f"{records:,} {name}", database, *rates, f"{most / 1024:,.0f}"])
                print("  ".join(lines[-1]), flush=True)
    return table.draw(HEADER, lines)


def _records(kind: Kind, number: int) -> int:
    return number * kind.share // (100 * kind.rows)


def _lines(made: Made, number: int) -> Iterator[str]:
    for n in range(number):
        yield json.dumps(made(n)) + "\n"


def _write(path: Path, lines: Iterator[str]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(lines)


def _feed(url: str, file: Path) -> tuple[float, int]:
    """Run the command; its seconds, and the most memory that it had, in KiB."""
    began = time.perf_counter()
    words = [sys.executable, "-m", "app", "ingest", str(file)]
    process = os.posix_spawn(sys.executable, words, {**os.environ, "PARLEY_DATABASE": url})
    _, status, used = os.wait4(process, 0)
    if status:
        raise SystemExit(f"bench: {file.name} was not fed")
    return time.perf_counter() - began, used.ru_maxrss


async def _anew(server: str) -> str:
    """An empty database of this measurement's own."""
    parts = urlsplit(server)
    connection = await asyncpg.connect(server.partition("?")[0], database="postgres")
    await connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    await connection.execute(f"CREATE DATABASE {DATABASE}")
    await connection.close()
    return urlunsplit(parts._replace(path=f"/{DATABASE}"))
