"""Notifications: written by what they tell of, read by who is told (EVT-6)."""

from collections.abc import Sequence

from domain import ids
from domain.events import NotificationAdded
from domain.notifications import not_of_leads
from domain.rules import access
from domain.rules import leads as lead_rules
from domain.transaction import Transaction, door
from domain.viewer import Viewer
from models.notifications import NotificationKind
from models.sql import statement

ADD = statement("""
    INSERT INTO notifications (account_id, kind, at, other_id, subject_id) VALUES ($1, $2, $3, $4, $5)
    RETURNING id""")
# What somebody may not know of stays unread.
_MARK = f"UPDATE notifications SET read_at = $3 WHERE account_id = $1 AND read_at IS NULL AND {not_of_leads('$4')}"
READ = statement(f"{_MARK} AND id IN LIST($2)")
READ_ALL = statement(f"{_MARK} AND id <= $2")


async def notify(
    tx: Transaction, account_key: int, kind: NotificationKind, other_key: int | None, subject_key: int | None
) -> None:
    """Tell an account of something that another did, or that came to be (a step)."""
    ((key,),) = await tx.fetch(ADD, account_key, kind, tx.now, other_key, subject_key)
    tx.announce(NotificationAdded(notification=key), to=[account_key])


@door
async def mark_read(viewer: Viewer, tx: Transaction, keys: Sequence[int]) -> None:
    """Mark some of the viewer's account's read; idempotent. Those of others are left alone."""
    access.messaging(viewer)
    most = viewer.house.policy.of(viewer.account.home_market).items_per_page_max
    ids.at_most(most, keys, "notificationIds")
    await tx.fetch(READ, viewer.account.key, list(keys), tx.now, lead_rules.hears(viewer))


@door
async def mark_read_up_to(viewer: Viewer, tx: Transaction, key: int) -> None:
    """Mark all read, from the oldest up to one; idempotent."""
    access.messaging(viewer)
    await tx.fetch(READ_ALL, viewer.account.key, key, tx.now, lead_rules.hears(viewer))
