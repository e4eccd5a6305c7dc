"""The inbox: a folder's page, the folders' counts, and single conversations, each in one statement."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache

from domain import ids, lists, members, rows
from domain.errors import NotFound
from domain.lists import Count, Edge, InboxCounts, Page
from domain.members import User
from domain.queries import filters, folders, narrowing, sides, tabs
from domain.queries.filters import By, InboxFilter
from domain.queries.narrowing import BOUNDS, Bounds
from domain.queries.sides import WHOLE, Reading
from domain.queries.tabs import InboxTab
from domain.rows import Conversation
from domain.rules import access, pages
from domain.viewer import Viewer
from models.accounts import AccountKind
from models.sql import Statement, statement

SELECT_SIDES = f"SELECT {WHOLE.columns} FROM sides s {WHOLE.joined}"

# PostgreSQL looks each one up by the whole key: left to itself it takes accounts for small, and walks the largest.
_LOOKED_UP = f"""
    SELECT {WHOLE.columns} FROM {{wanted}} CROSS JOIN LATERAL (
        SELECT * FROM sides WHERE account_id = $1 AND conversation_id = wanted.id AND visible LIMIT 1) s
    {WHOLE.joined}"""
_PAIRS_WITH = """
    SELECT id FROM pairs WHERE creator_id = $1 AND partner_id IN LIST($2)
    UNION ALL SELECT id FROM pairs WHERE partner_id = $1 AND creator_id IN LIST($2)"""

SOME = statement(
    postgres=_LOOKED_UP.format(wanted="unnest($2::bigint[]) AS wanted (id)"),
    sqlite=f"{SELECT_SIDES} WHERE s.account_id = $1 AND s.visible AND s.conversation_id IN LIST($2)",
)
WITH_ACCOUNTS = statement(
    postgres=_LOOKED_UP.format(wanted=f"({_PAIRS_WITH}) AS wanted"),
    sqlite=f"{SELECT_SIDES} WHERE s.account_id = $1 AND s.visible AND s.conversation_id IN ({_PAIRS_WITH})",
)

_ASSIGNEE = "SELECT s.conversation_id, u.id, u.handle, u.name FROM {} JOIN users u ON u.id = s.assignee_id"
ASSIGNEES = statement(
    postgres=_ASSIGNEE.format("""unnest($2::bigint[]) AS wanted (id) CROSS JOIN LATERAL (
        SELECT * FROM sides WHERE account_id = $1 AND conversation_id = wanted.id LIMIT 1) s"""),
    sqlite=_ASSIGNEE.format("sides s") + " WHERE s.account_id = $1 AND s.conversation_id IN LIST($2)",
)

NEWEST = (datetime(9999, 12, 31, tzinfo=UTC), ids.LARGEST)
OLDEST = (datetime(1, 1, 2, tzinfo=UTC), 0)


class InboxFolder(StrEnum):
    """The folders of INB-3, and the creators' view of new connections (INB-4)."""

    MESSAGES = "MESSAGES"
    UNREAD = "UNREAD"
    UNREPLIED = "UNREPLIED"
    STARRED = "STARRED"
    ARCHIVED = "ARCHIVED"
    NEW_CONNECTIONS = "NEW_CONNECTIONS"


# Word for word the WHERE of the index that serves the folder (models.migrations.house_0001): so the planner uses it.
HOLDS = {
    InboxFolder.MESSAGES: "visible AND NOT archived",
    InboxFolder.UNREAD: "visible AND NOT archived AND unread",
    InboxFolder.UNREPLIED: "visible AND NOT archived AND unreplied",
    InboxFolder.STARRED: "visible AND starred",
    InboxFolder.ARCHIVED: "visible AND archived",
    InboxFolder.NEW_CONNECTIONS: "visible AND NOT archived AND was_written_to AND NOT has_written",
}


_FOLDERS = {folder.lower(): holds for folder, holds in HOLDS.items()}


@cache
def counts_statement(by: By, bounds: Bounds = BOUNDS) -> Statement:
    """The statement of all folders' counts, of what is narrowed `by` something; the rest is narrowing.counts'."""
    return narrowing.counts(_FOLDERS, by, bounds)


@cache
def page_statement(
    folder: InboxFolder, *, backwards: bool, reading: Reading = WHOLE, by: By = (), bounds: Bounds = BOUNDS
) -> Statement:
    """The statement of a folder's page. No cursor is a cursor beyond the end; the limit is a parameter (design).

    `reading` is what is read of each conversation, `by` what the folder is narrowed by, `bounds` narrowing.page's.
    """
    sign, order = (">", "ASC") if backwards else ("<", "DESC")
    keys = f"last_activity_at {order}, conversation_id {order}"
    held = statement(f"""
            SELECT * FROM sides
            WHERE account_id = $1 AND {HOLDS[folder]} AND (last_activity_at, conversation_id) {sign} ($2, $3)
            ORDER BY {keys} LIMIT $4""")
    if by:
        held = narrowing.page(folder.lower(), HOLDS[folder], by, backwards=backwards, bounds=bounds)

    def text(held: str) -> str:
        return f"""
        SELECT {reading.columns} FROM ({held}) s {reading.joined}
        ORDER BY s.last_activity_at {order}, s.conversation_id {order}"""

    return statement(postgres=text(held.postgres), sqlite=text(held.sqlite))


async def page(
    viewer: Viewer,
    folder: InboxFolder = InboxFolder.MESSAGES,
    asked: InboxFilter | None = None,
    *,
    tab: InboxTab | None = None,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    shown: AbstractSet[str] | None = None,
    bounds: Bounds = BOUNDS,
) -> Page[Conversation]:
    """A page of a folder, or of what a tab and a filter leave of it, newest first, stable under arrivals (INB-6).

    `shown` names the API's fields that will be shown of the page: what none of them needs may be left out. `bounds` are
    narrowing.page's.
    """
    filters.allowed(viewer, is_lead=asked.is_lead if asked else None)
    numbers = viewer.house.policy.of(viewer.account.home_market)
    part = pages.cut(
        first, after, last, before,
        default=numbers.conversations_per_page, most=numbers.conversations_per_page_max,
    )  # fmt: skip
    place = OLDEST if part.backwards else NEWEST
    if part.cursor is not None:
        place = ids.parse_inbox_cursor(part.cursor, part.cursor_field)
    reading = sides.reading(shown)
    by, values = filters.read(viewer, asked)
    by = filters.within(by, tabs.counterpart_kind(viewer, tab))
    query = page_statement(folder, backwards=part.backwards, reading=reading, by=by, bounds=bounds)
    found = await viewer.house.database.fetch(query, viewer.account.key, *place, part.size + 1, *values)
    me = viewer.account
    edges = [_edge(reading.build(row, me)) for row in found[: part.size]]
    if part.backwards:
        edges.reverse()
    more, came_from = len(found) > part.size, part.cursor is not None
    ahead, behind = (came_from, more) if part.backwards else (more, came_from)
    return lists.page(edges, ahead=ahead, behind=behind)


async def counts(viewer: Viewer, asked: InboxFilter | None = None, tab: InboxTab | None = None) -> InboxCounts:
    """How many each folder or a tab of it holds; what a filter leaves of that, up to the policy's cap (INB-3, INB-5).

    In one statement.
    """
    filters.allowed(viewer, is_lead=asked.is_lead if asked else None)
    cap = viewer.house.policy.of(viewer.account.home_market).folder_count_cap
    by, values = filters.read(viewer, asked)
    kind = tabs.counterpart_kind(viewer, tab)
    if not by:
        return await folders.kept(viewer, kind)
    query = counts_statement(filters.within(by, kind))
    found = await viewer.house.database.fetch_row(query, viewer.account.key, cap + 1, *values)
    return InboxCounts(*(Count(min(number, cap), number <= cap) for number in found or ()))


async def some(viewer: Viewer, keys: Sequence[int]) -> dict[int, Conversation]:
    """Those of the named conversations that the viewer may see."""
    access.messaging(viewer)
    found = await viewer.house.database.fetch(SOME, viewer.account.key, list(keys))
    built = [rows.conversation(row, viewer.account) for row in found]
    return {conversation.key: conversation for conversation in built}


async def one(viewer: Viewer, key: int, field: str) -> Conversation:
    """A conversation that the viewer may see; NotFound, naming the field it was asked by, for any other."""
    found = await some(viewer, [key])
    if key not in found:
        raise NotFound(field, "conversation")
    return found[key]


async def with_accounts(viewer: Viewer, account_keys: Sequence[int]) -> dict[int, Conversation]:
    """The viewer's conversations with the named accounts, by account."""
    access.messaging(viewer)
    found = await viewer.house.database.fetch(WITH_ACCOUNTS, viewer.account.key, list(account_keys))
    built = [rows.conversation(row, viewer.account) for row in found]
    return {conversation.counterpart.key: conversation for conversation in built}


async def assignees(viewer: Viewer, keys: Sequence[int]) -> dict[int, User]:
    """Whom the viewer's side has assigned conversations to, by conversation: for that side only (INB-9)."""
    access.messaging(viewer)
    if viewer.account.kind == AccountKind.CREATOR:
        return {}
    found = await viewer.house.database.fetch(ASSIGNEES, viewer.account.key, list(keys))
    return {row[0]: members.user(*row[1:]) for row in found}


def _edge(conversation: Conversation) -> Edge[Conversation]:
    return Edge(conversation, ids.inbox_cursor(conversation.last_activity_at, conversation.key))
