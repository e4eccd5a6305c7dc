"""Notifications: what an account should look at."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model


class NotificationKind(StrEnum):
    """What happened."""

    INVITATION_RECEIVED = "INVITATION_RECEIVED"
    INVITATION_ACCEPTED = "INVITATION_ACCEPTED"
    INVITATION_DECLINED = "INVITATION_DECLINED"
    INVITATION_WITHDRAWN = "INVITATION_WITHDRAWN"
    INVITATION_EXPIRED = "INVITATION_EXPIRED"
    LINK_REQUESTED = "LINK_REQUESTED"
    LINK_ACCEPTED = "LINK_ACCEPTED"
    LINK_DECLINED = "LINK_DECLINED"
    LINK_WITHDRAWN = "LINK_WITHDRAWN"
    LINK_REQUEST_EXPIRED = "LINK_REQUEST_EXPIRED"
    UNLINK_REQUESTED = "UNLINK_REQUESTED"
    UNLINK_DECLINED = "UNLINK_DECLINED"
    UNLINKED = "UNLINKED"
    LINK_EXPIRED = "LINK_EXPIRED"
    LINK_CHANGE_PROPOSED = "LINK_CHANGE_PROPOSED"
    LINK_CHANGE_ACCEPTED = "LINK_CHANGE_ACCEPTED"
    LINK_CHANGE_DECLINED = "LINK_CHANGE_DECLINED"
    LINK_CHANGE_EXPIRED = "LINK_CHANGE_EXPIRED"
    SAMPLE_REQUESTED = "SAMPLE_REQUESTED"
    SAMPLE_APPROVED = "SAMPLE_APPROVED"
    SAMPLE_SHIPPED = "SAMPLE_SHIPPED"
    SAMPLE_RECEIVED = "SAMPLE_RECEIVED"
    SAMPLE_CONTENT_PENDING = "SAMPLE_CONTENT_PENDING"
    SAMPLE_CONTENT_DUE = "SAMPLE_CONTENT_DUE"
    SAMPLE_CONTENT_SUBMITTED = "SAMPLE_CONTENT_SUBMITTED"
    SAMPLE_COMPLETED = "SAMPLE_COMPLETED"
    SAMPLE_CANCELLED = "SAMPLE_CANCELLED"
    BULK_MESSAGE_FINISHED = "BULK_MESSAGE_FINISHED"
    BULK_MESSAGE_WAITING = "BULK_MESSAGE_WAITING"
    SCHEDULED_MESSAGE_REFUSED = "SCHEDULED_MESSAGE_REFUSED"
    LEAD_REQUESTED = "LEAD_REQUESTED"
    LEAD_REMOVED = "LEAD_REMOVED"
    ACCESS_CHANGED = "ACCESS_CHANGED"


class Notification(Model):
    """One for an account, of something another account did or that came to be. `subject_id` is of its kind's noun."""

    id = fields.BigIntField(primary_key=True)
    account_id = fields.BigIntField()
    kind = fields.CharField(max_length=40)
    at = fields.DatetimeField()
    read_at = fields.DatetimeField(null=True)
    other_id = fields.BigIntField(null=True)
    subject_id = fields.BigIntField(null=True)

    class Meta:
        table = "notifications"
