"""Accounts that are erased, and how far that has come."""

from tortoise import fields
from tortoise.models import Model


class Erasure(Model):
    """An account's erasure: what it said is gone up to here; `finished_at` once all of it is.

    Once it is finished it goes through everything again, a little later, for what was on its way when it began.
    """

    account_id = fields.BigIntField(primary_key=True, generated=False)
    begun_at = fields.DatetimeField()
    reached_id = fields.BigIntField()
    reached_sequence = fields.IntField()
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "erasures"
