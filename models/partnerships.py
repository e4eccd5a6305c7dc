"""Links of agencies and creators: asked for, agreed to, changed, ended."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model


class PartnershipStatus(StrEnum):
    """Where a link stands. UNLINK_REQUESTED is still linked."""

    REQUESTED = "REQUESTED"
    LINKED = "LINKED"
    DECLINED = "DECLINED"
    REQUEST_EXPIRED = "REQUEST_EXPIRED"
    WITHDRAWN = "WITHDRAWN"
    UNLINK_REQUESTED = "UNLINK_REQUESTED"
    UNLINKED = "UNLINKED"
    LINK_EXPIRED = "LINK_EXPIRED"


class AgreementKind(StrEnum):
    """What a creator agrees to before it is linked."""

    DATA_SHARING = "DATA_SHARING"
    REVENUE_SHARING = "REVENUE_SHARING"


class ChangeStatus(StrEnum):
    """What became of a proposal to change a link."""

    PROPOSED = "PROPOSED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"


class Partnership(Model):
    """A link invitation and the link it becomes; by the message at conversation and sequence. Basis points."""

    id = fields.BigIntField(primary_key=True)
    agency_id = fields.BigIntField()
    creator_id = fields.BigIntField()
    conversation_id = fields.BigIntField()
    sequence = fields.IntField()
    programme = fields.CharField(max_length=3)
    status = fields.CharField(max_length=20)
    commission = fields.IntField()
    ends_at = fields.DatetimeField()
    requested_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    answered_at = fields.DatetimeField(null=True)
    linked_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)
    unlink_requests = fields.SmallIntField()
    unlink_due_at = fields.DatetimeField(null=True)

    class Meta:
        table = "partnerships"


class Agreement(Model):
    """What a partnership was agreed on, word for word, and by whom. Keyed by partnership and place."""

    partnership_id = fields.BigIntField(primary_key=True, generated=False)
    place = fields.SmallIntField()
    kind = fields.CharField(max_length=20)
    version = fields.CharField(max_length=40)
    text = fields.TextField()
    accepted_at = fields.DatetimeField(null=True)
    accepted_by_id = fields.BigIntField(null=True)

    class Meta:
        table = "agreements"


class PartnershipChange(Model):
    """A proposal to change a link's commission, or its end; with both as they were. Never deleted."""

    id = fields.BigIntField(primary_key=True)
    partnership_id = fields.BigIntField()
    status = fields.CharField(max_length=12)
    commission = fields.IntField(null=True)
    ends_at = fields.DatetimeField(null=True)
    previous_commission = fields.IntField()
    previous_ends_at = fields.DatetimeField()
    proposed_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    answered_at = fields.DatetimeField(null=True)

    class Meta:
        table = "partnership_changes"


class LinkDay(Model):
    """How many link invitations an agency sent on a day of its market. Keyed by agency and the day's first instant."""

    agency_id = fields.BigIntField(primary_key=True, generated=False)
    day = fields.DatetimeField()
    sent = fields.IntField()

    class Meta:
        table = "link_days"
