"""Leads: creators in the pools of LIVE partners; what is licensed of them; how LIVE partners rank."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model


class LeadSource(StrEnum):
    """How a creator came into a pool. Only a request licenses data."""

    COLLABORATION_REQUEST = "COLLABORATION_REQUEST"
    INSTANT_MESSAGE = "INSTANT_MESSAGE"


class LeadStatus(StrEnum):
    """Where a partner stands with a lead, set by hand."""

    FOLLOW_UP = "FOLLOW_UP"
    IN_PROGRESS = "IN_PROGRESS"
    CONTACTED = "CONTACTED"
    INVALID = "INVALID"


class Lead(Model):
    """A creator in a partner's pool; of one by request, `licensed` holds what was licensed until `licensed_until`.

    `level`, `followers` (-1 where none was ever fed) and `search_text` are the creator's of now: what pools are
    filtered and sorted by.
    """

    id = fields.BigIntField(primary_key=True)
    partner_id = fields.BigIntField()
    creator_id = fields.BigIntField()
    source = fields.CharField(max_length=24)
    status = fields.CharField(max_length=12)
    requested_at = fields.DatetimeField()
    note = fields.CharField(max_length=2000, null=True)
    contact_shared = fields.BooleanField()
    licensed_until = fields.DatetimeField(null=True)
    licensed = fields.TextField(null=True)
    level = fields.CharField(max_length=10)
    followers = fields.BigIntField()
    search_text = fields.TextField()

    class Meta:
        table = "leads"


class CreatorLicence(Model):
    """What the platform lets partners see of a creator who asks for it: fed, and handed out by requests only."""

    creator_id = fields.BigIntField(primary_key=True, generated=False)
    contact = fields.CharField(max_length=500, null=True)
    profile = fields.CharField(max_length=4000, null=True)

    class Meta:
        table = "creator_licences"


class LiveDashboard(Model):
    """How one LIVE of a creator's went, money in minor units. Keyed by creator and the platform's id."""

    creator_id = fields.BigIntField(primary_key=True, generated=False)
    external_id = fields.CharField(max_length=100)
    started_at = fields.DatetimeField()
    ended_at = fields.DatetimeField()
    gmv = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    unique_viewers = fields.BigIntField()
    orders = fields.BigIntField()

    class Meta:
        table = "live_dashboards"


class LivePartnerRank(Model):
    """A LIVE partner's place in a market, with its figures, as the platform ranks them. Keyed by market and partner."""

    market = fields.CharField(max_length=8, primary_key=True)
    partner_id = fields.BigIntField()
    rank = fields.IntField()
    creators = fields.BigIntField(null=True)
    live_sessions = fields.BigIntField(null=True)
    live_gmv = fields.BigIntField(null=True)
    currency = fields.CharField(max_length=3, null=True)

    class Meta:
        table = "live_partner_ranks"
