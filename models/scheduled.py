"""Messages that go later."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model


class ScheduledStatus(StrEnum):
    """What became of it."""

    SCHEDULED = "SCHEDULED"
    SENT = "SENT"
    REFUSED = "REFUSED"
    CANCELLED = "CANCELLED"


class ScheduledMessage(Model):
    """A message to be sent at a time; `content` is a draft, `sequence` the message that it became.

    `problem_*` say why it did not go.
    """

    id = fields.BigIntField(primary_key=True)
    account_id = fields.BigIntField()
    created_by_id = fields.BigIntField()
    conversation_id = fields.BigIntField()
    content = fields.TextField()
    send_at = fields.DatetimeField()
    status = fields.CharField(max_length=12)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    sequence = fields.IntField(null=True)
    problem_code = fields.CharField(max_length=30, null=True)
    problem_detail = fields.CharField(max_length=500, null=True)
    problem_facts = fields.TextField(null=True)

    class Meta:
        table = "scheduled_messages"
