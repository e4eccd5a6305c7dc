"""An account's notifications, the newest first (EVT-6)."""

from collections.abc import Sequence

from domain import notifications
from domain.lists import Page
from domain.notifications import COLUMNS, Notification, not_of_leads
from domain.queries import keyed
from domain.rules import access
from domain.rules import leads as lead_rules
from domain.viewer import Viewer
from models.accounts import AccountStatus
from models.sql import statement
from models.teams import Permission

_FROM = f"SELECT {COLUMNS} FROM notifications n LEFT JOIN accounts o ON o.id = n.other_id"
PAGE = statement(f"""
    {_FROM} WHERE n.account_id = $1 AND n.id < $2 AND {not_of_leads("$4", "n.kind")} ORDER BY n.id DESC LIMIT $3""")
SOME = statement(f"{_FROM} WHERE n.account_id = $1 AND n.id IN LIST($2) AND {not_of_leads('$3', 'n.kind')}")
_UNREAD = f"SELECT count(*) FROM notifications {{}} WHERE account_id = $1 AND read_at IS NULL AND {not_of_leads('$2')}"
# SQLite would rather walk all of the account's.
UNREAD = statement(postgres=_UNREAD.format(""), sqlite=_UNREAD.format("INDEXED BY notifications_unread"))


async def page(viewer: Viewer, *, first: int | None = None, after: str | None = None) -> Page[Notification]:
    """The account's own."""
    part = keyed.asked(viewer, first, after)
    return await keyed.read(viewer, PAGE, part, notifications.notification, lead_rules.hears(viewer))


async def some(viewer: Viewer, keys: Sequence[int]) -> dict[int, Notification]:
    """Those of the named that are the account's."""
    access.messaging(viewer)
    found = await viewer.house.database.fetch(SOME, viewer.account.key, list(keys), lead_rules.hears(viewer))
    return {row[0]: notifications.notification(row) for row in found}


async def unread(viewer: Viewer) -> int:
    """How many of the account's were not looked at; none to who may not look."""
    if not viewer.may(Permission.INSTANT_MESSAGING) or viewer.account.status != AccountStatus.ACTIVE:
        return 0
    row = await viewer.house.database.fetch_row(UNREAD, viewer.account.key, lead_rules.hears(viewer))
    return 0 if row is None else row[0]
