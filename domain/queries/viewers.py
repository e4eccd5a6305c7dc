"""Who is asking: read for every operation after it came, so a lost permission counts from the next one."""

from collections.abc import Sequence
from datetime import datetime

from domain import members
from domain.errors import Forbidden, Unauthenticated
from domain.house import House
from domain.members import Membership, Role
from domain.rows import ACCOUNT_WIDTH, Account, account, account_columns
from domain.together import Together
from domain.viewer import Viewer
from models.sql import Row, Statement, statement
from models.teams import Permission

_COLUMNS = f"""
    {account_columns("me")}, u.id, u.handle, u.name, r.id, r.name, r.permissions, r.is_owner, ms.id, h.position"""
_WIDTH = ACCOUNT_WIDTH + 9
_OF_MEMBERSHIP = """
    LEFT JOIN accounts me ON me.id = ms.account_id
    LEFT JOIN roles r ON r.id = ms.role_id
    LEFT JOIN feed_heads h ON h.account_id = me.id"""
# The membership in the account asked for, and in no other; the oldest where none was asked for.
_HELD = """(
    SELECT held.id FROM memberships held JOIN accounts a ON a.id = held.account_id
    WHERE held.user_id = u.id AND (asked.handle IS NULL OR a.handle = asked.handle) ORDER BY held.id LIMIT 1)"""
# One look-up for each who asks: of few thousand users PostgreSQL would rather read every one, for every request.
_USER = "JOIN LATERAL (SELECT * FROM users WHERE {of} LIMIT 1) u ON TRUE"
_EACH_MEMBERSHIP = f"""
    LEFT JOIN LATERAL (SELECT * FROM memberships WHERE id = {_HELD} LIMIT 1) ms ON TRUE {_OF_MEMBERSHIP}"""
_MEMBERSHIP = f"LEFT JOIN memberships ms ON ms.id = {_HELD} {_OF_MEMBERSHIP}"

# Of many at once (domain.together): each row ends with the key it was asked by.
BY_KEY = statement(
    postgres=f"""
    SELECT {_COLUMNS}, asked.id, asked.handle FROM unnest($1::bigint[], $2::text[]) AS asked (id, handle)
    {_USER.format(of="id = asked.id")} {_EACH_MEMBERSHIP}""",
    sqlite=f"""
    SELECT {_COLUMNS}, asked.id, asked.handle
    FROM (SELECT i.value AS id, h.value AS handle FROM json_each($1) i JOIN json_each($2) h ON h.key = i.key) asked
    CROSS JOIN users u ON u.id = asked.id {_MEMBERSHIP}""",
)
BY_SUBJECT = statement(
    postgres=f"""
    SELECT {_COLUMNS}, asked.issuer, asked.subject, asked.handle
    FROM unnest($1::text[], $2::text[], $3::text[]) AS asked (issuer, subject, handle)
    {_USER.format(of="issuer = asked.issuer AND subject = asked.subject")} {_EACH_MEMBERSHIP}""",
    sqlite=f"""
    SELECT {_COLUMNS}, asked.issuer, asked.subject, asked.handle
    FROM (
        SELECT i.value AS issuer, s.value AS subject, h.value AS handle
        FROM json_each($1) i JOIN json_each($2) s ON s.key = i.key JOIN json_each($3) h ON h.key = i.key) asked
    CROSS JOIN users u ON u.issuer = asked.issuer AND u.subject = asked.subject {_MEMBERSHIP}""",
)
PASSWORD = statement("SELECT id, password_hash FROM users WHERE handle = $1 AND password_hash IS NOT NULL")
USER = statement("SELECT id FROM users WHERE handle = $1")
HANDLE = statement("SELECT handle FROM accounts WHERE id = $1")
MEMBERSHIPS = statement(f"""
    SELECT {_COLUMNS} FROM memberships ms JOIN users u ON u.id = ms.user_id {_OF_MEMBERSHIP}
    WHERE ms.user_id = $1 ORDER BY ms.id""")


async def identify(
    house: House,
    subject: int | tuple[str, str],
    handle: str | None,
    expires_at: datetime | None = None,
    address: str | None = None,
) -> Viewer:
    """The viewer behind a token: a user's key, or (issuer, subject); acting for `handle`, else for the oldest account.

    Raises Unauthenticated for a user who is not known, Forbidden for an account the user is no member of.
    """
    query = BY_SUBJECT if isinstance(subject, tuple) else BY_KEY
    who: tuple[object, ...] = (*subject, handle) if isinstance(subject, tuple) else (subject, handle)
    row = await _asked(house, query).get(who)
    if row is None:
        raise Unauthenticated("This token belongs to nobody known here.")
    if row[0] is None:
        raise Forbidden(
            "You are no member of any account yet." if handle is None else f"You are no member of @{handle}."
        )
    return _viewer(house, row, expires_at, address)


def _asked(house: House, query: Statement) -> Together[tuple[object, ...], Row]:
    known: Together[tuple[object, ...], Row] | None = house.together.get(query)
    if known is None:

        async def read(keys: Sequence[tuple[object, ...]]) -> dict[tuple[object, ...], Row]:
            found = await house.database.fetch(query, *(list(part) for part in zip(*keys, strict=True)))
            return {tuple(row[_WIDTH:]): row for row in found}

        known = house.together[query] = Together(read)
    return known


async def password_hash(house: House, handle: str) -> tuple[int, str] | None:
    """A user's key and password hash, for sign-in; None for one who is not known or has no password."""
    row = await house.database.fetch_row(PASSWORD, handle)
    return (row[0], row[1]) if row is not None else None


async def user_key(house: House, handle: str) -> int | None:
    """A user's key, for the command line."""
    row = await house.database.fetch_row(USER, handle)
    return row[0] if row is not None else None


async def acting(house: House, user_key: int, account_key: int) -> Viewer:
    """The viewer of a user who acts for an account; raises Forbidden where it is no member."""
    row = await house.database.fetch_row(HANDLE, account_key)
    return await identify(house, user_key, "" if row is None else row[0])


async def again(viewer: Viewer) -> Viewer:
    """The same viewer as things stand now; raises Forbidden once the membership is gone."""
    return await identify(viewer.house, viewer.user.key, viewer.account.handle, viewer.expires_at, viewer.address)


async def memberships(viewer: Viewer) -> list[Membership]:
    """The accounts that the viewer's user may act for, the oldest first."""
    return [membership(row) for row in await viewer.house.database.fetch(MEMBERSHIPS, viewer.user.key)]


def membership(row: Row) -> Membership:
    """Build a membership of a row that MEMBERSHIPS found."""
    user = members.user(*row[ACCOUNT_WIDTH : ACCOUNT_WIDTH + 3])
    return Membership(f"mbr_{row[ACCOUNT_WIDTH + 7]}", _account(row), _role(row), user)


def permissions_of(permissions: int) -> list[Permission]:
    """The permissions in a sum, in the contract's order."""
    return [permission for permission in Permission if permission in Permission(permissions)]


def _viewer(house: House, row: Row, expires_at: datetime | None, address: str | None) -> Viewer:
    user_key, handle, name, _, _, permissions, _, membership_key, position = row[ACCOUNT_WIDTH:_WIDTH]
    return Viewer(
        house,
        members.user(user_key, handle, name),
        _account(row),
        _role(row),
        Permission(permissions),
        position,
        membership_key,
        expires_at,
        address,
    )


def _account(row: Row) -> Account:
    return account(row[:ACCOUNT_WIDTH])


def _role(row: Row) -> Role:
    return members.role(*row[ACCOUNT_WIDTH + 3 : ACCOUNT_WIDTH + 7])
