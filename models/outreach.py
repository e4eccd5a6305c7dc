"""The weeks of sellers' outreach, whom they contacted, and the starter's packs."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model


class Tier(StrEnum):
    """What a seller may do in a week, by its affiliate GMV before that (OUT-7)."""

    T0 = "T0"
    T1 = "T1"
    T2 = "T2"
    T3 = "T3"


class OutreachWeek(Model):
    """A seller's week, made when something is first spent in it.

    `contacted` creators were new in it; `spent` of them cost units of the week, the others units of the starter's pack.
    """

    id = fields.BigIntField(primary_key=True)
    seller_id = fields.BigIntField()
    week_start = fields.DatetimeField()
    tier = fields.CharField(max_length=2)
    weekly_limit = fields.IntField(null=True)
    pack_open = fields.BooleanField()
    spent = fields.IntField()
    contacted = fields.IntField()

    class Meta:
        table = "outreach_weeks"


class OutreachContact(Model):
    """A creator who cost a unit in a week. Keyed by week and creator."""

    week_id = fields.BigIntField(primary_key=True, generated=False)
    creator_id = fields.BigIntField()
    contacted_at = fields.DatetimeField()

    class Meta:
        table = "outreach_contacts"


class StarterPack(Model):
    """How much of its pack a seller has spent."""

    seller_id = fields.BigIntField(primary_key=True, generated=False)
    spent = fields.IntField()

    class Meta:
        table = "starter_packs"
