"""The audit log: all of it to staff, an account's own to who manages its team (PLT-3)."""

from collections.abc import Sequence

from domain import audit
from domain.audit import AuditEntry
from domain.errors import NotFound
from domain.lists import Page
from domain.queries import keyed
from domain.rules import access, pages
from domain.viewer import Staff, Viewer
from models.sql import statement

_FROM = f"""
    SELECT {audit.COLUMNS} FROM audit_entries e
    LEFT JOIN users u ON u.id = e.user_id LEFT JOIN accounts a ON a.id = e.account_id"""
ALL = statement(f"{_FROM} WHERE e.id < $1 ORDER BY e.id DESC LIMIT $2")
OF_ACCOUNT = statement(f"{_FROM} WHERE e.account_id = $1 AND e.id < $2 ORDER BY e.id DESC LIMIT $3")
SOME = statement(f"{_FROM} WHERE e.id IN LIST($1)")


async def page(
    viewer: Viewer | Staff, account_key: int | None = None, *, first: int | None = None, after: str | None = None
) -> Page[AuditEntry]:
    """The newest first. To staff of any account, or of all; to a member of its own, and NotFound of any other."""
    if isinstance(viewer, Viewer):
        access.team(viewer)
        if account_key not in {None, viewer.account.key}:
            raise NotFound("accountId", "account")
        account_key = viewer.account.key
    policy = viewer.house.policy
    numbers = policy.of(viewer.account.home_market) if isinstance(viewer, Viewer) else policy.defaults
    part = pages.items(first, after, numbers)
    asked = (keyed.place(part), part.size + 1)
    if account_key is None:
        found = await viewer.house.database.fetch(ALL, *asked)
    else:
        found = await viewer.house.database.fetch(OF_ACCOUNT, account_key, *asked)
    shown = keyed.page(found, part, audit.entry)
    return _own(shown) if isinstance(viewer, Viewer) else shown


async def some(viewer: Viewer | Staff, keys: Sequence[int]) -> dict[int, AuditEntry]:
    """Those of the named that the viewer may read."""
    if isinstance(viewer, Viewer):
        access.team(viewer)
    found = {row[0]: audit.entry(row) for row in await viewer.house.database.fetch(SOME, list(keys))}
    if isinstance(viewer, Staff):
        return found
    own = {key: entry for key, entry in found.items() if entry.account and entry.account.key == viewer.account.key}
    return {key: entry.hide_platform() for key, entry in own.items()}


def _own(shown: Page[AuditEntry]) -> Page[AuditEntry]:
    for entry in shown.nodes:
        entry.hide_platform()
    return shown
