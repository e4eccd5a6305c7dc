"""Every account's stream of events, and the epoch that its positions belong to."""

from tortoise import fields
from tortoise.models import Model


class FeedHead(Model):
    """How far an account's stream has come. Its row is the lock that makes positions gapless."""

    account_id = fields.BigIntField(primary_key=True, generated=False)
    position = fields.BigIntField()

    class Meta:
        table = "feed_heads"


class FeedEntry(Model):
    """What an account was told, in ids and not in words. Keyed by account and position; kept for 30 days."""

    account_id = fields.BigIntField(primary_key=True, generated=False)
    position = fields.BigIntField()
    at = fields.DatetimeField()
    kind = fields.CharField(max_length=30)
    pair_id = fields.BigIntField(null=True)
    sequence = fields.IntField(null=True)
    facts = fields.TextField(null=True)

    class Meta:
        table = "feed_entries"


class FeedEpoch(Model):
    """One row. Positions carry `epoch`; `identity` tells at start whether this is still the database they came from."""

    id = fields.IntField(primary_key=True, generated=False)
    epoch = fields.CharField(max_length=16)
    identity = fields.CharField(max_length=200)

    class Meta:
        table = "feed_epochs"
