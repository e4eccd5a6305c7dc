"""Who is asking: one statement per operation, so a lost permission counts from the next one."""

from datetime import datetime

from domain.errors import Forbidden, Unauthenticated
from domain.house import House
from domain.members import Membership, Role, User
from domain.rows import ACCOUNT_WIDTH, Account, account, account_columns
from domain.viewer import Viewer
from models.sql import Row, statement
from models.teams import Permission

_MEMBERSHIP = f"""
    SELECT {account_columns("me")}, u.id, u.handle, u.name, r.id, r.name, r.permissions, r.is_owner, ms.id, h.position
    FROM users u
    LEFT JOIN memberships ms ON ms.user_id = u.id
    LEFT JOIN accounts me ON me.id = ms.account_id
    LEFT JOIN roles r ON r.id = ms.role_id
    LEFT JOIN feed_heads h ON h.account_id = me.id"""

BY_KEY = statement(f"{_MEMBERSHIP} WHERE u.id = $1 AND me.handle = $2")
BY_KEY_ALONE = statement(f"{_MEMBERSHIP} WHERE u.id = $1 ORDER BY ms.id LIMIT 1")
BY_SUBJECT = statement(f"{_MEMBERSHIP} WHERE u.issuer = $1 AND u.subject = $2 AND me.handle = $3")
BY_SUBJECT_ALONE = statement(f"{_MEMBERSHIP} WHERE u.issuer = $1 AND u.subject = $2 ORDER BY ms.id LIMIT 1")
PASSWORD = statement("SELECT id, password_hash FROM users WHERE handle = $1 AND password_hash IS NOT NULL")
USER = statement("SELECT id FROM users WHERE handle = $1")
MEMBERSHIPS = statement(f"{_MEMBERSHIP} WHERE u.id = $1 AND ms.id IS NOT NULL ORDER BY ms.id")


async def identify(
    house: House, subject: int | tuple[str, str], handle: str | None, expires_at: datetime | None = None
) -> Viewer:
    """The viewer behind a token: a user's key, or (issuer, subject); acting for `handle`, else for the oldest account.

    Raises Unauthenticated for a user who is not known, Forbidden for an account the user is no member of.
    """
    who: tuple[object, ...] = subject if isinstance(subject, tuple) else (subject,)
    by, alone = (BY_SUBJECT, BY_SUBJECT_ALONE) if isinstance(subject, tuple) else (BY_KEY, BY_KEY_ALONE)
    row = await house.database.fetch_row(alone, *who) if handle is None else (
        await house.database.fetch_row(by, *who, handle)
    )  # fmt: skip
    if row is None and handle is not None:
        # Only now, and only to say the right thing: is it the person or the account that is not known?
        row = await house.database.fetch_row(alone, *who)
        if row is not None:
            raise Forbidden(f"You are no member of @{handle}.")
    if row is None:
        raise Unauthenticated("This token belongs to nobody known here.")
    if row[0] is None:
        raise Forbidden("You are no member of any account yet.")
    return _viewer(house, row, expires_at)


async def password_hash(house: House, handle: str) -> tuple[int, str] | None:
    """A user's key and password hash, for sign-in; None for one who is not known or has no password."""
    row = await house.database.fetch_row(PASSWORD, handle)
    return (row[0], row[1]) if row is not None else None


async def user_key(house: House, handle: str) -> int | None:
    """A user's key, for the command line."""
    row = await house.database.fetch_row(USER, handle)
    return row[0] if row is not None else None


async def again(viewer: Viewer) -> Viewer:
    """The same viewer as things stand now; raises Forbidden once the membership is gone."""
    return await identify(viewer.house, viewer.user.key, viewer.account.handle, viewer.expires_at)


async def memberships(viewer: Viewer) -> list[Membership]:
    """The accounts that the viewer's user may act for, the oldest first."""
    rows = await viewer.house.database.fetch(MEMBERSHIPS, viewer.user.key)
    return [Membership(f"mbr_{row[ACCOUNT_WIDTH + 7]}", _account(row), _role(row), viewer.user) for row in rows]


def permissions_of(permissions: int) -> list[Permission]:
    """The permissions in a sum, in the contract's order."""
    return [permission for permission in Permission if permission in Permission(permissions)]


def _viewer(house: House, row: Row, expires_at: datetime | None) -> Viewer:
    user_key, handle, name, _, _, permissions, _, membership_key, position = row[ACCOUNT_WIDTH:]
    return Viewer(
        house,
        User(user_key, f"usr_{user_key}", handle, name),
        _account(row),
        _role(row),
        Permission(permissions),
        position,
        membership_key,
        expires_at,
    )


def _account(row: Row) -> Account:
    return account(row[:ACCOUNT_WIDTH])


def _role(row: Row) -> Role:
    key, name, permissions, is_owner = row[ACCOUNT_WIDTH + 3 : ACCOUNT_WIDTH + 7]
    return Role(key, f"rol_{key}", name, Permission(permissions), is_owner)
