"""An account's scheduled messages, the newest first (MSG-8)."""

from collections.abc import Sequence

from domain import scheduled
from domain.lists import Page
from domain.queries import keyed
from domain.rules import access
from domain.scheduled import COLUMNS, Scheduled
from domain.viewer import Viewer
from models.scheduled import ScheduledStatus
from models.sql import Statement, statement


def _page(more: str = "TRUE") -> Statement:
    return statement(f"""
    SELECT {COLUMNS} FROM scheduled_messages h
    WHERE h.account_id = $1 AND h.id < $2 AND ($4 = '' OR $4 LIKE '% ' || h.status || ' %') AND {more}
    ORDER BY h.id DESC LIMIT $3""")


PAGE = _page()
TO = _page("h.conversation_id = $5")
SOME = statement(f"SELECT {COLUMNS} FROM scheduled_messages h WHERE h.account_id = $1 AND h.id IN LIST($2)")


async def page(
    viewer: Viewer,
    statuses: Sequence[ScheduledStatus] | None = None,
    *,
    conversation_key: int | None = None,
    first: int | None = None,
    after: str | None = None,
) -> Page[Scheduled]:
    """The account's own, of some statuses or of all, and of one conversation or of all; in another's there are none."""
    part = keyed.asked(viewer, first, after)
    query, to = (PAGE, []) if conversation_key is None else (TO, [conversation_key])
    return await keyed.read(viewer, query, part, scheduled.scheduled, keyed.chosen(statuses), *to)


async def some(viewer: Viewer, keys: Sequence[int]) -> dict[int, Scheduled]:
    """Those of the named that are the account's."""
    access.messaging(viewer)
    found = await viewer.house.database.fetch(SOME, viewer.account.key, list(keys))
    return {row[0]: scheduled.scheduled(row) for row in found}
