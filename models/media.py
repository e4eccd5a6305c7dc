"""Photos and GIFs: what is known of them here. Their bytes lie in the store, under their names."""

from tortoise import fields
from tortoise.models import Model


class Media(Model):
    """An upload, and the one message it was sent with. `size` is in bytes, width and height in pixels."""

    id = fields.BigIntField(primary_key=True)
    account_id = fields.BigIntField()
    uploaded_by_id = fields.BigIntField()
    name = fields.CharField(max_length=64)
    content_type = fields.CharField(max_length=40)
    size = fields.IntField()
    width = fields.IntField()
    height = fields.IntField()
    animated = fields.BooleanField()
    uploaded_at = fields.DatetimeField()
    conversation_id = fields.BigIntField(null=True)
    sequence = fields.IntField(null=True)
    deleted_at = fields.DatetimeField(null=True)
    bytes_of_id = fields.BigIntField(null=True)

    class Meta:
        table = "media"
