"""Whatever is searched for, an index serves it, however many rows there are."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, NamedTuple

import asyncpg
import orjson
import pytest

from domain.house import House
from domain.queries import account_hits, index_words, message_hits
from domain.queries.conversations import NEWEST
from domain.queries.found import Way
from domain.queries.hits import Composed, Form
from domain.queries.message_hits import Module
from models.search import SearchModule
from models.sql import statement
from tests.conftest import NOON
from tests.queries.test_plans import CLEARED, COLUMNS, literal, nodes_of

CREATORS = 1500
SHOP, OTHER_SHOP = CREATORS + 1, CREATORS + 2
TALKING, OTHERS = range(1, CREATORS + 1), range(10_001, 22_001)  # who talk with the shops, and who with nobody
PAIRS = [(n * CREATORS + creator, creator, shop) for n, shop in enumerate((SHOP, OTHER_SHOP)) for creator in TALKING]
ENTRY = "conversation_id, sequence, creator_id, partner_id, sent_at, search_text"
SIDE = """account_id, conversation_id, counterpart_id, counterpart_kind, visible, last_activity_at, unread,
    unread_count, unreplied, starred, archived, has_written, was_written_to, read_up_to, read_by_counterpart_up_to"""
RARE, SHORT = "w700 said", "w7"


def rows() -> dict[str, tuple[str, list[tuple[Any, ...]]]]:
    """Two shops that talk with the same creators."""
    kinds = {key: "CREATOR" if key in TALKING else "SELLER" for key in (*TALKING, SHOP, OTHER_SHOP, *OTHERS)}
    said = [
        (key, n, creator, shop, NOON - timedelta(minutes=key * 60 + n), f"w{key} said to w{creator} in message {n}")
        for key, creator, shop in PAIRS
        for n in (1, 2, 3)
    ]
    at = {key: NOON - timedelta(minutes=key) for key, _, _ in PAIRS}
    return {
        "accounts": (COLUMNS["accounts"], [
            (key, kind, f"a{key}", f"W{key}", "US", "US", "ACTIVE", "NONE", False, "", False, NOON, f"w{key} a{key}")
            for key, kind in kinds.items()
        ]),
        "pairs": (COLUMNS["pairs"], [(*pair, 3, NOON) for pair in PAIRS]),
        "conversations": (COLUMNS["conversations"], [(key, shop, "INBOX", NOON) for key, _, shop in PAIRS]),
        "sides": (SIDE, [
            (me, key, other, kinds[other], True, at[key], False, 0, False, False, key % 7 == 0, True, True, 0, 0)
            for key, *both in PAIRS for me, other in (both, both[::-1])
        ]),
        "messages": (COLUMNS["messages"], [(key, n, by, "TEXT", text, at) for key, n, by, _, at, text in said]),
        "cards": (COLUMNS["cards"], [(key, 3, "PRODUCT", creator, key) for key, creator, _ in PAIRS]),
        "card_products": (COLUMNS["card_products"], [
            (key, 3, place, creator, key, f"w{key}", 1000, "USD") for key, creator, _ in PAIRS for place in (0, 1)
        ]),
        **{f"searched_{module}": (ENTRY, said) for module in SearchModule},
    }  # fmt: skip


@pytest.fixture
async def crowd(house: House) -> AsyncIterator[House]:
    """The rows, and on PostgreSQL what the planner should know of them; on SQLite nobody tells it."""
    cleared = statement(f"{CLEARED}; TRUNCATE {', '.join(f'searched_{module}' for module in SearchModule)}")
    async with house.database.transaction() as unit:
        if unit.dialect == "postgres":
            for text in cleared.postgres.split("; "):
                await unit.fetch(statement(text))
        for table, (columns, told) in rows().items():
            places = ", ".join(f"${n + 1}" for n in range(len(columns.split(","))))
            await unit.execute_many(statement(f"INSERT INTO {table} ({columns}) VALUES ({places})"), told)
        if unit.dialect == "postgres":
            await unit.fetch(statement("ANALYZE"))
    yield house
    if house.database.dialect == "postgres":
        for text in cleared.postgres.split("; "):
            await house.database.fetch(statement(text))


class Asked(NamedTuple):
    """A statement, what it is asked for, what has to serve it, and how far it goes."""

    composed: Composed
    text: str
    served_by: str
    far: int = 0


def of_messages(module: Module, *, narrowed: bool) -> dict[str, Asked]:
    """A module's statements, each with an index of its own."""

    def asked(way: Way, text: str, index: str, far: int = 0) -> Asked:
        form = Form(way, narrowed, more=True)
        return Asked(message_hits.statement_of(module, form), text, f"{module.table}_{index}", far)

    return {
        "walking": asked(Way.WALK, RARE, module.side, 100),
        "inside": asked(Way.INSIDE, RARE, "pkey"),
        "by words": asked(Way.WORDS, RARE, "words"),
        "by characters": asked(Way.WORDS, SHORT, "words"),
    }


def of_accounts(*, narrowed: bool) -> dict[str, Asked]:
    """The same of accounts."""

    def asked(way: Way, text: str, index: str, far: int = 0) -> Asked:
        return Asked(account_hits.statement_of(Form(way, narrowed)), text, index, far)

    return {
        "walking": asked(Way.WALK, RARE, "sides_messages", 100),
        "by words": asked(Way.WORDS, "w700 a", "accounts_words"),
        "by characters": asked(Way.WORDS, SHORT, "accounts_words"),
    }


def all_asked() -> dict[str, Asked]:
    """Each statement by its name."""
    modules = [(module, side, narrowed) for module in SearchModule for side, narrowed in SIDES]
    named = {(*one,): of_messages(Module(*one[:2]), narrowed=one[2]) for one in modules}
    found = {f"{' '.join(map(str, name))}, {way}": asked for name, ways in named.items() for way, asked in ways.items()}
    for narrowed in (False, True):
        found |= {f"accounts {narrowed}, {way}": asked for way, asked in of_accounts(narrowed=narrowed).items()}
    return found


SIDES = (("creator", False), ("creator", True), ("partner", False))


def values(composed: Composed, dialect: str, text: str, far: int, *, owned: bool) -> list[Any]:
    """What it is asked with."""
    given = {
        "account": SHOP, "at": NEWEST[0], "key": NEWEST[1], "before": 2**31 - 1, "query": text, "kind": "CREATOR",
        "conversation": 700, "wanted": 101, "size": 10, "most": 101, "far": far,
        **index_words.asked(text, dialect, SHOP if owned else None),
    }  # fmt: skip
    return composed.values(dialect, given)


# What SQLite calls otherwise.
ITS_OWN = {"words": "VIRTUAL TABLE", "pkey": "sqlite_autoindex_searched"}
LOOKED_AT = {"accounts", "sides", "pairs", "conversations", "messages", "cards", "card_products"}


@pytest.mark.parametrize("dialect", ["postgres"])
@pytest.mark.parametrize("mode", ["force_generic_plan", "force_custom_plan"])
async def test_postgresql_searches_by_the_index_that_it_is_meant_to(crowd: House, database_url: str, mode: str) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute(f"SET plan_cache_mode = {mode}")
    served, walked, in_order = {}, {}, {}
    for name, (composed, text, served_by, far) in all_asked().items():
        await connection.execute(f"PREPARE asked AS {composed.query.postgres}")
        given = [literal(value) for value in values(composed, "postgres", text, far, owned="accounts" not in name)]
        told = await connection.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE asked ({', '.join(given)})")
        await connection.execute("DEALLOCATE asked")
        nodes = list(nodes_of(orjson.loads(told)[0]["Plan"]))
        served[name] = any(node.get("Index Name") == served_by and node.get("Index Cond") for node in nodes)
        walked[name] = [node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"]
        keys = [key for node in nodes for key in node.get("Sort Key", ()) if "Sort" in node["Node Type"]]
        in_order[name] = not ("walking" in name and "generic" in mode) or not any(
            key.split()[0].endswith("_at") for key in keys
        )
    await connection.close()

    assert served == in_order == dict.fromkeys(served, True)
    assert walked == {name: [] for name in served}


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_sqlite_searches_by_the_index_that_it_is_meant_to(crowd: House) -> None:
    served, walked = {}, {}
    for name, (composed, text, served_by, far) in all_asked().items():
        given = values(composed, "sqlite", text, far, owned="accounts" not in name)
        explained = await crowd.database.fetch(statement(sqlite=f"EXPLAIN QUERY PLAN {composed.query.sqlite}"), *given)
        lines = [row[3] for row in explained]
        by = {"words": "VIRTUAL TABLE", "pkey": "sqlite_autoindex_searched"}.get(
            served_by.rsplit("_", 1)[-1], served_by
        )
        served[name] = any(by in line for line in lines)
        walked[name] = [
            line for line in lines
            if line.startswith("SCAN") and "VIRTUAL" not in line
            and line.split()[1].startswith(("searched", *LOOKED_AT))
        ]  # fmt: skip

    assert served == dict.fromkeys(served, True)
    assert walked == {name: [] for name in served}
