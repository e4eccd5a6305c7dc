"""However many deliveries wait behind one that fails, what is due is found at once; so is every list of webhooks."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import asyncpg
import orjson
import pytest

from domain import feed, ids
from domain.actions import endpoints
from domain.actions import webhooks as actions
from domain.house import House
from domain.queries import webhooks as queries
from domain.webhooks import PARKED
from models.sql import Statement, statement
from tests.conftest import NOON
from tests.queries.test_plans import literal, nodes_of

LINE, LINES, HOOKS = 20_000, 2_000, 1_000
ACCOUNTS = """
    INSERT INTO accounts (id, kind, handle, name, home_market, markets, status, level, verified, programmes,
        live_partner, created_at, search_text)
    SELECT n, 'SELLER', 'a' || n, 'A', 'US', 'US', 'ACTIVE', 'NONE', FALSE, '', FALSE, {now}, 'a' FROM {numbers}"""
USER = "INSERT INTO users (id, handle, name, created_at) VALUES (1, 'u', 'U', {now})"
OWN = """
    INSERT INTO webhooks (id, account_id, url, kinds, secret, status, created_by_id, created_at)
    SELECT n, n, 'https://example.com', '', 's', 'ACTIVE', 1, {now} FROM {numbers}"""
PLATFORM = """
    INSERT INTO webhooks (id, url, kinds, secret, status, created_at)
    VALUES (1001, 'https://example.com', '', 's', 'ACTIVE', {now})"""
HEADS = "INSERT INTO feed_heads (account_id, position) SELECT n, 0 FROM {numbers}"
WAITING = """
    INSERT INTO webhook_deliveries (webhook_id, account_id, position, kind, at, status, attempts, failures, due_at)
    SELECT {hook}, {account}, n, 'message_sent', {now}, 'PENDING', 0, 0, {due} FROM {numbers}"""
FEW = [1, 500, 999]
EITHER = "webhooks_pkey|webhooks_owner"  # of an owner there are ten
HEADS_OF = "webhook_deliveries_one_head|webhook_deliveries_heads"
# Each statement, its values, and the index that it must search by on SQLite and on PostgreSQL; none: only no walk.
QUERIES: dict[str, tuple[Statement, list[Any], str, str]] = {
    "what is due": (actions.DUE, [NOON, 50, [7]], "d USING INDEX webhook_deliveries_due", "webhook_deliveries_due"),
    "the next of a line": (
        actions.LEAD, [1, 1, NOON], "n USING INDEX webhook_deliveries_line (account_id=? AND webhook_id=?)",
        "webhook_deliveries_line",
    ),
    "a delivery": (actions.LINE, [5], "d USING INTEGER PRIMARY KEY", "webhook_deliveries_pkey"),
    "the heads of an endpoint": (
        endpoints.ALL_DUE, [1, NOON], "webhook_deliveries USING INDEX webhook_deliveries_heads (webhook_id=?)",
        "webhook_deliveries_heads",
    ),
    "the heads of an account": (
        endpoints.ACCOUNT_DUE, [1, NOON],
        "webhook_deliveries USING INDEX webhook_deliveries_one_head (account_id=? AND webhook_id=?)",
        HEADS_OF,
    ),
    "the head of a line": (
        endpoints.NOT_HEAD, [1, 1],
        "webhook_deliveries USING INDEX webhook_deliveries_one_head (account_id=? AND webhook_id=?)",
        HEADS_OF,
    ),
    "what is deleted": (
        actions.TRIM_DELETED, [1000], "d USING COVERING INDEX webhook_deliveries_newest (webhook_id=?)",
        "webhooks_deleted",
    ),
    "endpoints": (
        queries.PAGE, [1, ids.LARGEST, 26], "w USING INDEX webhooks_owner (<expr>=? AND id<?)", "webhooks_owner",
    ),
    "some endpoints": (queries.SOME, [1, FEW], "w USING INDEX webhooks_owner (<expr>=? AND id=?", EITHER),
    "their deliveries": (
        queries.DELIVERIES, [FEW, ids.LARGEST, 26],
        "i USING COVERING INDEX webhook_deliveries_newest (webhook_id=? AND id<?)", "webhook_deliveries_newest",
    ),
    "some deliveries": (
        queries.SOME_DELIVERIES, [1, FEW], "d USING INDEX webhook_deliveries_newest (webhook_id=? AND id=?",
        "webhook_deliveries_pkey|webhook_deliveries_newest",
    ),
    "what waits": (
        queries.BACKLOG, [PARKED], "d USING INDEX webhook_deliveries_due",
        "webhook_deliveries_due",
    ),
}  # fmt: skip
CLEARED = "TRUNCATE accounts, users, feed_heads, feed_entries, webhooks, webhook_deliveries CASCADE"


def made(text: str, dialect: str, most: int, **more: str) -> Statement:
    """A statement that inserts so many rows."""
    numbers = {
        "postgres": f"generate_series(1, {most}) AS s (n)",
        "sqlite": f"(WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s LIMIT {most}) SELECT n FROM s)",
    }[dialect]
    now = f"'{NOON.isoformat(sep=' ', timespec='microseconds')}'" + ("::timestamptz" if dialect == "postgres" else "")
    given = {name: value.replace("now", now) for name, value in more.items()}
    return statement(text.format(numbers=numbers, now=now, **given))


@pytest.fixture
async def crowd(house: House) -> AsyncIterator[House]:
    """A thousand endpoints; a line in which much waits behind one, and many lines of the platform's with one each."""
    dialect = house.database.dialect
    async with house.database.transaction() as unit:
        if dialect == "postgres":
            await unit.fetch(statement(CLEARED))
        for text, most, more in (
            (ACCOUNTS, LINES, {}), (USER, 1, {}), (HEADS, LINES, {}), (OWN, HOOKS, {}), (PLATFORM, 1, {}),
            (WAITING, LINE, {"hook": "1", "account": "1", "due": "CASE WHEN n = 1 THEN now END"}),
            (WAITING, HOOKS, {"hook": "n", "account": "n + 1", "due": "now"}),
            (WAITING, HOOKS, {"hook": "n", "account": "n + 2", "due": "now"}),
            (WAITING, LINES, {"hook": "1001", "account": "n", "due": "now"}),
        ):  # fmt: skip
            await unit.fetch(made(text, dialect, most, **more))
    if dialect == "postgres":
        await house.database.fetch(statement("ANALYZE"))
    yield house
    if dialect == "postgres":
        await house.database.fetch(statement(CLEARED))


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_sqlite_searches_by_an_index_and_walks_no_table(crowd: House) -> None:
    deliver = (feed.DELIVER, [[1], [0], NOON], "w USING INDEX webhooks_owner (<expr>=?)", "")
    missing, walks = {}, {}
    for name, (query, values, expected, _) in {**QUERIES, "told": deliver}.items():
        explained = await crowd.database.fetch(statement(sqlite=f"EXPLAIN QUERY PLAN {query.sqlite}"), *values)
        lines = [row[3] for row in explained]
        if not any(line.startswith(f"SEARCH {expected}") for line in lines):
            missing[name] = lines
        walks[name] = [line for line in lines if line.startswith(("SCAN webhook", "SCAN d"))]

    assert missing == {}
    assert walks == {name: [] for name in walks}


@pytest.mark.parametrize("dialect", ["postgres"])
@pytest.mark.parametrize("mode", ["force_generic_plan", "force_custom_plan"])
async def test_postgresql_searches_by_an_index_and_walks_no_table(crowd: House, database_url: str, mode: str) -> None:
    told = [[1], [1], NOON, [1], [1], ["message_sent"], [1], [1], ["x"]]
    connection = await asyncpg.connect(database_url)
    await connection.execute(f"SET plan_cache_mode = {mode}")
    missing, walks = {}, {}
    for name, (query, values, _, expected) in {**QUERIES, "told": (feed.APPEND, told, "", "webhooks_owner")}.items():
        await connection.execute(f"PREPARE asked AS {query.postgres}")
        given = ", ".join(literal(value) for value in values)
        plan = orjson.loads(await connection.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE asked ({given})"))[0]["Plan"]
        await connection.execute("DEALLOCATE asked")
        nodes = list(nodes_of(plan))
        if not any(node.get("Index Name") in expected.split("|") for node in nodes):
            missing[name] = sorted({str(node.get("Index Name")) for node in nodes})
        walks[name] = [
            node["Relation Name"]
            for node in nodes
            if node["Node Type"] == "Seq Scan" and node["Relation Name"] != "feed_heads"
        ]
    await connection.close()

    assert missing == {}
    assert walks == {name: [] for name in walks}


async def test_what_is_due_is_found_in_order_of_when_it_was(crowd: House) -> None:
    later = statement("UPDATE webhook_deliveries SET due_at = $1 WHERE webhook_id = 1 AND due_at IS NOT NULL")
    async with crowd.database.transaction() as unit:
        await unit.fetch(later, NOON - timedelta(minutes=1))

    async with crowd.database.transaction() as unit:
        first, *_ = await unit.fetch(actions.DUE, NOON, 5, [])

    assert (first[1], first[8]) == (1, 1)
