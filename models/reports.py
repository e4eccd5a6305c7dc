"""Reports of abuse, as staff work on them."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model


class ReportReason(StrEnum):
    """Why a message was reported."""

    SPAM = "SPAM"
    HARASSMENT = "HARASSMENT"
    SCAM = "SCAM"
    HATE = "HATE"
    ADULT_CONTENT = "ADULT_CONTENT"
    OTHER = "OTHER"


class ReportResolution(StrEnum):
    """What staff found."""

    UPHELD = "UPHELD"
    DISMISSED = "DISMISSED"


class AbuseReport(Model):
    """A message that the other side reported, with what it said then; evidence is for staff only."""

    id = fields.BigIntField(primary_key=True)
    account_id = fields.BigIntField()
    reported_by_id = fields.BigIntField()
    sender_id = fields.BigIntField()
    conversation_id = fields.BigIntField()
    sequence = fields.IntField()
    reason = fields.CharField(max_length=20)
    note = fields.CharField(max_length=2000, null=True)
    evidence = fields.TextField(null=True)
    evidence_media_id = fields.BigIntField(null=True)
    reported_at = fields.DatetimeField()
    resolution = fields.CharField(max_length=12, null=True)
    resolution_note = fields.CharField(max_length=2000, null=True)
    resolved_at = fields.DatetimeField(null=True)

    class Meta:
        table = "abuse_reports"
