"""The top LIVE partners of a creator's market, as the platform ranks them (LEAD-8)."""

from domain import ids, leads, lists, rows
from domain.leads import LivePartner, LivePartnerFigures
from domain.lists import Edge, Page
from domain.queries import accounts
from domain.rows import ACCOUNT_WIDTH
from domain.rules import access, pages
from domain.rules import leads as rules
from domain.viewer import Viewer
from models.accounts import AccountStatus, CreatorLevel
from models.leads import LeadSource
from models.sql import Row, statement

BY_RANK = "r"  # what cursors begin with
_FIGURES, _ACCOUNT = 5, 5 + ACCOUNT_WIDTH + 1
# Each account is looked up by its rank: PostgreSQL would rather begin with all accounts that are LIVE partners.
_PAGE = f"""
    SELECT r.rank, r.creators, r.live_sessions, r.live_gmv, r.currency,
        {rows.account_columns("a")}, p.creator_blocked_at IS NOT NULL, {leads.REQUEST_COLUMNS}
    FROM live_partner_ranks r CROSS JOIN {{accounts}}
    LEFT JOIN pairs p ON p.creator_id = $1 AND p.partner_id = r.partner_id
    LEFT JOIN leads l ON l.creator_id = $1 AND l.partner_id + 0 = r.partner_id
        AND l.source = '{LeadSource.COLLABORATION_REQUEST}'
    WHERE r.market = $2 AND (r.rank, r.partner_id) > ($3, $4)
        AND a.id = r.partner_id AND a.live_partner AND a.status = '{AccountStatus.ACTIVE}'
        AND ' ' || a.markets || ' ' LIKE '% ' || r.market || ' %'
    ORDER BY r.rank, r.partner_id LIMIT $5"""
PAGE = statement(
    postgres=_PAGE.format(accounts="LATERAL (SELECT * FROM accounts WHERE id = r.partner_id OFFSET 0) a"),
    sqlite=_PAGE.format(accounts="accounts a"),
)


async def page(viewer: Viewer, *, first: int | None = None, after: str | None = None) -> Page[LivePartner]:
    """Those of the home market, the first rank first; to creators below the policy's level their names only."""
    rules.creator(viewer)
    access.active(viewer)
    me, numbers = viewer.account, viewer.house.policy.of(viewer.account.home_market)
    part = pages.items(first, after, numbers)
    place = (0, 0) if part.cursor is None else ids.parse_ranked_cursor(part.cursor, BY_RANK, part.cursor_field)
    place = (min(place[0], 2**31 - 1), place[1])  # beyond any rank
    found = await viewer.house.database.fetch(PAGE, me.key, me.home_market, *place, part.size + 1)
    locked = not rules.reaches(me.level, numbers.lead_level)
    built = [_built(row, numbers.lead_level, locked=locked) for row in found[: part.size]]
    edges = [Edge(one, ids.ranked_cursor(BY_RANK, one.rank, one.account.key)) for one in built]
    return lists.page(edges, ahead=len(found) > part.size, behind=part.cursor is not None)


def _built(row: Row, required: CreatorLevel, *, locked: bool) -> LivePartner:
    account = accounts.built(row[_FIGURES:])
    if locked:
        return LivePartner(row[0], account, locked, None, required, None)
    figures = LivePartnerFigures(*row[1:_FIGURES])
    request = None if row[_ACCOUNT] is None else leads.request(row[_ACCOUNT:])
    return LivePartner(row[0], account, locked, figures, required, request)
