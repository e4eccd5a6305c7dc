"""What a side notes about creators: for its own members only."""

from tortoise import fields
from tortoise.models import Model


class CreatorNote(Model):
    """A note."""

    id = fields.BigIntField(primary_key=True)
    account_id = fields.BigIntField()
    creator_id = fields.BigIntField()
    written_by_id = fields.BigIntField()
    text = fields.CharField(max_length=2000)
    written_at = fields.DatetimeField()

    class Meta:
        table = "creator_notes"


class CreatorLabel(Model):
    """A label. Keyed by account, creator and label."""

    account_id = fields.BigIntField(primary_key=True, generated=False)
    creator_id = fields.BigIntField()
    label = fields.CharField(max_length=40)

    class Meta:
        table = "creator_labels"
