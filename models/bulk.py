"""Messages and invitations to many creators."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model


class BulkStatus(StrEnum):
    """Where a bulk message stands. WAITING goes on by itself when the quota is refreshed, PAUSED when it is told to."""

    RUNNING = "RUNNING"
    WAITING = "WAITING"
    PAUSED = "PAUSED"
    FINISHED = "FINISHED"
    CANCELLED = "CANCELLED"


class RecipientStatus(StrEnum):
    """What became of one creator. WAITING waits for the quota's refresh."""

    PENDING = "PENDING"
    WAITING = "WAITING"
    SENT = "SENT"
    SKIPPED = "SKIPPED"
    REFUSED = "REFUSED"


class BulkMessage(Model):
    """One message, or one invitation, to many. `content` is a draft; `told_at` when its progress was last told of."""

    id = fields.BigIntField(primary_key=True)
    account_id = fields.BigIntField()
    created_by_id = fields.BigIntField()
    collaboration_id = fields.BigIntField(null=True)
    content = fields.TextField(null=True)
    media_id = fields.BigIntField(null=True)
    auto_resume = fields.BooleanField()
    status = fields.CharField(max_length=12)
    resumes_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    told_at = fields.DatetimeField()
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "bulk_messages"


class BulkRecipient(Model):
    """A creator of the audience, with the text as it was filled in. Keyed by bulk message and place."""

    bulk_id = fields.BigIntField(primary_key=True, generated=False)
    place = fields.IntField()
    creator_id = fields.BigIntField()
    partner_id = fields.BigIntField()
    status = fields.CharField(max_length=12)
    text = fields.CharField(max_length=2000, null=True)
    problem_code = fields.CharField(max_length=30, null=True)
    problem_detail = fields.CharField(max_length=500, null=True)
    problem_facts = fields.CharField(max_length=200, null=True)
    retry_at = fields.DatetimeField(null=True)
    conversation_id = fields.BigIntField(null=True)
    sequence = fields.IntField(null=True)

    class Meta:
        table = "bulk_recipients"
