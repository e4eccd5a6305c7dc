"""What names are found by, made anew after a version that made it by another normal form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from domain.actions import accounts, pools, replies
from domain.search_text import normal
from domain.transaction import Transaction, door
from domain.viewer import System
from models.sql import Statement, statement

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Named:
    """A table whose rows are found by their own columns, and by what is made of these."""

    next: Statement
    change: Statement
    made: Callable[..., str]


def _named(table: str, columns: tuple[str, ...], made: Callable[..., str]) -> Named:
    """Of ASCII every version has made the same; and what was erased is ASCII, and found by nothing."""
    words = " || ".join(columns)
    some = f"SELECT id, search_text, {', '.join(columns)} FROM {table} WHERE id > $1 AND"
    return Named(
        statement(
            postgres=f"{some} octet_length({words}) > length({words}) ORDER BY id LIMIT $2",
            sqlite=f"{some} length(CAST({words} AS BLOB)) > length({words}) ORDER BY id LIMIT $2",
        ),
        statement(f"UPDATE {table} SET search_text = $2 WHERE id = $1"),
        made,
    )


NAMED: dict[str, Named] = {
    "accounts": _named("accounts", ("name", "handle"), accounts.search_text),
    "products": _named("products", ("title",), normal),
    "target_collaborations": _named("target_collaborations", ("name",), normal),
    "product_lists": _named("product_lists", ("name",), normal),
    "saved_replies": _named("saved_replies", ("name", "text"), replies.search_text),
}


@door
async def remake(viewer: System, tx: Transaction, table: str, after: int) -> int | None:  # noqa: ARG001
    """Make some of a table's search texts anew; return the key that it has come to, or None once all are made.

    Nothing changes where they are right, so it may begin again. Leads follow the names of their creators.
    """
    named = NAMED[table]
    found = await tx.fetch(named.next, after, BATCH)
    texts: list[tuple[Any, ...]] = [(key, text, named.made(*words)) for key, text, *words in found]
    changed = [(key, made) for key, text, made in texts if made != text]
    await tx.execute_many(named.change, changed)
    if table == "accounts":
        await pools.follow(tx, [key for key, _ in changed])
    return found[-1][0] if found else None
