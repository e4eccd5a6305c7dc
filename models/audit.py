"""The audit log: who did what, for which account, when, from where."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model


class AuditActor(StrEnum):
    """Who acted: a member of the account, the marketplace's staff or its services, or Parley by itself."""

    MEMBER = "MEMBER"
    STAFF = "STAFF"
    SERVICE = "SERVICE"
    SYSTEM = "SYSTEM"


class AuditAction(StrEnum):
    """What was done."""

    ROLE_CREATED = "ROLE_CREATED"
    ROLE_CHANGED = "ROLE_CHANGED"
    ROLE_ASSIGNED = "ROLE_ASSIGNED"
    MEMBER_INVITED = "MEMBER_INVITED"
    MEMBER_INVITATION_WITHDRAWN = "MEMBER_INVITATION_WITHDRAWN"
    MEMBER_JOINED = "MEMBER_JOINED"
    MEMBER_REMOVED = "MEMBER_REMOVED"
    ACCOUNT_STATUS_SET = "ACCOUNT_STATUS_SET"
    ACCOUNT_EXPORTED = "ACCOUNT_EXPORTED"
    ACCOUNT_ERASED = "ACCOUNT_ERASED"
    CONVERSATION_EXPORTED = "CONVERSATION_EXPORTED"
    REPORT_RESOLVED = "REPORT_RESOLVED"
    LINK_INVITED = "LINK_INVITED"
    LINK_WITHDRAWN = "LINK_WITHDRAWN"
    LINK_ACCEPTED = "LINK_ACCEPTED"
    LINK_DECLINED = "LINK_DECLINED"
    UNLINK_REQUESTED = "UNLINK_REQUESTED"
    UNLINK_DECLINED = "UNLINK_DECLINED"
    UNLINKED = "UNLINKED"
    LINK_CHANGE_PROPOSED = "LINK_CHANGE_PROPOSED"
    LINK_CHANGE_ACCEPTED = "LINK_CHANGE_ACCEPTED"
    LINK_CHANGE_DECLINED = "LINK_CHANGE_DECLINED"
    WEBHOOK_CREATED = "WEBHOOK_CREATED"
    WEBHOOK_CHANGED = "WEBHOOK_CHANGED"
    WEBHOOK_DELETED = "WEBHOOK_DELETED"
    WEBHOOK_SUSPENDED = "WEBHOOK_SUSPENDED"
    WEBHOOK_RESUMED = "WEBHOOK_RESUMED"
    WEBHOOK_REPLAYED = "WEBHOOK_REPLAYED"


class AuditEntry(Model):
    """One thing that was done. `subject` is an outside id, `facts` a JSON object of ids and states, never words."""

    id = fields.BigIntField(primary_key=True)
    at = fields.DatetimeField()
    account_id = fields.BigIntField(null=True)
    actor = fields.CharField(max_length=8)
    user_id = fields.BigIntField(null=True)
    name = fields.CharField(max_length=200, null=True)
    address = fields.CharField(max_length=100, null=True)
    action = fields.CharField(max_length=40)
    subject = fields.CharField(max_length=60, null=True)
    facts = fields.TextField(null=True)

    class Meta:
        table = "audit_entries"
