"""Work that is due at a time."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model


class DueKind(StrEnum):
    """What is to happen to a subject."""

    INVITATION_ENDS = "INVITATION_ENDS"
    LINK_REQUEST_ENDS = "LINK_REQUEST_ENDS"
    LINK_ENDS = "LINK_ENDS"
    UNLINK_REQUEST_ENDS = "UNLINK_REQUEST_ENDS"
    LINK_CHANGE_ENDS = "LINK_CHANGE_ENDS"
    SAMPLE_STEP_ENDS = "SAMPLE_STEP_ENDS"
    SAMPLE_REMINDER = "SAMPLE_REMINDER"
    MEDIA_UNSENT = "MEDIA_UNSENT"
    MEDIA_BYTES = "MEDIA_BYTES"
    LEVELS_ARE_SET = "LEVELS_ARE_SET"
    MESSAGE_GOES = "MESSAGE_GOES"
    BULK_GOES_ON = "BULK_GOES_ON"
    LICENCE_ENDS = "LICENCE_ENDS"
    ERASURE_GOES_ON = "ERASURE_GOES_ON"
    EVIDENCE_ENDS = "EVIDENCE_ENDS"
    STATUS_IS_TOLD = "STATUS_IS_TOLD"


class DueWork(Model):
    """One thing to do. Keyed by kind and subject; `claimed_until` keeps others off while somebody is at it."""

    kind = fields.CharField(max_length=40, primary_key=True, generated=False)
    subject_id = fields.BigIntField()
    due_at = fields.DatetimeField()
    claimed_until = fields.DatetimeField(null=True)
    attempts = fields.SmallIntField()

    class Meta:
        table = "due_work"
