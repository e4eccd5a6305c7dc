"""Target collaborations of sellers, and the invitations into them."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model


class InvitationStatus(StrEnum):
    """What became of an invitation."""

    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"


class TargetCollaboration(Model):
    """What a seller offers chosen creators, until it ends."""

    id = fields.BigIntField(primary_key=True)
    seller_id = fields.BigIntField()
    name = fields.CharField(max_length=100)
    search_text = fields.TextField()
    message = fields.CharField(max_length=2000, null=True)
    ends_at = fields.DatetimeField()
    free_sample = fields.BooleanField()
    auto_approve_samples = fields.BooleanField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "target_collaborations"


class TargetCollaborationProduct(Model):
    """A product of a target collaboration, at its rate in basis points. Keyed by collaboration and place."""

    collaboration_id = fields.BigIntField(primary_key=True, generated=False)
    place = fields.SmallIntField()
    product_id = fields.BigIntField()
    commission = fields.IntField()

    class Meta:
        table = "target_collaboration_products"


class Invitation(Model):
    """A creator invited into a target collaboration, once for ever; by the message at conversation and sequence."""

    id = fields.BigIntField(primary_key=True)
    collaboration_id = fields.BigIntField()
    seller_id = fields.BigIntField()
    creator_id = fields.BigIntField()
    conversation_id = fields.BigIntField()
    sequence = fields.IntField()
    client_mutation_id = fields.CharField(max_length=100, null=True)
    status = fields.CharField(max_length=12)
    sent_at = fields.DatetimeField()
    answered_at = fields.DatetimeField(null=True)

    class Meta:
        table = "invitations"
