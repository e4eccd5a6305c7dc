"""Notifications: what an account should look at."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from domain import ids, lists, notifications, rows
from domain.actions import notifications as actions
from domain.queries import notifications as queries
from models.notifications import NotificationKind
from schema import problems
from schema.accounts import Account
from schema.context import Info
from schema.nodes import After, Connection, First, Node, resolved, rows_of

Row = notifications.Notification
# What finds a notification's subject, by its noun.
SUBJECTS = {
    "invitation": "invitations",
    "partnership": "partnerships",
    "sample": "samples",
    "scheduled": "scheduled",
    "bulk": "bulk",
    "lead": "leads",
    "webhook": "webhooks",
}


async def _account(of: strawberry.Parent[Row], info: Info) -> rows.Account | None:
    return None if of.other_key is None else await info.context.loaders.accounts.load(of.other_key)


async def _subject(of: strawberry.Parent[Row], info: Info) -> Any:
    if of.about is None or of.subject_key is None:
        return None
    return await getattr(info.context.loaders, SUBJECTS[of.about]).load(of.subject_key)


@strawberry.type(description="Something that an account should look at.")
class Notification(Node):
    """EVT-6."""

    is_type_of = rows_of(Row)
    kind: NotificationKind
    at: datetime
    read_at: datetime | None
    text: str = strawberry.field(description="One sentence for a person.")
    account: Account | None = resolved(_account, "Who did it, or whom it is about.")
    subject: Node | None = resolved(
        _subject,
        "What it is about: an Invitation, a Partnership, a SampleRequest, a ScheduledMessage, a BulkMessage, a Lead, "
        "a Webhook.",
    )


@strawberry.input(one_of=True, description="Exactly one of these: some, or all from the oldest up to one.")
class MarkNotificationsReadInput:
    """EVT-6."""

    notification_ids: list[strawberry.ID] | None = strawberry.UNSET
    up_to_notification_id: strawberry.ID | None = strawberry.UNSET


@strawberry.type
class MarkNotificationsReadSuccess:
    """How many are unread now."""

    unread_notifications: int


MarkNotificationsReadResult = Annotated[
    MarkNotificationsReadSuccess | problems.Forbidden | problems.AccessRevoked | problems.InvalidInput,
    strawberry.union("MarkNotificationsReadResult"),
]


async def own_notifications(info: Info, first: First = None, after: After = None) -> lists.Page[Row]:
    """The account's own."""
    return await queries.page(info.context.viewer, first=first, after=after)


async def mark_notifications_read(info: Info, input: MarkNotificationsReadInput) -> MarkNotificationsReadSuccess:
    """Mark some read, or all up to one."""
    viewer = info.context.messenger
    if isinstance(input.up_to_notification_id, str):
        key = ids.parse("notification", input.up_to_notification_id, "upToNotificationId")
        await actions.mark_read_up_to(viewer, key)
    else:
        named = ids.parse_many("notification", input.notification_ids or [], "notificationIds")
        await actions.mark_read(viewer, named)
    return MarkNotificationsReadSuccess(unread_notifications=await queries.unread(viewer))


@strawberry.type
class NotificationMutations:
    """Notifications."""

    mark_notifications_read: MarkNotificationsReadResult = resolved(
        mark_notifications_read, "Some of them, or all up to one; idempotent."
    )


NotificationConnection = Connection[Notification]
