"""What is to be found, as Python works it out from messages and cards, and whether a database keeps just that."""

from collections import defaultdict
from typing import Any

import orjson

from domain.search_text import SEPARATOR, normal
from models.database import Unit
from models.sql import statement
from models.terms import terms

SAID = statement("""
    SELECT m.conversation_id, m.sequence, p.creator_id, p.partner_id, m.sent_at, m.text
    FROM messages m JOIN pairs p ON p.id = m.conversation_id""")
CARDS = statement("SELECT conversation_id, sequence, kind, facts FROM cards")
TITLES = statement(
    "SELECT conversation_id, sequence, title FROM card_products ORDER BY conversation_id, sequence, place"
)
TABLES = ("searched_messages", "searched_products", "searched_samples")
_ROW = "conversation_id, sequence, creator_id, partner_id, sent_at, search_text"
KEPT = {table: statement(f"SELECT {_ROW} FROM {table}") for table in TABLES}
INDEXED = {table: statement(f"SELECT id, creator_id, partner_id, search_text FROM {table}") for table in TABLES}
ACCOUNTS = statement("SELECT id, search_text FROM accounts")

Rows = set[tuple[Any, ...]]


async def to_be_found(database: Unit) -> dict[str, Rows]:
    """The rows that each table of search must hold."""
    kinds = {(row[0], row[1]): (row[2], row[3]) for row in await database.fetch(CARDS)}
    titles: dict[tuple[int, int], list[str]] = defaultdict(list)
    for *place, title in await database.fetch(TITLES):
        titles[place[0], place[1]].append(title)
    found: dict[str, Rows] = {table: set() for table in TABLES}
    for *spot, text in await database.fetch(SAID):
        kind, facts = kinds.get((spot[0], spot[1]), (None, None))
        said = {"searched_messages": normal(text or "")}
        if kind == "SAMPLE":
            said["searched_samples"] = normal(orjson.loads(facts)["title"])
        elif kind is not None:
            said["searched_products"] = SEPARATOR.join(map(normal, titles[spot[0], spot[1]]))
        for table, words in said.items():
            if words:
                found[table].add((*spot, words))
    return found


async def broken(database: Unit) -> list[str]:
    """SRCH-4: what is found is what is said, no less and no more; on SQLite, so says the index of words."""
    wrong = []
    for table, rows in (await to_be_found(database)).items():
        kept = {tuple(row) for row in await database.fetch(KEPT[table])}
        wrong += [f"{table} lacks {row}" for row in rows - kept] + [f"{table} holds {row}" for row in kept - rows]
    if database.dialect == "sqlite":
        for table in (*TABLES, "accounts"):
            wrong += await misindexed(database, table)
    return wrong


async def misindexed(database: Unit, table: str) -> list[str]:
    """Where SQLite's index of words says something else than the rows of a table."""
    rows = [tuple(row) for row in await database.fetch(INDEXED.get(table, ACCOUNTS))]
    due = {(row[0], term) for row in rows for term in terms(row[-1], *row[1:-1]).split(" ") if row[-1]}
    await database.fetch(
        statement(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{table}_vocabulary USING fts5vocab(main, {table}_words, instance)"
        )
    )
    held = {tuple(row) for row in await database.fetch(statement(f"SELECT doc, term FROM temp.{table}_vocabulary"))}
    return [f"the words of {table} are not those of row {row}: {term!r}" for row, term in sorted(due ^ held)[:5]]
