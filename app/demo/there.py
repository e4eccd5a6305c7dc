"""What is there of the demo already: an interrupted load goes on where it stopped."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.house import House
from models.sql import Statement, statement

# The last step of a load.
DONE = statement("""
    SELECT 1 FROM memberships ms JOIN accounts a ON a.id = ms.account_id JOIN users u ON u.id = ms.user_id
    WHERE a.handle = 'maya' AND u.handle = 'maya'""")
MEMBERS = statement("SELECT account_id, user_id FROM memberships WHERE account_id IN LIST($1)")
ROLES = statement("SELECT account_id, name, id FROM roles WHERE account_id IN LIST($1)")
FED = statement("SELECT DISTINCT account_id FROM statistics WHERE account_id IN LIST($1)")
STARTED = statement("""
    SELECT p.creator_id, p.partner_id FROM pairs p JOIN conversations c ON c.id = p.id
    WHERE p.creator_id IN LIST($1)""")


def _keys(table: str) -> Statement:
    return statement(
        postgres=f"SELECT handle, id FROM {table} WHERE handle = ANY($1::text[])",
        sqlite=f"SELECT handle, id FROM {table} WHERE handle IN (SELECT value FROM json_each($1))",
    )


ACCOUNTS, USERS = _keys("accounts"), _keys("users")


@dataclass(frozen=True, slots=True)
class There:
    """What a load need not do again."""

    members: set[tuple[int, int]]
    roles: Mapping[tuple[int, str], int]
    fed: set[int]
    started: set[tuple[int, int]]


async def done(house: House) -> bool:
    """Whether the whole demo has been loaded."""
    return await house.database.fetch_row(DONE) is not None


async def accounts(house: House, handles: Iterable[str]) -> dict[str, int]:
    """The keys of those accounts that are there, by handle."""
    return {row[0]: row[1] for row in await house.database.fetch(ACCOUNTS, list(handles))}


async def users(house: House, handles: Iterable[str]) -> dict[str, int]:
    """The keys of those users that are there, by handle."""
    return {row[0]: row[1] for row in await house.database.fetch(USERS, list(handles))}


async def look(house: House, account_keys: Iterable[int]) -> There:
    """What there is about accounts."""
    database, keys = house.database, list(account_keys)
    return There(
        {(row[0], row[1]) for row in await database.fetch(MEMBERS, keys)},
        {(row[0], row[1]): row[2] for row in await database.fetch(ROLES, keys)},
        {row[0] for row in await database.fetch(FED, keys)},
        {(row[0], row[1]) for row in await database.fetch(STARTED, keys)},
    )
