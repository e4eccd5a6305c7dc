"""Replies that a team has saved, to be sent again."""

from tortoise import fields
from tortoise.models import Model


class SavedReply(Model):
    """A text with variables, under a name. One that is deleted stays for what was made of it."""

    id = fields.BigIntField(primary_key=True)
    account_id = fields.BigIntField()
    name = fields.CharField(max_length=100)
    search_text = fields.TextField()
    text = fields.CharField(max_length=2000)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "saved_replies"
