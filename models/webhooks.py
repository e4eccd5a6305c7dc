"""Endpoints outside that are told of events, and what is told to each."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model


class WebhookStatus(StrEnum):
    """Whether an endpoint is posted to."""

    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"


class DeliveryStatus(StrEnum):
    """Where a delivery stands."""

    PENDING = "PENDING"
    DELIVERED = "DELIVERED"


class Webhook(Model):
    """An endpoint of an account's, or without one of the platform's. `kinds` as in ' a b '; empty for all.

    One that is deleted stays, without address and secrets, until its deliveries have gone.
    """

    id = fields.BigIntField(primary_key=True)
    account_id = fields.BigIntField(null=True)
    url = fields.CharField(max_length=2000)
    kinds = fields.CharField(max_length=1000)
    secret = fields.CharField(max_length=100)
    previous_secret = fields.CharField(max_length=100, null=True)
    previous_until = fields.DatetimeField(null=True)
    status = fields.CharField(max_length=9)
    failing_since = fields.DatetimeField(null=True)
    created_by_id = fields.BigIntField(null=True)
    created_at = fields.DatetimeField()
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "webhooks"


class WebhookDelivery(Model):
    """A feed entry that an endpoint is told of, in ids and not in words; kept as long as the entry.

    Those of one account to one endpoint are a line. Only its head has `due_at`: the pending one of the lowest position.
    """

    id = fields.BigIntField(primary_key=True)
    webhook_id = fields.BigIntField()
    account_id = fields.BigIntField()
    position = fields.BigIntField()
    kind = fields.CharField(max_length=30)
    at = fields.DatetimeField()
    status = fields.CharField(max_length=9)
    attempts = fields.IntField()
    failures = fields.IntField()
    due_at = fields.DatetimeField(null=True)
    status_code = fields.SmallIntField(null=True)
    error = fields.CharField(max_length=40, null=True)
    milliseconds = fields.IntField(null=True)
    delivered_at = fields.DatetimeField(null=True)

    class Meta:
        table = "webhook_deliveries"
