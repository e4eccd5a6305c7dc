"""Accounts as the viewer sees them, with its own block and the latest figures."""

from collections.abc import Sequence
from datetime import timedelta

from domain import clock, members, rows
from domain.house import House
from domain.members import User
from domain.rows import Account, Stat
from domain.rules import access, inputs
from domain.viewer import Staff, Viewer
from models.accounts import Metric
from models.sql import Row, statement

NOBODY = 0  # no account's key
_SEEN = f"""
    SELECT {rows.account_columns("a")},
        (CASE WHEN p.creator_id = $1 THEN p.creator_blocked_at ELSE p.partner_blocked_at END) IS NOT NULL,
        p.id IS NOT NULL
    FROM accounts a
    LEFT JOIN pairs p ON (p.creator_id = $1 AND p.partner_id = a.id) OR (p.partner_id = $1 AND p.creator_id = a.id)"""
BY_HANDLE = statement(f"{_SEEN} WHERE a.handle = $2")
KEY = statement("SELECT id FROM accounts WHERE handle = $1")
BY_KEYS = statement(f"{_SEEN} WHERE a.id IN LIST($2)")

# The latest of each metric is the end of an index range: history is never walked.
_METRICS = " UNION ALL ".join(f"SELECT '{metric}' AS metric" for metric in Metric)
LATEST = statement(
    postgres=f"""
    SELECT a.id, x.metric, s.value, s.currency, s.taken_at
    FROM unnest($1::bigint[]) AS a (id) CROSS JOIN ({_METRICS}) x
    CROSS JOIN LATERAL (
        SELECT t.value, t.currency, t.taken_at FROM statistics t
        WHERE t.account_id = a.id AND t.metric = x.metric ORDER BY t.taken_at DESC LIMIT 1) s""",
    sqlite=f"""
    SELECT s.account_id, s.metric, s.value, s.currency, s.taken_at
    FROM accounts a CROSS JOIN ({_METRICS}) x
    JOIN statistics s ON s.account_id = a.id AND s.metric = x.metric AND s.taken_at = (
        SELECT max(t.taken_at) FROM statistics t WHERE t.account_id = a.id AND t.metric = x.metric)
    WHERE a.id IN (SELECT value FROM json_each($1))""",
)

# What agencies are about: their own category, and those of the products of their campaigns, but of ended ones.
CATEGORIES = statement("""
    SELECT a.id, a.category FROM accounts a WHERE a.id IN LIST($1) AND a.category IS NOT NULL
    UNION SELECT c.agency_id, p.category
    FROM campaigns c JOIN campaign_products i ON i.campaign_id = c.id JOIN products p ON p.id = i.product_id
    WHERE c.agency_id IN LIST($1) AND c.ends_at > $2 AND p.category IS NOT NULL""")

USERS = statement("SELECT id, handle, name FROM users WHERE id IN LIST($1)")


async def by_handle(viewer: Viewer, handle: str) -> Account | None:
    """The account with a handle, if it shares a market with the viewer's."""
    access.messaging(viewer)
    row = await viewer.house.database.fetch_row(BY_HANDLE, viewer.account.key, inputs.handle(handle, "handle"))
    account = None if row is None else built(row)
    return account if account is not None and _shares_market(viewer.account, account) else None


async def key_of(house: House, handle: str) -> int | None:
    """An account's key, for the command line."""
    row = await house.database.fetch_row(KEY, handle.lower().removeprefix("@"))
    return None if row is None else int(row[0])


async def some(viewer: Viewer, keys: Sequence[int]) -> dict[int, Account]:
    """Those of the named accounts that share a market with the viewer's, or that it has to do with already."""
    access.messaging(viewer)
    return seen(viewer.account, await viewer.house.database.fetch(BY_KEYS, viewer.account.key, list(keys)))


async def for_staff(staff: Staff, keys: Sequence[int]) -> dict[int, Account]:
    """The named accounts, as nobody's counterpart (PLT-3)."""
    found = await staff.house.database.fetch(BY_KEYS, NOBODY, list(keys))
    return {row[0]: built(row) for row in found}


async def known(viewer: Viewer, keys: Sequence[int]) -> dict[int, Account]:
    """The named accounts, of any market. Only keys that something of the viewer's own names are ever asked for."""
    found = await viewer.house.database.fetch(BY_KEYS, viewer.account.key, list(keys))
    return {row[0]: built(row) for row in found}


def seen(me: Account, found: Sequence[Row]) -> dict[int, Account]:
    """Of rows that BY_KEYS found, those that an account sees: of a shared market, or that it has to do with already."""
    known = [(row, built(row)) for row in found]
    return {account.key: account for row, account in known if row[-1] or _shares_market(me, account)}


async def latest_stats(viewer: Viewer, keys: Sequence[int]) -> dict[int, dict[Metric, Stat]]:
    """The latest figures fed about accounts (ACC-7), in one statement for all of them."""
    limit = timedelta(hours=viewer.house.policy.of(viewer.account.home_market).statistics_stale_hours)
    fresh_from = clock.now() - limit
    stats: dict[int, dict[Metric, Stat]] = {key: {} for key in keys}
    for key, metric, value, currency, taken_at in await viewer.house.database.fetch(LATEST, list(keys)):
        stats[key][Metric(metric)] = Stat(value, currency, taken_at, taken_at < fresh_from)
    return stats


async def categories(viewer: Viewer, keys: Sequence[int]) -> dict[int, list[str]]:
    """The categories of agencies, sorted (INB-8). Only keys of accounts that the viewer sees are ever asked for."""
    found: dict[int, list[str]] = {key: [] for key in keys}
    for key, category in await viewer.house.database.fetch(CATEGORIES, list(keys), clock.now()):
        found[key].append(category)
    return {key: sorted(named) for key, named in found.items()}


async def users(viewer: Viewer, keys: Sequence[int]) -> dict[int, User]:
    """People by key. Only keys that a row of the viewer's own side gave are ever asked for (INB-2)."""
    found = await viewer.house.database.fetch(USERS, list(keys))
    return {row[0]: members.user(*row) for row in found}


def built(row: Row) -> Account:
    """Build an account of a row that begins with its columns, and then tells whether the viewer has blocked it."""
    account = rows.account(row[: rows.ACCOUNT_WIDTH])
    account.blocked_by_viewer = bool(row[rows.ACCOUNT_WIDTH])
    return account


def _shares_market(me: Account, account: Account) -> bool:
    return bool(set(account.markets) & set(me.markets))
