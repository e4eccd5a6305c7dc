"""Samples: products that creators ask sellers for."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model


class SampleStatus(StrEnum):
    """Where a sample stands."""

    TO_REVIEW = "TO_REVIEW"
    TO_SHIP = "TO_SHIP"
    SHIPPED = "SHIPPED"
    CONTENT_PENDING = "CONTENT_PENDING"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


class SampleCancelReason(StrEnum):
    """Why a sample was cancelled: the first four are a seller's to give."""

    NOT_A_MATCH = "NOT_A_MATCH"
    OFFLINE = "OFFLINE"
    OUT_OF_STOCK = "OUT_OF_STOCK"
    OTHER = "OTHER"
    OVERDUE = "OVERDUE"
    NOT_SHIPPED = "NOT_SHIPPED"
    NO_CONTENT = "NO_CONTENT"
    WITHDRAWN = "WITHDRAWN"


class Sample(Model):
    """A request for a sample, by the message at conversation and sequence. The address is there while it is needed."""

    id = fields.BigIntField(primary_key=True)
    product_id = fields.BigIntField()
    product_title = fields.CharField(max_length=200)
    creator_id = fields.BigIntField()
    seller_id = fields.BigIntField()
    invitation_id = fields.BigIntField(null=True)
    conversation_id = fields.BigIntField()
    sequence = fields.IntField()
    status = fields.CharField(max_length=20)
    cancel_reason = fields.CharField(max_length=20, null=True)
    requested_at = fields.DatetimeField()
    due_at = fields.DatetimeField(null=True)
    address = fields.TextField(null=True)
    carrier = fields.CharField(max_length=100, null=True)
    tracking_number = fields.CharField(max_length=100, null=True)
    content_url = fields.CharField(max_length=2000, null=True)
    shipped_at = fields.DatetimeField(null=True)
    received_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "samples"
