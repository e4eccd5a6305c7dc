"""How fast files are fed: the whole command, from its start to its end, and how much memory it takes."""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
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
    kind = "CREATOR" if n % 10 else "SELLER"
    name = {"handle": f"account-{n}", "name": f"Núria Prat {n}", "avatarUrl": f"https://img.example.com/{n}.jpg"}
    return {"externalId": f"A-{n}", "accountKind": kind, "homeMarket": "US", "category": "Beauty", **name}


def _product(n: int) -> dict[str, Any]:
    money = {"price": f"{n % 90}.50", "currency": "USD", "commission": "12.5"}
    shown = {"imageUrl": f"https://img.example.com/{n}.jpg", "category": "Beauty", "samplesOffered": n % 2 == 0}
    return {"externalId": f"P-{n}", "seller": f"A-{n // 10 * 10}", "title": f"Cream of roses {n}", **money, **shown}


def _statistic(n: int) -> dict[str, Any]:
    money = n % 2 == 0
    taken = {
        "account": f"A-{n // 10 * 10 + 1 + n % 9}",
        "takenAt": f"2026-0{1 + n % 9}-{1 + n % 28:02}T06:00:{n % 60:02}Z",
    }
    if money:
        return {**taken, "metric": "AFFILIATE_GMV_30D", "value": f"{n}.50", "currency": "USD"}
    return {**taken, "metric": "FOLLOWERS", "value": str(n)}


KINDS: Mapping[str, Made] = {"accounts": _account, "products": _product, "statistics": _statistic}


async def measure(server: str | None, number: int) -> str:
    """Feed so many records of each kind into new databases, twice; draw the table."""
    lines = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind, made in KINDS.items():
            _write(folder / f"{kind}.jsonl", _lines(made, number))
        for url in [*([await _anew(server)] if server else []), f"sqlite:///{folder}/feeding.sqlite3"]:
            await migrate(url)
            for kind in KINDS:
                first, most = await asyncio.to_thread(_feed, url, folder / f"{kind}.jsonl")
                again, _ = await asyncio.to_thread(_feed, url, folder / f"{kind}.jsonl")
                rates = [f"{number / seconds:,.0f}" for seconds in (first, again)]
                database = "PostgreSQL" if is_postgres(url) else "SQLite"
                lines.append([f"{number:,} {kind}", database, *rates, f"{most / 1024:,.0f}"])
                print("  ".join(lines[-1]), flush=True)
    return table.draw(HEADER, lines)


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
