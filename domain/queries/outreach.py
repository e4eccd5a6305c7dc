"""A seller's quota and past weeks, and what contact with creators costs: each for a whole page in one statement."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from domain import clock, ids, lists, rows
from domain.errors import Forbidden
from domain.lists import Edge, Page
from domain.outreach import ContactCheck, PastWeek, Quota, Ties, Week, past_week
from domain.queries import keyed
from domain.queries.conversations import NEWEST
from domain.rows import ACCOUNT_WIDTH, Account
from domain.rules import access, outreach
from domain.rules.outreach import Calendar
from domain.rules.pages import Slice
from domain.rules.sending import Standing
from domain.viewer import Viewer
from models.accounts import AccountKind, Metric
from models.outreach import Tier
from models.sql import Row, statement
from models.teams import Permission

# A seller's week: $1 the seller, $2 when the week began, $3 the currency that counts.
# Figures count that were taken before the week began; of a seller that joined in it, before it joined (OUT-5).
_BEFORE = "(s.taken_at < $2 OR s.taken_at <= a.created_at)"
_GMV = f"s.account_id = a.id AND s.metric = '{Metric.AFFILIATE_GMV_30D}' AND {_BEFORE}"
WEEK_COLUMNS = f"""
    w.tier, w.weekly_limit, w.pack_open, w.spent, w.contacted, coalesce(k.spent, 0),
    CASE WHEN w.tier IS NULL THEN (
        SELECT CASE WHEN s.currency = $3 THEN s.value ELSE 0 END FROM statistics s
        WHERE {_GMV} ORDER BY s.taken_at DESC LIMIT 1) END,
    w.tier IS NULL AND EXISTS (SELECT 1 FROM statistics s WHERE {_GMV} AND s.currency = $3 AND s.value > 0)"""
FROM_WEEK = """
    FROM (SELECT id, created_at FROM accounts WHERE id = $1) a
    LEFT JOIN outreach_weeks w ON w.seller_id = $1 AND w.week_start = $2
    LEFT JOIN starter_packs k ON k.seller_id = $1"""
WEEK_WIDTH = 8
WEEK = statement(f"SELECT {WEEK_COLUMNS} {FROM_WEEK}")
QUOTA = statement(f"SELECT {WEEK_COLUMNS}, w.id {FROM_WEEK}")
# Counted where it is asked for: it reads the pair of everybody who was contacted.
CONNECTED = statement("""
    SELECT w.id, count(*) FROM outreach_weeks w JOIN outreach_contacts c ON c.week_id = w.id
    JOIN pairs p ON p.creator_id = c.creator_id AND p.partner_id = $1
    WHERE w.id IN LIST($2) AND w.seller_id = $1 AND p.connected GROUP BY w.id""")

_CONTACT = f"""
    {rows.account_columns("o")}, p.creator_blocked_at, p.partner_blocked_at, coalesce(t.was_written_to, FALSE),
    coalesce(p.connected, FALSE), p.linked_until, coalesce(p.awaiting, 0), p.awaiting_month,
    p.contacted_week"""
_FROM_CREATORS = """
    JOIN accounts o ON o.id IN LIST($4) AND o.kind = 'CREATOR'
    LEFT JOIN pairs p ON p.creator_id = o.id AND p.partner_id = $1
    LEFT JOIN sides t ON t.account_id = $1 AND t.conversation_id = p.id"""
_CONTACT_WIDTH = ACCOUNT_WIDTH + 3 + len(Ties.__struct_fields__)
# The week is worked out once, for however many creators.
_WEEK = "tier, weekly_limit, pack_open, spent, contacted, pack_spent, gmv, had_gmv"
SELLERS = statement(f"""
    WITH mine ({_WEEK}) AS MATERIALIZED (SELECT {WEEK_COLUMNS} {FROM_WEEK})
    SELECT {_CONTACT}, f.followers, {_WEEK} FROM mine {_FROM_CREATORS}
    LEFT JOIN latest_figures f ON f.account_id = o.id""")
# COL-9: as domain.queries.partnerships says it of pairs.
COLLABORATES = """
    EXISTS (
        SELECT 1 FROM showcase_entries e JOIN campaigns g ON g.id = e.campaign_id
        WHERE e.creator_id = {creator} AND e.campaign_id IS NOT NULL AND g.agency_id = $1
            AND g.starts_at <= {now} AND g.ends_at > {now})"""
AGENCIES = statement(f"""
    SELECT {_CONTACT}, {COLLABORATES.format(creator="o.id", now="$2")}
    FROM accounts o
    LEFT JOIN pairs p ON p.creator_id = o.id AND p.partner_id = $1
    LEFT JOIN sides t ON t.account_id = $1 AND t.conversation_id = p.id
    WHERE o.id IN LIST($3) AND o.kind = 'CREATOR'""")

WEEKS = statement("""
    SELECT w.id, w.week_start, w.tier, w.weekly_limit, w.contacted
    FROM outreach_weeks w WHERE w.seller_id = $1 AND w.id < $2 ORDER BY w.id DESC LIMIT $3""")
# Of several weeks at once, the newest contact first. No cursor is a cursor beyond the end.
_OF_WEEK = """
    i.week_id = asked.id AND (i.contacted_at, i.creator_id) < ($2, $3)
    ORDER BY i.contacted_at DESC, i.creator_id DESC LIMIT $4"""
CONTACTED = statement(
    postgres=f"""
    SELECT c.week_id, c.contacted_at, {rows.account_columns("o")}
    FROM unnest($1::bigint[]) AS asked (id) CROSS JOIN LATERAL (
        SELECT * FROM outreach_contacts i WHERE {_OF_WEEK}) c JOIN accounts o ON o.id = c.creator_id
    ORDER BY c.contacted_at DESC, c.creator_id DESC""",
    sqlite=f"""
    SELECT c.week_id, c.contacted_at, {rows.account_columns("o")}
    FROM (SELECT value AS id FROM json_each($1)) asked
    CROSS JOIN outreach_contacts c ON c.week_id = asked.id AND c.creator_id IN (
        SELECT i.creator_id FROM outreach_contacts i WHERE {_OF_WEEK})
    CROSS JOIN accounts o ON o.id = c.creator_id
    ORDER BY c.contacted_at DESC, c.creator_id DESC""",
)


def week(row: Sequence[Any], calendar: Calendar) -> Week:
    """A seller's week, of a row that begins with WEEK_COLUMNS: as it was set, or as it would be set now."""
    tier, limit, pack_open, spent, contacted, pack_spent, gmv, had_gmv = row[:WEEK_WIDTH]
    numbers, is_new = calendar.numbers, tier is None
    if is_new:
        tier = outreach.tier(gmv or 0, calendar)
        limit, pack_open = outreach.weekly_limit(tier, numbers), not had_gmv
    pack_left = max(0, numbers.starter_pack_units - pack_spent) if pack_open else None
    cap = outreach.follower_limit(Tier(tier), numbers)
    return Week(
        calendar.week, calendar.next_week, Tier(tier), limit, cap, pack_left, spent or 0, contacted or 0, is_new
    )  # fmt: skip


def week_values(viewer_account: Account, calendar: Calendar) -> tuple[object, ...]:
    """The first three parameters of a statement that reads a week."""
    return viewer_account.key, calendar.week, calendar.currency


async def quota(viewer: Viewer) -> Quota:
    """The seller's week (OUT-9). Raises Forbidden for others."""
    calendar = _sellers(viewer)
    row = await viewer.house.database.fetch_row(QUOTA, *week_values(viewer.account, calendar))
    assert row is not None  # noqa: S101 - the account is there
    now = week(row, calendar)
    return Quota(
        now.tier, now.start, now.refreshes_at, now.weekly_limit, now.contacted, now.remaining,
        now.weekly_limit is None, now.follower_limit, now.pack_left, row[WEEK_WIDTH],
    )  # fmt: skip


async def contacts(viewer: Viewer, keys: Sequence[int]) -> dict[int, ContactCheck]:
    """What a send to each of some creators would answer now, and cost; in one statement for all (OUT-9).

    Of creators that a query of the viewer's has found; to a creator who asks nothing is said. Who sees creators in the
    leads pool only may not know how one stands with them: that is the inbox's.
    """
    access.require(viewer, Permission.INSTANT_MESSAGING)
    if viewer.account.kind == AccountKind.CREATOR:
        return {}
    calendar = Calendar(viewer.house.policy, viewer.account, clock.now())
    return await checks(viewer.house.database.fetch, viewer.account, calendar, keys)


async def checks(
    fetch: Callable[..., Awaitable[Sequence[Row]]], me: Account, calendar: Calendar, keys: Sequence[int]
) -> dict[int, ContactCheck]:
    """The same for a seller or an agency, by whatever reads."""
    if me.kind == AccountKind.SELLER:
        found = await fetch(SELLERS, *week_values(me, calendar), list(keys))
    else:
        found = await fetch(AGENCIES, me.key, calendar.now, list(keys))
    return {row[0]: _check(me, row, calendar) for row in found}


def _check(me: Account, row: Row, calendar: Calendar) -> ContactCheck:
    theirs, mine, has_written, *ties = row[ACCOUNT_WIDTH:_CONTACT_WIDTH]
    standing = Standing(
        me, rows.account(row[:ACCOUNT_WIDTH]), mine is not None, theirs is not None, bool(has_written),
        Ties(bool(ties[0]), *ties[1:]),
    )  # fmt: skip
    if me.kind == AccountKind.AGENCY:
        return outreach.check(standing, calendar, collaborating=bool(row[_CONTACT_WIDTH]))
    now = week(row[_CONTACT_WIDTH + 1 :], calendar)
    return outreach.check(standing, calendar, week=now, followers=row[_CONTACT_WIDTH])


async def weeks(viewer: Viewer, *, first: int | None = None, after: str | None = None) -> Page[PastWeek]:
    """The weeks in which the seller contacted somebody new, the newest first, this one with them (OUT-9)."""
    _sellers(viewer)
    return await keyed.read(viewer, WEEKS, keyed.asked(viewer, first, after), past_week)


async def connected(viewer: Viewer, week_keys: Sequence[int]) -> dict[int, int]:
    """How many of those newly contacted in some weeks of the seller's are connected by now (OUT-9)."""
    _sellers(viewer)
    found = await viewer.house.database.fetch(CONNECTED, viewer.account.key, list(week_keys))
    return dict.fromkeys(week_keys, 0) | {row[0]: row[1] for row in found}


async def contacted(
    viewer: Viewer, week_keys: Sequence[int], first: int | None = None, after: str | None = None
) -> dict[int, Page[Account]]:
    """The creators contacted in weeks that a query of the viewer's has found, the newest contact first."""
    part = keyed.asked(viewer, first, after)
    place = NEWEST if part.cursor is None else ids.parse_inbox_cursor(part.cursor, part.cursor_field)
    of: dict[int, list[Row]] = {key: [] for key in week_keys}
    for row in await viewer.house.database.fetch(CONTACTED, list(week_keys), *place, part.size + 1):
        of[row[0]].append(row)
    return {key: _contacts(found, part) for key, found in of.items()}


def _contacts(found: Sequence[Row], part: Slice) -> Page[Account]:
    edges = [Edge(rows.account(row[2:]), ids.inbox_cursor(row[1], row[2])) for row in found[: part.size]]
    return lists.page(edges, ahead=len(found) > part.size, behind=part.cursor is not None)


def _sellers(viewer: Viewer) -> Calendar:
    access.messaging(viewer)
    if viewer.account.kind != AccountKind.SELLER:
        raise Forbidden("Only sellers have a weekly quota.")
    return Calendar(viewer.house.policy, viewer.account, clock.now())
