"""A partner's pool: its pages, its counts, and single leads; and the requests that creators have sent (LEAD-3, LEAD-9).

A page finds its leads in an index that holds all that they are narrowed by: it reads no lead that it does not show.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from domain import ids, leads, lists
from domain.leads import COLUMNS, FROM_LEAD, CollaborationRequest, Lead, LeadAction, LeadCount, LeadOrder
from domain.lists import Count, Edge, Page
from domain.queries import pools
from domain.queries.conversations import NEWEST
from domain.queries.pools import LeadFilter
from domain.rules import access, pages
from domain.rules import leads as rules
from domain.viewer import Viewer
from models.accounts import AccountKind, AccountStatus
from models.leads import LeadSource, LeadStatus
from models.sql import statement
from models.teams import Permission

SOME = statement(f"SELECT {COLUMNS} FROM leads l {FROM_LEAD} WHERE l.id IN LIST($2) AND l.partner_id + 0 = $1")
# By the creators, who are in few pools: `+ 0` keeps PostgreSQL from taking every pool for small, and walking it.
WITH_CREATORS = statement(
    f"SELECT {COLUMNS} FROM leads l {FROM_LEAD} WHERE l.creator_id IN LIST($2) AND l.partner_id + 0 = $1"
)
_ACTIONS = """
    SELECT s.counterpart_id, l.source FROM {} LEFT JOIN leads l
        ON l.creator_id = s.counterpart_id AND l.partner_id + 0 = s.account_id"""
ACTIONS = statement(
    postgres=_ACTIONS.format("""unnest($2::bigint[]) AS asked (id) CROSS JOIN LATERAL (
        SELECT * FROM sides WHERE account_id = $1 AND counterpart_id = asked.id AND visible LIMIT 1) s"""),
    sqlite=_ACTIONS.format("sides s INDEXED BY sides_counterpart")
    + " WHERE s.account_id = $1 AND s.counterpart_id IN LIST($2) AND s.visible",
)
_BY_REQUEST = f"l.creator_id = $1 AND l.source = '{LeadSource.COLLABORATION_REQUEST}'"
REQUESTS = statement(f"""
    SELECT {leads.REQUEST_COLUMNS} FROM leads l WHERE {_BY_REQUEST} AND (l.requested_at, l.id) < ($2, $3)
    ORDER BY l.requested_at DESC, l.id DESC LIMIT $4""")
SOME_REQUESTS = statement(f"SELECT {leads.REQUEST_COLUMNS} FROM leads l WHERE l.id IN LIST($2) AND {_BY_REQUEST}")


async def page(
    viewer: Viewer,
    query: str | None = None,
    asked: LeadFilter | None = None,
    order: LeadOrder = LeadOrder.NEWEST,
    *,
    first: int | None = None,
    after: str | None = None,
    shown: AbstractSet[str] | None = None,
) -> Page[Lead]:
    """A page of the pool, of what matches all that is asked. Raises Forbidden for who has none, or may not see it.

    `shown` names the API's fields that will be shown of the page: what none of them needs may be left out.
    """
    rules.pool(viewer)
    part = pages.items(first, after, viewer.house.policy.of(viewer.account.home_market))
    place = pools.place(order, part.cursor, asked)
    by, values = pools.read(query, asked, order)
    brief = shown is not None and leads.RARE.isdisjoint(shown)
    found = await viewer.house.database.fetch(
        pools.page_statement(order, by, brief=brief), viewer.account.key, *place, part.size + 1, *values
    )
    build = leads.brief if brief else leads.lead
    edges = [Edge(build(row), pools.cursor(order, row)) for row in found[: part.size]]
    return lists.page(edges, ahead=len(found) > part.size, behind=part.cursor is not None)


async def counts(viewer: Viewer, query: str | None = None, asked: LeadFilter | None = None) -> list[LeadCount]:
    """How many of those who match have each status, up to the policy's cap."""
    rules.pool(viewer)
    cap = viewer.house.policy.of(viewer.account.home_market).folder_count_cap
    by, values = pools.read(query, asked)
    row = await viewer.house.database.fetch_row(pools.counts_statement(by), viewer.account.key, cap + 1, *values)
    return [
        LeadCount(status, Count(min(number, cap), number <= cap))
        for status, number in zip(LeadStatus, row or (), strict=True)
    ]


async def some(viewer: Viewer, keys: Sequence[int]) -> dict[int, Lead]:
    """Those of the named leads that are in the viewer's pool; none to who may not see it."""
    access.active(viewer)
    if not rules.hears(viewer):
        return {}
    found = await viewer.house.database.fetch(SOME, viewer.account.key, list(keys))
    return {row[0]: leads.lead(row) for row in found}


async def with_creators(viewer: Viewer, creator_keys: Sequence[int]) -> dict[int, Lead]:
    """The leads that some creators are in the viewer's pool, by creator; none to who may not see it."""
    if not rules.hears(viewer) or viewer.account.status != AccountStatus.ACTIVE:
        return {}
    found = await viewer.house.database.fetch(WITH_CREATORS, viewer.account.key, list(creator_keys))
    built = [leads.lead(row) for row in found]
    return {lead.creator.key: lead for lead in built}


async def actions(viewer: Viewer, creator_keys: Sequence[int]) -> dict[int, LeadAction]:
    """Whether the viewer may mark or unmark each of some creators, by creator (LEAD-2): those it talks with."""
    welcome = rules.hears(viewer) and viewer.may(Permission.INSTANT_MESSAGING)
    if not welcome or viewer.account.status != AccountStatus.ACTIVE:
        return {}
    found = await viewer.house.database.fetch(ACTIONS, viewer.account.key, list(creator_keys))
    return {
        key: LeadAction.MARK if source is None else LeadAction.UNMARK
        for key, source in found
        if source != LeadSource.COLLABORATION_REQUEST
    }


async def requests(viewer: Viewer, *, first: int | None = None, after: str | None = None) -> Page[CollaborationRequest]:
    """Those that a creator has sent, the newest first (LEAD-9)."""
    rules.creator(viewer)
    access.active(viewer)
    part = pages.items(first, after, viewer.house.policy.of(viewer.account.home_market))
    place = NEWEST if part.cursor is None else ids.parse_inbox_cursor(part.cursor, part.cursor_field)
    found = await viewer.house.database.fetch(REQUESTS, viewer.account.key, *place, part.size + 1)
    built = [leads.request(row) for row in found[: part.size]]
    edges = [Edge(one, ids.inbox_cursor(one.requested_at, one.key)) for one in built]
    return lists.page(edges, ahead=len(found) > part.size, behind=part.cursor is not None)


async def some_requests(viewer: Viewer, keys: Sequence[int]) -> dict[int, CollaborationRequest]:
    """Those of the named requests that the viewer's account, a creator, has sent."""
    access.messaging(viewer)
    if viewer.account.kind != AccountKind.CREATOR:
        return {}
    found = await viewer.house.database.fetch(SOME_REQUESTS, viewer.account.key, list(keys))
    return {row[0]: leads.request(row) for row in found}
