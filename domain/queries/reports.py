"""Reports of abuse: to staff all of them, to an account those that it made (PLT-3, MSG-9)."""

from collections.abc import Sequence

from domain import reports
from domain.lists import Page
from domain.queries import keyed
from domain.reports import COLUMNS, STAFF_COLUMNS, Report
from domain.rules import access, pages
from domain.viewer import Staff, Viewer
from models.sql import statement

_WHOLE = f"""
    SELECT {STAFF_COLUMNS} FROM abuse_reports r
    JOIN accounts s ON s.id = r.sender_id JOIN accounts a ON a.id = r.account_id
    JOIN users u ON u.id = r.reported_by_id
    LEFT JOIN media m ON m.id = r.evidence_media_id AND m.deleted_at IS NULL"""
_PAGE = f"{_WHOLE} WHERE r.id < $1 {{}} ORDER BY r.id DESC LIMIT $2"
PAGES = {
    True: statement(_PAGE.format("AND r.resolved_at IS NULL")),
    False: statement(_PAGE.format("AND r.resolved_at IS NOT NULL")),
    None: statement(_PAGE.format("")),
}
WHOLE = statement(f"{_WHOLE} WHERE r.id IN LIST($1)")
OWN = statement(f"SELECT {COLUMNS} FROM abuse_reports r WHERE r.id IN LIST($2) AND r.account_id + 0 = $1")


async def page(
    staff: Staff, *, is_open: bool | None = True, first: int | None = None, after: str | None = None
) -> Page[Report]:
    """Those that wait, those that were resolved, or (None) all; the newest first."""
    part = pages.items(first, after, staff.house.policy.defaults)
    found = await staff.house.database.fetch(PAGES[is_open], keyed.place(part), part.size + 1)
    return keyed.page(found, part, lambda row: reports.whole(row, staff.house))


async def whole(staff: Staff, keys: Sequence[int]) -> dict[int, Report]:
    """The named ones, with what was said."""
    found = await staff.house.database.fetch(WHOLE, list(keys))
    return {row[0]: reports.whole(row, staff.house) for row in found}


async def own(viewer: Viewer, keys: Sequence[int]) -> dict[int, Report]:
    """Those of the named that the viewer's account made."""
    access.messaging(viewer)
    found = await viewer.house.database.fetch(OWN, viewer.account.key, list(keys))
    return {row[0]: reports.report(row) for row in found}
