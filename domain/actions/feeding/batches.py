"""Batches: rows that are written together, and what they name, looked up together. Steps."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.errors import InvalidInput
from domain.rules.records import EXTERNAL_ID, external_id
from domain.transaction import OvertakenError, Transaction
from models.accounts import AccountKind
from models.sql import Row, Statement, statement

ACCOUNTS = statement("""
    SELECT external_id, id, kind, home_market, markets, programmes, live_partner, erased_at FROM accounts
    WHERE external_id IN TEXTS($1)""")
LOCK = statement("SELECT id, erased_at FROM accounts WHERE id IN LIST($1) ORDER BY id FOR NO KEY UPDATE")
PRODUCTS = statement("SELECT external_id, id, seller_id, commission FROM products WHERE external_id IN TEXTS($1)")


@dataclass(frozen=True, slots=True)
class Change:
    """A statement that writes many rows: on PostgreSQL at once, on SQLite one after the other."""

    text: Statement
    returns: bool
    lock: Statement | None = None
    keys: int = 0  # how many of the columns find the rows


def inserting(table: str, columns: Mapping[str, str], then: str = "", returning: str = "") -> Change:
    """Insert rows of these columns, given with their types. `returning` holds on PostgreSQL only."""
    names = ", ".join(columns)
    values = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
    text = statement(
        postgres=f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays(columns)}) {then} "
        f"{f'RETURNING {returning}' if returning else ''}",
        sqlite=f"INSERT INTO {table} ({names}) VALUES ({values}) {then}",
    )
    return Change(text, bool(returning))


def updating(
    table: str, keys: Mapping[str, str], columns: Mapping[str, str], where: str = "TRUE", lock: str = "NO KEY UPDATE"
) -> Change:
    """Set columns of the rows with these keys, which come first. On PostgreSQL they are locked first, in one order.

    `lock` is UPDATE where a column is set that is unique: or the update would lock the rows once more, in any order.
    """
    both = {**keys, **columns}
    places = {name: f"${place}" for place, name in enumerate(both, start=1)}
    same = " AND ".join(f"t.{name} = n.{name}" for name in keys)
    text = statement(
        postgres=f"UPDATE {table} AS t SET {', '.join(f'{name} = n.{name}' for name in columns)} "
        f"FROM unnest({arrays(both)}) AS n ({', '.join(both)}) WHERE {same} AND {where}",
        sqlite=f"UPDATE {table} AS t SET {', '.join(f'{name} = {places[name]}' for name in columns)} "
        f"WHERE {' AND '.join(f't.{name} = {places[name]}' for name in keys)} AND {where}",
    )
    locking = statement(
        postgres=f"SELECT 1 FROM unnest({arrays(keys)}) AS n ({', '.join(keys)}) JOIN {table} AS t ON {same} "
        f"ORDER BY {', '.join(f't.{name}' for name in keys)} FOR {lock} OF t",
        sqlite="SELECT 1",  # one writer
    )
    return Change(text, returns=False, lock=locking, keys=len(keys))


def arrays(columns: Mapping[str, str]) -> str:
    """The parameters that columns of these types are given in."""
    return ", ".join(f"${place}::{kind}[]" for place, kind in enumerate(columns.values(), start=1))


async def write(tx: Transaction, change: Change, rows: Sequence[Sequence[Any]]) -> Sequence[Row]:
    """Write the rows. Raises OvertakenError where others have just made some of them: the door begins anew."""
    if not rows:
        return []
    if tx.dialect != "postgres":
        await tx.execute_many(change.text, rows)
        return []
    columns = [list(column) for column in zip(*rows, strict=True)]
    if change.lock is not None:
        await tx.fetch(change.lock, *columns[: change.keys])
    made = await tx.fetch(change.text, *columns)
    if change.returns and len(made) != len(rows):
        raise OvertakenError
    return made


# ── what records name ──


def named(*ids: Iterable[str]) -> list[str]:
    """Those that can be ids at all: what cannot is refused, and never asked for."""
    return sorted({one for some in ids for one in some if EXTERNAL_ID.fullmatch(one)})


def gone(field: str) -> InvalidInput:
    """The refusal of what is fed of an account that was erased."""
    return InvalidInput(field, "This account was erased: nothing more is kept of it.")


@dataclass(frozen=True, slots=True)
class NamedAccount:
    """An account, as far as what is fed of it depends on it."""

    key: int
    kind: AccountKind
    home_market: str
    markets: str
    programmes: str
    live_partner: bool
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class NamedProduct:
    """A product likewise."""

    key: int
    seller_key: int
    commission: int | None


_WANTED = {
    AccountKind.CREATOR: "a creator",
    AccountKind.SELLER: "a seller",
    AccountKind.AGENCY: "an agency",
}


class Accounts:
    """The accounts that a batch names, by the platform's ids."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._found = {row[0]: NamedAccount(row[1], AccountKind(row[2]), *row[3:]) for row in rows}

    @property
    def all(self) -> Collection[NamedAccount]:
        """Every one that is known."""
        return self._found.values()

    def get(self, id: str, field: str, *kinds: AccountKind) -> NamedAccount:
        """One of them. Raises InvalidInput for one that is not known, was erased, or is of another kind."""
        found = self._found.get(external_id(id, field))
        if found is None:
            raise InvalidInput(field, "There is no account with this id: feed it first.")
        if found.erased_at is not None:
            raise gone(field)
        if kinds and found.kind not in kinds:
            raise InvalidInput(field, f"This is not the id of {' or '.join(_WANTED[kind] for kind in kinds)}.")
        return found


async def lock(tx: Transaction, account_keys: Collection[int]) -> set[int]:
    """Lock accounts, so that nothing of one comes in while it is being erased; those that were, meanwhile (a step)."""
    return {row[0] for row in await tx.fetch(LOCK, sorted(account_keys)) if row[1] is not None}


class Products:
    """The products that a batch names, by the platform's ids."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._found = {row[0]: NamedProduct(*row[1:]) for row in rows}

    def get(self, id: str, field: str) -> NamedProduct:
        """One of them. Raises InvalidInput for one that is not known."""
        found = self._found.get(external_id(id, field))
        if found is None:
            raise InvalidInput(field, "There is no product with this id: feed it first.")
        return found


async def accounts(tx: Transaction, *ids: Iterable[str]) -> Accounts:
    """Look accounts up (a step)."""
    return Accounts(await tx.fetch(ACCOUNTS, named(*ids)))


async def products(tx: Transaction, *ids: Iterable[str]) -> Products:
    """Look products up (a step)."""
    return Products(await tx.fetch(PRODUCTS, named(*ids)))
