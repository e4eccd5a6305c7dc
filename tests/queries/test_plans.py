"""Every list query is served by its index: no table is walked and nothing is sorted, however many rows there are."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import orjson
import pytest

from domain.house import House
from domain.queries import accounts, conversations, events, messages
from domain.queries.conversations import NEWEST, OLDEST, HOLDS
from models.sql import Statement, statement
from tests.conftest import NOON

CREATORS = 1500
OTHERS = range(10_001, 22_001)  # accounts that talk with nobody here
SHOP, OTHER_SHOP = CREATORS + 1, CREATORS + 2
METRICS = ("FOLLOWERS", "VIDEO_VIEWS")


def rows_of(table: str) -> Iterator[tuple[Any, ...]]:
    """A few thousand rows: two shops that talk with the same creators, and a long stream."""
    creators, shops = range(1, CREATORS + 1), (SHOP, OTHER_SHOP)
    pairs = [(n * CREATORS + creator, creator, shop) for n, shop in enumerate(shops) for creator in creators]
    at = [NOON - timedelta(seconds=n) for n in range(2 * CREATORS + 1)]
    if table == "accounts":
        for key in (*creators, *shops, *OTHERS):
            kind = "SELLER" if key in shops else "CREATOR"
            yield (key, kind, f"a{key}", f"A{key}", "US", "US", "ACTIVE", "NONE", False, "", False, NOON)
    elif table == "feed_heads":
        yield from ((key, 3000 if key == SHOP else 1) for key in (*creators, *shops, *OTHERS))
    elif table == "feed_entries":
        yield from ((SHOP, n, NOON, "conversation_changed", pairs[n % CREATORS][0]) for n in range(1, 3001))
        yield from ((creator, 1, NOON, "conversation_changed", creator) for creator in creators)
    elif table == "pairs":
        yield from ((*pair, 3, NOON) for pair in pairs)
    elif table == "conversations":
        yield from ((key, shop, "INBOX", NOON) for key, _, shop in pairs)
    elif table == "sides":
        for key, creator, shop in pairs:
            for me, other in ((creator, shop), (shop, creator)):
                bits = [key % 3 == 0, key % 5 == 0, key % 7 == 0, key % 11 == 0, key % 2 == 0]
                unread, unreplied, starred, archived, has_written = bits
                yield (
                    me, key, other, True, at[key], unread, 1 if unread else 0, unreplied, starred, archived,
                    has_written, True, 0, 0,
                )  # fmt: skip
    elif table == "messages":
        for key, creator, shop in pairs:
            yield from ((key, n, (creator, shop)[n % 2], "TEXT", "hello", NOON) for n in range(1, 4))
    elif table == "statistics":
        for key in creators:
            yield from ((key, metric, NOON - timedelta(days=n), n) for metric in METRICS for n in range(3))


COLUMNS = {
    "accounts": "id, kind, handle, name, home_market, markets, status, level, verified, programmes, live_partner, "
    "created_at",
    "feed_heads": "account_id, position",
    "feed_entries": "account_id, position, at, kind, pair_id",
    "pairs": "id, creator_id, partner_id, last_sequence, created_at",
    "conversations": "id, started_by_id, entry_point, created_at",
    "sides": "account_id, conversation_id, counterpart_id, visible, last_activity_at, unread, unread_count, unreplied, "
    "starred, archived, has_written, was_written_to, read_up_to, read_by_counterpart_up_to",
    "messages": "conversation_id, sequence, sender_id, kind, text, sent_at",
    "statistics": "account_id, metric, taken_at, value",
}

FEW = [1, 700, 1400]
# Each list query with its parameters, and the index that serves it on both databases (a primary key by its table).
QUERIES: dict[str, tuple[Statement, list[Any], str]] = {
    **{
        f"{folder} {'backwards' if backwards else 'forwards'}": (
            conversations.page_statement(folder, backwards=backwards),
            [SHOP, *(OLDEST if backwards else NEWEST), 26],
            f"sides_{folder.lower()}",
        )
        for folder in HOLDS
        for backwards in (False, True)
    },
    "from a cursor on": (
        conversations.page_statement(conversations.InboxFolder.MESSAGES, backwards=False),
        [SHOP, NOON - timedelta(seconds=900), 900, 26],
        "sides_messages",
    ),
    "single conversations": (conversations.SOME, [SHOP, FEW], "sides"),
    "conversations with accounts": (conversations.WITH_ACCOUNTS, [SHOP, FEW], "sides"),
    "a thread": (messages.RANGE, [700, 1, 25], "messages"),
    "threads": (messages.RANGES, [FEW, [1, 1, 1], [25, 25, 25]], "messages"),
    "a stream": (events.READ, [[SHOP], [1500]], "feed_entries"),
    "streams": (events.READ, [FEW, [0, 0, 0]], "feed_entries"),
    "accounts": (accounts.BY_KEYS, [SHOP, FEW], "accounts"),
    "an account": (accounts.BY_HANDLE, [SHOP, "a700"], "accounts"),
    "figures": (accounts.LATEST, [FEW], "statistics"),
}


@pytest.fixture
async def crowd(house: House) -> House:
    """The rows, and what the planner should know of them."""
    async with house.database.transaction() as unit:
        for table, columns in COLUMNS.items():
            places = ", ".join(f"${n + 1}" for n in range(len(columns.split(","))))
            query = statement(f"INSERT INTO {table} ({columns}) VALUES ({places})")
            await unit.execute_many(query, list(rows_of(table)))
        if unit.dialect == "postgres":
            await unit.fetch(statement("ANALYZE"))
    return house


async def test_explore(crowd: House, database_url: str) -> None:
    if crowd.database.dialect == "sqlite":
        for name, (query, values, index) in list(QUERIES.items())[-11:]:
            rows = await crowd.database.fetch(statement(sqlite="EXPLAIN QUERY PLAN " + query.sqlite), *values)
            print("==", name)
            for r in rows: print("   ", r[3])
        rows = await crowd.database.fetch(statement(sqlite="EXPLAIN QUERY PLAN " + conversations.COUNTS.sqlite), SHOP, 1001)
        for r in rows: print("   ", r[3])
    else:
        c = await asyncpg.connect(database_url)
        await c.execute("SET plan_cache_mode = force_generic_plan")
        qs = dict(QUERIES); qs["counts"] = (conversations.COUNTS, [SHOP, 1001], "")
        for name, (query, values, index) in qs.items():
            for mode in ("force_generic_plan", "force_custom_plan"):
                await c.execute(f"SET plan_cache_mode = {mode}")
                await c.execute("PREPARE q AS " + query.postgres)
                lits = ", ".join(lit(v) for v in values)
                rows = await c.fetch(f"EXPLAIN EXECUTE q({lits})")
                await c.execute("DEALLOCATE q")
                text="\n".join(r[0] for r in rows)
                if "Seq Scan" in text or "Sort" in text or name in ("counts","streams","conversations with accounts","figures"):
                    print("==", name, mode); print(text)
        await c.close()

def lit(v):
    if isinstance(v, list): return "'{" + ",".join(map(str, v)) + "}'"
    if isinstance(v, int): return str(v)
    return f"'{v}'"
